/** What sounds now, ten times a second: the acoustic model's word, corrected by what the frame detectors are sure of. */
import { AcousticWindow } from './acoustic-window';
import type { CallTime } from '../frames/call-time';
import { BoostedTrees, type BoostedTreesModel } from '../models/boosted-trees';
import type { CallProgress } from '../tones/call-progress';

/** What sounds now. */
export type Sound = 'tone' | 'silence' | 'music' | 'speech' | 'speech-over-music';

const SOUNDS: readonly Sound[] = ['tone', 'silence', 'music', 'speech', 'speech-over-music'];
/** A voice that draws out a vowel sounds like music for a moment: music must be so much likelier to take over from it. */
const DRAWN_VOWEL_MARGIN = 0.3;
/** Vowels are pure for less. */
const LEAST_TONE_SECONDS = 0.4;

export class SoundClassifier {
  sound: Sound = 'silence';
  soundSince = 0;
  /** Probabilities, averaged over the last decisions: tone, silence, music, speech, speech over music. */
  readonly smoothed = new Float64Array(SOUNDS.length);

  private readonly window = new AcousticWindow();
  private readonly trees: BoostedTrees;
  private decisions = 0;

  constructor(
    model: BoostedTreesModel,
    private readonly progress: CallProgress,
    private readonly time: CallTime,
  ) {
    this.trees = new BoostedTrees(model);
  }

  push(values: Float32Array): void {
    this.window.push(values);
  }

  /**
   * `faint`: so is all of the last half second. A room's murmur behind a listening person is much softer than any music
   * a queue plays, and may sound like it.
   */
  decide(faint: boolean): void {
    const { smoothed } = this;
    const p = this.trees.predict(this.window.summarise());
    if (faint) {
      p[1] = p[1]! + p[2]!;
      p[2] = 0;
    }
    let best = 0;
    for (let c = 0; c < SOUNDS.length; c++) {
      smoothed[c] = this.decisions === 0 ? p[c]! : 0.5 * smoothed[c]! + 0.5 * p[c]!;
      if (smoothed[c]! > smoothed[best]!) best = c;
    }
    this.decisions++;
    const sound = this.settle(best);
    if (sound === this.sound) return;
    this.sound = sound;
    this.soundSince = this.time.seconds;
  }

  private settle(best: number): Sound {
    const { progress, smoothed, time } = this;
    if (progress.sounding && (progress.tone !== null || time.seconds - progress.burstSeconds > LEAST_TONE_SECONDS)) {
      return 'tone';
    }
    const voice = smoothed[3]! + smoothed[4]!;
    const margin = this.sound === 'speech' || this.sound === 'speech-over-music' ? DRAWN_VOWEL_MARGIN : 0;
    if (voice > Math.max(smoothed[0]!, smoothed[1]!, smoothed[2]! - margin)) {
      return smoothed[4]! > smoothed[3]! ? 'speech-over-music' : 'speech';
    }
    const sound = SOUNDS[best]!;
    // A tone that has stopped, or that the cadence does not know as one: whichever of the rest is likely at all.
    if (sound === 'tone') {
      if (Math.max(smoothed[1]!, smoothed[2]!) < 0.2) return this.sound === 'music' ? 'music' : 'silence';
      return smoothed[2]! > smoothed[1]! ? 'music' : 'silence';
    }
    return sound;
  }
}
