/**
 * Decides whether the voice on the line is a person: what was heard before it, whether it was heard before, whether it
 * greets and waits, whether it answers us. Two levels: soft (worth a stalling line), hard (ring and bridge).
 */

/** What sounds now, as the tracker has settled it. */
export type Sound = 'tone' | 'silence' | 'music' | 'speech' | 'speech-over-music';

export interface LiveHumanInput {
  /** Seconds of audio so far; steps of 0.2 s. */
  readonly now: number;
  readonly sound: Sound;
  /** An utterance is under way. */
  readonly speaking: boolean;
  readonly utteranceSinceSeconds: number;
  readonly lastSyllableSeconds: number;
  /** The present utterance is a repeat; words on what it repeats. */
  readonly knownRecording: string | null;
  /** We are speaking, or were within the last quarter second: what is heard may be our echo. */
  readonly own: boolean;
}

export interface HumanVerdict {
  readonly confidence: number;
  readonly sinceSeconds: number;
  readonly evidence: readonly string[];
}

/** Timing rules, seconds. Measured on ../shared/audio with bench/hearing/evaluate.ts. */
export const HUMAN_RULES = {
  /** Speech heard before the soft level. */
  softSpeech: 0.8,
  /** A greeting ends and the line stays quiet this long: somebody waits for us. */
  waitQuiet: 1.2,
  /** A greeting is not longer than this; announcements are. */
  longestGreeting: 9,
  /** The same at the start of a call, where menus speak. */
  longestFirstGreeting: 5.5,
  /** A person who answers our line begins within this. */
  replyWithin: 6,
  replySpeech: 0.5,
  /** Kept through this much listening silence. */
  keepSoft: 5,
  keepHard: 15,
  /** Music heard before the queue counts as a hold. */
  holdMusic: 3,
  holdSilence: 4,
} as const;

interface Episode {
  since: number;
  speechSeconds: number;
  /** Since the last pause of a second. */
  runSeconds: number;
  runSince: number;
  before: 'start' | 'hold';
  beforeWords: string;
  overMusic: number;
  known: string | null;
}

export class LiveHuman {
  private episode: Episode | null = null;
  private level: 'none' | 'soft' | 'hard' = 'none';
  private evidence: readonly string[] = [];
  private confidence = 0;
  private musicSeconds = 0;
  private returnedSeconds = 0;
  private spokeEver = false;
  private lastSpeech = -100;
  private holdWords: string | null = null;
  private probedAt = -100;
  private quietAtProbe = false;
  private previous = 0;
  private falseAlarmUntilQuiet = false;

  constructor(private humanExpected: boolean) {}

  noteProbe(now: number): void {
    this.probedAt = now;
    this.quietAtProbe = now - this.lastSpeech > 0.25;
  }

  noteFalseAlarm(): void {
    this.withdraw();
    this.falseAlarmUntilQuiet = true;
    if (this.episode) this.episode.known = 'called a false alarm';
  }

  /** A person is talking or listening; null = nobody known of. */
  update(input: LiveHumanInput): HumanVerdict | null {
    const step = Math.max(0, input.now - this.previous);
    this.previous = input.now;
    this.context(input, step);
    this.episodes(input, step);
    this.judge(input);
    if (this.level === 'none' || this.episode === null) return null;
    return { confidence: this.confidence, sinceSeconds: this.episode.since, evidence: this.evidence };
  }

  private context(input: LiveHumanInput, step: number): void {
    const { now, sound } = input;
    if (sound === 'music') {
      this.musicSeconds += step;
      this.returnedSeconds += step;
      if (this.musicSeconds > HUMAN_RULES.holdMusic) this.holdWords = 'after hold music';
    } else if (sound === 'tone') {
      this.returnedSeconds += step;
      if (this.spokeEver) this.holdWords = 'after ringing in the queue';
    } else {
      if (sound === 'speech') this.returnedSeconds = 0;
      const quiet = now - this.lastSpeech;
      if (this.spokeEver && sound === 'silence' && this.level === 'none' && quiet > HUMAN_RULES.holdSilence) {
        this.holdWords ??= 'after a silent wait';
      }
    }
  }

