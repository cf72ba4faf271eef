/**
 * Keeps the sound of false alarms as WAV files, for training: only where the user agreed by naming a folder, only the
 * company's side, only the seconds around the alarm. Who takes it back does so after the phone has rung.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FramesChunk } from '../../media/worker/frames-tap';
import { encodeWav } from '../../speech/pcm-wav';

const RATE = 8000;
const CLIP_SECONDS = 20;
/** What a voice says after the verdict tells what it was: the announcement goes on, the music comes back. */
const AFTER_ALARM_SECONDS = 6;
/** 320 kB each: the folder stays below 100 MB, and nobody listens to more. */
const MOST_CLIPS = 300;
/** Nothing that a person, or a recording, could be known by is shorter. */
const LEAST_SECONDS = 0.2;

export type ClipKept = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly why: string };

export class FalseAlarmClips {
  readonly #folder: string;
  readonly #ring = new Int16Array(CLIP_SECONDS * RATE);
  #heard = 0;
  /** Samples until which is listened; an alarm stands for as long as nobody has judged it. */
  #until = Infinity;

  constructor(folder: string) {
    this.#folder = folder;
  }

  audio({ samples }: FramesChunk): void {
    for (const sample of samples) {
      if (this.#heard >= this.#until) return;
      this.#ring[this.#heard++ % this.#ring.length] = sample;
    }
  }

  /** What was heard last sounded like a human. */
  alarm(): void {
    this.#until = this.#heard + AFTER_ALARM_SECONDS * RATE;
  }

  /** The wait goes on: what comes now belongs to the next alarm. */
  goOn(): void {
    if (this.#until === Infinity) return;
    this.#until = Infinity;
    this.#heard = 0;
  }

  /** Writes what was heard last; resolves with the file's path, or why there is none. */
  async keep(callId: string, atMs: number): Promise<ClipKept> {
    const length = Math.min(this.#heard, this.#ring.length);
    if (length < LEAST_SECONDS * RATE) return { ok: false, why: 'no sound of the company has arrived' };
    const clip = new Int16Array(length);
    for (let index = 0; index < length; index++) {
      clip[index] = this.#ring[(this.#heard - length + index) % this.#ring.length]!;
    }
    this.goOn();
    const time = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
    const file = join(this.#folder, `false-alarm-${time}-${callId.slice(0, 8)}.wav`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const kept = (await readdir(this.#folder)).filter((name) => name.endsWith('.wav')).length;
      if (kept >= MOST_CLIPS) return { ok: false, why: `the folder ${this.#folder} is full: ${MOST_CLIPS} clips` };
      await writeFile(file, encodeWav(clip, RATE), { mode: 0o600, flag: 'wx' });
      return { ok: true, file };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, why: `the folder ${this.#folder} cannot be written: ${reason}` };
    }
  }
}
