/**
 * The one label of the far end that is shown, since when and why: tones and digits at once, the rest as it is decided.
 * A change is told as an event; what stays is not.
 */
import type { FarEnd, FarEndKind, FarEndLabel, HearingEvent } from './far-end';
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
  tellKind(why: string, now: number): void {
    const { label, confidence, sinceSeconds } = this.current;
    this.become(label, confidence, sinceSeconds, now, why);
  }

  /** The kind of recording the present turn is; undefined: not known, or none. */
  get turnKind(): FarEndKind | undefined {
    return this.kindTurn === this.heard.evidence.turnSince ? this.farEndKind : undefined;
  }

  /** A digit has ended. */
  noteDigit(now: number): void {
    this.digitUntil = now + DIGIT_SHOWN_SECONDS;
  }

  /** Every frame: what need not wait for a decision. */
  showTones(now: number): void {
    const { dtmf, ownDigit, progress } = this.heard;
    if (dtmf.sounding !== null && !ownDigit.echoes(now)) {
      this.become('dtmf', 0.95, dtmf.sinceSeconds, now, `digit ${dtmf.sounding}`);
    } else if (progress.tone !== null && progress.tone !== this.current.label) {
      this.become(progress.tone, 0.95, progress.sinceSeconds, now, progress.why);
    }
  }

  /** Every decision; `verdict`: the person there is. */
  show(now: number, verdict: HumanVerdict | null): void {
    const { dtmf, progress } = this.heard;
    this.showTones(now);
    // A young tone may be the first burst of a cadence: wait what it becomes.
    if (progress.sounding && now - progress.burstSeconds < 1) return;
    if (now < FIRST_VERDICT_SECONDS) return;
    if (dtmf.sounding !== null || now < this.digitUntil || progress.tone !== null) return;
    if (verdict === null) this.showSound(now);
    else this.become('live_human', verdict.confidence, verdict.sinceSeconds, now, ...verdict.evidence);
  }

  private showSound(now: number): void {
    const { sounds, activity, progress } = this.heard;
    const { sound, soundSince, smoothed } = sounds;
    switch (sound) {
      case 'music':
        this.become('music', smoothed[2]!, soundSince, now, 'sounds like music');
        break;
      case 'speech':
      case 'speech-over-music':
        // The utterance dates the voice; until it is noticed, the one before must not.
        if (!activity.speaking && now - soundSince < UTTERANCE_NOTICED_SECONDS) break;
        this.become(
          'ivr_prompt',
          smoothed[3]! + smoothed[4]!,
          activity.speaking ? activity.sinceSeconds : soundSince,
          now,
          this.whyPrompt(),
        );
        break;
      case 'tone':
        // Music has pure moments; a tone that takes its place must last.
        if (this.current.label === 'music' && now - progress.burstSeconds < PURE_MUSIC_SECONDS) break;
        this.become('unknown', 0.5, progress.burstSeconds, now, 'a tone of no known cadence');
        break;
      case 'silence':
        // The pauses of an announcement belong to it.
        if (this.current.label === 'ivr_prompt' && now - activity.lastSyllableSeconds < PROMPT_PAUSE_SECONDS) break;
        this.become('silence', smoothed[1]!, soundSince, now, 'nothing but noise');
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

  private become(label: FarEndLabel, confidence: number, since: number, now: number, ...evidence: string[]): void {
    const { current } = this;
    const levelChanged = label === 'live_human' && confidence >= HARD_CONFIDENCE !== this.isConfirmedPerson;
    const farEndKind = label === 'ivr_prompt' || label === 'silence' ? this.turnKind : undefined;
    const kindFound = farEndKind !== undefined && farEndKind !== current.farEndKind;
    if (label === current.label && !levelChanged && !kindFound) return;
    const sinceSeconds = Math.max(0, Math.min(since, now));
    this.current = {
      label,
      confidence,
      sinceSeconds,
      atSeconds: now,
      evidence,
      ...(farEndKind !== undefined ? { farEndKind } : {}),
    };
    this.tell({ kind: 'far-end', ...this.current });
  }
}