  private episodes(input: LiveHumanInput, step: number): void {
    const { now, sound } = input;
    const speech = input.speaking && (sound === 'speech' || sound === 'speech-over-music');
    if (this.episode !== null && (this.returnedSeconds > 0.9 || (!speech && this.expired(now)))) this.close();
    if (!speech) return;
    if (this.episode === null) {
      this.episode = {
        since: input.utteranceSinceSeconds,
        speechSeconds: Math.max(0, now - input.utteranceSinceSeconds - step),
        runSeconds: Math.max(0, now - input.utteranceSinceSeconds - step),
        runSince: input.utteranceSinceSeconds,
        before: this.holdWords !== null || this.humanExpected ? 'hold' : 'start',
        beforeWords: this.holdWords ?? 'a person was expected',
        overMusic: 0,
        known: null,
      };
      this.returnedSeconds = 0;
    }
    const episode = this.episode;
    if (input.utteranceSinceSeconds - this.lastSpeech > 1) {
      episode.runSeconds = 0;
      episode.runSince = input.utteranceSinceSeconds;
      if (this.falseAlarmUntilQuiet) {
        this.falseAlarmUntilQuiet = false;
        episode.known = null;
      }
    }
    if (sound === 'speech-over-music') episode.overMusic += step;
    if (!input.own) {
      episode.speechSeconds += step;
      episode.runSeconds += step;
    }
    if (input.knownRecording !== null) episode.known = input.knownRecording;
    this.lastSpeech = input.lastSyllableSeconds;
    this.spokeEver = true;
  }

  private expired(now: number): boolean {
    const quiet = now - this.lastSpeech;
    return quiet > (this.level === 'hard' ? HUMAN_RULES.keepHard : HUMAN_RULES.keepSoft);
  }

  private close(): void {
    this.withdraw();
    this.episode = null;
    this.musicSeconds = 0;
  }

  private judge(input: LiveHumanInput): void {
    const { episode } = this;
    if (episode === null) return;
    const { now } = input;
    const quiet = input.speaking ? 0 : now - this.lastSpeech;
    if (episode.known !== null || episode.overMusic > 0.6) {
      if (this.level !== 'none') this.withdraw();
      return;
    }
    if (this.level === 'hard') return;
    const reply =
      episode.runSince > this.probedAt - 0.3 &&
      episode.runSince - this.probedAt < HUMAN_RULES.replyWithin &&
      this.quietAtProbe &&
      episode.runSeconds >= HUMAN_RULES.replySpeech;
    if (reply) {
      this.raise('hard', 0.95, ['answered our line', `${episode.runSeconds.toFixed(1)} s of speech after it`]);
      return;
    }
    const waits = quiet >= HUMAN_RULES.waitQuiet && input.sound === 'silence' && episode.runSeconds >= 0.3;
    if (episode.before === 'hold') {
      const words = [episode.beforeWords, 'not a recording heard before'];
      if (waits && episode.runSeconds <= HUMAN_RULES.longestGreeting) {
        this.raise('hard', 0.85, [...words, `spoke ${episode.runSeconds.toFixed(1)} s and waits`]);
      } else if (input.speaking && episode.runSeconds > HUMAN_RULES.longestGreeting) {
        if (this.level === 'soft') this.withdraw();
      } else if (episode.runSeconds >= HUMAN_RULES.softSpeech && this.level === 'none') {
        this.raise('soft', 0.55, words);
      }
      return;
    }
    if (waits && episode.runSeconds <= HUMAN_RULES.longestFirstGreeting && episode.speechSeconds <= 12) {
      if (this.level === 'none') this.raise('soft', 0.5, ['a short greeting at the start of the call, then quiet']);
    } else if (this.level === 'soft' && input.speaking && episode.runSeconds > HUMAN_RULES.longestFirstGreeting) {
      this.withdraw();
    }
  }

  private raise(level: 'soft' | 'hard', confidence: number, evidence: readonly string[]): void {
    this.level = level;
    this.confidence = confidence;
    this.evidence = evidence;
  }

  private withdraw(): void {
    this.level = 'none';
    this.confidence = 0;
    this.evidence = [];
  }
}
