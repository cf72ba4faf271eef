/**
 * Decides whether the voice on the line is a person, in two levels: soft (worth a stalling line) and hard (ring and
 * bridge). The trained model weighs how the voice sounds, what came before it and how it waits; memory and turn-taking
 * overrule it: a repeat is a recording, who answers our line is a person.
 */
import type { Sound } from '../sound/sound-classifier';
import type { WordsVerdict } from '../words/heard-words';
import { DIRECT_ANSWER_RULES, directAnswer } from './direct-answer';
import { LONGEST_VOICE_AGE_SECONDS } from './heard-voices';
import { Lull } from './lull';
import { TAKEOVER_RULES, takeover } from './takeover';
import type { VoiceEvidence } from './voice-evidence';

/** Filled anew by the tracker for every call, ten a second. */
export interface LiveHumanInput {
  /** Seconds of audio so far. */
  readonly now: number;
  readonly sound: Sound;
  readonly evidence: VoiceEvidence;
  /** The model's probability that the voice is live. */
  readonly probability: number;
  readonly speaking: boolean;
  readonly utteranceSinceSeconds: number;
  /** The present utterance is a repeat; words on what it repeats. */
  readonly knownRecording: string | null;
  /** The recordings heard so far have been compared with it. */
  readonly compared: boolean;
  /** How long the line was quiet before the present turn: somebody took the call over. Infinity: a person is back. */
  readonly hushSeconds: number;
}

export interface HumanVerdict {
  readonly confidence: number;
  readonly sinceSeconds: number;
  readonly evidence: readonly string[];
}

/** Read off the held-out folds of DEV with bench/hearing/evaluate.ts. */
export const HUMAN_RULES = {
  soft: 0.32,
  hard: 0.65,
  /** Under this, for `dropSeconds`, an alarm is withdrawn. */
  drop: 0.3,
  dropSeconds: 0.2,
  /**
   * Greet and wait: who says this much at a stretch and then leaves this much quiet needs less of the model's certainty
   * to be confirmed ...
   */
  waitLeastSpeech: 0.3,
  waitMostSpeech: 7,
  waitQuiet: 1.1,
  waitLeast: 0.45,
  /** ... and after music and this much quiet is worth a line, whatever the model thinks: announcements hand back sooner. */
  waitLongQuiet: 1.5,
  waitLongLeast: 0.01,
  /** An alarm is not withdrawn while the line listens in silence, for this long. */
  listening: 4,
  /**
   * After hold music: whoever says so little, and this much quiet follows without the music coming back, is worth a line
   * even where the model rules a person out. Announcements hand back to their music within a second or two, but queues
   * go silent for longer, too: without an answer it is nobody.
   */
  musicStaysAway: 2.5,
  musicStaysAwayMostSpeech: 6,
  /** At the start of a call, where menus speak, a greeting is shorter. */
  waitMostFirstSpeech: 4.5,
  /** Speech heard before the soft level. */
  softSpeech: 0.5,
  /** Speech and time heard before the hard level without an answer to our line. */
  hardSpeech: 1.2,
  /** A person who answers our line begins within this. */
  replyWithin: 6,
  replySpeech: 0.5,
  /** Too unlike a person for an answer to mean anything. */
  replyLeast: 0.01,
  /** Words that only a person says confirm one where the model does not rule a person out ... */
  saidSure: 0.7,
  saidLeast: 0.01,
  /** ... and at the start of a call, where recordings greet too, where it has no strong doubts. */
  saidLeastFirst: 0.03,
  /** Weaker words need the model to lean that way too. */
  saidWeak: 0.5,
  saidWeakLeast: 0.4,
  ...TAKEOVER_RULES,
  ...DIRECT_ANSWER_RULES,
  /** Weight of the newest of the decisions, ten a second. */
  smoothing: 0.35,
} as const;

export type HumanRules = { readonly [rule in keyof typeof HUMAN_RULES]: number };

