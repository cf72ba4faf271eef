import assert from 'node:assert/strict';
import type { Decide } from '../../../lib/ivr/decision.types';
import { Navigator } from '../../../lib/ivr/navigator';
import type { NavigatorOptions } from '../../../lib/ivr/navigator.types';
import { walkThrough, type Company, type Sound, type Speech } from './simulated-company';

const WELCOME = 'Welcome to Harbour Mutual.';
const MAIN = 'For sales, press 1. For support, press 2. For billing, press 3.';
const SUPPORT = 'For internet support, press 1. For telephone support, press 2.';

const WELCOME_SPEECH: Speech = [2600];
const MAIN_SPEECH: Speech = [2000, 500, 2100, 500, 2200];
const SUPPORT_SPEECH: Speech = [2800, 400, 2700];

const say = (speech: Speech, afterMs = 500): Sound => ({ kind: 'speech', afterMs, speech });
const MUSIC: Sound = { kind: 'far-end', afterMs: 300, label: 'music' };

function navigator(menus: readonly string[], goal: string, options: Partial<NavigatorOptions> = {}, decide?: Decide) {
  return new Navigator({ kind: 'menus', menus, goal }, { timeoutSeconds: 200, ...options }, decide);
}

const pressed = (walked: ReturnType<typeof walkThrough>): string[] =>
  walked.pressed.map(({ digits, scene }) => `${scene}:${digits}`);

describe('Navigator with the text of the menus', () => {
  const company: Company = {
    start: { sounds: [say([...WELCOME_SPEECH, 1500, ...MAIN_SPEECH])], keys: { '2': 'support', '1': 'wrong' } },
    support: { sounds: [say(SUPPORT_SPEECH)], keys: { '1': 'queue' } },
    queue: { sounds: [MUSIC] },
    wrong: { sounds: [] },
  };

  it('lets the welcome pass, then chooses by goal, with reasons', () => {
    const walked = walkThrough(navigator([WELCOME, MAIN, SUPPORT], 'support for my internet'), company);
    assert.deepEqual(pressed(walked), ['start:2', 'support:1']);
    assert.equal(walked.last?.kind, 'reached');
    const press = walked.outputs.find(({ kind }) => kind === 'press');
    assert.ok(press?.kind === 'press');
    assert.equal(press.prompt, MAIN);
    assert.match(press.why, /support/);
    assert.ok(press.confidence > 0 && press.confidence <= 1);
  });

  it('takes "please hold" for the queue only when no prompt is known to follow', () => {
    const HOLD = 'Please hold while I look up your account.';
    const holding: Company = {
      start: { sounds: [say([2600])], keys: {} },
    };
    const last = walkThrough(navigator([HOLD], 'support'), holding);
    assert.equal(last.last?.kind, 'reached');
    const going: Company = {
      start: { sounds: [say([2600, 3000, ...MAIN_SPEECH])], keys: { '2': 'queue' } },
      queue: { sounds: [MUSIC] },
    };
    assert.deepEqual(pressed(walkThrough(navigator([HOLD, MAIN], 'support'), going)), ['start:2']);
  });

  it('does not take a pause of 1.2 s for the end when most of the text is still to come', () => {
    const walked = walkThrough(navigator([MAIN, SUPPORT], 'support for my internet'), {
      ...company,
      start: { sounds: [say([1000, 1200, ...MAIN_SPEECH.slice(1)])], keys: { '2': 'support' } },
    });
    assert.deepEqual(pressed(walked), ['start:2', 'support:1']);
    assert.ok(walked.pressed[0]!.atMs > 500 + 1000 + 1200 + 5000);
  });

  it('refers to facts by name and appends the terminator', () => {
    const walked = walkThrough(
      navigator(
        ['Please enter your account number followed by the pound key.'],
        'billing',
        {
          facts: { account_number: '4711815' },
        },
        () => ({ action: 'enter', field: 'account_number', terminator: '#', confidence: 0.9, why: 'asked for it' }),
      ),
      { start: { sounds: [say([4200])] } },
    );
    assert.deepEqual(pressed(walked), ['start:{{secret:account_number}}#']);
  });

  it('speaks when keys are not taken', () => {
    const walked = walkThrough(
      navigator(['In a few words, tell me how I can help.'], 'billing', {}, () => ({
        action: 'say',
        text: 'billing',
        confidence: 0.9,
        why: 'asked to say it',
      })),
      { start: { sounds: [say([3000])], keys: { billing: 'queue' } }, queue: { sounds: [MUSIC] } },
    );
    assert.deepEqual(pressed(walked), ['start:billing']);
    assert.equal(walked.last?.kind, 'reached');
  });

  it('waits for the repeat when unsure, then asks the user, then gives up', () => {
    const walked = walkThrough(
      navigator([MAIN], 'something else', {}, () => ({
        action: 'wait',
        state: 'unsure',
        confidence: 0,
        why: 'no option fits',
      })),
      { start: { sounds: [say(MAIN_SPEECH)], keys: { '': 'start' }, noKeyAfterMs: 12_000 } },
    );
    const kinds = walked.outputs.filter(({ kind }) => kind !== 'wake').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['ask-user', 'ask-user', 'failed']);
    assert.deepEqual(pressed(walked), []);
  });

  it('fails in words when the company is closed', () => {
    const walked = walkThrough(
      navigator(['Our offices are closed.'], 'billing', {}, () => ({
        action: 'hangup',
        reason: 'closed',
        confidence: 0.9,
        why: 'the office is closed',
      })),
      { start: { sounds: [say([2000])] } },
    );
    assert.deepEqual(walked.last, { kind: 'failed', code: 'closed', why: 'the office is closed', atMs: walked.endMs });
  });

  describe('thrown back to the main menu', () => {
    const circle: Company = {
      start: { sounds: [say(MAIN_SPEECH)], keys: { '2': 'support', '0': 'support' } },
      support: { sounds: [say(SUPPORT_SPEECH)], keys: { '1': 'start', '2': 'start' } },
    };

    it('tries the same way once more, then leaves out what led back, then asks', () => {
      const machine = navigator([MAIN, SUPPORT, SUPPORT, SUPPORT], 'support for my internet', { timeoutSeconds: 90 });
      const walked = walkThrough(machine, circle);
      assert.deepEqual(pressed(walked), ['start:2', 'support:1', 'start:2', 'support:1']);
      assert.ok(walked.outputs.some(({ kind }) => kind === 'ask-user'));
      assert.equal(walked.last?.kind, 'failed');
    });

    it('asks for a person or takes the next best the third time, and sees the circle', () => {
      const withOperator = [`${MAIN} For a representative, press 0.`, SUPPORT];
      const walked = walkThrough(navigator(withOperator, 'support for my internet'), circle);
      assert.deepEqual(pressed(walked), ['start:2', 'support:1', 'start:2', 'support:1', 'start:0', 'support:2']);
      assert.equal((walked.last as { code?: string }).code, 'loop');
    });
  });

  it('never answers more often than allowed', () => {
    const walked = walkThrough(navigator([MAIN, MAIN, MAIN, MAIN], 'support', { maxPresses: 2 }), {
      start: { sounds: [say(MAIN_SPEECH)], keys: { '2': 'a' } },
      a: { sounds: [say([3000, 500, 3100])], keys: { '2': 'b' } },
      b: { sounds: [say([3700, 500, 3900])], keys: { '2': 'start' } },
    });
    assert.equal(walked.pressed.length, 2);
    assert.equal((walked.last as { code?: string }).code, 'too-many-steps');
  });
});
