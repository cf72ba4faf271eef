/** What the wire brought and what became of it. Every reason is a word of this room's own, so the record stays small. */
import type { SipCounters } from './sip-account.types';

export class Counters implements SipCounters {
  received = 0;
  sent = 0;
  retransmitted = 0;
  readonly #dropped = new Map<string, number>();

  drop(reason: string): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#dropped);
  }

  snapshot(): SipCounters {
    return { received: this.received, sent: this.sent, retransmitted: this.retransmitted, dropped: this.dropped };
  }
}
