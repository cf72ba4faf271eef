import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { SipAccountSettings } from '../../../lib/sip';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, PEER_SDP, peerSdp, until } from '../../support/sip-fake-peer';
import type { SeenMessage } from '../../support/sip-fake-peer';
import { ManualClock } from '../../support/manual-clock';

/** No test asks a real name service. */
const noNames = {
  srv: () => Promise.reject(new Error('no DNS')),
  addresses: () => Promise.reject(new Error('no DNS')),
};

describe('sip: calls out, against a peer of raw datagrams', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let manual: ManualClock | undefined;

  const open = async (settings: Partial<SipAccountSettings> = {}, clock?: ManualClock): Promise<void> => {
    manual = clock;
    account = new SipAccount(
      { user: 'me', domain: peer.domain, transport: 'udp', register: false, ...settings },
      {},
      { ...(clock ? { clock } : {}), names: noNames },
    );
    await account.start();
  };

  /** Places a call and brings it to the answer. */
  const answered = async (
    media = new FakeMedia(),
  ): Promise<{ invite: SeenMessage; log: CallLog; media: FakeMedia; call: ReturnType<SipAccount['place']> }> => {
    const log = new CallLog();
    const call = account.place('100', media, log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    await log.answered;
    return { invite, log, media, call };
  };

  beforeEach(async () => {
    peer = await FakePeer.open();
  });

  afterEach(async () => {
    const stopping = account.stop();
    // Farewells the test does not look at are answered, so that closing takes no time.
    const closing = setInterval(() => {
      for (const message of peer.seen.splice(0)) if (message.method === 'BYE') peer.reply(message, 200, 'OK');
    }, 5);
    await manual?.advance(3000);
    await stopping;
    clearInterval(closing);
    peer.close();
  });

  it('rings, is answered and hangs up, with a Via and a Contact that lead back', async () => {
    await open({ displayName: 'Jürgen "Joe"' });
    const log = new CallLog();
    const media = new FakeMedia();
    const call = account.place('+49 (30) 123-4*#', media, log);
    const invite = await peer.next('INVITE');
    assert.equal(invite.startLine, `INVITE sip:+49301234*%23@${peer.domain} SIP/2.0`);
    assert.match(invite.header('Via'), new RegExp(`^SIP/2.0/UDP 127.0.0.1:${account.localAddress.port};`));
    assert.match(invite.header('Via'), /;rport/);
    assert.equal(invite.header('Contact'), `<sip:me@127.0.0.1:${account.localAddress.port}>`);
    assert.match(invite.header('From'), /^"Jürgen \\"Joe\\"" <sip:me@127\.0\.0\.1:\d+>;tag=/);
    assert.equal(invite.header('Call-ID'), call.id);
    assert.equal(invite.body, media.offers[0]);
    peer.reply(invite, 100, 'Trying');
    peer.reply(invite, 180, 'Ringing');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    const ack = await peer.next('ACK');
    assert.match(ack.header('To'), /;tag=peer$/);
    await log.answered;
    assert.deepEqual(log.states, ['trying', 'ringing', 'answered']);
    assert.deepEqual(media.answers, [{ sdp: PEER_SDP, early: false }]);
    const hungUp = call.hangup();
    const bye = await peer.next('BYE');
    peer.reply(bye, 200, 'OK');
    await hungUp;
    assert.equal((await log.ended).reason, 'local-hangup');
    assert.equal(log.endings, 1);
    assert.equal(media.closed, 1);
    assert.equal(account.calls.length, 0);
  });

  it('takes early media from a 183 and the answer of the 200 when it differs', async () => {
    await open();
    const log = new CallLog();
    const media = new FakeMedia();
    account.place('100', media, log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 183, 'Session Progress', { body: peerSdp(30_000) });
    await until(() => log.states.includes('early'));
    peer.reply(invite, 180, 'Ringing');
    peer.reply(invite, 200, 'OK', { body: peerSdp(30_002) });
    await log.answered;
    assert.deepEqual(
      media.answers.map(({ sdp, early }) => [/m=audio (\d+)/.exec(sdp)?.[1], early]),
      [
        ['30000', true],
        ['30002', false],
      ],
    );
    assert.deepEqual(log.states, ['early', 'early', 'answered']);
  });

  it('follows the fork that answers, whichever had early media first', async () => {
    await open();
    const log = new CallLog();
    const media = new FakeMedia();
    account.place('100', media, log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 183, 'Session Progress', { toTag: 'one', body: peerSdp(31_000) });
    peer.reply(invite, 183, 'Session Progress', { toTag: 'two', body: peerSdp(32_000) });
    peer.reply(invite, 200, 'OK', { toTag: 'two', body: peerSdp(32_000) });
    const ack = await peer.next('ACK');
    assert.match(ack.header('To'), /;tag=two$/);
    await log.answered;
    assert.match(media.answers.at(-1)!.sdp, /m=audio 32000/);
    assert.equal(media.answers.at(-1)!.early, false);
  });

  it('takes a second 200 down again and keeps the first', async () => {
    await open();
    const { invite, log } = await answered();
    peer.reply(invite, 200, 'OK', { toTag: 'second', body: PEER_SDP });
    const ack = await peer.next('ACK');
    assert.match(ack.header('To'), /;tag=second$/);
    const bye = await peer.next('BYE');
    assert.match(bye.header('To'), /;tag=second$/);
    peer.reply(bye, 200, 'OK');
    assert.equal(log.end, undefined);
  });

  it('acknowledges every repetition of the 200', async () => {
    await open();
    const { invite } = await answered();
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
  });

  it('rings on a 180 without Contact and on one without To-tag', async () => {
    await open();
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 183, 'Session Progress', { contact: null, body: PEER_SDP });
    await until(() => log.states.includes('early'));
    const other = new CallLog();
    account.place('101', new FakeMedia(), other);
    const second = await peer.next('INVITE');
    peer.reply(second, 180, 'Ringing', { toTag: null });
    await until(() => other.states.includes('ringing'));
    peer.reply(second, 200, 'OK', { toTag: null, contact: null, body: PEER_SDP });
    const ack = await peer.next('ACK');
    assert.doesNotMatch(ack.header('To'), /tag=/);
    await other.answered;
  });

  it('sends CANCEL once there was a provisional response, and ends on the 487', async () => {
    await open();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 180, 'Ringing');
    await until(() => log.states.includes('ringing'));
    const over = call.hangup();
    const cancel = await peer.next('CANCEL');
    assert.equal(cancel.header('Via'), invite.header('Via'));
    assert.equal(cancel.startLine, invite.startLine.replace('INVITE', 'CANCEL'));
    peer.reply(cancel, 200, 'OK');
    peer.reply(invite, 487, 'Request Terminated');
    await peer.next('ACK');
    await over;
    assert.equal(log.end?.reason, 'cancelled');
  });

  it('gives up before any response: ends at once, and takes down what comes later', async () => {
    await open();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    await call.hangup();
    assert.equal(log.end?.reason, 'cancelled');
    peer.reply(invite, 180, 'Ringing');
    const cancel = await peer.next('CANCEL');
    peer.reply(cancel, 200, 'OK');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    peer.reply(await peer.next('BYE'), 200, 'OK');
    assert.equal(log.endings, 1);
  });

  it('answers a 200 that crosses its CANCEL with ACK and BYE', async () => {
    await open();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 180, 'Ringing');
    await until(() => log.states.includes('ringing'));
    const over = call.hangup();
    await peer.next('CANCEL');
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    peer.reply(await peer.next('BYE'), 200, 'OK');
    await over;
    assert.equal(log.end?.reason, 'cancelled');
  });

  it('ends 32 s after a CANCEL that nobody confirms', async () => {
    const clock = new ManualClock();
    await open({}, clock);
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 180, 'Ringing');
    await until(() => log.states.includes('ringing'));
    const over = call.hangup();
    await peer.next('CANCEL');
    await clock.advance(31_000);
    assert.equal(log.endings, 0);
    await clock.advance(1000);
    await over;
    assert.equal((await log.ended).reason, 'cancelled');
  });

  it('says no-answer when nobody answers in time', async () => {
    const clock = new ManualClock();
    await open({}, clock);
    const log = new CallLog();
    account.place('100', new FakeMedia(), log, { answerTimeoutSeconds: 30 });
    const invite = await peer.next('INVITE');
    peer.reply(invite, 180, 'Ringing');
    await until(() => log.states.includes('ringing'));
    await clock.advance(30_000);
    peer.reply(await peer.next('CANCEL'), 200, 'OK');
    peer.reply(invite, 487, 'Request Terminated');
    assert.deepEqual({ ...(await log.ended) }, { reason: 'no-answer', text: 'Nobody answered within 30 seconds.' });
  });

  it('acknowledges a refusal each time it is repeated', async () => {
    await open();
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    for (let time = 0; time < 3; time++) {
      peer.reply(invite, 486, 'Busy Here');
      await peer.next('ACK');
    }
    assert.equal((await log.ended).reason, 'busy');
    assert.equal(log.end?.statusCode, 486);
  });

  it('follows a redirection, not one in a circle, and asks before', async () => {
    await open();
    const log = new CallLog();
    const asked: string[] = [];
    account.place('100', new FakeMedia(), log, {
      allowRedirect: (uri) => {
        asked.push(uri);
        return !uri.includes('premium');
      },
    });
    const invite = await peer.next('INVITE');
    peer.reply(invite, 302, 'Moved', {
      contact: `<sip:premium@${peer.domain}>;q=0.9, <sip:new_name@${peer.domain};x=1>;q=0.5`,
    });
    await peer.next('ACK');
    const second = await peer.next('INVITE');
    assert.equal(second.startLine, `INVITE sip:new_name@${peer.domain};x=1 SIP/2.0`);
    assert.equal(second.header('Call-ID'), invite.header('Call-ID'));
    assert.ok(Number.parseInt(second.header('CSeq')) > Number.parseInt(invite.header('CSeq')));
    peer.reply(second, 302, 'Moved', { contact: `<sip:100@${peer.domain}>` });
    await peer.next('ACK');
    assert.equal((await log.ended).reason, 'failed');
    assert.equal(asked[0], `sip:premium@${peer.domain}`);
  });

  it('acknowledges a reliable 183 with PRACK', async () => {
    await open();
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    assert.match(invite.header('Supported'), /100rel/);
    peer.reply(invite, 183, 'Session Progress', { body: PEER_SDP, headers: ['Require: 100rel', 'RSeq: 41'] });
    const prack = await peer.next('PRACK');
    assert.equal(prack.header('RAck'), `41 ${invite.header('CSeq')}`);
    peer.reply(prack, 200, 'OK', { contact: null });
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await log.answered;
  });

  it('takes SDP with parameters in its type, in capitals, and inside multipart', async () => {
    await open();
    const one = new CallLog();
    account.place('100', new FakeMedia(), one);
    peer.reply(await peer.next('INVITE'), 200, 'OK', { body: PEER_SDP, contentType: 'Application/SDP;charset=utf-8' });
    await peer.next('ACK');
    await one.answered;
    const media = new FakeMedia();
    const two = new CallLog();
    account.place('100', media, two);
    const body = `--b1\r\nContent-Type: application/isup\r\n\r\nxx\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n${PEER_SDP}\r\n--b1--\r\n`;
    peer.reply(await peer.next('INVITE'), 200, 'OK', { body, contentType: 'multipart/mixed;boundary=b1' });
    await peer.next('ACK');
    await two.answered;
    assert.equal(media.answers[0]?.sdp, PEER_SDP);
  });

  it('hangs up on an answer its media cannot use', async () => {
    await open();
    const log = new CallLog();
    const media = new FakeMedia();
    account.place('100', media, log);
    const invite = await peer.next('INVITE');
    media.refuse = true;
    peer.reply(invite, 200, 'OK', { body: PEER_SDP });
    await peer.next('ACK');
    const bye = await peer.next('BYE');
    assert.match(bye.header('Reason'), /cause=488/);
    peer.reply(bye, 200, 'OK');
    assert.equal((await log.ended).reason, 'media-refused');
  });

  it('answers a re-INVITE with SDP, reports the hold, and one without SDP by offering', async () => {
    await open();
    const { invite, log, media } = await answered();
    peer.inDialog(invite, 'INVITE', 1, { body: peerSdp(30_000, 'sendonly') });
    const held = await peer.next(200);
    assert.match(held.body, /a=recvonly/);
    peer.inDialog(invite, 'ACK', 1);
    peer.inDialog(invite, 'INVITE', 2, { body: peerSdp(30_000, 'sendrecv') });
    await peer.next(200);
    peer.inDialog(invite, 'ACK', 2);
    await until(() => log.holds.length === 2);
    assert.deepEqual(log.holds, [true, false]);
    peer.inDialog(invite, 'INVITE', 3, {});
    const offered = await peer.next(200);
    assert.match(offered.body, /m=audio/);
    peer.inDialog(invite, 'ACK', 3, { body: peerSdp(30_004) });
    await until(() => media.answers.some(({ sdp }) => sdp.includes('30004')));
  });

  it('refuses a re-INVITE it has no codec for with 488 and keeps the call', async () => {
    await open();
    const { invite, log, media } = await answered();
    media.refuse = true;
    peer.inDialog(invite, 'INVITE', 1, { body: peerSdp(30_000) });
    await peer.next(488);
    peer.inDialog(invite, 'ACK', 1);
    assert.equal(log.end, undefined);
  });

  it('survives a re-INVITE without Contact', async () => {
    await open();
    const { invite, log } = await answered();
    peer.inDialog(invite, 'INVITE', 1, { body: peerSdp(30_000), contact: null });
    await peer.next(200);
    peer.inDialog(invite, 'ACK', 1);
    assert.equal(log.end, undefined);
  });

  it('tries a hold again after 491', async () => {
    const clock = new ManualClock();
    await open({}, clock);
    const { media, call } = await answered();
    const holding = call.hold(true);
    const first = await peer.next('INVITE');
    assert.match(first.body, /a=sendonly/);
    peer.reply(first, 491, 'Request Pending');
    await peer.next('ACK');
    await until(() => media.log.includes('rollback'));
    await clock.advance(4000);
    const second = await peer.next('INVITE');
    peer.reply(second, 200, 'OK', { body: peerSdp(30_000, 'recvonly') });
    await peer.next('ACK');
    await holding;
  });

  it('says why a hold was refused and keeps the call', async () => {
    await open();
    const { log, call } = await answered();
    const holding = call.hold(true);
    peer.reply(await peer.next('INVITE'), 488, 'Not Acceptable Here');
    await assert.rejects(holding, /refused/);
    assert.equal(log.end, undefined);
  });

  it('gives a repeated INFO and a repeated BYE the same answer again, and no BYE of its own', async () => {
    await open();
    const { invite, log, call } = await answered();
    const info = peer.inDialog(invite, 'INFO', 1, {
      body: 'Signal=7\r\nDuration=120\r\n',
      contentType: 'application/dtmf-relay',
    });
    await peer.next(200);
    peer.send(info.text, invite.from);
    assert.match((await peer.next(200)).header('CSeq'), /INFO/);
    assert.deepEqual(log.digits, ['7/120']);
    const bye = peer.inDialog(invite, 'BYE', 2, { headers: ['Reason: Q.850;cause=16'] });
    await peer.next(200);
    peer.send(bye.text, invite.from);
    assert.match((await peer.next(200)).header('CSeq'), /BYE/);
    assert.equal((await log.ended).reason, 'remote-hangup');
    await call.hangup();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(peer.count('BYE'), 0);
  });

  it('refuses REFER with 603 and UPDATE with 405, and keeps the call', async () => {
    await open();
    const { invite, log } = await answered();
    peer.inDialog(invite, 'REFER', 1, { headers: [`Refer-To: <sip:other@${peer.domain}>`] });
    await peer.next(603);
    peer.inDialog(invite, 'UPDATE', 2);
    assert.match((await peer.next(405)).header('Allow'), /INVITE/);
    assert.equal(log.end, undefined);
  });

  it('sends digits as INFO, authenticated ones too, with CSeq numbers that never come twice', async () => {
    await open({ password: 'secret' });
    const { call } = await answered();
    const first = call.sendInfoDigit('5', 160);
    const bare = await peer.next('INFO');
    assert.match(bare.body, /Signal=5\r\nDuration=160/);
    peer.reply(bare, 407, 'Proxy Authentication Required', {
      headers: ['Proxy-Authenticate: Digest realm="r", nonce="n1", algorithm=MD5, qop="auth"'],
    });
    const authorized = await peer.next('INFO');
    assert.match(authorized.header('Proxy-Authorization'), /username="me"/);
    peer.reply(authorized, 200, 'OK');
    await first;
    const second = call.sendInfoDigit('6', 160);
    const next = await peer.next('INFO');
    assert.ok(Number.parseInt(next.header('CSeq')) > Number.parseInt(authorized.header('CSeq')));
    peer.reply(next, 200, 'OK');
    await second;
  });

  it('answers 407 and then 401 in one call, and gives up on a challenge that never ends', async () => {
    await open({ password: 'secret', authorizationUser: 'auth' });
    const log = new CallLog();
    account.place('100', new FakeMedia(), log);
    peer.reply(await peer.next('INVITE'), 407, 'Proxy Authentication Required', {
      headers: ['Proxy-Authenticate: Digest realm="proxy", nonce="a", algorithm=MD5'],
    });
    const second = await peer.next('INVITE');
    assert.match(second.header('Proxy-Authorization'), /username="auth", realm="proxy"/);
    peer.reply(second, 401, 'Unauthorized', {
      headers: [
        'WWW-Authenticate: Digest realm="reg", nonce="b", algorithm=MD5',
        'WWW-Authenticate: Digest realm="reg", nonce="c", algorithm=SHA-256, qop="auth"',
      ],
    });
    const third = await peer.next('INVITE');
    assert.match(third.header('Authorization'), /algorithm=SHA-256/);
    assert.match(third.header('Authorization'), /nonce="c"/);
    for (let round = 0; round < 6 && !log.end; round++) {
      peer.reply(peer.seen.filter((message) => message.method === 'INVITE').at(-1)!, 401, 'Unauthorized', {
        headers: [`WWW-Authenticate: Digest realm="reg", nonce="again${round}"`],
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    assert.equal((await log.ended).reason, 'unauthorized');
    assert.ok(peer.count('INVITE') <= 5, `${peer.count('INVITE')} INVITEs`);
  });

  it('ends at once, with words, what cannot be called', async () => {
    await open();
    for (const target of ['', '   ', 'http://example.org', 'sip:', 'sip:a@b c', 'a\u0000b', 'x'.repeat(600)]) {
      const log = new CallLog();
      const media = new FakeMedia();
      account.place(target, media, log);
      const end = await log.ended;
      assert.equal(end.reason, 'failed', target);
      assert.ok(end.text.length > 10);
      assert.equal(media.closed, 1);
    }
    assert.equal(peer.seen.length, 0);
  });

  it('calls straight to another host, with its own port and parameters', async () => {
    const other = await FakePeer.open();
    try {
      await open({ domain: 'nowhere.invalid' });
      const log = new CallLog();
      account.place(`sip:bob_1;x=y@${other.domain};user=phone`, new FakeMedia(), log);
      const invite = await other.next('INVITE');
      assert.equal(invite.startLine, `INVITE sip:bob_1;x=y@${other.domain};user=phone SIP/2.0`);
      other.reply(invite, 480, 'Temporarily Unavailable', { headers: ['Reason: Q.850;cause=19;text="no answer"'] });
      assert.equal((await log.ended).reason, 'no-answer');
    } finally {
      other.close();
    }
  });

  it('sends inside the dialog what the peer named, to the letter: Record-Route, "_" hosts, odd users', async () => {
    await open();
    const log = new CallLog();
    const call = account.place('100', new FakeMedia(), log);
    const invite = await peer.next('INVITE');
    peer.reply(invite, 200, 'OK', {
      body: PEER_SDP,
      contact: '<sip:a;phone-context=+49@my_pbx.1:5099;ob>',
      headers: [`Record-Route: <sip:${peer.domain};lr;x=A_b>, <sip:second_proxy;lr>`],
    });
    const ack = await peer.next('ACK');
    assert.equal(ack.startLine, 'ACK sip:a;phone-context=+49@my_pbx.1:5099;ob SIP/2.0');
    assert.deepEqual(ack.headers('Route'), ['<sip:second_proxy;lr>', `<sip:${peer.domain};lr;x=A_b>`]);
    await log.answered;
    void call.hangup();
  });
});
