/** Sends one answer, part by part: keys, pauses between them, sayings; knows what was sent in this call and when. */
import type { PressPart } from './dial-steps';
import type { NavigatorOutput } from './navigator.types';

export type AnswerPart = PressPart | { readonly kind: 'say'; readonly text: string };
export type PressManner = 'slowly' | 'otherwise';

/** One answer to one prompt. */
export interface Answer {
  readonly parts: readonly AnswerPart[];
  readonly why: string;
  readonly confidence: number;
  readonly prompt?: string;
  readonly manner?: PressManner;
}

export type AnsweringState = 'idle' | 'pausing' | 'sending';

/** A sender that never reports the end of a press must not stop the walk. */
const SEND_MS_PER_CHARACTER = 400;
const SEND_GRACE_MS = 3000;

export class Answering {
  readonly #emit: (output: NavigatorOutput) => void;
  readonly #path: string[] = [];
  #state: AnsweringState = 'idle';
  #answer: Answer | undefined;
  #partIndex = 0;
  #untilMs = 0;
  #answers = 0;
  #pressedFromMs: number | undefined;
  #pressedAtMs: number | undefined;

  constructor(emit: (output: NavigatorOutput) => void) {
    this.#emit = emit;
  }

  get state(): AnsweringState {
    return this.#state;
  }

  /** All keys and sayings of this call, oldest first. */
  get path(): readonly string[] {
    return this.#path;
  }

  /** Answers begun in this call. */
  get answers(): number {
    return this.#answers;
  }

  /** When the last part began, and when it had been sent, ms. */
  get pressedFromMs(): number | undefined {
    return this.#pressedFromMs;
  }

  get pressedAtMs(): number | undefined {
    return this.#pressedAtMs;
  }

  begin(answer: Answer, nowMs: number): void {
    this.#answers++;
    this.#answer = answer;
    this.#partIndex = -1;
    this.#next(nowMs);
  }

  /** A pause of the plan itself. */
  pause(untilMs: number): void {
    this.#untilMs = untilMs;
    this.#state = 'pausing';
  }

  /** Time has passed. True when something changed. */
  move(nowMs: number): boolean {
    if (this.#state === 'idle' || nowMs < this.#untilMs) return false;
    if (this.#state === 'sending') this.sent(nowMs);
    else this.#next(nowMs);
    return true;
  }

  /** The part under way has been sent. */
  sent(nowMs: number): void {
    if (this.#state !== 'sending') return;
    this.#pressedAtMs = nowMs;
    this.#next(nowMs);
  }

  /** When `move` has something to do, ms; undefined while idle. */
  get dueMs(): number | undefined {
    return this.#state === 'idle' ? undefined : this.#untilMs;
  }

  #next(nowMs: number): void {
    this.#partIndex++;
    const answer = this.#answer;
    const part = answer?.parts[this.#partIndex];
    if (answer === undefined || part === undefined) {
      this.#answer = undefined;
      this.#state = 'idle';
      return;
    }
    if (part.kind === 'pause') {
      this.pause(nowMs + part.durationMs);
      return;
    }
    const { why, confidence, prompt, manner } = answer;
    const reason = { why, confidence, ...(prompt === undefined ? {} : { prompt }) };
    const text = part.kind === 'say' ? part.text : part.digits;
    if (part.kind === 'say') this.#emit({ kind: 'say', text, ...reason });
    else this.#emit({ kind: 'press', digits: text, ...reason, ...(manner === undefined ? {} : { manner }) });
    this.#path.push(text);
    this.#pressedFromMs = nowMs;
    this.#untilMs = nowMs + text.length * SEND_MS_PER_CHARACTER + SEND_GRACE_MS;
    this.#state = 'sending';
  }
}