/** How far an utterance's onset may lie before the first certain syllable. */
const DATED_BACK_SECONDS = 0.8;
const NO_WORDS: readonly string[] = [];

export class LiveHuman {
  private level: 'none' | 'soft' | 'hard' = 'none';
  private words: readonly string[] = NO_WORDS;
  private confidence = 0;
  private smoothed = 0;
  private onset = 0;
  /** Filled anew at every decision there is a person: ten a second, for as long as a call lasts. */
  private readonly verdict: { -readonly [K in keyof HumanVerdict]: HumanVerdict[K] } = {
    confidence: 0,
    sinceSeconds: 0,
    evidence: NO_WORDS,
  };
  private episodeSince = -1;
  /** Words on why the present turn is no person, and the turn they are about. */
  private known: string | null = null;
  private knownTurn = -1;
  private above = 0;
  private belowSince = -1;
  private probedAt = -100;
  private quietAtProbe = false;
  /** An answer to our line, or words only a person says, in this episode: later words do not undo it. */
  private proven = false;
  private said: WordsVerdict | null = null;
  private saidTurn = -1;
  /** The turn in which somebody talked freely: the model's doubts were known then. */
  private freelyTurn = -1;

  private readonly lull = new Lull();

  /** `wasPerson`: whether a confirmed person, gone since, was speaking at a second of the call. */
  constructor(
    private readonly rules: HumanRules = HUMAN_RULES,
    private readonly wasPerson: (seconds: number) => boolean = () => false,
  ) {}

  /** Our line has just ended; `quietSeconds`: how long the far end had said nothing. */
  noteProbe(now: number, quietSeconds: number): void {
    this.probedAt = now;
    this.quietAtProbe = quietSeconds > 0.25;
  }

  noteFalseAlarm(turnSince: number): void {
    this.refute('you called it a false alarm', turnSince);
  }

  /** The turn that began at `turnSince` is a recording; words on why. */
  refute(why: string, turnSince: number): void {
    this.withdraw();
    this.proven = false;
    this.known = why;
    this.knownTurn = turnSince;
  }

  /** What the turn that began at `turnSince` said. False: words of a recording, but a person has proven to be there. */
  noteWords(verdict: WordsVerdict, turnSince: number): boolean {
    const provenBefore = this.proven && !(this.saidTurn === turnSince && this.said?.leaning === 'human');
    this.said = verdict;
    this.saidTurn = turnSince;
    if (verdict.leaning !== 'recording') return true;
    if (provenBefore) return false;
    this.refute(verdict.why, turnSince);
    return true;
  }

  get isProven(): boolean {
    return this.proven;
  }

  /** Words, not sound alone, have spoken for the present person. */
  get isUnderstood(): boolean {
    return this.proven || this.freelyTurn >= this.episodeSince;
  }

  /** A person is talking or listening; null = nobody known of. Valid until the next call. */
  update(input: LiveHumanInput): HumanVerdict | null {
    const { evidence } = input;
    if (!evidence.open) {
      this.withdraw();
      this.episodeSince = -1;
      return null;
    }
    if (evidence.since !== this.episodeSince) this.begin(evidence.since);
    // The utterance is dated back to its first sound, evidence only to the first syllable that was certain.
    const earlier = evidence.since - input.utteranceSinceSeconds;
    if (input.speaking && earlier > 0 && earlier < DATED_BACK_SECONDS) this.onset = input.utteranceSinceSeconds;
    if (input.knownRecording !== null) this.refute(input.knownRecording, evidence.turnSince);
    if (this.known !== null && this.knownTurn === evidence.turnSince) {
      this.withdraw();
      return null;
    }
    this.smoothed += this.rules.smoothing * (input.probability - this.smoothed);
    this.lull.update(input);
    this.judge(input);
    if (this.level === 'none') return null;
    this.verdict.confidence = this.confidence;
    this.verdict.sinceSeconds = this.onset;
    this.verdict.evidence = this.words;
    return this.verdict;
  }

