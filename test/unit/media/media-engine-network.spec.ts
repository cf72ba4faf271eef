import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { MediaEngine } from '../../../lib/media/media-engine';
import { G711 } from '../../../lib/media/codec/g711';
import { readRtcp, writeRtcp } from '../../../lib/media/rtp/rtcp';
import { levelDbfs, sine, toneLevelDbfs } from '../../support/media-goertzel';
import { call, endpoint } from '../../support/media-listener';
import { RawPeer, audioPacket, audioPort, paced, sleep } from '../../support/media-raw-peer';

const TONE = sine(1004, 10, -13);

describe('MediaEngine and the network', () => {
  let engine: MediaEngine;
  const peers: RawPeer[] = [];

  async function peer(address?: string): Promise<RawPeer> {
    const opened = await RawPeer.open(address);
    peers.push(opened);
    return opened;
  }

  before(async () => {
    engine = await MediaEngine.start({ bindAddress: '127.0.0.1', rtpPorts: [22000, 22998] });
  });

  afterEach(() => {
    for (const opened of peers.splice(0)) opened.close();
  });

  after(() => engine.close());

  it('hides 10 % loss and reordering: the tone keeps its level, statistics and RTCP tell', async () => {
    const far = await peer();
    const { session, heard } = endpoint(engine);
    const port = audioPort(await session.createAnswer(far.sdp()));
    await session.addTap('frames');
    let delayed: Buffer | null = null;
    const stop = paced(20, (number) => {
      const packet = audioPacket(TONE, number);
      if (number % 10 === 5) return;
      if (number % 10 === 7) {
        delayed = packet;
        return;
      }
      far.send(packet, port);
      if (delayed) far.send(delayed, port);
      delayed = null;
    });
    await heard.until('a packet', () => heard.firstPacketMs !== null);
    await heard.audio(5);
    const samples = await heard.audio(10);
    stop();
    assert.ok(Math.abs(toneLevelDbfs(samples, 1004) - -13) < 1, `${toneLevelDbfs(samples, 1004)} dBFS`);
    const concealed = heard.chunks.reduce((sum, { framesConcealed }) => sum + framesConcealed, 0);
    assert.ok(concealed >= 3 && concealed <= 14, `${concealed} of 50 frames concealed`);
    const stats = await session.stats();
    assert.ok(Math.abs(stats.packetsLost / (stats.packetsLost + stats.packetsReceived) - 0.1) < 0.04);
    session.close();
    await sleep(50);
    const last = readRtcp(far.rtcpReceived.at(-1)!);
    assert.equal(last?.blocks[0]?.ssrc, 7);
    assert.ok(last.blocks[0].packetsLost >= 5);
    assert.equal(last.byes.length, 1);
  });

  it('listens and talks to where RTP really comes from, and lets no stranger take over', async () => {
    const far = await peer();
    const stranger = await peer();
    const { session, heard } = endpoint(engine);
    const port = audioPort(await session.createAnswer(far.sdp('0 101', [], 9)));
    await session.addTap('frames');
    const stop = paced(20, (number) => {
      far.send(audioPacket(TONE, number), port);
      stranger.send(audioPacket(sine(2000, 1), number, { ssrc: 666 }), port);
    });
    await heard.until('a packet', () => heard.firstPacketMs !== null);
    await heard.audio(2);
    const samples = await heard.audio(5);
    stop();
    const [winner, loser] = far.received.length > 0 ? [1004, 2000] : [2000, 1004];
    assert.ok(toneLevelDbfs(samples, winner) > -14 && toneLevelDbfs(samples, loser) < -50);
    assert.ok(far.received.length === 0 || stranger.received.length === 0);
    assert.ok((await engine.metrics()).datagramsDropped['foreign-source']! > 10);
    session.close();
  });

  it('honours a ptime of 40 ms and sends silence when there is nothing to say', async () => {
    const far = await peer();
    const { session } = endpoint(engine);
    await session.createAnswer(far.sdp('8', ['a=ptime:40']));
    await sleep(450);
    const packets = far.received;
    assert.ok(packets.length >= 9 && packets.length <= 12, `${packets.length} packets in 450 ms`);
    assert.equal(packets[0]!.marker, true);
    packets.forEach((packet, index) => {
      assert.equal(packet.payloadType, 8);
      assert.ok(packet.payload.length === 320 && packet.payload.every((code) => code === G711.PCMA.silence));
      if (index === 0) return;
      assert.equal((packet.sequence - packets[index - 1]!.sequence) & 0xffff, 1);
      assert.equal((packet.timestamp - packets[index - 1]!.timestamp) >>> 0, 320);
    });
    session.close();
  });

  it('sends a digit with one timestamp, a marker and three end packets, and audio again after', async () => {
    const far = await peer();
    const { session } = endpoint(engine);
    await session.createAnswer(far.sdp('0 101'));
    await sleep(100);
    assert.equal(await session.sendDigits('7', { durationMs: 100, gapMs: 80 }), true);
    await sleep(100);
    const events = far.received.filter(({ payloadType }) => payloadType === 101);
    assert.deepEqual(
      events.map(({ marker }) => marker),
      [true, ...new Array<boolean>(6).fill(false)],
    );
    assert.equal(new Set(events.map(({ timestamp }) => timestamp)).size, 1);
    assert.deepEqual(
      events.map(({ payload }) => payload.readUInt16BE(2)),
      [160, 320, 480, 640, 800, 800, 800],
    );
    assert.deepEqual(
      events.map(({ payload }) => payload[1]! >> 7),
      [0, 0, 0, 0, 1, 1, 1],
    );
    const after = far.received.slice(far.received.indexOf(events.at(-1)!) + 1);
    assert.ok(after.length >= 3 && after[0]!.marker);
    assert.ok((after[0]!.timestamp - events[0]!.timestamp) >>> 0 >= 800);
    assert.equal((after[0]!.sequence - events.at(-1)!.sequence) & 0xffff, 1);
    session.close();
  });

  it('bridges packets as they are where codec and ptime match: gaps, payload and digits kept, timeline ours', async () => {
    const [caller, callee] = [await peer(), await peer()];
    const legA = endpoint(engine);
    const legB = endpoint(engine);
    const portA = audioPort(await legA.session.createAnswer(caller.sdp('0 101')));
    await legB.session.createAnswer(callee.sdp('0 101'));
    await sleep(200);
    await engine.bridge(legA.session, legB.session);
    const before = callee.received.length;
    const stop = paced(20, (number) => {
      if (number !== 10) caller.send(audioPacket(TONE, number), portA);
    });
    await sleep(600);
    stop();
    await engine.unbridge(legA.session);
    await sleep(300);
    const all = callee.received;
    assert.equal(new Set(all.map(({ ssrc }) => ssrc)).size, 1);
    const passed = all.filter(({ payload }) => payload.some((code) => code !== 0xff));
    assert.ok(passed.length >= 25);
    passed.forEach((packet, index) => {
      const number = index < 10 ? index : index + 1;
      assert.ok(packet.payload.equals(audioPacket(TONE, number).subarray(12)), `packet ${number} is as it was sent`);
      assert.equal((packet.sequence - passed[0]!.sequence) & 0xffff, number);
      assert.equal((packet.timestamp - passed[0]!.timestamp) >>> 0, number * 160);
    });
    const lastOwn = all[before - 1]!;
    assert.ok(all.indexOf(passed[0]!) >= before && passed[0]!.marker);
    assert.ok((passed[0]!.timestamp - lastOwn.timestamp) >>> 0 < 1600);
    const tail = all.slice(all.indexOf(passed.at(-1)!) + 1);
    assert.ok(tail.length >= 10, 'silence again');
    assert.equal((tail[0]!.sequence - passed.at(-1)!.sequence) & 0xffff, 1);
    for (const { session } of [legA, legB]) session.close();
  });

  it('bridges legs of different ptime by packing anew, and turns digits into tones for a leg without events', async () => {
    const [caller, callee] = [await peer(), await peer()];
    const legA = endpoint(engine);
    const legB = endpoint(engine);
    const portA = audioPort(await legA.session.createAnswer(caller.sdp('0 101')));
    await legB.session.createAnswer(callee.sdp('0', ['a=ptime:60']));
    await engine.bridge(legA.session, legB.session);
    const event = Buffer.from([0x80, 0x80 | 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 5, 0x8a, 3, 0x20]);
    const stop = paced(20, (number) => {
      const packet = number === 40 ? event : audioPacket(TONE, number);
      packet.writeUInt16BE(number, 2);
      packet.writeUInt32BE(number * 160, 4);
      caller.send(packet, portA);
    });
    await sleep(1300);
    stop();
    assert.ok(callee.received.every(({ payload }) => payload.length === 480));
    const bytes = Buffer.concat(callee.received.map(({ payload }) => payload));
    const samples = Int16Array.from(bytes, (code) => G711.PCMU.decode[code]!);
    const levels = (frequencyHz: number): number[] => {
      return Array.from({ length: Math.floor(samples.length / 400) }, (_, index) =>
        toneLevelDbfs(samples.subarray(index * 400, index * 400 + 400), frequencyHz),
      );
    };
    assert.ok(levels(1004).filter((level) => level > -14).length > 10);
    assert.ok(levels(1336).some((level) => level > -16) && levels(770).some((level) => level > -16), 'the digit 5');
    for (const { session } of [legA, legB]) session.close();
  });

  it('follows codec, address and hold changes of a re-INVITE, c=0.0.0.0 too', async () => {
    const [first, second] = [await peer(), await peer()];
    const { session, heard } = endpoint(engine);
    const port = audioPort(await session.createAnswer(first.sdp('0 101')));
    await session.addTap('frames');
    await sleep(100);
    await session.createAnswer(second.sdp('8 101'));
    assert.equal(session.negotiated?.codec, 'PCMA');
    const stop = paced(20, (number) => second.send(audioPacket(TONE, number, { codec: 'PCMA' }), port));
    await heard.until('a packet', () => heard.firstPacketMs !== null);
    await heard.audio(2);
    assert.ok(toneLevelDbfs(await heard.audio(3), 1004) > -14);
    assert.ok(second.received.length > 10 && second.received.every(({ payloadType }) => payloadType === 8));
    stop();
    await session.createAnswer(second.sdp('8').replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'));
    assert.equal(session.negotiated.direction, 'recvonly');
    await sleep(60);
    const held = second.received.length;
    await sleep(150);
    assert.equal(second.received.length, held);
    await session.createAnswer(second.sdp('8'));
    await sleep(150);
    assert.ok(second.received.length > held + 3);
    session.close();
  });

  it('resolves a host name in SDP, and keeps what was agreed when an address is unusable', async () => {
    const far = await peer();
    const { session } = endpoint(engine);
    const named = far.sdp().replace('c=IN IP4 127.0.0.1', 'c=IN IP4 localhost');
    await session.createAnswer(named);
    await sleep(100);
    assert.ok(far.received.length >= 3);
    for (const bad of ['239.1.2.3', 'no-such-host.invalid', '2001:db8::1']) {
      const offer = far.sdp('8').replace('c=IN IP4 127.0.0.1', `c=IN IP4 ${bad}`);
      await assert.rejects(session.createAnswer(offer), { code: 'unusable-address' });
    }
    assert.equal(session.negotiated?.codec, 'PCMU');
    assert.match(await session.createOffer(), /RTP\/AVP 0 8 101/);
    session.close();
  });

  it('takes orders before its ports are open', async () => {
    const far = await peer();
    const { session } = endpoint(engine);
    session.stopPlaying();
    session.tellTap('nobody', 1);
    const playing = session.play({ kind: 'samples', samples: sine(1004, 0.2) });
    await session.createAnswer(far.sdp());
    assert.equal(await playing, 'finished');
    session.close();
  });

  it('speaks IPv6', async () => {
    const six = await MediaEngine.start({ bindAddress: '::1', rtpPorts: [23000, 23098] });
    const far = await peer('::1');
    const { session, heard } = endpoint(six);
    const answer = await session.createAnswer(far.sdp());
    assert.match(answer, /c=IN IP6 ::1/);
    far.send(audioPacket(TONE, 0), audioPort(answer));
    await heard.until('a packet', () => heard.firstPacketMs !== null);
    await sleep(100);
    assert.ok(far.received.length > 2);
    assert.match((await session.stats()).remote!, /^\[::1\]:\d+$/);
    const four = await peer();
    await assert.rejects(session.createAnswer(four.sdp()), { code: 'unusable-address' });
    await six.close();
  });

  it('counts malformed RTCP and reads the rest', async () => {
    const far = await peer();
    const { session } = endpoint(engine);
    const port = audioPort(await session.createAnswer(far.sdp()));
    const report = { ssrc: 7, cname: 'far', sender: null, block: null, bye: false, nowMs: Date.now() };
    far.sendRtcp(Buffer.from([0x80, 201, 0, 9]), port + 1);
    far.sendRtcp(writeRtcp(report).subarray(0, 10), port + 1);
    far.sendRtcp(writeRtcp(report), port + 1);
    await sleep(50);
    assert.ok((await engine.metrics()).datagramsDropped['rtcp-malformed']! >= 2);
    const foreign = (await engine.metrics()).datagramsDropped['rtcp-foreign-source'] ?? 0;
    assert.equal(foreign, 0);
    session.close();
  });

  it('plays a WAV file, and says which one it could not read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'media-'));
    const [a, b] = await call(engine);
    try {
      const file = new WaveFile();
      file.fromScratch(1, 16000, '16', sine(1004, 0.5, -13, 16000));
      await writeFile(join(folder, 'tone.wav'), file.toBuffer());
      const listening = b.heard.audio(8);
      assert.equal(await a.session.play({ kind: 'wav', file: join(folder, 'tone.wav') }), 'finished');
      const samples = await listening;
      const loud = Array.from({ length: 16 }, (_, index) => samples.subarray(index * 400, index * 400 + 400));
      assert.ok(loud.some((part) => Math.abs(toneLevelDbfs(part, 1004) - -13) < 0.5));
      await assert.rejects(a.session.play({ kind: 'wav', file: join(folder, 'no.wav') }), { code: 'wav-unreadable' });
    } finally {
      a.session.close();
      b.session.close();
      await rm(folder, { recursive: true });
    }
  });

  it('keeps sending while the main thread is blocked for half a second', async () => {
    const [a, b] = await call(engine);
    void a.session.play({ kind: 'tone', frequenciesHz: [1004], cadenceMs: [], levelDbfs: -13 });
    await b.heard.audio(3);
    const { packetsReceived: receivedBefore } = await b.session.stats();
    b.heard.chunks.length = 0;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    await b.heard.until('what was heard meanwhile', () => b.heard.chunks.length >= 5);
    const chunks = b.heard.chunks.slice(0, 5);
    for (const chunk of chunks) {
      assert.ok(Math.abs(toneLevelDbfs(chunk.samples, 1004) - -13) < 0.5);
      assert.equal(chunk.framesAbsent, 0);
    }
    // No packet was left out. (How late a busy machine makes them is measured in bench/media, not here.)
    const { packetsReceived, packetsLost } = await b.session.stats();
    assert.equal(packetsLost, 0);
    assert.ok(packetsReceived - receivedBefore >= 25, `${packetsReceived - receivedBefore} packets in 500 ms`);
    assert.ok(chunks.reduce((sum, chunk) => sum + chunk.framesConcealed, 0) <= 5);
    a.session.close();
    b.session.close();
  });
});

