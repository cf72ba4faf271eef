/**
 * The one RTP timeline a session sends on (RFC 3550 section 5.1): sequence numbers without gaps and timestamps that follow
 * the sampling clock, whoever speaks: the session itself, or another leg whose packets are passed on.
 */
import { randomInt } from 'node:crypto';
import { sequenceDistance, timestampDistance } from './rtp-header';

export const FRAME_SAMPLES = 160;
/** A mapped stream that strays further than this from our clock has a new timeline. */
const MAX_STRAY_SAMPLES = 16_000;
const MAX_SEQUENCE_STEP = 100;
/** After we filled a pause, so many packets that belong to it are dropped before its source is believed to have slipped. */
const MAX_OVERTAKEN = 10;
/** A stream so little behind us is moved on instead: two frames of delay are cheaper than lost words. */
const SMALL_SHIFT_SAMPLES = 320;

export interface OutgoingStamp {
  sequence: number;
  timestamp: number;
  marker: boolean;
}

export class SendTimeline {
  readonly ssrc: number;
  readonly stamp: OutgoingStamp = { sequence: 0, timestamp: 0, marker: false };
  #sequence: number;
  /** Timestamp of the clock's current frame, and the first timestamp not used yet. */
  #clock: number;
  #next: number;
  #mapped = false;
  #mappedSsrc = 0;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #oldestSequence = 0;
  #interrupted = false;
  #overtaken = 0;

  constructor(random: (limit: number) => number = randomInt) {
    this.ssrc = random(0x7fffffff) * 2 + random(2);
    this.#sequence = random(0x10000);
    this.#clock = random(0x7fffffff) * 2;
    this.#next = this.#clock;
  }

  /** Timestamp of the sampling instant now (for RTCP SR). */
  get clockTimestamp(): number {
    return this.#clock;
  }

  /** The clock moved on by so many samples, whether or not anything was sent. */
  advance(samples: number): void {
    this.#clock = (this.#clock + samples) >>> 0;
  }

  /** Where audio of our own that starts with the current frame is on the timeline. */
  begin(): number {
    if (timestampDistance(this.#next, this.#clock) < 0) this.#clock = this.#next;
    return this.#clock;
  }

  /** Stamps a packet of our own; `timestamp` comes from `begin`. */
  own(timestamp: number, samples: number): OutgoingStamp {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#use(timestamp, samples);
    this.#interrupted = true;
    this.stamp.sequence = this.#sequence;
    this.stamp.timestamp = timestamp;
    this.stamp.marker = false;
    return this.stamp;
  }

  /** Passing on ends; the next packet passed on begins anew. */
  unmap(): void {
    this.#mapped = false;
  }

  /**
   * Stamps a packet of another leg. Its gaps and order are kept, so that the receiver's jitter buffer and concealment
   * can do their work. Null: too old, its place on the timeline is taken.
   */
  pass(ssrc: number, sequence: number, timestamp: number, samples: number, marker: boolean): OutgoingStamp | null {
    let started = false;
    if (!this.#mapped || ssrc !== this.#mappedSsrc || this.#strays(sequence, timestamp)) {
      this.#map(ssrc, sequence, timestamp);
      started = true;
    }
    const outTimestamp = (timestamp + this.#timestampOffset) >>> 0;
    if (this.#interrupted && !started) {
      // We spoke in its pause: what belongs to that time has lost its place.
      const lead = timestampDistance(this.#next, outTimestamp);
      if (lead < 0) {
        if (lead < -SMALL_SHIFT_SAMPLES && ++this.#overtaken <= MAX_OVERTAKEN) return null;
        this.#map(ssrc, sequence, timestamp);
        return this.pass(ssrc, sequence, timestamp, samples, true);
      }
      const mapped = (sequence + this.#sequenceOffset) & 0xffff;
      if (sequenceDistance(this.#sequence, mapped) <= 0) {
        this.#sequenceOffset = (this.#sequence + 1 - sequence) & 0xffff;
      }
      this.#oldestSequence = (this.#sequence + 1) & 0xffff;
      started = true;
    }
    const outSequence = (sequence + this.#sequenceOffset) & 0xffff;
    if (sequenceDistance(this.#oldestSequence, outSequence) < 0) return null;
    if (started || sequenceDistance(this.#sequence, outSequence) > 0) this.#sequence = outSequence;
    this.#interrupted = false;
    this.#overtaken = 0;
    this.#use(outTimestamp, samples);
    this.stamp.sequence = outSequence;
    this.stamp.timestamp = outTimestamp;
    this.stamp.marker = marker || started;
    return this.stamp;
  }

  #strays(sequence: number, timestamp: number): boolean {
    const outTimestamp = (timestamp + this.#timestampOffset) >>> 0;
    if (Math.abs(timestampDistance(this.#clock, outTimestamp)) > MAX_STRAY_SAMPLES) return true;
    if (this.#interrupted) return false;
    const step = sequenceDistance(this.#sequence, (sequence + this.#sequenceOffset) & 0xffff);
    return Math.abs(step) > MAX_SEQUENCE_STEP;
  }

  #map(ssrc: number, sequence: number, timestamp: number): void {
    this.#mapped = true;
    this.#mappedSsrc = ssrc;
    this.#sequenceOffset = (this.#sequence + 1 - sequence) & 0xffff;
    this.#timestampOffset = (this.begin() - timestamp) | 0;
    this.#oldestSequence = (this.#sequence + 1) & 0xffff;
    this.#interrupted = false;
    this.#overtaken = 0;
  }

  #use(timestamp: number, samples: number): void {
    const end = (timestamp + samples) >>> 0;
    if (timestampDistance(this.#next, end) > 0) this.#next = end;
  }
}
