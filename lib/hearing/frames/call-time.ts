/**
 * How far a call has been heard: the one time all of hearing goes by.
 *
 * It is given to every part once, and read where it is needed, for the sake of the house's rule on the path of a frame:
 * a number with a fraction is neither passed to a function nor returned by one. The engine keeps such a number in a
 * register only within what it compiles together; across any other call it puts it on the heap, 16 bytes each time,
 * fifty times a second in every call, until the collector stops the media worker to look for them
 * (bench/hearing/allocations.ts counts them). So parts read each other's fields, results stand in fields and typed
 * arrays, and objects that carry a frame's values are made once and filled anew.
 */
import { FRAME_SAMPLES } from './frame-features';

const FRAME_SECONDS = FRAME_SAMPLES / 8000;

export class CallTime {
  /** Frames heard so far, the present one among them. */
  frames = 0;
  /** Seconds of audio at the end of the present frame. */
  seconds = 0;

  next(): void {
    this.frames++;
    this.seconds = this.frames * FRAME_SECONDS;
  }
}
