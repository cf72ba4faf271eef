/**
 * What the far end is, continuously: frames of samples in, dated events out. Pure and causal; time comes from samples
 * only, so a call, a file and a bench run hear the same.
 */
import type { FarEnd, HeardRecording, HearingEvent } from './far-end';
import { CallTime } from './frames/call-time';
import { FRAME_SAMPLES, FrameFeatures } from './frames/frame-features';
import { CallCourse } from './human/call-course';
import { HeardPeople, type PresentPerson } from './human/heard-people';
import { HumanOdds, type HumanModel } from './human/human-odds';
import { Hush } from './human/hush';
import { HUMAN_RULES, LiveHuman, type HumanRules, type HumanVerdict, type LiveHumanInput } from './human/live-human';
import { VoiceEvidence } from './human/voice-evidence';
import acousticModel from './models/acoustic-model.json';
import type { BoostedTreesModel } from './models/boosted-trees';
import { COURSE_MODELS } from './models/course-models';
import humanModel from './models/human-model.json';
import { Mailbox } from './mailbox';
import { OwnSound } from './own-sound';
import { RecordingLog, type LogInput } from './recordings/recording-log';
import { RecordingMemory } from './recordings/recording-memory';
import { RepeatedUtterance } from './recordings/repeated-utterance';
import { HARD_CONFIDENCE, ShownFarEnd } from './shown-far-end';
import { STATISTIC_COUNT } from './sound/acoustic-window';
import { SoundClassifier, type Sound } from './sound/sound-classifier';
import { SpeechActivity } from './sound/speech-activity';
import { CallProgress } from './tones/call-progress';
import { DtmfDetector } from './tones/dtmf-detector';
import { HeardWords, type TranscriptNote, type WordsVerdict } from './words/heard-words';
import type { SpokenCue } from './words/spoken-cues';

export interface FarEndTrackerOptions {
  /** The caller knows that the menus are behind us (a hold job): a voice at once may be a person. */
  readonly humanExpected?: boolean;
  /** Hashes of recordings heard on earlier calls to this number, as `recordingsHeard` gave them. */
  readonly earlierRecordings?: readonly Int32Array[];
  /** Other models: for cross-validation. */
  readonly acousticModel?: BoostedTreesModel;
  readonly humanModel?: HumanModel;
  /** Other thresholds: for measuring what they cost. */
  readonly humanRules?: Partial<HumanRules>;
  /** Sees the course of the call ten times a second, and whose voice is judged: for training. */
  readonly onDecision?: (course: Float32Array, nowSeconds: number, voice: 'none' | 'unknown' | 'recording') => void;
}

export interface HeardFrameInfo {
  /** Made up by loss concealment: not to be trusted. */
  readonly concealed?: boolean;
  /** No RTP at all: digital silence. */
  readonly absent?: boolean;
}

const FRAMES_PER_DECISION = 5;
/** Words and turns are dated to within this: recognisers are given a little of what came before. */
const BEFORE_TURN_SECONDS = 0.5;
const NO_EVENTS: readonly HearingEvent[] = [];
/** Longer concealment is silence: nothing arrives. */
const CONCEALED_LIMIT_FRAMES = 10;

export class FarEndTracker {
  private readonly time = new CallTime();
  private readonly features = new FrameFeatures();
  private readonly dtmf = new DtmfDetector(this.time);
  private readonly progress = new CallProgress(this.time);
  private readonly sounds: SoundClassifier;
  private readonly activity = new SpeechActivity(this.time);
  private readonly hush = new Hush(this.time);
  private readonly memory = new RecordingMemory();
  private readonly log = new RecordingLog(this.memory);
  private readonly people = new HeardPeople();
  private readonly words = new HeardWords((seconds) => this.people.spokeAt(seconds));
  private readonly utterance = new RepeatedUtterance(this.time, this.memory, this.people);
  private readonly human: LiveHuman;
  private readonly odds: HumanOdds;
  private readonly course = new CallCourse();
  private courseFrame = 0;
  private readonly evidence: VoiceEvidence;
  private readonly ownSpeech = new OwnSound(this.time);
  private readonly ownDigit = new OwnSound(this.time);
  private readonly shown: ShownFarEnd;
  private readonly mailbox: Mailbox;
  private readonly humanInput: { -readonly [K in keyof LiveHumanInput]: LiveHumanInput[K] };
  private readonly evidenceFrame = {
    values: this.features.values,
    syllable: false,
    quiet: true,
    sound: 'silence' as Sound,
  };

