/**
 * One live call to a company: its state, its activity, what the far end is, and the timeline of all that happened.
 * It owns the company's leg; whoever rings the user's phone joins a second leg to it.
 */
import { randomUUID } from 'node:crypto';
import type { Clock, TimerHandle } from '../clock';
import type { Logger } from '../logger';
import type { SipCallState, SipEnd } from '../sip/sip-account.types';
import { endOfSipCall } from './call-end';
import type { CallEnd } from './call-end';
import { CallLimits } from './call-limits';
import { CallSecrets } from './call-secrets';
import type { Secrets } from './call-secrets';
import type { CallTranscript } from './call-speech';
import { CallWords } from './call-words';
import { IllegalMoveError, isLegalActivityMove, isLegalStateMove } from './call-state';
import { topicOfFarEnd } from './far-end-topic';
import type {
  CallActivity,
  CallSnapshot,
  CallState,
  CallUpdate,
  FarEndSnapshot,
  PlaceRequest,
  TimelineEntry,
} from './gateway.types';
import type { DatedHearingEvent, HeardRecording } from '../hearing';
import type { HearingNote } from '../hearing/hearing-tap';
import type { Leg, LegHearing, LegObserver, Line } from './leg';
import type { FramesChunk } from '../media/worker/frames-tap';
import { PartingWords } from './parting-words';
import type { Parting } from './parting-words';
import { SecretiveVoice } from './secretive-voice';
import type { SpeechLease } from './speech-keeper';
import { Timeline } from './timeline';

const DEFAULT_MAX_CALL_SECONDS = 3 * 3600;
/** "We are closed, goodbye": what was said last is understood after the company has hung up, or not at all. */
const LAST_WORDS_MS = 1500;
/** A call may end at any moment, and what was heard in it with it. */
const ASK_FOR_RECORDINGS_MS = 20_000;

export interface CallDependencies {
  readonly line: Line;
  /** The number policy, for whoever dials on behalf of this call. */
  readonly mayDial: (target: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** What understands and speaks for this call; without it the call has no words. */
  readonly speech?: SpeechLease;
  /** What is spoken where we call, if that is known; ISO 639-1. */
  readonly language?: string;
  /** Hashes of recordings heard on earlier calls to this number. */
  readonly earlierRecordings?: readonly Int32Array[];
  /** In tests an illegal move throws; in production it is logged and not made. */
  readonly strict?: boolean;
}

type RecordDetails = Partial<Pick<TimelineEntry, 'since' | 'confidence' | 'evidence'>>;

export interface CallObserver {
  onUpdate?(update: CallUpdate): void;
  onHeard?(event: DatedHearingEvent): void;
  onTranscript?(transcript: CallTranscript): void;
  /** The company's side as it arrives. */
  onAudio?(chunk: FramesChunk): void;
  /** The company is gone; what it said last may still come, as transcripts. */
  onGone?(): void;
  /** All that was said is understood, or never will be; the end is told next. */
  onLastWords?(): void;
  /** Last of all; the call is over and its snapshot final. */
  onEnded?(): void;
}

export class Call {
  readonly id = randomUUID();
  readonly line: Line;
  readonly mayDial: (target: string) => boolean;
  readonly secrets: CallSecrets;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #strict: boolean;
  readonly #request: PlaceRequest;
  readonly #from: string;
  readonly #timeline = new Timeline();
  readonly #observers = new Set<CallObserver>();
  readonly #startedAt: number;
  #state: CallState = 'created';
  #activity: CallActivity = null;
  #farEnd: FarEndSnapshot;
  #answeredAt: number | undefined;
  #endedAt: number | undefined;
  #end: CallEnd | undefined;
  /** The end has been recorded. */
  #over = false;
  #holdMs = 0;
  #holdStartedAt: number | null = null;
  #leg: Leg | null = null;
  /** Calls it took so far; what an earlier one still reports counts no more. */
  #dialled = 0;
  /** Told whether the company has answered again. */
  #onRedialled: ((answered: boolean) => void) | null = null;
  #hangupReason: CallEnd | null = null;
  readonly #limits: CallLimits;
  #lastWordsTimer: TimerHandle = null;
  readonly #voice: SecretiveVoice | undefined;
  readonly #words: CallWords;
  readonly #partingWords = new PartingWords();
  /** Nobody had anything to do with the end but the company and its recordings. */
  #endedByItself = false;
  readonly #earlierRecordings: readonly Int32Array[];
  #recordings: readonly HeardRecording[] = [];
  #recordingsTimer: TimerHandle = null;

