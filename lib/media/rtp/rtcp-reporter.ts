/** When a session sends RTCP, what its reports say, and what it learns from the peer's. */
import type { ReceptionStatistics } from './reception-statistics';
import { readRtcp, roundTripMs, writeRtcp } from './rtcp';
import type { ReportBlock } from './rtcp';

/** RFC 3550 section 6.2: at least 5 s between reports, varied by 0.5 to 1.5 so that parties do not fall into step. */
const INTERVAL_MS = 5000;

/** What a sender report tells about the sender. */
export interface OutboundCounts {
  readonly clockTimestamp: number;
  readonly packetsSent: number;
  readonly octetsSent: number;
}

export class RtcpReporter {
  readonly #ssrc: number;
  readonly #cname: string;
  readonly #random: () => number;
  #nextMs: number;
  #lastSenderReport = 0;
  #lastSenderReportMs = 0;
  roundTripMs: number | null = null;

  constructor(ssrc: number, cname: string, nowMs: number, random: () => number = Math.random) {
    this.#ssrc = ssrc;
    this.#cname = cname;
    this.#random = random;
    // The first one early (half the interval), so that a short call has a round trip too.
    this.#nextMs = nowMs + INTERVAL_MS * (0.25 + 0.5 * random());
  }

  /** True when a report is due; the next one is then scheduled. `nowMs` is monotonic. */
  due(nowMs: number): boolean {
    if (nowMs < this.#nextMs) return false;
    this.#nextMs = nowMs + INTERVAL_MS * (0.5 + this.#random());
    return true;
  }

  /** A report, or a last one with BYE. `remoteSsrc` is null while nothing was received. */
  write(
    sent: OutboundCounts,
    received: ReceptionStatistics,
    remoteSsrc: number | null,
    epochMs: number,
    bye: boolean,
  ): Buffer {
    const block: ReportBlock | null =
      remoteSsrc === null
        ? null
        : {
            ssrc: remoteSsrc,
            fractionLost: received.takeFractionLost(),
            packetsLost: received.packetsLost,
            extendedMaxSequence: received.extendedMaxSequence,
            jitterSamples: received.jitterSamples,
            lastSenderReport: this.#lastSenderReport,
            delaySinceLastSenderReport:
              this.#lastSenderReport === 0 ? 0 : Math.round(((epochMs - this.#lastSenderReportMs) * 65536) / 1000),
          };
    const sender =
      sent.packetsSent > 0
        ? { timestamp: sent.clockTimestamp, packets: sent.packetsSent, octets: sent.octetsSent }
        : null;
    return writeRtcp({ ssrc: this.#ssrc, cname: this.#cname, sender, block, bye, nowMs: epochMs });
  }

  /** A compound packet of the peer. Null when malformed, else the sources that said BYE. */
  read(datagram: Buffer, epochMs: number): readonly number[] | null {
    const received = readRtcp(datagram);
    if (!received) return null;
    if (received.senderReport) {
      this.#lastSenderReport = received.senderReport.compactNtp;
      this.#lastSenderReportMs = epochMs;
    }
    for (const block of received.blocks) {
      if (block.ssrc === this.#ssrc) this.roundTripMs = roundTripMs(block, epochMs) ?? this.roundTripMs;
    }
    return received.byes;
  }
}
