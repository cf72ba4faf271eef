import { strict as assert } from 'node:assert';
import { SdpNegotiator, mirrored, restricted } from '../../../lib/media/sdp/sdp-negotiator';
import type { NegotiatorSettings } from '../../../lib/media/sdp/sdp-negotiator';
import { requireUnicast } from '../../../lib/media/sdp/remote-description';

const LOCAL = { address: '192.0.2.1', rtpPort: 20000, rtcpPort: 20001 };

function negotiator(settings: Partial<NegotiatorSettings> = {}): SdpNegotiator {
  return new SdpNegotiator({ codecs: ['PCMU', 'PCMA'], telephoneEvent: true, sessionId: 42, ...settings });
}

function sdp(...media: string[]): string {
  return ['v=0', 'o=peer 7 1 IN IP4 198.51.100.5', 's=call', 'c=IN IP4 198.51.100.5', 't=0 0', ...media, ''].join(
    '\r\n',
  );
}

const PLAIN = sdp('m=audio 4000 RTP/AVP 0 8 96', 'a=rtpmap:96 telephone-event/8000', 'a=fmtp:96 0-15');

function lines(text: string, start: string): string[] {
  return text.split('\r\n').filter((line) => line.startsWith(start));
}

describe('SdpNegotiator', () => {
  it('offers its codecs, telephone-event, ptime and rtcp', () => {
    const offer = negotiator().offer(LOCAL, undefined);
    assert.deepEqual(offer.split('\r\n'), [
      'v=0',
      'o=- 42 1 IN IP4 192.0.2.1',
      's=-',
      'c=IN IP4 192.0.2.1',
      't=0 0',
      'm=audio 20000 RTP/AVP 0 8 101',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=rtcp:20001',
      'a=ptime:20',
      'a=sendrecv',
      '',
    ]);
    assert.match(
      negotiator({ telephoneEvent: false, codecs: ['PCMA'] }).offer(LOCAL, false),
      /m=audio 20000 RTP\/AVP 8\r/,
    );
  });

  it('answers with the first codec of the offer that it has, and the peer’s own telephone-event number', () => {
    const { sdp: answer, agreement } = negotiator().answer(
      sdp('m=audio 4000 RTP/AVP 9 8 0 96', 'a=rtpmap:9 G722/8000', 'a=rtpmap:96 telephone-event/8000', 'a=ptime:40'),
      LOCAL,
    );
    assert.deepEqual(lines(answer, 'm='), ['m=audio 20000 RTP/AVP 8 96']);
    assert.deepEqual(lines(answer, 'a=ptime'), ['a=ptime:40']);
    assert.deepEqual(agreement.parameters, {
      codec: 'PCMA',
      payloadType: 8,
      receive: [
        { codec: 'PCMA', payloadType: 8 },
        { codec: 'PCMU', payloadType: 0 },
      ],
      eventPayloadType: 96,
      receiveEvents: [96],
      ptimeMs: 40,
      direction: 'sendrecv',
    });
    assert.deepEqual(agreement.remote, { host: '198.51.100.5', port: 4000 });
    assert.deepEqual(agreement.remoteRtcp, { host: '198.51.100.5', port: 4001 });
  });

  it('knows codecs by rtpmap, whatever their number, and only at 8 kHz', () => {
    const { agreement } = negotiator().answer(
      sdp(
        'm=audio 4000 RTP/AVP 97 98 99 100',
        'a=rtpmap:97 PCMU/16000',
        'a=rtpmap:98 pcma/8000/1',
        'a=rtpmap:99 telephone-event/48000',
        'a=rtpmap:100 telephone-event/8000',
      ),
      LOCAL,
    );
    assert.equal(agreement.parameters.codec, 'PCMA');
    assert.equal(agreement.parameters.payloadType, 98);
    assert.equal(agreement.parameters.eventPayloadType, 100);
  });

  it('mirrors the direction, at media or session level', () => {
    const answered = (...media: string[]): string => lines(negotiator().answer(sdp(...media), LOCAL).sdp, 'a=').at(-1)!;
    const audio = 'm=audio 4000 RTP/AVP 0';
    assert.equal(answered(audio), 'a=sendrecv');
    assert.equal(answered(audio, 'a=sendonly'), 'a=recvonly');
    assert.equal(answered(audio, 'a=recvonly'), 'a=sendonly');
    assert.equal(answered(audio, 'a=inactive'), 'a=inactive');
    assert.equal(answered('a=sendonly', audio), 'a=recvonly');
    assert.equal(mirrored('inactive'), 'inactive');
    assert.equal(restricted('sendrecv', 'recvonly'), 'recvonly');
    assert.equal(restricted('sendonly', 'recvonly'), 'inactive');
  });

  it('takes c=0.0.0.0 as a hold, and a media-level c= before the session’s', () => {
    const held = negotiator().answer(sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'), LOCAL);
    assert.equal(held.agreement.remote, null);
    assert.equal(held.agreement.parameters.direction, 'recvonly');
    const other = negotiator().answer(
      sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP6 2001:db8::5', 'a=rtcp:5000 IN IP6 2001:db8::6'),
      { ...LOCAL, address: '2001:db8::1' },
    );
    assert.deepEqual(other.agreement.remote, { host: '2001:db8::5', port: 4000 });
    assert.deepEqual(other.agreement.remoteRtcp, { host: '2001:db8::6', port: 5000 });
    assert.deepEqual(lines(other.sdp, 'c='), ['c=IN IP6 2001:db8::1']);
    assert.deepEqual(lines(other.sdp, 'o='), ['o=- 42 1 IN IP6 2001:db8::1']);
  });

  it('refuses other streams with port 0, and repeats them in its later offers', () => {
    const session = negotiator();
    const { sdp: answer, agreement } = session.answer(
      sdp(
        'm=video 5000 RTP/AVP 31',
        'm=audio 4000 RTP/SAVP 0',
        'm=audio 4002 RTP/AVP 8',
        'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      ),
      LOCAL,
    );
    const expected = [
      'm=video 0 RTP/AVP 31',
      'm=audio 0 RTP/SAVP 0',
      'm=audio 20000 RTP/AVP 8',
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    ];
    assert.deepEqual(lines(answer, 'm='), expected);
    assert.equal(agreement.remote?.port, 4002);
    assert.deepEqual(lines(session.offer(LOCAL, false), 'm='), expected.with(2, 'm=audio 20000 RTP/AVP 8 0 101'));
  });

  it('says why nothing fits, and then keeps what was agreed', () => {
    const session = negotiator();
    const { agreement } = session.answer(PLAIN, LOCAL);
    const refused = (media: string, code: string): void => {
      assert.throws(() => session.answer(sdp(media), LOCAL), { name: 'MediaError', code });
    };
    refused('m=audio 4000 RTP/AVP 9 18', 'no-common-codec');
    refused('m=audio 4000 RTP/SAVP 0', 'srtp-required');
    refused('m=audio 4000 UDP/TLS/RTP/SAVPF 0', 'srtp-required');
    refused('m=audio 0 RTP/AVP 0', 'stream-refused');
    refused('m=image 4000 udptl t38', 'stream-refused');
    for (const garbage of ['', 'hello', 'v=0\r\n', '{}']) {
      assert.throws(() => session.answer(garbage, LOCAL), { code: 'bad-sdp' });
    }
    assert.throws(() => session.answer('v=0\r\nm=audio 4000 RTP/AVP 0\r\n', LOCAL), { code: 'bad-sdp' });
    assert.equal(session.agreement, agreement);
  });

  it('follows answers: early ones, another fork’s, the final one', () => {
    const session = negotiator();
    session.offer(LOCAL, false);
    assert.equal(session.acceptAnswer(PLAIN, true).remote?.port, 4000);
    assert.equal(session.acceptAnswer(PLAIN.replace('4000', '5000'), true).remote?.port, 5000);
    const final = session.acceptAnswer(sdp('m=audio 6000 RTP/AVP 8 0 110', 'a=rtpmap:110 telephone-event/8000'), false);
    assert.equal(final.remote?.port, 6000);
    assert.equal(final.parameters.codec, 'PCMA');
    assert.equal(final.parameters.eventPayloadType, 110);
    assert.deepEqual(final.parameters.receiveEvents, [101, 110]);
    assert.throws(() => negotiator().acceptAnswer(PLAIN, false), { code: 'no-offer' });
  });

  it('changes codec and address by re-INVITE, raising the o= version each time', () => {
    const session = negotiator();
    const versions = [
      session.answer(PLAIN, LOCAL).sdp,
      session.answer(sdp('m=audio 7000 RTP/AVP 8'), LOCAL).sdp,
      session.offer(LOCAL, false),
    ].map((text) => lines(text, 'o=')[0]);
    assert.deepEqual(
      versions,
      [1, 2, 3].map((version) => `o=- 42 ${version} IN IP4 192.0.2.1`),
    );
    assert.equal(session.agreement?.parameters.codec, 'PCMA');
    assert.equal(session.agreement?.parameters.eventPayloadType, null);
  });

  it('holds, stays on hold through refreshes, and resumes', () => {
    const session = negotiator();
    session.answer(PLAIN, LOCAL);
    assert.match(session.offer(LOCAL, true), /a=sendonly/);
    assert.equal(
      session.acceptAnswer(sdp('m=audio 4000 RTP/AVP 0', 'a=recvonly'), false).parameters.direction,
      'sendonly',
    );
    assert.match(session.offer(LOCAL, undefined), /a=sendonly/);
    assert.match(session.answer(PLAIN, LOCAL).sdp, /a=sendonly/);
    assert.match(session.answer(sdp('m=audio 4000 RTP/AVP 0', 'a=sendonly'), LOCAL).sdp, /a=inactive/);
    assert.match(session.offer(LOCAL, true), /a=inactive/);
    assert.match(session.offer(LOCAL, false), /a=sendrecv/);
    assert.equal(session.acceptAnswer(PLAIN, false).parameters.direction, 'sendrecv');
  });

  it('rolls a refused offer back, even after an early answer', () => {
    const session = negotiator();
    const { agreement } = session.answer(PLAIN, LOCAL);
    session.offer(LOCAL, true);
    session.acceptAnswer(sdp('m=audio 9000 RTP/AVP 8', 'a=recvonly'), true);
    assert.equal(session.rollback(), agreement);
    assert.match(session.offer(LOCAL, undefined), /a=sendrecv/);
    assert.equal(negotiator().rollback(), null);
  });

  it('takes an answer back when its address turns out unusable', () => {
    const session = negotiator();
    const { agreement } = session.answer(PLAIN, LOCAL);
    session.answer(sdp('m=video 1 RTP/AVP 31', 'm=audio 9000 RTP/AVP 8', 'c=IN IP4 224.0.0.1'), LOCAL).revert();
    assert.equal(session.agreement, agreement);
    assert.equal(lines(session.offer(LOCAL, false), 'm=').length, 1);
  });

  it('reads sensible packet times only', () => {
    const ptime = (...attributes: string[]): number =>
      negotiator().answer(sdp('m=audio 4000 RTP/AVP 0', ...attributes), LOCAL).agreement.parameters.ptimeMs;
    assert.equal(ptime(), 20);
    assert.equal(ptime('a=ptime:30'), 30);
    assert.equal(ptime('a=ptime:60'), 60);
    assert.equal(ptime('a=ptime:200'), 20);
    assert.equal(ptime('a=ptime:0'), 20);
    assert.equal(ptime('a=ptime:25'), 20);
    assert.equal(ptime('a=ptime:40', 'a=maxptime:20'), 20);
    assert.equal(ptime('a=ptime:banana'), 20);
  });

  it('sends audio to hosts only', () => {
    for (const good of ['192.0.2.1', '127.0.0.1', '2001:db8::1']) requireUnicast(good);
    for (const bad of ['224.0.0.5', '255.255.255.255', 'ff02::1', 'example.org', '0.1.2.3']) {
      assert.throws(() => requireUnicast(bad), { code: 'unusable-address' });
    }
  });
});
