/** When what comes back from the far end may be the echo of what we send ourselves. */

/** Echo comes back within this. */
const ECHO_SECONDS = 0.3;

export class OwnSound {
  private sending = false;
  private until = -1;

  /** We begin or cease to send. */
  note(active: boolean, now: number): void {
    this.sending = active;
    this.until = now + ECHO_SECONDS;
  }

  echoes(now: number): boolean {
    return this.sending || now < this.until;
  }
}
