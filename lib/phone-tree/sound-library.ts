/** The sounds of one script, in memory: its recordings read from WAV files, its unrecorded texts spoken, the built-in tones. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WaveFile } from 'wavefile';
import { SAMPLE_RATE, builtInClips, makeClip } from './clip';
import type { Clip } from './clip';
import type { ClipSource } from './conversation';
import type { Script, ScriptProblem } from './script';

/** Speaks a text: 8 kHz mono samples. */
export type Speak = (text: string, voice: string | null) => Promise<Int16Array>;

/** The recordings that come with the phone tree; a script may name them like its own. */
export const BUNDLED_SOUNDS = path.join(__dirname, 'sounds');

const LARGEST_FILE = 50_000_000;
const ALL_SAMPLES = 600 * 60 * SAMPLE_RATE;

export type SoundsResult =
  | { readonly ok: true; readonly sounds: SoundLibrary }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

export class SoundLibrary implements ClipSource {
  readonly #prompts: ReadonlyMap<string, Clip>;
  readonly #sounds: ReadonlyMap<string, Clip>;

  private constructor(prompts: ReadonlyMap<string, Clip>, sounds: ReadonlyMap<string, Clip>) {
    this.#prompts = prompts;
    this.#sounds = sounds;
  }

  /** Reads every sound the script names, from `folder` or from the bundled ones. Problems name the script's line. */
  static async load(script: Script, folder: string | null, speak: Speak | null): Promise<SoundsResult> {
    const problems: ScriptProblem[] = [];
    const prompts = new Map<string, Clip>();
    const sounds = builtInClips();
    let total = 0;
    const keep = (clips: Map<string, Clip>, name: string, samples: Int16Array): void => {
      total += samples.length;
      if (total > ALL_SAMPLES) throw new Error('all sounds together are longer than ten hours');
      clips.set(name, makeClip(name, samples));
    };
    for (const { name, file, line } of script.sounds.values()) {
      try {
        keep(sounds, name, readWav(await findFile(file, folder)));
      } catch (error) {
        problems.push({ line, text: `sound "${name}": ${words(error)}` });
      }
    }
    for (const { name, text, file, voice, line } of script.prompts.values()) {
      try {
        if (file !== null) keep(prompts, name, readWav(await findFile(file, folder)));
        else if (speak) keep(prompts, name, await speak(text, voice));
        else throw new Error('it has no file: and nothing speaks here; record it');
      } catch (error) {
        problems.push({ line, text: `prompt "${name}": ${words(error)}` });
      }
    }
    return problems.length > 0 ? { ok: false, problems } : { ok: true, sounds: new SoundLibrary(prompts, sounds) };
  }

  prompt(name: string): Clip {
    return must(this.#prompts.get(name), name);
  }

  sound(name: string): Clip {
    return must(this.#sounds.get(name), name);
  }
}

function must(clip: Clip | undefined, name: string): Clip {
  if (!clip) throw new Error(`no sound is loaded for "${name}"`);
  return clip;
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The bytes of a sound file: beside the script, else a bundled one. */
async function findFile(file: string, folder: string | null): Promise<Uint8Array> {
  const places = folder === null ? [] : [path.resolve(folder, file)];
  if (path.basename(file) === file) places.push(path.join(BUNDLED_SOUNDS, file));
  for (const place of places) {
    try {
      const bytes = await readFile(place);
      if (bytes.length > LARGEST_FILE) throw new Error(`${place} is larger than 50 MB`);
      return bytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`there is no file "${file}"; put it beside the script or name its folder`);
}

/** WAV of any rate, mu-law, A-law or PCM, as 8 kHz mono (the first channel). */
export function readWav(bytes: Uint8Array): Int16Array {
  let wave: WaveFile;
  try {
    wave = new WaveFile(bytes);
    if (wave.bitDepth === '8m') wave.fromMuLaw();
    else if (wave.bitDepth === '8a') wave.fromALaw();
    else if (wave.bitDepth === '4') wave.fromIMAADPCM();
    if (wave.bitDepth !== '16') wave.toBitDepth('16');
    const { sampleRate, numChannels } = wave.fmt as { sampleRate: number; numChannels: number };
    if (numChannels < 1 || sampleRate < 1) throw new Error('no channels');
    if (sampleRate !== SAMPLE_RATE) wave.toSampleRate(SAMPLE_RATE, { method: 'sinc' });
    const all = wave.getSamples(true, Int16Array) as unknown as Int16Array;
    return numChannels === 1 ? all : all.filter((_, index) => index % numChannels === 0);
  } catch (error) {
    throw new Error(`not a WAV file this can read (${words(error)})`, { cause: error });
  }
}
