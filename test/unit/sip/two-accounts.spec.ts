import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { SipAccount } from '../../../lib/sip';
import type { RegistrationState, SipAccountSettings, SipCall } from '../../../lib/sip';
import { StreamFramer } from '../../../lib/sip/wire/stream-framer';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { StreamRegistrar } from '../../support/sip-stream-registrar';
import { FakePeer, SeenMessage, until } from '../../support/sip-fake-peer';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const peer = await FakePeer.open();
  const { port } = peer;
  peer.close();
  return port;
}

for (const transport of ['udp', 'tcp'] as const) {
  describe(`sip: two accounts over ${transport}`, () => {
    let caller: SipAccount;
    let callee: SipAccount;
    let incoming: { call: SipCall; log: CallLog }[];
    const trace: string[] = [];

    beforeEach(async () => {
      incoming = [];
      trace.length = 0;
      const port = await freePort();
      callee = new SipAccount(
        { user: 'company', domain: '127.0.0.1', transport, register: false, bindAddress: '127.0.0.1', bindPort: port },
        { onIncoming: (call) => incoming.push({ call, log: new CallLog(call) }) },
      );
      caller = new SipAccount(
        { user: 'me', domain: `127.0.0.1:${port}`, transport, register: false },
        { onTrace: (direction, _peer, text) => trace.push(`${direction} ${text.split('\r\n')[0]}`) },
      );
      await Promise.all([callee.start(), caller.start()]);
    });

    afterEach(async () => {
      await Promise.all([caller.stop(), callee.stop()]);
    });

    const connected = async (): Promise<{ out: SipCall; outLog: CallLog; in: SipCall; inLog: CallLog }> => {
      const outLog = new CallLog();
      const out = caller.place('20015', new FakeMedia(), outLog);
      await until(() => incoming.length === 1);
      const { call, log } = incoming[0]!;
      await call.ring();
      await call.accept(new FakeMedia());
      await outLog.answered;
      return { out, outLog, in: call, inLog: log };
    };

    it('connects, holds both ways, sends digits, hangs up', async () => {
      const legs = await connected();
      assert.equal(legs.in.dialled, '20015');
      assert.equal(legs.in.id, legs.out.id);
      await legs.out.hold(true);
      await until(() => legs.inLog.holds.length === 1);
      await legs.out.hold(false);
      await legs.in.hold(true);
      await until(() => legs.outLog.holds.length === 1);
      await legs.in.hold(false);
      assert.deepEqual(legs.inLog.holds, [true, false]);
      await until(() => legs.outLog.holds.length === 2);
      await legs.out.sendInfoDigit('#', 100);
      assert.deepEqual(legs.inLog.digits, ['#/100']);
      await legs.in.hangup();
      assert.equal((await legs.outLog.ended).reason, 'remote-hangup');
      assert.equal(legs.inLog.end?.reason, 'local-hangup');
      assert.ok(
        trace.includes(
          'in BYE sip:me@127.0.0.1:' +
            String(trace.find((line) => line.startsWith('in BYE'))?.match(/:(\d+)/)?.[1]) +
            (transport === 'tcp' ? ';transport=tcp' : '') +
            ' SIP/2.0',
        ),
      );
    });

    it('is declined, and is cancelled', async () => {
      const declined = new CallLog();
      caller.place('1', new FakeMedia(), declined);
      await until(() => incoming.length === 1);
      await incoming[0]!.call.reject(603);
      assert.equal((await declined.ended).reason, 'declined');
      const cancelled = new CallLog();
      const call = caller.place('1', new FakeMedia(), cancelled);
      await until(() => incoming.length === 2);
      await incoming[1]!.call.ring();
      await until(() => cancelled.states.includes('ringing'));
      await call.hangup();
      assert.equal((await incoming[1]!.log.ended).reason, 'cancelled');
    });

    it('stops in good order with a call up', async () => {
      const legs = await connected();
      const began = Date.now();
      await caller.stop();
      assert.ok(Date.now() - began < 1000);
      assert.equal((await legs.inLog.ended).reason, 'remote-hangup');
      assert.equal(legs.outLog.end?.reason, 'local-hangup');
      const late = new CallLog();
      caller.place('1', new FakeMedia(), late);
      assert.equal((await late.ended).reason, 'failed');
    });

    it('carries twenty calls at once', async () => {
      const logs = Array.from({ length: 20 }, (_unused, index) => {
        const log = new CallLog();
        caller.place(String(index), new FakeMedia(), log);
        return log;
      });
      await until(() => incoming.length === 20);
      await Promise.all(incoming.map(({ call }) => call.accept(new FakeMedia())));
      await Promise.all(logs.map((log) => log.answered));
      await Promise.all(caller.calls.map((call) => call.hangup()));
      await Promise.all(incoming.map(({ log }) => log.ended));
      assert.equal(callee.calls.length, 0);
      assert.deepEqual(callee.counters.dropped, {});
    });
  });
}

