/**
 * Symmetric RTP (RFC 4961): decides which remote address a session listens and talks to.
 * The SDP's address is believed at once; any other only after several packets in a row that form one stream, and never
 * while the source in use still speaks: a stray or forged packet must not take the audio away.
 */
import { sequenceDistance } from './rtp-header';

export const LATCH_PACKETS = 5;
/** The source in use must have been silent this long before another may take over without new SDP. */
export const RELATCH_SILENCE_MS = 3000;
/** After new SDP the former source is likely to trail: it may not win the race against the new one. */
const FORMER_SOURCE_MS = 1000;

export interface TransportAddress {
  readonly address: string;
  readonly port: number;
}

interface Candidate {
  address: string;
  port: number;
  ssrc: number;
  sequence: number;
  packets: number;
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
  readonly #candidate: Candidate = { address: '', port: 0, ssrc: 0, sequence: 0, packets: 0 };

  /** Where to send to: the source heard, else the address signalled. */
  get destination(): TransportAddress | null {
    return this.#locked ?? this.#signalled;
  }

  get locked(): TransportAddress | null {
    return this.#locked;
  }

  /** New SDP. The same address again (hold, session refresh) keeps the latch, so that a peer behind NAT is not lost. */
  signal(address: TransportAddress | null, nowMs: number): void {
    if (address && same(this.#signalled, address.address, address.port)) return;
    if (this.#signalled && this.#locked && !(address && same(this.#locked, address.address, address.port))) {
      this.#former = this.#locked;
      this.#formerUntilMs = nowMs + FORMER_SOURCE_MS;
    }
    this.#signalled = address;
    this.#locked = null;
    this.#candidate.packets = 0;
  }

  /** Whether a packet that looks like RTP may be used. */
  judge(address: string, port: number, ssrc: number, sequence: number, nowMs: number): LatchVerdict {
    if (same(this.#locked, address, port)) {
      this.#lastHeardMs = nowMs;
      this.#candidate.packets = 0;
      return 'accepted';
    }
    if (this.#locked && nowMs - this.#lastHeardMs < RELATCH_SILENCE_MS) return 'foreign';
    if (same(this.#signalled, address, port)) return this.#lock(address, port, nowMs);
    if (nowMs < this.#formerUntilMs && same(this.#former, address, port)) return 'foreign';
    const candidate = this.#candidate;
    const step = sequenceDistance(candidate.sequence, sequence);
    const continues =
      candidate.packets > 0 &&
      candidate.address === address &&
      candidate.port === port &&
      candidate.ssrc === ssrc &&
      step > 0 &&
      step <= 3;
    candidate.packets = continues ? candidate.packets + 1 : 1;
    candidate.address = address;
    candidate.port = port;
    candidate.ssrc = ssrc;
    candidate.sequence = sequence;
    return candidate.packets >= LATCH_PACKETS ? this.#lock(address, port, nowMs) : 'probation';
  }

  #lock(address: string, port: number, nowMs: number): 'accepted' {
    this.#locked = { address, port };
    this.locks++;
    this.#lastHeardMs = nowMs;
    this.#candidate.packets = 0;
    return 'accepted';
  }
}

function same(known: TransportAddress | null, address: string, port: number): boolean {
  return known !== null && known.port === port && known.address === address;
}
