/**
 * Throws mutated RTP and RTCP at a live session, from the peer's own address and from strangers, and shows that the
 * session lives, the memory stays flat, every datagram is accounted for and the peer is heard again afterwards.
 *
 * Usage: tsx bench/media/mutated-datagrams.ts [--count 10000] [--seed 1] [--json]
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { parseArgs } from 'node:util';
import { encodeG711 } from '../../lib/media/codec/g711';
import { MediaEngine } from '../../lib/media/media-engine';
import type { FramesChunk } from '../../lib/media/worker/frames-tap';
import { writeRtcp } from '../../lib/media/rtp/rtcp';
import { writeRtpHeader } from '../../lib/media/rtp/rtp-header';
import { writeEvent } from '../../lib/media/rtp/telephone-event';
import { sine, toneLevelDbfs } from '../../test/support/media-goertzel';

const TONE_HZ = 1004;
const TONE_DBFS = -10;
const BATCH = 40;
const BATCH_EVERY_MS = 10;
const SSRC = 0x1234abcd;
const EVENT_PAYLOAD_TYPE = 101;
const MEMORY_LIMIT_MB = 24;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});

/** xorshift32: the same seed gives the same datagrams. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}

/** The honest peer: a tone, every 20 ms. */
class Peer {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly #tone: Buffer;
  packets = 0;

  constructor(rtp: Socket, rtcp: Socket) {
    this.rtp = rtp;
    this.rtcp = rtcp;
    const samples = sine(TONE_HZ, 1, TONE_DBFS);
    this.#tone = Buffer.alloc(samples.length);
    encodeG711('PCMU', samples, 0, samples.length, this.#tone, 0);
  }

  audio(): Buffer {
    const packet = Buffer.alloc(172);
    writeRtpHeader(packet, 0, false, this.packets & 0xffff, (this.packets * 160) >>> 0, SSRC);
    // 1004 Hz fits 251 times into 2000 samples.
    const from = (this.packets * 160) % 2000;
    this.#tone.copy(packet, 12, from, from + 160);
    return packet;
  }

  event(): Buffer {
    const packet = Buffer.alloc(16);
    writeRtpHeader(packet, EVENT_PAYLOAD_TYPE, true, this.packets & 0xffff, (this.packets * 160) >>> 0, SSRC);
    writeEvent(packet, 12, 5, false, 160);
    return packet;
  }

  report(nowMs: number): Buffer {
    const sender = { timestamp: this.packets * 160, packets: this.packets, octets: this.packets * 160 };
    const block = {
      ssrc: 1,
      fractionLost: 0,
      packetsLost: 0,
      extendedMaxSequence: 1,
      jitterSamples: 0,
      lastSenderReport: 1,
      delaySinceLastSenderReport: 1,
    };
    return writeRtcp({ ssrc: SSRC, cname: 'peer', sender, block, bye: false, nowMs });
  }
}

/** One to three mutations of a good datagram; sometimes nothing of it is left. */
function mutate(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let times = 1 + random.below(3); times > 0; times--) {
    switch (random.below(9)) {
      case 0: // flipped bits
        for (let flips = 1 + random.below(8); flips > 0 && bytes.length > 0; flips--) {
          bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
        }
        break;
      case 1: // cut short
        bytes = bytes.subarray(0, random.below(bytes.length + 1));
        break;
      case 2: // garbage behind
        bytes = Buffer.concat([bytes, noise(random.below(200), random)]);
        break;
      case 3: // CSRC count, extension, padding, version
        if (bytes.length > 0) bytes[0] = random.below(256);
        break;
      case 4: // payload or packet type
        if (bytes.length > 1) bytes[1] = random.below(256);
        break;
      case 5: // sequence number, or the length of RTCP
        if (bytes.length > 4) bytes.writeUInt16BE(random.below(65536), 2);
        break;
      case 6: // timestamp
        if (bytes.length > 8) bytes.writeUInt32BE(random.below(0xffffffff), 4);
        break;
      case 7: // SSRC
        if (bytes.length > 12) bytes.writeUInt32BE(random.below(0xffffffff), 8);
        break;
      case 8: // noise, now and then as large as UDP gets
        bytes = noise(random.below(random.below(50) === 0 ? 60_000 : 300), random);
        break;
    }
  }
  return bytes;
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.below(256)));
}

