import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import { ManualClock } from '../../support/manual-clock';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP, peerSdp, until } from '../../support/sip-fake-peer';
import type { SeenMessage } from '../../support/sip-fake-peer';

describe('sip: session timers of calls out (RFC 4028)', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let clock: ManualClock;

  /** A call whose 200 carried `headers`. */
  const answered = async (headers: readonly string[]): Promise<{ invite: SeenMessage; log: CallLog }> => {
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP, headers });
    await peer.next('ACK');
    await log.answered;
    return { invite, log };
  };

  /** Datagrams on loopback are not on the clock. */
  const arrive = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  beforeEach(async () => {
    peer = await FakePeer.open();
    clock = new ManualClock();
    account = new SipAccount({ user: 'me', domain: peer.domain, transport: 'udp', register: false }, {}, { clock });
    await account.start();
  });

  afterEach(async () => {
    const stopping = account.stop();
    const closing = setInterval(() => {
      for (const message of peer.seen.splice(0)) if (message.method === 'BYE') peer.reply(message, 200, 'OK');
    }, 5);
    await clock.advance(3000);
    await stopping;
    clearInterval(closing);
    peer.close();
  });

  it('offers half an hour, with us to refresh', async () => {
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    assert.equal(invite.header('Session-Expires'), '1800;refresher=uac');
    assert.match(invite.header('Supported'), /timer/);
    peer.reply(invite, 603, 'Decline');
    await log.ended;
  });

  it('leaves a peer alone that knows no timers', async () => {
    const { log } = await answered([]);
    await clock.advance(4 * 3_600_000);
    await arrive();
    assert.equal(peer.count('INVITE'), 1);
    assert.equal(log.end, undefined);
  });

  it('refreshes with a peer that knows timers and asked for none', async () => {
    await answered(['Supported: replaces, timer']);
    await clock.advance(900_000);
    const refresh = await peer.next('INVITE');
    assert.equal(refresh.header('Session-Expires'), '1800;refresher=uac');
    assert.match(refresh.header('To'), /;tag=peer/);
    peer.reply(refresh, 200, 'OK', { body: PEER_SDP, headers: ['Supported: timer'] });
    await peer.next('ACK');
    await arrive();
    await clock.advance(900_000);
    await peer.next((message) => message.method === 'INVITE' && message !== refresh);
  });

  for (const [status, phrase] of [
    [481, 'Call/Transaction Does Not Exist'],
    [408, 'Request Timeout'],
  ] as const) {
    it(`ends the call as timeout when a refresh is answered ${status}`, async () => {
      const { log } = await answered(['Session-Expires: 1800;refresher=uac', 'Require: timer']);
      await clock.advance(900_000);
      peer.reply(await peer.next('INVITE'), status, phrase);
      const end = await log.ended;
      assert.equal(end.reason, 'timeout');
      assert.equal(end.statusCode, status);
      peer.reply(await peer.next('BYE'), 481, 'Call/Transaction Does Not Exist');
    });
  }

  it('keeps a call whose far end refuses a refresh but answers, and asks again', async () => {
    const { log } = await answered(['Session-Expires: 100;refresher=uac', 'Require: timer']);
    for (let round = 0; round < 3; round++) {
      await clock.advance(50_000);
      peer.reply(await peer.next('INVITE'), 488, 'Not Acceptable Here');
      await peer.next('ACK');
      await arrive();
    }
    assert.equal(log.end, undefined);
  });

  it('raises the interval when a refresh is answered 422', async () => {
    await answered(['Session-Expires: 100;refresher=uac', 'Require: timer']);
    await clock.advance(50_000);
    peer.reply(await peer.next('INVITE'), 422, 'Session Interval Too Small', { headers: ['Min-SE: 600'] });
    await peer.next('ACK');
    const second = await peer.next('INVITE');
    assert.equal(second.header('Session-Expires'), '600;refresher=uac');
    assert.equal(second.header('Min-SE'), '600');
    peer.reply(second, 200, 'OK', { body: PEER_SDP, headers: ['Session-Expires: 600;refresher=uac'] });
    await peer.next('ACK');
    await arrive();
    const before = peer.count('INVITE');
    await clock.advance(299_000);
    await arrive();
    assert.equal(peer.count('INVITE'), before);
    await clock.advance(1000);
    await peer.next('INVITE');
  });

  it('waits for a peer that refreshes itself, and answers it', async () => {
    const { invite, log } = await answered(['Session-Expires: 600;refresher=uas', 'Require: timer']);
    await clock.advance(300_000);
    await arrive();
    assert.equal(peer.count('INVITE'), 1);
    peer.inDialog(invite, 'INVITE', 1, {
      body: peerSdp(30_000),
      headers: ['Supported: timer', 'Session-Expires: 600;refresher=uac'],
    });
    const ok = await peer.next(200);
    assert.equal(ok.header('Session-Expires'), '600;refresher=uac');
    peer.inDialog(invite, 'ACK', 1);
    await arrive();
    await clock.advance(500_000);
    assert.equal(log.end, undefined);
    await clock.advance(100_000);
    assert.equal((await log.ended).reason, 'network');
  });

  it('is not talked out of its timer by a re-INVITE that does not mention it', async () => {
    const { invite } = await answered(['Session-Expires: 100;refresher=uac', 'Require: timer']);
    peer.inDialog(invite, 'INVITE', 1, { body: peerSdp(30_000, 'sendonly'), headers: ['Supported: timer'] });
    const ok = await peer.next(200);
    assert.equal(ok.header('Session-Expires'), '100;refresher=uas');
    peer.inDialog(invite, 'ACK', 1);
    await arrive();
    await clock.advance(50_000);
    await peer.next('INVITE');
  });

  it('raises the session timer after 422', async () => {
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 422, 'Session Interval Too Small', { headers: ['Min-SE: 3600'] });
    await peer.next('ACK');
    const second = await peer.next('INVITE');
    assert.equal(second.header('Session-Expires'), '3600;refresher=uac');
    assert.equal(second.header('Min-SE'), '3600');
    peer.reply(second, 603, 'Decline');
    assert.equal((await log.ended).reason, 'declined');
  });

  it('refreshes a session timer that is ours to refresh, and hangs up when the other side falls silent', async () => {
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    assert.match(invite.header('Supported'), /timer/);
    peer.reply(invite, 200, 'OK', { body: PEER_SDP, headers: ['Session-Expires: 90;refresher=uac', 'Require: timer'] });
    await peer.next('ACK');
    await log.answered;
    await clock.advance(45_000);
    const refresh = await peer.next('INVITE');
    assert.equal(refresh.header('Session-Expires'), '90;refresher=uac');
    peer.reply(refresh, 200, 'OK', { body: PEER_SDP, headers: ['Session-Expires: 90;refresher=uas'] });
    await peer.next('ACK');
    await until(() => clock.pending > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(60_000);
    peer.reply(await peer.next('BYE'), 200, 'OK');
    assert.equal((await log.ended).reason, 'network');
  });
});
