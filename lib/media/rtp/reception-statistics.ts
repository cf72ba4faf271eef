/** What RTCP reports about a received stream: loss and interarrival jitter (RFC 3550 sections 6.4.1, A.1, A.3, A.8). */
import { sequenceDistance } from './rtp-header';

const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
const CLOCK_RATE_PER_MS = 8;

export class ReceptionStatistics {
  received = 0;
  /** Losses of sources that are gone, so that a change of SSRC does not hide them. */
  #lostBefore = 0;
  #receivedBefore = 0;
  #started = false;
  #baseSequence = 0;
  #maxSequence = 0;
  #cycles = 0;
  #badSequence = -1;
  #expectedPrior = 0;
  #receivedPrior = 0;
  #transit = 0;
  #hasTransit = false;
  #jitterSamples = 0;

  /** A new source begins at `sequence`. */
  restart(sequence: number): void {
    this.#lostBefore = this.packetsLost;
    this.#receivedBefore += this.received;
    this.received = 0;
    this.#started = true;
    this.#baseSequence = sequence;
    this.#maxSequence = sequence;
    this.#cycles = 0;
    this.#badSequence = -1;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
    this.#hasTransit = false;
  }

  /** False when the sequence number makes no sense yet: two in a row are needed to believe a jump. */
  packet(sequence: number): boolean {
    if (!this.#started) this.restart(sequence);
    const step = sequenceDistance(this.#maxSequence, sequence);
    if (step > MAX_DROPOUT || step < -MAX_MISORDER) {
      if (sequence !== this.#badSequence) {
        this.#badSequence = (sequence + 1) & 0xffff;
        return false;
      }
      this.restart(sequence);
    } else if (step > 0) {
      if (sequence < this.#maxSequence) this.#cycles += 0x10000;
      this.#maxSequence = sequence;
    }
    this.#badSequence = -1;
    this.received++;
    return true;
  }

  /** Arrival of an audio packet, for the jitter (events share one timestamp and do not count). */
  arrival(timestamp: number, nowMs: number): void {
    const transit = (nowMs * CLOCK_RATE_PER_MS - timestamp) % 0x100000000;
    if (this.#hasTransit) {
      const deviation = Math.abs((transit - this.#transit) | 0);
      // A jump of more than a second is another timeline, not jitter.
      if (deviation < 8000) this.#jitterSamples += (deviation - this.#jitterSamples) / 16;
    }
    this.#hasTransit = true;
    this.#transit = transit;
  }

  get extendedMaxSequence(): number {
    return (this.#cycles + this.#maxSequence) >>> 0;
  }

  get packetsLost(): number {
    if (!this.#started) return 0;
    const expected = this.#cycles + this.#maxSequence - this.#baseSequence + 1;
    return this.#lostBefore + Math.max(0, expected - this.received);
  }

  get packetsReceived(): number {
    return this.#receivedBefore + this.received;
  }

  get jitterMs(): number {
    return this.#jitterSamples / CLOCK_RATE_PER_MS;
  }

  get jitterSamples(): number {
    return this.#jitterSamples;
  }

  /** Fraction lost since the last call, in 1/256 (RFC 3550 A.3); call once per report. */
  takeFractionLost(): number {
    if (!this.#started) return 0;
    const expected = this.#cycles + this.#maxSequence - this.#baseSequence + 1;
    const expectedInterval = expected - this.#expectedPrior;
    const lostInterval = expectedInterval - (this.received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.received;
    if (expectedInterval <= 0 || lostInterval <= 0) return 0;
    return Math.min(255, Math.floor((lostInterval * 256) / expectedInterval));
  }
}
