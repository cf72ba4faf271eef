/**
 * Rings the user's phone, keeps the human at the company on the line meanwhile, and bridges the two. When the user's
 * phone does not answer, the company's leg stays up: what happens then is the flow's choice.
 */
import type { Call } from '../call';
import type { Clock, TimerHandle } from '../../clock';
import type { CallActivity, ConnectRequest, JobOwner, JobReport } from '../gateway.types';
import type { Leg } from '../leg';
import { STALLING_LINE } from '../our-lines';
import type { SipCallState, SipEnd } from '../../sip/sip-account.types';
import { Job } from './job';
import type { AbandonReason } from './job';

const DEFAULT_RING_SECONDS = 40;
/** Long enough not to nag, short enough that nobody thinks the line is dead. */
const STALLING_GAP_MS = 9000;

export interface ConnectTarget {
  /** The device's name, or the address itself. */
  readonly name: string;
  /** What to hand to the SIP account. */
  readonly target: string;
}

export class ConnectJob extends Job {
  readonly kind = 'connect';
  readonly #clock: Clock;
  readonly #device: ConnectTarget;
  readonly #request: ConnectRequest;
  readonly #stopObserving: () => void;
  #before: CallActivity = null;
  #userLeg: Leg | null = null;
  #stallTimer: TimerHandle = null;
  #bridged = false;

  constructor(
    call: Call,
    device: ConnectTarget,
    request: ConnectRequest,
    owner: JobOwner,
    deliver: (report: JobReport) => void,
    clock: Clock,
  ) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#device = device;
    this.#request = request;
    this.#stopObserving = call.observe({ onEnded: () => this.#onCallEnded() });
  }

  start(): void {
    this.#before = this.call.activity;
    this.call.busyWith('connecting');
    this.#progress('connect/dialing', this.#device.name);
    this.#stall();
    this.#userLeg = this.call.line.place(
      this.#device.target,
      {
        onState: (state, detail) => this.#onUserState(state, detail),
        onEnded: (end) => this.#onUserEnded(end),
        onRemoteHold: (held) => void this.call.record('connect/user-hold', held),
        onDigit: (digit) => void this.call.record('connect/user-digit', digit),
        onHeard: () => undefined,
        onSilentRtp: () => undefined,
        onFault: () => undefined,
      },
      {
        hearing: false,
        mayDial: this.call.mayDial,
        answerTimeoutSeconds: this.#request.ringSeconds ?? DEFAULT_RING_SECONDS,
        displayName: `Hold Slayer: ${this.call.to}`,
      },
    );
  }

  /** A bridge, or a phone that is ringing already, is never cut by a deploy; the report is simply not wanted. */
  abandon(why: AbandonReason): void {
    this.finish('failed', 'connect/failed', why);
  }

  #onUserState(state: SipCallState, detail?: string): void {
    if (state === 'ringing' || state === 'early') this.#progress('connect/ringing', this.#device.name);
    else if (state === 'answered') void this.#bridge(detail);
  }

  async #bridge(detail?: string): Promise<void> {
    this.#progress('connect/answered', this.#device.name, detail === undefined ? [] : [detail]);
    this.#stopStalling();
    const companyLeg = this.call.leg;
    const userLeg = this.#userLeg;
    if (!companyLeg || !userLeg) return;
    try {
      await this.call.line.bridge(companyLeg, userLeg);
    } catch (error) {
      this.#fail('failed', error instanceof Error ? error.message : String(error));
      await userLeg.hangup();
      return;
    }
    if (this.call.state === 'ended') return;
    this.#bridged = true;
    this.call.busyWith('bridged');
    this.call.record('connect/bridged', this.#device.name);
    this.finish('bridged', 'connect/bridged', this.#device.name);
  }

  #onUserEnded(end: SipEnd): void {
    if (this.#bridged) {
      void this.call.hangup({ reason: 'completed', text: 'The user hung up after talking.' });
    } else {
      this.#fail(end.reason, end.text);
    }
  }

  #fail(reason: string, text: string): void {
    this.#stopStalling();
    if (this.call.state === 'answered') this.call.busyWith(this.#before);
    this.call.record('connect/failed', reason, { evidence: [text] });
    this.#stopObserving();
    this.finish('failed', 'connect/failed', reason);
  }

  #onCallEnded(): void {
    this.#stopStalling();
    this.finish('failed', 'connect/failed', 'call-ended');
    void this.#userLeg?.hangup();
  }

  #progress(topic: string, payload: unknown, evidence: readonly string[] = []): void {
    this.call.record(topic, payload, { evidence });
    this.report('progress', topic, payload);
  }

  #stall(): void {
    const leg = this.call.leg;
    if (!leg || this.finished || this.#bridged) return;
    void this.#sayStallingLine(leg);
  }

  /** The line is a courtesy: when it cannot be played, the call goes on without it (DESIGN law 4). */
  async #sayStallingLine(leg: Leg): Promise<void> {
    leg.tellHearing({ note: 'own', kind: 'speech', active: true });
    try {
      const end = await leg.play(STALLING_LINE);
      if (end !== 'finished' || this.finished || this.#bridged) return;
      this.#stallTimer = this.#clock.setTimeout(() => this.#stall(), STALLING_GAP_MS);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.call.record('call/fault', 'stalling line', { evidence: [reason] });
    } finally {
      leg.tellHearing({ note: 'own', kind: 'speech', active: false });
    }
  }

  #stopStalling(): void {
    this.#clock.clearTimeout(this.#stallTimer);
    this.call.leg?.stopPlaying();
  }
}
