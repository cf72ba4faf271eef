/** Hears whether the caller is speaking: energy above an adaptive floor. Good enough for a company that only takes turns. */
import type { FrameInfo, FrameTap, FrameTapFactory } from '../media/media.types';

export const CALLER_SPEECH_TAP = 'caller-speech';

/** What the tap emits. Times are epoch ms of the audio itself. */
export type CallerSpeech =
  | { readonly kind: 'started'; readonly timeMs: number }
  | { readonly kind: 'ended'; readonly timeMs: number; readonly durationMs: number };

const FRAME_MS = 20;
/** A turn begins with this much speech within the last 0.3 s ... */
const STARTS_AFTER_MS = 150;
const START_WINDOW_FRAMES = 15;
/** ... and ends after this long without any. */
const ENDS_AFTER_MS = 700;
/** Speech stands out of the noise by 10 dB. */
const ABOVE_FLOOR = 3.2;
/** Quieter than this is never speech: -46 dBFS. */
const QUIETEST_SPEECH_RMS = 165;
/** The floor is the quietest 100 ms of the last 3 s: speech pauses within that time, steady noise does not. */
const BLOCK_FRAMES = 5;
const BLOCKS = 30;

export class CallerSpeechDetector {
  readonly #recent: boolean[] = [];
  readonly #blocks: number[] = [];
  #blockEnergy = 0;
  #blockFrames = 0;
  #floor = 0;
  #startedAt: number | null = null;
  #lastSpeechAt = 0;

  /** One frame of 20 ms; returns what became known with it. */
  frame(samples: Int16Array, info: FrameInfo): CallerSpeech | null {
    // Made-up audio says nothing, least of all about the noise of the line.
    const energy = info.concealed || info.absent ? 0 : meanSquare(samples);
    const speech = Math.sqrt(energy) > Math.max(QUIETEST_SPEECH_RMS, ABOVE_FLOOR * this.#floor);
    if (!info.concealed && !info.absent) this.#learnFloor(energy);
    this.#recent.push(speech);
    if (this.#recent.length > START_WINDOW_FRAMES) this.#recent.shift();
    if (speech) this.#lastSpeechAt = info.timeMs + FRAME_MS;

    if (this.#startedAt === null) {
      const spokenMs = this.#recent.filter(Boolean).length * FRAME_MS;
      if (spokenMs < STARTS_AFTER_MS) return null;
      const first = this.#recent.indexOf(true);
      this.#startedAt = info.timeMs - (this.#recent.length - 1 - first) * FRAME_MS;
      return { kind: 'started', timeMs: this.#startedAt };
    }
    if (info.timeMs + FRAME_MS - this.#lastSpeechAt < ENDS_AFTER_MS) return null;
    const durationMs = this.#lastSpeechAt - this.#startedAt;
    this.#startedAt = null;
    return { kind: 'ended', timeMs: this.#lastSpeechAt, durationMs };
  }

  #learnFloor(energy: number): void {
    this.#blockEnergy += energy;
    if (++this.#blockFrames < BLOCK_FRAMES) return;
    this.#blocks.push(this.#blockEnergy / BLOCK_FRAMES);
    this.#blockEnergy = 0;
    this.#blockFrames = 0;
    if (this.#blocks.length > BLOCKS) this.#blocks.shift();
    // Before three seconds have been heard, the quietest so far may be speech; then only the fixed threshold counts.
    this.#floor = this.#blocks.length === BLOCKS ? Math.sqrt(Math.min(...this.#blocks)) : 0;
  }
}

function meanSquare(samples: Int16Array): number {
  let mean = 0;
  for (const sample of samples) mean += sample;
  mean /= samples.length || 1;
  let energy = 0;
  for (const sample of samples) energy += (sample - mean) * (sample - mean);
  return energy / (samples.length || 1);
}

export const callerSpeechTap: FrameTapFactory = (_options, emit): FrameTap => {
  const detector = new CallerSpeechDetector();
  return {
    frame(samples, info) {
      const heard = detector.frame(samples, info);
      if (heard) emit(heard);
    },
  };
};
