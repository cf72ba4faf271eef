import assert from 'node:assert/strict';
import { FORGETFUL } from '../../../lib/gateway/call-memory';
import { learnFlow, type CallFlow } from '../../../lib/ivr/flows';
import { fakeSpeech, type FakeSpeech } from '../../support/fake-speech';
import type { FakeLeg } from '../../support/fake-line';
import { answeredCall, house, owner, type House } from './gateway-house';

const GOAL = 'dispute an invoice';
const MAIN = 'thank you for calling acme for sales press one for billing press two for repairs press three';
const BILLING =
  'billing department to pay an invoice press one to dispute an invoice press two for refunds press three';

const step = (prompt: string, digits: string) => ({
  prompts: [prompt],
  heardAtMs: 0,
  promptSeconds: 9,
  answer: { kind: 'digits', digits } as const,
  why: 'test',
});

const LEARNED = learnFlow(null, {
  number: '5550100',
  goal: GOAL,
  startedAtMs: 0,
  endedAtMs: 1,
  steps: [step(MAIN, '2'), step(BILLING, '2')],
  outcome: 'reached',
  why: 'test',
}).flow!;

interface Walking {
  readonly h: House;
  readonly speech: FakeSpeech;
  readonly callId: string;
  readonly leg: FakeLeg;
  readonly kept: CallFlow[];
}

/** A known company has answered, and the flow is followed. */
async function walking(changes: Record<string, unknown> = {}): Promise<Walking> {
  const speech = fakeSpeech();
  const kept = [LEARNED];
  const memory = { ...FORGETFUL, flowOf: () => kept.at(-1)!, keepFlow: (flow: CallFlow) => (kept.push(flow), null) };
  const h = house({ storageFolder: '/nowhere', ...changes }, { speech, memory });
  const { callId, leg } = await answeredCall(h);
  assert.ok(h.gateway.navigate(callId, { goal: GOAL, secrets: { pin: '4711' } }, owner).ok);
  return { h, speech, callId, leg, kept };
}

async function intoTheWrongQueue({ h, speech, leg }: Walking): Promise<void> {
  speech.recogniser.texts.push('thank you for calling acme for sales press one');
  await leg.says(h.clock, 4);
  assert.deepEqual(leg.sent, ['2'], 'the known menu was interrupted');
  leg.hears('music', 0.9, h.clock.now());
  await h.clock.advance(6000);
}

const topics = ({ h, callId }: Walking): string[] => h.gateway.timeline(callId).map(({ topic }) => topic);

describe('a walk that took a wrong turn because the menu has changed', () => {
  it('calls the company again in the same call, listens, and gets there', async () => {
    const walk = await walking();
    const { h, speech, callId, leg, kept } = walk;
    await intoTheWrongQueue(walk);
    assert.equal(leg.hungUp, true);
    const again = h.line.legs.at(-1)!;
    assert.notEqual(again, leg);
    assert.equal(again.target, leg.target);
    assert.equal(kept.at(-1)!.steps.find(({ kind }) => kind === 'DTMF')!.trust, 0);
    again.ringing();
    again.answer();
    await h.clock.advance(0);

    speech.recogniser.texts.push(
      'thank you for calling acme for sales press one for repairs press two for billing press three',
    );
    await again.says(h.clock, 9);
    assert.deepEqual(again.sent, ['3']);
    speech.recogniser.texts.push(BILLING);
    await again.says(h.clock, 9);
    assert.deepEqual(again.sent, ['3', '2']);
    again.hears('music', 0.9, h.clock.now());
    await h.clock.advance(10_000);

    const outcomes = h.reports
      .filter(({ output }) => output !== 'progress')
      .map(({ kind, output }) => `${kind} ${output}`);
    assert.deepEqual(outcomes, ['call answered', 'navigate superseded', 'navigate reached']);
    assert.ok(h.reports.some(({ topic }) => topic === 'ivr/walking-again'));
    assert.equal(h.gateway.call(callId)?.state, 'answered');
    assert.ok(topics(walk).indexOf('ivr/menu-changed') < topics(walk).indexOf('call/redialling'));
    assert.equal(topics(walk).filter((topic) => topic === 'call/answered').length, 1);
  });

  it('hears nothing more of the company it has hung up on, and keeps secrets out of what the next one says', async () => {
    const walk = await walking();
    const { h, speech, callId, leg } = walk;
    await intoTheWrongQueue(walk);
    leg.hears('live_human', 0.95, h.clock.now());
    assert.notEqual(h.gateway.call(callId)?.farEnd.label, 'live_human');
    const again = h.line.legs.at(-1)!;
    again.answer();
    await h.clock.advance(0);
    speech.recogniser.texts.push('you entered 4 7 1 1 if that is correct press 1');
    await again.says(h.clock, 4);
    assert.doesNotMatch(JSON.stringify(h.gateway.timeline(callId)), /4 7 1 1/);
  });

  it('has failed when the company does not answer again', async () => {
    const walk = await walking();
    const { h, callId } = walk;
    await intoTheWrongQueue(walk);
    h.line.legs.at(-1)!.end({ reason: 'busy', text: 'Busy here.' });
    await h.clock.advance(0);
    assert.equal(h.gateway.call(callId)?.endReason, 'busy');
    assert.ok(
      h.reports.some(
        ({ kind, output, payload }) => kind === 'navigate' && output === 'failed' && payload === 'call-ended',
      ),
    );
  });

  it('is hung up like any other call while it is calling again', async () => {
    const walk = await walking();
    const { h, callId } = walk;
    await intoTheWrongQueue(walk);
    assert.equal((await h.gateway.act(callId, 'hangup')).ok, true);
    assert.deepEqual([h.gateway.call(callId)?.state, h.line.legs.at(-1)!.hungUp], ['ended', true]);
  });

  it('does not hang up on the company for which the phone is being rung', async () => {
    const walk = await walking();
    const { h, callId, leg } = walk;
    assert.ok(h.gateway.connectUser(callId, {}, owner).ok);
    await intoTheWrongQueue(walk);
    assert.equal(leg.hungUp, false);
    assert.equal(h.gateway.call(callId)!.activity, 'connecting');
  });

  it('says menu-changed when the budget has no call left', async () => {
    const walk = await walking({ numberPolicy: { country: 'US', maxCallsPerHour: 1 } });
    await intoTheWrongQueue(walk);
    assert.equal(walk.leg.hungUp, false);
    assert.ok(walk.h.reports.some(({ output, payload }) => output === 'failed' && payload === 'menu-changed'));
  });
});
