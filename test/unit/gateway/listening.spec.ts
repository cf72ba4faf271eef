import assert from 'node:assert/strict';
import type { CallMemory } from '../../../lib/gateway/call-memory';
import { FORGETFUL } from '../../../lib/gateway/call-memory';
import type { CallFlow } from '../../../lib/ivr/flows';
import type { LanguageModel, ModelChoice } from '../../../lib/ivr/language-model';
import type { MenuQuestion } from '../../../lib/ivr/menu-question';
import { fakeSpeech } from '../../support/fake-speech';
import { answeredCall, house, owner } from './gateway-house';

const MENU = 'for sales press 1 for billing press 2 for technical support press 3 for hours press 4';
const MODEL_SETTINGS = { languageModel: { kind: 'openai', model: 'test', baseUrl: 'http://127.0.0.1:9/v1' } };

describe('a walk by listening', () => {
  it('presses the key for the goal, says why, and is there when the music comes', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    assert.ok(h.gateway.navigate(callId, { goal: 'a question about my bill' }, owner).ok);
    speech.recogniser.texts.push(MENU);
    await leg.says(h.clock, 8);
    assert.deepEqual(leg.sent, ['2']);
    const pressed = h.gateway.timeline(callId).find(({ topic }) => topic === 'ivr/pressed');
    assert.match(pressed!.evidence!.join(' '), /billing/);
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(10_000);
    assert.ok(h.reports.some(({ output }) => output === 'reached'));
  });

  it('sends a number that the company asks for, by name in all that is written down', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing', secrets: { account_number: '4711815' } }, owner);
    speech.recogniser.texts.push('please enter your account number followed by the pound key');
    await leg.says(h.clock, 4);
    assert.deepEqual(leg.sent, ['4711815#']);
    assert.doesNotMatch(JSON.stringify([h.gateway.timeline(callId), h.reports]), /4711815/);
  });

  it('uses the secrets of the company it has called, by the call`s tags', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const started = h.gateway.placeCall({ to: '5550100', goal: 'billing', tags: ['acme'] }, owner);
    assert.ok(started.ok);
    await h.clock.advance(0);
    const leg = h.line.legs.at(-1)!;
    leg.answer();
    const secrets = { account_number: '111111', 'acme.account_number': '222222', 'other.account_number': '333333' };
    h.gateway.navigate(started.call.id, { secrets }, owner);
    speech.recogniser.texts.push('please enter your account number followed by the pound key');
    await leg.says(h.clock, 4);
    assert.deepEqual(leg.sent, ['222222#']);
  });

  it('asks the user when a number is wanted that nobody gave', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push('please enter your member number followed by the pound key');
    await leg.says(h.clock, 4);
    await h.clock.advance(30_000);
    const asked = h.reports.find(({ output }) => output === 'ask-user');
    assert.match(String(asked?.payload), /member/);
    assert.deepEqual(leg.sent, []);
  });

  it('presses again more slowly, then by the next DTMF mode, when the menu does not move', async () => {
    const speech = fakeSpeech();
    const remembered: string[] = [];
    const memory: CallMemory = {
      ...FORGETFUL,
      rememberDtmfMode: (number, mode) => remembered.push(`${number} ${mode}`),
    };
    const h = house({ storageFolder: '/nowhere' }, { speech, memory });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    for (let times = 0; times < 3; times++) {
      speech.recogniser.texts.push(MENU);
      await leg.says(h.clock, 8);
      await h.clock.advance(1500);
    }
    assert.deepEqual(leg.sent, ['2', '2', '2']);
    assert.deepEqual(leg.manners, [{ mode: 'rfc4733' }, { mode: 'rfc4733', slowly: true }, { mode: 'inband' }]);
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(10_000);
    assert.deepEqual(remembered, ['5550100 inband']);
  });
});

