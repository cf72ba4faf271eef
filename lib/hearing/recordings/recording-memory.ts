/**
 * Knows a recording that was heard before by a spectral hash: 23 bits for every 20 ms, the signs of how the
 * differences between neighbouring mel bands change (after Haitsma and Kalker, ISMIR 2002), compared where they are
 * sure. Hashes only, no audio.
 */
import { FRAMES_PER_SECOND, MEL_BANDS } from '../frames/frame-features';

/** Frames over which the change is taken: 60 ms, so that one frame's misalignment does not flip signs. */
const STEP = 3;
const BITS = MEL_BANDS - 1;
const CAPACITY = 30 * 60 * FRAMES_PER_SECOND;
/** Changes of less than this (log10 of power) flip with any noise or codec: such bits of a query are not compared. */
const SURE = 0.3;
/** Nor are bits of which nothing stands so far above the line's noise: they are that noise. */
const ABOVE_NOISE = 0.7;
/**
 * Share of sure bits that may be wrong. Measured on DEV, 0.64 s queries: repeats through other codecs and noise stay
 * below 0.21 (99 %), unrelated voices above 0.33 in 25 minutes of others.
 */
const SAME = 0.26;
/** Shorter queries must fit better: fewer frames lie by chance. */
const SAME_SHORT = 0.22;
const SHORT_FRAMES = 25;
const FULL_FRAMES = 32;
/** And so must fewer bits: unrelated ones come near by chance, as the square root of their number says. */
const CHANCE = 4;
/** Sure bits a query must hold to say anything. */
const LEAST_SURE_BITS = 110;
/**
 * The noise of the line, band by band, is what a tenth of the frames lie below: this much up with every frame above,
 * nine times as much down with every frame below, and faster where the sound has ended.
 */
const NOISE_RISE = 0.01;
const NOISE_FALL = 0.09;
const NOISE_ENDS = 0.2;
/** After this many frames a hopeless alignment is given up. */
const PROBE_FRAMES = 10;
const HOPELESS = 0.4;
/** A query needs this share of frames with something in them: silence equals any other silence. */
const LEAST_ACTIVE = 0.6;

export interface RecordingMatch {
  /** Seconds between the first hearing and this one; null when it was heard on an earlier call. */
  readonly agoSeconds: number | null;
  readonly bitError: number;
}

export class RecordingMemory {
  private readonly hashes = new Int32Array(CAPACITY);
  private readonly active = new Uint8Array(CAPACITY);
  /** Which bits of a hash are sure: silence and slow changes flip with any noise. */
  private readonly sure = new Int32Array(CAPACITY);
  private readonly mels = Array.from({ length: STEP + 1 }, () => new Float64Array(MEL_BANDS));
  /** Frames pushed so far; frame i lies at i % CAPACITY. */
  private count = 0;
  private earlier: Int32Array = new Int32Array(0);
  private readonly noise = new Float64Array(MEL_BANDS);
  /** The frames of a query that hold the most sure bits. */
  private readonly probes = new Int32Array(PROBE_FRAMES);

  /** Hashes of earlier calls to the same number, as `hashesBetween` gave them. */
  learn(hashes: Int32Array): void {
    const joined = new Int32Array(this.earlier.length + hashes.length);
    joined.set(this.earlier);
    joined.set(hashes, this.earlier.length);
    this.earlier = joined;
  }

  push(mel: Float64Array, active: boolean): void {
    const newest = this.mels[this.count % (STEP + 1)]!;
    const oldest = this.mels[(this.count + 1) % (STEP + 1)]!;
    newest.set(mel);
    if (this.count === 0) this.noise.set(mel);
    else this.followNoise(newest);
    let hash = 0;
    let sure = 0;
    let above = newest[0]! > this.noise[0]! + ABOVE_NOISE || oldest[0]! > this.noise[0]! + ABOVE_NOISE;
    for (let b = 0; b < BITS; b++) {
      const change = newest[b]! - newest[b + 1]! - oldest[b]! + oldest[b + 1]!;
      if (change > 0) hash |= 1 << b;
      const least = this.noise[b + 1]! + ABOVE_NOISE;
      const next = newest[b + 1]! > least || oldest[b + 1]! > least;
      if ((above || next) && (change > SURE || change < -SURE)) sure |= 1 << b;
      above = next;
    }
    const place = this.count % CAPACITY;
    this.hashes[place] = hash;
    this.sure[place] = active ? sure : 0;
    this.active[place] = active ? 1 : 0;
    this.count++;
  }

