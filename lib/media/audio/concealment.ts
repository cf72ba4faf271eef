/**
 * Packet loss concealment: repeats the last pitch period of what was heard and fades out within 60 ms
 * (the idea of ITU-T G.711 Appendix I), so that a lost packet is a smudge and not a click.
 */

/** Longest pitch period looked for: 20 ms, 50 Hz; shortest 5 ms, 200 Hz (multiples of higher pitches fit as well). */
export const MIN_LAG = 40;
export const MAX_LAG = 160;
const MATCH = 160;
const HISTORY = MAX_LAG * 2 + MATCH;
const FULL_SAMPLES = 80;
const FADED_SAMPLES = 480;
const RECOVERY_SAMPLES = 32;

/** The lag in `minLag`..MAX_LAG at which `a[aFrom..]` best resembles `a[aFrom + direction * lag ..]` over `count` samples. */
export function bestLag(a: Int16Array, aFrom: number, count: number, minLag: number, direction: 1 | -1): number {
  let best = minLag;
  let bestScore = -Infinity;
  for (let lag = minLag; lag <= MAX_LAG; lag++) {
    let product = 0;
    let energy = 1;
    const shifted = aFrom + direction * lag;
    for (let index = 0; index < count; index += 2) {
      const other = a[shifted + index]!;
      product += a[aFrom + index]! * other;
      energy += other * other;
    }
    const score = product > 0 ? (product * product) / energy : -1;
    if (score > bestScore) {
      bestScore = score;
      best = lag;
    }
  }
  return best;
}

export class Concealment {
  /** What went out last, newest at the end. */
  readonly history = new Int16Array(HISTORY);
  readonly #period = new Float64Array(MAX_LAG);
  #lag = MIN_LAG;
  #lost = 0;
  #recovering = 0;

  /** Completes `frame` in place: samples whose `present` flag is 0 are made up. Remembers the result as heard. */
  complete(frame: Int16Array, present: Uint8Array): void {
    let index = 0;
    let remembered = 0;
    while (index < frame.length) {
      if (present[index] === 0) {
        if (this.#lost === 0) {
          this.#remember(frame, remembered, index);
          remembered = index;
          this.#begin();
        }
        frame[index] = this.#next();
      } else if (this.#lost > 0) {
        // Recovery: the made-up signal goes on under the real one for 4 ms.
        const made = this.#next();
        this.#recovering++;
        const share = this.#recovering / RECOVERY_SAMPLES;
        frame[index] = Math.round(made * (1 - share) + frame[index]! * share);
        if (this.#recovering >= RECOVERY_SAMPLES) this.#lost = 0;
      }
      if (present[index] === 0) this.#recovering = 0;
      index++;
    }
    this.#remember(frame, remembered, frame.length);
  }

  #begin(): void {
    const history = this.history;
    this.#recovering = 0;
    const lag = bestLag(history, HISTORY - MATCH, MATCH, MIN_LAG, -1);
    const start = HISTORY - lag;
    for (let index = 0; index < lag; index++) this.#period[index] = history[start + index]!;
    // The end of the period is bent towards what preceded its begin, so that the repetition has no seam.
    const seam = lag >> 2;
    for (let index = 0; index < seam; index++) {
      const share = (index + 1) / (seam + 1);
      const at = lag - seam + index;
      this.#period[at] = this.#period[at]! * (1 - share) + history[start - seam + index]! * share;
    }
    this.#lag = lag;
  }

  #next(): number {
    const lost = this.#lost++;
    if (lost >= FADED_SAMPLES) return 0;
    const gain = lost < FULL_SAMPLES ? 1 : (FADED_SAMPLES - lost) / (FADED_SAMPLES - FULL_SAMPLES);
    return Math.round(this.#period[lost % this.#lag]! * gain);
  }

  #remember(frame: Int16Array, from: number, to: number): void {
    const count = to - from;
    if (count === 0) return;
    this.history.copyWithin(0, count);
    this.history.set(from === 0 && to === frame.length ? frame : frame.subarray(from, to), HISTORY - count);
  }
}
