/**
 * Keeps a gateway's line usable: opens it, opens it again when that failed, replaces it when the settings change or its
 * audio engine dies, and closes what is retired once the last call on it is over.
 */
import type { Clock, TimerHandle } from '../clock';
import type { Logger } from '../logger';
import type { RegistrationState } from '../sip/sip-account.types';
import type { Line } from './leg';
import type { GatewaySettings } from './settings';

const REOPEN_MIN_MS = 2000;
const REOPEN_MAX_MS = 60_000;

/** `after`: what must be over first, such as an idle line that still holds the same port. */
export type OpenLine = (settings: GatewaySettings, log: Logger, after?: Promise<unknown>) => Line;

export interface LineKeeperHooks {
  /** Whether a call lives on this line. */
  isBusy(line: Line): boolean;
  /** The line's audio is gone; calls on it have none any more. */
  onFault(line: Line, reason: string): void;
}

export class LineKeeper {
  readonly #openLine: OpenLine;
  readonly #hooks: LineKeeperHooks;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #listeners = new Set<(state: RegistrationState) => void>();
  readonly #retired = new Set<Line>();
  readonly #unwatch = new Map<Line, () => void>();
  #settings: GatewaySettings;
  #line: Line;
  #failed = false;
  #attempts = 0;
  #reopenTimer: TimerHandle = null;
  #closed = false;

  constructor(openLine: OpenLine, settings: GatewaySettings, hooks: LineKeeperHooks, clock: Clock, log: Logger) {
    this.#openLine = openLine;
    this.#settings = settings;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#log = log;
    this.#line = openLine(settings, log);
    this.#watch(this.#line);
  }

  /** The line for the next call. */
  get current(): Line {
    return this.#line;
  }

  onRegistration(listener: (state: RegistrationState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a new line if these settings touch SIP or RTP, or if the present one could not be opened. */
  apply(settings: GatewaySettings): void {
    const same = sameLine(this.#settings, settings);
    this.#settings = settings;
    if (same && !this.#failed) {
      // Who deploys again has done something about it, if only at the provider's.
      this.#line.registerNow();
      return;
    }
    this.#attempts = 0;
    this.#replace();
  }

  /** Closes retired lines whose last call is over. */
  async closeIdle(): Promise<void> {
    const idle = [...this.#retired].filter((line) => !this.#hooks.isBusy(line));
    for (const line of idle) this.#retired.delete(line);
    await Promise.all(idle.map((line) => this.#close(line)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#clock.clearTimeout(this.#reopenTimer);
    await Promise.all([this.#line, ...this.#retired].map((line) => this.#close(line)));
  }

  #replace(): void {
    this.#clock.clearTimeout(this.#reopenTimer);
    this.#failed = false;
    this.#retired.add(this.#line);
    const closed = this.closeIdle();
    this.#line = this.#openLine(this.#settings, this.#log, closed);
    this.#watch(this.#line);
    this.#tellRegistration(this.#line.registration);
  }

  async #close(line: Line): Promise<void> {
    this.#unwatch.get(line)?.();
    this.#unwatch.delete(line);
    await line.close();
  }

  #watch(line: Line): void {
    line.ready.then(
      () => (this.#attempts = 0),
      (error: unknown) => this.#onFailed(line, error),
    );
    const unwatchRegistration = line.onRegistration((state) => {
      if (line === this.#line) this.#tellRegistration(state);
    });
    // A retired line may still carry a call: its faults are heard until it is closed.
    const unwatchFault = line.onFault((reason) => this.#onFault(line, reason));
    this.#unwatch.set(line, () => {
      unwatchRegistration();
      unwatchFault();
    });
  }

  /** A port still held by a live call, a machine still booting: try again, later and later. */
  #onFailed(line: Line, error: unknown): void {
    if (line !== this.#line || this.#closed) return;
    this.#failed = true;
    const delayMs = Math.min(REOPEN_MAX_MS, REOPEN_MIN_MS * 2 ** this.#attempts++);
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.error(`gateway: ${reason} Trying again in ${delayMs / 1000} s.`);
    this.#reopenTimer = this.#clock.setTimeout(() => {
      if (!this.#closed) this.#replace();
    }, delayMs);
  }

  #onFault(line: Line, reason: string): void {
    this.#log.error(`gateway: ${reason}`);
    this.#hooks.onFault(line, reason);
    if (line === this.#line && !this.#closed) this.#replace();
  }

  #tellRegistration(state: RegistrationState): void {
    for (const listener of [...this.#listeners]) listener(state);
  }
}

/** Devices, policy and name may change without touching SIP or RTP. */
function sameLine(a: GatewaySettings, b: GatewaySettings): boolean {
  return JSON.stringify([a.account, a.media]) === JSON.stringify([b.account, b.media]);
}