  private readonly partial = new Int16Array(FRAME_SAMPLES);
  private readonly silentFrame = new Int16Array(FRAME_SAMPLES);
  private partialLength = 0;
  private concealedRun = 0;
  private events: HearingEvent[] = [];
  /** Found between frames; given out with the next one. */
  private pending: HearingEvent[] = [];
  private decideSoon = false;
  private readonly logInput: LogInput = {
    now: 0,
    open: false,
    since: 0,
    turnSince: 0,
    spokeAt: 0,
    sound: 'silence',
    level: 'none',
    personSince: 0,
    proven: false,
    lastTurnDistance: -1,
  };
  /** Onset of the last hard alarm, seconds of audio. */
  private alarmSince = Infinity;
  private readonly presentPerson: PresentPerson = { now: 0, since: -1, spokeAt: 0, proven: false };

  constructor(private readonly options: FarEndTrackerOptions = {}) {
    const acoustic = options.acousticModel ?? acousticModel;
    if (acoustic.inputs !== STATISTIC_COUNT) throw new Error('the sound model was trained for other inputs');
    this.sounds = new SoundClassifier(acoustic, this.progress, this.time);
    this.human = new LiveHuman({ ...HUMAN_RULES, ...options.humanRules }, (seconds) => this.people.spokeAt(seconds));
    this.odds = new HumanOdds(options.humanModel ?? { trees: humanModel, course: COURSE_MODELS });
    for (const hashes of options.earlierRecordings ?? []) this.memory.learn(hashes);
    this.evidence = new VoiceEvidence(this.time, options.humanExpected ?? false);
    const { dtmf, ownDigit, progress, sounds, activity, evidence, utterance } = this;
    const heard = { dtmf, ownDigit, progress, sounds, activity, evidence, utterance };
    this.shown = new ShownFarEnd(this.time, heard, (event) => this.events.push(event));
    this.mailbox = new Mailbox(this.time, { activity, evidence, shown: this.shown, sounds });
    this.humanInput = {
      now: 0,
      sound: 'silence',
      evidence: this.evidence,
      probability: 0,
      speaking: false,
      utteranceSinceSeconds: 0,
      knownRecording: null,
      compared: false,
      hushSeconds: 0,
    };
  }

  /** What the far end is now. */
  get current(): FarEnd {
    return this.shown.current;
  }

  /** Seconds of audio heard so far. */
  get seconds(): number {
    return this.time.seconds;
  }

  /** Samples at 8 kHz, any number. The events returned are dated in seconds of audio pushed. */
  push(samples: Int16Array, info?: HeardFrameInfo): readonly HearingEvent[] {
    if (this.events.length > 0 || this.pending.length > 0) {
      this.events = this.pending;
      this.pending = [];
    }
    let offset = 0;
    if (this.partialLength > 0) {
      const take = Math.min(FRAME_SAMPLES - this.partialLength, samples.length);
      for (let i = 0; i < take; i++) this.partial[this.partialLength + i] = samples[i]!;
      this.partialLength += take;
      offset = take;
      if (this.partialLength < FRAME_SAMPLES) return this.events.length > 0 ? this.events : NO_EVENTS;
      this.partialLength = 0;
      this.frame(this.partial, 0, info);
    }
    for (; offset + FRAME_SAMPLES <= samples.length; offset += FRAME_SAMPLES) this.frame(samples, offset, info);
    for (let i = offset; i < samples.length; i++) this.partial[this.partialLength++] = samples[i]!;
    return this.events.length > 0 ? this.events : NO_EVENTS;
  }

  /** What we send ourselves, so that its echo is known as ours. */
  noteOwn(kind: 'speech' | 'digit', active: boolean): void {
    if (kind === 'speech') {
      this.ownSpeech.note(active);
      this.log.noteOwnSpeech(this.seconds);
    } else {
      this.ownDigit.note(active);
      if (active) this.noteDigit();
    }
  }

  /** The present alarm is wrong: what is heard is remembered as a recording. */
  noteFalseAlarm(): void {
    this.human.noteFalseAlarm(this.evidence.turnSince);
    this.evidence.noteRecording();
    this.people.refute(this.alarmSince);
    this.log.noteFalseAlarm();
  }

  /** You were put through to who is there: no recording, until you call it one. */
  noteConnected(): void {
    this.log.noteConnected(this.seconds);
  }

