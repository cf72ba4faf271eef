/** Where utterances begin and end, from 20 ms frames: quick to say, dated back to the first and last syllable. */
import type { CallTime } from '../frames/call-time';
import { HARMONICITY, PITCH, TONAL_SHARE } from '../frames/frame-features';

/** An utterance is over when this long no syllable was heard. */
export const UTTERANCE_GAP_SECONDS = 0.4;
const LEAST_DB = -58;
const ABOVE_FLOOR_DB = 8;
const LEAST_FLOOR_DB = -75;
const RECENT_FRAMES = 75;
/** In place of a level, which is never above 0 dBFS. */
const NOT_HEARD = 1;
const BELOW_PEAK_DB = 26;
const STRONG_BELOW_PEAK_DB = 16;
const VOICED_FRAMES_TO_BEGIN = 5;
/** With the acoustic model hearing speech too, whispery voices need less. */
const VOICED_FRAMES_IF_SPEECH = 2;
/** Frames a beginning may take: with 5 voiced ones among them it is certain within 300 ms. */
const CANDIDATE_FRAMES = 22;
/** Fainter than this is no music a queue plays. */
const FAINT_DB = -43;
const FAINT_FRAMES = 25;
const GAP_FRAMES = Math.round(UTTERANCE_GAP_SECONDS * 50);

/** What of a frame tells syllables. */
export interface VoiceFrame {
  readonly levelDb: number;
  readonly values: Float32Array;
}

export type ActivityChange = 'none' | 'began' | 'ended';

export class SpeechActivity {
  /** An utterance is under way (its pauses under 0.4 s included). */
  speaking = false;
  sinceSeconds = 0;
  /** End of the last syllable heard. */
  lastSyllableSeconds = -100;
  /** This very frame holds speech-like energy. */
  active = false;

  /** This very frame is as loud as speech near the microphone was lately: no murmur behind it. */
  strong = false;

  private floorDb = LEAST_DB;
  private peakDb = LEAST_DB;
  private readonly recent = new Float32Array(RECENT_FRAMES).fill(NOT_HEARD);
  private unheard = RECENT_FRAMES;
  private next = 0;
  private candidateFrames = 0;
  private voicedFrames = 0;
  private quietFrames = 100;
  private candidateSeconds = 0;

  constructor(private readonly time: CallTime) {}

  /**
   * One frame. `ruledOut`: the frame is a tone or, as the slower acoustic model says, music: never a syllable.
   * `speech`: that model says speech. `missing`: nothing has arrived for it.
   */
  push(frame: VoiceFrame, ruledOut: boolean, speech: boolean, missing: boolean): ActivityChange {
    const { levelDb, values } = frame;
    const now = this.time.seconds;
    this.track(frame, ruledOut, speech, missing);
    const loud = levelDb > Math.max(LEAST_DB, this.floorDb + ABOVE_FLOOR_DB, this.peakDb - BELOW_PEAK_DB);
    this.active = loud && !ruledOut;
    this.strong = this.active && levelDb > this.peakDb - STRONG_BELOW_PEAK_DB;
    const voiced = this.active && values[HARMONICITY]! > 0.5 && values[PITCH]! !== 0 && values[TONAL_SHARE]! < 0.985;
    if (this.active) {
      if (this.quietFrames >= 4 && !this.speaking) {
        this.candidateFrames = 0;
        this.voicedFrames = 0;
        this.candidateSeconds = now - 0.02;
      }
      this.quietFrames = 0;
    } else this.quietFrames++;
    if (this.speaking) {
      if (this.active) this.lastSyllableSeconds = now;
      if (this.quietFrames < GAP_FRAMES) return 'none';
      this.speaking = false;
      this.candidateFrames = 0;
      this.voicedFrames = 0;
      return 'ended';
    }
    if (this.quietFrames >= 4) return 'none';
    this.candidateFrames++;
    if (voiced) this.voicedFrames++;
    const needed = speech && this.strong ? VOICED_FRAMES_IF_SPEECH : VOICED_FRAMES_TO_BEGIN;
    if (this.voicedFrames >= needed && this.candidateFrames >= 8) {
      this.speaking = true;
      this.sinceSeconds = this.candidateSeconds;
      this.lastSyllableSeconds = now;
      return 'began';
    }
    if (this.candidateFrames > CANDIDATE_FRAMES) {
      this.candidateFrames = 0;
      this.voicedFrames = 0;
      this.candidateSeconds = now - 0.02;
    }
    return 'none';
  }

  /** All of the last half second was faint: a line's noise, a room's murmur. */
  get faint(): boolean {
    const { recent, next } = this;
    for (let i = 1; i <= FAINT_FRAMES; i++) {
      const level = recent[(next - i + recent.length) % recent.length]!;
      if (level >= FAINT_DB && level !== NOT_HEARD) return false;
    }
    return true;
  }

  /**
   * Floor: the quietest 100 ms of the last 1.5 s, rising slowly; peak: the loudest, falling 6 dB a second. What has not
   * arrived shows no floor: else the noise of a line would pass for a voice for a second after each gap, and at the
   * start of a call. A voice that begins there may stand above any floor.
   */
  private track({ levelDb }: VoiceFrame, ruledOut: boolean, speech: boolean, missing: boolean): void {
    const { recent } = this;
    if (recent[this.next] === NOT_HEARD) this.unheard--;
    if (missing) this.unheard++;
    recent[this.next] = missing ? NOT_HEARD : levelDb;
    this.next = (this.next + 1) % recent.length;
    let lowest = 0;
    for (let i = 0; i + 5 <= recent.length; i += 5) {
      let sum = 0;
      let heard = true;
      for (let j = i; j < i + 5; j++) {
        sum += recent[j]!;
        if (recent[j] === NOT_HEARD) heard = false;
      }
      if (heard && sum / 5 < lowest) lowest = sum / 5;
    }
    const unknown = lowest === 0 || (speech && this.unheard > 0);
    this.floorDb = unknown ? LEAST_FLOOR_DB : Math.max(lowest, LEAST_FLOOR_DB);
    // Loud music or ringing must not make the soft voice after it too soft to hear.
    this.peakDb = ruledOut ? LEAST_DB : Math.max(levelDb, this.peakDb - 0.12);
  }
}
