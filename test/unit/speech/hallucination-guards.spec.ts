import assert from 'node:assert/strict';
import { believableSegments, believableText, loudEnough, soundsSpoken } from '../../../lib/speech/hallucination-guards';

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
});
