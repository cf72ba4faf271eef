import assert from 'node:assert/strict';
import { judgeCalls } from '../../../../lib/ivr/language-model/judge';
import { readToolCalls } from '../../../../lib/ivr/language-model/read-answer';
import { MENU, offer } from './questions';

/** What becomes of a reply to a menu with the keys 1, 2 and 0. */
function answer(reply: { text?: string; calls?: readonly [name: unknown, given: unknown][] }): string {
  const toolCalls = (reply.calls ?? []).map(([name, given]) => ({ name, arguments: given }));
  const judged = judgeCalls(readToolCalls({ toolCalls, text: reply.text ?? '' }), offer(MENU));
  if (!judged.ok) return judged.code;
  return judged.decision.action === 'press' ? judged.decision.digits : judged.decision.action;
}

describe('reading a language model’s answer', () => {
  it('takes arguments as text, object, number or list', () => {
    for (const given of [
      '{"digits":"2","why":"billing"}',
      { digits: '2' },
      { digits: 2 },
      { digits: [2] },
      { digit: 'two' },
      { key: 'Press 2' },
      { digits: ' "2" ' },
      { arguments: { digits: '2' } },
      '```json\n{"digits": "2"}\n```',
      '"{\\"digits\\": \\"2\\"}"',
      "{'digits': '2', 'why': 'the caller's bill',}",
      'Sure! {"digits": 2}',
      '2',
      2,
      [{ digits: 2 }],
      { digits: 'zwei' },
    ]) {
      assert.equal(answer({ calls: [['press', given]] }), '2', JSON.stringify(given));
    }
  });

  it('takes the names that models give to tools', () => {
    for (const name of ['press', 'Press', 'functions.press', 'press_key', 'pressKey', 'send_dtmf', ' press ']) {
      assert.equal(answer({ calls: [[name, { digits: '2' }]] }), '2', name);
    }
    assert.equal(answer({ calls: [['askUser', {}]] }), 'ask_user');
    assert.equal(answer({ calls: [['launch_rockets', { digits: '2' }]] }), 'protocol');
    assert.equal(answer({ calls: [[undefined, null]] }), 'protocol');
  });

  it('takes the first of several calls that can be carried out', () => {
    const press = (digits: string): [string, unknown] => ['press', { digits }];
    assert.equal(answer({ calls: [press('9'), ['dance', {}], press('2'), press('1')] }), '2');
    assert.equal(answer({ calls: [press('9'), press('7')] }), 'not-offered');
    assert.equal(answer({ calls: Array.from({ length: 50 }, () => press('9')).concat([press('2')]) }), 'not-offered');
  });

  it('finds JSON among prose, thinking and fences', () => {
    for (const text of [
      '{"tool": "press", "digits": "2", "why": "billing", "confidence": 0.9}',
      '```json\n{"name": "press", "arguments": {"digits": "2"}}\n```',
      'I think billing fits.\n{"name":"press","parameters":{"digits":2}}\nHope that helps!',
      '<think>Maybe {"tool":"press","digits":"1"}? No.</think>{"tool":"press","digits":"2"}',
      'still thinking {"tool":"press","digits":"1"}</think>{"tool":"press","digits":"2"}',
      '<tool_call>\n{"name": "press", "arguments": "{\\"digits\\": \\"2\\"}"}\n</tool_call>',
      '{"tool_calls":[{"id":"a","type":"function","function":{"name":"press","arguments":"{\\"digits\\":\\"2\\"}"}}]}',
      '[{"name":"press","arguments":{"digits":"2"}}]',
      '{"press": {"digits": "2"}}',
      '{"press": "2"}',
      '{"digits": "2"}',
      '{"action":"press","digits":2,"why":"it says {billing}"}',
      "{'tool': 'press', 'digits': '2'}",
      '{tool: "press", digits: "2",}',
      '[press(digits="2", why="billing")]',
      "press(digits='2')",
      'press(2)',
      '{"broken": {"tool": "press", "digits": "2"}',
    ]) {
      assert.equal(answer({ text }), '2', text);
    }
  });

  it('believes words only when they name one key of their own choice', () => {
    for (const text of [
      'I would press 2.',
      'Press **2** for billing',
      'The menu says press 1 for sales and press 2 for billing, so I will press 2.',
      'The best option is key two.',
      'You should press "2". Do not press 1.',
    ]) {
      assert.equal(answer({ text }), '2', text);
    }
    for (const text of [
      '',
      'I do not know.',
      'Press 1 for sales or press 2 for billing.',
      'Never press 2.',
      'The caller has 2 bills.',
      '<think>I would press 2',
    ]) {
      assert.equal(answer({ text }), 'protocol', text);
    }
    assert.equal(answer({ text: 'I would press 9' }), 'not-offered');
  });

  it('reads hostile answers in bounded time', () => {
    const from = performance.now();
    for (const text of ['{'.repeat(100_000), '{"a":'.repeat(50_000), '"'.repeat(100_000), 'press '.repeat(50_000)]) {
      assert.equal(answer({ text }), 'protocol');
    }
    assert.equal(answer({ calls: [['press', '['.repeat(200_000)]] }), 'not-offered');
    assert.ok(performance.now() - from < 2000);
  });
});