  private followNoise(mel: Float64Array): void {
    for (let b = 0; b < MEL_BANDS; b++) {
      const over = mel[b]! - this.noise[b]!;
      if (over > 0) this.noise[b]! += Math.min(over, NOISE_RISE);
      else this.noise[b]! += Math.max(over, NOISE_ENDS * over - NOISE_FALL);
    }
  }

  /** The hashes of the frames from `fromFrame` to `toFrame` (both counted from the first push) still held. */
  hashesBetween(fromFrame: number, toFrame: number): Int32Array {
    const from = Math.max(fromFrame, this.count - CAPACITY, 0);
    const length = Math.max(0, Math.min(toFrame, this.count) - from);
    const out = new Int32Array(length);
    for (let i = 0; i < length; i++) out[i] = this.hashes[(from + i) % CAPACITY]!;
    return out;
  }

  /**
   * Was the sound of `length` frames from `start` on heard before frame `before`? Frames count from the first push.
   */
  find(start: number, length: number, before: number): RecordingMatch | null {
    if (start < 0 || start + length > this.count || this.count - start > CAPACITY) return null;
    let active = 0;
    for (let i = start; i < start + length; i++) active += this.active[i % CAPACITY]!;
    if (active < LEAST_ACTIVE * length) return null;
    const oldest = Math.max(0, this.count - CAPACITY);
    const here = this.search(start, length, oldest, before - length, null);
    if (here !== null) return { agoSeconds: (start - here.at) / FRAMES_PER_SECOND, bitError: here.error };
    const other = this.search(start, length, 0, this.earlier.length - length, this.earlier);
    return other === null ? null : { agoSeconds: null, bitError: other.error };
  }

  /**
   * Whether the sound of `length` frames from `start` on is in these hashes (as `hashesBetween` gave them); null when
   * there is too little in it to tell.
   */
  isIn(start: number, length: number, hashes: Int32Array): boolean | null {
    if (start < 0 || start + length > this.count || this.count - start > CAPACITY) return null;
    let active = 0;
    let bits = 0;
    for (let i = start; i < start + length; i++) {
      active += this.active[i % CAPACITY]!;
      bits += ones(this.sure[i % CAPACITY]!);
    }
    if (active < LEAST_ACTIVE * length || bits < LEAST_SURE_BITS) return null;
    return this.search(start, length, 0, hashes.length - length, hashes) !== null;
  }

  private search(
    start: number,
    length: number,
    from: number,
    to: number,
    other: Int32Array | null,
  ): { at: number; error: number } | null {
    const { hashes, sure, probes } = this;
    let bits = 0;
    let probed = 0;
    const slot = length / PROBE_FRAMES;
    for (let p = 0; p < PROBE_FRAMES; p++) {
      let most = -1;
      for (let i = Math.floor(p * slot); i < Math.floor((p + 1) * slot); i++) {
        const count = ones(sure[(start + i) % CAPACITY]!);
        bits += count;
        if (count <= most) continue;
        most = count;
        probes[p] = i;
      }
      probed += most;
    }
    if (bits < LEAST_SURE_BITS) return null;
    const full = Math.min(1, Math.max(0, (length - SHORT_FRAMES) / (FULL_FRAMES - SHORT_FRAMES)));
    let best = Math.min(SAME_SHORT + (SAME - SAME_SHORT) * full, 0.5 - CHANCE / Math.sqrt(bits)) * bits;
    let at = -1;
    for (let k = from; k <= to; k++) {
      let wrong = 0;
      for (let p = 0; p < PROBE_FRAMES; p++) {
        const i = probes[p]!;
        const there = other === null ? hashes[(k + i) % CAPACITY]! : other[k + i]!;
        const here = (start + i) % CAPACITY;
        wrong += ones((hashes[here]! ^ there) & sure[here]!);
      }
      if (wrong > HOPELESS * probed) continue;
      wrong = 0;
      for (let i = 0; i < length && wrong < best; i++) {
        const there = other === null ? hashes[(k + i) % CAPACITY]! : other[k + i]!;
        const here = (start + i) % CAPACITY;
        wrong += ones((hashes[here]! ^ there) & sure[here]!);
      }
      if (wrong < best) {
        best = wrong;
        at = k;
      }
    }
    return at < 0 ? null : { at, error: best / bits };
  }
}

function ones(x: number): number {
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
