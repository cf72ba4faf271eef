/**
 * Which SSRC is being listened to. A peer may change it at any time (RFC 3550 section 8.2; a PBX that moves from
 * announcement to music does), but one forged packet must not restart the stream, nor two interleaved sources flap.
 */
import { sequenceDistance } from './rtp-header';

/** The old source must have paused this long (three packets of 20 ms) before a new one is believed. */
const PAUSE_MS = 50;
const PROBATION_PACKETS = 2;

export type SsrcVerdict = 'current' | 'changed' | 'probation';

export class SsrcGate {
  #current: number | null = null;
  #ended = false;
  #lastHeardMs = 0;
  #candidate = 0;
  #candidateSequence = 0;
  #candidatePackets = 0;

  get current(): number | null {
    return this.#current;
  }

  judge(ssrc: number, sequence: number, nowMs: number): SsrcVerdict {
    if (ssrc === this.#current && !this.#ended) {
      this.#lastHeardMs = nowMs;
      return 'current';
    }
    if (this.#current === null || (this.#ended && ssrc !== this.#current)) return this.#change(ssrc, nowMs);
    const step = sequenceDistance(this.#candidateSequence, sequence);
    const continues = this.#candidatePackets > 0 && this.#candidate === ssrc && step > 0 && step <= 3;
    this.#candidatePackets = continues ? this.#candidatePackets + 1 : 1;
    this.#candidate = ssrc;
    this.#candidateSequence = sequence;
    const paused = this.#ended || nowMs - this.#lastHeardMs >= PAUSE_MS;
    return paused && this.#candidatePackets >= PROBATION_PACKETS ? this.#change(ssrc, nowMs) : 'probation';
  }

  /** RTCP BYE of the source in use: the next one may follow at once. */
  bye(ssrc: number): void {
    if (ssrc === this.#current) this.#ended = true;
  }

  reset(): void {
    this.#current = null;
    this.#ended = false;
    this.#candidatePackets = 0;
  }

  #change(ssrc: number, nowMs: number): 'changed' {
    this.#current = ssrc;
    this.#ended = false;
    this.#lastHeardMs = nowMs;
    this.#candidatePackets = 0;
    return 'changed';
  }
}
