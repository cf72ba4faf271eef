import { strict as assert } from 'node:assert';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { FrameInfo } from '../../../lib/media/media.types';
import type { SessionNews } from '../../../lib/media/messages';
import type { MediaDirection, StreamParameters } from '../../../lib/media/stream-parameters';
import { DropCounter } from '../../../lib/media/worker/drop-counter';
import { PortPairs } from '../../../lib/media/worker/rtp-sockets';
import type { RtpSockets } from '../../../lib/media/worker/rtp-sockets';
import { WorkerSession } from '../../../lib/media/worker/worker-session';
import { sine } from '../../support/media-goertzel';
import { audioPacket, sleep } from '../../support/media-raw-peer';

/** A worker's session whose clock is turned by hand, and a plain socket it talks to. */
class Bench {
  readonly news: SessionNews[] = [];
  readonly frames: FrameInfo[] = [];
  readonly rtpSizes: number[] = [];
  rtcpPackets = 0;
  readonly session: WorkerSession;
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  readonly #pairs: PortPairs;
  #dueMs = performance.now();

  private constructor(pairs: PortPairs, sockets: RtpSockets, rtp: Socket, rtcp: Socket) {
    this.session = new WorkerSession('test', sockets, {
      taps: {
        'frames-seen': () => ({ frame: (_samples, info) => void this.frames.push(info) }),
      },
      drops: new DropCounter(),
      news: (_session, one) => this.news.push(one),
      log: (_level, text) => assert.fail(text),
      epochMs: (monotonicMs) => monotonicMs,
    });
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.#pairs = pairs;
    rtp.on('message', (datagram) => this.rtpSizes.push(datagram.length));
    rtcp.on('message', () => this.rtcpPackets++);
  }

  static async open(): Promise<Bench> {
    const pairs = new PortPairs('127.0.0.1', [25000, 25998]);
    const local = await pairs.open();
    const sockets = [createSocket('udp4'), createSocket('udp4')] as const;
    for (const socket of sockets) await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    return new Bench(pairs, local, sockets[0], sockets[1]);
  }

  agree(direction: MediaDirection): void {
    const parameters: StreamParameters = {
      codec: 'PCMU',
      payloadType: 0,
      receive: [{ codec: 'PCMU', payloadType: 0 }],
      eventPayloadType: null,
      receiveEvents: [],
      ptimeMs: 20,
      direction,
      remote: { address: '127.0.0.1', port: this.#rtp.address().port },
      remoteRtcp: { address: '127.0.0.1', port: this.#rtcp.address().port },
    };
    this.session.agree(parameters);
  }

  /** Turns the clock by so many seconds, as fast as the loopback takes it. */
  async turn(seconds: number): Promise<void> {
    for (let tick = 0; tick < seconds * 50; tick++) {
      this.#dueMs += 20;
      this.session.tick(this.#dueMs);
      if (tick % 50 === 49) await sleep(1);
    }
    await sleep(20);
  }

  receive(number: number): void {
    this.#rtp.send(audioPacket(sine(1004, 1), number), this.session.sockets.rtpPort, '127.0.0.1');
  }

  said(): string[] {
    return this.news.map((news) => (news.kind !== 'silent-rtp' ? news.kind : news.silent ? 'silent' : 'audible'));
  }

  close(): void {
    this.session.close();
    this.#pairs.close(this.session.sockets);
    this.#rtp.close();
    this.#rtcp.close();
  }
}

describe('WorkerSession over a minute of its clock', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  it('sends 50 packets a second and RTCP every 5 s or so', async () => {
    bench.agree('sendrecv');
    await bench.turn(60);
    assert.equal(bench.rtpSizes.length, 3000);
    assert.ok(bench.rtpSizes.every((size) => size === 172));
    assert.ok(bench.rtcpPackets >= 8 && bench.rtcpPackets <= 24, `${bench.rtcpPackets} reports in a minute`);
  });

  it('sends no RTP while held, but an empty datagram now and then for the NAT, and RTCP', async () => {
    bench.agree('recvonly');
    await bench.turn(60);
    assert.deepEqual(new Set(bench.rtpSizes), new Set([0]));
    assert.ok(bench.rtpSizes.length >= 3 && bench.rtpSizes.length <= 4, `${bench.rtpSizes.length} keepalives`);
    assert.ok(bench.rtcpPackets >= 8);
  });

  it('sends nothing to a peer that neither sends nor receives', async () => {
    bench.agree('inactive');
    await bench.turn(60);
    assert.deepEqual(bench.rtpSizes, []);
  });

  it('says that nothing arrives when no packet ever came, 5 s after what was agreed last, and when one comes', async () => {
    bench.agree('sendrecv');
    await bench.turn(4.5);
    // The answer after early media.
    bench.agree('sendrecv');
    await bench.turn(4.5);
    assert.deepEqual(bench.said(), []);
    await bench.turn(1);
    assert.deepEqual(bench.said(), ['silent']);
    bench.agree('sendrecv');
    await bench.turn(10);
    bench.receive(0);
    await sleep(20);
    assert.deepEqual(bench.said(), ['silent', 'first-packet', 'audible']);
  });

  it('does not miss packets that the peer may not send', async () => {
    bench.agree('sendonly');
    await bench.turn(10);
    assert.deepEqual(bench.said(), []);
    bench.agree('sendrecv');
    await bench.turn(10);
    assert.deepEqual(bench.said(), ['silent']);
  });

  it('tells taps that nothing arrives, before the first packet too', async () => {
    bench.session.addTap('frames-seen', null);
    bench.agree('sendrecv');
    await bench.turn(0.1);
    assert.deepEqual(
      bench.frames.map(({ absent }) => absent),
      [true, true, true, true, true],
    );
    for (let number = 0; number < 6; number++) bench.receive(number);
    await sleep(20);
    await bench.turn(0.4);
    assert.ok(bench.frames.some(({ absent }) => !absent));
  });

  it('says once that RTP fell silent for 5 s, and once that it is back', async () => {
    bench.agree('sendrecv');
    bench.receive(0);
    await sleep(20);
    await bench.turn(4.5);
    assert.deepEqual(
      bench.news.map(({ kind }) => kind),
      ['first-packet'],
    );
    await bench.turn(10);
    bench.receive(1);
    await sleep(20);
    bench.receive(2);
    await sleep(20);
    assert.deepEqual(bench.news.slice(1), [
      { kind: 'silent-rtp', silent: true },
      { kind: 'silent-rtp', silent: false },
    ]);
  });
});
