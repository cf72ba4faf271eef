import assert from 'node:assert/strict';
import { OWNER_GRACE_MS } from '../../../lib/gateway/jobs/job-board';
import type { FakeLeg } from '../../support/fake-line';
import type { House } from './gateway-house';
import { answeredCall, house, outputs, owner } from './gateway-house';

interface Handover {
  readonly h: House;
  readonly callId: string;
  readonly company: FakeLeg;
  readonly user: FakeLeg;
}

/** A human was heard on hold and the user's phone rings; bridged too when `bridged`. */
async function handover({ bridged }: { bridged: boolean }): Promise<Handover> {
  const h = house();
  const { callId, leg } = await answeredCall(h);
  assert.ok(h.gateway.detectHuman(callId, { maxHoldSeconds: 600 }, owner).ok);
  leg.hears('music', 0.9, h.clock.now());
  leg.hears('live_human', 0.9, h.clock.now());
  assert.ok(h.gateway.connectUser(callId, {}, owner).ok);
  const user = h.line.legs[1]!;
  if (bridged) user.answer();
  await h.clock.advance(0);
  return { h, callId, company: leg, user };
}

const activity = ({ h, callId }: Handover): unknown => h.gateway.call(callId)!.activity;
const state = ({ h, callId }: Handover): unknown => h.gateway.call(callId)!.state;