  /**
   * What a recogniser understood, some time after it was said: partial texts as they grow, and the final one. Words of a
   * person confirm one, words of a recording withdraw the alarm; both only while the voice they belong to is the present.
   */
  noteTranscript(note: TranscriptNote): void {
    const now = this.seconds;
    const verdict = this.words.hear(note, now, (cue, sinceSeconds) => {
      this.pending.push({ kind: 'cue', cue, sinceSeconds, atSeconds: now });
    });
    const { evidence } = this;
    const spokeAt = now - evidence.quiet(now);
    const end = note.endSeconds ?? now;
    // Words come late: who said these may have been replaced by music since, and is no recording for that.
    const talksFreely = verdict.free !== null && verdict.free.words > 0;
    const free = talksFreely && verdict.understood && this.shown.isConfirmedPerson;
    if (free || (verdict.leaning === 'human' && verdict.strength >= HUMAN_RULES.saidSure)) {
      this.log.notePerson(note.sinceSeconds ?? spokeAt, end);
    }
    if (!evidence.open || end < evidence.turnSince - BEFORE_TURN_SECONDS) return;
    if ((note.sinceSeconds ?? spokeAt) > spokeAt + BEFORE_TURN_SECONDS) return;
    this.apply(verdict);
  }

  /** What is certainly a recording of all heard so far, at most ten minutes: for the next call to this number. */
  recordingsHeard(): readonly HeardRecording[] {
    return this.log.heard();
  }

  private apply(verdict: WordsVerdict): void {
    const { evidence } = this;
    const { turnSince } = evidence;
    const earlier = verdict.atSeconds < turnSince - BEFORE_TURN_SECONDS;
    if (verdict.leaning === 'human' && verdict.atSeconds < evidence.since - BEFORE_TURN_SECONDS) return;
    if (verdict.leaning === 'recording' && earlier) {
      // It spoke before the pause; the present voice may be another. Sound alone does not confirm it.
      this.human.noteWords({ ...verdict, leaning: 'hold' }, turnSince);
      return;
    }
    if (!this.human.noteWords(verdict, turnSince)) return;
    if (verdict.leaning === 'recording') {
      evidence.noteRecording();
      if (this.shown.isConfirmedPerson) this.people.refute(this.alarmSince);
      this.log.noteGivenAway(turnSince);
      this.shown.noteRecording(verdict.kind, verdict.why, turnSince);
    }
    if (verdict.leaning !== 'none') this.decideSoon = true;
  }

  /** Our stalling line has just ended: who answers it is a person. */
  noteProbe(): void {
    this.human.noteProbe(this.seconds, this.evidence.quiet(this.seconds));
  }

  private frame(samples: Int16Array, offset: number, info: HeardFrameInfo | undefined): void {
    this.time.next();
    if (info?.concealed === true && ++this.concealedRun <= CONCEALED_LIMIT_FRAMES) {
      this.progress.skip();
      // Its frames are counted as the call's are: one left out would shift all that was and will be heard.
      this.memory.push(this.features.mel, false);
    } else {
      if (info?.concealed !== true) this.concealedRun = 0;
      const missing = info?.absent === true || info?.concealed === true;
      this.hear(missing ? this.silentFrame : samples, missing ? 0 : offset, missing);
    }
    if (this.time.frames % FRAMES_PER_DECISION === 0 || this.decideSoon) this.decide();
    else this.shown.showTones();
  }

  private hear(samples: Int16Array, offset: number, missing: boolean): void {
    const { features } = this;
    const digit = this.dtmf.push(samples, offset);
    features.push(samples, offset);
    if (digit !== null && !this.ownDigit.echoes) {
      this.noteDigit();
      this.events.push({ kind: 'digit', ...digit });
      this.shown.noteDigit();
    }
    const { sound } = this.sounds;
    const harmless = features.levelDb < -45 || sound === 'silence' || sound === 'tone';
    const signal = this.progress.push(features, harmless, sound === 'music');
    if (signal !== null) this.events.push({ kind: 'signal', ...signal });
    if (signal?.signal === 'beep') this.noteMailbox(this.mailbox.noteBeep(signal.sinceSeconds));
    this.noteMailbox(this.mailbox.frame());
    this.sounds.push(features.values);
    this.course.add(features);
    const ruledOut = this.progress.sounding || this.dtmf.sounding !== null || sound === 'music';
    const speech = sound === 'speech' || sound === 'speech-over-music';
    const change = this.activity.push(features, ruledOut, speech, missing);
    if (!this.ownSpeech.echoes) {
      this.evidenceFrame.syllable = this.activity.speaking ? this.activity.active : this.activity.strong && speech;
      this.evidenceFrame.quiet = !this.activity.active;
      this.evidenceFrame.sound = sound;
      this.evidence.frame(this.evidenceFrame);
    }
    this.hush.push(features, this.evidence);
    this.memory.push(features.mel, features.levelDb > -60);
    if (change !== 'none') this.noteUtterance(change);
    if (this.activity.speaking) this.compare();
  }

  /** A key was sent or heard. */
  private noteDigit(): void {
    this.evidence.noteDigit();
    this.log.noteDigit();
  }

