import assert from 'node:assert/strict';
import { TAKEOVER_RULES, takeover, type TakenOver } from '../../../lib/hearing/human/takeover';

/** Four words in a second, out of 0.6 s of quiet, in a voice unlike those before; the model is undecided. */
const HEARD: TakenOver = {
  free: { words: 4, misheard: 0, text: 'he might even have' },
  understood: true,
  probability: 0.15,
  speechSeconds: 1,
  hushSeconds: 0.6,
  voiceNovelty: 0.38,
  nearPerson: false,
};
const judged = (changes: Partial<TakenOver>): string => takeover({ ...HEARD, ...changes }, TAKEOVER_RULES);
const words = (count: number, misheard = 0): TakenOver['free'] => ({ words: count, misheard, text: '' });

describe('signs of a takeover', () => {
  it('are free talk out of a hush', () => {
    assert.equal(judged({}), 'hard');
    assert.equal(judged({ free: words(3) }), 'none');
    assert.equal(judged({ hushSeconds: 0.4 }), 'none');
    assert.equal(judged({ speechSeconds: 0.8 }), 'none');
  });

  it('are fewer words where the voice was not heard before', () => {
    assert.equal(judged({ free: words(3), speechSeconds: 0.7, voiceNovelty: 0.5 }), 'hard');
    assert.equal(judged({ free: words(4), probability: 0.05, voiceNovelty: 0.5 }), 'hard');
    assert.equal(judged({ free: words(4), probability: 0.05 }), 'none');
  });

  it('of a new voice outweigh a model that rules a person out, but not one that is certain', () => {
    const said = { free: words(5), speechSeconds: 1.2, hushSeconds: 0.8, voiceNovelty: 0.5 };
    assert.equal(judged({ ...said, probability: 0.015 }), 'hard');
    assert.equal(judged({ ...said, probability: 0.005 }), 'soft');
    assert.equal(judged({ ...said, probability: 0.015, voiceNovelty: 0.38 }), 'soft');
  });

  it('are worth our line, no more, in the voice that announced', () => {
    const announcer = { voiceNovelty: 0.2 };
    assert.equal(judged(announcer), 'soft');
    assert.equal(judged({ ...announcer, free: words(9), speechSeconds: 3, hushSeconds: 2 }), 'soft');
    assert.equal(judged({ ...announcer, probability: 0.4 }), 'hard');
  });

  it('are plain in the voice of a person who was there before', () => {
    const back = { free: words(3), speechSeconds: 0.7, voiceNovelty: 0.2, nearPerson: true };
    assert.equal(judged(back), 'hard');
    assert.equal(judged({ ...back, voiceNovelty: -1, nearPerson: false, hushSeconds: Infinity }), 'hard');
  });

  it('need less of a hush in a first voice that the model does not rule out', () => {
    const first = { free: words(5), speechSeconds: 1.2, hushSeconds: 0.6, voiceNovelty: -1 };
    assert.equal(judged({ ...first, probability: 0.035 }), 'hard');
    assert.equal(judged({ ...first, probability: 0.035, voiceNovelty: 0.38 }), 'none');
    assert.equal(judged({ ...first, probability: 0.025 }), 'none');
    assert.equal(judged({ ...first, probability: 0.025, hushSeconds: 0.8 }), 'soft');
  });

  it('are more words where some of them seem misheard', () => {
    assert.equal(judged({ free: words(4, 1), speechSeconds: 1.3 }), 'none');
    assert.equal(judged({ free: words(5, 1), speechSeconds: 1.3 }), 'hard');
    assert.equal(judged({ free: words(5, 1), speechSeconds: 1.3, probability: 0.05 }), 'none');
  });

  it('mean nothing where English is not known to be understood, unless the model leans to a person', () => {
    assert.equal(judged({ understood: false }), 'none');
    assert.equal(judged({ understood: false, probability: 0.4 }), 'hard');
  });
});
