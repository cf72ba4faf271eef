import assert from 'node:assert/strict';
import { spokenCue, spokenCues } from '../../../lib/hearing';
import { ENGLISH, misheard, NEUTRAL, OTHERS, type Said } from './support/said';

const shown = (text: string): string => JSON.stringify([text, spokenCue(text)]);

function judged([text, leaning, kind]: Said): void {
  const cue = spokenCue(text);
  assert.ok(cue, text);
  assert.equal(cue.leaning, leaning, shown(text));
  assert.ok(
    spokenCues(text).some((one) => one.kind === kind),
    shown(text),
  );
  assert.ok(cue.strength > 0 && cue.strength <= 1);
  assert.match(cue.why, /^said "/);
}

describe('spoken cues', () => {
  for (const said of ENGLISH) it(`"${said[0]}"`, () => judged(said));

  for (const [language, list] of Object.entries(OTHERS)) {
    it(`in ${language}, the language known or not`, () => {
      for (const said of list) {
        judged(said);
        assert.equal(spokenCue(said[0], language)?.leaning, said[1], said[0]);
      }
    });
  }

  it('says nothing about talk that gives nothing away', () => {
    for (const text of NEUTRAL) assert.ok((spokenCue(text)?.strength ?? 0) < 0.5, shown(text));
  });

  it('lives with a word error rate of a fifth', () => {
    let same = 0;
    let opposite = 0;
    let all = 0;
    for (const [text, leaning] of ENGLISH) {
      if (leaning === 'either' || text.split(' ').length < 4) continue;
      for (let seed = 1; seed <= 10; seed++) {
        const cue = spokenCue(misheard(text, 0.22, seed));
        all++;
        if (cue?.leaning === leaning) same++;
        else if (cue !== null && cue.leaning !== 'either' && cue.strength >= 0.7) opposite++;
      }
    }
    assert.ok(same / all >= 0.75, `${same} of ${all} right`);
    assert.ok(opposite / all <= 0.02, `${opposite} of ${all} taken for the opposite`);
  });

  it('is not misled by stray words in talk that gives nothing away', () => {
    let fired = 0;
    let all = 0;
    for (const text of NEUTRAL) {
      for (let seed = 1; seed <= 20; seed++) {
        all++;
        if ((spokenCue(misheard(text, 0.35, seed))?.strength ?? 0) >= 0.7) fired++;
      }
    }
    assert.ok(fired / all <= 0.02, `${fired} of ${all}`);
  });

  it('reads places and waits', () => {
    const numbers = (text: string): [number | undefined, number | undefined] => {
      const cue = spokenCues(text).find(({ kind }) => kind === 'position');
      return [cue?.position, cue?.waitMinutes];
    };
    assert.deepEqual(numbers('You are number 3 in the queue.'), [3, undefined]);
    assert.deepEqual(numbers('You are caller number twenty five.'), [25, undefined]);
    assert.deepEqual(numbers('Your call is now third in line and will be answered by the next agent'), [3, undefined]);
    assert.deepEqual(numbers('There are 5 callers ahead of you.'), [6, undefined]);
    assert.deepEqual(numbers('You are next in line.'), [1, undefined]);
    assert.deepEqual(numbers('The estimated hold time is between five and ten minutes.'), [undefined, 10]);
    assert.deepEqual(numbers('Your wait time is approximately one hour.'), [undefined, 60]);
    assert.deepEqual(numbers('you are number two in line your estimated wait time is less than four minutes'), [2, 4]);
    assert.deepEqual(numbers('you are number two in the queue to get a call back press one'), [2, undefined]);
    assert.deepEqual(numbers('Sie sind der dritte Anrufer in der Warteschlange'), [3, undefined]);
    assert.deepEqual(numbers('Er zijn nog zeven wachtenden voor u'), [8, undefined]);
    assert.deepEqual(numbers('Die voraussichtliche Wartezeit beträgt fünfundzwanzig Minuten'), [undefined, 25]);
    assert.deepEqual(numbers('Vous êtes en position 12 dans la file'), [12, undefined]);
  });

  it('hears the person who comes on in the same breath as the announcement', () => {
    const text = 'Your call will be answered by the next available agent. Hello, this is John, how can I help you?';
    assert.equal(spokenCue(text)?.leaning, 'human');
  });

  it('is bounded for texts without end', () => {
    const from = performance.now();
    spokenCues('press one for sales or hold the line please '.repeat(5000));
    assert.ok(performance.now() - from < 500);
  });

  it('has nothing to say about nothing', () => {
    for (const text of ['', '   ', '...', '[music]', '\u0000', '🎵🎵']) assert.equal(spokenCue(text), null);
  });
});