  private noteUtterance(change: 'began' | 'ended'): void {
    const { sinceSeconds, lastSyllableSeconds: endSeconds } = this.activity;
    const { seconds: atSeconds } = this;
    if (change === 'began') {
      this.utterance.begin(sinceSeconds);
      this.events.push({ kind: 'utterance-start', sinceSeconds, atSeconds });
    } else this.events.push({ kind: 'utterance-end', sinceSeconds, endSeconds, atSeconds });
  }

  private noteMailbox(cue: SpokenCue | null): void {
    if (cue === null) return;
    this.events.push({ kind: 'cue', cue, sinceSeconds: this.seconds, atSeconds: this.seconds });
    this.shown.noteRecording('voicemail', cue.why, this.evidence.turnSince);
    if (this.human.isProven) return;
    this.human.refute(cue.why, this.evidence.turnSince);
    this.shown.tellKind(cue.why);
  }

  private compare(): void {
    const repeat = this.utterance.compare(this.evidence);
    if (repeat === null) return;
    this.evidence.noteRecording();
    const { agoSeconds, sinceSeconds, comparedSeconds } = repeat;
    if (agoSeconds === null) this.log.noteKnown(sinceSeconds);
    else {
      this.log.noteRepeat(sinceSeconds, comparedSeconds, agoSeconds);
      this.events.push({ kind: 'repeat', agoSeconds, sinceSeconds, atSeconds: this.seconds });
    }
    this.decide();
  }

  private decide(): void {
    const { sounds, evidence } = this;
    sounds.decide(this.activity.faint);
    const inputs = evidence.open ? evidence.gather(sounds.smoothed) : null;
    if (this.time.frames % FRAMES_PER_DECISION === 0) this.follow(inputs);
    const verdict = this.judge(inputs);
    this.decideSoon = false;
    this.keepPerson(verdict);
    this.keepLog(verdict);
    this.shown.show(verdict);
  }

  /** `inputs`: what is known of the voice on the line, if there is one. */
  private judge(inputs: Float32Array | null): HumanVerdict | null {
    const { humanInput } = this;
    humanInput.now = this.time.seconds;
    humanInput.sound = this.sounds.sound;
    humanInput.probability = inputs === null ? 0 : this.odds.judge(inputs)[0]!;
    humanInput.speaking = this.activity.speaking;
    humanInput.utteranceSinceSeconds = this.activity.sinceSeconds;
    // The utterance before may have been known; who speaks after it is somebody else.
    humanInput.knownRecording = this.activity.speaking ? this.utterance.known : null;
    humanInput.compared = this.utterance.isCompared(this.evidence);
    humanInput.hushSeconds = this.hush.secondsBeforeTurn;
    if (this.utterance.isReturn(this.evidence)) humanInput.hushSeconds = Infinity;
    return this.human.update(humanInput);
  }

  private keepPerson(verdict: HumanVerdict | null): void {
    const { presentPerson, evidence, human } = this;
    const { seconds: now } = this.time;
    presentPerson.now = now;
    presentPerson.since = -1;
    if (verdict !== null && verdict.confidence >= HARD_CONFIDENCE) {
      this.alarmSince = verdict.sinceSeconds;
      if (human.isUnderstood) presentPerson.since = verdict.sinceSeconds;
    }
    presentPerson.spokeAt = now - evidence.quiet(now);
    presentPerson.proven = human.isProven;
    this.people.update(presentPerson);
  }

  /** The course of the call: once every tenth of a second, however often it is decided. */
  private follow(evidence: Float32Array | null): void {
    if (this.courseFrame === this.time.frames) return;
    this.courseFrame = this.time.frames;
    // The utterance before the present one may have been known; only while it is spoken is it the voice judged.
    const known = this.utterance.known !== null && this.activity.speaking;
    const course = this.course.gather(this.sounds.smoothed, evidence, known);
    this.odds.hear(course);
    this.options.onDecision?.(
      course,
      this.time.seconds,
      evidence === null ? 'none' : this.utterance.known === null ? 'unknown' : 'recording',
    );
  }

  private keepLog(verdict: HumanVerdict | null): void {
    const { logInput, evidence } = this;
    const { seconds: now } = this.time;
    logInput.now = now;
    logInput.open = evidence.open;
    logInput.since = evidence.since;
    logInput.turnSince = evidence.turnSince;
    logInput.spokeAt = now - evidence.quiet(now);
    logInput.sound = this.sounds.sound;
    logInput.level = 'none';
    if (verdict !== null) {
      logInput.level = verdict.confidence < HARD_CONFIDENCE ? 'soft' : 'hard';
      logInput.personSince = verdict.sinceSeconds;
    }
    logInput.proven = this.human.isUnderstood;
    logInput.lastTurnDistance = evidence.lastTurnDistance;
    this.log.decide(logInput);
  }
}
