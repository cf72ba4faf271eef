/**
 * Was the line quiet just before a voice began? Who picks up a call takes it over from the hold: the music stops, half
 * a second or more of nothing follows, then somebody speaks. What plays into a queue follows its music at once, or
 * after a ragged lead-in.
 */

/** Louder than this something sounds: music beds, noisy lines, clicks. */
const HUSH_DB = -45;
/** Of one piece. Pauses before prerecorded voices are shorter: files are trimmed. */
const LEAST_FRAMES = 25;
/** The first syllable is noticed within this of its onset. */
const REACH_SECONDS = 0.5;

export class Hush {
  private frames = 0;
  private endedAt = -100;
  private turn = -1;
  private before = false;

  /** One frame; `turnSince`: begin of the turn it belongs to, seconds of audio. */
  push(now: number, levelDb: number, turnSince: number): void {
    if (levelDb < HUSH_DB) this.frames++;
    else {
      if (this.frames >= LEAST_FRAMES) this.endedAt = now;
      this.frames = 0;
    }
    if (turnSince === this.turn) return;
    this.turn = turnSince;
    this.before = this.frames >= LEAST_FRAMES || now - this.endedAt < REACH_SECONDS;
  }

  /** The present turn began out of a quiet line. */
  get beforeTurn(): boolean {
    return this.before;
  }
}
