/** DTMF digits heard in the audio (ITU-T Q.23, receiver margins of Q.24), by Goertzel every 10 ms. */
import type { CallTime } from '../frames/call-time';
import { FRAME_SAMPLES } from '../frames/frame-features';

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];
const BLOCK = 160;
const HOP = 80;
/** Of the block's power in the two tones; speech and music rarely pass 0.7 for three blocks on end. */
const LEAST_SHARE = 0.78;
const LEAST_POWER = 10 ** (-42 / 10);
/** Q.24 asks for 4 dB (columns up) to 8 dB (rows up); low-rate codecs bend more than lines do. */
const WORST_TWIST = 10 ** (9 / 10);
const HITS_TO_BEGIN = 3;
const MISSES_TO_END = 2;

export interface HeardDigit {
  readonly digit: string;
  /** Seconds of audio at the digit's begin. */
  readonly sinceSeconds: number;
  readonly durationMs: number;
}

export class DtmfDetector {
  /** The digit sounding now, once certain (about 40 ms in). */
  sounding: string | null = null;
  sinceSeconds = 0;

  private readonly block = new Float64Array(BLOCK + HOP);
  private readonly coefficients = [...ROWS_HZ, ...COLUMNS_HZ].map((hz) => 2 * Math.cos((2 * Math.PI * hz) / 8000));
  private readonly powers = new Float64Array(8);
  private candidate: string | null = null;
  private hits = 0;
  private misses = 0;
  private lastHitSeconds = 0;

  constructor(private readonly time: CallTime) {}

  /** One frame of 160 samples ending now. Returns the digit that has just ended. */
  push(samples: Int16Array, offset: number): HeardDigit | null {
    let ended: HeardDigit | null = null;
    this.block.copyWithin(0, FRAME_SAMPLES);
    for (let i = 0; i < FRAME_SAMPLES; i++) this.block[HOP + i] = samples[offset + i]! / 32768;
    for (let start = 0; start <= HOP; start += HOP) {
      ended = this.step(this.classify(start), start) ?? ended;
    }
    return ended;
  }

  /** `key`: of the block that starts here. */
  private step(key: string | null, start: number): HeardDigit | null {
    const blockEnd = this.time.seconds - (HOP - start) / 8000;
    if (key !== null && key === this.candidate) {
      this.hits++;
      this.misses = 0;
      this.lastHitSeconds = blockEnd;
      if (this.hits >= HITS_TO_BEGIN && this.sounding === null) this.sounding = key;
      return null;
    }
    if (this.sounding !== null && this.misses + 1 < MISSES_TO_END) {
      this.misses++;
      return null;
    }
    // A hit needs most of its block filled at both ends, so hits span the tone less half a block at either side.
    const ended: HeardDigit | null =
      this.sounding === null
        ? null
        : {
            digit: this.sounding,
            sinceSeconds: this.sinceSeconds,
            durationMs: Math.round((this.lastHitSeconds - this.sinceSeconds) * 1000),
          };
    this.sounding = null;
    this.candidate = key;
    this.hits = key === null ? 0 : 1;
    this.misses = 0;
    this.sinceSeconds = blockEnd - BLOCK / 8000 + 0.005;
    this.lastHitSeconds = blockEnd;
    return ended;
  }

  private classify(start: number): string | null {
    const { block, powers, coefficients } = this;
    let energy = 0;
    for (let i = start; i < start + BLOCK; i++) energy += block[i]! * block[i]!;
    energy /= BLOCK;
    if (energy < LEAST_POWER) return null;
    for (let f = 0; f < 8; f++) {
      const c = coefficients[f]!;
      let s1 = 0;
      let s2 = 0;
      for (let i = start; i < start + BLOCK; i++) {
        const s0 = block[i]! + c * s1 - s2;
        s2 = s1;
        s1 = s0;
      }
      powers[f] = (2 * (s1 * s1 + s2 * s2 - c * s1 * s2)) / (BLOCK * BLOCK);
    }
    const row = strongest(powers, 0);
    const column = strongest(powers, 4);
    if (row < 0 || column < 0) return null;
    const a = powers[row]!;
    const b = powers[column]!;
    if (a > b * WORST_TWIST || b > a * WORST_TWIST || a + b < LEAST_SHARE * energy) return null;
    return KEYS[row]![column - 4]!;
  }
}

/** Index of the strongest of four, or -1 when the runner-up is less than 6 dB below it. */
function strongest(powers: Float64Array, from: number): number {
  let best = from;
  for (let f = from + 1; f < from + 4; f++) if (powers[f]! > powers[best]!) best = f;
  for (let f = from; f < from + 4; f++) if (f !== best && powers[f]! * 4 > powers[best]!) return -1;
  return best;
}
