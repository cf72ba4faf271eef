/**
 * Adaptive jitter buffer for 8 kHz audio. It keeps decoded samples on the sender's timeline (not packets in a queue), so
 * that any packet duration, reordering, duplicates and overlaps fall into place; one 20 ms frame is pulled per clock tick.
 * The playing point follows `arrival - timestamp` plus a measured delay: clock skew and changed jitter are absorbed by
 * shortening or stretching single pitch periods, by skipping what is missing anyway, or by waiting while concealing.
 */
import { Concealment, MAX_LAG, MIN_LAG, bestLag } from '../audio/concealment';
import { DelayEstimate } from './delay-estimate';
import { timestampDistance } from './rtp-header';

export const FRAME_SAMPLES = 160;
const SAMPLES_PER_MS = 8;
const CAPACITY = 16384;
const MASK = CAPACITY - 1;
/** How far ahead of the playing point audio may lie; more is another timeline. */
const MAX_AHEAD_SAMPLES = 12_000;
const MAX_BEHIND_SAMPLES = 24_000;
/** Without a packet for so long there is no stream to conceal. */
const ABSENT_AFTER_MS = 160;
/** After such a pause the next packet begins a new timeline, whatever its timestamp. */
const FRESH_START_MS = 600;
/** Late packets for so long, and none in time: the sender's timeline has slipped back (a pause it did not count). */
const SLIPPED_MS = 80;
/** Tolerated deviation of the playing point: corrections are audible work, so small wander is left alone. */
const TOO_LONG_SAMPLES = 240;
/** So far behind, after a stall of this machine, nothing but a jump catches up. */
const FAR_BEHIND_SAMPLES = 2400;
const TOO_SHORT_SAMPLES = -60;
/** The first frame may be played this much before its ideal time, for the sake of alignment. */
const EARLY_START_SAMPLES = 40;
/** A frame whose end has not arrived yet can be stretched over it when at least half is there. */
const STRETCHABLE_SAMPLES = 80;
const FRAMES_BETWEEN_CORRECTIONS = 5;

export type InsertVerdict = 'stored' | 'duplicate' | 'late' | 'implausible';

/** Kind of a pulled frame: wholly received, partly or wholly made up, or no stream at all (digital silence). */
export type FrameKind = 'heard' | 'concealed' | 'absent';

export class JitterBuffer {
  readonly #samples = new Int16Array(CAPACITY);
  readonly #filled = new Uint8Array(CAPACITY);
  readonly #present = new Uint8Array(FRAME_SAMPLES);
  readonly #work = new Int16Array(FRAME_SAMPLES + MAX_LAG);
  readonly #delay = new DelayEstimate();
  readonly #concealment = new Concealment();
  #started = false;
  /** Extended timestamps (not wrapped); `#cursor` is the next sample to play, `#newest` one past the last stored. */
  #reference = 0;
  #cursor = 0;
  #newest = 0;
  /** Position of the first sample of this timeline; before it nothing is missing. */
  #first = 0;
  #aligned = false;
  #lastArrivalMs = 0;
  #lateSinceMs = -1;
  #jumpNext = 0;
  #hasJump = false;
  #sinceCorrection = 0;
  framesConcealed = 0;

  get targetDelayMs(): number {
    return this.#delay.targetSamples / SAMPLES_PER_MS;
  }

  /** Forgets the stream (change of SSRC or of source); what was heard last still fades out. */
  reset(): void {
    this.#started = false;
    this.#filled.fill(0);
    this.#delay.reset();
    this.#lateSinceMs = -1;
    this.#hasJump = false;
  }

  /** RTP of the stream arrived that is no audio (telephone-event): the stream is not absent. */
  alive(nowMs: number): void {
    this.#lastArrivalMs = nowMs;
  }

