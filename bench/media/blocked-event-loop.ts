/**
 * Does a busy main thread hurt a call? Two bridges (PCMU passed through, PCMU to PCMA transcoded) between two far ends in
 * processes of their own, each sending a 1004 Hz tone; once with a free main thread, once with it blocked for 500 ms out
 * of every second. Prints what the far ends received, and the ratios.
 *
 * Usage: tsx bench/media/blocked-event-loop.ts [--seconds 20] [--sleep] [--json]
 * The main thread is blocked by computing; --sleep blocks it without using the processor.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MediaEngine } from '../../lib/media/media-engine';
import type { MediaSession } from '../../lib/media/media-session';
import type { PeerCommand, PeerReply, StreamReport } from './rtp-peer';

const BLOCK_MS = 500;
const EVERY_MS = 1000;
const SETTLE_MS = 2000;
/** Stream 0 is passed through, stream 1 transcoded. */
const CODECS_A = ['PCMU', 'PCMU'] as const;
const CODECS_B = ['PCMU', 'PCMA'] as const;
const GOAL_P99_MS = 5;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, sleep: { type: 'boolean' }, json: { type: 'boolean' } },
});

class Peer {
  readonly #process: ChildProcess = fork(join(__dirname, 'rtp-peer.ts'));

  tell(command: PeerCommand): void {
    this.#process.send(command);
  }

  ask<Kind extends PeerReply['kind']>(command: PeerCommand, kind: Kind): Promise<Extract<PeerReply, { kind: Kind }>> {
    return new Promise((resolve) => {
      this.#process.once('message', (message: PeerReply) => {
        if (message.kind === kind) resolve(message as Extract<PeerReply, { kind: Kind }>);
      });
      this.tell(command);
    });
  }

  close(): void {
    this.#process.disconnect();
  }
}

interface Summary {
  readonly packets: number;
  readonly lost: number;
  readonly glitches: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly sendP99: number;
  readonly sendMax: number;
}

function offer(port: number, payloadType: number): string {
  return [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
    ...[`m=audio ${port} RTP/AVP ${payloadType}`, 'a=ptime:20', 'a=sendrecv', ''],
  ].join('\r\n');
}

/** Answers a peer's stream with a session of ours; returns the session and its port. */
async function leg(engine: MediaEngine, port: number, codec: string): Promise<[MediaSession, number]> {
  const session = engine.createSession();
  const answer = await session.createAnswer(offer(port, codec === 'PCMU' ? 0 : 8));
  return [session, Number(/m=audio (\d+)/.exec(answer)![1])];
}

function block(): void {
  if (values.sleep) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);
    return;
  }
  const untilMs = performance.now() + BLOCK_MS;
  while (performance.now() < untilMs) JSON.parse('{"flow":[1,2,3]}');
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Both directions of one bridge together. */
function summary(reports: readonly StreamReport[]): Summary {
  const arrival = reports.flatMap(({ arrivalDeviationMs }) => arrivalDeviationMs).sort((a, b) => a - b);
  const send = reports.flatMap(({ sendDeviationMs }) => sendDeviationMs).sort((a, b) => a - b);
  const total = (pick: (report: StreamReport) => number): number => reports.reduce((sum, r) => sum + pick(r), 0);
  return {
    packets: total(({ received }) => received),
    lost: total(({ lost }) => lost),
    glitches: total(({ glitches }) => glitches),
    p50: quantile(arrival, 0.5),
    p99: quantile(arrival, 0.99),
    max: arrival.at(-1) ?? Number.NaN,
    sendP99: quantile(send, 0.99),
    sendMax: send.at(-1) ?? Number.NaN,
  };
}

async function run(
  seconds: number,
  blocked: boolean,
): Promise<{ passed: Summary; transcoded: Summary; stalls: number }> {
  const engine = await MediaEngine.start({ bindAddress: '127.0.0.1' });
  const a = new Peer();
  const b = new Peer();
  const portsA = (await a.ask({ kind: 'open', codecs: CODECS_A }, 'opened')).ports;
  const portsB = (await b.ask({ kind: 'open', codecs: CODECS_B }, 'opened')).ports;
  const toA: number[] = [];
  const toB: number[] = [];
  for (let index = 0; index < portsA.length; index++) {
    const [legA, portA] = await leg(engine, portsA[index]!, CODECS_A[index]!);
    const [legB, portB] = await leg(engine, portsB[index]!, CODECS_B[index]!);
    await engine.bridge(legA, legB);
    toA.push(portA);
    toB.push(portB);
  }
  a.tell({ kind: 'start', ports: toA });
  b.tell({ kind: 'start', ports: toB });
  await sleep(SETTLE_MS);
  for (const peer of [a, b]) peer.tell({ kind: 'record' });
  let stalls = 0;
  const timer = blocked
    ? setInterval(() => {
        stalls++;
        block();
      }, EVERY_MS)
    : null;
  await sleep(seconds * 1000);
  if (timer) clearInterval(timer);
  const reports = await Promise.all([a, b].map((peer) => peer.ask({ kind: 'report' }, 'report')));
  const bridge = (index: number): Summary => summary(reports.map(({ streams }) => streams[index]!));
  const result = { passed: bridge(0), transcoded: bridge(1), stalls };
  a.close();
  b.close();
  await engine.close();
  return result;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function row(name: string, s: Summary): string {
  const cell = (value: number): string => value.toFixed(2).padStart(7);
  const counts = [s.packets, s.lost, s.glitches].map((count) => String(count).padStart(8)).join(' ');
  return `${name.padEnd(24)} ${counts}  ${[s.p50, s.p99, s.max, s.sendP99, s.sendMax].map(cell).join(' ')}`;
}

function ratio(name: string, blocked: Summary, free: Summary): string {
  const times = (x: number, y: number): string => `x${(x / y).toFixed(2)}`;
  return `${name.padEnd(24)} p50 ${times(blocked.p50, free.p50)}, p99 ${times(blocked.p99, free.p99)}, max ${times(blocked.max, free.max)}`;
}

async function main(): Promise<void> {
  const seconds = Number(values.seconds);
  const free = await run(seconds, false);
  const blocked = await run(seconds, true);
  const noisy = [blocked.passed, blocked.transcoded].some((s) => s.sendP99 >= GOAL_P99_MS);
  const good = [blocked.passed, blocked.transcoded].every(
    (s) => s.lost === 0 && s.glitches === 0 && s.p99 < GOAL_P99_MS,
  );
  if (values.json) {
    console.log(JSON.stringify({ seconds, free, blocked, goalMet: good, machineTooBusy: noisy }));
  } else {
    console.log(`Two bridges, ${seconds} s each run; main thread blocked ${blocked.stalls} times for ${BLOCK_MS} ms.`);
    console.log(`${''.padEnd(24)}  packets     lost glitches  deviation from 20 ms: p50 p99 max | of sending: p99 max`);
    console.log(row('passed, free', free.passed));
    console.log(row('passed, blocked', blocked.passed));
    console.log(row('transcoded, free', free.transcoded));
    console.log(row('transcoded, blocked', blocked.transcoded));
    console.log(ratio('passed: blocked/free', blocked.passed, free.passed));
    console.log(ratio('transcoded: blocked/free', blocked.transcoded, free.transcoded));
    console.log(`goal (0 lost, 0 glitches, p99 < ${GOAL_P99_MS} ms while blocked): ${good ? 'met' : 'not met'}`);
    if (noisy) console.log('The far ends themselves sent late: this machine was too busy to judge.');
  }
  process.exitCode = good ? 0 : 1;
}

void main();
