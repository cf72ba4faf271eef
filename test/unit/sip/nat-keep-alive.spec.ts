import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { SipAccountSettings, SipCall } from '../../../lib/sip';
import { ManualClock } from '../../support/manual-clock';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP, until } from '../../support/sip-fake-peer';

describe('sip: keep-alives over UDP', () => {
  let home: FakePeer;
  let other: FakePeer;
  let account: SipAccount;
  let clock: ManualClock;
  let incoming: SipCall[];

  const open = async (settings: Partial<SipAccountSettings> = {}): Promise<void> => {
    account = new SipAccount(
      { user: 'me', domain: home.domain, transport: 'udp', register: false, ...settings },
      { onIncoming: (call) => incoming.push(call) },
      { clock },
    );
    await account.start();
  };

  beforeEach(async () => {
    home = await FakePeer.open();
    other = await FakePeer.open();
    clock = new ManualClock();
    incoming = [];
  });

  afterEach(async () => {
    const stopping = account.stop();
    await clock.advance(3000);
    await stopping;
    home.close();
    other.close();
  });

  it('says nothing to a home it is not registered at while there is no call', async () => {
    await open();
    await clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(home.keepAlives, 0);
  });

  it('keeps the way from home and from the peer of a call open, until the call is over', async () => {
    await open();
    const log = new CallLog();
    account.place(`sip:bob@${other.domain}`, new FakeMedia(), log);
    const invite = await other.next('INVITE');
    other.reply(invite, 200, 'OK', { body: PEER_SDP });
    await other.next('ACK');
    await log.answered;
    for (let round = 1; round <= 3; round++) {
      await clock.advance(25_000);
      await until(() => home.keepAlives === round && other.keepAlives === round);
    }
    other.inDialog(invite, 'BYE', 1);
    await log.ended;
    await clock.advance(50_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual([home.keepAlives, other.keepAlives], [3, 3]);
  });

  it('keeps the way from the caller of a call in open', async () => {
    await open();
    other.request('INVITE', account.localAddress.port, { body: PEER_SDP });
    await until(() => incoming.length === 1);
    await incoming[0]!.accept(new FakeMedia());
    await other.next(200);
    await clock.advance(25_000);
    await until(() => other.keepAlives === 1);
  });
});