  constructor(request: PlaceRequest, from: string, dependencies: CallDependencies) {
    this.#request = request;
    this.#from = from;
    this.line = dependencies.line;
    this.mayDial = dependencies.mayDial;
    this.#clock = dependencies.clock;
    this.#log = dependencies.log;
    this.#strict = dependencies.strict ?? false;
    this.#startedAt = this.#clock.now();
    this.#earlierRecordings = dependencies.earlierRecordings ?? [];
    this.#limits = new CallLimits(
      { hangup: (end) => void this.hangup(end), isWithPerson: () => this.#isWithPerson() },
      this.#clock,
    );
    this.secrets = new CallSecrets(request.tags ?? [], request.secrets);
    const hooks = {
      tellHearing: (note: HearingNote) => this.leg?.tellHearing(note),
      onTranscript: (transcript: CallTranscript) => this.#onTranscript(transcript),
      onFault: (provider: string, reason: string) =>
        void this.record('call/fault', `speech to text: ${provider}`, { evidence: [reason] }),
      areTwoPeopleTalking: () => this.#activity === 'bridged',
      secretsToMask: () => this.secrets.toMask,
    };
    const { speech } = dependencies;
    this.#voice = speech && new SecretiveVoice(speech.providers.textToSpeech, this.secrets);
    this.#words = new CallWords(
      speech && this.#voice?.within(speech),
      dependencies.language,
      hooks,
      this.#clock,
      this.#log,
    );
    this.#farEnd = { label: 'unknown', confidence: 0, since: this.#startedAt, evidence: [] };
  }

