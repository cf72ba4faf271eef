/**
 * How much delay the jitter buffer needs: a window of relative transit times (arrival minus timestamp). Its minimum is the
 * path without queueing and follows the sender's clock skew; its 98th percentile above that is the jitter to hide.
 */

const WINDOW = 256;
const RECOMPUTE_EVERY = 16;
const QUANTILE = 0.98;
/** One frame is cut per tick at any position in a packet, so a whole frame must be there beside the jitter. */
const FRAME_SAMPLES = 160;
/** Ticks and arrivals are both seen up to a few ms late. */
const MARGIN_SAMPLES = 64;
const INITIAL_TARGET_SAMPLES = 320;
const MAX_TARGET_SAMPLES = 3200;
/** A packet cannot overtake the fastest path by more: the sender's timeline has jumped. */
const JUMP_AHEAD_SAMPLES = 640;

export class DelayEstimate {
  readonly #window = new Float64Array(WINDOW);
  readonly #sorted = new Float64Array(WINDOW);
  #count = 0;
  #next = 0;
  #sinceRecompute = 0;
  #minimum = 0;
  #target = INITIAL_TARGET_SAMPLES;

  /** Samples between a packet's fastest possible arrival and the playing of its first sample. */
  get targetSamples(): number {
    return this.#target;
  }

  /** Fastest transit in the window, in samples; meaningless before the first packet. */
  get minimumTransit(): number {
    return this.#minimum;
  }

  reset(): void {
    this.#count = 0;
    this.#next = 0;
    this.#sinceRecompute = 0;
    this.#target = INITIAL_TARGET_SAMPLES;
  }

  add(transit: number): void {
    if (this.#count > 0 && transit < this.#minimum - JUMP_AHEAD_SAMPLES) {
      const target = this.#target;
      this.reset();
      this.#target = target;
    }
    this.#window[this.#next] = transit;
    this.#next = (this.#next + 1) % WINDOW;
    if (this.#count < WINDOW) this.#count++;
    if (this.#count === 1 || transit < this.#minimum) this.#minimum = transit;
    // Growth is taken up at once, so that the second late packet of a burst is already expected.
    const needed = transit - this.#minimum;
    if (needed + FRAME_SAMPLES > this.#target || ++this.#sinceRecompute >= RECOMPUTE_EVERY) this.#recompute();
  }

  #recompute(): void {
    this.#sinceRecompute = 0;
    const sorted = this.#sorted.subarray(0, this.#count);
    sorted.set(this.#window.subarray(0, this.#count));
    sorted.sort();
    this.#minimum = sorted[0]!;
    const jitter = sorted[Math.min(this.#count - 1, Math.floor(this.#count * QUANTILE))]! - this.#minimum;
    const target = Math.min(MAX_TARGET_SAMPLES, jitter + FRAME_SAMPLES + MARGIN_SAMPLES);
    this.#target = this.#count < RECOMPUTE_EVERY ? Math.max(target, INITIAL_TARGET_SAMPLES) : target;
  }
}