describe('a walk with a language model', () => {
  function model(answer: (question: MenuQuestion) => ModelChoice | Promise<ModelChoice>): {
    readonly model: LanguageModel;
    readonly questions: MenuQuestion[];
  } {
    const questions: MenuQuestion[] = [];
    return {
      questions,
      model: {
        name: 'test model',
        audioOrTextGoesTo: 'house',
        choose: async (question) => {
          questions.push(question);
          return answer(question);
        },
        close: () => undefined,
      },
    };
  }

  const UNCLEAR = 'for the blue line press 1 for the green line press 2 for the red line press 3';
  const chosen = (digits: string): ModelChoice => ({
    ok: true,
    decision: { action: 'press', digits, confidence: 0.8, why: 'the model thinks so' },
    usage: { inputTokens: 100, outputTokens: 10 },
    elapsedMs: 300,
  });

  it('asks it where the rules are unsure, and presses what it chose', async () => {
    const speech = fakeSpeech();
    const asked = model(() => chosen('3'));
    const h = house(MODEL_SETTINGS, { speech, model: asked.model });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'furniture', secrets: { account: '4711' } }, owner);
    speech.recogniser.texts.push(UNCLEAR);
    await leg.says(h.clock, 6);
    await h.clock.advance(3000);
    assert.deepEqual(leg.sent, ['3']);
    assert.equal(asked.questions.length, 1);
    assert.doesNotMatch(JSON.stringify(asked.questions), /4711/);
    assert.match(JSON.stringify(h.gateway.timeline(callId)), /test model: the model thinks so \(300 ms/);
  });

  it('does not ask it where the rules are sure, nor where it is told not to', async () => {
    const speech = fakeSpeech();
    const asked = model(() => chosen('3'));
    const h = house(MODEL_SETTINGS, { speech, model: asked.model });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push(MENU);
    await leg.says(h.clock, 8);
    assert.deepEqual([leg.sent, asked.questions.length], [['2'], 0]);
    h.gateway.navigate(callId, { goal: 'furniture', askModel: 'never' }, owner);
    speech.recogniser.texts.push(UNCLEAR);
    await leg.says(h.clock, 6);
    assert.equal(asked.questions.length, 0);
  });

  it('asks it within what one call may take, over all walks of the call, and says when it is used up', async () => {
    const speech = fakeSpeech();
    const asked = model(() => chosen('3'));
    const h = house(
      { languageModel: { ...MODEL_SETTINGS.languageModel, questionsPerCall: 2 } },
      { speech, model: asked.model },
    );
    const { callId, leg } = await answeredCall(h);
    for (let walk = 0; walk < 3; walk++) {
      h.gateway.navigate(callId, { goal: 'furniture' }, owner);
      speech.recogniser.texts.push(UNCLEAR);
      await leg.says(h.clock, 6);
      await h.clock.advance(10_000);
    }
    assert.equal(asked.questions.length, 2);
    assert.match(
      JSON.stringify(h.gateway.timeline(callId)),
      /2 questions that one call may take are used up; the rules/,
    );
    const another = await answeredCall(h);
    h.gateway.navigate(another.callId, { goal: 'furniture' }, owner);
    speech.recogniser.texts.push(UNCLEAR);
    await another.leg.says(h.clock, 6);
    await h.clock.advance(10_000);
    assert.equal(asked.questions.length, 3, 'the next call has its own');
  });

  it('goes on by the rules when it fails, and says what failed', async () => {
    const speech = fakeSpeech();
    const asked = model(() => ({ ok: false, code: 'unreachable', message: 'nobody answers at that address' }));
    const h = house(MODEL_SETTINGS, { speech, model: asked.model });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'furniture' }, owner);
    speech.recogniser.texts.push(UNCLEAR);
    await leg.says(h.clock, 6);
    await h.clock.advance(30_000);
    assert.match(JSON.stringify(h.gateway.timeline(callId)), /nobody answers at that address/);
    assert.ok(h.reports.some(({ output }) => output === 'ask-user'));
  });
});

describe('a walk that is remembered', () => {
  it('is learned, and the next call is walked by it', async () => {
    const speech = fakeSpeech();
    const flows: CallFlow[] = [];
    const memory: CallMemory = {
      ...FORGETFUL,
      keepFlow: (flow) => {
        flows.push(flow);
        return null;
      },
      flowOf: () => flows.at(-1) ?? null,
    };
    const h = house({ storageFolder: '/nowhere' }, { speech, memory });
    for (let call = 0; call < 2; call++) {
      const { callId, leg } = await answeredCall(h);
      h.gateway.navigate(callId, { goal: 'billing' }, owner);
      speech.recogniser.texts.push(`thank you for calling acme ${MENU}`);
      await leg.says(h.clock, 9);
      assert.deepEqual(leg.sent, ['2']);
      leg.hears('music', 0.9, h.clock.now());
      await h.clock.advance(10_000);
      await h.gateway.act(callId, 'hangup');
    }
    assert.equal(flows.length, 2);
    assert.equal(flows[1]!.successCount, 2);
    assert.ok(flows[1]!.steps.some((step) => step.kind === 'DTMF'));
  });
});
