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

  /** Writes what was heard last; resolves with the file's path, or null when the folder is full. Rejects when it cannot. */
  async keep(callId: string, atMs: number): Promise<string | null> {
    const length = Math.min(this.#heard, this.#ring.length);
    const clip = new Int16Array(length);
    for (let index = 0; index < length; index++) {
      clip[index] = this.#ring[(this.#heard - length + index) % this.#ring.length]!;
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const kept = (await readdir(this.#folder)).filter((name) => name.endsWith('.wav')).length;
    if (kept >= MOST_CLIPS) return null;
    const time = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
    const file = join(this.#folder, `false-alarm-${time}-${callId.slice(0, 8)}.wav`);
    await writeFile(file, encodeWav(clip, RATE), { mode: 0o600, flag: 'wx' });
    return file;
  }
}
