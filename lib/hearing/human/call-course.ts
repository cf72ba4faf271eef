/**
 * The call as it has gone so far, ten times a second: what the recurrent half of the live-human model hears. Where the
 * trees are told what a voice is like, the network hears how the call came to it.
 */
import { FEATURE_COUNT, MEL_BANDS } from '../frames/frame-features';
import { EVIDENCE_COUNT } from './evidence-names';

const SOUND_COUNT = 5;
const MEANS = 0;
const DEVIATIONS = FEATURE_COUNT;
const BANDS = 2 * FEATURE_COUNT;
const SOUNDS = BANDS + MEL_BANDS;
const OPEN = SOUNDS + SOUND_COUNT;
const KNOWN = OPEN + 1;
const EVIDENCE = KNOWN + 1;
export const COURSE_COUNT = EVIDENCE + EVIDENCE_COUNT;

export interface CourseFrame {
  readonly values: Float32Array;
  readonly mel: Float64Array;
}

export class CallCourse {
  /**
   * Of the last tenth of a second: means and deviations of the frame features, mel bands, probabilities of the sounds,
   * whether a voice is being judged and is a known recording, and what is known of it (logarithms: seconds since
   * something run from none to hundreds).
   */
  readonly inputs = new Float32Array(COURSE_COUNT);
  private readonly sum = new Float64Array(EVIDENCE);
  private frames = 0;

  add({ values, mel }: CourseFrame): void {
    const { sum } = this;
    for (let f = 0; f < FEATURE_COUNT; f++) {
      const x = values[f]!;
      sum[MEANS + f] = sum[MEANS + f]! + x;
      sum[DEVIATIONS + f] = sum[DEVIATIONS + f]! + x * x;
    }
    for (let b = 0; b < MEL_BANDS; b++) sum[BANDS + b] = sum[BANDS + b]! + mel[b]!;
    this.frames++;
  }

  /** `sounds`: tone, silence, music, speech, speech over music; `evidence`: null while no voice is judged. */
  gather(sounds: Float64Array, evidence: Float32Array | null, known: boolean): Float32Array {
    const { inputs } = this;
    this.average();
    for (let c = 0; c < SOUND_COUNT; c++) inputs[SOUNDS + c] = sounds[c]!;
    inputs[OPEN] = evidence === null ? 0 : 1;
    inputs[KNOWN] = known ? 1 : 0;
    for (let e = 0; e < EVIDENCE_COUNT; e++) {
      const x = evidence === null ? 0 : evidence[e]!;
      inputs[EVIDENCE + e] = Math.sign(x) * Math.log1p(Math.abs(x));
    }
    return inputs;
  }

  /** Where frames were lost, the tenth of a second before stands. */
  private average(): void {
    const { inputs, sum, frames } = this;
    if (frames === 0) return;
    for (let f = 0; f < FEATURE_COUNT; f++) {
      const mean = sum[MEANS + f]! / frames;
      inputs[MEANS + f] = mean;
      inputs[DEVIATIONS + f] = Math.sqrt(Math.max(0, sum[DEVIATIONS + f]! / frames - mean * mean));
    }
    for (let b = 0; b < MEL_BANDS; b++) inputs[BANDS + b] = sum[BANDS + b]! / frames;
    sum.fill(0);
    this.frames = 0;
  }
}
