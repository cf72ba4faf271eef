import assert from 'node:assert/strict';
import { parseDialSteps } from '../../../lib/ivr/dial-steps';
import { Navigator } from '../../../lib/ivr/navigator';
import type { NavigatorOptions } from '../../../lib/ivr/navigator.types';
import { walkThrough, type Company, type Sound, type Speech } from './simulated-company';

/** Three options with the pauses that menus make: 300 to 600 ms. */
const MENU: Speech = [2500, 350, 1800, 600, 2100, 450, 1500];
const SUBMENU: Speech = [1900, 500, 2600, 300, 1200];

const say = (speech: Speech, afterMs = 500): Sound => ({ kind: 'speech', afterMs, speech });
const sound = (label: string, afterMs = 300, confidence = 0.9): Sound => ({
  kind: 'far-end',
  afterMs,
  label,
  confidence,
});

const COMPANY: Company = {
  start: { sounds: [say(MENU)], keys: { '2': 'second', '': 'start' }, noKeyAfterMs: 16_000 },
  second: { sounds: [say(SUBMENU)], keys: { '1': 'queue' } },
  queue: { sounds: [sound('music')] },
};

function navigator(text: string, options: Partial<NavigatorOptions> = {}): Navigator {
  const parsed = parseDialSteps(text);
  assert.ok(parsed.ok);
  return new Navigator({ kind: 'steps', steps: parsed.steps }, { timeoutSeconds: 120, ...options });
}

const length = (speech: Speech): number => speech.reduce((sum, ms) => sum + ms, 0);

