import assert from 'node:assert/strict';
import { PaperCall, scriptOf } from './paper-line';

const SECTIONS = 'sections: { one: [hangup: one], two: [hangup: two], long: [hangup: long], help: [hangup: help] }';
const MENU = `- menu: main
  prompt: ask
  timeout_seconds: 5
  invalid: wrong
  no_key: late
  attempts: 2
  keys: { 1: one, 2: two, 25: long, 7: repeat, 9: hangup }`;

function menu(more = ''): PaperCall {
  return new PaperCall(scriptOf(`${MENU}${more}`, SECTIONS));
}

const ending = (call: PaperCall): string | undefined => call.notes.at(-1)?.text;

describe('phone-tree interpreter: menus', () => {
  it('takes a key after the prompt and goes where it leads', async () => {
    const call = menu();
    await call.seconds(3);
    await call.press('1');
    assert.deepEqual(call.story('menu', 'prompt', 'prompt-end', 'digit'), [
      'menu:main@0',
      'prompt:Press 1 or 2.@0.03',
      'prompt-end:Press 1 or 2.@2',
      'digit:1@3',
    ]);
    assert.equal(ending(call), 'by the company (one)');
  });

  it('lets a key cut the prompt short', async () => {
    const call = menu();
    await call.seconds(0.5);
    await call.press('1');
    assert.deepEqual(call.story('prompt-end', 'digit'), ['prompt-end:Press 1 or 2. (cut short)@0.5', 'digit:1@0.5']);
  });

  it('ignores keys during the prompt when barge_in is no', async () => {
    const call = menu('\n  barge_in: no');
    await call.seconds(0.5);
    await call.press('1');
    await call.seconds(2);
    assert.deepEqual(call.story('digit-ignored', 'digit'), ['digit-ignored:1@2']);
    await call.press('1');
    assert.equal(ending(call), 'by the company (one)');
  });

  it('takes a key that was typed ahead, without saying the prompt', async () => {
    const call = new PaperCall(scriptOf(`- say: hi\n${MENU}`, SECTIONS));
    await call.seconds(1);
    await call.press('1');
    await call.seconds(1.1);
    assert.equal(ending(call), 'by the company (one)');
    assert.equal(call.story('prompt').length, 1);
  });

  it('waits 2 s for the second digit of a key that could be longer', async () => {
    const call = menu();
    await call.seconds(3);
    await call.press('2');
    await call.seconds(1.9);
    assert.equal(call.ended, false);
    await call.seconds(0.2);
    assert.equal(ending(call), 'by the company (two)');

    const other = menu();
    await other.seconds(3);
    await other.press('2');
    await other.seconds(1);
    await other.press('5');
    assert.equal(ending(other), 'by the company (long)');
  });

  it('says what was wrong, offers the menu again, and drops the caller after the last attempt', async () => {
    const call = menu();
    await call.seconds(3);
    await call.press('4');
    await call.seconds(2 + 2 + 5 + 2);
    assert.deepEqual(call.story('menu', 'invalid', 'timeout', 'dropped'), [
      'menu:main@0',
      'invalid:4@3',
      'menu:main@5',
      'timeout:main@12',
      'dropped:no choice in main after 2 attempts@14',
    ]);
    assert.deepEqual(
      call.line.did.filter((did) => did.startsWith('play')),
      ['play ask', 'play wrong', 'play ask', 'play late'],
    );
  });

  it('goes to the "otherwise" section instead, where there is one', async () => {
    const call = menu('\n  otherwise: help');
    await call.seconds(60);
    assert.equal(ending(call), 'by the company (help)');
    assert.deepEqual(call.story('dropped'), []);
  });

  it('repeats the menu without counting it as a mistake, but not for ever', async () => {
    const call = menu();
    for (let n = 0; n < 20; n++) {
      await call.seconds(3);
      await call.press('7');
    }
    assert.equal(call.ended, false);
    for (let n = 0; n < 3; n++) {
      await call.seconds(3);
      await call.press('7');
    }
    assert.ok(call.ended);
  });

  it('hangs up on a key that says so', async () => {
    const call = menu();
    await call.seconds(3);
    await call.press('9');
    assert.equal(ending(call), 'by the company (chosen in main)');
    assert.deepEqual(call.story('dropped'), []);
  });

  it('takes speech where the menu asks for it', async () => {
    const call = menu('\n  on_speech: help');
    await call.seconds(1);
    await call.speak(1);
    assert.equal(ending(call), 'by the company (help)');
  });
});

describe('phone-tree interpreter: reading digits', () => {
  const READ = `- read_digits: account
  prompt: number
  length: 4 to 6
  terminator: "#"
  timeout_seconds: 5
  expected: ["1234", "99887"]
  attempts: 2
  invalid: wrong
- say: yes`;

  it('accepts an expected number ended by its terminator', async () => {
    const call = new PaperCall(scriptOf(READ));
    await call.seconds(1);
    await call.press('1234#');
    assert.deepEqual(call.story('digits'), ['digits:1234@1']);
    await call.seconds(3);
    assert.ok(call.line.did.includes('play yes'));
  });

  it('accepts it without terminator after the timeout', async () => {
    const call = new PaperCall(scriptOf(READ));
    await call.seconds(3);
    await call.press('1234');
    await call.seconds(4.9);
    assert.deepEqual(call.story('digits'), []);
    await call.seconds(0.2);
    assert.deepEqual(call.story('digits', 'invalid'), ['digits:1234@8']);
  });

  it('refuses unknown, short and missing numbers, and drops after the attempts', async () => {
    const call = new PaperCall(scriptOf(READ));
    await call.seconds(3);
    await call.press('4711#');
    await call.seconds(30);
    assert.deepEqual(call.story('invalid', 'timeout', 'dropped'), [
      'invalid:4711@3',
      'timeout:account@12',
      'dropped:no valid account after 2 attempts@14',
    ]);
  });

  it('ends a number without terminator at its full length', async () => {
    const call = new PaperCall(scriptOf('- read_digits: pin\n  prompt: number\n  length: 4'));
    await call.seconds(3);
    await call.press('25');
    await call.seconds(1);
    await call.press('80');
    assert.deepEqual(call.story('digits', 'hangup'), [
      'digits:2580@4',
      'hangup:by the company (the end of its steps)@4',
    ]);
  });
});
