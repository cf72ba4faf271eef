/** The RTP fixed header (RFC 3550 section 5.1): read from and written into Buffers without allocating. */

export const RTP_HEADER_BYTES = 12;

/** One reusable view of a parsed packet; the payload stays in the datagram. */
export interface RtpHeader {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payloadOffset: number;
  payloadLength: number;
}

export type RtpHeaderFault = 'too-short' | 'bad-version' | 'truncated-header' | 'bad-padding';

export function emptyRtpHeader(): RtpHeader {
  return { payloadType: 0, marker: false, sequence: 0, timestamp: 0, ssrc: 0, payloadOffset: 0, payloadLength: 0 };
}

/** Fills `header` from `datagram`; null when it is well formed, else why not (RFC 3550 appendix A.1). */
export function readRtpHeader(datagram: Buffer, header: RtpHeader): RtpHeaderFault | null {
  if (datagram.length < RTP_HEADER_BYTES) return 'too-short';
  const first = datagram[0]!;
  if (first >> 6 !== 2) return 'bad-version';
  let offset = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (datagram.length < offset + 4) return 'truncated-header';
    offset += 4 + 4 * datagram.readUInt16BE(offset + 2);
  }
  if (datagram.length < offset) return 'truncated-header';
  let end = datagram.length;
  if (first & 0x20) {
    const padding = datagram[end - 1]!;
    if (padding === 0 || end - padding < offset) return 'bad-padding';
    end -= padding;
  }
  const second = datagram[1]!;
  header.marker = (second & 0x80) !== 0;
  header.payloadType = second & 0x7f;
  header.sequence = datagram.readUInt16BE(2);
  header.timestamp = datagram.readUInt32BE(4);
  header.ssrc = datagram.readUInt32BE(8);
  header.payloadOffset = offset;
  header.payloadLength = end - offset;
  return null;
}

/** Writes a 12-byte header without CSRC, extension or padding. */
export function writeRtpHeader(
  into: Buffer,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  into[0] = 0x80;
  into[1] = (marker ? 0x80 : 0) | payloadType;
  into.writeUInt16BE(sequence, 2);
  into.writeUInt32BE(timestamp, 4);
  into.writeUInt32BE(ssrc, 8);
}

/**
 * RTP and RTCP on one port are told apart by the second byte: RTCP packet types 192 to 223 are RTP payload types 64 to 95
 * with the marker set, which RTP therefore avoids (RFC 5761 section 4).
 */
export function looksLikeRtcp(datagram: Buffer): boolean {
  return datagram.length >= 2 && datagram[0]! >> 6 === 2 && datagram[1]! >= 192 && datagram[1]! <= 223;
}

/** Signed distance from `from` to `to` of 16-bit sequence numbers. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/** Signed distance from `from` to `to` of 32-bit timestamps. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}
