/** The voices heard in the call so far: whether the present one is among them, and whether it is that of the turn before. */
import type { FeatureSums } from './feature-sums';
import type { TurnPitch } from './turn-pitch';
import { VoicePrint } from './voice-print';

const PRINTS_KEPT = 24;
/** What was heard longer ago counts as of this age. */
export const LONGEST_VOICE_AGE_SECONDS = 60;
/** A voice is known from this much of it on. */
export const LEAST_PRINT_FRAMES = 30;

export class HeardVoices {
  /** Turns kept. */
  count = 0;
  /** Begin of the present episode: only voices from before it are compared. To be set before `compare`. */
  since = 0;
  /** End of the turn to be kept. To be set before `keepTurn`. */
  endSeconds = 0;
  /** Distance of the nearest voice, how long before the episode it was heard, how much higher the present one is, octaves. */
  nearest = -1;
  nearestAgeSeconds = LONGEST_VOICE_AGE_SECONDS;
  nearestPitch = 0;
  /** Is there a voice to compare with? 0 or 1. */
  any = 0;
  /** Distance of the voice of the turn before. */
  lastTurn = 0;

  private readonly prints = Array.from({ length: PRINTS_KEPT }, () => new VoicePrint());
  private readonly present = new VoicePrint();
  private readonly turnBefore = new VoicePrint();

  /** A turn has ended. */
  keepTurn(speech: FeatureSums, pitch: TurnPitch): void {
    this.keep(this.turnBefore, speech, pitch);
    if (speech.frames < LEAST_PRINT_FRAMES) return;
    this.keep(this.prints[this.count % PRINTS_KEPT]!, speech, pitch);
    this.count++;
  }

  /** How far the voice of this turn is from those heard before the episode, and from the turn before. */
  compare(speech: FeatureSums, pitch: TurnPitch): void {
    const { present } = this;
    present.take(speech, pitch);
    this.nearest = -1;
    this.nearestAgeSeconds = LONGEST_VOICE_AGE_SECONDS;
    this.nearestPitch = 0;
    this.any = 0;
    for (let k = 0; k < Math.min(this.count, PRINTS_KEPT); k++) {
      const other = this.prints[k]!;
      if (other.endSeconds >= this.since) continue;
      this.any = 1;
      present.compare(other);
      if (this.nearest >= 0 && present.distance >= this.nearest) continue;
      this.nearest = present.distance;
      this.nearestAgeSeconds = Math.min(LONGEST_VOICE_AGE_SECONDS, this.since - other.endSeconds);
      this.nearestPitch = present.pitch - other.pitch;
    }
    present.compare(this.turnBefore);
    this.lastTurn = present.distance;
  }

  private keep(print: VoicePrint, speech: FeatureSums, pitch: TurnPitch): void {
    pitch.summarise();
    print.take(speech, pitch);
    print.endSeconds = this.endSeconds;
  }
}
