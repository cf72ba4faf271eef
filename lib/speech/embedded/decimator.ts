/** 16 to 8 kHz, frame by frame, for the recogniser: it listens to the telephone band only. */

/** Odd taps of a half-band low-pass (windowed sinc, Blackman): the even ones are zero but for the centre. */
const REACH = 16;
const TAPS = Float64Array.from({ length: REACH }, (_, index) => {
  const distance = 2 * index + 1;
  const x = distance / (2 * REACH);
  const window = 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
  return (Math.sin((Math.PI * distance) / 2) / (Math.PI * distance)) * window;
});
const LENGTH = 4 * REACH - 1;
const CENTRE = 2 * REACH - 1;

export class Decimator {
  /** The last LENGTH input samples, oldest first. */
  readonly #history = new Float64Array(LENGTH);
  #odd = false;

  /** Half as many samples (on average, when frames are odd), delayed by 2 ms. */
  push(samples: Int16Array): Int16Array {
    const out: number[] = [];
    const history = this.#history;
    for (const sample of samples) {
      history.copyWithin(0, 1);
      history[LENGTH - 1] = sample;
      this.#odd = !this.#odd;
      if (this.#odd) continue;
      let sum = history[CENTRE]! / 2;
      for (let tap = 0; tap < REACH; tap++) {
        const distance = 2 * tap + 1;
        sum += TAPS[tap]! * (history[CENTRE - distance]! + history[CENTRE + distance]!);
      }
      out.push(Math.max(-32768, Math.min(32767, Math.round(sum))));
    }
    return Int16Array.from(out);
  }
}
