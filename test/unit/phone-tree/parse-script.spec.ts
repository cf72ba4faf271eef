import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describeProblems, parseScript } from '../../../lib/phone-tree/parse-script';
import { VERBS } from '../../../lib/phone-tree/script-grammar';
import { findExtension } from '../../../lib/phone-tree/script';
import { mustParse, scriptOf } from './paper-line';

const ACME = path.join(__dirname, '../../../lib/phone-tree/companies/acme.yaml');

/** `line: text` of every problem. */
function problems(text: string): string[] {
  const result = parseScript(text);
  return result.ok ? [] : result.problems.map((problem) => `${problem.line}: ${problem.text}`);
}

describe('phone-tree script', () => {
  it('reads the demo company', () => {
    assert.deepEqual(problems(readFileSync(ACME, 'utf8')), []);
  });

  it('gives each step its defaults', () => {
    const script = mustParse(
      scriptOf('- menu: m\n  prompt: ask\n  keys: { 1: s, "*": repeat }', 'sections: { s: [echo] }'),
    );
    assert.deepEqual(script.extensions.get('x')?.steps, [
      {
        verb: 'menu',
        name: 'm',
        prompts: ['ask'],
        keys: new Map([
          ['1', { kind: 'section', section: 's' }],
          ['*', { kind: 'repeat' }],
        ]),
        bargeIn: true,
        timeoutSeconds: 5,
        attempts: 3,
        invalid: null,
        noKey: null,
        onSpeech: null,
        otherwise: { kind: 'hangup' },
      },
    ]);
    assert.deepEqual(script.sections.get('s'), [{ verb: 'echo', seconds: null }]);
  });

  it('keeps numbers as they are written, and reads times with units and ranges', () => {
    const script = mustParse(
      scriptOf(
        '- silence: 1.5 min\n- queue: q\n  music: tune\n  wait_seconds: 10 to 40',
        'default_extension: x',
      ).replace('ring_seconds: 0', 'numbers: [0800, +1 (555) 010-0]'),
    );
    const extension = script.extensions.get('x')!;
    assert.deepEqual(extension.numbers, ['0800', '15550100']);
    assert.equal(extension.ringSeconds, 1.5);
    const [silence, queue] = extension.steps;
    assert.deepEqual(silence, { verb: 'silence', seconds: 90 });
    assert.deepEqual(queue?.verb === 'queue' && queue.wait, { from: 10, to: 40 });
  });

  it('takes a text written in place for a prompt', () => {
    const script = mustParse(scriptOf('- say: Thank you for waiting.'));
    assert.equal(script.prompts.get('Thank you for waiting.')?.text, 'Thank you for waiting.');
    assert.equal(script.prompts.get('Thank you for waiting.')?.file, null);
  });

  it('finds extensions by name and by number in any writing, else the default one', () => {
    const script = mustParse(
      'company: T\nextensions:\n  acme:\n    numbers: 5550100\n    on_call: busy\n  700:\n    on_call: busy\n',
    );
    assert.equal(findExtension(script, 'ACME')?.name, 'acme');
    assert.equal(findExtension(script, '+555-0100')?.name, 'acme');
    assert.equal(findExtension(script, '700')?.name, '700');
    assert.equal(findExtension(script, '701'), null);
    assert.equal(findExtension(script, 'x5550100'), null);
    const open = { ...script, defaultExtension: 'acme' };
    assert.equal(findExtension(open, '18005551234')?.name, 'acme');
  });

  const wrong: [string, string, RegExp][] = [
    [
      'an unknown step',
      scriptOf('- sey: hi'),
      /^24: .*"sey" is not a step, did you mean "say"\?; steps are: say, play/,
    ],
    ['an unknown prompt', scriptOf('- say: hii'), /^24: .*no prompt "hii", did you mean "hi"\?/],
    [
      'an unknown section',
      scriptOf('- goto: a', 'sections: { ab: [echo] }'),
      /^24: .*no section "a", did you mean "ab"\?/,
    ],
    ['an unknown sound', scriptOf('- music: tunes\n  seconds: 3'), /^24: .*no sound "tunes", did you mean "tune"\?/],
    ['an unknown person', scriptOf('- human: bob'), /^24: .*no person "bob"; there are: ann/],
    ['a missing field', scriptOf('- music: tune'), /^24: .*"seconds" is missing; expected a number of seconds/],
    ['a misspelt field', scriptOf('- music: tune\n  secs: 3'), /25: .*"secs" is not known here/],
    [
      'a word where a number belongs',
      scriptOf('- silence: long'),
      /^24: .*"long" is not a number of seconds, for example 6/,
    ],
    [
      'a key no telephone has',
      scriptOf('- menu: m\n  prompt: ask\n  keys: { x: s }', 'sections: { s: [echo] }'),
      /^26: .*"x" is not a key/,
    ],
    [
      'a key that leads nowhere',
      scriptOf('- menu: m\n  prompt: ask\n  keys:\n    1: s'),
      /^27: .*keys > 1: there is no section "s"; none is declared/,
    ],
    ['a menu without keys', scriptOf('- menu: m\n  prompt: ask\n  keys: {}'), /^26: .*at least one key/],
    ['a star without quotation marks', 'company: T\nextensions:\n  *: 1\n', /^3: .*quotation marks: "\*"/],
    ['a colon in a text', 'company: T\nprompts:\n  a: He said: hello\n', /^3: .*colon .*quotation marks/],
    ['the same name twice', 'company: T\ncompany: U\n', /^2: .*twice/],
    [
      'an extension without steps',
      'company: T\nextensions:\n  x:\n    numbers: 1\n',
      /^3: .*"x" answers but has no steps/,
    ],
    [
      'steps for one that does not answer',
      'company: T\nextensions:\n  x:\n    on_call: busy\n    steps: [echo]\n',
      /^5: .*can have no steps/,
    ],
    [
      'one number for two extensions',
      'company: T\nextensions:\n  x: { on_call: busy, numbers: 12 }\n  y: { on_call: busy, numbers: 1-2 }\n',
      /^4: .*already the number of "x"/,
    ],
    ['no extension', 'company: T\nextensions: {}\n', /^2: .*nobody could call/],
    ['an unknown outcome', 'company: T\nextensions:\n  x:\n    on_call: buzy\n', /^4: .*expected one of: answer, busy/],
    ['nothing at all', '', /^1: expected a script that begins with/],
    ['a list', '- a\n', /^1: expected a script/],
    ['no YAML', 'company: [', /^1: not readable as YAML/],
    ['a built-in name', 'company: T\nsounds:\n  beep: b.wav\nextensions: { x: { on_call: busy } }\n', /^3: .*built in/],
    [
      'an unknown default',
      'company: T\ndefault_extension: z\nextensions: { x: { on_call: busy } }\n',
      /^2: .*no extension "z"/,
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`says where and what to do about ${what}`, () => {
      const found = problems(text);
      assert.ok(
        found.some((problem) => expected.test(problem)),
        found.join('\n') || 'no problem was found',
      );
    });
  }

  it('lists all problems at once, by line', () => {
    const result = parseScript(scriptOf('- say: hii\n- goto: nowhere\n- human: bob'));
    assert.ok(!result.ok);
    assert.deepEqual(
      result.problems.map((problem) => problem.line),
      [24, 25, 26],
    );
    assert.match(
      describeProblems('my.yaml', result.problems),
      /^my\.yaml line 24: extensions > x > steps > step 1 > say: /,
    );
  });

  it('refuses hostile input without falling over', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let n = 1; n < 9; n++) {
      const previous = String.fromCharCode(96 + n);
      const name = String.fromCharCode(97 + n);
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${previous}`).join(',')}]`);
    }
    assert.ok(problems(bomb.join('\n')).length > 0);
    assert.ok(problems('x'.repeat(250_001)).length > 0);
    assert.ok(problems(`company: ${'['.repeat(300)}`).length > 0);
    assert.ok(
      problems('company: T\n__proto__:\n  polluted: yes\nextensions:\n  __proto__: { on_call: busy }\n').length > 0,
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

describe('phone-tree documentation', () => {
  const page = readFileSync(path.join(__dirname, '../../../docs/phone-tree.md'), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;

  it('has an example that is a valid script', () => {
    assert.deepEqual(problems(example), []);
  });

  it('quotes a problem as it is reported', () => {
    const result = parseScript(example.replace('1: repairs', '1: repair'));
    assert.ok(!result.ok);
    assert.ok(
      page.includes(describeProblems('shop.yaml', result.problems)),
      describeProblems('shop.yaml', result.problems),
    );
  });

  it('names every step', () => {
    for (const verb of VERBS) assert.match(page, new RegExp(`\`${verb}[:\`]`), verb);
  });
});
