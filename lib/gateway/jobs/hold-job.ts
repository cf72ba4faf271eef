/** Waits on hold until a live human speaks, the call ends or patience does. Hearing judges; this decides when to act. */
import type { Clock, TimerHandle } from '../../clock';
import type { Call } from '../call';
import { HARD_CONFIDENCE, topicOfFarEnd } from '../far-end-topic';
import type { HoldRequest, JobOwner, JobReport } from '../gateway.types';
import type { DatedHearingEvent } from '../../hearing';
import { Job } from './job';
import type { AbandonReason } from './job';
import { Probe } from './probe';

const DEFAULT_MAX_HOLD_SECONDS = 7200;
/** `eager` acts on the soft level: about a second of speech that may still turn out to be a recording. */
const SOFT_CONFIDENCE = 0.5;
/** `patient` wants the hard level to stand this long. */
const PATIENT_MS = 1500;

export class HoldJob extends Job {
  readonly kind = 'hold';
  readonly #clock: Clock;
  readonly #request: HoldRequest;
  readonly #stopObserving: () => void;
  readonly #probe: Probe;
  #maxTimer: TimerHandle = null;
  #patienceTimer: TimerHandle = null;

  constructor(call: Call, request: HoldRequest, owner: JobOwner, deliver: (report: JobReport) => void, clock: Clock) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#request = request;
    this.#probe = new Probe(call, clock);
    this.#stopObserving = call.observe({
      onHeard: (event) => this.#onHeard(event),
      onEnded: () => this.#end('ended', 'hold/ended', call.snapshot().endReason ?? 'completed'),
    });
  }

  start(): void {
    this.call.busyWith('holding');
    this.report('progress', 'hold/started', this.call.record('hold/started', this.call.farEnd.label).payload);
    const maxHoldSeconds = this.#request.maxHoldSeconds ?? DEFAULT_MAX_HOLD_SECONDS;
    this.#maxTimer = this.#clock.setTimeout(() => {
      this.call.record('hold/timeout', maxHoldSeconds);
      this.#end('ended', 'hold/timeout', maxHoldSeconds);
    }, maxHoldSeconds * 1000);
    // The human may be speaking already: a direct answer, or a menu that led straight to a person.
    this.#consider();
    this.#probe.consider();
  }

  abandon(why: AbandonReason): void {
    this.#end('ended', 'hold/ended', why);
  }

  #onHeard(event: DatedHearingEvent): void {
    this.#probe.onHeard(event);
    if (event.kind !== 'far-end') return;
    this.report('progress', topicOfFarEnd(event.label, event.confidence, 'holding'), event.label);
    this.#consider();
  }

  #consider(): void {
    this.#clock.clearTimeout(this.#patienceTimer);
    const { label, confidence } = this.call.farEnd;
    if (this.finished || label !== 'live_human') return;
    const sensitivity = this.#request.sensitivity ?? 'balanced';
    if (confidence < (sensitivity === 'eager' ? SOFT_CONFIDENCE : HARD_CONFIDENCE)) return;
    if (sensitivity === 'patient') {
      this.#patienceTimer = this.#clock.setTimeout(() => this.#human(), PATIENT_MS);
    } else {
      this.#human();
    }
  }

  #human(): void {
    if (this.finished) return;
    const { since, evidence, confidence } = this.call.farEnd;
    this.call.busyWith('with-human');
    this.call.record('human/detected', confidence, { since, evidence });
    this.#end('human', 'human/detected', confidence);
  }

  #end(output: 'human' | 'ended', topic: string, payload: unknown): void {
    this.#clock.clearTimeout(this.#maxTimer);
    this.#clock.clearTimeout(this.#patienceTimer);
    this.#probe.stop();
    this.#stopObserving();
    this.finish(output, topic, payload);
  }
}
