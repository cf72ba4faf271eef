/**
 * What the company's prompts sound like while its menu is walked, so that a call flow can tell a recording that it knows
 * from a new one with nearly the same words. Hashes only (lib/hearing/recordings/recording-memory.ts).
 */
import { FRAME_SAMPLES, FrameFeatures } from '../hearing/frames/frame-features';
import { RecordingMemory } from '../hearing/recordings/recording-memory';
import { decodePrint, encodePrint, MAX_PRINT_FRAMES, type SoundLikeness } from '../ivr/flows';
import type { FramesChunk } from '../media/worker/frames-tap';

const FRAME_MS = 20;
/** As hearing's own: below this there is nothing to know again. */
const AUDIBLE_DB = -60;
/** 0.64 s: shorter pieces of speech are alike by chance (recording-memory.ts). */
const PIECE_FRAMES = 32;
/** Each piece begins half over the one before. */
const PIECE_STEP = 16;
/** Pieces heard before anything is said, and those in a row that are new in another recording: 1.3 s of strange words. */
const LEAST_PIECES = 3;
const STRANGE_RUN = 3;
const MOSTLY = 0.7;
/** Companies talk on for so long after a key: no part of the next prompt. */
const STOP_FRAMES = 40;

/** How far a prompt has been compared with one print. */
interface Comparison {
  readonly hashes: Int32Array;
  readonly sinceMs: number;
  next: number;
  judged: number;
  known: number;
  strangeInARow: number;
  longestStrange: number;
}

export class PromptSounds {
  readonly #features = new FrameFeatures();
  readonly #memory = new RecordingMemory();
  readonly #comparisons = new Map<string, Comparison>();
  /** Frames heard, and when the newest one began, epoch ms. */
  #frames = 0;
  #newestMs = 0;
  #promptFrom = 0;
  readonly #onAnswered: (() => void) | undefined;

  constructor(onAnswered?: () => void) {
    this.#onAnswered = onAnswered;
  }

  audio({ samples, timeMs }: FramesChunk): void {
    for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
      this.#features.push(samples, at);
      this.#memory.push(this.#features.mel, this.#features.levelDb > AUDIBLE_DB);
      this.#newestMs = timeMs + (at / FRAME_SAMPLES) * FRAME_MS;
      this.#frames++;
    }
  }

  /** An answer went out: what comes now is another prompt. */
  answered(): void {
    this.#promptFrom = this.#frames + STOP_FRAMES;
    this.#comparisons.clear();
    this.#onAnswered?.();
  }

  /** The print of a prompt, epoch ms; undefined when it was not heard. */
  printOf(fromMs: number, toMs: number): string | undefined {
    const from = Math.max(0, this.#frameAt(fromMs));
    const to = Math.min(this.#frameAt(toMs), from + MAX_PRINT_FRAMES);
    return to - from < PIECE_FRAMES ? undefined : encodePrint(this.#memory.hashesBetween(from, to));
  }

  /**
   * Whether all that was said of the prompt since `sinceMs` (epoch) is in this print: one new sentence makes another
   * recording of it.
   */
  compare(print: string, sinceMs: number): SoundLikeness {
    let comparison = this.#comparisons.get(print);
    if (comparison?.sinceMs !== sinceMs) {
      const next = Math.max(this.#promptFrom, this.#frameAt(sinceMs));
      const hashes = decodePrint(print);
      comparison = { hashes, sinceMs, next, judged: 0, known: 0, strangeInARow: 0, longestStrange: 0 };
      this.#comparisons.set(print, comparison);
    }
    this.#goOn(comparison);
    const { judged, known, longestStrange, strangeInARow } = comparison;
    if (longestStrange >= STRANGE_RUN) return 'other';
    // Two in a row may be the begin of something new, and so may be the latest: it is waited for.
    const clean = longestStrange < STRANGE_RUN - 1 && strangeInARow === 0 && known >= judged * MOSTLY;
    return judged >= LEAST_PIECES && clean ? 'same' : 'unknown';
  }

  #goOn(comparison: Comparison): void {
    for (; comparison.next + PIECE_FRAMES <= this.#frames; comparison.next += PIECE_STEP) {
      const found = this.#memory.isIn(comparison.next, PIECE_FRAMES, comparison.hashes);
      if (found === null) continue;
      comparison.judged++;
      if (found) comparison.known++;
      comparison.strangeInARow = found ? 0 : comparison.strangeInARow + 1;
      comparison.longestStrange = Math.max(comparison.longestStrange, comparison.strangeInARow);
    }
  }

  #frameAt(ms: number): number {
    return this.#frames - 1 - Math.round((this.#newestMs - ms) / FRAME_MS);
  }
}
