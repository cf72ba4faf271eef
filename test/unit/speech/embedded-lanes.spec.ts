import assert from 'node:assert/strict';
import { Lanes } from '../../../lib/speech/embedded/lanes';
import type { LaneRecogniser } from '../../../lib/speech/embedded/lanes';
import type { FromRecogniser } from '../../../lib/speech/embedded/messages';
import type { RecognisedWord } from '../../../lib/speech/embedded/recogniser';

class FakeRecogniser implements LaneRecogniser {
  log: string[] = [];
  samples = 0;
  broken = false;
  forgetLine(): void {
    this.log.push('forget');
  }
  begin(): void {
    this.samples = 0;
    this.log.push('begin');
  }
  feed(samples: Int16Array): void {
    if (this.broken) throw new Error('unreachable executed');
    this.samples += samples.length;
  }
  text(): string {
    return `text ${this.samples}`;
  }
  end(): readonly RecognisedWord[] {
    this.log.push('end');
    return [{ word: String(this.samples), startSeconds: 0, endSeconds: 1, confidence: 1 }];
  }
}

function lanes(most: number) {
  const recognisers: FakeRecogniser[] = [];
  const told: FromRecogniser[] = [];
  const subject = new Lanes(
    most,
    () => {
      recognisers.push(new FakeRecogniser());
      return recognisers.at(-1)!;
    },
    (message) => told.push(message),
  );
  const begin = (session: number, utterance: number): void => subject.handle({ kind: 'begin', session, utterance });
  const feed = (session: number, utterance: number, samples: number): void =>
    subject.handle({ kind: 'samples', session, utterance, samples: new Int16Array(samples) });
  const finish = (session: number, utterance: number): void => subject.handle({ kind: 'finish', session, utterance });
  const finals = (): string[] =>
    told.flatMap((message) => (message.kind === 'final' ? [`${message.session}: ${message.words[0]!.word}`] : []));
  return { subject, recognisers, told, begin, feed, finish, finals };
}

describe('lanes of the embedded recogniser', () => {
  it('understands two calls at once, each on its own recogniser', () => {
    const { begin, feed, finish, finals, recognisers } = lanes(2);
    begin(1, 1);
    begin(2, 1);
    feed(1, 1, 100);
    feed(2, 1, 30);
    feed(1, 1, 100);
    finish(2, 1);
    finish(1, 1);
    assert.deepEqual(finals(), ['2: 30', '1: 200']);
    assert.equal(recognisers.length, 2);
  });

  it('lets the utterance of a third call wait, whole, until a lane is free', () => {
    const { begin, feed, finish, finals } = lanes(1);
    begin(1, 1);
    feed(1, 1, 10);
    begin(2, 1);
    feed(2, 1, 50);
    feed(2, 1, 50);
    finish(2, 1);
    assert.deepEqual(finals(), []);
    finish(1, 1);
    assert.deepEqual(finals(), ['1: 10', '2: 100']);
  });

  it('keeps a call on the recogniser that knows its line, and clears it for another', () => {
    const { begin, finish, recognisers } = lanes(1);
    begin(1, 1);
    finish(1, 1);
    begin(1, 2);
    finish(1, 2);
    begin(2, 1);
    assert.deepEqual(recognisers[0]!.log, ['forget', 'begin', 'end', 'begin', 'end', 'forget', 'begin']);
  });

  it('tells what it understands so far, when that has changed', () => {
    const { begin, feed, told } = lanes(1);
    begin(1, 1);
    for (let n = 0; n < 6; n++) feed(1, 1, 400);
    assert.deepEqual(
      told.map((message) => (message.kind === 'partial' ? message.text : message.kind)),
      ['text 800', 'text 1600', 'text 2400'],
    );
  });

  it('replaces a recogniser that broke, and fails only its utterance', () => {
    const { begin, feed, finish, finals, told, recognisers } = lanes(1);
    begin(1, 1);
    recognisers[0]!.broken = true;
    feed(1, 1, 10);
    assert.deepEqual(told, [{ kind: 'failed', session: 1, utterance: 1, reason: 'unreachable executed' }]);
    begin(1, 2);
    feed(1, 2, 20);
    finish(1, 2);
    assert.deepEqual(finals(), ['1: 20']);
    assert.equal(recognisers.length, 2);
  });

  it('drops what a closed session still had under way', () => {
    const { subject, begin, feed, finish, finals } = lanes(1);
    begin(1, 1);
    begin(1, 2);
    begin(2, 1);
    feed(2, 1, 40);
    subject.handle({ kind: 'forget', session: 1 });
    finish(1, 1);
    finish(2, 1);
    assert.deepEqual(finals(), ['2: 40']);
  });
});
