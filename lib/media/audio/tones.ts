/** Sines: the DTMF pairs (ITU-T Q.23) and tones with a cadence, generated a frame at a time without phase jumps. */

const SAMPLE_RATE = 8000;
const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477, 1633];
const KEYPAD = '123A456B789C*0#D';
const RAMP_SAMPLES = 24;

/** The two frequencies of a DTMF digit. */
export function dtmfFrequenciesHz(digit: string): readonly [number, number] {
  const key = KEYPAD.indexOf(digit.toUpperCase());
  return [ROWS_HZ[key >> 2]!, COLUMNS_HZ[key & 3]!];
}

/** Peak amplitude of a sine of this level (dB below a full-scale sine). */
export function amplitudeOfDbfs(levelDbfs: number): number {
  return 32767 * 10 ** (Math.min(0, levelDbfs) / 20);
}

/** Sum of sines at `levelDbfs` each, on and off by the cadence; ramps of 3 ms keep its edges from clicking. */
export class ToneGenerator {
  readonly #steps: readonly number[];
  readonly #amplitude: number;
  readonly #cadence: readonly number[];
  #samples = 0;
  #phase = 0;
  #inPhase = 0;

  /** An empty cadence is a steady tone. */
  constructor(frequenciesHz: readonly number[], cadenceMs: readonly number[], levelDbfs = -16) {
    this.#steps = frequenciesHz.map((frequency) => (2 * Math.PI * frequency) / SAMPLE_RATE);
    const headroom = Math.max(1, frequenciesHz.length);
    this.#amplitude = Math.min(amplitudeOfDbfs(levelDbfs), 32767 / headroom);
    const cadence = cadenceMs.map((ms) => Math.max(0, Math.round((ms * SAMPLE_RATE) / 1000)));
    this.#cadence = cadence.some((length) => length > 0) ? cadence : [];
  }

  /** Fills `frame`; returns how many samples belong to the first run through the cadence, fewer than asked at its end. */
  fill(frame: Int16Array, loop: boolean): number {
    for (let index = 0; index < frame.length; index++) {
      const cadence = this.#cadence;
      while (cadence.length > 0 && this.#inPhase >= cadence[this.#phase]!) {
        this.#inPhase = 0;
        this.#phase++;
        if (this.#phase < cadence.length) continue;
        if (!loop) {
          frame.fill(0, index);
          this.#phase = cadence.length - 1;
          this.#inPhase = cadence[this.#phase]!;
          return index;
        }
        this.#phase = 0;
      }
      const on = this.#phase % 2 === 0;
      frame[index] = on ? Math.round(this.#sine() * this.#ramp()) : 0;
      this.#samples++;
      this.#inPhase++;
    }
    return frame.length;
  }

  #sine(): number {
    let sum = 0;
    for (const step of this.#steps) sum += Math.sin(step * this.#samples);
    return sum * this.#amplitude;
  }

  #ramp(): number {
    const length = this.#cadence.length > 0 ? this.#cadence[this.#phase]! : Infinity;
    return Math.min(1, (this.#inPhase + 1) / RAMP_SAMPLES, (length - this.#inPhase) / RAMP_SAMPLES);
  }
}
