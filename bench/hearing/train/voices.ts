/** Reads what voices.sh wrote: natural voices, line by line, plain and through GSM. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readWavSamples } from '../../../cli/wav-samples';

export interface Voice {
  readonly speaker: string;
  readonly lines: readonly Int16Array[];
  /** The same lines through GSM full rate. */
  readonly gsmLines: readonly Int16Array[];
}

/** Lines end where half a second of digital silence begins. */
const GAP_SAMPLES = 4000;

export function readVoices(folder: string): Voice[] {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist: run voices.sh first`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wav') && !name.endsWith('-gsm.wav'))
    .sort()
    .map((name) => {
      const plain = readWavSamples(join(folder, name));
      const gsm = readWavSamples(join(folder, name.replace('.wav', '-gsm.wav')));
      const spans = linesOf(plain);
      return {
        speaker: name.replace('.wav', ''),
        lines: spans.map(([from, to]) => plain.slice(from, to)),
        gsmLines: spans.map(([from, to]) => gsm.slice(from, to)),
      };
    });
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