  private begin(since: number): void {
    this.episodeSince = since;
    this.onset = since;
    this.known = null;
    this.smoothed = 0;
    this.above = 0;
    this.belowSince = -1;
    this.proven = false;
    this.withdraw();
  }

  private judge(input: LiveHumanInput): void {
    const { evidence, sound, now } = input;
    const p = this.smoothed;
    const speech = evidence.episodeSpeechSeconds;
    // Who was confirmed by sound and now answers is beyond doubt.
    if (!this.proven && this.answers(input)) {
      this.raise('hard', 0.95, ['answered our line']);
      this.proven = true;
      return;
    }
    const said = this.saidTurn === evidence.turnSince ? this.said : null;
    if (said?.leaning === 'human' && sound !== 'music' && sound !== 'tone') this.weighWords(said, input);
    this.above = p >= this.rules.soft ? this.above + 1 : 0;
    if (p >= this.rules.drop) this.belowSince = -1;
    else if (this.belowSince < 0) this.belowSince = now;
    const quiet = evidence.quiet(now);
    const listening = sound === 'silence' && quiet > this.rules.waitQuiet && quiet < this.rules.listening;
    if (
      this.level !== 'none' &&
      !this.proven &&
      !this.confirmedByTalk(evidence) &&
      !listening &&
      this.belowSince >= 0 &&
      now - this.belowSince >= this.rules.dropSeconds
    ) {
      this.withdraw();
    }
    const music = sound === 'music' || sound === 'tone';
    // Who asks us to wait, live or not, is not waiting for us.
    if (this.level === 'hard' || music || said?.leaning === 'hold') return;
    if (this.level === 'none' && this.musicStaysAway(input)) {
      this.raise('soft', 0.4, [...input.evidence.words(now), `waits ${quiet.toFixed(0)} s, and no music comes back`]);
      return;
    }
    if (!input.compared) return;
    const freely = said === null ? 'none' : this.talksFreely(said, input);
    if (freely !== 'none' && freely !== this.level) {
      const words = [...input.evidence.words(now), `talks freely: "${said!.free!.text.slice(0, 60)}"`];
      this.raise(freely, freely === 'hard' ? 0.84 : 0.5, words);
      this.freelyTurn = evidence.turnSince;
      if (freely === 'hard') return;
    }
    const confirmed = p >= this.rules.hard && speech >= this.rules.hardSpeech;
    if (confirmed || this.waits(input, 'briefly')) {
      this.raise('hard', Math.max(0.8, Math.min(0.94, p)), [
        ...input.evidence.words(now),
        'not a recording heard before',
      ]);
    } else if (this.level === 'none' && this.above >= 2 && speech >= this.rules.softSpeech) {
      this.raise('soft', Math.min(0.79, Math.max(0.4, p)), [
        ...input.evidence.words(now),
        'not a recording heard before',
      ]);
    } else if (this.level === 'none' && evidence.afterMusic) {
      const waits = this.waits(input, 'long');
      if (waits) this.raise('soft', 0.4, input.evidence.words(now));
    }
  }

  private weighWords(said: WordsVerdict, input: LiveHumanInput): void {
    const { rules } = this;
    const least = input.evidence.afterHold ? rules.saidLeast : rules.saidLeastFirst;
    const p = Math.max(this.smoothed, input.probability);
    const sure = said.strength >= rules.saidSure && p >= least;
    const both = said.strength >= rules.saidWeak && p >= rules.saidWeakLeast;
    if (sure || both) {
      this.proven = true;
      this.belowSince = -1;
      if (this.level !== 'hard') this.raise('hard', Math.max(0.85, said.strength), [said.why]);
    } else if (this.level === 'none' && said.strength >= rules.saidWeak) this.raise('soft', 0.6, [said.why]);
  }

