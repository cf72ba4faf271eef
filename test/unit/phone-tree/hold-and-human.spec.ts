import assert from 'node:assert/strict';
import { PaperCall, scriptOf } from './paper-line';

describe('phone-tree interpreter: queues', () => {
  const QUEUE = `- queue: support
  music: [tune, other]
  wait_seconds: 20
  announcements: [second, first]
  every_seconds: 6
- human: ann`;

  it('plays music and announcements in turn until the agent answers', async () => {
    const call = new PaperCall(scriptOf(QUEUE));
    await call.seconds(25);
    assert.deepEqual(call.story('hold', 'prompt', 'hold-end', 'agent-answers', 'human-speaks'), [
      'hold:support@0',
      'prompt:You are second.@6.03',
      'prompt:You are first.@14.03',
      'hold-end:support@20',
      'agent-answers:ann@20',
      'human-speaks:Hello, this is Ann.@21.03',
    ]);
    assert.deepEqual(call.line.did.slice(1, 6), [
      'play tune (loop)',
      'play second',
      'play other (loop)',
      'play first',
      'play tune (loop)',
    ]);
  });

  it('lets an announcement end before the agent answers', async () => {
    const call = new PaperCall(scriptOf(QUEUE.replace('wait_seconds: 20', 'wait_seconds: 7')));
    await call.seconds(10);
    assert.deepEqual(call.story('prompt', 'hold-end'), ['prompt:You are second.@6.03', 'hold-end:support@8']);
  });

  it('waits a random time that the seed decides', async () => {
    const script = scriptOf(QUEUE.replace('wait_seconds: 20', 'wait_seconds: 10 to 40').replace(/ {2}ann.*\n/, ''));
    const waits = [];
    for (const seed of [1, 1, 2]) {
      const call = new PaperCall(script, 'x', seed);
      await call.seconds(50);
      waits.push(call.notes.find((note) => note.event === 'hold-end')!.at);
    }
    assert.equal(waits[0], waits[1]);
    assert.notEqual(waits[0], waits[2]);
    assert.ok(waits.every((ms) => ms >= 10_000 && ms <= 42_000));
  });

  it('lets a key lead out of the queue, from music and from an announcement', async () => {
    for (const at of [3, 7]) {
      const keyed = QUEUE.replace('  music:', '  keys: { 1: back }\n  music:');
      const call = new PaperCall(scriptOf(keyed, 'sections: { back: [hangup: we call you back] }'));
      await call.seconds(at);
      await call.press('5');
      assert.equal(call.ended, false);
      await call.press('1');
      assert.equal(call.notes.at(-1)?.text, 'by the company (we call you back)');
      assert.deepEqual(call.story('digit-ignored', 'digit'), [`digit-ignored:5@${at}`, `digit:1@${at}`]);
    }
  });

  it('speaks over the music, which goes on underneath', async () => {
    const call = new PaperCall(scriptOf(QUEUE.replace('  music:', '  over_music: yes\n  music:')));
    await call.seconds(9);
    assert.deepEqual(call.story('prompt', 'prompt-end'), [
      'prompt:You are second.@6.03',
      'prompt-end:You are second.@8',
    ]);
    assert.deepEqual(call.line.did.slice(1), ['play tune (loop)', 'play second', 'play other (loop)']);
  });

  it('ignores keys in a queue that has none', async () => {
    const call = new PaperCall(scriptOf(QUEUE));
    await call.seconds(3);
    await call.press('1');
    await call.seconds(18);
    assert.deepEqual(call.story('digit-ignored', 'agent-answers'), ['digit-ignored:1@20', 'agent-answers:ann@20']);
  });
});

