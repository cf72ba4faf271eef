/**
 * Waits on hold until a live human speaks, again and again: an agent may put us back on hold, an alarm may be false.
 * Hearing judges; this decides when to act. It ends with the call, with patience, or when another job takes its place.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { DatedHearingEvent, SpokenCue } from '../../hearing';
import type { Call } from '../call';
import { HARD_CONFIDENCE, topicOfFarEnd } from '../far-end-topic';
import type { CallUpdate, FarEndSnapshot, HoldRequest, JobOwner, JobReport } from '../gateway.types';
import type { DtmfMode } from '../leg';
import type { Parting } from '../parting-words';
import { FalseAlarmClips } from './false-alarm-clips';
import { Job } from './job';
import { KeepPlace } from './keep-place';
import { KeySender } from './key-sender';
import { Probe } from './probe';
import { QueueNews } from './queue-news';

const DEFAULT_MAX_HOLD_SECONDS = 7200;
/** `eager` acts on the soft level: about a second of speech that may still turn out to be a recording. */
const SOFT_CONFIDENCE = 0.5;
/** `patient` wants the hard level to stand this long. */
const PATIENT_MS = 1500;
/** A busy or "no service" tone that goes on this long is the end of the line, not of the queue. */
const DEAD_LINE_MS = 20_000;
/** Quiet after a voice is weaker evidence than words ... */
const BY_QUIET_ALONE = 0.83;
/** ... and waits for those that are still to come: an announcement understood late is no person. */
const WORDS_TO_COME_MS = 2500;
const HEARING_ANSWERS_MS = 300;

type Heard = Pick<FarEndSnapshot, 'label' | 'confidence' | 'evidence'>;

export class HoldJob extends Job {
  readonly kind = 'hold';
  readonly #clock: Clock;
  readonly #request: HoldRequest;
  readonly #probe: Probe;
  readonly #news = new QueueNews();
  readonly #keys: KeySender;
  readonly #place: KeepPlace;
  readonly #clips: FalseAlarmClips | null;
  readonly #stopObserving: () => void;
  /** Seconds the call had been on hold before this job. */
  readonly #heldBefore: number;
  #maxTimer: TimerHandle = null;
  #patienceTimer: TimerHandle = null;
  #wordsTimer: TimerHandle = null;
  #deadLineTimer: TimerHandle = null;
  #heardMusic = false;