  /** Puts a packet's decoded samples on the timeline. */
  insert(timestamp: number, samples: Int16Array, count: number, nowMs: number): InsertVerdict {
    const silentMs = nowMs - this.#lastArrivalMs;
    if (!this.#started || silentMs > FRESH_START_MS) this.#begin(timestamp, nowMs);
    let position = this.#reference + timestampDistance(this.#reference % 0x100000000, timestamp);
    const ahead = position - this.#cursor;
    if (ahead > MAX_AHEAD_SAMPLES || ahead < -MAX_BEHIND_SAMPLES) {
      // Two packets that continue each other are needed to believe a jump (RFC 3550 A.1 does so for sequence numbers).
      if (!this.#hasJump || this.#jumpNext !== timestamp) {
        this.#hasJump = true;
        this.#jumpNext = (timestamp + count) >>> 0;
        return 'implausible';
      }
      this.#begin(timestamp, nowMs);
      position = this.#reference;
    }
    this.#hasJump = false;
    this.#lastArrivalMs = nowMs;
    if (position + count <= this.#cursor) {
      if (this.#lateSinceMs < 0) this.#lateSinceMs = nowMs;
      if (nowMs - this.#lateSinceMs < SLIPPED_MS) {
        this.#delay.add(nowMs * SAMPLES_PER_MS - position);
        return 'late';
      }
      this.#begin(timestamp, nowMs);
      position = this.#reference;
    }
    this.#lateSinceMs = -1;
    let stored = 0;
    for (let index = 0; index < count; index++) {
      const at = position + index;
      if (at < this.#cursor) continue;
      const slot = at & MASK;
      if (this.#filled[slot] === 1) continue;
      this.#filled[slot] = 1;
      this.#samples[slot] = samples[index]!;
      stored++;
    }
    if (stored === 0) return 'duplicate';
    this.#delay.add(nowMs * SAMPLES_PER_MS - position);
    this.#reference = position;
    if (position + count > this.#newest) this.#newest = position + count;
    return 'stored';
  }

  /** The next 20 ms into `frame`. Call once per clock tick with the tick's nominal time. */
  pull(nowMs: number, frame: Int16Array): FrameKind {
    if (!this.#started) return this.#absent(frame);
    this.#sinceCorrection++;
    const ideal = nowMs * SAMPLES_PER_MS - this.#delay.minimumTransit - this.#delay.targetSamples;
    if (!this.#aligned) {
      // Frames are cut where the packets are, so that one lost packet spoils one frame.
      this.#aligned = true;
      this.#cursor =
        this.#first - FRAME_SAMPLES * Math.ceil((this.#first - ideal - EARLY_START_SAMPLES) / FRAME_SAMPLES);
    }
    let excess = ideal - this.#cursor;
    if (excess > FAR_BEHIND_SAMPLES) {
      const behind = FRAME_SAMPLES * Math.floor(excess / FRAME_SAMPLES);
      if (behind < CAPACITY) this.#discard(behind);
      else this.#cursor += behind;
      excess -= behind;
    }
    let present = this.#count(FRAME_SAMPLES);
    if (present === 0 && excess > TOO_LONG_SAMPLES) {
      // Nothing here and behind schedule: skip the hole.
      const gap = this.#gap(Math.floor(excess));
      this.#cursor += gap;
      excess -= gap;
      present = this.#count(FRAME_SAMPLES);
    }
    if (present === 0) return this.#missing(nowMs, frame, excess);
    if (this.#sinceCorrection > FRAMES_BETWEEN_CORRECTIONS && present === FRAME_SAMPLES) {
      if (excess > TOO_LONG_SAMPLES && this.#shorten(frame)) return 'heard';
      if (excess < TOO_SHORT_SAMPLES) return this.#stretch(frame, FRAME_SAMPLES);
    }
    const arrived = this.#newest - this.#cursor;
    if (excess < 0 && arrived < FRAME_SAMPLES && present === arrived) {
      // Played on as it comes, every frame would lack its end, for as long as the sender's timeline stays where it is.
      return arrived >= STRETCHABLE_SAMPLES ? this.#stretch(frame, arrived) : this.#missing(nowMs, frame, excess);
    }
    this.#take(frame, FRAME_SAMPLES);
    this.#concealment.complete(frame, this.#present);
    if (present === FRAME_SAMPLES) return 'heard';
    this.framesConcealed++;
    return 'concealed';
  }

  #begin(timestamp: number, nowMs: number): void {
    this.#filled.fill(0);
    this.#delay.reset();
    this.#started = true;
    this.#reference = timestamp + 0x100000000;
    this.#cursor = Math.floor(this.#reference - this.#delay.targetSamples);
    this.#newest = this.#reference;
    this.#first = this.#reference;
    this.#aligned = false;
    this.#lastArrivalMs = nowMs;
    this.#lateSinceMs = -1;
    this.#hasJump = false;
  }

  #missing(nowMs: number, frame: Int16Array, excess: number): FrameKind {
    const untouched = this.#cursor + FRAME_SAMPLES <= this.#first;
    const exhausted = this.#newest < this.#cursor + FRAME_SAMPLES;
    const absent = untouched || nowMs - this.#lastArrivalMs > ABSENT_AFTER_MS;
    // Ahead of schedule and the next packet only late: wait instead of skipping what will still come.
    const wait = exhausted && !absent && excess < 0 ? Math.min(FRAME_SAMPLES, Math.ceil(-excess)) : 0;
    this.#discard(FRAME_SAMPLES - wait);
    this.#absent(frame);
    if (absent) return 'absent';
    this.framesConcealed++;
    return 'concealed';
  }

  #absent(frame: Int16Array): FrameKind {
    frame.fill(0);
    this.#present.fill(0);
    this.#concealment.complete(frame, this.#present);
    return 'absent';
  }

  #count(length: number): number {
    let present = 0;
    for (let index = 0; index < length; index++) present += this.#filled[(this.#cursor + index) & MASK]!;
    return present;
  }

  /** Length of the hole at the cursor, at most `limit`. */
  #gap(limit: number): number {
    let gap = 0;
    while (gap < limit && this.#filled[(this.#cursor + gap) & MASK] === 0) gap++;
    return gap;
  }

  #take(into: Int16Array, length: number): void {
    for (let index = 0; index < length; index++) {
      const slot = (this.#cursor + index) & MASK;
      const filled = this.#filled[slot]!;
      if (index < FRAME_SAMPLES) this.#present[index] = filled;
      into[index] = filled === 1 ? this.#samples[slot]! : 0;
      this.#filled[slot] = 0;
    }
    this.#cursor += length;
  }

  /** Plays 20 ms out of up to 40: one pitch period is dropped under a cross-fade. */
  #shorten(frame: Int16Array): boolean {
    if (this.#count(FRAME_SAMPLES + MAX_LAG) < FRAME_SAMPLES + MAX_LAG) return false;
    const work = this.#work;
    for (let index = 0; index < work.length; index++) work[index] = this.#samples[(this.#cursor + index) & MASK]!;
    const lag = bestLag(work, 0, FRAME_SAMPLES, MIN_LAG, 1);
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      const share = (index + 1) / FRAME_SAMPLES;
      frame[index] = Math.round(work[index]! * (1 - share) + work[index + lag]! * share);
    }
    this.#discard(FRAME_SAMPLES + lag);
    return this.#corrected(frame);
  }

  /** Plays 20 ms out of fewer, of which `available` are there: one pitch period is repeated under a cross-fade. */
  #stretch(frame: Int16Array, available: number): FrameKind {
    const history = this.#concealment.history;
    const work = this.#work;
    // work = the last MAX_LAG samples played, then the frame to come.
    work.set(history.subarray(history.length - MAX_LAG), 0);
    for (let index = 0; index < available; index++)
      work[MAX_LAG + index] = this.#samples[(this.#cursor + index) & MASK]!;
    const lag = bestLag(work, MAX_LAG, available, Math.max(MIN_LAG, FRAME_SAMPLES - available), -1);
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      const share = Math.min(1, (index + 1) / available);
      const repeated = work[MAX_LAG + index - lag]!;
      frame[index] = share === 1 ? repeated : Math.round(work[MAX_LAG + index]! * (1 - share) + repeated * share);
    }
    this.#discard(FRAME_SAMPLES - lag);
    this.#corrected(frame);
    return 'heard';
  }

  #discard(length: number): void {
    for (let index = 0; index < length; index++) this.#filled[(this.#cursor + index) & MASK] = 0;
    this.#cursor += length;
  }

  #corrected(frame: Int16Array): true {
    this.#sinceCorrection = 0;
    this.#present.fill(1);
    this.#concealment.complete(frame, this.#present);
    return true;
  }
}