  /** Registers an observer; returns how to take it back. Observers added during a report hear from the next one on. */
  observe(observer: CallObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  get state(): CallState {
    return this.#state;
  }

  get activity(): CallActivity {
    return this.#activity;
  }

  get farEnd(): FarEndSnapshot {
    return this.#farEnd;
  }

  get tags(): readonly string[] {
    return this.#request.tags ?? [];
  }

  /** What hearing is sure is a recording, as of some seconds ago. */
  get recordings(): readonly HeardRecording[] {
    return this.#recordings;
  }

  /** Whether what the company says can be understood. */
  get understands(): boolean {
    return this.#words.areUnderstood;
  }

  /** The call's words are wanted whoever talks; returns how to take that back. */
  keepListening(): () => void {
    return this.#words.keepListening();
  }

  /** Keys or words of ours go out in answer to what is said: what the company says next is another prompt. */
  answersPrompt(): void {
    this.#words.answered();
  }

  /** More secrets of the user: which of them this call may fill in, its tags say. None is written down when spoken. */
  giveSecrets(secrets: Secrets): void {
    this.secrets.add(secrets);
    this.#words.secretsChanged();
  }

  /**
   * Speaks to the company with the gateway's voice, `{{secret:name}}` filled in here. Resolves with words on why not, or
   * null when it was said.
   */
  async say(written: string): Promise<string | null> {
    if (!this.leg) return 'the call is not up yet';
    const filled = this.secrets.fill(written);
    if (!filled.ok) return this.secrets.whyMissing(filled.missing);
    const { leg } = this;
    const say = (): Promise<string | null> => this.#words.say(filled.text, leg);
    return filled.text === written || !this.#voice ? say() : this.#voice.saying(filled.text, say);
  }

  get goal(): string {
    return this.#request.goal ?? '';
  }

  get to(): string {
    return this.#request.to;
  }

  /** The company's leg; null before dialling and when it is gone. */
  get leg(): Leg | null {
    return this.#state === 'ended' ? null : this.#leg;
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#timeline.entries;
  }

  /** What the company said before that time (epoch ms) that explains an end; null when it said nothing of the kind. */
  partingBefore(atMs: number): Parting | null {
    return this.#partingWords.before(atMs);
  }

  /** Why the company hung up, in its own words; null when it did not, or a person was on the line. */
  get parting(): Parting | null {
    const hungUp = this.#endedByItself && this.#end?.reason === 'remote-hangup';
    return hungUp && this.#endedAt !== undefined ? this.partingBefore(this.#endedAt) : null;
  }

  snapshot(): CallSnapshot {
    const holding = this.#holdStartedAt === null ? 0 : this.#clock.now() - this.#holdStartedAt;
    return {
      id: this.id,
      ...(this.#leg && { sipCallId: this.#leg.sipCallId }),
      state: this.#state,
      activity: this.#activity,
      to: this.#request.to,
      from: this.#from,
      goal: this.goal,
      direction: 'out',
      farEnd: this.#farEnd,
      startedAt: this.#startedAt,
      ...(this.#answeredAt !== undefined && { answeredAt: this.#answeredAt }),
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      holdSeconds: Math.round((this.#holdMs + holding) / 100) / 10,
      ...(this.#end && { endReason: this.#end.reason, endText: this.#end.text }),
      tags: this.tags,
    };
  }

  /** Dials `target` (what the number policy let through) as soon as the line is ready. */
  async dial(target: string): Promise<void> {
    this.record('call/created', target);
    try {
      await this.line.ready;
    } catch (error) {
      this.finish({ reason: 'failed', text: error instanceof Error ? error.message : String(error) });
      return;
    }
    if (this.#state === 'ended') return;
    const maxCallSeconds = this.#request.maxCallSeconds ?? DEFAULT_MAX_CALL_SECONDS;
    this.#limits.start(maxCallSeconds);
    this.#moveTo('dialing');
    this.#dialled++;
    this.record('call/dialing', target);
    try {
      this.#leg = this.#place(target);
    } catch (error) {
      this.finish({ reason: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  }

  /** How often the company was called in this call. */
  get timesDialled(): number {
    return this.#dialled;
  }

  /**
   * Hangs up on the company and calls it again within this call: a wrong turn in its menus was taken. Resolves to true
   * when it has answered again; otherwise the call has ended.
   */
  async redial(target: string, why: string): Promise<boolean> {
    const before = this.#leg;
    if (this.#state !== 'answered' || before === null) return false;
    this.busyWith(null);
    this.#dialled++;
    this.record('call/redialling', target, { evidence: [why] });
    this.#limits.onCompanySilent(false);
    this.#words.beginAnew();
    this.#partingWords.forget();
    this.#farEnd = { label: 'unknown', confidence: 0, since: this.#clock.now(), evidence: [] };
    await before.hangup();
    if (this.#isOver()) return false;
    return new Promise((resolve) => {
      this.#onRedialled = resolve;
      try {
        this.#leg = this.#place(target);
      } catch (error) {
        this.finish({ reason: 'failed', text: error instanceof Error ? error.message : String(error) });
      }
    });
  }

  #isOver(): boolean {
    return this.#state === 'ended';
  }

  #place(target: string): Leg {
    return this.line.place(target, this.#legObserver(), {
      hearing: this.#hearing(),
      mayDial: this.mayDial,
      ...(this.#request.answerTimeoutSeconds !== undefined && {
        answerTimeoutSeconds: this.#request.answerTimeoutSeconds,
      }),
    });
  }

  /** Ends the call for this reason; a call not yet dialled ends at once. Resolves when the leg is gone. */
  async hangup(end: CallEnd = { reason: 'completed', text: 'We hung up.' }): Promise<void> {
    if (this.#state === 'ended') return;
    this.#hangupReason ??= end;
    if (this.#leg === null) {
      this.finish(this.#hangupReason);
      return;
    }
    await this.#leg.hangup();
    // The leg reports its end through onEnded; a leg that cannot is over all the same.
    this.finish(this.#hangupReason);
  }

  /** Changes what the call is busy with and keeps the hold clock. Returns false when the move is not legal. */
  busyWith(activity: CallActivity): boolean {
    if (activity === this.#activity) return true;
    if (!isLegalActivityMove(this.#state, this.#activity, activity)) {
      this.#illegal(new IllegalMoveError('activity', this.#activity, activity));
      return false;
    }
    const now = this.#clock.now();
    if (this.#activity === 'holding' || this.#activity === 'navigating') this.#askForRecordings();
    if (this.#activity === 'holding' && this.#holdStartedAt !== null) {
      this.#holdMs += now - this.#holdStartedAt;
      this.#holdStartedAt = null;
    }
    if (activity === 'holding') this.#holdStartedAt = now;
    this.#activity = activity;
    return true;
  }

  /** Adds to the timeline and tells the observers. */
  record(topic: string, payload: unknown, details: RecordDetails = {}): CallUpdate {
    const { since, confidence, evidence } = details;
    const entry: TimelineEntry = {
      // What is understood after the end was said before it.
      at: this.#endedAt ?? this.#clock.now(),
      topic,
      payload,
      ...(since !== undefined && { since: Math.round(since) }),
      ...(confidence !== undefined && { confidence }),
      ...(evidence && evidence.length > 0 && { evidence }),
    };
    const update: CallUpdate = { topic, payload, call: this.snapshot(), entry };
    // The end is the last entry; what still comes in afterwards is nobody's business any more.
    if (this.#over) return update;
    this.#timeline.add(entry);
    this.#tell((observer) => observer.onUpdate?.(update));
    return update;
  }

  /** What the far end was is not what it is: an alarm was false. Hearing is told, and judges anew. */
  forgetHuman(): void {
    this.#farEnd = { label: 'unknown', confidence: 0, since: this.#clock.now(), evidence: ['a false alarm, you said'] };
    this.#leg?.tellHearing({ note: 'false-alarm' });
  }

  /** RTP from the user's phone stopped or came back. */
  onUserSilent(silent: boolean): void {
    this.#limits.onUserSilent(silent);
  }

  /** The last word: also used when the line itself fails. Idempotent. */
  finish(end: CallEnd): void {
    if (this.#state === 'ended') {
      this.#announceEnd();
      return;
    }
    const wordsToCome = this.#areWordsToCome();
    this.#endedByItself = this.#state === 'answered' && !this.#isWithPerson();
    this.#limits.stop();
    this.#clock.clearTimeout(this.#recordingsTimer);
    this.busyWith(null);
    this.#moveTo('ended');
    this.#endedAt = this.#clock.now();
    this.#end = end;
    this.#redialled(false);
    this.#tell((observer) => observer.onGone?.());
    // Told before anybody is told of the end: those who hear "we are closed" have their reason.
    const understood = this.#words.end();
    if (!wordsToCome || !understood) {
      this.#announceEnd();
      return;
    }
    this.#lastWordsTimer = this.#clock.setTimeout(() => this.#announceEnd(), LAST_WORDS_MS);
    const announce = (): void => this.#announceEnd();
    understood.then(announce, announce);
  }

  /** Somebody speaks, or has spoken and is not understood to the end yet. */
  get areWordsToCome(): boolean {
    return this.#words.areToCome;
  }

  /** Words are under way, of which somebody may learn; who hangs up knows why. */
  #areWordsToCome(): boolean {
    if (this.#state !== 'answered' || this.#hangupReason !== null) return false;
    return this.#words.areWanted && this.#words.areToCome;
  }

  #announceEnd(): void {
    if (this.#over || !this.#end) return;
    this.#clock.clearTimeout(this.#lastWordsTimer);
    const { parting } = this;
    if (parting) this.#end = { ...this.#end, text: `They hung up: ${parting.why}. Said last: "${parting.words}"` };
    this.#tell((observer) => observer.onLastWords?.());
    this.record('call/ended', this.#end.reason, { evidence: [this.#end.text] });
    this.#over = true;
    this.#tell((observer) => observer.onEnded?.());
    this.#observers.clear();
  }

  #legObserver(): LegObserver {
    const dialled = this.#dialled;
    const present = (tell: () => void): void => {
      if (dialled === this.#dialled) tell();
    };
    return {
      onState: (state, detail) => present(() => this.#onLegState(state, detail)),
      onEnded: (end: SipEnd) => present(() => this.finish(this.#hangupReason ?? endOfSipCall(end))),
      onRemoteHold: (held) => present(() => void this.record(held ? 'call/remote-hold' : 'call/remote-unhold', held)),
      onDigit: (digit) => present(() => void this.record('call/digit', digit)),
      onHeard: (event) => present(() => this.#onHeard(event)),
      onAudio: (chunk) => {
        if (this.#state === 'ended' || dialled !== this.#dialled) return;
        this.#words.audio(chunk);
        this.#tell((observer) => observer.onAudio?.(chunk));
      },
      onFault: (service, reason) => present(() => void this.record('call/fault', service, { evidence: [reason] })),
      onSilentRtp: (silent) => present(() => this.#onCompanySilent(silent)),
    };
  }

  #onLegState(state: SipCallState, detail?: string): void {
    if (this.#state === 'ended') return;
    const evidence = detail === undefined ? [] : [detail];
    if (state === 'ringing' || state === 'early') {
      if (this.#state === 'dialing') this.#moveTo('ringing');
      this.record(state === 'ringing' ? 'call/ringing' : 'call/early-media', detail ?? state, { evidence });
    } else if (state === 'answered' && this.#onRedialled !== null) {
      // To everybody else this call has been answered all the time.
      this.record('call/redialled', this.#request.to, { evidence });
      this.#askForRecordings();
      this.#redialled(true);
    } else if (state === 'answered') {
      this.#moveTo('answered');
      this.#answeredAt = this.#clock.now();
      this.#askForRecordings();
      this.record('call/answered', this.#request.to, { evidence });
    }
  }

  #redialled(answered: boolean): void {
    const tell = this.#onRedialled;
    this.#onRedialled = null;
    tell?.(answered);
  }

  #onHeard(event: DatedHearingEvent): void {
    if (this.#state === 'ended') return;
    if (event.kind === 'recordings') {
      this.#recordings = event.items;
      return;
    }
    // Before the answer there is nothing to be silent: only tones and voices in early media count.
    if (event.kind === 'far-end') this.#partingWords.hearFarEnd(event.label, event.sinceMs);
    if (event.kind === 'far-end' && (this.#state === 'answered' || event.label !== 'silence')) {
      this.#farEnd = {
        label: event.label,
        confidence: event.confidence,
        since: Math.round(event.sinceMs),
        evidence: event.evidence,
        ...(event.farEndKind !== undefined && { kind: event.farEndKind }),
      };
      const topic = topicOfFarEnd(event.label, event.confidence, this.#activity);
      const { confidence, evidence } = event;
      this.record(topic, event.label, { since: event.sinceMs, confidence, evidence });
    }
    this.#words.hear(event);
    this.#tell((observer) => observer.onHeard?.(event));
  }

  #askForRecordings(): void {
    this.#clock.clearTimeout(this.#recordingsTimer);
    if (this.#state !== 'answered') return;
    this.#leg?.tellHearing({ note: 'recordings-wanted' });
    this.#recordingsTimer = this.#clock.setTimeout(() => this.#askForRecordings(), ASK_FOR_RECORDINGS_MS);
  }

  #hearing(): LegHearing {
    return {
      // Also where nothing understands it: clips of false alarms are made of it.
      audio: true,
      ...(this.#earlierRecordings.length > 0 && { earlierRecordings: this.#earlierRecordings }),
    };
  }

  #onTranscript(transcript: CallTranscript): void {
    if (this.#over) return;
    this.#partingWords.hear(transcript);
    const { kind, text, sinceMs } = transcript;
    if (kind === 'final' && text !== '') this.record('transcript/final', text, { since: sinceMs });
    this.#tell((observer) => observer.onTranscript?.(transcript));
  }

  #onCompanySilent(silent: boolean): void {
    this.record(silent ? 'call/no-audio' : 'call/audio-back', silent);
    this.#limits.onCompanySilent(silent);
  }

  #isWithPerson(): boolean {
    return this.#activity === 'with-human' || this.#activity === 'connecting' || this.#activity === 'bridged';
  }

  /** One observer's fault is not the others' (nor the call's). */
  #tell(say: (observer: CallObserver) => void): void {
    for (const observer of [...this.#observers]) {
      try {
        say(observer);
      } catch (error) {
        if (this.#strict) throw error;
        this.#log.error(`call ${this.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  }

  #moveTo(state: CallState): void {
    if (isLegalStateMove(this.#state, state)) this.#state = state;
    else this.#illegal(new IllegalMoveError('state', this.#state, state));
  }

  #illegal(error: IllegalMoveError): void {
    if (this.#strict) throw error;
    this.#log.error(`call ${this.id}: ${error.message}`);
  }
}