  constructor(
    call: Call,
    request: HoldRequest,
    dtmfModes: readonly DtmfMode[],
    owner: JobOwner,
    deliver: (report: JobReport) => void,
    clock: Clock,
  ) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#request = request;
    this.#probe = new Probe(call, clock, request.stallingLine);
    this.#keys = new KeySender(call, { dtmfModes }, clock);
    this.#place = new KeepPlace(clock, ({ digits, why }) => void this.#keepHolding(digits, why));
    this.#clips = request.clipsFolder === undefined ? null : new FalseAlarmClips(request.clipsFolder);
    this.#heldBefore = call.snapshot().holdSeconds;
    this.#stopObserving = call.observe({
      onHeard: (event) => this.#onHeard(event),
      onAudio: (chunk) => this.#clips?.audio(chunk),
      onTranscript: (transcript) => {
        if (this.call.activity === 'holding') this.#place.onTranscript(transcript);
        if (transcript.kind === 'final') this.#wordsCame();
      },
      onUpdate: (update) => this.#onUpdate(update),
      onLastWords: () => this.#onParting(call.parting),
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
    this.#forgetWords();
    this.#probe.stop();
    this.#place.stop();
    this.#keys.stop();
    this.#stopObserving();
  }

  #hold(topic: 'hold/started' | 'hold/resumed'): void {
    this.#clips?.goOn();
    this.call.busyWith('holding');
    this.call.record(topic, this.call.farEnd.label);
    this.#reportHeard(topic, this.call.farEnd);
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
    if (this.call.activity === 'holding') {
      this.#probe.onHeard(event);
      this.#place.onHeard(event);
    }
    if (event.kind === 'cue') this.#tell(event.cue);
    if (event.kind === 'signal' && event.signal === 'beep') this.#onBeep();
    if (event.kind !== 'far-end') return;
    this.#clock.clearTimeout(this.#deadLineTimer);
    if (this.call.activity === 'with-human' && this.#onHoldAgain()) this.#hold('hold/resumed');
    if (this.call.activity !== 'holding') return;
    this.#reportHeard(topicOfFarEnd(event.label, event.confidence, 'holding'), event);
    if (this.#heardMusic && event.label !== 'music') this.#reportHeard('hold/music-ended', event);
    this.#heardMusic = event.label === 'music';
    if (event.label === 'busy' || event.label === 'sit') {
      this.#deadLineTimer = this.#clock.setTimeout(() => this.#onDeadLine(), DEAD_LINE_MS);
    }
    this.#consider();
  }

  /** What is to be heard, how sure that is and why: all of it is the news. */
  #reportHeard(topic: string, { label, confidence, evidence }: Heard): void {
    this.report('progress', topic, { label, confidence, evidence }, { confidence, evidence });
  }

  #onDeadLine(): void {
    this.#onParting(this.call.partingBefore(this.call.farEnd.since));
    this.#end('hold/ended', 'busy-tone');
  }

  /** "We are closed, goodbye" is an outcome, and no wait that broke off. */
  #onParting(parting: Parting | null): void {
    if (parting === null || this.finished) return;
    const { reason, why, words } = parting;
    const evidence = [why, `said: ${words}`];
    this.call.record('hold/ended', reason, { evidence });
    this.#end('hold/ended', reason, { evidence });
  }

  #onHoldAgain(): boolean {
    return this.call.farEnd.label === 'music' || this.call.farEnd.label === 'ringing';
  }

  /** Others may put the call back on hold: a false alarm, a user who left the bridge to the music. */
  #onUpdate(update: CallUpdate): void {
    if (update.topic === 'human/false-alarm') void this.#keepClip();
    const left = update.topic === 'human/false-alarm' || update.topic === 'connect/left';
    const goneMeanwhile =
      update.topic === 'connect/failed' && this.call.activity === 'with-human' && this.#onHoldAgain();
    if (left || goneMeanwhile) this.#hold('hold/resumed');
  }

  #tell(cue: SpokenCue): void {
    if (this.call.activity !== 'holding') return;
    const news = this.#news.take(cue);
    if (news === null) return;
    const { topic, payload, evidence } = news;
    this.call.record(topic, payload, { evidence });
    this.report('progress', topic, payload, { evidence });
  }

  async #keepHolding(digits: string, why: string): Promise<void> {
    this.call.record('hold/pressed', digits, { evidence: [why] });
    this.report('progress', 'hold/pressed', digits, { why });
    try {
      if (await this.#keys.send(digits)) return;
      this.call.record('call/fault', 'keys', { evidence: ['the far end takes no keys from us'] });
    } catch (error) {
      this.call.record('call/fault', 'keys', { evidence: [error instanceof Error ? error.message : String(error)] });
    }
  }

  /** A voicemail's greeting is over and it records: nobody will come to this phone. */
  #onBeep(): void {
    if (this.call.activity !== 'holding' || this.call.farEnd.kind !== 'voicemail') return;
    this.#end('hold/ended', 'voicemail');
  }

  async #keepClip(): Promise<void> {
    if (!this.#clips) return;
    const kept = await this.#clips.keep(this.call.id, this.#clock.now());
    const [topic, payload] = kept.ok ? ['human/clip-kept', kept.file] : ['human/clip-not-kept', null];
    const evidence = kept.ok ? [] : [kept.why];
    this.call.record(topic, payload, { evidence });
    this.report('progress', topic, payload, { evidence });
  }

  #consider(): void {
    this.#clock.clearTimeout(this.#patienceTimer);
    const { label, confidence } = this.call.farEnd;
    const sensitivity = this.#request.sensitivity ?? 'balanced';
    const suffices =
      label === 'live_human' && confidence >= (sensitivity === 'eager' ? SOFT_CONFIDENCE : HARD_CONFIDENCE);
    // Also where the words made a mere suspicion of it: that waits for an answer to our line.
    if (!suffices) this.#forgetWords();
    if (this.finished || !suffices || this.call.activity !== 'holding') return;
    if (this.#waitsForWords(confidence)) return;
    if (sensitivity === 'patient') {
      this.#patienceTimer = this.#clock.setTimeout(() => this.#human(), PATIENT_MS);
    } else {
      this.#human();
    }
  }

  #waitsForWords(confidence: number): boolean {
    const weak = confidence >= HARD_CONFIDENCE && confidence < BY_QUIET_ALONE;
    if (!weak || !this.call.areWordsToCome) return false;
    this.#wordsTimer ??= this.#clock.setTimeout(() => this.#human(), WORDS_TO_COME_MS);
    return true;
  }

  /** Hearing is told the words at the same time and answers a moment later: withdrawn, or more certain. */
  #wordsCame(): void {
    if (this.#wordsTimer === null) return;
    this.#clock.clearTimeout(this.#wordsTimer);
    this.#wordsTimer = this.#clock.setTimeout(() => this.#human(), HEARING_ANSWERS_MS);
  }

  #forgetWords(): void {
    this.#clock.clearTimeout(this.#wordsTimer);
    this.#wordsTimer = null;
  }

  #human(): void {
    if (this.finished || this.call.activity !== 'holding') return;
    this.#forgetWords();
    this.#clock.clearTimeout(this.#maxTimer);
    const { since, evidence, confidence } = this.call.farEnd;
    this.call.busyWith('with-human');
    this.#clips?.alarm();
    this.call.record('human/detected', confidence, { since, confidence, evidence });
    this.report('human', 'human/detected', confidence, { confidence, evidence });
  }

  #end(topic: string, payload: unknown, details?: JobReport['details']): void {
    if (this.finished) return;
    this.release();
    if (this.call.activity === 'holding') this.call.busyWith(null);
    this.finish('ended', topic, payload, details);
  }
}
