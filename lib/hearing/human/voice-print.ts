/** By which one voice of a call is told from another: roughly, and from a second of it. */
import { MFCC, MFCC_COUNT } from '../frames/frame-features';
import type { FeatureSums } from './feature-sums';

/** What a voice sounds like: means and deviations of the MFCC, pitch. */
export class VoicePrint {
  readonly mean = new Float64Array(MFCC_COUNT);
  readonly deviation = new Float64Array(MFCC_COUNT);
  pitch = 0;
  endSeconds = -Infinity;

  take(sums: FeatureSums, pitch: number, endSeconds: number): void {
    for (let m = 0; m < MFCC_COUNT; m++) {
      sums.meanInto(this.mean, m, MFCC + m);
      sums.deviationInto(this.deviation, m, MFCC + m);
    }
    this.pitch = pitch;
    this.endSeconds = endSeconds;
  }

  /** In pooled deviations; 0 = the same. */
  distance(other: VoicePrint): number {
    let sum = 0;
    for (let m = 0; m < MFCC_COUNT; m++) {
      const difference = (this.mean[m]! - other.mean[m]!) / (0.5 * (this.deviation[m]! + other.deviation[m]!) + 0.02);
      sum += difference * difference;
    }
    return Math.sqrt(sum / MFCC_COUNT);
  }
}
