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

  it('tries a wrong password rarely and says what is wrong', async () => {
    await open();
    const challenge = { headers: ['WWW-Authenticate: Digest realm="r", nonce="same"'] };
    peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge);
    peer.reply(await peer.next('REGISTER'), 401, 'Unauthorized', challenge);
    await until(() => last()?.state === 'failed');
    const failed = last() as Extract<RegistrationState, { state: 'failed' }>;
    assert.equal(failed.statusCode, 401);
    assert.match(failed.reason, /password/);
    assert.equal(failed.retryAt, clock.now() + 60_000);
    await clock.advance(59_000);
    assert.equal(peer.count('REGISTER'), 2);
    await clock.advance(1500);
    await peer.next('REGISTER');
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
