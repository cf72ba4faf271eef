/** When what comes back from the far end may be the echo of what we send ourselves. */
import type { CallTime } from './frames/call-time';

/** Echo comes back within this. */
const ECHO_SECONDS = 0.3;

export class OwnSound {
  private sending = false;
  private untilSeconds = -1;

  constructor(private readonly time: CallTime) {}

  /** We begin or cease to send. */
  note(active: boolean): void {
    this.sending = active;
    this.untilSeconds = this.time.seconds + ECHO_SECONDS;
  }

  /** What is heard now may be our own. */
  get echoes(): boolean {
    return this.sending || this.time.seconds < this.untilSeconds;
  }
}
