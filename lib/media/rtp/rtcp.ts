/** RTCP (RFC 3550 section 6): the compound packets a session sends, and what it reads of those it gets. */

export const PACKET_SENDER_REPORT = 200;
const PACKET_RECEIVER_REPORT = 201;
const PACKET_SOURCE_DESCRIPTION = 202;
const PACKET_BYE = 203;
/** Extended reports (RFC 3611). */
const LAST_PACKET_TYPE = 207;
const NTP_EPOCH_OFFSET_SECONDS = 2_208_988_800;

export interface ReportBlock {
  readonly ssrc: number;
  readonly fractionLost: number;
  readonly packetsLost: number;
  readonly extendedMaxSequence: number;
  readonly jitterSamples: number;
  /** Middle 32 bits of the last SR's NTP time and the delay since, 1/65536 s; 0 when there was none. */
  readonly lastSenderReport: number;
  readonly delaySinceLastSenderReport: number;
}

export interface RtcpReport {
  readonly ssrc: number;
  readonly cname: string;
  /** Present when RTP was sent: makes it an SR, else an RR. */
  readonly sender: { readonly timestamp: number; readonly packets: number; readonly octets: number } | null;
  readonly block: ReportBlock | null;
  readonly bye: boolean;
  /** Epoch ms. */
  readonly nowMs: number;
}

/** Middle 32 bits of the NTP time of an epoch time: seconds in 16.16. */
export function compactNtp(epochMs: number): number {
  const seconds = epochMs / 1000 + NTP_EPOCH_OFFSET_SECONDS;
  return Math.floor((seconds % 65536) * 65536) >>> 0;
}

/** A compound packet: SR or RR first, then SDES with the CNAME (RFC 3550 section 6.1), then BYE when asked. */
export function writeRtcp(report: RtcpReport): Buffer {
  const { sender, block } = report;
  const blocks = block ? 1 : 0;
  const reportBytes = 8 + (sender ? 20 : 0) + 24 * blocks;
  const cname = Buffer.from(report.cname, 'utf8').subarray(0, 255);
  const sdesBytes = 4 + Math.ceil((4 + 2 + cname.length + 1) / 4) * 4;
  const bytes = Buffer.alloc(reportBytes + sdesBytes + (report.bye ? 8 : 0));
  bytes[0] = 0x80 | blocks;
  bytes[1] = sender ? PACKET_SENDER_REPORT : PACKET_RECEIVER_REPORT;
  bytes.writeUInt16BE(reportBytes / 4 - 1, 2);
  bytes.writeUInt32BE(report.ssrc, 4);
  let at = 8;
  if (sender) {
    const seconds = report.nowMs / 1000 + NTP_EPOCH_OFFSET_SECONDS;
    bytes.writeUInt32BE(Math.floor(seconds) >>> 0, 8);
    bytes.writeUInt32BE(Math.floor((seconds % 1) * 0x100000000) >>> 0, 12);
    bytes.writeUInt32BE(sender.timestamp >>> 0, 16);
    bytes.writeUInt32BE(sender.packets >>> 0, 20);
    bytes.writeUInt32BE(sender.octets >>> 0, 24);
    at = 28;
  }
  if (block) {
    bytes.writeUInt32BE(block.ssrc, at);
    bytes.writeUInt32BE(((block.fractionLost << 24) | Math.min(0x7fffff, block.packetsLost)) >>> 0, at + 4);
    bytes.writeUInt32BE(block.extendedMaxSequence >>> 0, at + 8);
    bytes.writeUInt32BE(Math.round(block.jitterSamples) >>> 0, at + 12);
    bytes.writeUInt32BE(block.lastSenderReport >>> 0, at + 16);
    bytes.writeUInt32BE(block.delaySinceLastSenderReport >>> 0, at + 20);
    at += 24;
  }
  bytes[at] = 0x81;
  bytes[at + 1] = PACKET_SOURCE_DESCRIPTION;
  bytes.writeUInt16BE(sdesBytes / 4 - 1, at + 2);
  bytes.writeUInt32BE(report.ssrc, at + 4);
  bytes[at + 8] = 1;
  bytes[at + 9] = cname.length;
  cname.copy(bytes, at + 10);
  at += sdesBytes;
  if (report.bye) {
    bytes[at] = 0x81;
    bytes[at + 1] = PACKET_BYE;
    bytes.writeUInt16BE(1, at + 2);
    bytes.writeUInt32BE(report.ssrc, at + 4);
  }
  return bytes;
}

export interface RtcpReceived {
  senderReport: { readonly ssrc: number; readonly compactNtp: number } | null;
  /** Reports about any source; the caller picks its own SSRC. */
  readonly blocks: ReportBlock[];
  readonly byes: number[];
}

/** Reads a compound packet; null when it is malformed (RFC 3550 appendix A.2). Unknown packet types are skipped. */
export function readRtcp(datagram: Buffer): RtcpReceived | null {
  const received: RtcpReceived = { senderReport: null, blocks: [], byes: [] };
  let at = 0;
  if (datagram.length < 8 || datagram[0]! & 0x20) return null;
  // A compound should begin with a report, but peers send APP or BYE alone (seen: baresip), and RFC 5506 allows it.
  const firstType = datagram[1]!;
  if (firstType < PACKET_SENDER_REPORT || firstType > LAST_PACKET_TYPE) return null;
  while (at < datagram.length) {
    if (datagram.length - at < 4 || datagram[at]! >> 6 !== 2) return null;
    const count = datagram[at]! & 0x1f;
    const type = datagram[at + 1]!;
    const end = at + 4 * (datagram.readUInt16BE(at + 2) + 1);
    if (end > datagram.length) return null;
    if (type === PACKET_SENDER_REPORT || type === PACKET_RECEIVER_REPORT) {
      const sender = type === PACKET_SENDER_REPORT;
      let block = at + (sender ? 28 : 8);
      if (block + 24 * count > end) return null;
      if (sender) {
        const compact = ((datagram.readUInt16BE(at + 10) << 16) | datagram.readUInt16BE(at + 12)) >>> 0;
        received.senderReport = { ssrc: datagram.readUInt32BE(at + 4), compactNtp: compact };
      }
      for (let index = 0; index < count; index++, block += 24) received.blocks.push(readBlock(datagram, block));
    } else if (type === PACKET_BYE) {
      if (at + 4 + 4 * count > end) return null;
      for (let index = 0; index < count; index++) received.byes.push(datagram.readUInt32BE(at + 4 + 4 * index));
    }
    at = end;
  }
  return received;
}

function readBlock(datagram: Buffer, at: number): ReportBlock {
  return {
    ssrc: datagram.readUInt32BE(at),
    fractionLost: datagram[at + 4]!,
    packetsLost: datagram.readIntBE(at + 5, 3),
    extendedMaxSequence: datagram.readUInt32BE(at + 8),
    jitterSamples: datagram.readUInt32BE(at + 12),
    lastSenderReport: datagram.readUInt32BE(at + 16),
    delaySinceLastSenderReport: datagram.readUInt32BE(at + 20),
  };
}

/** Round trip from a report about us (RFC 3550 section 6.4.1), ms; null when the peer has not heard an SR of ours. */
export function roundTripMs(block: ReportBlock, nowMs: number): number | null {
  if (block.lastSenderReport === 0) return null;
  const units = (compactNtp(nowMs) - block.lastSenderReport - block.delaySinceLastSenderReport) | 0;
  const ms = (units * 1000) / 65536;
  return ms >= -5 && ms < 60_000 ? Math.max(0, ms) : null;
}
