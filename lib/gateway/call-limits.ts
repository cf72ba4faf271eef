/** What ends a call that nobody ends: the longest time it may take, and silence so long that nobody can be there. */
import type { Clock, TimerHandle } from '../clock';
import type { CallEnd } from './call-end';

/** At its limit a call with a person on it is left alone this long and looked at again. */
const LIMIT_GRACE_MS = 60_000;
/** A silent hold without RTP is legal; one this long is a peer that died without a BYE. */
const COMPANY_SILENT_MS = 60 * 60_000;
/** Two people talking send audio; when neither has for this long, nobody is there. */
const BOTH_SILENT_MS = 5 * 60_000;

export interface CallLimitsHooks {
  hangup(end: CallEnd): void;
  /** The limit is against calls forgotten on hold, not against a person on the line. */
  isWithPerson(): boolean;
}

export class CallLimits {
  readonly #hooks: CallLimitsHooks;
  readonly #clock: Clock;
  #maxTimer: TimerHandle = null;
  #silenceTimer: TimerHandle = null;
  #companySilent = false;
  #userSilent = false;
  #stopped = false;

  constructor(hooks: CallLimitsHooks, clock: Clock) {
    this.#hooks = hooks;
    this.#clock = clock;
  }

  start(maxCallSeconds: number): void {
    this.#maxTimer = this.#clock.setTimeout(() => this.#onMaxCallSeconds(maxCallSeconds), maxCallSeconds * 1000);
  }

  stop(): void {
    this.#stopped = true;
    this.#clock.clearTimeout(this.#maxTimer);
    this.#clock.clearTimeout(this.#silenceTimer);
  }

  /** RTP from the company stopped or came back. */
  onCompanySilent(silent: boolean): void {
    this.#companySilent = silent;
    this.#watchSilence();
  }

  /** RTP from the user's phone did. */
  onUserSilent(silent: boolean): void {
    this.#userSilent = silent;
    this.#watchSilence();
  }

  /** A far end that died sends no BYE; without audio for long enough it is gone, and the line is free again. */
  #watchSilence(): void {
    this.#clock.clearTimeout(this.#silenceTimer);
    if (!this.#companySilent || this.#stopped) return;
    const limitMs = this.#userSilent ? BOTH_SILENT_MS : COMPANY_SILENT_MS;
    this.#silenceTimer = this.#clock.setTimeout(() => {
      this.#hooks.hangup({ reason: 'network', text: `No audio arrived for ${limitMs / 60_000} minutes.` });
    }, limitMs);
  }

  #onMaxCallSeconds(maxCallSeconds: number): void {
    if (this.#hooks.isWithPerson()) {
      this.#maxTimer = this.#clock.setTimeout(() => this.#onMaxCallSeconds(maxCallSeconds), LIMIT_GRACE_MS);
      return;
    }
    this.#hooks.hangup({ reason: 'timeout', text: `The call reached its limit of ${maxCallSeconds} s.` });
  }
}
