/** Datagrams that were not used, by reason. */
import type { RtpHeaderFault } from '../rtp/rtp-header';

export type DropReason =
  | RtpHeaderFault
  | 'empty-payload'
  | 'oversized-payload'
  | 'unknown-payload-type'
  | 'bad-event'
  | 'foreign-source'
  | 'latch-probation'
  | 'ssrc-probation'
  | 'sequence-jump'
  | 'timestamp-jump'
  | 'duplicate'
  | 'late'
  | 'rtcp-malformed'
  | 'rtcp-foreign-source'
  /** Our own fault: handling it threw. */
  | 'handler-fault';

export class DropCounter {
  readonly #counts = new Map<DropReason, number>();

  count(reason: DropReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
