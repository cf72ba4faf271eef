/**
 * The retransmissions that RFC 3261 asks of an unreliable transport and sip.js leaves out: Timer A (INVITE), Timer E
 * (other requests) and Timer G (a final refusal of an INVITE). 2xx and the ACK to it are repeated by sip.js itself.
 */
import type { Clock, TimerHandle } from '../clock';

export const T1_MS = 500;
export const T2_MS = 4000;
const GIVE_UP_MS = 64 * T1_MS;

interface Armed {
  readonly kind: 'A' | 'E' | 'G';
  readonly send: () => void;
  readonly startedMs: number;
  intervalMs: number;
  timer: TimerHandle;
}

export class Retransmitter {
  readonly #clock: Clock;
  readonly #onRetransmit: () => void;
  readonly #limit: number;
  readonly #armed = new Map<string, Armed>();

  /** `limit` bounds the table: beyond it messages are sent once only, as if the transport were reliable. */
  constructor(clock: Clock, onRetransmit: () => void, limit = 4096) {
    this.#clock = clock;
    this.#onRetransmit = onRetransmit;
    this.#limit = limit;
  }

  get pending(): number {
    return this.#armed.size;
  }

  /** A request was sent for the first time. `send` must repeat the same bytes to the same destination. */
  requestSent(branch: string, method: string, send: () => void): void {
    // RFC 3261 section 17.1.1.3: an ACK is never repeated by itself.
    if (method === 'ACK') return;
    this.#arm(clientKey(branch, method), method === 'INVITE' ? 'A' : 'E', send);
  }

  responseReceived(branch: string, method: string, statusCode: number): void {
    const key = clientKey(branch, method);
    const armed = this.#armed.get(key);
    if (!armed) return;
    // Section 17.1.1.2: any response stops Timer A. Section 17.1.2.2: a 1xx sets Timer E to T2, a final one stops it.
    if (armed.kind === 'A' || statusCode >= 200) this.#forget(key);
    else if (armed.intervalMs < T2_MS) {
      this.#clock.clearTimeout(armed.timer);
      armed.intervalMs = T2_MS;
      this.#schedule(key, armed);
    }
  }

  /** We refused an INVITE (3xx to 6xx): repeat until the ACK (section 17.2.1, Timer G). */
  refusalSent(transaction: string, send: () => void): void {
    this.#arm(`G ${transaction}`, 'G', send);
  }

  ackReceived(transaction: string): void {
    this.#forget(`G ${transaction}`);
  }

  /** The request could not be sent at all, or its transaction is over. */
  forget(branch: string, method: string): void {
    this.#forget(clientKey(branch, method));
  }

  clear(): void {
    for (const key of [...this.#armed.keys()]) this.#forget(key);
  }

  #arm(key: string, kind: Armed['kind'], send: () => void): void {
    // sip.js sends its last response again when the request comes again: the timer that runs is the right one.
    if (this.#armed.has(key) || this.#armed.size >= this.#limit) return;
    const armed: Armed = { kind, send, startedMs: this.#clock.now(), intervalMs: T1_MS, timer: undefined };
    this.#armed.set(key, armed);
    this.#schedule(key, armed);
  }

  #schedule(key: string, armed: Armed): void {
    armed.timer = this.#clock.setTimeout(() => {
      if (this.#clock.now() - armed.startedMs >= GIVE_UP_MS) {
        this.#armed.delete(key);
        return;
      }
      this.#onRetransmit();
      armed.send();
      // Timer A doubles without a cap; E and G up to T2.
      armed.intervalMs = armed.kind === 'A' ? armed.intervalMs * 2 : Math.min(armed.intervalMs * 2, T2_MS);
      if (this.#armed.get(key) === armed) this.#schedule(key, armed);
    }, armed.intervalMs);
  }

  #forget(key: string): void {
    const armed = this.#armed.get(key);
    if (!armed) return;
    this.#clock.clearTimeout(armed.timer);
    this.#armed.delete(key);
  }
}

function clientKey(branch: string, method: string): string {
  return `C ${branch} ${method}`;
}
