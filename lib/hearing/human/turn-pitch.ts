/** How high a voice speaks in one turn, how much it varies and how it glides; of its voiced frames. */
import { HARMONICITY, PITCH } from '../frames/frame-features';

const VOICED_HARMONICITY = 0.55;
/** A jump is an octave error or another syllable, no glide. */
const MOST_GLIDE = 0.5;
const LEAST_FRAMES = 3;

export class TurnPitch {
  voicedFrames = 0;
  /** Octaves above 100 Hz, as the feature is; 0: nothing voiced. Of the last `summarise`, as is what follows. */
  mean = 0;
  deviation = 0;
  /** Octaves from one voiced frame to the next, on average. */
  glide = 0;

  private sum = 0;
  private squares = 0;
  private glides = 0;
  private pairs = 0;
  private last = 0;

  add(values: Float32Array): void {
    const pitch = values[PITCH]!;
    if (values[HARMONICITY]! > VOICED_HARMONICITY && pitch !== 0) {
      this.voicedFrames++;
      this.sum += pitch;
      this.squares += pitch * pitch;
      if (this.last !== 0) {
        this.glides += Math.min(MOST_GLIDE, Math.abs(pitch - this.last));
        this.pairs++;
      }
      this.last = pitch;
    } else this.last = 0;
  }

  summarise(): void {
    const { voicedFrames: n } = this;
    this.mean = n > 0 ? this.sum / n : 0;
    this.deviation = n > LEAST_FRAMES ? Math.sqrt(Math.max(0, this.squares / n - this.mean * this.mean)) : 0;
    this.glide = this.pairs > LEAST_FRAMES ? this.glides / this.pairs : 0;
  }

  clear(): void {
    this.voicedFrames = 0;
    this.sum = 0;
    this.squares = 0;
    this.glides = 0;
    this.pairs = 0;
    this.last = 0;
  }
}
