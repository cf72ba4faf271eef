/**
 * Was the line quiet just before a voice began? Who picks up a call takes it over from the hold: the music stops, half
 * a second or more of nothing follows, then somebody speaks. What plays into a queue follows its music at once, or
 * after a ragged lead-in.
 */

import type { CallTime } from '../frames/call-time';
import { FRAMES_PER_SECOND } from '../frames/frame-features';

/** Louder than this something sounds: music beds, noisy lines, clicks. */
const HUSH_DB = -45;
/** The first syllable is noticed within this of its onset. */
const REACH_SECONDS = 0.5;

export class Hush {
  /** How long the line was quiet, in one piece, just before the present turn. */
  secondsBeforeTurn = 0;

  private frames = 0;
  /** Of the last hush that ended, and when. */
  private lastFrames = 0;
  private endedAt = -100;
  private turn = -1;

  constructor(private readonly time: CallTime) {}

  /** One frame, and the turn it belongs to: its begin, seconds of audio. */
  push({ levelDb }: { readonly levelDb: number }, { turnSince }: { readonly turnSince: number }): void {
    const now = this.time.seconds;
    if (levelDb < HUSH_DB) this.frames++;
    else {
      // Clicks and first syllables: the longest one within reach counts.
      if (this.frames >= this.lastFrames || now - this.endedAt >= REACH_SECONDS) {
        if (this.frames > 0) this.endedAt = now;
        this.lastFrames = this.frames;
      }
      this.frames = 0;
    }
    if (turnSince === this.turn) return;
    this.turn = turnSince;
    const last = now - this.endedAt < REACH_SECONDS ? this.lastFrames : 0;
    this.secondsBeforeTurn = Math.max(this.frames, last) / FRAMES_PER_SECOND;
  }
}
