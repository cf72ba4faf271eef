/**
 * When people whom words had confirmed spoke in this call. Who greets us, puts us on hold and comes back says the same greeting again:
 * that makes no recording of it.
 */

/** Who was confirmed and listened this long was no announcement: those hand back to their music sooner. */
const LISTENED_SECONDS = 2.8;
/** So does who leaves this much to us and then speaks on, for longer than music takes to be known as such. */
const PAUSED_SECONDS = 1.1;
const WENT_ON_SECONDS = 1.5;
/** Onsets and ends are known to within this. */
const MARGIN_SECONDS = 0.5;
const KEPT = 32;

interface Span {
  readonly from: number;
  to: number;
}

/** The person there is, at a decision; seconds of audio. Filled anew, ten a second. */
export interface PresentPerson {
  now: number;
  /** Onset of the confirmed person; -1: nobody is confirmed. */
  since: number;
  /** The last syllable. */
  spokeAt: number;
  /** By words, or by an answer to our line. */
  proven: boolean;
}

export class HeardPeople {
  private readonly spans: Span[] = [];
  private present: Span | null = null;
  private listened = false;
  /** The last syllable before a pause that was left to us. */
  private pausedAt = -1;

  /** Ten a second. */
  update({ now, since, spokeAt, proven }: PresentPerson): void {
    if (since < 0) {
      this.end();
      return;
    }
    if (this.present === null) {
      this.present = { from: since, to: spokeAt };
      this.listened = false;
      this.pausedAt = -1;
    }
    this.present.to = Math.max(this.present.to, spokeAt);
    const quiet = now - spokeAt;
    if (this.pausedAt < 0 && quiet >= PAUSED_SECONDS) this.pausedAt = spokeAt;
    const wentOn = this.pausedAt >= 0 && spokeAt - this.pausedAt >= PAUSED_SECONDS + WENT_ON_SECONDS;
    if (proven || quiet >= LISTENED_SECONDS || wentOn) this.listened = true;
  }

  /** Who was taken for a person at `sinceSeconds` was none; those before stay people. */
  refute(sinceSeconds: number): void {
    const last = this.spans.at(-1);
    if (this.present === null && last !== undefined && last.to >= sinceSeconds) this.spans.pop();
    this.present = null;
  }

  /** A confirmed person who has gone since was speaking at this second of the call. */
  spokeAt(seconds: number): boolean {
    return this.spans.some(({ from, to }) => seconds >= from - MARGIN_SECONDS && seconds <= to + MARGIN_SECONDS);
  }

  private end(): void {
    if (this.present !== null && this.listened) {
      this.spans.push(this.present);
      if (this.spans.length > KEPT) this.spans.shift();
    }
    this.present = null;
  }
}
