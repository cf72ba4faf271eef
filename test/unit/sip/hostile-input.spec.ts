import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { SipAccount } from '../../../lib/sip';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP, until } from '../../support/sip-fake-peer';

describe('sip: hostile datagrams during a call', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let log: CallLog;
  let port: number;
  let incoming: number;

  beforeEach(async () => {
    peer = await FakePeer.open();
    incoming = 0;
    account = new SipAccount(
      { user: 'me', domain: peer.domain, transport: 'udp', register: false },
      {
        onIncoming: (call) => {
          incoming++;
          void call.reject(486);
        },
      },
    );
    await account.start();
    port = account.localAddress.port;
    log = new CallLog();
    account.place('100', new FakeMedia(), log);
    peer.reply(await peer.next('INVITE'), 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    await log.answered;
  });

  afterEach(async () => {
    // Whatever came, the call must still be there, and end like any other.
    assert.equal(log.end, undefined);
    const stopping = account.stop();
    peer.reply(await peer.next('BYE'), 200, 'OK');
    await stopping;
    peer.close();
  });

  const dropped = async (reason: string, times = 1): Promise<void> => {
    await until(() => (account.counters.dropped[reason] ?? 0) >= times, `${times} x ${reason}`);
  };

  it('counts garbage of every size', async () => {
    peer.send(Buffer.alloc(60_000, 65), port);
    await dropped('no-header-end');
    peer.send(Buffer.concat([Buffer.alloc(60_000, 65), Buffer.from('\r\n\r\n')]), port);
    await dropped('too-large');
    peer.send(Buffer.from('\r\n\r\n'), port);
    await dropped('keep-alive');
    peer.send(Buffer.from(Array.from({ length: 500 }, (_unused, index) => (index * 7919) % 256)), port);
    await dropped('no-header-end', 2);
  });

  it('takes a tel: INVITE, refuses http:, and answers what sip.js throws on', async () => {
    peer.request('INVITE', port, { uri: 'tel:+49123', body: PEER_SDP });
    await peer.next(486);
    assert.equal(incoming, 1);
    peer.request('INVITE', port, { uri: 'http://example.org/', body: PEER_SDP });
    await peer.next(416);
    await dropped('request-uri');
    peer.request('PRACK', port, { headers: ['RAck: 1 1 INVITE'] });
    await peer.next(400);
    await dropped('sip-stack-refused');
    peer.request('FOO', port, {});
    await peer.next(405);
  });

  it('ignores responses nobody asked for, forged ones and misrouted ones', async () => {
    const forged = (via: string): string =>
      `SIP/2.0 200 OK\r\n${via}From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n`;
    peer.send(forged(`Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK123\r\n`), port);
    await dropped('not-our-branch');
    peer.send(forged('Via: SIP/2.0/UDP a\r\nVia: SIP/2.0/UDP b\r\n'), port);
    peer.send(forged(''), port);
    await dropped('via', 2);
    const ours = peer.seen.find(({ method }) => method === 'INVITE')!.header('Via');
    peer.send(forged(`Via: ${ours.replace(/z9hG4bK\d+/, 'z9hG4bK9')}\r\n`), port);
    await dropped('no-transaction');
  });

  it('does not let a stranger end the call', async () => {
    const invite = peer.seen.find(({ method }) => method === 'INVITE')!;
    peer.request('BYE', port, {
      callId: invite.header('Call-ID'),
      from: '<sip:x@y>;tag=guess',
      to: invite.header('From'),
    });
    await peer.next(481);
    peer.request('CANCEL', port, { callId: invite.header('Call-ID') });
    await peer.next(481);
  });

  it('refuses a request that is older than the last one', async () => {
    const invite = peer.seen.find(({ method }) => method === 'INVITE')!;
    peer.inDialog(invite, 'INFO', 10);
    await peer.next(200);
    peer.inDialog(invite, 'INFO', 9);
    await peer.next(500);
  });

  it('keeps an alias of its own making from being smuggled in', async () => {
    const evil = Buffer.from('sip:a@b>\r\nX-Evil: yes').toString('hex');
    peer.request('OPTIONS', port, { from: `<sip:h${evil}@n.invalid>;tag=1` });
    const reply = await peer.next(200);
    assert.equal(reply.header('X-Evil'), '');
    assert.equal(reply.header('From'), `<sip:h${evil}@n.invalid>;tag=1`);
  });
});
