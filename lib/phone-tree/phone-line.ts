/** What the interpreter needs of a telephone line; sip-phone-line.ts is one over real SIP, tests have one of paper. */
import type { Clip } from './clip';

/** SIP's final refusals (RFC 3261 section 21) that a phone tree gives. */
export type RefusalCode = 403 | 404 | 480 | 486 | 503 | 603;

export type LineEvent =
  | { readonly kind: 'digit'; readonly digit: string }
  /** The caller has spoken for 150 ms. */
  | { readonly kind: 'speech-started' }
  /** ... and has then been quiet for 0.7 s. */
  | { readonly kind: 'speech-ended'; readonly durationMs: number }
  /** The sound begun by the `play` of that number is over; not reported for a sound that was stopped or replaced. */
  | { readonly kind: 'play-ended'; readonly play: number }
  /** The line is dead: the caller hung up, or it failed. Reported once, last. */
  | { readonly kind: 'gone'; readonly why: string };

export interface PhoneLine {
  observe(listener: (event: LineEvent) => void): void;
  ring(): Promise<void>;
  /** False when the caller gave up in the meantime. */
  answer(): Promise<boolean>;
  refuse(code: RefusalCode): Promise<void>;
  /** Resolves at once; does nothing on a dead line. */
  hangup(): Promise<void>;
  /** Begins a sound in place of the one before; returns its number. */
  play(clip: Clip, options: { readonly loop: boolean }): number;
  stop(): void;
  /** Sends keys to the caller. */
  press(digits: string): void;
  /** Plays the caller's own audio back to it. */
  echo(on: boolean): void;
}
