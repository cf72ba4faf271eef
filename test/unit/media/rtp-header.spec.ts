import { strict as assert } from 'node:assert';
import {
  emptyRtpHeader,
  looksLikeRtcp,
  readRtpHeader,
  sequenceDistance,
  timestampDistance,
  writeRtpHeader,
} from '../../../lib/media/rtp/rtp-header';

function packet(...bytes: number[]): Buffer {
  return Buffer.from(bytes);
}

describe('RTP header', () => {
  const header = emptyRtpHeader();

  it('reads what it writes', () => {
    const bytes = Buffer.alloc(172);
    writeRtpHeader(bytes, 101, true, 65535, 0xfffffff0, 0xdeadbeef);
    assert.equal(readRtpHeader(bytes, header), null);
    assert.deepEqual(header, {
      payloadType: 101,
      marker: true,
      sequence: 65535,
      timestamp: 0xfffffff0,
      ssrc: 0xdeadbeef,
      payloadOffset: 12,
      payloadLength: 160,
    });
  });

  it('skips CSRC, extension and padding', () => {
    const bytes = packet(
      ...[0x80 | 0x20 | 0x10 | 2, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3],
      ...[1, 1, 1, 1, 2, 2, 2, 2],
      ...[0xbe, 0xde, 0, 1, 9, 9, 9, 9],
      ...[0x55, 0x56, 0x57],
      ...[0, 0, 3],
    );
    assert.equal(readRtpHeader(bytes, header), null);
    assert.equal(header.payloadOffset, 28);
    assert.equal(header.payloadLength, 3);
    assert.equal(header.ssrc, 3);
  });

  it('names what is wrong with anything else', () => {
    assert.equal(readRtpHeader(packet(), header), 'too-short');
    assert.equal(readRtpHeader(Buffer.alloc(11, 0x80), header), 'too-short');
    assert.equal(readRtpHeader(Buffer.alloc(12, 0x40), header), 'bad-version');
    assert.equal(readRtpHeader(packet(0x8f, 0, ...new Array<number>(14).fill(0)), header), 'truncated-header');
    assert.equal(readRtpHeader(packet(0x90, 0, ...new Array<number>(10).fill(0)), header), 'truncated-header');
    assert.equal(
      readRtpHeader(packet(0x90, 0, ...new Array<number>(10).fill(0), 0, 0, 0xff, 0xff), header),
      'truncated-header',
    );
    assert.equal(readRtpHeader(packet(0xa0, 0, ...new Array<number>(11).fill(0)), header), 'bad-padding');
    assert.equal(readRtpHeader(packet(0xa0, 0, ...new Array<number>(10).fill(0), 2), header), 'bad-padding');
  });

  it('tells RTCP apart and counts across the wrap', () => {
    assert.equal(looksLikeRtcp(packet(0x80, 200)), true);
    assert.equal(looksLikeRtcp(packet(0x80, 0x80 | 101)), false);
    assert.equal(looksLikeRtcp(packet(0x00, 200)), false);
    assert.equal(sequenceDistance(65535, 2), 3);
    assert.equal(sequenceDistance(2, 65535), -3);
    assert.equal(timestampDistance(0xffffff60, 0xa0), 320);
    assert.equal(timestampDistance(0xa0, 0xffffff60), -320);
  });
});
