/**
 * A greeting, a beep, and then silence: a mailbox. Certain when the greeting's words said so, likely when only the
 * sounds did; a line with people on it may beep, too, where calls are recorded.
 */
import type { SpokenCue } from './spoken-cues';

const LONGEST_GAP_SECONDS = 3;
const SILENCE_SECONDS = 1.5;
const LEAST_GREETING_SECONDS = 1.5;

export class AnsweringMachine {
  private beepAt = -1;
  private bySound = false;

  /** A beep has ended; what spoke before it. `announced`: its words were a voicemail's. */
  noteBeep(
    now: number,
    spokeAt: number,
    greetingSeconds: number,
    announced: boolean,
    menusBehind: boolean,
  ): SpokenCue | null {
    if (now - spokeAt > LONGEST_GAP_SECONDS) return null;
    if (announced) return cue(0.97, 'said to leave a message, then a beep');
    this.bySound = !menusBehind && greetingSeconds >= LEAST_GREETING_SECONDS;
    this.beepAt = now;
    return null;
  }

  /** Every frame: `spokeAt` is the end of the last syllable; `silent`: nothing sounds now. A queue's music may beep, too. */
  frame(now: number, spokeAt: number, person: boolean, silent: boolean): SpokenCue | null {
    if (this.beepAt < 0) return null;
    if (spokeAt > this.beepAt + 0.1 || person) this.beepAt = -1;
    else if (now - this.beepAt >= SILENCE_SECONDS) {
      this.beepAt = -1;
      if (this.bySound && silent) return cue(0.6, 'a greeting, a beep, then silence');
    }
    return null;
  }
}

const cue = (strength: number, why: string): SpokenCue => ({
  leaning: 'recording',
  kind: 'voicemail',
  strength,
  why,
  words: '',
  at: 1,
});
