/** Statistics of the last 0.4, 1 and 3 seconds: what the trained models are asked about. */
import { FEATURE_COUNT, FRAMES_PER_SECOND, HARMONICITY, LEVEL, PITCH, SILENT_DB } from '../frames/frame-features';

/** The shortest hears a change at once, the longest knows what was before it. */
const WINDOW_FRAMES = Int32Array.of(0.4 * FRAMES_PER_SECOND, FRAMES_PER_SECOND, 3 * FRAMES_PER_SECOND);
const LONG = 3 * FRAMES_PER_SECOND;
const FLOOR_FRAMES = 10 * FRAMES_PER_SECOND;
const MODULATION_HZ = [1, 2, 4, 6, 8];
const PER_WINDOW = 3 * FEATURE_COUNT + 7 + MODULATION_HZ.length;

/** Length of `AcousticWindow.statistics`. */
export const STATISTIC_COUNT = WINDOW_FRAMES.length * PER_WINDOW + 3;

export class AcousticWindow {
  /** Filled by `summarise`. */
  readonly statistics = new Float32Array(STATISTIC_COUNT);
  /** Level that 5 % of the last 10 s stay under, dBFS. */
  floorDb = SILENT_DB;
  /** Level that 2 % of the last 10 s exceed, dBFS. */
  ceilingDb = SILENT_DB;

  private readonly frames = new Float32Array(LONG * FEATURE_COUNT);
  private next = 0;
  private filled = 0;
  private readonly levels = new Uint8Array(FLOOR_FRAMES);
  private levelNext = 0;
  private levelsFilled = 0;
  private readonly histogram = new Uint16Array(128);
  private readonly scratch = new Uint16Array(128);
  private readonly amplitudes = new Float32Array(LONG);
  private readonly modCos: Float32Array[] = [];
  private readonly modSin: Float32Array[] = [];

  constructor() {
    for (const hz of MODULATION_HZ) {
      this.modCos.push(
        Float32Array.from({ length: LONG }, (_, i) => Math.cos((2 * Math.PI * hz * i) / FRAMES_PER_SECOND)),
      );
      this.modSin.push(
        Float32Array.from({ length: LONG }, (_, i) => Math.sin((2 * Math.PI * hz * i) / FRAMES_PER_SECOND)),
      );
    }
  }

  /** Seconds of audio in the longer window, at most 3. */
  get seconds(): number {
    return this.filled / FRAMES_PER_SECOND;
  }

  push(values: Float32Array): void {
    this.frames.set(values, this.next * FEATURE_COUNT);
    this.amplitudes[this.next] = 10 ** (values[LEVEL]! / 20);
    this.next = (this.next + 1) % LONG;
    if (this.filled < LONG) this.filled++;
    const bin = Math.max(0, Math.min(127, Math.round(-values[LEVEL]!)));
    if (this.levelsFilled === FLOOR_FRAMES) this.histogram[this.levels[this.levelNext]!]!--;
    else this.levelsFilled++;
    this.levels[this.levelNext] = bin;
    this.histogram[bin]!++;
    this.levelNext = (this.levelNext + 1) % FLOOR_FRAMES;
  }

  updateFloor(): void {
    this.floorDb = -quantile(this.histogram, this.levelsFilled, 0.05, true);
    this.ceilingDb = -quantile(this.histogram, this.levelsFilled, 0.02, false);
  }

  summarise(): Float32Array {
    this.updateFloor();
    for (let w = 0; w < WINDOW_FRAMES.length; w++) this.window(WINDOW_FRAMES[w]!, w * PER_WINDOW);
    const s = this.statistics;
    const rest = WINDOW_FRAMES.length * PER_WINDOW;
    s[rest] = this.floorDb;
    s[rest + 1] = this.ceilingDb - this.floorDb;
    s[rest + 2] = this.ceilingDb;
    return s;
  }

  private window(length: number, at: number): void {
    const { frames, statistics, filled, floorDb } = this;
    const n = Math.min(length, filled);
    if (n === 0) return;
    const first = (this.next - n + LONG) % LONG;
    for (let f = 0; f < FEATURE_COUNT; f++) {
      let sum = 0;
      let squares = 0;
      let deltas = 0;
      let before = frames[first * FEATURE_COUNT + f]!;
      for (let i = 0, k = first; i < n; i++, k = k + 1 === LONG ? 0 : k + 1) {
        const x = frames[k * FEATURE_COUNT + f]!;
        sum += x;
        squares += x * x;
        deltas += Math.abs(x - before);
        before = x;
      }
      const mean = sum / n;
      statistics[at + 3 * f] = mean;
      statistics[at + 3 * f + 1] = Math.sqrt(Math.max(0, squares / n - mean * mean));
      statistics[at + 3 * f + 2] = deltas / n;
    }
    const meanDb = statistics[at + 3 * LEVEL]!;
    const { scratch } = this;
    scratch.fill(0);
    let active = 0;
    let quiet = 0;
    let voiced = 0;
    let pitchSum = 0;
    let pitchSquares = 0;
    let glides = 0;
    let pairs = 0;
    let previousPitch = 0;
    let envelope = 0;
    for (let i = 0, k = first; i < n; i++, k = k + 1 === LONG ? 0 : k + 1) {
      const db = frames[k * FEATURE_COUNT + LEVEL]!;
      scratch[Math.max(0, Math.min(127, Math.round(-db)))]!++;
      envelope += this.amplitudes[k]!;
      if (db > floorDb + 10 && db > -62) active++;
      if (db < meanDb - 6) quiet++;
      const pitch = frames[k * FEATURE_COUNT + PITCH]!;
      if (frames[k * FEATURE_COUNT + HARMONICITY]! > 0.55 && db > floorDb + 6) {
        voiced++;
        pitchSum += pitch;
        pitchSquares += pitch * pitch;
        if (previousPitch !== 0) {
          glides += Math.abs(pitch - previousPitch);
          pairs++;
        }
        previousPitch = pitch;
      } else previousPitch = 0;
    }
    const o = at + 3 * FEATURE_COUNT;
    statistics[o] = quantile(scratch, n, 0.1, true) - quantile(scratch, n, 0.05, false);
    statistics[o + 1] = active / n;
    statistics[o + 2] = quiet / n;
    statistics[o + 3] = voiced / n;
    statistics[o + 4] = voiced > 2 ? Math.sqrt(Math.max(0, pitchSquares / voiced - (pitchSum / voiced) ** 2)) : 0;
    statistics[o + 5] = pairs > 2 ? glides / pairs : 0;
    statistics[o + 6] = meanDb - this.ceilingDb;
    for (let m = 0; m < MODULATION_HZ.length; m++) {
      const cos = this.modCos[m]!;
      const sin = this.modSin[m]!;
      const mean = envelope / n;
      let re = 0;
      let im = 0;
      for (let i = 0, k = first; i < n; i++, k = k + 1 === LONG ? 0 : k + 1) {
        const x = this.amplitudes[k]! - mean;
        re += x * cos[i]!;
        im += x * sin[i]!;
      }
      statistics[o + 7 + m] = Math.sqrt(re * re + im * im) / (envelope + 1e-9);
    }
  }
}

/** Negated dB below (`fromQuiet`) or above which this share of the `total` entries of a 1 dB histogram lie. */
function quantile(histogram: Uint16Array, total: number, share: number, fromQuiet: boolean): number {
  const count = total * share;
  let seen = 0;
  for (let i = 0; i < 128; i++) {
    const bin = fromQuiet ? 127 - i : i;
    seen += histogram[bin]!;
    if (seen > count) return bin;
  }
  return 0;
}
