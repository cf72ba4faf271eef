import type { SipCall, SipCallObserver, SipCallState, SipEnd } from '../../lib/sip';

/** Collects what a call tells its observer. */
export class CallLog implements SipCallObserver {
  readonly states: SipCallState[] = [];
  readonly details: string[] = [];
  readonly holds: boolean[] = [];
  readonly digits: string[] = [];
  readonly ended: Promise<SipEnd>;
  readonly answered: Promise<void>;
  end: SipEnd | undefined;
  endings = 0;
  #resolve: (end: SipEnd) => void = () => undefined;
  #answer: () => void = () => undefined;

  constructor(call?: SipCall) {
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
    this.answered = new Promise((resolve) => (this.#answer = resolve));
    call?.observe(this);
  }

  onState(state: SipCallState, detail?: string): void {
    this.states.push(state);
    this.details.push(detail ?? '');
    if (state === 'answered') this.#answer();
  }

  onRemoteHold(held: boolean): void {
    this.holds.push(held);
  }

  onInfoDigit(digit: string, durationMs: number): void {
    this.digits.push(`${digit}/${durationMs}`);
  }

  onEnded(end: SipEnd): void {
    this.end = end;
    this.endings++;
    this.#resolve(end);
  }
}
