import assert from 'node:assert/strict';
import { decide } from '../../../../lib/ivr/decide';
import type { Decision } from '../../../../lib/ivr/decision.types';
import { decideWithModel, needsModel, SURE_CONFIDENCE } from '../../../../lib/ivr/language-model/decide-with-model';
import type { ModelChoice } from '../../../../lib/ivr/language-model/language-model.types';
import { MENU } from './questions';

const GOAL = 'a question about my bill';
const chose = (decision: Decision): ModelChoice => ({
  ok: true,
  decision,
  usage: { inputTokens: 1, outputTokens: 1 },
  elapsedMs: 1,
});
const press = (digits: string, confidence = 0.9): Decision => ({ action: 'press', digits, confidence, why: 'w' });
const FAILED: ModelChoice = { ok: false, code: 'timeout', message: 'no answer within 8 s' };
const UNSURE = press('0', 0.5);
const SURE = press('2', 0.9);

describe('rules and a language model together', () => {
  it('ask the model where the rules are unsure, unless told otherwise', () => {
    assert.equal(needsModel(SURE, 'when-unsure'), false);
    assert.equal(needsModel(UNSURE, 'when-unsure'), true);
    assert.equal(needsModel({ ...SURE, confidence: SURE_CONFIDENCE }, 'when-unsure'), false);
    assert.equal(needsModel(SURE, 'always'), true);
    assert.equal(needsModel(UNSURE, 'never'), false);
    for (const settled of [
      { action: 'wait', state: 'announcement', confidence: 0.4, why: '' },
      { action: 'wait', state: 'hold', confidence: 0.5, why: '' },
      { action: 'ask_user', field: 'pin', confidence: 0.5, why: '' },
    ] satisfies Decision[]) {
      assert.equal(needsModel(settled, 'always'), false);
    }
    assert.ok(needsModel({ action: 'wait', state: 'unsure', confidence: 0.5, why: '' }, 'when-unsure'));
  });

  it('let a sure rule stand, and tell what the model thought', () => {
    const disagreed = decideWithModel(MENU, GOAL, {}, SURE, chose(press('1')));
    assert.ok(disagreed.action === 'press' && disagreed.digits === '2' && disagreed.confidence === 0.9);
    assert.match(disagreed.why, /the language model would press 1/);
    assert.match(decideWithModel(MENU, GOAL, {}, SURE, chose(press('2'))).why, /the language model agrees/);
    assert.equal(decideWithModel(MENU, GOAL, {}, SURE, FAILED), SURE);
    assert.equal(decideWithModel(MENU, GOAL, {}, SURE, null), SURE);
  });

  it('take the model’s answer where the rules are unsure', () => {
    assert.deepEqual(decideWithModel(MENU, GOAL, {}, UNSURE, chose(press('2', 0.8))), press('2', 0.8));
    const asks: Decision = { action: 'ask_user', confidence: 0.8, why: 'which bill?' };
    assert.equal(decideWithModel(MENU, GOAL, {}, UNSURE, chose(asks)).action, 'ask_user');
  });

  it('take from the model nothing that is not offered here', () => {
    for (const stray of [
      press('9'),
      press('{{secret:pin}}'),
      { action: 'enter', field: 'pin', terminator: '', confidence: 1, why: '' },
      { action: 'say', text: 'billing', confidence: 1, why: '' },
      { action: 'connect', confidence: 1, why: '' },
      { action: 'hangup', reason: 'closed', confidence: 1, why: '' },
    ] satisfies Decision[]) {
      const decided = decideWithModel(MENU, GOAL, { facts: { pin: '8842' } }, UNSURE, chose(stray));
      assert.ok(decided.action === 'press' && decided.digits === '0', stray.action);
      assert.match(decided.why, /no help from the language model: /);
    }
    const tried = decideWithModel(MENU, GOAL, { tried: ['2'] }, UNSURE, chose(press('2')));
    assert.ok(tried.action === 'press' && tried.digits === '0');
  });

  it('never say a fact’s value', () => {
    const prompt = 'In a few words, please tell me why you are calling.';
    const say = (text: string): Decision => ({ action: 'say', text, confidence: 0.9, why: '' });
    const rules: Decision = { action: 'ask_user', confidence: 0.4, why: 'r' };
    const facts = { pin: '42', code: '427', password: 'heron', team: 'few words' };
    const said = (text: string): string => decideWithModel(prompt, GOAL, { facts }, rules, chose(say(text))).action;
    assert.equal(said('billing question'), 'say');
    assert.equal(said('bill heron'), 'ask_user');
    assert.equal(said('bill Héron'), 'ask_user');
    assert.equal(said('bill sparrow'), 'say');
    assert.equal(said('in a few words, my bill'), 'say');
    assert.equal(said('four two seven'), 'ask_user');
  });

  it('go on by the rules when the model fails, and ask the user when they have no answer either', () => {
    const alone = decideWithModel(MENU, GOAL, {}, UNSURE, FAILED);
    assert.ok(alone.action === 'press' && alone.digits === '0');
    assert.match(alone.why, /no answer within 8 s/);
    const abstaining: Decision = { action: 'wait', state: 'unsure', confidence: 0.3, why: 'nothing fits' };
    assert.equal(decideWithModel(MENU, GOAL, {}, abstaining, FAILED).action, 'ask_user');
    const asking: Decision = { action: 'ask_user', field: 'pin', confidence: 0.4, why: 'r' };
    const asked = decideWithModel(MENU, GOAL, {}, asking, FAILED);
    assert.ok(asked.action === 'ask_user' && asked.field === 'pin');
    const greeting = 'Welcome to the company.';
    const announced = decide(greeting, GOAL);
    assert.equal(decideWithModel(greeting, GOAL, {}, announced, FAILED).action, 'wait');
  });

  it('end in the right place for a goal that the rules do not understand', () => {
    const menu = 'For furniture, press 1. For kitchen appliances, press 2. For garden supplies, press 3.';
    const goal = 'my chaise longue has lost a leg';
    const rules = decide(menu, goal);
    assert.ok(needsModel(rules, 'when-unsure'));
    const decided = decideWithModel(menu, goal, {}, rules, chose(press('1')));
    assert.ok(decided.action === 'press' && decided.digits === '1');
  });
});
