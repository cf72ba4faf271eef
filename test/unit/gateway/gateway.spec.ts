import assert from 'node:assert/strict';
import type { JobReport } from '../../../lib/gateway/gateway.types';
import { OWNER_GRACE_MS } from '../../../lib/gateway/jobs/job-board';
import { answeredCall, house, outputs, owner, settings } from './gateway-house';

describe('gateway', () => {
  it('places a call and reports its life to the owner, the outcome once', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    assert.equal(leg.target, '5550100');
    leg.end({ reason: 'remote-hangup', text: 'They hung up.' });
    leg.end({ reason: 'remote-hangup', text: 'They hung up.' });
    assert.deepEqual(outputs(h.reports), [
      'progress call/created',
      'progress call/dialing',
      'progress call/ringing',
      'answered call/answered',
      'ended call/ended',
    ]);
    assert.deepEqual(
      h.reports.map((report) => report.final),
      [false, false, false, false, true],
    );
    const call = h.gateway.call(callId)!;
    assert.equal(call.state, 'ended');
    assert.equal(call.endReason, 'remote-hangup');
    assert.deepEqual(h.gateway.runningJobs('node'), []);
  });

  it('does not call the time before the answer silence, but hears early media', async () => {
    const h = house();
    assert.ok(h.gateway.placeCall({ to: '5550100' }, owner).ok);
    await h.clock.advance(0);
    const leg = h.line.legs[0]!;
    leg.hears('silence', 0.9, h.clock.now());
    leg.hears('ringing', 0.9, h.clock.now());
    assert.ok(!outputs(h.reports).includes('progress far-end/silence'));
    assert.ok(outputs(h.reports).includes('progress far-end/ringing'));
  });

  it('refuses with a code and words before anything is dialled', async () => {
    const h = house();
    const refused = h.gateway.placeCall({ to: '911' }, owner);
    assert.ok(!refused.ok && refused.code === 'emergency');
    assert.equal(h.line.legs.length, 0);
    assert.equal(h.gateway.calls().length, 0);
  });

  it('judges redirects of both legs by the same policy', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.gateway.connectUser(callId, {}, owner);
    for (const leg of h.line.legs) {
      assert.equal(leg.options.mayDial('sip:+19005550100@trunk.example'), false);
      assert.equal(leg.options.mayDial('sip:+15555550101@trunk.example'), true);
    }
    h.gateway.applySettings(settings({ numberPolicy: { country: 'US', deny: ['+15555550101'] } }));
    assert.equal(h.line.legs[0]!.options.mayDial('sip:+15555550101@trunk.example'), false);
  });

  it('keeps the hourly budget', async () => {
    const h = house({ numberPolicy: { country: 'US', maxCallsPerHour: 2 } });
    for (let i = 0; i < 2; i++) {
      const { leg } = await answeredCall(h);
      leg.end({ reason: 'remote-hangup', text: '' });
    }
    const refused = h.gateway.placeCall({ to: '5550100' });
    assert.ok(!refused.ok && refused.code === 'budget');
    await h.clock.advance(3_600_000);
    assert.ok(h.gateway.placeCall({ to: '5550100' }).ok);
  });

  it('ends the call with the words of the line that could not open', async () => {
    const h = house();
    h.line.ready = Promise.reject(new Error('port 5060 is taken'));
    const started = h.gateway.placeCall({ to: '5550100' }, owner);
    assert.ok(started.ok);
    await h.clock.advance(0);
    const call = h.gateway.call(started.call.id)!;
    assert.deepEqual([call.state, call.endReason, call.endText], ['ended', 'failed', 'port 5060 is taken']);
  });

  it('waits on hold for an hour, counts it, and acts on the hard level only', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.reports.length = 0;
    assert.ok(h.gateway.detectHuman(callId, {}, owner).ok);
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(3_600_000);
    leg.hears('live_human', 0.6, h.clock.now());
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    leg.hears('music', 0.9, h.clock.now());
    leg.hears('live_human', 0.9, h.clock.now(), h.clock.now() - 1500);
    const human = h.reports.at(-2)!;
    assert.deepEqual([human.kind, human.output, human.topic], ['call', 'progress', 'human/detected']);
    const outcome = h.reports.at(-1)!;
    assert.deepEqual([outcome.kind, outcome.output, outcome.final], ['hold', 'human', false]);
    assert.equal(outcome.call.activity, 'with-human');
    assert.equal(outcome.call.holdSeconds, 3600);
    const entry = h.gateway.timeline(callId).find((candidate) => candidate.topic === 'human/detected')!;
    assert.equal(entry.since, h.clock.now() - 1500);
  });

  it('eager acts on the soft level; patient wants the hard level to stand', async () => {
    const h = house();
    const first = await answeredCall(h);
    h.gateway.detectHuman(first.callId, { sensitivity: 'eager' }, owner);
    first.leg.hears('live_human', 0.6, h.clock.now());
    assert.equal(h.gateway.call(first.callId)!.activity, 'with-human');

    const second = await answeredCall(h);
    h.gateway.detectHuman(second.callId, { sensitivity: 'patient' }, owner);
    second.leg.hears('live_human', 0.9, h.clock.now());
    await h.clock.advance(1000);
    second.leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(5000);
    assert.equal(h.gateway.call(second.callId)!.activity, 'holding');
    second.leg.hears('live_human', 0.9, h.clock.now());
    await h.clock.advance(1500);
    assert.equal(h.gateway.call(second.callId)!.activity, 'with-human');
  });

  it('speaks to a voice that might be a person and waits, and lets hearing judge the answer', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.speaks();
    leg.hears('live_human', 0.5, h.clock.now());
    await h.clock.advance(5000);
    assert.equal(leg.played.length, 0, 'we do not interrupt');
    leg.pauses(h.clock.now() - 400, h.clock.now());
    await h.clock.advance(200);
    assert.equal(leg.played.length, 0, 'a breath is no pause');
    await h.clock.advance(100);
    assert.equal(leg.played.length, 1);
    assert.deepEqual(
      leg.notes.filter(({ note }) => note !== 'recordings-wanted'),
      [
        { note: 'own', kind: 'speech', active: true },
        { note: 'own', kind: 'speech', active: false },
        { note: 'probe' },
      ],
    );
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(60_000);
    assert.equal(leg.played.length, 1, 'nobody talks to music');
    leg.hears('live_human', 0.5, h.clock.now());
    leg.hears('live_human', 0.95, h.clock.now());
    await h.clock.advance(20_000);
    assert.equal(leg.played.length, 1, 'a confirmed person is not probed');
    assert.equal(h.gateway.call(callId)!.activity, 'with-human');
  });

  it('does not talk to a recording for ever, and still speaks up after hours of suspicions', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    const suspicions = async (count: number, everySeconds: number): Promise<number> => {
      const before = leg.played.length;
      for (let n = 0; n < count; n++) {
        leg.hears('live_human', 0.5, h.clock.now());
        leg.pauses(h.clock.now() - 400, h.clock.now());
        await h.clock.advance(1000);
        leg.hears('music', 0.9, h.clock.now());
        await h.clock.advance((everySeconds - 1) * 1000);
      }
      return leg.played.length - before;
    };
    assert.equal(await suspicions(12, 15), 5);
    await h.clock.advance(600_000);
    assert.equal(await suspicions(15, 240), 15);
  });

  it('says with each verdict how sure it is and why, to who waits and to who placed the call', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.hears('music', 0.93, h.clock.now(), h.clock.now() - 1000);
    const music = { confidence: 0.93, evidence: ['test says music'] };
    leg.hears('live_human', 0.6, h.clock.now());
    leg.hears('live_human', 0.9, h.clock.now());
    const of = (kind: string, topic: string): JobReport => {
      const found = h.reports.find((report) => report.kind === kind && report.topic === topic);
      assert.ok(found, `${kind} ${topic}`);
      return found;
    };
    const hold = of('hold', 'hold/music');
    assert.deepEqual([hold.payload, hold.details], [{ label: 'music', ...music }, music]);
    const guess = { confidence: 0.6, evidence: ['test says live_human'] };
    for (const topic of ['human/suspected', 'hold/music-ended']) {
      assert.deepEqual(of('hold', topic).payload, { label: 'live_human', ...guess });
    }
    assert.deepEqual((of('hold', 'hold/started').payload as { label: string }).label, 'unknown');
    const human = of('hold', 'human/detected');
    assert.deepEqual([human.payload, human.details], [0.9, { ...guess, confidence: 0.9 }]);

    const progress = of('call', 'hold/music');
    assert.deepEqual([progress.output, progress.payload], ['progress', 'music']);
    assert.deepEqual(progress.details, { at: h.clock.now(), since: h.clock.now() - 1000, ...music });
    await h.gateway.act(callId, 'hangup');
    assert.deepEqual(of('call', 'call/ended').details, { at: h.clock.now(), evidence: ['We hung up.'] });
  });

  it('gives up holding after maxHoldSeconds without ending the call', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.gateway.detectHuman(callId, { maxHoldSeconds: 60 }, owner);
    await h.clock.advance(60_000);
    assert.equal(h.reports.at(-1)!.topic, 'hold/timeout');
    assert.equal(h.gateway.call(callId)!.state, 'answered');
  });

  it('rings the user with a stalling line for the agent, bridges, and ends both together', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.hears('live_human', 0.9, h.clock.now());
    assert.ok(h.gateway.connectUser(callId, { device: 'Desk' }, owner).ok);
    const user = h.line.legs[1]!;
    assert.equal(user.target, '700');
    assert.equal(leg.played.length, 1);
    user.ringing();
    await h.clock.advance(10_000);
    assert.equal(leg.played.length, 2, 'the stalling line is repeated while the phone rings');
    user.answer();
    await h.clock.advance(0);
    assert.deepEqual(h.line.bridges, [[leg, user]]);
    assert.equal(h.gateway.call(callId)!.activity, 'bridged');
    const bridged = h.reports.at(-1)!;
    assert.deepEqual([bridged.output, bridged.topic, bridged.final], ['bridged', 'connect/bridged', true]);
    user.end({ reason: 'remote-hangup', text: 'The user hung up.' });
    await h.clock.advance(0);
    assert.ok(leg.hungUp);
    assert.equal(h.gateway.call(callId)!.endReason, 'completed');
  });

  it('keeps the agent when the phone is busy, and says why', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.hears('live_human', 0.9, h.clock.now());
    h.gateway.connectUser(callId, {}, owner);
    h.line.legs[1]!.end({ reason: 'busy', statusCode: 486, text: 'Busy here.' });
    const failed = h.reports.at(-1)!;
    assert.deepEqual([failed.output, failed.payload, failed.final], ['failed', 'busy', true]);
    assert.equal(h.gateway.call(callId)!.activity, 'with-human');
    assert.ok(!leg.hungUp);
  });

  it('hangs up the ringing phone when the agent leaves', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.connectUser(callId, {}, owner);
    leg.end({ reason: 'remote-hangup', text: 'They hung up.' });
    await h.clock.advance(0);
    assert.ok(h.line.legs[1]!.hungUp);
    assert.ok(outputs(h.reports).includes('failed connect/failed'));
  });

  it('lets the latest walking or listening job take the place of the one before, and rings one phone at a time', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.gateway.navigate(callId, { steps: 'wait 1' }, owner);
    h.gateway.detectHuman(callId, {}, owner);
    const superseded = h.reports.find((report) => report.kind === 'navigate' && report.final)!;
    assert.equal(superseded.output, 'superseded');
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    assert.ok(h.gateway.connectUser(callId, {}, owner).ok);
    const second = h.gateway.connectUser(callId, {}, owner);
    assert.ok(!second.ok && second.code === 'connecting');
    const listening = h.gateway.detectHuman(callId, {}, owner);
    assert.ok(!listening.ok && listening.code === 'connecting');
    h.line.legs[1]!.answer();
    await h.clock.advance(0);
    const bridged = h.gateway.connectUser(callId, {}, owner);
    assert.ok(!bridged.ok && bridged.code === 'bridged');
  });

  it('refuses jobs on calls that are not there or not answered', async () => {
    const h = house();
    const missing = h.gateway.detectHuman('', {}, owner);
    assert.ok(!missing.ok && missing.message.includes('msg.call.id is missing'));
    const started = h.gateway.placeCall({ to: '5550100' }, owner);
    assert.ok(started.ok);
    const early = h.gateway.navigate(started.call.id, { steps: 'wait 1' }, owner);
    assert.ok(!early.ok && early.code === 'not-answered');
  });

  it('acts on a live call: digits, hold, hang up; bad digits are explained', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    assert.ok((await h.gateway.act(callId, 'dtmf', '12#')).ok);
    assert.deepEqual(leg.sent, ['12#']);
    const bad = await h.gateway.act(callId, 'dtmf', 'hello');
    assert.ok(!bad.ok && bad.code === 'bad-digits');
    await h.gateway.act(callId, 'hold');
    assert.ok(leg.held);
    await h.gateway.act(callId, 'hangup');
    assert.equal(h.gateway.call(callId)!.endReason, 'completed');
    const late = await h.gateway.act(callId, 'hangup');
    assert.ok(!late.ok && late.code === 'no-such-call');
  });

  it('ends a call at its limit, but never a bridged one', async () => {
    const h = house();
    const started = h.gateway.placeCall({ to: '5550100', maxCallSeconds: 100 }, owner);
    assert.ok(started.ok);
    await h.clock.advance(100_000);
    assert.equal(h.gateway.call(started.call.id)!.endReason, 'timeout');
  });

  describe('deploys', () => {
    it('keeps reports while nobody is attached and delivers them in order to the next instance', async () => {
      const h = house();
      const { leg } = await answeredCall(h);
      const early: JobReport[] = [];
      const detach = h.gateway.attachOwner('node', (report) => early.push(report));
      detach();
      leg.hears('music', 0.9, h.clock.now());
      await h.clock.advance(OWNER_GRACE_MS - 1);
      const late: JobReport[] = [];
      h.gateway.attachOwner('node', (report) => late.push(report));
      assert.deepEqual(outputs(late), ['progress far-end/music']);
      await h.clock.advance(OWNER_GRACE_MS * 2);
      assert.equal(leg.hungUp, false);
      assert.equal(early.length, 0);
    });

    it('ends the call of a node that never comes back, saying so', async () => {
      const h = house();
      const { callId, leg } = await answeredCall(h);
      h.gateway.attachOwner('node', () => undefined)();
      await h.clock.advance(OWNER_GRACE_MS);
      assert.ok(leg.hungUp);
      assert.equal(h.gateway.call(callId)!.endReason, 'flow-removed');
    });

    it('never cuts a bridged call because its flow went away', async () => {
      const h = house();
      const { callId, leg } = await answeredCall(h);
      h.gateway.connectUser(callId, {}, owner);
      h.line.legs[1]!.answer();
      await h.clock.advance(0);
      h.gateway.attachOwner('node', () => undefined)();
      await h.clock.advance(OWNER_GRACE_MS * 10);
      assert.equal(h.gateway.call(callId)!.activity, 'bridged');
      assert.ok(!leg.hungUp);
    });

    it('leaves live calls on the old line when the account changes, and closes it after them', async () => {
      const h = house();
      const { leg } = await answeredCall(h);
      h.gateway.applySettings(settings({ account: { user: 'other', domain: 'pbx', register: false } }));
      assert.equal(h.lines.length, 2);
      assert.ok(!h.line.closed && !leg.hungUp);
      leg.end({ reason: 'remote-hangup', text: '' });
      assert.ok(h.line.closed);
      h.gateway.applySettings(settings({ account: { user: 'other', domain: 'pbx', register: false }, devices: [] }));
      assert.equal(h.lines.length, 2, 'a changed device list does not touch SIP');
    });
  });

  it('closes within 3 s even when the far end never answers the BYE', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    leg.answersHangup = false;
    let closed = false;
    void h.gateway.close().then(() => (closed = true));
    await h.clock.advance(3000);
    assert.ok(closed);
    assert.equal(h.gateway.call(callId)!.endReason, 'gateway-closed');
    const late = h.gateway.placeCall({ to: '5550100' });
    assert.ok(!late.ok && late.code === 'gateway-closed');
  });

  it('ends calls honestly when the audio engine dies and opens a new line', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.line.fault('worker exited with code 1');
    await h.clock.advance(0);
    assert.match(h.gateway.call(callId)!.endText!, /audio engine stopped/);
    assert.equal(h.lines.length, 2);
  });
});