describe('Navigator with fixed steps', () => {
  it('presses 900 ms after the end of each prompt, never inside it, and reaches the music', () => {
    const walked = walkThrough(navigator('wait 2 wait 1'), COMPANY);
    assert.deepEqual(
      walked.pressed.map(({ digits, scene }) => [digits, scene]),
      [
        ['2', 'start'],
        ['1', 'second'],
      ],
    );
    assert.equal(walked.pressed[0]!.atMs, 500 + length(MENU) + 900);
    assert.equal(walked.pressed[1]!.atMs - walked.pressed[0]!.atMs, 200 + 500 + length(SUBMENU) + 900);
    assert.deepEqual(walked.last, { kind: 'reached', why: 'hold music: this is the queue', atMs: walked.endMs });
    assert.ok(walked.endMs - walked.pressed[1]!.atMs < 1500);
  });

  it('takes 4 s of quiet after the last key as reached', () => {
    const walked = walkThrough(navigator('wait 2'), {
      start: { sounds: [say(MENU)], keys: { '2': 'quiet' } },
      quiet: { sounds: [] },
    });
    assert.equal(walked.last?.kind, 'reached');
    assert.equal(walked.endMs - walked.pressed[0]!.atMs, 200 + 4000);
  });

  it('lets an announcement after the last key end before it says reached', () => {
    const walked = walkThrough(navigator('wait 2'), {
      start: { sounds: [say(MENU)], keys: { '2': 'busy' } },
      busy: { sounds: [say([3000, 400, 4000])] },
    });
    assert.equal(walked.last?.kind, 'reached');
    assert.equal(walked.endMs - walked.pressed[0]!.atMs, 200 + 500 + 7400 + 900);
  });

  for (const [label, latestMs] of [
    ['ringing', 1100],
    ['live_human', 1100],
    ['silence', 2600],
  ] as const) {
    it(`takes ${label} after the last key as reached`, () => {
      const walked = walkThrough(navigator('wait 2'), {
        start: { sounds: [say(MENU)], keys: { '2': 'next' } },
        next: { sounds: [sound(label)] },
      });
      assert.equal(walked.last?.kind, 'reached');
      assert.ok(walked.endMs - walked.pressed[0]!.atMs <= latestMs, String(walked.endMs - walked.pressed[0]!.atMs));
    });
  }

  it('stops pressing when the queue comes before the plan ends', () => {
    for (const label of ['music', 'ringing', 'live_human']) {
      const walked = walkThrough(navigator('wait 2 wait 1'), {
        start: { sounds: [say(MENU)], keys: { '2': 'queue' } },
        queue: { sounds: [sound(label)] },
      });
      assert.deepEqual(
        walked.pressed.map(({ digits }) => digits),
        ['2'],
        label,
      );
      assert.equal(walked.last?.kind, 'reached', label);
    }
  });

  it('is not deceived by ringing before the first prompt, a jingle, or a voice taken for a person for a moment', () => {
    const walked = walkThrough(navigator('wait 2 wait 1'), {
      ...COMPANY,
      start: {
        sounds: [sound('ringing', 0), sound('music', 3000), sound('ivr_prompt', 2500), say(MENU, 0)],
        keys: { '2': 'second' },
      },
      second: {
        sounds: [sound('music', 100), sound('live_human', 1500, 0.85), sound('ivr_prompt', 1500), say(SUBMENU, 0)],
        keys: { '1': 'queue' },
      },
    });
    assert.deepEqual(
      walked.pressed.map(({ digits }) => digits),
      ['2', '1'],
    );
  });

  it('stops at a person who answers instead of the menu', () => {
    const walked = walkThrough(navigator('wait 2 wait 1'), {
      start: { sounds: [say([1400]), sound('live_human', 0)] },
    });
    assert.deepEqual(walked.pressed, []);
    assert.deepEqual(walked.last, { kind: 'reached', why: 'a person has answered', atMs: walked.endMs });
  });

  it('presses again, once, when the company repeats the prompt because it heard nothing', () => {
    const walked = walkThrough(navigator('wait 2 wait 1'), {
      ...COMPANY,
      start: { sounds: [say(MENU)], keys: { '2': 'deaf' } },
      deaf: { sounds: [say([1600, 500, ...MENU], 3000)], keys: { '2': 'second' } },
    });
    assert.deepEqual(
      walked.pressed.map(({ digits, scene }) => [digits, scene]),
      [
        ['2', 'start'],
        ['2', 'deaf'],
        ['1', 'second'],
      ],
    );
    assert.equal(walked.last?.kind, 'reached');
  });

  it('presses again after the last step, too', () => {
    const walked = walkThrough(navigator('wait 2'), {
      start: { sounds: [say(MENU)], keys: { '2': 'deaf' } },
      deaf: { sounds: [say(MENU, 1500)], keys: { '2': 'queue' } },
      queue: { sounds: [sound('music')] },
    });
    assert.deepEqual(
      walked.pressed.map(({ scene }) => scene),
      ['start', 'deaf'],
    );
  });

  it('says so when the keys have no effect at all', () => {
    const walked = walkThrough(navigator('wait 2 wait 1'), {
      start: { sounds: [say(MENU)], keys: { '2': 'start' } },
    });
    assert.equal(walked.pressed.length, 2);
    assert.equal(walked.last?.kind, 'failed');
    assert.equal((walked.last as { code: string }).code, 'no-effect');
  });

  it('does not take another menu for the old one', () => {
    const other = MENU.map((ms, index) => (index === 4 ? ms + 200 : ms));
    const walked = walkThrough(navigator('wait 2 wait 1'), {
      start: { sounds: [say(MENU)], keys: { '2': 'second' } },
      second: { sounds: [say(other)], keys: { '1': 'queue' } },
      queue: { sounds: [sound('music')] },
    });
    assert.deepEqual(
      walked.pressed.map(({ digits }) => digits),
      ['2', '1'],
    );
  });

  it('does not count the rest of the cut prompt as a prompt', () => {
    const walked = walkThrough(navigator('wait 2s 2 wait 1'), {
      start: { sounds: [say([8000])], keys: { '2': 'second' } },
      second: { sounds: [say(SUBMENU, 2500)], keys: { '1': 'queue' } },
      queue: { sounds: [sound('music')] },
    });
    assert.deepEqual(
      walked.pressed.map(({ digits, scene, atMs }) => [digits, scene, atMs]),
      [
        ['2', 'start', 2000],
        ['1', 'second', 2000 + 200 + 2500 + length(SUBMENU) + 900],
      ],
    );
  });

  it('splits at pauses among digits and goes on without a report from the sender', () => {
    const walked = walkThrough(
      navigator('wait 1,,2 wait 3s 5'),
      { start: { sounds: [say(MENU)] } },
      { confirm: false },
    );
    assert.deepEqual(
      walked.pressed.map(({ digits }) => digits),
      ['1', '2', '5'],
    );
    assert.equal(walked.pressed[1]!.atMs - walked.pressed[0]!.atMs, 3400 + 1000);
    assert.equal(walked.last?.kind, 'reached');
  });

  it('hands on secrets by name only', () => {
    const walked = walkThrough(navigator('wait {{secret:account}}#'), { start: { sounds: [say(MENU)] } });
    assert.equal(walked.pressed[0]!.digits, '{{secret:account}}#');
  });

  it('gives up at the timeout, and at a busy tone', () => {
    const silent = walkThrough(navigator('wait 2', { timeoutSeconds: 30 }), { start: { sounds: [] } });
    assert.deepEqual(silent.last, { kind: 'failed', code: 'timeout', why: 'not there after 30 s', atMs: 30_000 });
    const busy = walkThrough(navigator('wait 2 wait 1'), {
      start: { sounds: [say(MENU)], keys: { '2': 'busy' } },
      busy: { sounds: [sound('busy')] },
    });
    assert.equal((busy.last as { code: string }).code, 'busy');
  });

  it('asks for the same wake again when the timer fired early', () => {
    const machine = navigator('wait 2');
    machine.hear({ kind: 'utterance-start', atMs: 200, sinceMs: 0 });
    const ended = machine.hear({ kind: 'utterance-end', atMs: 3400, endMs: 3000 });
    assert.deepEqual(ended, [{ kind: 'wake', atMs: 3900 }]);
    assert.deepEqual(machine.hear({ kind: 'tick', atMs: 3899 }), [{ kind: 'wake', atMs: 3900 }]);
    assert.equal(machine.hear({ kind: 'tick', atMs: 3900 })[0]?.kind, 'press');
  });

  it('answers nothing after the end, and survives events out of order', () => {
    const machine = navigator('wait 2');
    machine.hear({ kind: 'utterance-end', atMs: 5000 });
    machine.hear({ kind: 'utterance-start', atMs: 1000 });
    machine.hear({ kind: 'pressed', atMs: 2000 });
    machine.hear({ kind: 'utterance-end', atMs: 4000, endMs: 9000 });
    const outputs = machine.hear({ kind: 'tick', atMs: 1_000_000 });
    assert.equal(outputs.at(-1)?.kind, 'failed');
    assert.equal(machine.state, 'done');
    assert.deepEqual(machine.hear({ kind: 'tick', atMs: 2_000_000 }), []);
  });
});
