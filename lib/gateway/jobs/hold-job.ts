/**
 * Waits on hold until a live human speaks, again and again: an agent may put us back on hold, an alarm may be false.
 * Hearing judges; this decides when to act. It ends with the call, with patience, or when another job takes its place.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { DatedHearingEvent } from '../../hearing';
import type { Call } from '../call';
import { HARD_CONFIDENCE, topicOfFarEnd } from '../far-end-topic';
import type { CallUpdate, HoldRequest, JobOwner, JobReport } from '../gateway.types';
import { Job } from './job';
import { Probe } from './probe';

const DEFAULT_MAX_HOLD_SECONDS = 7200;
/** `eager` acts on the soft level: about a second of speech that may still turn out to be a recording. */
const SOFT_CONFIDENCE = 0.5;
/** `patient` wants the hard level to stand this long. */
const PATIENT_MS = 1500;
/** A busy or "no service" tone that goes on this long is the end of the line, not of the queue. */
const DEAD_LINE_MS = 20_000;

export class HoldJob extends Job {
  readonly kind = 'hold';
  readonly #clock: Clock;
  readonly #request: HoldRequest;
  readonly #probe: Probe;
  readonly #stopObserving: () => void;
  /** Seconds the call had been on hold before this job. */
  readonly #heldBefore: number;
  #maxTimer: TimerHandle = null;
  #patienceTimer: TimerHandle = null;
  #deadLineTimer: TimerHandle = null;

  constructor(call: Call, request: HoldRequest, owner: JobOwner, deliver: (report: JobReport) => void, clock: Clock) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#request = request;
    this.#probe = new Probe(call, clock);
    this.#heldBefore = call.snapshot().holdSeconds;
    this.#stopObserving = call.observe({
      onHeard: (event) => this.#onHeard(event),
      onUpdate: (update) => this.#onUpdate(update),
      onEnded: () => this.#end('hold/ended', call.snapshot().endReason ?? 'completed'),
    });
  }

  start(): void {
    this.#hold('hold/started');
    // The human may be speaking already: a direct answer, or a menu that led straight to a person.
    this.#consider();
    this.#probe.consider();
  }

  abandon(): void {
    this.#end('hold/ended', 'flow-removed');
  }

  protected release(): void {
    this.#clock.clearTimeout(this.#maxTimer);
    this.#clock.clearTimeout(this.#patienceTimer);
    this.#clock.clearTimeout(this.#deadLineTimer);
    this.#probe.stop();
    this.#stopObserving();
  }

  #hold(topic: 'hold/started' | 'hold/resumed'): void {
    this.call.busyWith('holding');
    this.call.record(topic, this.call.farEnd.label);
    this.report('progress', topic, this.call.farEnd.label);
    this.#clock.clearTimeout(this.#maxTimer);
    const maxHoldSeconds = this.#request.maxHoldSeconds ?? DEFAULT_MAX_HOLD_SECONDS;
    const left = maxHoldSeconds - (this.call.snapshot().holdSeconds - this.#heldBefore);
    this.#maxTimer = this.#clock.setTimeout(() => this.#onMaxHold(maxHoldSeconds), Math.max(0, left) * 1000);
  }

  #onMaxHold(maxHoldSeconds: number): void {
    if (this.call.activity !== 'holding') return;
    this.call.record('hold/timeout', maxHoldSeconds);
    this.#end('hold/timeout', maxHoldSeconds);
  }

  #onHeard(event: DatedHearingEvent): void {
    if (this.call.activity === 'holding') this.#probe.onHeard(event);
    if (event.kind !== 'far-end') return;
    this.#clock.clearTimeout(this.#deadLineTimer);
    if (this.call.activity === 'with-human' && this.#onHoldAgain()) this.#hold('hold/resumed');
    if (this.call.activity !== 'holding') return;
    this.report('progress', topicOfFarEnd(event.label, event.confidence, 'holding'), event.label);
    if (event.label === 'busy' || event.label === 'sit') {
      this.#deadLineTimer = this.#clock.setTimeout(() => this.#end('hold/ended', 'busy-tone'), DEAD_LINE_MS);
    }
    this.#consider();
  }

  #onHoldAgain(): boolean {
    return this.call.farEnd.label === 'music' || this.call.farEnd.label === 'ringing';
  }

  /** Others may put the call back on hold: a false alarm, a user who left the bridge to the music. */
  #onUpdate(update: CallUpdate): void {
    const left = update.topic === 'human/false-alarm' || update.topic === 'connect/left';
    const goneMeanwhile =
      update.topic === 'connect/failed' && this.call.activity === 'with-human' && this.#onHoldAgain();
    if (left || goneMeanwhile) this.#hold('hold/resumed');
  }

  #consider(): void {
    this.#clock.clearTimeout(this.#patienceTimer);
    const { label, confidence } = this.call.farEnd;
    if (this.finished || label !== 'live_human' || this.call.activity !== 'holding') return;
    const sensitivity = this.#request.sensitivity ?? 'balanced';
    if (confidence < (sensitivity === 'eager' ? SOFT_CONFIDENCE : HARD_CONFIDENCE)) return;
    if (sensitivity === 'patient') {
      this.#patienceTimer = this.#clock.setTimeout(() => this.#human(), PATIENT_MS);
    } else {
      this.#human();
    }
  }

  #human(): void {
    if (this.finished || this.call.activity !== 'holding') return;
    this.#clock.clearTimeout(this.#maxTimer);
    const { since, evidence, confidence } = this.call.farEnd;
    this.call.busyWith('with-human');
    this.call.record('human/detected', confidence, { since, evidence });
    this.report('human', 'human/detected', confidence);
  }

  #end(topic: string, payload: unknown): void {
    if (this.finished) return;
    this.release();
    if (this.call.activity === 'holding') this.call.busyWith(null);
    this.finish('ended', topic, payload);
  }
}
