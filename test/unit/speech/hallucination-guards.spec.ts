import assert from 'node:assert/strict';
import {
  believableSegments,
  believableText,
  believableWords,
  loudEnough,
  soundsSpoken,
} from '../../../lib/speech/hallucination-guards';

describe('hallucination guards', () => {
  it('sends nothing that is too quiet to be speech', () => {
    assert.equal(loudEnough(new Int16Array(8000).fill(20)), false);
    assert.equal(loudEnough(new Int16Array(0)), false);
    assert.equal(loudEnough(new Int16Array(8000).map((_, index) => 1000 * Math.sin(index / 5))), true);
  });

  it('drops a segment that is surely silence and unsurely words, and keeps one that is only one of both', () => {
    const segments = [
      { text: ' Press one.', noSpeechProbability: 0.7, averageLogProbability: -0.3 },
      { text: ' Thank you.', noSpeechProbability: 0.9, averageLogProbability: -1.4 },
      { text: ' Press two.', noSpeechProbability: 0.1, averageLogProbability: -1.4 },
    ];
    assert.equal(believableSegments(segments), 'Press one. Press two.');
  });

  it('drops a segment that compresses like a loop', () => {
    assert.equal(believableSegments([{ text: 'la la la la', compressionRatio: 3.1 }]), '');
  });

  it('drops loops of one word and of a phrase, but no digits read out', () => {
    assert.equal(believableText('you you you you', 4), '');
    assert.equal(believableText('I am here. I am here. I am here. I am here.', 6), '');
    assert.equal(believableText('zero zero zero', 2), 'zero zero zero');
    assert.equal(believableText('press one press two press three', 4), 'press one press two press three');
  });

  it('finds a loop of any length as looking at each would, also when it breaks off', () => {
    const looksAtEach = (words: readonly string[]): boolean =>
      Array.from({ length: Math.floor(words.length / 4) }, (_, index) => index + 1)
        .filter((length) => length > 1)
        .some((length) => words.every((word, index) => index < length || word === words[index - length]));
    let loopsSeen = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const length = 2 + (seed % 23);
      const phrase = Array.from({ length: 1 + (seed % 5) }, (_, index) => 'abc'[(seed >> index) % 3]!);
      const words = Array.from({ length }, (_, index) => phrase[index % phrase.length]!);
      if (seed % 3 === 0) words[(seed * 7) % length] = 'd';
      // One word alone is another rule.
      if (new Set(words).size === 1) continue;
      const expected = looksAtEach(words);
      if (expected) loopsSeen++;
      assert.equal(believableText(words.join(' '), 10) === '', expected, words.join(' '));
    }
    assert.ok(loopsSeen > 300);
  });

  it('takes no longer for a hostile text than for any other', () => {
    const texts = [
      'a '.repeat(80_000) + 'b',
      '['.repeat(160_000),
      '('.repeat(7999),
      '[ '.repeat(3999),
      'a '.repeat(3998) + 'b',
    ];
    const before = process.cpuUsage();
    for (const text of texts) believableText(text, 10);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 400_000, `${(user + system) / 1000} ms`);
  });

  it('believes a stock phrase of a prompt, but not of half a second of noise', () => {
    assert.equal(believableText('Thank you.', 0.4), '');
    assert.equal(believableText('Thank you.', 1.2), 'Thank you.');
  });

  it('never believes subtitle credits and sound descriptions', () => {
    assert.equal(believableText('Subtitles by the Amara.org community', 8), '');
    assert.equal(believableText('Thanks for watching!', 8), '');
    assert.equal(believableText('[Music]', 8), '');
    assert.equal(believableText('♪ (upbeat music) ♪', 8), '');
    assert.equal(believableText('[BLANK_AUDIO] Press one.', 8), 'Press one.');
  });

  it('tells words read into music from a menu, by how sparse and how unsure they are', () => {
    const words = (count: number, perSecond: number, confidence: number) =>
      Array.from({ length: count }, (_, index) => ({
        startSeconds: index / perSecond,
        endSeconds: (index + 1) / perSecond,
        confidence,
      }));
    assert.equal(soundsSpoken(words(9, 1.1, 0.4)), false);
    assert.equal(soundsSpoken(words(13, 1.6, 0.36)), false);
    assert.equal(soundsSpoken(words(17, 3.1, 0.33)), true, 'a prompt full of names');
    assert.equal(soundsSpoken(words(8, 1.2, 0.9)), true, 'a slow menu');
    assert.equal(soundsSpoken(words(1, 1, 0.2)), true, 'one short word');
    assert.equal(soundsSpoken([]), true);
  });

  /** `word:seconds:confidence`, one after the other. */
  const timed = (text: string) => {
    let at = 0;
    return text.split(' ').map((part) => {
      const [word, seconds, confidence] = part.split(':');
      const startSeconds = at;
      at += Number(seconds);
      return { word: word!, startSeconds, endSeconds: at, confidence: Number(confidence) };
    });
  };
  const believed = (text: string): string =>
    believableWords(timed(text))
      .map(({ word }) => word)
      .join(' ');

  it('drops notes of an instrument and words that are all unsure', () => {
    assert.equal(believed('if:0.1:0.28 that:1.1:1'), '');
    assert.equal(believed('to:0.95:1 an:0.33:0.37 nine:0.33:0.01'), '');
    assert.equal(believed('the:0.3:0.15 phone:0.6:0.06 number:0.3:0.05'), '');
    assert.equal(believed('for:1.25:1'), '');
    assert.equal(believed('hello:0.7:0.4'), 'hello');
    assert.equal(believed('hi:0.45:0.9 this:0.2:0.8 is:0.1:0.9 anna:0.5:0.2'), 'hi this is anna');
  });

  it('drops a key in doubt, and keeps its sentence', () => {
    const menu = (key: string): string => `for:0.2:0.9 sales:0.4:0.9 press:0.4:1 ${key}`;
    assert.equal(believed(menu('nine:0.4:0.2')), 'for sales press');
    assert.equal(believed(menu('nine:0.4:0.5')), 'for sales press nine');
    assert.equal(believed('for:0.2:0.9 sales:0.4:0.9 press:0.4:0.1 one:0.3:0.9'), 'for sales press');
    assert.equal(
      believed('about:0.3:0.9 ten:0.3:0.9 to:0.1:0.9 one:0.3:0.1 minutes:0.4:0.9'),
      'about ten to one minutes',
    );
  });
});
