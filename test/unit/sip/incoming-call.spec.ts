import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { SipAccountSettings, SipCall } from '../../../lib/sip';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP, peerSdp, until } from '../../support/sip-fake-peer';
import { ManualClock } from '../../support/manual-clock';

describe('sip: calls in, from a peer of raw datagrams', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let manual: ManualClock | undefined;
  let calls: { call: SipCall; log: CallLog }[];

  const open = async (settings: Partial<SipAccountSettings> = {}, clock?: ManualClock): Promise<number> => {
    calls = [];
    manual = clock;
    account = new SipAccount(
      {
        user: 'company',
        domain: peer.domain,
        transport: 'udp',
        register: false,
        bindAddress: '127.0.0.1',
        ...settings,
      },
      { onIncoming: (call) => calls.push({ call, log: new CallLog(call) }) },
      clock ? { clock } : {},
    );
    await account.start();
    return account.localAddress.port;
  };

  const incoming = async (): Promise<{ call: SipCall; log: CallLog }> => {
    await until(() => calls.length > 0, 'an incoming call');
    return calls.shift()!;
  };

  beforeEach(async () => {
    peer = await FakePeer.open();
  });

  afterEach(async () => {
    const stopping = account.stop();
    const closing = setInterval(() => {
      for (const message of peer.seen.splice(0)) if (message.method === 'BYE') peer.reply(message, 200, 'OK');
    }, 5);
    await manual?.advance(3000);
    await stopping;
    clearInterval(closing);
    peer.close();
  });

  it('serves any user part, rings, accepts, is hung up on', async () => {
    const port = await open();
    const sent = peer.request('INVITE', port, {
      uri: `sip:20015@127.0.0.1:${port}`,
      from: `Jörg A. Müller <sip:4930@${peer.domain}>;tag=peer`,
      body: PEER_SDP,
    });
    await peer.next(100);
    const { call, log } = await incoming();
    assert.equal(call.dialled, '20015');
    assert.equal(call.remote, `sip:4930@${peer.domain}`);
    assert.equal(call.remoteDisplayName, 'Jörg A. Müller');
    assert.equal(call.id, sent.callId);
    await call.ring();
    const ringing = await peer.next(180);
    assert.equal(ringing.header('From'), `Jörg A. Müller <sip:4930@${peer.domain}>;tag=peer`);
    const media = new FakeMedia();
    await call.accept(media);
    const ok = await peer.next(200);
    assert.match(ok.body, /m=audio/);
    assert.equal(ok.header('Contact'), `<sip:company@127.0.0.1:${port}>`);
    assert.match(ok.header('Via'), new RegExp(`branch=${sent.branch};rport=${peer.port}`));
    const dialog = { uri: `sip:company@127.0.0.1:${port}`, to: ok.header('To'), callId: sent.callId };
    peer.request('ACK', port, dialog);
    peer.request('BYE', port, { ...dialog, cseq: 2 });
    await peer.next(200);
    assert.equal((await log.ended).reason, 'remote-hangup');
    assert.deepEqual(log.states, ['ringing', 'answered', 'ended']);
    assert.equal(media.closed, 1);
  });

  it('understands tel: everywhere, "_" hosts, compact forms, folded lines and unquoted names', async () => {
    const port = await open();
    peer.request('INVITE', port, {
      uri: 'tel:+4930123',
      via: `v: SIP/2.0/UDP my_box_1:5060;branch=z9hG4bKx;rport`,
      from: 'Büro (2. Stock) <tel:+49301;phone-context=x>;tag=p#e',
      contact: null,
      headers: [`m: <sip:peer@my_box_1:${peer.port}>`, 'k: 100rel,\r\n timer', 'Subject:', 'c: application/sdp'],
      body: '',
    });
    const trying = await peer.next(100);
    assert.match(
      trying.header('Via'),
      /^SIP\/2\.0\/UDP my_box_1:5060;branch=z9hG4bKx;rport=\d+;received=127\.0\.0\.1$/,
    );
    const { call } = await incoming();
    assert.equal(call.dialled, '+4930123');
    assert.equal(call.remote, 'tel:+49301;phone-context=x');
    await call.reject(486);
    const busy = await peer.next(486);
    assert.equal(busy.header('From'), 'Büro (2. Stock) <tel:+49301;phone-context=x>;tag=p#e');
  });

  it('offers in the 200 when the INVITE had no SDP and takes the answer from the ACK', async () => {
    const port = await open();
    const sent = peer.request('INVITE', port, {});
    const { call } = await incoming();
    const media = new FakeMedia();
    await call.accept(media);
    const ok = await peer.next(200);
    assert.equal(ok.body, media.offers[0]);
    peer.request('ACK', port, { to: ok.header('To'), callId: sent.callId, body: peerSdp(33_000) });
    await until(() => media.answers.length === 1);
    assert.match(media.answers[0]!.sdp, /33000/);
  });

  it('ends when the caller cancels, and repeats the 487 until it is acknowledged', async () => {
    const clock = new ManualClock();
    const port = await open({}, clock);
    const sent = peer.request('INVITE', port, { body: PEER_SDP });
    const { call, log } = await incoming();
    await call.ring();
    peer.request('CANCEL', port, { callId: sent.callId, branch: sent.branch });
    await peer.next(200);
    await peer.next(487);
    assert.equal((await log.ended).reason, 'cancelled');
    await clock.advance(500);
    const again = await peer.next(487);
    peer.request('ACK', port, { callId: sent.callId, branch: sent.branch, to: again.header('To') });
    await until(() => account.counters.received === 3);
    await clock.advance(10_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(peer.seen.filter((message) => message.status === 487).length, 2);
    await assert.rejects(call.accept(new FakeMedia()));
  });

  it('refuses with 488 when no codec fits', async () => {
    const port = await open();
    peer.request('INVITE', port, { body: PEER_SDP });
    const { call, log } = await incoming();
    const media = new FakeMedia();
    media.refuse = true;
    await call.accept(media);
    await peer.next(488);
    assert.equal((await log.ended).reason, 'media-refused');
    assert.equal(media.closed, 1);
  });

  it('gives early media with a 183 and the same answer in the 200', async () => {
    const port = await open();
    peer.request('INVITE', port, { body: PEER_SDP });
    const { call, log } = await incoming();
    const media = new FakeMedia();
    await call.ring(media);
    const early = await peer.next(183);
    await call.accept(media);
    assert.equal((await peer.next(200)).body, early.body);
    assert.deepEqual(log.states, ['early', 'answered']);
  });

  it('rings reliably for a caller that requires it: repeats until the PRACK, accepts after it', async () => {
    const clock = new ManualClock();
    const port = await open({}, clock);
    const sent = peer.request('INVITE', port, { body: PEER_SDP, headers: ['Require: 100rel'] });
    const { call } = await incoming();
    await call.ring();
    const ringing = await peer.next(180);
    const rseq = ringing.header('RSeq');
    assert.match(rseq, /^\d+$/);
    await clock.advance(500);
    assert.equal((await peer.next(180)).header('RSeq'), rseq);
    const accepted = call.accept(new FakeMedia());
    peer.request('PRACK', port, {
      to: ringing.header('To'),
      callId: sent.callId,
      cseq: 2,
      headers: [`RAck: ${rseq} 1 INVITE`],
    });
    assert.match((await peer.next(200)).header('CSeq'), /PRACK/);
    await accepted;
    assert.match((await peer.next(200)).header('CSeq'), /INVITE/);
  });

  it('says 480 after a minute of no decision', async () => {
    const clock = new ManualClock();
    const port = await open({}, clock);
    peer.request('INVITE', port, { body: PEER_SDP });
    const { log } = await incoming();
    await clock.advance(60_000);
    await peer.next(480);
    assert.equal((await log.ended).reason, 'no-answer');
  });

  it('waits for the ACK before it says BYE', async () => {
    const port = await open();
    const sent = peer.request('INVITE', port, { body: PEER_SDP });
    const { call } = await incoming();
    await call.accept(new FakeMedia());
    const ok = await peer.next(200);
    const over = call.hangup();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(peer.count('BYE'), 0);
    peer.request('ACK', port, { to: ok.header('To'), callId: sent.callId });
    peer.reply(await peer.next('BYE'), 200, 'OK');
    await over;
  });

  it('says no BYE after the BYE of the caller, and hangup resolves at once', async () => {
    const port = await open();
    const sent = peer.request('INVITE', port, { body: PEER_SDP });
    const { call, log } = await incoming();
    await call.accept(new FakeMedia());
    const ok = await peer.next(200);
    const dialog = { to: ok.header('To'), callId: sent.callId };
    peer.request('ACK', port, dialog);
    peer.request('BYE', port, { ...dialog, cseq: 2 });
    assert.equal((await log.ended).reason, 'remote-hangup');
    await call.hangup();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(peer.count('BYE'), 0);
    assert.equal(log.endings, 1);
  });

  it('agrees on a session timer, lets the caller refresh, and hangs up when it does not', async () => {
    const clock = new ManualClock();
    const port = await open({}, clock);
    const sent = peer.request('INVITE', port, {
      body: PEER_SDP,
      headers: ['Supported: timer', 'x: 90;refresher=uac'],
    });
    const { call, log } = await incoming();
    await call.accept(new FakeMedia());
    const ok = await peer.next(200);
    assert.equal(ok.header('Session-Expires'), '90;refresher=uac');
    assert.equal(ok.header('Require'), 'timer');
    peer.request('ACK', port, { to: ok.header('To'), callId: sent.callId });
    await until(() => account.counters.received === 2);
    await clock.advance(59_000);
    assert.equal(log.end, undefined);
    await clock.advance(2000);
    peer.reply(await peer.next('BYE'), 200, 'OK');
    assert.equal((await log.ended).reason, 'network');
  });

  it('refuses a timer that is too short with 422, an extension it lacks with 420', async () => {
    const port = await open();
    peer.request('INVITE', port, { body: PEER_SDP, headers: ['Supported: timer', 'Session-Expires: 30'] });
    assert.equal((await peer.next(422)).header('Min-SE'), '90');
    peer.request('INVITE', port, { body: PEER_SDP, headers: ['Require: precondition'] });
    assert.equal((await peer.next(420)).header('Unsupported'), 'precondition');
    assert.equal(calls.length, 0);
  });

  it('answers OPTIONS, declines SUBSCRIBE and REGISTER, tolerates NOTIFY', async () => {
    const port = await open();
    peer.request('OPTIONS', port, { uri: `sip:127.0.0.1:${port}` });
    assert.match((await peer.next(200)).header('Allow'), /INVITE/);
    peer.request('SUBSCRIBE', port, { headers: ['Event: presence'] });
    await peer.next(489);
    peer.request('REGISTER', port, {});
    await peer.next(405);
    peer.request('NOTIFY', port, { headers: ['o: message-summary', 'Subscription-State: active'] });
    await peer.next(200);
  });

  it('bounds what strangers can open', async () => {
    const port = await open();
    for (let index = 0; index < 80; index++) peer.request('INVITE', port, { body: PEER_SDP });
    await until(() => peer.seen.filter((message) => message.status === 503).length === 16);
    assert.equal(account.calls.length, 64);
    await Promise.all(calls.map(({ call }) => call.reject(480)));
  });
});