describe('phone-tree interpreter: sounds', () => {
  it('plays a sound once, or repeats and cuts it to so many seconds', async () => {
    const call = new PaperCall(scriptOf('- play: beep\n- play: busy\n  seconds: 4\n- say: [hi, bye]'));
    await call.seconds(30);
    assert.deepEqual(call.story('sound', 'prompt'), [
      'sound:beep@0.03',
      'sound:busy@10.03',
      'prompt:Welcome.@14.03',
      'prompt:Goodbye.@16.03',
    ]);
    assert.deepEqual(call.line.did.slice(1, 3), ['play beep', 'play busy (loop)']);
  });

  it('takes music up where this call left it', async () => {
    const call = new PaperCall(scriptOf('- music: tune\n  seconds: 4\n- music: tune\n  seconds: 3\n- silence: 1'));
    await call.seconds(20);
    assert.deepEqual(call.story('hold', 'hold-end', 'silence'), [
      'hold:tune@0',
      'hold-end:tune@4',
      'hold:tune@4',
      'hold-end:tune@7',
      'silence:1 s@7',
    ]);
    assert.deepEqual(call.line.startedAt, [0, 4000]);
  });
});

describe('phone-tree interpreter: a person', () => {
  it('greets, listens, and replies when the caller has spoken', async () => {
    const call = new PaperCall(scriptOf('- human: ann'));
    await call.seconds(5);
    await call.speak(1.5);
    await call.seconds(5);
    assert.deepEqual(call.story('agent-answers', 'human-speaks', 'human-silent', 'agent-heard-caller'), [
      'agent-answers:ann@0',
      'human-speaks:Hello, this is Ann.@1.03',
      'human-silent:Hello, this is Ann.@3',
      'agent-heard-caller:ann@7.2',
      'human-speaks:Sure.@7.53',
      'human-silent:Sure.@9.5',
    ]);
    assert.deepEqual(call.line.did.slice(1), [
      'play room (loop)',
      'play greet',
      'play room (loop)',
      'play yes',
      'play room (loop)',
    ]);
  });

  it('says hello to a silent caller, twice, then gives up', async () => {
    const call = new PaperCall(scriptOf('- human: ann'));
    await call.seconds(60);
    assert.deepEqual(call.story('human-speaks', 'agent-gave-up', 'dropped', 'hangup'), [
      'human-speaks:Hello, this is Ann.@1.03',
      'human-speaks:Hello?@13.03',
      'human-speaks:Hello?@25.03',
      'agent-gave-up:ann@37',
      'human-speaks:Goodbye.@37.03',
      'dropped:ann gave up: nobody spoke@39',
      'hangup:by the company (ann gave up: nobody spoke)@39',
    ]);
  });

  it('does not take what the caller said over the greeting for an answer, unless it goes on after it', async () => {
    const call = new PaperCall(scriptOf('- human: ann'));
    await call.seconds(1.2);
    await call.speak(0.5);
    await call.seconds(4);
    assert.deepEqual(call.story('agent-heard-caller'), []);

    const other = new PaperCall(scriptOf('- human: ann'));
    await other.seconds(2);
    await other.speak(3);
    assert.deepEqual(other.story('agent-heard-caller'), ['agent-heard-caller:ann@5.7']);
  });

  it('is patient while the caller is speaking, and answers one that never stops', async () => {
    const call = new PaperCall(scriptOf('- human: ann'));
    await call.seconds(12);
    call.line.event({ kind: 'speech-started' });
    await call.seconds(19);
    assert.deepEqual(call.story('agent-heard-caller').concat(call.story('human-speaks').slice(1)), []);
    await call.seconds(2);
    assert.deepEqual(call.story('agent-heard-caller'), ['agent-heard-caller:ann@32']);
  });

  it('begins its count of hellos anew once the caller has spoken', async () => {
    const call = new PaperCall(scriptOf('- human: ann'));
    await call.seconds(26);
    await call.speak(1);
    await call.seconds(35);
    assert.equal(call.ended, false);
    await call.seconds(10);
    assert.ok(call.ended);
  });

  it('goes on with the script after the last reply where it is told to', async () => {
    const call = new PaperCall(
      scriptOf('- human: ann\n  then: continue\n- music: tune\n  seconds: 5\n- human: ann\n  greeting: hello'),
    );
    await call.seconds(5);
    await call.speak(1);
    await call.seconds(9);
    assert.deepEqual(call.story('human-speaks', 'hold'), [
      'human-speaks:Hello, this is Ann.@1.03',
      'human-speaks:Sure.@7.03',
      'hold:tune@9',
      'human-speaks:Hello?@15.03',
    ]);
  });
});
