import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/clock';
import { answeredCall, house, outputs, owner, settings } from './gateway-house';

const MINUTE_MS = 60_000;

describe('lines and far ends that die', () => {
  it('frees a call whose far end sends no audio for an hour, and not one minute earlier', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.observer.onSilentRtp(true);
    await h.clock.advance(59 * MINUTE_MS);
    leg.observer.onSilentRtp(false);
    await h.clock.advance(30 * MINUTE_MS);
    assert.equal(h.gateway.call(callId)!.state, 'answered');
    leg.observer.onSilentRtp(true);
    await h.clock.advance(60 * MINUTE_MS);
    assert.deepEqual([h.gateway.call(callId)!.state, h.gateway.call(callId)!.endReason], ['ended', 'network']);
  });

  it('ends a bridge on which neither side has sent anything for five minutes', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.connectUser(callId, {}, owner);
    const user = h.line.legs[1]!;
    user.answer();
    await h.clock.advance(0);
    user.observer.onSilentRtp(true);
    await h.clock.advance(30 * MINUTE_MS);
    assert.equal(h.gateway.call(callId)!.activity, 'bridged', 'a muted user is no reason');
    leg.observer.onSilentRtp(true);
    await h.clock.advance(5 * MINUTE_MS);
    assert.equal(h.gateway.call(callId)!.endReason, 'network');
  });

  it('does not hang up on a human at the limit of the call, but later, when the human is gone', async () => {
    const h = house();
    const started = h.gateway.placeCall({ to: '5550100', maxCallSeconds: 100 }, owner);
    assert.ok(started.ok);
    await h.clock.advance(0);
    const leg = h.line.legs[0]!;
    leg.answer();
    h.gateway.detectHuman(started.call.id, {}, owner);
    leg.hears('live_human', 0.9, h.clock.now());
    await h.clock.advance(200_000);
    assert.equal(h.gateway.call(started.call.id)!.activity, 'with-human');
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(60_000);
    assert.equal(h.gateway.call(started.call.id)!.endReason, 'timeout');
  });

  it('takes a busy tone on hold for the end of the line, a moment of it not', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    leg.hears('busy', 0.9, h.clock.now());
    await h.clock.advance(10_000);
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(60_000);
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    leg.hears('busy', 0.9, h.clock.now());
    await h.clock.advance(20_000);
    const ended = h.reports.at(-1)!;
    assert.deepEqual([ended.output, ended.payload, ended.final], ['ended', 'busy-tone', true]);
  });

  it('fails the walk when keys cannot be sent, after trying again', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    leg.takesDigits = false;
    h.gateway.navigate(callId, { steps: '1' }, owner);
    await h.clock.advance(1500);
    assert.ok(!outputs(h.reports).includes('failed ivr/failed'), 'a short far-end hold is waited out');
    await h.clock.advance(2000);
    const failed = h.reports.at(-1)!;
    assert.deepEqual([failed.output, failed.payload], ['failed', 'keys-not-sent']);
  });

  it('replaces a line whose audio engine died at once', async () => {
    const h = house();
    h.line.fault('the worker exited');
    assert.equal(h.lines.length, 2);
    assert.ok(h.line.closed);
    await answeredCall(h);
    assert.equal(h.lines[1]!.legs.length, 1);
  });

  it('opens a line that could not be opened again, later and later, and at once when settings are applied', async () => {
    const h = house();
    h.readiness.failWith = new Error('port 5060 is taken');
    h.gateway.applySettings(settings({ account: { user: 'x', domain: 'pbx', register: false, bindPort: 5060 } }));
    await h.clock.advance(0);
    assert.equal(h.lines.length, 2);
    await h.clock.advance(2000);
    assert.equal(h.lines.length, 3);
    await h.clock.advance(3999);
    assert.equal(h.lines.length, 3);
    await h.clock.advance(1);
    assert.equal(h.lines.length, 4);
    h.readiness.failWith = null;
    h.gateway.applySettings(settings({ account: { user: 'x', domain: 'pbx', register: false, bindPort: 5060 } }));
    assert.equal(h.lines.length, 5, 'a deploy does not wait for the next attempt');
    await h.clock.advance(3_600_000);
    assert.equal(h.lines.length, 5);
    await answeredCall(h);
    assert.equal(h.lines[4]!.legs.length, 1);
  });

  it('ends calls on a retired line when its audio engine dies', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    h.gateway.applySettings(settings({ account: { user: 'x', domain: 'pbx', register: false } }));
    h.line.fault('worker exited with code 1');
    await h.clock.advance(0);
    assert.equal(h.gateway.call(callId)!.endReason, 'failed');
    assert.equal(h.lines.length, 2, 'the line for new calls is not touched');
  });

  it('survives observers that throw', async () => {
    const h = house({}, { strict: false });
    h.gateway.subscribe(() => {
      throw new Error('a subscriber of no quality');
    });
    const { callId, leg } = await answeredCall(h);
    leg.end({ reason: 'remote-hangup', text: '' });
    assert.equal(h.gateway.call(callId)!.state, 'ended');
    assert.equal(h.reports.at(-1)!.output, 'ended');
  });

  it('budgets rings of numbers that are no devices, never rings of devices', async () => {
    const h = house({ numberPolicy: { country: 'US', maxCallsPerHour: 2 } });
    const { callId } = await answeredCall(h);
    const ring = (device?: string): boolean => {
      const started = h.gateway.connectUser(callId, device === undefined ? {} : { device }, owner);
      if (started.ok) h.line.legs.at(-1)!.end({ reason: 'busy', text: '' });
      return started.ok;
    };
    assert.ok(ring('+15555550111'));
    assert.ok(!ring('+15555550112'), 'the third number within the hour');
    assert.ok(ring() && ring() && ring());
  });

  it('writes down menu keys, not PINs', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    await h.gateway.act(callId, 'dtmf', '1');
    await h.gateway.act(callId, 'dtmf', '98765');
    await h.gateway.act(callId, 'dtmf', '{{secret:pin}}#', { secrets: { pin: '2580' } });
    const missing = await h.gateway.act(callId, 'dtmf', '{{secret:card}}');
    assert.ok(!missing.ok && missing.code === 'no-secret');
    assert.deepEqual(leg.sent, ['1', '98765', '2580#']);
    const pressed = h.gateway.timeline(callId).filter((entry) => entry.topic === 'call/pressed');
    assert.deepEqual(
      pressed.map((entry) => entry.payload),
      ['1', '5 keys', '{{secret:pin}}#'],
    );
  });

  it('waits longer than setTimeout can count', (done) => {
    const handle = systemClock.setTimeout(() => done(new Error('fired at once')), 2 ** 40);
    setTimeout(() => {
      systemClock.clearTimeout(handle);
      done();
    }, 20);
  });
});
