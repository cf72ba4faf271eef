import { strict as assert } from 'node:assert';
import type { SessionMedia } from '../../../lib/sip/session-media';
import { MediaEngine } from '../../../lib/media/media-engine';
import { levelDbfs, sine, toneLevelDbfs } from '../../support/media-goertzel';
import { call, connect, endpoint } from '../../support/media-listener';

describe('MediaEngine on loopback', () => {
  let engine: MediaEngine;

  before(async () => {
    engine = await MediaEngine.start({ bindAddress: '127.0.0.1', rtpPorts: [21000, 21998] });
  });

  after(() => engine.close());

  it('carries a tone from one session to the other and back, in PCMU', async () => {
    const [a, b] = await call(engine);
    assert.deepEqual(a.session.negotiated, { codec: 'PCMU', ptimeMs: 20, direction: 'sendrecv' });
    void a.session.play({ kind: 'samples', samples: sine(1004, 2) });
    void b.session.play({ kind: 'tone', frequenciesHz: [600], cadenceMs: [], levelDbfs: -20 });
    await b.heard.audio(3);
    const [atB, atA] = await Promise.all([b.heard.audio(3), a.heard.audio(3)]);
    assert.ok(Math.abs(toneLevelDbfs(atB, 1004) - -13) < 0.5, `1004 Hz at ${toneLevelDbfs(atB, 1004)} dBFS`);
    assert.ok(toneLevelDbfs(atB, 600) < -60);
    assert.ok(Math.abs(toneLevelDbfs(atA, 600) - -20) < 0.5);
    const stats = await a.session.stats();
    assert.equal(stats.codec, 'PCMU');
    assert.ok(stats.packetsSent > 20 && stats.packetsReceived > 20);
    assert.equal(stats.packetsLost, 0);
    a.session.close();
    b.session.close();
  });

  it('has the shape lib/sip asks for, and refuses what does not fit', async () => {
    const { session } = endpoint(engine);
    const media: SessionMedia = session;
    await assert.rejects(media.createAnswer('v=0\r\n'), { name: 'MediaError', code: 'bad-sdp' });
    await assert.rejects(media.acceptAnswer('v=0\r\n'), { code: 'no-offer' });
    media.rollback();
    media.close();
    media.close();
    await assert.rejects(media.createOffer(), { code: 'closed' });
    assert.equal(await session.play({ kind: 'tone', frequenciesHz: [440], cadenceMs: [] }), 'closed');
    assert.equal(await session.sendDigits('1'), false);
  });

  it('echoes what a session hears that is bridged with itself, until it is taken out again', async () => {
    const [a, b] = await call(engine);
    await engine.bridge(b.session, b.session);
    assert.equal((await engine.metrics()).bridges, 1);
    void a.session.play({ kind: 'tone', frequenciesHz: [600], cadenceMs: [], levelDbfs: -20 });
    await a.heard.audio(3);
    const echo = await a.heard.audio(3);
    assert.ok(Math.abs(toneLevelDbfs(echo, 600) - -20) < 0.5, `600 Hz at ${toneLevelDbfs(echo, 600)} dBFS`);
    assert.equal(await a.session.sendDigits('5', { durationMs: 80, gapMs: 200 }), true);
    assert.deepEqual(
      b.heard.digits.map(({ digit }) => digit),
      ['5'],
    );
    assert.deepEqual(a.heard.digits, []);
    await engine.unbridge(b.session);
    assert.equal((await engine.metrics()).bridges, 0);
    await a.heard.audio(2);
    assert.ok(levelDbfs(await a.heard.audio(2)) < -60);
    a.session.close();
    b.session.close();
  });

  it('keeps two echoes that call each other on the clock', async () => {
    const [a, b] = await call(engine);
    await engine.bridge(a.session, a.session);
    await engine.bridge(b.session, b.session);
    const before = (await a.session.stats()).packetsSent;
    await a.heard.audio(5);
    const sent = (await a.session.stats()).packetsSent - before;
    assert.ok(sent >= 15 && sent <= 60, `${sent} packets in half a second`);
    a.session.close();
    b.session.close();
  });

  it('ends a playback as finished, stopped or closed', async () => {
    const [a, b] = await call(engine);
    assert.equal(await a.session.play({ kind: 'samples', samples: sine(500, 0.1) }), 'finished');
    const looped = a.session.play({ kind: 'samples', samples: sine(500, 0.1) }, { loop: true });
    const replacing = a.session.play({ kind: 'tone', frequenciesHz: [440], cadenceMs: [] });
    assert.equal(await looped, 'stopped');
    a.session.stopPlaying();
    assert.equal(await replacing, 'stopped');
    const last = a.session.play({ kind: 'tone', frequenciesHz: [440], cadenceMs: [] });
    a.session.close();
    assert.equal(await last, 'closed');
    b.session.close();
  });

  it('sends digits as events both ways', async () => {
    const [a, b] = await call(engine);
    assert.equal(a.session.telephoneEventAgreed, true);
    const sent = await Promise.all([a.session.sendDigits('19#'), b.session.sendDigits('*D', { durationMs: 200 })]);
    assert.deepEqual(sent, [true, true]);
    await b.heard.until('three digits', () => b.heard.digits.length >= 3);
    await a.heard.until('two digits', () => a.heard.digits.length >= 2);
    assert.deepEqual(
      b.heard.digits.map(({ digit, durationMs }) => [digit, durationMs]),
      [
        ['1', 120],
        ['9', 120],
        ['#', 120],
      ],
    );
    assert.deepEqual(
      a.heard.digits.map(({ digit, durationMs }) => [digit, durationMs]),
      [
        ['*', 200],
        ['D', 200],
      ],
    );
    assert.equal(await a.session.sendDigits('1x'), false);
    a.session.close();
    b.session.close();
  });

  it('sends digits as tones to a peer without telephone-event', async () => {
    const [a, b] = await call(engine, {}, { telephoneEvent: false });
    assert.equal(a.session.telephoneEventAgreed, false);
    const listening = b.heard.audio(6);
    assert.equal(await a.session.sendDigits('5', { durationMs: 300 }), true);
    const samples = await listening;
    const middle = samples.subarray(1600, 2400);
    assert.ok(toneLevelDbfs(middle, 770) > -20 && toneLevelDbfs(middle, 1336) > -20);
    assert.ok(toneLevelDbfs(middle, 941) < -45);
    assert.deepEqual(b.heard.digits, []);
    a.session.close();
    b.session.close();
  });

  for (const [codecs, otherCodecs] of [
    [['PCMU'], ['PCMU']],
    [['PCMU'], ['PCMA']],
  ] as const) {
    it(`bridges ${codecs[0]} to ${otherCodecs[0]}: audio and digits pass, taps go on, unbridging is silence`, async () => {
      const [caller, legA] = await call(engine, { codecs }, { codecs });
      const [callee, legB] = await call(engine, { codecs: otherCodecs }, { codecs: otherCodecs });
      await engine.bridge(legA.session, legB.session);
      assert.equal((await engine.metrics()).bridges, 1);
      void caller.session.play({ kind: 'tone', frequenciesHz: [1004], cadenceMs: [], levelDbfs: -13 });
      void callee.session.play({ kind: 'tone', frequenciesHz: [700], cadenceMs: [], levelDbfs: -13 });
      await callee.heard.audio(4);
      const [atCallee, atCaller, atTap] = await Promise.all([
        callee.heard.audio(4),
        caller.heard.audio(4),
        legA.heard.audio(4),
      ]);
      assert.ok(Math.abs(toneLevelDbfs(atCallee, 1004) - -13) < 0.5, `${toneLevelDbfs(atCallee, 1004)} dBFS`);
      assert.ok(Math.abs(toneLevelDbfs(atCaller, 700) - -13) < 0.5);
      assert.ok(Math.abs(toneLevelDbfs(atTap, 1004) - -13) < 0.5);
      caller.session.stopPlaying();
      assert.equal(await caller.session.sendDigits('42'), true);
      await callee.heard.until('two digits', () => callee.heard.digits.length >= 2);
      assert.deepEqual(
        callee.heard.digits.map(({ digit }) => digit),
        ['4', '2'],
      );
      await engine.unbridge(legB.session);
      await caller.heard.audio(3);
      assert.ok(levelDbfs(await caller.heard.audio(3)) < -80);
      assert.equal((await caller.session.stats()).packetsLost, 0);
      for (const { session } of [caller, legA, callee, legB]) session.close();
    });
  }

  it('is silent towards a peer that holds, and speaks again after', async () => {
    const [a, b] = await call(engine);
    void a.session.play({ kind: 'tone', frequenciesHz: [1004], cadenceMs: [] });
    const answer = await a.session.createAnswer(await b.session.createOffer({ hold: true }));
    assert.match(answer, /a=recvonly/);
    await b.session.acceptAnswer(answer);
    assert.equal(a.session.negotiated?.direction, 'recvonly');
    assert.equal(b.session.negotiated?.direction, 'sendonly');
    await b.heard.audio(2);
    const before = (await a.session.stats()).packetsSent;
    assert.ok(levelDbfs(await b.heard.audio(4)) < -80);
    assert.equal((await a.session.stats()).packetsSent, before);
    assert.equal(await a.session.sendDigits('1'), false);
    await a.session
      .createAnswer(await b.session.createOffer({ hold: false }))
      .then((sdp) => b.session.acceptAnswer(sdp));
    await b.heard.audio(2);
    assert.ok(toneLevelDbfs(await b.heard.audio(3), 1004) > -20);
    a.session.close();
    b.session.close();
  });

  it('never gives two sessions one port, and says so when there is none left', async () => {
    const small = await MediaEngine.start({ bindAddress: '127.0.0.1', rtpPorts: [22000, 22003] });
    const first = endpoint(small);
    const second = endpoint(small);
    const third = endpoint(small);
    await connect(first, second);
    await assert.rejects(third.session.createOffer(), { code: 'ports-exhausted' });
    await small.close();
    await assert.rejects(first.session.createOffer(), { code: 'closed' });
  });
});
