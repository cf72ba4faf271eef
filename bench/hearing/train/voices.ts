/** Reads what voices.sh wrote: natural voices, line by line, plain and through codecs of mobile networks. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readWavSamples } from '../../../cli/wav-samples';

export interface Voice {
  readonly speaker: string;
  /** Where it is from: volunteers who read or act, actors of a game, customers who order. */
  readonly group: string;
  readonly lines: readonly Int16Array[];
  /** The same lines through GSM full rate, and through AMR at 7.95 kbit/s. */
  readonly coded: readonly (readonly Int16Array[])[];
}

const CODED = ['gsm', 'amr'];

/** Lines end where half a second of digital silence begins. */
const GAP_SAMPLES = 4000;

export function readVoices(folder: string): Voice[] {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist: run voices.sh first`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wav') && !CODED.some((codec) => name.endsWith(`-${codec}.wav`)))
    .sort()
    .flatMap((name) => readSpeakers(folder, name.replace('.wav', '')));
}

/** The speaker of a file; those of a file "each-...", one a line. */
function readSpeakers(folder: string, name: string): Voice[] {
  const plain = readWavSamples(join(folder, `${name}.wav`));
  const spans = linesOf(plain);
  const cut = (samples: Int16Array): Int16Array[] => spans.map(([from, to]) => samples.slice(from, to));
  const lines = cut(plain);
  const coded = CODED.map((codec) => cut(readWavSamples(join(folder, `${name}-${codec}.wav`))));
  if (!name.startsWith('each-'))
    return [{ speaker: name, group: name.startsWith('queen-') ? 'actor' : 'volunteer', lines, coded }];
  return lines.map((line, n) => ({
    speaker: `${name}-${n}`,
    group: 'customer',
    lines: [line],
    coded: coded.map((all) => [all[n]!]),
  }));
}

function linesOf(samples: Int16Array): [number, number][] {
  const spans: [number, number][] = [];
  let from = -1;
  let zeros = 0;
  for (let i = 0; i < samples.length; i++) {
    if (samples[i] !== 0) {
      if (from < 0) from = i;
      zeros = 0;
    } else if (from >= 0 && ++zeros === GAP_SAMPLES) {
      if (i - zeros - from > 4000) spans.push([from, i - zeros]);
      from = -1;
    }
  }
  return spans;
}
