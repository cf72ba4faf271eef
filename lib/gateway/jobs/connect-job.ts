/**
 * Rings the user's phone, keeps the human at the company on the line meanwhile, and bridges the two. When the user's
 * phone does not answer, the company's leg stays up: what happens then is the flow's choice. It holds the user's leg for
 * as long as there is one, also after its report.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { SipCallState, SipEnd } from '../../sip/sip-account.types';
import type { Call } from '../call';
import type { CallActivity, ConnectRequest, JobOwner, JobReport } from '../gateway.types';
import type { Leg } from '../leg';
import { STALLING_LINE } from '../our-lines';
import { sayOn } from '../own-voice';
import { Job } from './job';

const DEFAULT_RING_SECONDS = 40;
/** Long enough not to nag, short enough that nobody thinks the line is dead. */
const STALLING_GAP_MS = 9000;

export interface ConnectTarget {
  /** The device's name, or the address itself. */
  readonly name: string;
  /** What to hand to the SIP account. */
  readonly target: string;
}

export interface ConnectHooks {
  /** The user's leg is gone, whatever the reason. */
  onReleased(): void;
  /** Whether somebody still waits for a human on this call (a hold job). */
  isWaitedFor(): boolean;
  /** Whether whoever made the call busy so still does: a walk or a wait may end while the phone rings. */
  isStillGoing(activity: CallActivity): boolean;
}

type Stage = 'ringing' | 'bridging' | 'bridged' | 'released';

export class ConnectJob extends Job {
  readonly kind = 'connect';
  readonly #clock: Clock;
  readonly #device: ConnectTarget;
  readonly #request: ConnectRequest;
  readonly #hooks: ConnectHooks;
  readonly #stopObserving: () => void;
  #before: CallActivity = null;
  #userLeg: Leg | null = null;
  #stallTimer: TimerHandle = null;
  #stage: Stage = 'ringing';

