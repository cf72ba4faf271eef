/**
 * Which utterance a streaming service's answer belongs to. The service counts the seconds of audio it was sent, which is
 * less than the call: what lies between utterances is never sent.
 */

export interface LedgerEntry {
  readonly utterance: number;
  /** Seconds of the call. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Seconds of the stream sent when the utterance ended, or so far. */
  readonly streamEnd: number;
  readonly finished: boolean;
}

interface Entry {
  readonly utterance: number;
  readonly startSeconds: number;
  readonly streamStart: number;
  streamEnd: number;
  finished: boolean;
}

export class UtteranceLedger {
  readonly #entries: Entry[] = [];
  #count = 0;
  #streamSeconds = 0;

  /** An utterance is under way. */
  get open(): boolean {
    return this.#entries.at(-1)?.finished === false;
  }

  /** Utterances without their final. */
  get owed(): number {
    return this.#entries.length;
  }

  /** The one that the next answer is about. */
  get first(): LedgerEntry | null {
    const entry = this.#entries[0];
    if (!entry) return null;
    const { utterance, startSeconds, streamEnd, finished, streamStart } = entry;
    return { utterance, startSeconds, endSeconds: startSeconds + streamEnd - streamStart, streamEnd, finished };
  }

  begin(startSeconds: number): number {
    const utterance = ++this.#count;
    const streamStart = this.#streamSeconds;
    this.#entries.push({ utterance, startSeconds, streamStart, streamEnd: streamStart, finished: false });
    return utterance;
  }

  sent(seconds: number): void {
    this.#streamSeconds += seconds;
    const entry = this.#entries.at(-1);
    if (entry && !entry.finished) entry.streamEnd = this.#streamSeconds;
  }

  finish(): number | null {
    const entry = this.#entries.at(-1);
    if (!entry || entry.finished) return null;
    entry.finished = true;
    return entry.utterance;
  }

  settle(): void {
    this.#entries.shift();
  }

  /** Seconds of the call of a second of the stream, by the utterance answered now. */
  callSeconds(streamSeconds: number): number {
    const entry = this.#entries[0];
    return entry ? entry.startSeconds + Math.max(0, streamSeconds - entry.streamStart) : streamSeconds;
  }

  /** Empties it; returns what was owed. */
  clear(): number[] {
    return this.#entries.splice(0).map(({ utterance }) => utterance);
  }
}
