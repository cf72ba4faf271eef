import assert from 'node:assert/strict';
import { PaperCall, scriptOf } from './paper-line';

describe('phone-tree interpreter: a call', () => {
  it('rings, answers, says its prompt and hangs up at the end of its steps', async () => {
    const call = new PaperCall(scriptOf('- say: hi').replace('ring_seconds: 0', 'ring_seconds: 1.5'));
    await call.seconds(10);
    assert.deepEqual(call.story(), [
      'call:x@0',
      'ringing:1.5 s@0',
      'answered:x@1.5',
      'prompt:Welcome.@1.53',
      'prompt-end:Welcome.@3.5',
      'hangup:by the company (the end of its steps)@3.5',
    ]);
    assert.deepEqual(call.line.did, ['ring', 'answer', 'play hi', 'hangup']);
    assert.equal(call.clock.pending, 0, 'no timer survives the call');
  });

  const refusals = [
    ['busy', 'refuse 486'],
    ['reject', 'refuse 603'],
    ['not_found', 'refuse 404'],
    ['unavailable', 'refuse 503'],
    ['forbidden', 'refuse 403'],
  ] as const;
  for (const [onCall, refusal] of refusals) {
    it(`refuses a call when on_call is ${onCall}`, async () => {
      const call = new PaperCall(`company: T\nextensions:\n  x:\n    ring_seconds: 2\n    on_call: ${onCall}\n`);
      await call.seconds(1.9);
      assert.deepEqual(call.line.did, ['ring']);
      await call.seconds(0.2);
      assert.deepEqual(call.line.did, ['ring', refusal]);
      assert.equal(call.notes.at(-1)?.text, 'by the company, unanswered');
    });
  }

  it('rings for ever when it never answers, until the caller gives up', async () => {
    const call = new PaperCall('company: T\nextensions:\n  x:\n    on_call: no_answer\n');
    await call.seconds(50);
    assert.deepEqual(call.line.did, ['ring']);
    await call.hangUp();
    assert.ok(call.ended);
    assert.equal(call.clock.pending, 0);
    assert.equal(call.notes.at(-1)?.text, 'while ringing (remote-hangup)');
  });

  it('refuses with 480 a caller that never gives up', async () => {
    const call = new PaperCall('company: T\nextensions:\n  x:\n    on_call: no_answer\n');
    await call.seconds(56);
    assert.deepEqual(call.line.did, ['ring', 'refuse 480']);
  });

  for (const steps of [
    '- say: hi',
    '- human: ann',
    '- menu: m\n  prompt: ask\n  keys: { 1: s }',
    '- echo',
    '- listen: 60',
  ]) {
    it(`ends cleanly when the caller hangs up within: ${steps.split('\n')[0]}`, async () => {
      const call = new PaperCall(scriptOf(steps, 'sections: { s: [echo] }'));
      await call.seconds(1.2);
      assert.equal(call.ended, false);
      await call.hangUp();
      assert.ok(call.ended);
      assert.equal(call.clock.pending, 0);
      assert.equal(call.notes.at(-1)?.event, 'hangup');
      assert.match(call.notes.at(-1)!.text, /by the caller/);
    });
  }

  it('ends a script that goes round in a circle, and says so', async () => {
    const call = new PaperCall(scriptOf('- goto: a', 'sections: { a: [goto: b], b: [goto: a] }'));
    await new Promise(setImmediate);
    assert.ok(call.ended);
    assert.match(call.story('fault')[0]!, /circle/);
  });

  it('hangs up at the longest time of a call', async () => {
    const call = new PaperCall(scriptOf('- echo'), 'x', 1, 60);
    await call.seconds(59);
    assert.equal(call.ended, false);
    await call.seconds(1);
    assert.ok(call.ended);
    assert.ok(call.line.did.includes('hangup'));
  });

  it('notes a fault of the line and ends the call', async () => {
    const call = new PaperCall(scriptOf('- silence: 1\n- say: hi'));
    await call.seconds(0.5);
    call.line.failPlay = true;
    await call.seconds(1);
    assert.deepEqual(call.story('fault'), ['fault:the worker is gone@1']);
    assert.ok(call.line.did.includes('hangup'));
  });

  it('transfers with a ringing tone to another section', async () => {
    const call = new PaperCall(scriptOf('- transfer: s\n  ring_seconds: 3', 'sections: { s: [say: hi] }'));
    await call.seconds(10);
    assert.deepEqual(call.story('transferred', 'hold', 'prompt'), [
      'transferred:s@0',
      'hold:ringing@0',
      'prompt:Welcome.@3.03',
    ]);
  });

  it('sends keys and echoes for the time asked', async () => {
    const call = new PaperCall(scriptOf('- press: 12#\n- echo: 5'));
    await call.seconds(10);
    assert.deepEqual(call.line.did, ['answer', 'press 12#', 'echo on', 'echo off', 'hangup']);
    assert.deepEqual(call.story('sends-digits', 'echo'), ['sends-digits:12#@0', 'echo:5 s@0.6']);
  });

  it('listens to a message until the caller has been quiet', async () => {
    const call = new PaperCall(scriptOf('- listen: 60\n  until_silence_seconds: 4\n- say: bye'));
    await call.seconds(2);
    await call.speak(5);
    await call.speak(3);
    const spoken = call.clock.now();
    await call.seconds(3.9);
    assert.deepEqual(call.story('prompt'), []);
    await call.seconds(0.2);
    assert.equal(call.story('caller-spoke').length, 2);
    assert.equal(call.notes.find((note) => note.event === 'prompt')!.at, spoken + 4030);
  });
});