  constructor(
    call: Call,
    device: ConnectTarget,
    request: ConnectRequest,
    hooks: ConnectHooks,
    owner: JobOwner,
    deliver: (report: JobReport) => void,
    clock: Clock,
  ) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#device = device;
    this.#request = request;
    this.#hooks = hooks;
    this.#stopObserving = call.observe({ onGone: () => this.#onCallGone() });
  }

  start(): void {
    this.#before = this.call.activity;
    this.call.busyWith('connecting');
    this.#progress('connect/dialing', this.#device.name);
    this.#stall();
    try {
      this.#userLeg = this.call.line.place(
        this.#device.target,
        {
          onState: (state, detail) => this.#onUserState(state, detail),
          onEnded: (end) => this.#onUserEnded(end),
          onRemoteHold: (held) => void this.call.record('connect/user-hold', held),
          // What a user types while talking may be a PIN: not ours to write down (DESIGN law 8).
          onDigit: () => undefined,
          onHeard: () => undefined,
          onAudio: () => undefined,
          onSilentRtp: (silent) => this.call.onUserSilent(silent),
          onFault: () => undefined,
        },
        {
          hearing: false,
          mayDial: this.call.mayDial,
          answerTimeoutSeconds: this.#request.ringSeconds ?? DEFAULT_RING_SECONDS,
          displayName: `Hold Slayer: ${this.call.to}`,
        },
      );
    } catch (error) {
      this.#fail('failed', inWords(error));
    }
  }

  /** A bridge, or a phone that is ringing already, is never cut by a deploy; the report is simply not wanted. */
  abandon(): void {
    this.finish('failed', 'connect/failed', 'flow-removed');
  }

  /** Takes the user off the call, ringing or talking, and leaves the company's leg as it is. */
  async takeUserOff(): Promise<void> {
    const stage = this.#stage;
    if (stage === 'released') return;
    this.release();
    this.call.leg?.stopPlaying();
    if (stage === 'bridged' && this.call.leg) await this.call.line.unbridge(this.call.leg);
    this.finish('superseded', 'connect/taken-off', this.#device.name);
    await this.#userLeg?.hangup();
  }

  protected release(): void {
    if (this.#stage === 'released') return;
    this.#stage = 'released';
    this.#clock.clearTimeout(this.#stallTimer);
    this.#stopObserving();
    this.#hooks.onReleased();
  }

  #onUserState(state: SipCallState, detail?: string): void {
    if (this.#stage !== 'ringing') return;
    if (state === 'ringing' || state === 'early') this.#progress('connect/ringing', this.#device.name);
    else if (state === 'answered') void this.#bridge(detail);
  }

  async #bridge(detail?: string): Promise<void> {
    this.#stage = 'bridging';
    this.#progress('connect/answered', this.#device.name, detail === undefined ? [] : [detail]);
    this.#clock.clearTimeout(this.#stallTimer);
    const companyLeg = this.call.leg;
    companyLeg?.stopPlaying();
    const userLeg = this.#userLeg;
    if (!companyLeg || !userLeg) return;
    try {
      await this.call.line.bridge(companyLeg, userLeg);
    } catch (error) {
      this.#fail('failed', inWords(error));
      await userLeg.hangup();
      return;
    }
    // Either side may have hung up meanwhile; then the story is over already. (A field may change across an await.)
    if ((this.#stage as Stage) !== 'bridging') {
      await this.call.line.unbridge(companyLeg);
      return;
    }
    this.#stage = 'bridged';
    companyLeg.tellHearing({ note: 'connected' });
    this.call.busyWith('bridged');
    this.call.record('connect/bridged', this.#device.name);
    this.finish('bridged', 'connect/bridged', this.#device.name);
  }

  #onUserEnded(end: SipEnd): void {
    if (this.#stage === 'bridged') void this.#onUserLeft();
    else if (this.#stage !== 'released') this.#fail(end.reason, end.text);
  }

  /**
   * The user hung up after being put through: the call is over. Only to music or ringing it was a false alarm, or the
   * agent put the user back on hold, and whoever waits for a human goes on waiting. A voice is no reason to stay: one
   * not yet known to be live may well be the person the user has just said goodbye to.
   */
  async #onUserLeft(): Promise<void> {
    this.release();
    const { leg, farEnd } = this.call;
    const backToHold = (farEnd.label === 'music' || farEnd.label === 'ringing') && this.#hooks.isWaitedFor();
    if (!backToHold || !leg) {
      await this.call.hangup({ reason: 'completed', text: 'The user hung up after talking.' });
      return;
    }
    await this.call.line.unbridge(leg);
    this.call.record('connect/left', farEnd.label, { evidence: ['the user hung up while nobody was speaking'] });
  }

  /** The stalling line is said to its end: half a sentence and silence would tell the human that the line broke. */
  #fail(reason: string, text: string): void {
    this.release();
    if (this.call.activity === 'connecting') {
      this.call.busyWith(this.#hooks.isStillGoing(this.#before) ? this.#before : null);
    }
    this.call.record('connect/failed', reason, { evidence: [text] });
    this.finish('failed', 'connect/failed', reason);
  }

  #onCallGone(): void {
    this.release();
    this.finish('failed', 'connect/failed', 'call-ended');
    void this.#userLeg?.hangup();
  }

  #progress(topic: string, payload: unknown, evidence: readonly string[] = []): void {
    this.call.record(topic, payload, { evidence });
    this.report('progress', topic, payload);
  }

  #stall(): void {
    const { leg } = this.call;
    if (leg && this.#stage === 'ringing') void this.#sayStallingLine(leg);
  }

  /** The line is a courtesy: when it cannot be played, the call goes on without it (DESIGN law 4). */
  async #sayStallingLine(leg: Leg): Promise<void> {
    try {
      const end = await sayOn(leg, STALLING_LINE);
      if (end !== 'finished' || this.#stage !== 'ringing') return;
      this.#stallTimer = this.#clock.setTimeout(() => this.#stall(), STALLING_GAP_MS);
    } catch (error) {
      this.call.record('call/fault', 'stalling line', { evidence: [inWords(error)] });
    }
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
