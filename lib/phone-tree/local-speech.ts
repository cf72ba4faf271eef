/** Speaks texts that have no recording: with the embedded voices, and with espeak-ng of the machine for other voices. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EMBEDDED_VOICES, EmbeddedTextToSpeech } from '../speech';
import { readWav } from './sound-library';
import type { Speak } from './sound-library';

const run = promisify(execFile);
const LONGEST_SYNTHESIS_MS = 20_000;
const ESPEAK = 'espeak-ng';

export interface LocalSpeech {
  readonly speak: Speak;
  close(): Promise<void>;
}

/** Voices: those of lib/speech (rms by default), and any of espeak-ng where it is installed. */
export function openLocalSpeech(): LocalSpeech {
  const embedded = new EmbeddedTextToSpeech();
  return {
    speak: async (text, voice) => {
      if (voice !== null && !EMBEDDED_VOICES.some((known) => known === voice)) return speakWithEspeak(text, voice);
      const spoken = await embedded.speak(text, voice, { sampleRateHz: 8000 });
      if (!spoken.ok) throw new Error(spoken.message);
      return trimmed(spoken.samples);
    },
    close: () => embedded.close(),
  };
}

/** The text goes by file: an argument could be taken for an option. */
async function speakWithEspeak(text: string, voice: string): Promise<Int16Array> {
  if (!/^\w[\w+-]*$/.test(voice)) throw new Error(`"${voice}" is not the name of a voice`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'phone-tree-'));
  try {
    const textFile = path.join(folder, 'text.txt');
    const wavFile = path.join(folder, 'speech.wav');
    await writeFile(textFile, `${text}\n`);
    const options = ['-v', voice, '-s', '150', '-f', textFile, '-w', wavFile];
    await run(ESPEAK, options, { timeout: LONGEST_SYNTHESIS_MS }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const known = EMBEDDED_VOICES.join(', ');
      throw new Error(`there is no voice "${voice}" here; use ${known}, or install ${ESPEAK} for its voices`);
    });
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
