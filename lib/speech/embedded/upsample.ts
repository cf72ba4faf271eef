/** 8 to 16 kHz, frame by frame, for recognisers that know no other rate: the missing samples by a half-band filter. */

/** Odd taps of a half-band low-pass (windowed sinc, Blackman): the even ones are zero but for the centre. */
const REACH = 12;
const TAPS = Float64Array.from({ length: REACH }, (_, index) => {
  const distance = index + 0.5;
  const x = distance / REACH;
  const window = 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
  return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
});

export class Upsampler {
  /** The last 2 * REACH input samples. */
  readonly #history = new Float64Array(2 * REACH);

  /** Twice as many samples, delayed by 1.5 ms. */
  push(samples: Int16Array): Int16Array {
    const out = new Int16Array(samples.length * 2);
    const history = this.#history;
    for (let index = 0; index < samples.length; index++) {
      history.copyWithin(0, 1);
      history[2 * REACH - 1] = samples[index]!;
      let between = 0;
      for (let tap = 0; tap < REACH; tap++) between += TAPS[tap]! * (history[REACH - 1 - tap]! + history[REACH + tap]!);
      out[2 * index] = history[REACH - 1]!;
      out[2 * index + 1] = Math.max(-32768, Math.min(32767, Math.round(between)));
    }
    return out;
  }
}
