/** How the frames of one kind sound on the whole: the syllables of a turn, the quiet before it. Means and deviations. */
import { FEATURE_COUNT, LEVEL } from '../frames/frame-features';

/** Lines differ in how silent their silence is; below this it does not matter. */
export const LEAST_FLOOR_DB = -72;

export class FeatureSums {
  frames = 0;
  private readonly sum = new Float64Array(FEATURE_COUNT);
  private readonly squares = new Float64Array(FEATURE_COUNT);

  add(values: Float32Array): void {
    this.frames++;
    for (let f = 0; f < FEATURE_COUNT; f++) {
      const x = f === LEVEL ? Math.max(LEAST_FLOOR_DB, values[f]!) : values[f]!;
      this.sum[f] = this.sum[f]! + x;
      this.squares[f] = this.squares[f]! + x * x;
    }
  }

  /** Older frames count less and less. */
  fade(keep: number): void {
    this.frames *= keep;
    for (let f = 0; f < FEATURE_COUNT; f++) {
      this.sum[f] = this.sum[f]! * keep;
      this.squares[f] = this.squares[f]! * keep;
    }
  }

  meanInto(target: Float32Array | Float64Array, at: number, f: number): void {
    target[at] = this.frames > 0 ? this.sum[f]! / this.frames : 0;
  }

  deviationInto(target: Float32Array | Float64Array, at: number, f: number): void {
    if (this.frames < 2) {
      target[at] = 0;
      return;
    }
    const mean = this.sum[f]! / this.frames;
    target[at] = Math.sqrt(Math.max(0, this.squares[f]! / this.frames - mean * mean));
  }

  clear(): void {
    this.frames = 0;
    this.sum.fill(0);
    this.squares.fill(0);
  }

  copy(other: FeatureSums): void {
    this.frames = other.frames;
    this.sum.set(other.sum);
    this.squares.set(other.squares);
  }
}
