/**
 * Calls over a line that loses datagrams: a relay on loopback throws some away, each way.
 * tsx bench/sip/packet-loss.ts [--calls 30] [--loss 0.1] [--seed 1] [--asterisk PORT [--number 100] [--user gw] [--password secret]]
 * Exits 0 only if every call was set up, answered and ended properly on both sides.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { parseArgs } from 'node:util';
import { SipAccount } from '../../lib/sip';
import type { SipCall } from '../../lib/sip';
import { CallLog } from '../../test/support/sip-call-log';
import { FakeMedia } from '../../test/support/sip-fake-media';
import { seededRandom } from '../../test/support/sip-seeded-random';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '30' },
    loss: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: '1' },
    asterisk: { type: 'string' },
    number: { type: 'string', default: '100' },
    user: { type: 'string', default: 'gw' },
    password: { type: 'string', default: 'secret' },
  },
});
const calls = Number(values.calls);
const loss = Number(values.loss);
const AT_ONCE = 10;
/** 64*T1 for the INVITE and once more for the BYE. */
const PATIENCE_MS = 70_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Everything from the caller's side goes to `target`; what comes back goes to whoever sent last from the caller's side.
 * Contacts are rewritten to the relay, as a NAT box with a SIP helper does, so that ACK, BYE and re-INVITE pass it too.
 */
class LossyRelay {
  sent = 0;
  lost = 0;
  readonly #front = createSocket('udp4');
  readonly #back = createSocket('udp4');
  #caller = 0;

  async open(target: number, random: () => number): Promise<number> {
    await Promise.all([bind(this.#front), bind(this.#back)]);
    const pass = (socket: Socket, bytes: Buffer, port: number, contactPort: number): void => {
      this.sent++;
      if (random() < loss) {
        this.lost++;
        return;
      }
      const text = bytes.toString('utf8').replace(/^(Contact:.*@?127\.0\.0\.1:)[0-9]+/im, `$1${contactPort}`);
      socket.send(text, port, '127.0.0.1');
    };
    this.#front.on('message', (bytes, source) => {
      this.#caller = source.port;
      pass(this.#back, bytes, target, this.#back.address().port);
    });
    this.#back.on('message', (bytes) => pass(this.#front, bytes, this.#caller, this.#front.address().port));
    return this.#front.address().port;
  }

  close(): void {
    this.#front.close();
    this.#back.close();
  }
}

function bind(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
}

async function main(): Promise<void> {
  const random = seededRandom(Number(values.seed));
  const relay = new LossyRelay();
  const incoming = new Map<string, CallLog>();
  let company: SipAccount | undefined;
  let target = Number(values.asterisk ?? 0);
  if (!values.asterisk) {
    company = new SipAccount(
      {
        user: 'company',
        domain: '127.0.0.1',
        transport: 'udp',
        register: false,
        bindAddress: '127.0.0.1',
        outboundProxy: '127.0.0.1',
      },
      {
        onIncoming: (call) => {
          incoming.set(call.id, new CallLog(call));
          void call.ring().then(() => call.accept(new FakeMedia()));
        },
      },
    );
    await company.start();
    target = company.localAddress.port;
  }
  const port = await relay.open(target, random);
  const caller = new SipAccount(
    {
      user: values.asterisk ? values.user : 'me',
      domain: `127.0.0.1:${values.asterisk ?? target}`,
      outboundProxy: `127.0.0.1:${port}`,
      transport: 'udp',
      register: values.asterisk !== undefined,
      registerSeconds: 60,
      ...(values.asterisk ? { password: values.password } : {}),
    },
    {},
  );
  await caller.start();
  const registeredBy = Date.now() + 60_000;
  while (values.asterisk && caller.registration.state !== 'registered' && Date.now() < registeredBy) await pause(50);
  if (values.asterisk) console.log(`registration over the lossy line: ${caller.registration.state}`);

  const began = Date.now();
  const results: { answered: boolean; ended: boolean; byeConfirmedMs: number; setupMs: number; id: string }[] = [];
  const one = async (): Promise<void> => {
    const log = new CallLog();
    const start = Date.now();
    const call: SipCall = caller.place(values.asterisk ? values.number : '100', new FakeMedia(), log);
    await Promise.race([log.answered, log.ended, pause(PATIENCE_MS)]);
    const answered = call.state === 'answered';
    const setupMs = Date.now() - start;
    await pause(300);
    const ending = Date.now();
    await Promise.race([call.hangup(), pause(PATIENCE_MS)]);
    results.push({
      answered,
      ended: log.end?.reason === 'local-hangup',
      byeConfirmedMs: Date.now() - ending,
      setupMs,
      id: call.id,
    });
  };
  let started = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (started < calls) {
        started++;
        await one();
      }
    }),
  );
  await pause(1000);
  const farSide = company
    ? results.filter(({ id }) => incoming.get(id)?.end?.reason === 'remote-hangup').length
    : results.filter(({ byeConfirmedMs }) => byeConfirmedMs < 32_000).length;
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  const counters = caller.counters;
  await Promise.all([caller.stop(), company?.stop()]);
  relay.close();

  const answered = results.filter((result) => result.answered).length;
  const ended = results.filter((result) => result.ended && result.byeConfirmedMs < 32_000).length;
  const setups = results.map(({ setupMs }) => setupMs).sort((a, b) => a - b);
  console.log(`line: ${relay.sent} datagrams, ${relay.lost} lost (${((100 * relay.lost) / relay.sent).toFixed(1)} %)`);
  console.log(
    `calls ${calls} in ${seconds} s: answered ${answered}, ended and confirmed here ${ended}, ended properly at the far side ${farSide}`,
  );
  console.log(
    `set-up ms: median ${setups[Math.floor(setups.length / 2)]}, slowest ${setups.at(-1)}; retransmissions sent ${counters.retransmitted}`,
  );
  if (answered !== calls || ended !== calls || farSide !== calls) {
    console.log('FAILED');
    process.exitCode = 1;
  }
}

void main();
