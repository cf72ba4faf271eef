import assert from 'node:assert/strict';
import { parseDialSteps } from '../../../lib/ivr/dial-steps';
import { fillSecrets, secretNames } from '../../../lib/ivr/secret-reference';

const WAIT = { kind: 'wait-for-prompt' } as const;
const wait = (durationMs: number) => ({ kind: 'wait', durationMs });
const press = (digits: string) => ({ kind: 'press', parts: [{ kind: 'digits', digits }] });

function steps(text: string): unknown {
  const parsed = parseDialSteps(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
  return parsed.steps;
}

function message(text: string): string {
  const parsed = parseDialSteps(text);
  assert.ok(!parsed.ok, JSON.stringify(parsed));
  return parsed.message;
}

describe('parseDialSteps', () => {
  it('reads "wait 2 wait 1" in all the ways people write it', () => {
    const expected = [WAIT, press('2'), WAIT, press('1')];
    for (const text of [
      'wait 2 wait 1',
      'wait, 2, wait, 1',
      'wait,2,wait,1',
      'Wait; press 2; wait; then press 1',
      ' wait 2\n wait  1 ',
      'wait -> 2 -> wait -> 1',
    ]) {
      assert.deepEqual(steps(text), expected, text);
    }
  });

  it('reads times in s and ms, joined or apart, and keeps a following key a key', () => {
    assert.deepEqual(steps('wait 3s 4711815# wait 1'), [wait(3000), press('4711815#'), WAIT, press('1')]);
    assert.deepEqual(steps('wait 500ms 1 wait 2.5 s 2 wait 3 seconds'), [
      wait(500),
      press('1'),
      wait(2500),
      press('2'),
      wait(3000),
    ]);
    assert.deepEqual(steps('wait 2'), [WAIT, press('2')]);
  });

  it('takes , and p among digits as half a second each', () => {
    assert.deepEqual(steps('wait 1,,2p3'), [
      WAIT,
      {
        kind: 'press',
        parts: [
          { kind: 'digits', digits: '1' },
          { kind: 'pause', durationMs: 1000 },
          { kind: 'digits', digits: '2' },
          { kind: 'pause', durationMs: 500 },
          { kind: 'digits', digits: '3' },
        ],
      },
    ]);
  });

  it('knows all sixteen keys', () => {
    assert.deepEqual(steps('0123456789*#ABCD'), [press('0123456789*#ABCD')]);
    assert.deepEqual(steps('*12a# A'), [press('*12A#'), press('A')]);
  });

  it('keeps secrets as references', () => {
    assert.deepEqual(steps('wait {{secret:account}}# wait {{ secret:pin }}'), [
      WAIT,
      press('{{secret:account}}#'),
      WAIT,
      press('{{secret:pin}}'),
    ]);
  });

  it('refuses with words for the person at the editor', () => {
    assert.match(message('wait 2 hello 1'), /"hello" is neither/);
    assert.match(message(''), /no steps/);
    assert.match(message(' , ; '), /no steps/);
    assert.match(message('wait 700s'), /longer than 600/);
    assert.match(message('wait 3h 1'), /"3h" is neither/);
    assert.match(message('{{secret:}}'), /neither/);
    assert.match(message('bad'), /neither/);
    assert.match(message('p'), /neither/);
    assert.match(message('1 '.repeat(101)), /more than 100 steps/);
    assert.match(message('x'.repeat(3000)), /longer than 2000/);
    assert.ok(message('z'.repeat(1500)).length < 200);
  });
});

describe('secret references', () => {
  it('lists the names and fills the values', () => {
    assert.deepEqual(secretNames('{{secret:a}}#{{secret:b}} {{secret:a}}'), ['a', 'b']);
    assert.deepEqual(
      fillSecrets('1{{secret:a}}#', () => '42$&'),
      { ok: true, text: '142$&#' },
    );
    assert.deepEqual(
      fillSecrets('{{secret:a}}{{secret:b}}', (name) => (name === 'a' ? '1' : undefined)),
      { ok: false, missing: ['b'] },
    );
  });
});
