/** When the company's prompt has ended, and whether it is one heard before, from the times of its utterances alone. */

/** One stretch of speech, ms on the caller's timeline. */
export interface Utterance {
  readonly startMs: number;
  readonly endMs: number;
}

/** Follows one prompt after the other; a prompt has ended when `silenceMs` without speech follow its last syllable. */
export class PromptRhythm {
  readonly #silenceMs: number;
  #utterances: Utterance[] = [];
  #speakingSinceMs: number | undefined;
  #lastEndMs: number | undefined;
  /** Speech that began before this belongs to the prompt that the keys cut off, if it ends soon after. */
  #cutBeforeMs: number | undefined;
  #cutUntilMs = 0;

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Speech at this moment. */
  get speaking(): boolean {
    return this.#speakingSinceMs !== undefined;
  }

  /** Speech of the present prompt, ended or not. */
  get heardSpeech(): boolean {
    return this.speaking || this.#utterances.length > 0;
  }

  /** End of the last syllable of the present prompt, ms. */
  get lastEndMs(): number | undefined {
    return this.#lastEndMs;
  }

  get utterances(): readonly Utterance[] {
    return this.#utterances;
  }

  get spokenMs(): number {
    return this.#utterances.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  }

  /** Between two stretches of speech of the present prompt, ms; 0 when there was none. */
  get longestPauseMs(): number {
    return this.#utterances.reduce((longest, { startMs }, index) => {
      const before = this.#utterances[index - 1];
      return before === undefined ? longest : Math.max(longest, startMs - before.endMs);
    }, 0);
  }

  speechBegan(sinceMs: number): void {
    this.#speakingSinceMs ??= sinceMs;
  }

  speechEnded(endMs: number): void {
    const startMs = this.#speakingSinceMs ?? endMs;
    this.#speakingSinceMs = undefined;
    if (this.#cutBeforeMs !== undefined && startMs < this.#cutBeforeMs && endMs < this.#cutUntilMs) return;
    this.#utterances.push({ startMs, endMs: Math.max(startMs, endMs) });
    this.#lastEndMs = endMs;
  }

  /** When the present prompt counts as ended if nobody speaks until then; undefined while there is none or it goes on. */
  endDueMs(silenceMs = this.#silenceMs): number | undefined {
    return this.speaking || this.#lastEndMs === undefined ? undefined : this.#lastEndMs + silenceMs;
  }

  /** From here on another prompt is expected. */
  next(): readonly Utterance[] {
    const heard = this.#utterances;
    this.#utterances = [];
    this.#lastEndMs = undefined;
    return heard;
  }

  /**
   * Keys were sent from `sinceMs` to `untilMs`. Companies stop talking within a second of a key; what they were saying
   * until then is no prompt of its own.
   */
  keysSent(sinceMs: number, untilMs: number): void {
    this.#cutBeforeMs = sinceMs;
    this.#cutUntilMs = untilMs + CUT_MS;
    this.#utterances = this.#utterances.filter(({ endMs }) => endMs >= sinceMs);
    this.#lastEndMs = this.#utterances.at(-1)?.endMs;
  }
}

const CUT_MS = 1200;

/** Less speech than this does not tell two prompts apart by their rhythm; one stretch alone tells little. */
const MIN_MATCHED_SPEECH_MS = 2500;
const MIN_MATCHED_SINGLE_MS = 6000;
/** The same recording gives the same times within the hearing's frame size and hangover jitter. */
const TOLERANCE_MS = 80;

/**
 * Whether `later` is the same recording as `earlier`, perhaps with words put before it ("Sorry, I did not get that").
 * Compared from the end, by the length of each utterance and of the pause before it.
 */
export function sameRhythm(earlier: readonly Utterance[], later: readonly Utterance[]): boolean {
  if (earlier.length === 0 || later.length < earlier.length) return false;
  let matchedMs = 0;
  for (let back = 1; back <= earlier.length; back++) {
    const a = earlier[earlier.length - back]!;
    const b = later[later.length - back]!;
    const lengthMs = a.endMs - a.startMs;
    if (Math.abs(lengthMs - (b.endMs - b.startMs)) > TOLERANCE_MS + lengthMs * 0.01) return false;
    matchedMs += lengthMs;
    if (back < earlier.length) {
      const pauseA = a.startMs - earlier[earlier.length - back - 1]!.endMs;
      const pauseB = b.startMs - later[later.length - back - 1]!.endMs;
      if (Math.abs(pauseA - pauseB) > TOLERANCE_MS * 2) return false;
    }
  }
  return matchedMs >= (earlier.length === 1 ? MIN_MATCHED_SINGLE_MS : MIN_MATCHED_SPEECH_MS);
}