async function bound(port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', () => resolve()));
  return socket;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const megabytes = (): number => process.memoryUsage().rss / 1024 / 1024;

async function main(): Promise<void> {
  const count = Number(values.count);
  const random = new Random(Number(values.seed));
  const engine = await MediaEngine.start({ bindAddress: '127.0.0.1' });
  const faults: Error[] = [];
  engine.onFault((fault) => faults.push(fault));
  const chunks: FramesChunk[] = [];
  let digits = 0;
  const session = engine.createSession(
    {},
    { onTap: (_tap, value) => chunks.push(value as FramesChunk), onDigit: () => digits++ },
  );
  const peer = new Peer(await bound(), await bound());
  const stranger = await bound();
  const sdp = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
    `m=audio ${peer.rtp.address().port} RTP/AVP 0 ${EVENT_PAYLOAD_TYPE}`,
    `a=rtpmap:${EVENT_PAYLOAD_TYPE} telephone-event/8000`,
    ...[`a=rtcp:${peer.rtcp.address().port}`, ''],
  ].join('\r\n');
  const answer = await session.createAnswer(sdp);
  const rtpPort = Number(/m=audio (\d+)/.exec(answer)![1]);
  await session.addTap('frames');

  const startMs = performance.now();
  const talking = setInterval(() => {
    while (startMs + peer.packets * 20 < performance.now()) {
      const packet = peer.audio();
      peer.packets++;
      peer.rtp.send(packet, rtpPort, '127.0.0.1');
    }
  }, 5);
  const heardLevel = async (): Promise<number> => {
    await sleep(1500);
    chunks.length = 0;
    await sleep(700);
    const samples = Int16Array.from(chunks.slice(0, 5).flatMap((chunk) => Array.from(chunk.samples)));
    return toneLevelDbfs(samples, TONE_HZ);
  };

  const attack = async (datagrams: number): Promise<void> => {
    for (let sent = 0; sent < datagrams; sent++) {
      const kind = random.below(10);
      const rtcp = kind < 3;
      const good = rtcp ? peer.report(Date.now()) : kind < 5 ? peer.event() : peer.audio();
      const from = random.below(4) === 0 ? stranger : rtcp ? peer.rtcp : peer.rtp;
      // Either kind at either port.
      const port = rtpPort + (random.below(10) === 0 ? (rtcp ? 0 : 1) : rtcp ? 1 : 0);
      from.send(mutate(good, random), port, '127.0.0.1');
      if (sent % BATCH === BATCH - 1) await sleep(BATCH_EVERY_MS);
    }
  };

  const levelBefore = await heardLevel();
  await attack(Math.min(2000, count)); // warm-up: code is compiled, buffers have their size
  const before = {
    rss: megabytes(),
    metrics: await engine.metrics(),
    stats: await session.stats(),
    packets: peer.packets,
  };
  await attack(count);
  await sleep(300);
  const metrics = await engine.metrics();
  const stats = await session.stats();
  const packets = peer.packets - before.packets;
  const rss = megabytes();
  const levelAfter = await heardLevel();
  clearInterval(talking);

  const dropped = Object.fromEntries(
    Object.entries(metrics.datagramsDropped)
      .map(([reason, number]): [string, number] => [reason, number - (before.metrics.datagramsDropped[reason] ?? 0)])
      .sort((a, b) => b[1] - a[1]),
  );
  const total = Object.values(dropped).reduce((sum, number) => sum + number, 0);
  const grownMb = rss - before.rss;
  const lives = faults.length === 0 && metrics.sessions === 1 && Math.abs(levelAfter - levelBefore) < 0.5;
  const good = lives && grownMb < MEMORY_LIMIT_MB && total > count / 2;
  const result = {
    seed: Number(values.seed),
    mutated: count,
    honestPackets: packets,
    dropped: total,
    droppedByReason: dropped,
    usedAsRtp: stats.packetsReceived - before.stats.packetsReceived,
    toneDbfsBefore: round(levelBefore),
    toneDbfsAfter: round(levelAfter),
    rssMbBefore: round(before.rss),
    rssMbAfter: round(rss),
    tickLatenessMs: metrics.tickLatenessMs,
    digits,
    lives,
    good,
  };
  console.log(JSON.stringify(result, null, values.json ? 0 : 2));
  session.close();
  await engine.close();
  for (const socket of [peer.rtp, peer.rtcp, stranger]) socket.close();
  process.exitCode = good ? 0 : 1;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

void main();