  /** What talk without a word of the trade is worth. */
  private talksFreely({ free, understood }: WordsVerdict, input: LiveHumanInput): 'none' | 'soft' | 'hard' {
    const { evidence, sound, now, hushSeconds } = input;
    if (free === null || (sound !== 'speech' && sound !== 'silence')) return 'none';
    const { turnSpeechSeconds: speechSeconds } = evidence;
    const said = { free, understood, probability: this.smoothed, speechSeconds };
    if (evidence.afterHold) {
      const { nearestVoiceAgeSeconds: age, since } = evidence;
      // So long ago that it is not known who it was.
      const voiceNovelty =
        age >= LONGEST_VOICE_AGE_SECONDS && evidence.voiceNovelty < this.rules.familiarVoice
          ? -1
          : evidence.voiceNovelty;
      return takeover({ ...said, hushSeconds, voiceNovelty, nearPerson: this.wasPerson(since - age) }, this.rules);
    }
    // Where there are menus, what reads back a number or confirms a choice is one of them.
    if (evidence.dialled) return 'none';
    return directAnswer({ ...said, lullSeconds: this.lull.seconds(now), roomDb: evidence.roomDb }, this.rules);
  }

  /** Whom free talk has confirmed stays confirmed while the stretch of talk lasts: the model's doubts were known then. */
  private confirmedByTalk({ since, turnSince }: VoiceEvidence): boolean {
    return this.level === 'hard' ? this.freelyTurn >= since : this.freelyTurn === turnSince;
  }

  private musicStaysAway(input: LiveHumanInput): boolean {
    const { evidence, now } = input;
    const quiet = evidence.quiet(now);
    return (
      input.sound === 'silence' &&
      evidence.afterMusic &&
      quiet >= this.rules.musicStaysAway &&
      quiet < this.rules.musicStaysAway + 1 &&
      // Who is there answers our line: what says nothing to it may be a menu that waits for a key.
      this.probedAt < now - quiet &&
      evidence.episodeSpeechSeconds >= this.rules.waitLeastSpeech &&
      evidence.episodeSpeechSeconds <= this.rules.musicStaysAwayMostSpeech
    );
  }

  /** Has said little since the hold (or the call) began, and leaves some quiet to us; for long, it need not be likely. */
  private waits(input: LiveHumanInput, how: 'briefly' | 'long'): boolean {
    const leastQuiet = how === 'long' ? this.rules.waitLongQuiet : this.rules.waitQuiet;
    const leastProbability = how === 'long' ? this.rules.waitLongLeast : this.rules.waitLeast;
    const { evidence, now } = input;
    const most = evidence.afterHold ? this.rules.waitMostSpeech : this.rules.waitMostFirstSpeech;
    const quiet = evidence.quiet(now);
    return (
      input.sound === 'silence' &&
      quiet >= leastQuiet &&
      quiet < leastQuiet + 1 &&
      evidence.turnSpeechSeconds >= this.rules.waitLeastSpeech &&
      evidence.episodeSpeechSeconds <= most &&
      this.smoothed >= leastProbability
    );
  }

  private answers(input: LiveHumanInput): boolean {
    const { now, utteranceSinceSeconds } = input;
    return (
      this.quietAtProbe &&
      input.speaking &&
      input.sound !== 'music' &&
      utteranceSinceSeconds > this.probedAt - 0.3 &&
      utteranceSinceSeconds - this.probedAt < this.rules.replyWithin &&
      now - utteranceSinceSeconds >= this.rules.replySpeech &&
      this.smoothed >= this.rules.replyLeast
    );
  }

  private raise(level: 'soft' | 'hard', confidence: number, words: readonly string[]): void {
    this.level = level;
    this.confidence = confidence;
    this.words = words;
  }

  private withdraw(): void {
    this.level = 'none';
    this.confidence = 0;
    this.words = NO_WORDS;
  }
}
