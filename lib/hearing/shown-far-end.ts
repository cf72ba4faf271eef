/**
 * The one label of the far end that is shown, since when and why: tones and digits at once, the rest as it is decided.
 * A change is told as an event; what stays is not.
 */
import type { FarEnd, FarEndKind, FarEndLabel, HearingEvent } from './far-end';
import type { CallTime } from './frames/call-time';
import type { HumanVerdict } from './human/live-human';
import type { VoiceEvidence } from './human/voice-evidence';
import type { OwnSound } from './own-sound';
import type { RepeatedUtterance } from './recordings/repeated-utterance';
import type { SoundClassifier } from './sound/sound-classifier';
import type { SpeechActivity } from './sound/speech-activity';
import type { CallProgress } from './tones/call-progress';
import type { DtmfDetector } from './tones/dtmf-detector';

/** From here on the level is hard (DESIGN 4.4). */
export const HARD_CONFIDENCE = 0.8;
/** A digit label stays this long, so that a reader of labels sees it. */
const DIGIT_SHOWN_SECONDS = 0.25;
/** Before this a window holds too little to say anything. */
const FIRST_VERDICT_SECONDS = 0.5;
/** Speech is noticed as an utterance within this of sounding like speech. */
const UTTERANCE_NOTICED_SECONDS = 0.5;
/** Instruments hold a pure note for less. */
const PURE_MUSIC_SECONDS = 3;
/** The pauses of an announcement are shorter. */
const PROMPT_PAUSE_SECONDS = 0.7;

/** What the label is read off. */
export interface HeardParts {
  readonly dtmf: DtmfDetector;
  readonly ownDigit: OwnSound;
  readonly progress: CallProgress;
  readonly sounds: SoundClassifier;
  readonly activity: SpeechActivity;
  readonly evidence: VoiceEvidence;
  readonly utterance: RepeatedUtterance;
}

export class ShownFarEnd {
  current: FarEnd = { label: 'unknown', confidence: 0, sinceSeconds: 0, atSeconds: 0, evidence: [] };

  /** The kind of recording that the turn since `kindTurn` is, and why. */
  private farEndKind: FarEndKind | undefined;
  private kindTurn = -1;
  private kindWhy = '';
  private digitUntil = -1;

  constructor(
    private readonly time: CallTime,
    private readonly heard: HeardParts,
    private readonly tell: (event: HearingEvent) => void,
  ) {}

  /** A person is confirmed, not only suspected. */
  get isConfirmedPerson(): boolean {
    return this.current.label === 'live_human' && this.current.confidence >= HARD_CONFIDENCE;
  }

  /** The turn since `turnSince` is a recording, of this kind where one is known. */
  noteRecording(kind: FarEndKind | null, why: string, turnSince: number): void {
    this.farEndKind = kind ?? undefined;
    this.kindTurn = turnSince;
    this.kindWhy = why;
  }

  /** The present label may have gained its kind of recording. */
  tellKind(why: string): void {
    const { label, confidence, sinceSeconds } = this.current;
    if (!this.isShown(label, this.isConfirmedPerson)) this.become(label, confidence, sinceSeconds, [why]);
  }

  /** The kind of recording the present turn is; undefined: not known, or none. */
  get turnKind(): FarEndKind | undefined {
    return this.kindTurn === this.heard.evidence.turnSince ? this.farEndKind : undefined;
  }

  /** A digit has ended. */
  noteDigit(): void {
    this.digitUntil = this.time.seconds + DIGIT_SHOWN_SECONDS;
  }

  /** Every frame: what need not wait for a decision. */
  showTones(): void {
    const { dtmf, ownDigit, progress } = this.heard;
    if (dtmf.sounding !== null && !ownDigit.echoes) {
      if (!this.isShown('dtmf')) this.become('dtmf', 0.95, dtmf.sinceSeconds, [`digit ${dtmf.sounding}`]);
    } else if (progress.tone !== null && !this.isShown(progress.tone)) {
      this.become(progress.tone, 0.95, progress.sinceSeconds, [progress.why]);
    }
  }

  /** Every decision; `verdict`: the person there is. */
  show(verdict: HumanVerdict | null): void {
    const { dtmf, progress } = this.heard;
    const { seconds: now } = this.time;
    this.showTones();
    // A young tone may be the first burst of a cadence: wait what it becomes.
    if (progress.sounding && now - progress.burstSeconds < 1) return;
    if (now < FIRST_VERDICT_SECONDS) return;
    if (dtmf.sounding !== null || now < this.digitUntil || progress.tone !== null) return;
    if (verdict === null) this.showSound();
    else if (!this.isShown('live_human', verdict.confidence >= HARD_CONFIDENCE)) {
      this.become('live_human', verdict.confidence, verdict.sinceSeconds, verdict.evidence);
    }
  }

  private showSound(): void {
    const { sounds, activity, progress } = this.heard;
    const { sound, soundSince, smoothed } = sounds;
    const { seconds: now } = this.time;
    switch (sound) {
      case 'music':
        if (!this.isShown('music')) this.become('music', smoothed[2]!, soundSince, ['sounds like music']);
        break;
      case 'speech':
      case 'speech-over-music': {
        // The utterance dates the voice; until it is noticed, the one before must not.
        if (!activity.speaking && now - soundSince < UTTERANCE_NOTICED_SECONDS) break;
        if (this.isShown('ivr_prompt')) break;
        const since = activity.speaking ? activity.sinceSeconds : soundSince;
        this.become('ivr_prompt', smoothed[3]! + smoothed[4]!, since, [this.whyPrompt()]);
        break;
      }
      case 'tone':
        // Music has pure moments; a tone that takes its place must last.
        if (this.current.label === 'music' && now - progress.burstSeconds < PURE_MUSIC_SECONDS) break;
        if (!this.isShown('unknown')) {
          this.become('unknown', 0.5, progress.burstSeconds, ['a tone of no known cadence']);
        }
        break;
      case 'silence':
        // The pauses of an announcement belong to it.
        if (this.current.label === 'ivr_prompt' && now - activity.lastSyllableSeconds < PROMPT_PAUSE_SECONDS) break;
        if (!this.isShown('silence')) this.become('silence', smoothed[1]!, soundSince, ['nothing but noise']);
        break;
    }
  }

  private whyPrompt(): string {
    const { evidence, sounds, utterance } = this.heard;
    const told = this.kindTurn === evidence.turnSince ? this.kindWhy : null;
    return (
      utterance.known ?? told ?? (sounds.sound === 'speech' ? 'speech, not known to be live' : 'speech over music')
    );
  }

  /** `confirmed`: the person there is. */
  private isShown(label: FarEndLabel, confirmed = false): boolean {
    const { current } = this;
    if (label !== current.label) return false;
    if (label === 'live_human') return confirmed === this.isConfirmedPerson;
    const kind = this.kindOf(label);
    return kind === undefined || kind === current.farEndKind;
  }

  private kindOf(label: FarEndLabel): FarEndKind | undefined {
    return label === 'ivr_prompt' || label === 'silence' ? this.turnKind : undefined;
  }

  private become(label: FarEndLabel, confidence: number, since: number, evidence: readonly string[]): void {
    const { seconds: now } = this.time;
    const farEndKind = this.kindOf(label);
    this.current = {
      label,
      confidence,
      sinceSeconds: Math.max(0, Math.min(since, now)),
      atSeconds: now,
      evidence,
      ...(farEndKind !== undefined ? { farEndKind } : {}),
    };
    this.tell({ kind: 'far-end', ...this.current });
  }
}