describe('a worker with taps of its own', () => {
  const workerFile = join(__dirname, '../../support/media-tap-worker.ts');
  const options = { workerFile, bindAddress: '127.0.0.1', rtpPorts: [24000, 24098] } as const;

  it('adds, tells and removes taps by name; one that throws goes, the others and the call stay', async () => {
    const warnings: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (text: string) => warnings.push(text),
    };
    const engine = await MediaEngine.start(options, { log });
    const told: unknown[] = [];
    const faults: string[] = [];
    const session = engine.createSession(
      {},
      {
        onTap: (tap, value) => told.push([tap, value]),
        onTapFault: (tap, reason) => faults.push(`${tap}: ${reason}`),
      },
    );
    await session.addTap('echo', { volume: 3 });
    session.tellTap('echo', 'hello');
    session.removeTap('echo');
    await session.addTap('broken');
    await assert.rejects(session.addTap('nothing'), { code: 'unknown-tap' });
    await assert.rejects(session.addTap('constructor'), { code: 'unknown-tap' });
    await sleep(60);
    assert.deepEqual(told, [
      ['echo', { options: { volume: 3 }, value: 'hello' }],
      ['echo', 'closed'],
    ]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /"broken".*this tap is broken/);
    assert.deepEqual(faults, ['broken: this tap is broken']);
    assert.equal((await engine.metrics()).sessions, 1);
    await engine.close();
  });

  it('reports the death of the worker as a typed fault and closes what it carried', async () => {
    const engine = await MediaEngine.start(options);
    const faults: unknown[] = [];
    engine.onFault((fault) => faults.push(fault.code));
    const session = engine.createSession();
    const playing = session.play({ kind: 'tone', frequenciesHz: [440], cadenceMs: [] });
    await session.createOffer();
    await session.addTap('deadly');
    assert.equal(await playing, 'closed');
    await sleep(20);
    assert.deepEqual(faults, ['worker-fault']);
    assert.equal(session.closed, true);
    assert.throws(() => engine.createSession(), { code: 'worker-fault' });
    await assert.rejects(engine.metrics(), { code: 'worker-fault' });
    await engine.close();
  });

  it('says so when the worker does not start', async () => {
    await assert.rejects(MediaEngine.start({ ...options, workerFile: `${workerFile}.missing` }), {
      code: 'worker-fault',
    });
  });
});

describe('levels', () => {
  it('the measuring tools of these tests measure', () => {
    assert.ok(Math.abs(toneLevelDbfs(sine(1004, 0.5, -20), 1004) - -20) < 0.1);
    assert.ok(toneLevelDbfs(sine(1004, 0.5, -20), 1200) < -80);
    assert.ok(Math.abs(levelDbfs(sine(1004, 0.5, -20)) - -20) < 0.1);
  });
});
