import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { RegistrationState, SipAccountSettings } from '../../../lib/sip';
import { ManualClock } from '../../support/manual-clock';
import { FakePeer, until } from '../../support/sip-fake-peer';

describe('sip: registration', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let clock: ManualClock;
  let states: RegistrationState[];

  const open = async (settings: Partial<SipAccountSettings> = {}): Promise<void> => {
    clock = new ManualClock();
    states = [];
    account = new SipAccount(
      { user: 'me', domain: peer.domain, transport: 'udp', register: true, password: 'secret', ...settings },
      { onRegistration: (state) => states.push(state) },
      { clock, random: () => 0.5 },
    );
    await account.start();
  };

  const last = (): RegistrationState | undefined => states.at(-1);

  beforeEach(async () => {
    peer = await FakePeer.open();
  });

  afterEach(async () => {
    const stopping = account.stop();
    const closing = setInterval(() => {
      for (const message of peer.seen.splice(0)) if (message.method === 'REGISTER') peer.reply(message, 200, 'OK');
    }, 5);
    await clock.advance(3000);
    await stopping;
    clearInterval(closing);
    peer.close();
  });

  it('authenticates, refreshes before the end and takes the binding down at the end', async () => {
    await open();
    const first = await peer.next('REGISTER');
    assert.equal(first.startLine, `REGISTER sip:${peer.domain} SIP/2.0`);
    assert.equal(first.header('Contact'), `<sip:me@127.0.0.1:${account.localAddress.port}>;expires=300`);
    peer.reply(first, 401, 'Unauthorized', {
      headers: ['WWW-Authenticate: Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth,auth-int"'],
    });
    const second = await peer.next('REGISTER');
    assert.match(second.header('Authorization'), /algorithm=MD5-sess/);
    assert.match(second.header('Authorization'), new RegExp(`uri="sip:${peer.domain}"`));
    peer.reply(second, 200, 'OK', {
      contact: `<sip:other@1.2.3.4>;expires=17, ${second.header('Contact').replace('300', '100')}`,
    });
    await until(() => last()?.state === 'registered');
    assert.equal((last() as { expiresAt: number }).expiresAt, clock.now() + 100_000);
    await clock.advance(60_000);
    assert.equal(peer.count('REGISTER'), 2);
    await clock.advance(7500);
    const refresh = await peer.next('REGISTER');
    assert.equal(refresh.header('Call-ID'), first.header('Call-ID'));
    assert.ok(Number.parseInt(refresh.header('CSeq')) > Number.parseInt(second.header('CSeq')));
    peer.reply(refresh, 200, 'OK');
    await until(() => states.filter(({ state }) => state === 'registered').length === 2);
    const stopping = account.stop();
    const leave = await peer.next('REGISTER');
    assert.match(leave.header('Contact'), /;expires=0$/);
    peer.reply(leave, 200, 'OK', { contact: null });
    await stopping;
    assert.equal(account.registration.state, 'off');
  });

  it('is content with a 200 that lists no Contact', async () => {
    await open();
    peer.reply(await peer.next('REGISTER'), 200, 'OK', { contact: null, headers: ['Expires: 60'] });
    await until(() => last()?.state === 'registered');
    assert.equal((last() as { expiresAt: number }).expiresAt, clock.now() + 60_000);
  });

  for (const status of [405, 501]) {
    it(`says what to do about a server that takes no registrations: ${status}`, async () => {
      await open();
      peer.reply(await peer.next('REGISTER'), status, 'Method Not Allowed');
      await until(() => last()?.state === 'failed');
      const { reason } = last() as { reason: string };
      assert.match(
        reason,
        new RegExp(`^This server takes no registrations \\(${status}\\): untick "Register with the`),
      );
    });
  }

  describe('a password that is refused', () => {
    type Failed = Extract<RegistrationState, { state: 'failed' }>;
    const challenge = (nonce: string, more = ''): { headers: string[] } => ({
      headers: [`WWW-Authenticate: Digest realm="r", nonce="${nonce}"${more}`],
    });
    /** Nothing more came within that time. */
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));
    let nonces = 0;
    const refuse = async (status: 401 | 403 = 401): Promise<Failed> => {
      const before = states.filter(({ state }) => state === 'failed').length;
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge(`n${nonces++}`));
      const withPassword = await peer.next('REGISTER');
      assert.match(withPassword.header('Authorization'), /^Digest /);
      const refusal = status === 401 ? challenge(`n${nonces++}`) : {};
      peer.reply(withPassword, status, 'No', refusal);
      await until(() => states.filter(({ state }) => state === 'failed').length === before + 1);
      return last() as Failed;
    };

    for (const [nonce, status] of [
      ['the same nonce', 401],
      ['a fresh nonce', 401],
      ['a plain no', 403],
    ] as const) {
      it(`is tried once and then rarely: ${nonce}, ${status}`, async () => {
        await open();
        let failed: Failed;
        if (nonce === 'the same nonce') {
          peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('same'));
          peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('same'));
          await until(() => last()?.state === 'failed');
          failed = last() as Failed;
        } else failed = await refuse(status);
        assert.equal(failed.statusCode, status);
        assert.equal(failed.passwordRefused, true);
        assert.match(failed.reason, /^Password refused: .*password/);
        if (status === 403) assert.match(failed.reason, /403 No\b/, 'in the words of the registrar');
        assert.equal(failed.retryAt, clock.now() + 300_000);
        await settled();
        await clock.advance(299_000);
        assert.equal(peer.count('REGISTER'), 2);
        await clock.advance(1500);
        await peer.next('REGISTER');
      });
    }

    it('is tried later and later, at most once an hour, whatever else goes wrong between', async () => {
      await open();
      const waits: number[] = [];
      for (let round = 0; round < 6; round++) {
        const { retryAt } = await refuse();
        waits.push((retryAt - clock.now()) / 60_000);
        await clock.advance(retryAt - clock.now());
        if (round !== 1) continue;
        peer.reply(await peer.next('REGISTER'), 500, 'Server Error', {});
        await until(() => (last() as Failed).statusCode === 500);
        await clock.advance((last() as Failed).retryAt - clock.now());
      }
      assert.deepEqual(waits, [5, 10, 20, 40, 60, 60]);
      peer.reply(await peer.next('REGISTER'), 200, 'OK');
      await until(() => last()?.state === 'registered');
    });

    it('is tried at once when somebody asks for it, and only then', async () => {
      await open();
      await refuse();
      account.registerNow();
      const again = await refuse();
      assert.equal(again.retryAt, clock.now() + 600_000);
      account.registerNow();
      peer.reply(await peer.next('REGISTER'), 200, 'OK');
      await until(() => last()?.state === 'registered');
      account.registerNow();
      await settled();
      assert.equal(peer.count('REGISTER'), 5, 'what is registered stays as it is');
    });

    it('is no refusal when only the nonce was stale', async () => {
      await open();
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('a'));
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('b', ', stale=true'));
      peer.reply(await peer.next((message) => message.header('Authorization').includes('nonce="b"')), 200, 'OK');
      await until(() => last()?.state === 'registered');
    });

    it('is no refusal when the request had to be repeated: a registrar takes the repetition for a replay', async () => {
      await open();
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('a'));
      await peer.next('REGISTER');
      await clock.advance(500);
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('b'));
      peer.reply(await peer.next((message) => message.header('Authorization').includes('nonce="b"')), 200, 'OK');
      await until(() => last()?.state === 'registered');
    });

    it('is believed also while an address learned meanwhile is to be registered', async () => {
      await open();
      const first = await peer.next('REGISTER');
      const natted = first.text.replace(/;rport;/, ';received=203.0.113.9;rport=40404;');
      const reply = natted
        .replace(/^REGISTER.*$/m, 'SIP/2.0 401 Unauthorized')
        .replace(/^(To: [^\r]*)/im, '$1;tag=x')
        .replace(/\r\nUser-Agent.*$/ms, `\r\n${challenge('a').headers[0]!}\r\nContent-Length: 0\r\n\r\n`);
      peer.send(reply, first.from);
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('b'));
      await until(() => last()?.state === 'failed');
      assert.equal((last() as Failed).passwordRefused, true);
      await clock.advance(290_000);
      assert.equal(peer.count('REGISTER'), 2);
    });

    it('is no matter where there is none: it is said what is missing', async () => {
      await open({ password: undefined });
      peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge('a'));
      await until(() => last()?.state === 'failed');
      assert.match((last() as Failed).reason, /wants a password and the account has none/);
      assert.equal((last() as Failed).passwordRefused, undefined);
    });
  });

  it('backs off from a registrar in trouble, honours Retry-After, and recovers', async () => {
    await open();
    peer.reply(await peer.next('REGISTER'), 500, 'Server Error', {});
    await until(() => last()?.state === 'failed');
    assert.equal((last() as { retryAt: number }).retryAt, clock.now() + 2000);
    await clock.advance(2000);
    peer.reply(await peer.next('REGISTER'), 500, 'Server Error', {});
    await until(() => (last() as { retryAt?: number }).retryAt === clock.now() + 4000);
    await clock.advance(4000);
    peer.reply(await peer.next('REGISTER'), 503, 'Unavailable', { headers: ['Retry-After: 77'] });
    await until(() => (last() as { retryAt?: number }).retryAt === clock.now() + 77_500);
    await clock.advance(77_500);
    peer.reply(await peer.next('REGISTER'), 200, 'OK');
    await until(() => last()?.state === 'registered');
  });

  it('asks for longer when told that it was too short', async () => {
    await open({ registerSeconds: 60 });
    peer.reply(await peer.next('REGISTER'), 423, 'Interval Too Brief', { headers: ['Min-Expires: 600'] });
    const second = await peer.next('REGISTER');
    assert.equal(second.header('Expires'), '600');
  });

  it('gives an attempt up that is stuck, and repeats the datagram meanwhile', async () => {
    await open();
    await peer.next('REGISTER');
    await clock.advance(500);
    const again = await peer.next('REGISTER');
    assert.equal(again.header('CSeq'), '1 REGISTER');
    assert.ok(account.counters.retransmitted >= 1);
    await clock.advance(40_000);
    await until(() => last()?.state === 'failed');
    await clock.advance(3000);
    await peer.next((message) => message.header('CSeq') === '2 REGISTER');
  });

  it('registers again under the address the registrar sees', async () => {
    await open();
    const first = await peer.next('REGISTER');
    const natted = first.text.replace(/;rport;/, ';received=203.0.113.9;rport=40404;');
    const reply = natted
      .replace(/^REGISTER.*$/m, 'SIP/2.0 200 OK')
      .replace(/^(To: [^\r]*)/im, '$1;tag=x')
      .replace(/\r\nUser-Agent.*$/ms, '\r\nContent-Length: 0\r\n\r\n');
    peer.send(reply, first.from);
    await until(() => account.counters.received === 1);
    await clock.advance(1000);
    const second = await peer.next('REGISTER');
    assert.match(second.header('Contact'), /^<sip:me@203\.0\.113\.9:40404>/);
  });

  it('starts although the registrar cannot even be resolved', async () => {
    await open({ domain: 'registrar.invalid' });
    await until(() => last()?.state === 'failed');
    assert.match((last() as { reason: string }).reason, /cannot be reached/);
  });

  it('refuses to start only for what the user must change', async () => {
    await open();
    const wrong = new SipAccount({ user: 'a', domain: 'two words', transport: 'udp', register: false }, {});
    await assert.rejects(wrong.start(), /not a SIP domain/);
    const taken = new SipAccount(
      {
        user: 'a',
        domain: peer.domain,
        transport: 'udp',
        register: false,
        bindAddress: '127.0.0.1',
        bindPort: peer.port,
      },
      {},
    );
    await assert.rejects(taken.start(), /cannot use 127\.0\.0\.1 port/);
  });
});
