/** By which one voice of a call is told from another: roughly, and from a second of it. */
import { MFCC, MFCC_COUNT } from '../frames/frame-features';
import type { FeatureSums } from './feature-sums';
import type { TurnPitch } from './turn-pitch';

/** What a voice sounds like: means and deviations of the MFCC, pitch. */
export class VoicePrint {
  readonly mean = new Float64Array(MFCC_COUNT);
  readonly deviation = new Float64Array(MFCC_COUNT);
  pitch = 0;
  /** When it was heard last; set by who keeps it. */
  endSeconds = -Infinity;
  /** From the voice last compared with, in pooled deviations; 0 = the same. */
  distance = 0;

  take(sums: FeatureSums, pitch: TurnPitch): void {
    for (let m = 0; m < MFCC_COUNT; m++) {
      sums.meanInto(this.mean, m, MFCC + m);
      sums.deviationInto(this.deviation, m, MFCC + m);
    }
    this.pitch = pitch.mean;
  }

  compare(other: VoicePrint): void {
    let sum = 0;
    for (let m = 0; m < MFCC_COUNT; m++) {
      const difference = (this.mean[m]! - other.mean[m]!) / (0.5 * (this.deviation[m]! + other.deviation[m]!) + 0.02);
      sum += difference * difference;
    }
    this.distance = Math.sqrt(sum / MFCC_COUNT);
  }
}
