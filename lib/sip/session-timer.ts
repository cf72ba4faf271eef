/** Session timers (RFC 4028), for one call: who refreshes, when, and when silence means the call is dead. */
import type { Clock, TimerHandle } from '../clock';

/** Section 5: anything shorter must be refused; we never ask for less. */
export const MINIMUM_SESSION_SECONDS = 90;
/** Section 4's recommendation; what calls of ours ask for. */
export const USUAL_SESSION_SECONDS = 1800;
/** A refresh that could not even be sent is tried again after this long: the network may be back. */
const UNSENT_RETRY_MS = 32_000;

export interface SessionTimerObserver {
  /** We are the refresher and half the interval is over. */
  onRefreshDue(): void;
  /** The interval is nearly over and nobody refreshed: say BYE. */
  onExpired(): void;
}

export class SessionTimer {
  readonly #clock: Clock;
  readonly #observer: SessionTimerObserver;
  #timers: TimerHandle[] = [];
  #seconds = 0;
  #weRefresh = false;
  #peerSupports = false;
  /** Of the peer's 422 (section 7.4); 0 when there was none. */
  #minimumSeconds = 0;

  constructor(clock: Clock, observer: SessionTimerObserver) {
    this.#clock = clock;
    this.#observer = observer;
  }

  get seconds(): number {
    return this.#seconds;
  }

  get weRefresh(): boolean {
    return this.#weRefresh;
  }

  /**
   * A 2xx to a request of ours that asked for `askedSeconds`. Without Session-Expires there is no timer (section 7.2), but a
   * peer whose `supported` names "timer" understands refreshes: then we do them, to notice when it dies.
   */
  agreedByResponse(sessionExpires: string | undefined, supported: boolean, askedSeconds: number): void {
    const wanted = parse(sessionExpires);
    this.#peerSupports = supported || wanted !== undefined;
    if (!wanted) {
      if (supported && askedSeconds > 0) this.#run(askedSeconds, true);
      else this.stop();
      return;
    }
    // The UAS must name the refresher; when it does not, the one who asked does the work.
    this.#run(wanted.seconds, wanted.refresher !== 'uas');
  }

  /** A request of the peer's. `supported` is whether its Supported or Require names "timer". */
  askedByRequest(sessionExpires: string | undefined, supported: boolean): void {
    const wanted = parse(sessionExpires);
    this.#peerSupports = supported;
    if (!wanted) {
      // Section 9 leaves it to us: a re-INVITE (for hold, say) that does not speak of the timer it knows does not end it.
      if (supported && this.#seconds > 0) this.#run(this.#seconds, this.#weRefresh);
      else this.stop();
      return;
    }
    // Section 9, table 2: a peer that does not know timers cannot refresh; otherwise it may choose, and by default does it.
    this.#run(wanted.seconds, !supported || wanted.refresher === 'uas');
  }

  /** For our 2xx to a request of the peer's. */
  responseHeaders(): string[] {
    if (this.#seconds === 0) return [];
    const headers = [`Session-Expires: ${this.#seconds};refresher=${this.#weRefresh ? 'uas' : 'uac'}`];
    if (this.#peerSupports) headers.push('Require: timer');
    return headers;
  }

  /** For a re-INVITE of ours. */
  requestHeaders(): string[] {
    if (this.#seconds === 0) return [];
    const headers = [`Session-Expires: ${this.#seconds};refresher=${this.#weRefresh ? 'uac' : 'uas'}`];
    if (this.#minimumSeconds > 0) headers.push(`Min-SE: ${this.#minimumSeconds}`);
    return headers;
  }

  /** The peer answered our refresh, but with a refusal: it is alive, and asked again when the next one is due. */
  refreshRefused(): void {
    if (this.#seconds > 0) this.#run(this.#seconds, this.#weRefresh);
  }

  /** Section 7.4: the peer's 422 to a refresh. */
  raise(minimumSeconds: number): void {
    if (this.#seconds === 0) return;
    this.#minimumSeconds = minimumSeconds;
    this.#seconds = Math.max(this.#seconds, minimumSeconds);
  }

  /** Our refresh never left this host. The interval goes on. */
  refreshUnsent(): void {
    if (this.#seconds === 0) return;
    this.#timers.push(this.#clock.setTimeout(() => this.#observer.onRefreshDue(), UNSENT_RETRY_MS));
  }

  stop(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers = [];
    this.#seconds = 0;
  }

  #run(seconds: number, weRefresh: boolean): void {
    this.stop();
    this.#seconds = seconds;
    this.#weRefresh = weRefresh;
    if (weRefresh) this.#timers.push(this.#clock.setTimeout(() => this.#observer.onRefreshDue(), seconds * 500));
    // Section 10: the one who waits sends BYE slightly before the end, min(32 s, a third) early.
    const early = Math.min(32, seconds / 3);
    this.#timers.push(this.#clock.setTimeout(() => this.#observer.onExpired(), (seconds - early) * 1000));
  }
}

function parse(value: string | undefined): { seconds: number; refresher: string | undefined } | undefined {
  const match = /^\s*([0-9]{1,9})\s*(?:;(.*))?$/.exec(value ?? '');
  if (!match) return undefined;
  const seconds = Math.max(MINIMUM_SESSION_SECONDS, Number(match[1]));
  // Longer than a timer can run (2**31 ms) is no timer at all.
  if (seconds > 2_000_000) return undefined;
  return { seconds, refresher: /refresher\s*=\s*(uac|uas)/i.exec(match[2] ?? '')?.[1]?.toLowerCase() };
}
