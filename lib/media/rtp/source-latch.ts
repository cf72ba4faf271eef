/**
 * Symmetric RTP (RFC 4961): decides which remote address a session listens and talks to.
 * The SDP's address is believed at once; any other only after several packets in a row that form one stream, and never
 * while the source in use still speaks: a stray or forged packet must not take the audio away.
 */
import { sequenceDistance } from './rtp-header';

export const LATCH_PACKETS = 5;
/** ... that came over at least this long: a burst is no stream. */
const LATCH_MS = 60;
/** Sources on probation at a time, so that a stranger's packets in between do not keep the peer out. */
const MAX_CANDIDATES = 16;
/** A candidate that has not been heard for so long is none. */
const CANDIDATE_MS = 200;
/** The source in use must have been silent this long before another may take over without new SDP. */
export const RELATCH_SILENCE_MS = 3000;
/** After new SDP the former source is likely to trail: it may not win the race against the new one. */
const FORMER_SOURCE_MS = 1000;

export interface TransportAddress {
  readonly address: string;
  readonly port: number;
}

interface Candidate {
  readonly address: string;
  readonly port: number;
  readonly ssrc: number;
  sequence: number;
  packets: number;
  lastMs: number;
  readonly sinceMs: number;
}

export type LatchVerdict = 'accepted' | 'probation' | 'foreign';

export class SourceLatch {
  #signalled: TransportAddress | null = null;
  #locked: TransportAddress | null = null;
  #lastHeardMs = 0;
  /** How often a source was locked onto; a change means another stream. */
  locks = 0;
  #former: TransportAddress | null = null;
  #formerUntilMs = 0;
  #candidates: Candidate[] = [];

  /** Where to send to: the source heard, else the address signalled. */
  get destination(): TransportAddress | null {
    return this.#locked ?? this.#signalled;
  }

  get locked(): TransportAddress | null {
    return this.#locked;
  }

  /**
   * New SDP. The same address again (hold, session refresh) or none (c=0.0.0.0) keeps the latch, so that a peer behind NAT
   * is not lost.
   */
  signal(address: TransportAddress | null, nowMs: number): void {
    if (!address || same(this.#signalled, address.address, address.port)) return;
    if (this.#signalled && this.#locked && !same(this.#locked, address.address, address.port)) {
      this.#former = this.#locked;
      this.#formerUntilMs = nowMs + FORMER_SOURCE_MS;
    }
    this.#signalled = address;
    this.#locked = null;
    this.#candidates = [];
  }

  /** Whether a packet that looks like RTP may be used. */
  judge(address: string, port: number, ssrc: number, sequence: number, nowMs: number): LatchVerdict {
    if (same(this.#locked, address, port)) {
      this.#lastHeardMs = nowMs;
      return 'accepted';
    }
    if (this.#locked && nowMs - this.#lastHeardMs < RELATCH_SILENCE_MS) return 'foreign';
    if (same(this.#signalled, address, port)) return this.#lock(address, port, nowMs);
    if (nowMs < this.#formerUntilMs && same(this.#former, address, port)) return 'foreign';
    const candidate = this.#probation(address, port, ssrc, sequence, nowMs);
    const proven = candidate.packets >= LATCH_PACKETS && nowMs - candidate.sinceMs >= LATCH_MS;
    return proven ? this.#lock(address, port, nowMs) : 'probation';
  }

  /** The candidate this packet belongs to: one more of its stream, or the first of a new one. */
  #probation(address: string, port: number, ssrc: number, sequence: number, nowMs: number): Candidate {
    const known = this.#candidates.findIndex((candidate) => same(candidate, address, port));
    const candidate = this.#candidates[known];
    if (candidate?.ssrc === ssrc) {
      const step = sequenceDistance(candidate.sequence, sequence);
      if (step > 0 && step <= 3) {
        candidate.sequence = sequence;
        candidate.packets++;
        candidate.lastMs = nowMs;
        return candidate;
      }
    }
    if (known >= 0) this.#candidates.splice(known, 1);
    this.#candidates = this.#candidates.filter(({ lastMs }) => nowMs - lastMs < CANDIDATE_MS);
    // The newest come last: a flood of one-packet strangers pushes out its own kind.
    if (this.#candidates.length >= MAX_CANDIDATES) {
      const weakest = this.#candidates.reduce((least, other) => (other.packets <= least.packets ? other : least));
      this.#candidates.splice(this.#candidates.indexOf(weakest), 1);
    }
    const fresh = { address, port, ssrc, sequence, packets: 1, lastMs: nowMs, sinceMs: nowMs };
    this.#candidates.push(fresh);
    return fresh;
  }

  #lock(address: string, port: number, nowMs: number): 'accepted' {
    this.#locked = { address, port };
    this.locks++;
    this.#lastHeardMs = nowMs;
    this.#candidates = [];
    return 'accepted';
  }
}

function same(known: TransportAddress | null, address: string, port: number): boolean {
  return known !== null && known.port === port && known.address === address;
}