describe('handover', () => {
  it('goes on waiting when the user leaves the bridge to music: the alarm was false', async () => {
    const call = await handover({ bridged: true });
    call.company.hears('music', 0.9, call.h.clock.now());
    call.user.end({ reason: 'remote-hangup', text: 'The user hung up.' });
    await call.h.clock.advance(0);
    assert.deepEqual([state(call), activity(call)], ['answered', 'holding']);
    assert.equal(call.h.line.bridges.length, 0);
    call.company.hears('live_human', 0.9, call.h.clock.now());
    assert.equal(activity(call), 'with-human');
    const humans = call.h.reports.filter((report) => report.output === 'human');
    assert.equal(humans.length, 2, 'the same hold-detect reports the next human');
  });

  it('is over when the user hangs up on a voice that is not known to be live: it may be the next agent', async () => {
    const call = await handover({ bridged: true });
    call.company.hears('ivr_prompt', 0.9, call.h.clock.now());
    call.user.end({ reason: 'remote-hangup', text: 'The user hung up.' });
    await call.h.clock.advance(0);
    assert.equal(state(call), 'ended');
    assert.ok(call.company.hungUp);
  });

  it('is over when the user hangs up on a human', async () => {
    const call = await handover({ bridged: true });
    call.user.end({ reason: 'remote-hangup', text: 'The user hung up.' });
    await call.h.clock.advance(0);
    assert.equal(state(call), 'ended');
  });

  for (const bridged of [false, true]) {
    it(`takes a false alarm back ${bridged ? 'from the bridge' : 'while the phone rings'}`, async () => {
      const call = await handover({ bridged });
      assert.ok((await call.h.gateway.act(call.callId, 'false-alarm')).ok);
      await call.h.clock.advance(0);
      assert.ok(call.user.hungUp && !call.company.hungUp);
      assert.deepEqual([state(call), activity(call)], ['answered', 'holding']);
      assert.equal(call.h.gateway.call(call.callId)!.farEnd.label, 'unknown');
      assert.deepEqual(call.company.notes.at(-1), { note: 'false-alarm' });
      const connected = call.company.notes.some(({ note }) => note === 'connected');
      assert.equal(connected, bridged, 'hearing knows whom you were put through to');
      await call.h.clock.advance(5000);
      assert.equal(activity(call), 'holding', 'the old alarm does not fire again');
      assert.ok(call.h.gateway.connectUser(call.callId, {}, owner).ok, 'and the phone can be rung again');
    });
  }

  it('hears the human again after the phone was busy', async () => {
    const call = await handover({ bridged: false });
    const stopped = call.company.stopped;
    call.user.end({ reason: 'busy', statusCode: 486, text: 'Busy here.' });
    assert.equal(call.company.stopped, stopped, 'the stalling line is said to its end');
    assert.equal(activity(call), 'with-human');
    call.company.hears('music', 0.9, call.h.clock.now());
    assert.equal(activity(call), 'holding');
    call.company.hears('live_human', 0.9, call.h.clock.now());
    assert.equal(call.h.reports.filter((report) => report.output === 'human').length, 2);
  });

  it('rings the phone during hold without deafening hold-detect', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    h.gateway.connectUser(callId, {}, owner);
    h.line.legs[1]!.end({ reason: 'no-answer', text: 'Nobody answered.' });
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    leg.hears('live_human', 0.9, h.clock.now());
    assert.ok(outputs(h.reports).includes('human human/detected'));
  });

  it('gives up by the seconds really held, not counting the time with a human', async () => {
    const call = await handover({ bridged: false });
    call.user.end({ reason: 'busy', text: 'Busy here.' });
    await call.h.clock.advance(3_000_000);
    assert.equal(activity(call), 'with-human');
    call.company.hears('music', 0.9, call.h.clock.now());
    await call.h.clock.advance(599_000);
    assert.equal(activity(call), 'holding');
    await call.h.clock.advance(2000);
    assert.equal(activity(call), null);
    assert.ok(outputs(call.h.reports).includes('ended hold/timeout'));
    const held = call.h.gateway.call(call.callId)!.holdSeconds;
    await call.h.clock.advance(60_000);
    assert.equal(call.h.gateway.call(call.callId)!.holdSeconds, held, 'the hold clock stands');
  });

  it('keeps its word when the user hangs up while the bridge is being made', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.connectUser(callId, {}, owner);
    const user = h.line.legs[1]!;
    let open = (): void => undefined;
    h.line.bridgeGate = new Promise((resolve) => (open = resolve));
    user.answer();
    await h.clock.advance(0);
    user.end({ reason: 'remote-hangup', text: 'Gone.' });
    open();
    await h.clock.advance(0);
    assert.deepEqual(
      h.reports.filter((report) => report.kind === 'connect' && report.final).map((report) => report.output),
      ['failed'],
    );
    assert.equal(h.gateway.call(callId)!.activity, null);
    assert.ok(!leg.hungUp);
  });

  it('rings a device by its name in any case, and says which there are when it is none of them', async () => {
    const devices = [
      { name: 'Desk', address: '700' },
      { name: 'My mobile', address: '+1 555 010 0199' },
    ];
    const rung = async (device: string, changes = {}): Promise<string> => {
      const h = house({ devices, ...changes });
      const { callId } = await answeredCall(h);
      const started = h.gateway.connectUser(callId, { device }, owner);
      return started.ok ? h.line.legs[1]!.target : `${started.code}: ${started.message}`;
    };
    assert.equal(await rung('my mobile '), '+15550100199');
    assert.equal(await rung('701'), '701');
    assert.equal(await rung('sip:reception@pbx'), 'sip:reception@pbx');
    assert.equal(await rung('Garage'), 'no-device: There is no device named Garage; there are: Desk, My mobile.');
    assert.match(await rung('Garage', { devices: [] }), /^no-device: .* named Garage; add one under "Devices"/);
  });

  it('never leaves a call in "connecting" when the phone cannot even be dialled', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.line.placeFault = new Error('the worker is gone');
    h.gateway.connectUser(callId, {}, owner);
    assert.equal(h.gateway.call(callId)!.activity, null);
    assert.ok(outputs(h.reports).includes('failed connect/failed'));
  });

  for (const strict of [true, false]) {
    it(`walks on when the phone cannot be reached in the menu, and can be rung again (strict: ${strict})`, async () => {
      const h = house({}, { strict });
      const { callId, leg } = await answeredCall(h);
      assert.ok(h.gateway.navigate(callId, { steps: 'wait 20s 1' }, owner).ok);
      for (const ring of [1, 2]) {
        assert.ok((await h.gateway.act(callId, 'connect', '701')).ok, `ring ${ring}`);
        assert.equal(h.gateway.call(callId)!.activity, 'connecting');
        h.line.legs.at(-1)!.end({ reason: 'not-found', statusCode: 404, text: 'The number does not exist.' });
        assert.equal(h.gateway.call(callId)!.activity, 'navigating');
      }
      await h.clock.advance(25_000);
      assert.deepEqual(leg.sent, ['1']);
    });
  }

  it('does not go back to a walk or a wait that ended while the phone rang', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    const other = { id: 'other', input: {} };
    for (const start of [
      () => h.gateway.navigate(callId, { steps: 'wait 20s 1', timeoutSeconds: 5 }, other),
      () => h.gateway.detectHuman(callId, {}, other),
    ]) {
      const detach = h.gateway.attachOwner(other.id, () => undefined);
      assert.ok(start().ok);
      assert.ok(h.gateway.connectUser(callId, {}, owner).ok);
      detach();
      await h.clock.advance(OWNER_GRACE_MS);
      h.line.legs.at(-1)!.end({ reason: 'no-answer', text: 'Nobody answered.' });
      assert.equal(h.gateway.call(callId)!.activity, null);
    }
    assert.ok(h.gateway.connectUser(callId, {}, owner).ok);
  });

  it('rings on when the flow is removed, and hangs up if nobody answers then', async () => {
    const call = await handover({ bridged: false });
    call.h.gateway.attachOwner('node', () => undefined)();
    await call.h.clock.advance(OWNER_GRACE_MS);
    assert.ok(!call.company.hungUp && !call.user.hungUp);
    call.user.end({ reason: 'no-answer', text: 'Nobody answered.' });
    await call.h.clock.advance(0);
    assert.ok(call.company.hungUp);
  });
});
