/** Was that beep a mailbox's? Its greeting's words say so at once, its sounds alone once nobody speaks after it. */
import type { CallTime } from './frames/call-time';
import { FRAMES_PER_SECOND } from './frames/frame-features';
import type { VoiceEvidence } from './human/voice-evidence';
import type { ShownFarEnd } from './shown-far-end';
import type { SoundClassifier } from './sound/sound-classifier';
import type { SpeechActivity } from './sound/speech-activity';
import { AnsweringMachine } from './words/answering-machine';
import type { SpokenCue } from './words/spoken-cues';

/** It is known within this of the beep, or is none. */
const KNOWN_FRAMES = 2 * FRAMES_PER_SECOND;

/** What it is told by. */
export interface MailboxSigns {
  readonly activity: SpeechActivity;
  readonly evidence: VoiceEvidence;
  readonly shown: ShownFarEnd;
  readonly sounds: SoundClassifier;
}

export class Mailbox {
  private readonly machine = new AnsweringMachine();
  /** For so many frames more the beep heard last may turn out to be one's. */
  private waitFrames = 0;

  constructor(
    private readonly time: CallTime,
    private readonly signs: MailboxSigns,
  ) {}

  /** A beep that began at `sinceSeconds` has just ended. */
  noteBeep(sinceSeconds: number): SpokenCue | null {
    const { activity, evidence, shown } = this.signs;
    const spokeAt = Math.min(sinceSeconds, activity.lastSyllableSeconds);
    const announced = evidence.open && shown.turnKind === 'voicemail';
    const { episodeSpeechSeconds, afterHold } = evidence;
    this.waitFrames = KNOWN_FRAMES;
    return this.machine.noteBeep(this.time.seconds, spokeAt, episodeSpeechSeconds, announced, afterHold);
  }

  /** Every frame. */
  frame(): SpokenCue | null {
    if (this.waitFrames === 0) return null;
    this.waitFrames--;
    const { activity, shown, sounds } = this.signs;
    const silent = sounds.sound === 'silence';
    return this.machine.frame(this.time.seconds, activity.lastSyllableSeconds, shown.isConfirmedPerson, silent);
  }
}
