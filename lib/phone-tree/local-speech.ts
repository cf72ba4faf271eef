/** Speaks texts that have no recording with a speech synthesiser of the machine, flite or espeak-ng, if there is one. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readWav } from './sound-library';
import type { Speak } from './sound-library';

const run = promisify(execFile);
const LONGEST_SYNTHESIS_MS = 20_000;

interface Synthesiser {
  readonly program: string;
  readonly arguments: (textFile: string, wavFile: string, voice: string | null) => string[];
}

// The text goes by file: an argument could be taken for an option.
const SYNTHESISERS: readonly Synthesiser[] = [
  {
    program: 'flite',
    arguments: (textFile, wavFile, voice) => ['-voice', voice ?? 'slt', '-f', textFile, '-o', wavFile],
  },
  {
    program: 'espeak-ng',
    arguments: (textFile, wavFile, voice) => ['-v', voice ?? 'en', '-s', '150', '-f', textFile, '-w', wavFile],
  },
];

/** The first synthesiser that works here, or null. */
export async function findLocalSpeech(): Promise<Speak | null> {
  for (const synthesiser of SYNTHESISERS) {
    try {
      await speakWith(synthesiser, 'ready', null);
      return (text, voice) => speakWith(synthesiser, text, voice);
    } catch {
      continue; // not installed, or not able: the next one
    }
  }
  return null;
}

async function speakWith(synthesiser: Synthesiser, text: string, voice: string | null): Promise<Int16Array> {
  if (voice !== null && !/^\w[\w+-]*$/.test(voice)) throw new Error(`"${voice}" is not the name of a voice`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'phone-tree-'));
  try {
    const textFile = path.join(folder, 'text.txt');
    const wavFile = path.join(folder, 'speech.wav');
    await writeFile(textFile, `${text}\n`);
    await run(synthesiser.program, synthesiser.arguments(textFile, wavFile, voice), { timeout: LONGEST_SYNTHESIS_MS });
    return trimmed(readWav(await readFile(wavFile)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without the synthesiser's silence before and after, but for 20 and 80 ms. */
function trimmed(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > 200;
  const first = samples.findIndex(loud);
  if (first < 0) throw new Error('the synthesiser said nothing');
  return samples.slice(Math.max(0, first - 160), samples.findLastIndex(loud) + 640);
}
