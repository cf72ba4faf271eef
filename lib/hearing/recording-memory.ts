/**
 * Knows a recording that was heard before by a spectral hash: 23 bits for every 20 ms, the signs of how the
 * differences between neighbouring mel bands change (after Haitsma and Kalker, ISMIR 2002). Hashes only, no audio.
 */
import { FRAMES_PER_SECOND, MEL_BANDS } from './frame-features';

/** Frames over which the change is taken: 40 ms, so that one frame's misalignment does not flip signs. */
const STEP = 2;
const BITS = MEL_BANDS - 1;
const CAPACITY = 30 * 60 * FRAMES_PER_SECOND;
/** Bit error rate under which two seconds are the same recording; unrelated ones sit at 0.5. */
const SAME = 0.33;
/** Shorter queries must fit better: fewer bits lie by chance. */
const SAME_SHORT = 0.28;
const FULL_FRAMES = 50;
/** After this many frames a hopeless alignment is given up. */
const PROBE_FRAMES = 10;
const HOPELESS = 0.46;
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
  private readonly mels = Array.from({ length: STEP + 1 }, () => new Float64Array(MEL_BANDS));
  /** Frames pushed so far; frame i lies at i % CAPACITY. */
  private count = 0;
  private earlier: Int32Array = new Int32Array(0);

  /** Hashes of earlier calls to the same number, as `hashesSince` gave them. */
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
    let hash = 0;
    for (let b = 0; b < BITS; b++) {
      const change = newest[b]! - newest[b + 1]! - oldest[b]! + oldest[b + 1]!;
      if (change > 0) hash |= 1 << b;
    }
    const place = this.count % CAPACITY;
    this.hashes[place] = hash;
    this.active[place] = active ? 1 : 0;
    this.count++;
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

  private search(
    start: number,
    length: number,
    from: number,
    to: number,
    other: Int32Array | null,
  ): { at: number; error: number } | null {
    const { hashes } = this;

    const stride = Math.ceil(length / PROBE_FRAMES);
    const probed = Math.ceil(length / stride);
    const same = length >= FULL_FRAMES ? SAME : SAME_SHORT + ((SAME - SAME_SHORT) * (length - 30)) / (FULL_FRAMES - 30);
    let best = same * BITS * length;
    let at = -1;
    for (let k = from; k <= to; k++) {
      let wrong = 0;
      for (let i = 0; i < length; i += stride) {
        const there = other === null ? hashes[(k + i) % CAPACITY]! : other[k + i]!;
        wrong += ones(hashes[(start + i) % CAPACITY]! ^ there);
      }
      if (wrong > HOPELESS * BITS * probed) continue;
      wrong = 0;
      for (let i = 0; i < length && wrong < best; i++) {
        const there = other === null ? hashes[(k + i) % CAPACITY]! : other[k + i]!;
        wrong += ones(hashes[(start + i) % CAPACITY]! ^ there);
      }
      if (wrong < best) {
        best = wrong;
        at = k;
      }
    }
    return at < 0 ? null : { at, error: best / (BITS * length) };
  }
}

function ones(x: number): number {
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
