import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { SipAccountSettings } from '../../../lib/sip';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP } from '../../support/sip-fake-peer';
import type { SeenMessage } from '../../support/sip-fake-peer';

const noNames = {
  srv: () => Promise.reject(new Error('no DNS')),
  addresses: (host: string) =>
    host === 'pbx.test' ? Promise.resolve(['127.0.0.1']) : Promise.reject(new Error('no DNS')),
};

describe('sip: who may ask for the password', () => {
  let home: FakePeer;
  let stranger: FakePeer;
  let account: SipAccount;

  const open = async (settings: Partial<SipAccountSettings> = {}): Promise<void> => {
    account = new SipAccount(
      { user: 'me', domain: home.domain, transport: 'udp', register: false, password: 'secret', ...settings },
      {},
      { names: noNames },
    );
    await account.start();
  };

  const challenge = (peer: FakePeer, request: SeenMessage, status: 401 | 407, realm: string): void => {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    peer.reply(request, status, 'Who are you', { headers: [`${name}: Digest realm="${realm}", nonce="n${realm}"`] });
  };

  /** No message that the stranger got answers a challenge. */
  const assertNothingGiven = (): void => {
    for (const { text } of stranger.seen) assert.doesNotMatch(text, /^(Proxy-)?Authorization:/im);
  };

  beforeEach(async () => {
    home = await FakePeer.open();
    stranger = await FakePeer.open();
  });

  afterEach(async () => {
    const stopping = account.stop();
    const closing = setInterval(() => {
      for (const peer of [home, stranger]) {
        for (const message of peer.seen) {
          if (message.method === 'BYE' || message.method === 'REGISTER') peer.reply(message, 200, 'OK');
        }
      }
    }, 5);
    await stopping;
    clearInterval(closing);
    home.close();
    stranger.close();
  });

  for (const status of [401, 407] as const) {
    it(`gives a foreign host nothing for its ${status}, and says so`, async () => {
      await open();
      const log = new CallLog();
      account.place(`sip:bob@${stranger.domain}`, new FakeMedia(), log);
      challenge(stranger, await stranger.next('INVITE'), status, 'invented');
      await stranger.next('ACK');
      const end = await log.ended;
      assert.equal(end.reason, 'unauthorized');
      assert.equal(end.statusCode, status);
      assert.match(end.text, /127\.0\.0\.1 asks for a password and does not get/);
      assertNothingGiven();
    });
  }

  it('gives a foreign host nothing for the realm of home either: it may be passing on the nonce of home', async () => {
    await open({ register: true });
    challenge(home, await home.next('REGISTER'), 401, 'home');
    home.reply(await home.next((message) => /^Authorization/im.test(message.text)), 200, 'OK');
    const log = new CallLog();
    account.place(`sip:bob@${stranger.domain}`, new FakeMedia(), log);
    challenge(stranger, await stranger.next('INVITE'), 407, 'home');
    assert.equal((await log.ended).reason, 'unauthorized');
    assertNothingGiven();
  });

  it('gives nothing to where a 302 of home leads', async () => {
    await open();
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    challenge(home, await home.next('INVITE'), 407, 'home');
    const authorized = await home.next('INVITE');
    assert.match(authorized.header('Proxy-Authorization'), /realm="home"/);
    home.reply(authorized, 302, 'Moved', { contact: `<sip:bob@${stranger.domain}>` });
    const invite = await stranger.next('INVITE');
    challenge(stranger, invite, 407, 'home');
    assert.equal((await log.ended).reason, 'unauthorized');
    assertNothingGiven();
  });

  it('gives nothing to a host that home is only the name of: maddr leads elsewhere', async () => {
    await open({ domain: 'pbx.test' });
    const log = new CallLog();
    account.place(`sip:bob@pbx.test:${stranger.port};maddr=127.0.0.1`, new FakeMedia(), log);
    challenge(stranger, await stranger.next('INVITE'), 401, 'pbx.test');
    assert.equal((await log.ended).reason, 'unauthorized');
    assertNothingGiven();
  });

  it('answers the outbound proxy, for any address called through it', async () => {
    await open({ domain: 'pbx.test', outboundProxy: home.domain });
    const log = new CallLog();
    account.place('sip:bob@elsewhere.test', new FakeMedia(), log);
    challenge(home, await home.next('INVITE'), 407, 'proxy');
    const second = await home.next('INVITE');
    assert.match(second.header('Proxy-Authorization'), /realm="proxy"/);
    home.reply(second, 603, 'Decline');
    assert.equal((await log.ended).reason, 'declined');
  });

  it('answers home under another name of the same server', async () => {
    await open({ domain: `pbx.test:${home.port}` });
    const log = new CallLog();
    account.place(`sip:bob@${home.domain}`, new FakeMedia(), log);
    challenge(home, await home.next('INVITE'), 401, 'home');
    const second = await home.next('INVITE');
    assert.match(second.header('Authorization'), /realm="home"/);
    home.reply(second, 603, 'Decline');
    assert.equal((await log.ended).reason, 'declined');
  });

  it('answers another server of home inside a call, by the realm learned, and no other realm', async () => {
    await open();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    challenge(home, await home.next('INVITE'), 407, 'home');
    home.reply(await home.next('INVITE'), 200, 'OK', {
      body: PEER_SDP,
      headers: [`Record-Route: <sip:${stranger.domain};lr>`],
    });
    await stranger.next('ACK');
    await log.answered;
    const first = call.sendInfoDigit('5', 160);
    challenge(stranger, await stranger.next('INFO'), 407, 'home');
    const authorized = await stranger.next('INFO');
    assert.match(authorized.header('Proxy-Authorization'), /realm="home"/);
    stranger.reply(authorized, 200, 'OK');
    await first;
    const second = assert.rejects(call.sendInfoDigit('6', 160), /407/);
    challenge(stranger, await stranger.next('INFO'), 407, 'invented');
    await second;
    assert.equal(stranger.count('INFO'), 3);
  });
});
