import { strict as assert } from 'node:assert';
import { ReceptionStatistics } from '../../../lib/media/rtp/reception-statistics';
import { compactNtp, readRtcp, roundTripMs, writeRtcp } from '../../../lib/media/rtp/rtcp';
import { RtcpReporter } from '../../../lib/media/rtp/rtcp-reporter';

const NOW_MS = 1_795_364_793_547;

describe('RTCP', () => {
  it('reads what it writes: SR with a report block, CNAME and BYE', () => {
    const block = {
      ssrc: 0xcafe,
      fractionLost: 26,
      packetsLost: 1000,
      extendedMaxSequence: 0x1fffe,
      jitterSamples: 44,
      lastSenderReport: 0x12345678,
      delaySinceLastSenderReport: 65536,
    };
    const bytes = writeRtcp({
      ssrc: 0xbeef,
      cname: 'someone@somewhere',
      sender: { timestamp: 0xffffffff, packets: 500, octets: 80_000 },
      block,
      bye: true,
      nowMs: NOW_MS,
    });
    assert.equal(bytes.length % 4, 0);
    const received = readRtcp(bytes);
    assert.deepEqual(received, {
      senderReport: { ssrc: 0xbeef, compactNtp: compactNtp(NOW_MS) },
      blocks: [block],
      byes: [0xbeef],
    });
    assert.equal(bytes.readUInt32BE(16), 0xffffffff);
    // NTP seconds since 1900, checked against the epoch offset of RFC 5905.
    assert.equal(bytes.readUInt32BE(8), Math.floor(NOW_MS / 1000) + 2_208_988_800);
  });

  it('refuses malformed compounds', () => {
    const good = writeRtcp({ ssrc: 1, cname: 'x', sender: null, block: null, bye: false, nowMs: NOW_MS });
    assert.ok(readRtcp(good));
    assert.equal(readRtcp(good.subarray(0, good.length - 1)), null);
    assert.equal(readRtcp(Buffer.alloc(0)), null);
    const lying = Buffer.from(good);
    lying[0] = 0x9f; // 31 report blocks that are not there
    assert.equal(readRtcp(lying), null);
    assert.equal(readRtcp(Buffer.from([0x81, 100, 0, 1, 0, 0, 0, 1])), null, 'no RTCP packet type');
  });

  it('reads packets that do not begin with a report, as some peers send them', () => {
    assert.deepEqual(readRtcp(Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 9]))?.byes, [9]);
    const ping = Buffer.from('80cc000344e6951150494e47504f4e47', 'hex');
    assert.deepEqual(readRtcp(ping), { senderReport: null, blocks: [], byes: [] });
  });

  it('measures the round trip from the peer’s report about us', () => {
    const sentMs = NOW_MS;
    const block = {
      ssrc: 1,
      fractionLost: 0,
      packetsLost: 0,
      extendedMaxSequence: 0,
      jitterSamples: 0,
      lastSenderReport: compactNtp(sentMs),
      delaySinceLastSenderReport: 2 * 65536,
    };
    assert.ok(Math.abs(roundTripMs(block, sentMs + 2080)! - 80) < 1);
    assert.equal(roundTripMs({ ...block, lastSenderReport: 0 }, sentMs), null);
    assert.equal(roundTripMs(block, sentMs - 100_000), null, 'nonsense from the peer');
  });

  it('two reporters learn the round trip of each other', () => {
    const statistics = new ReceptionStatistics();
    const counts = { clockTimestamp: 1, packetsSent: 1, octetsSent: 160 };
    const a = new RtcpReporter(1, 'a', 0, () => 0.5);
    const b = new RtcpReporter(2, 'b', 0, () => 0.5);
    assert.equal(a.due(1000), false);
    assert.equal(a.due(2600), true);
    assert.equal(a.due(7500), false);
    assert.equal(a.due(7600), true);
    b.read(a.write(counts, statistics, null, NOW_MS, false), NOW_MS + 30);
    a.read(b.write(counts, statistics, 1, NOW_MS + 1030, false), NOW_MS + 1060);
    assert.ok(Math.abs(a.roundTripMs! - 60) < 1, `${a.roundTripMs} ms`);
  });
});

describe('ReceptionStatistics', () => {
  it('counts losses across the wrap of the sequence number', () => {
    const statistics = new ReceptionStatistics();
    for (let index = 0; index < 100; index++) {
      if (index % 10 !== 5) statistics.packet((65500 + index) & 0xffff);
    }
    assert.equal(statistics.packetsReceived, 90);
    assert.equal(statistics.packetsLost, 10);
    assert.equal(statistics.extendedMaxSequence, 65536 + 63);
    assert.equal(statistics.takeFractionLost(), Math.floor((10 * 256) / 100));
    assert.equal(statistics.takeFractionLost(), 0);
  });

  it('believes a jump of the sequence number after two packets in a row', () => {
    const statistics = new ReceptionStatistics();
    assert.equal(statistics.packet(10), true);
    assert.equal(statistics.packet(40_000), false);
    assert.equal(statistics.packet(11), true);
    assert.equal(statistics.packet(20_000), false);
    assert.equal(statistics.packet(20_001), true);
    assert.equal(statistics.packet(20_002), true);
    assert.equal(statistics.packetsLost, 0);
  });

  it('keeps the losses of a source that is gone', () => {
    const statistics = new ReceptionStatistics();
    statistics.packet(1);
    statistics.packet(4);
    statistics.restart(1000);
    statistics.packet(1000);
    assert.equal(statistics.packetsLost, 2);
    assert.equal(statistics.packetsReceived, 3);
  });

  it('measures jitter as RFC 3550 does: constant delay is none, +-10 ms alternating tends to 20 ms', () => {
    const statistics = new ReceptionStatistics();
    for (let index = 0; index < 200; index++) statistics.arrival((index * 160) >>> 0, index * 20 + 5);
    assert.ok(statistics.jitterMs < 0.01);
    for (let index = 200; index < 600; index++) {
      statistics.arrival(index * 160, index * 20 + (index % 2 === 0 ? 10 : -10));
    }
    assert.ok(Math.abs(statistics.jitterMs - 20) < 0.5, `${statistics.jitterMs} ms`);
  });
});
