/**
 * How long somebody has said next to nothing. Rooms have clicks and distant voices, which count as syllables: a few of
 * them do not end a lull.
 */

/** Less than the shortest word. */
const NEXT_TO_NOTHING_SECONDS = 0.06;

interface LullInput {
  readonly now: number;
  readonly evidence: { readonly turnSince: number; readonly turnSpeechSeconds: number };
}

export class Lull {
  private since = 0;
  private turn = -1;
  private speechSeconds = 0;

  /** Ten a second, seconds of audio; of the evidence when the turn began and how much was said since. */
  update({ now, evidence }: LullInput): void {
    const { turnSince, turnSpeechSeconds } = evidence;
    if (turnSince === this.turn && turnSpeechSeconds - this.speechSeconds <= NEXT_TO_NOTHING_SECONDS) return;
    this.turn = turnSince;
    this.speechSeconds = turnSpeechSeconds;
    this.since = now;
  }

  seconds(now: number): number {
    return now - this.since;
  }
}
