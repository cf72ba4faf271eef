/**
 * Keeps the sound of false alarms as WAV files, for training: only where the user agreed by naming a folder, only the
 * company's side, only the seconds before the alarm was taken back.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FramesChunk } from '../../media/worker/frames-tap';
import { encodeWav } from '../../speech/pcm-wav';

const RATE = 8000;
const CLIP_SECONDS = 20;
/** 320 kB each: the folder stays below 100 MB, and nobody listens to more. */
const MOST_CLIPS = 300;
/** Nothing that a person, or a recording, could be known by is shorter. */
const LEAST_SECONDS = 0.2;

export type ClipKept = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly why: string };

export class FalseAlarmClips {
  readonly #folder: string;
  readonly #ring = new Int16Array(CLIP_SECONDS * RATE);
  #heard = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  audio({ samples }: FramesChunk): void {
    for (const sample of samples) this.#ring[this.#heard++ % this.#ring.length] = sample;
  }

  /** Writes what was heard last; resolves with the file's path, or why there is none. Rejects when it cannot write. */
  async keep(callId: string, atMs: number): Promise<ClipKept> {
    const length = Math.min(this.#heard, this.#ring.length);
    if (length < LEAST_SECONDS * RATE) return { ok: false, why: 'no sound of the company has arrived' };
    const clip = new Int16Array(length);
    for (let index = 0; index < length; index++) {
      clip[index] = this.#ring[(this.#heard - length + index) % this.#ring.length]!;
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const kept = (await readdir(this.#folder)).filter((name) => name.endsWith('.wav')).length;
    if (kept >= MOST_CLIPS) return { ok: false, why: 'the folder of clips is full' };
    const time = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
    const file = join(this.#folder, `false-alarm-${time}-${callId.slice(0, 8)}.wav`);
    await writeFile(file, encodeWav(clip, RATE), { mode: 0o600, flag: 'wx' });
    return { ok: true, file };
  }
}
