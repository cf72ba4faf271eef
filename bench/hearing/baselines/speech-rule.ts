/** What a plain voice activity detector makes of a call: speech for half a second is a person, until it pauses. */
import type { ListenedChange } from '../../../cli/listen';

/** Speech this long is taken for a person. */
const PERSON_SECONDS = 0.5;
/** The verdict lasts until this long without speech. */
const PAUSE_SECONDS = 1;

export class SpeechRule {
  readonly changes: ListenedChange[] = [];
  private speech = 0;
  private pause = PAUSE_SECONDS;
  private label = '';

  constructor(
    private readonly file: string,
    private readonly why: string,
  ) {}

  /** One frame of `seconds`, ending at `now`. */
  push(speaking: boolean, seconds: number, now: number): void {
    this.speech = speaking ? this.speech + seconds : this.pause > 0.2 ? 0 : this.speech;
    this.pause = speaking ? 0 : this.pause + seconds;
    if (this.speech >= PERSON_SECONDS && speaking) this.become('LIVE_HUMAN', now);
    else if (this.pause >= PAUSE_SECONDS) this.become('SILENCE', now);
  }

  private become(label: string, t: number): void {
    if (label === this.label) return;
    this.label = label;
    this.changes.push({ file: this.file, t, label, confidence: 0.9, why: this.why });
  }
}