describe('sip: TCP streams from strangers', () => {
  it('takes messages in pieces and in lumps, answers pings, closes what is no SIP', async () => {
    const port = await freePort();
    const account = new SipAccount(
      { user: 'c', domain: '127.0.0.1', transport: 'tcp', register: false, bindAddress: '127.0.0.1', bindPort: port },
      {},
    );
    await account.start();
    try {
      const socket = connect(port, '127.0.0.1');
      let got = '';
      // Being cut off is what this test is about.
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (got += bytes.toString()));
      const options = (cseq: number): string =>
        `OPTIONS sip:c@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 10.9.8.7:5060;branch=z9hG4bK${cseq}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x${cseq}\r\nCSeq: ${cseq} OPTIONS\r\nContent-Length: 0\r\n\r\n`;
      for (const piece of options(1).match(/.{1,40}/gs)!) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      socket.write(options(2) + options(3) + '\r\n\r\n');
      await until(() => (got.match(/SIP\/2\.0 200/g) ?? []).length === 3 && got.includes('\r\n\r\n\r\n'));
      const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
      socket.write(Buffer.alloc(80_000, 65));
      await closed;
      assert.deepEqual(account.counters.dropped, { 'stream-header-too-large': 1 });
    } finally {
      await account.stop();
    }
  });

  it('goes on to the next address of a name when the first does not answer', async () => {
    const port = await freePort();
    const incoming: SipCall[] = [];
    const callee = new SipAccount(
      { user: 'c', domain: '127.0.0.1', transport: 'tcp', register: false, bindAddress: '127.0.0.1', bindPort: port },
      { onIncoming: (call) => void incoming.push(call) },
    );
    await callee.start();
    const caller = new SipAccount(
      { user: 'me', domain: `pbx.test:${port}`, transport: 'tcp', register: false },
      {},
      // Nobody listens on the first.
      { names: { srv: () => Promise.resolve([]), addresses: () => Promise.resolve(['127.0.0.9', '127.0.0.1']) } },
    );
    await caller.start();
    const log = new CallLog();
    caller.place('100', new FakeMedia(), log);
    await until(() => incoming.length === 1);
    await incoming[0]!.reject(486);
    assert.equal((await log.ended).reason, 'busy');
    await Promise.all([caller.stop(), callee.stop()]);
  });

  it('says where it is after the connection of a call broke', async () => {
    const registrar = new StreamRegistrar();
    const port = await freePort();
    await registrar.listen(port);
    const account = new SipAccount({ user: 'me', domain: `127.0.0.1:${port}`, transport: 'tcp', register: false }, {});
    await account.start();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    await log.answered;
    registrar.dropAll();
    await until(() => registrar.invites.length === 2, 'a re-INVITE');
    const [first, second] = registrar.invites;
    assert.equal(second!.header('Call-ID'), first!.header('Call-ID'));
    assert.notEqual(second!.header('Contact'), first!.header('Contact'));
    await call.hangup();
    await account.stop();
    registrar.close();
  });

  it('registers again when the connection breaks', async () => {
    const port = await freePort();
    const registrar = new StreamRegistrar();
    await registrar.listen(port);
    const states: string[] = [];
    const account = new SipAccount(
      { user: 'me', domain: `127.0.0.1:${port}`, transport: 'tcp', register: true },
      { onRegistration: ({ state }) => states.push(state) },
      { random: () => 0 },
    );
    await account.start();
    await until(() => account.registration.state === 'registered');
    registrar.dropAll();
    await until(() => registrar.registers === 2, 'a second REGISTER');
    await until(() => account.registration.state === 'registered');
    assert.deepEqual(states, ['registered', 'registering', 'registered']);
    await account.stop();
    assert.equal(registrar.registers, 3);
    registrar.close();
  });
});

describe('sip: TLS', () => {
  let folder: string;
  let server: Server;
  let port: number;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sip-tls-'));
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
        ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
      ],
      { stdio: 'ignore' },
    );
  });

  after(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    server = createServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) },
      (socket) => {
        const framer = new StreamFramer();
        socket.on('error', () => undefined);
        socket.on('data', (chunk: Buffer) => {
          for (const frame of framer.push(chunk)) {
            if (frame.kind !== 'message') continue;
            const request = new SeenMessage(frame.bytes.toString(), 0);
            socket.write(
              `SIP/2.0 200 OK\r\nVia: ${request.header('Via')}\r\nFrom: ${request.header('From')}\r\nTo: ${request.header('To')};tag=r\r\n` +
                `Call-ID: ${request.header('Call-ID')}\r\nCSeq: ${request.header('CSeq')}\r\nContact: ${request.header('Contact')}\r\nContent-Length: 0\r\n\r\n`,
            );
          }
        });
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    port = (server.address() as { port: number }).port;
  });

  afterEach(() => server.close());

  const register = async (tls: SipAccountSettings['tls']): Promise<RegistrationState> => {
    const account = new SipAccount(
      { user: 'me', domain: `127.0.0.1:${port}`, transport: 'tls', register: true, ...(tls ? { tls } : {}) },
      {},
    );
    await account.start();
    await until(() => account.registration.state === 'registered' || account.registration.state === 'failed');
    const state = account.registration;
    await account.stop();
    return state;
  };

  it('trusts the authority it is given', async () => {
    const state = await register({ ca: readFileSync(join(folder, 'cert.pem'), 'utf8') });
    assert.equal(state.state, 'registered');
  });

  it('trusts nobody else', async () => {
    assert.equal((await register(undefined)).state, 'failed');
  });

  it('checks the name it is told', async () => {
    const ca = readFileSync(join(folder, 'cert.pem'), 'utf8');
    assert.equal((await register({ ca, serverName: 'localhost' })).state, 'registered');
    assert.equal((await register({ ca, serverName: 'other.example.org' })).state, 'failed');
  });

  it('trusts anybody when told so', async () => {
    assert.equal((await register({ insecure: true })).state, 'registered');
  });
});
