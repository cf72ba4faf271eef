import assert from 'node:assert/strict';
import { DIRECT_ANSWER_RULES, directAnswer, type FirstWords } from '../../../lib/hearing/human/direct-answer';

/** Five words in 1.2 s and no pause yet; the model has doubts. */
const HEARD: FirstWords = {
  free: { words: 5, misheard: 0, text: 'these days the chicken is' },
  understood: true,
  probability: 0.09,
  speechSeconds: 1.2,
  lullSeconds: 0,
  roomDb: 0,
};
const judged = (changes: Partial<FirstWords>): string => directAnswer({ ...HEARD, ...changes }, DIRECT_ANSWER_RULES);
const words = (count: number, misheard = 0): FirstWords['free'] => ({ words: count, misheard, text: '' });

describe('first words of a call', () => {
  it('are a person who is still speaking where the model does not doubt them', () => {
    assert.equal(judged({ probability: 0.25, free: words(4), speechSeconds: 1 }), 'hard');
    assert.equal(judged({ probability: 0.25, free: words(3), speechSeconds: 1 }), 'none');
    assert.equal(judged({ probability: 0.25, free: words(5, 1) }), 'none');
    assert.equal(judged({ probability: 0.12 }), 'none');
    assert.equal(judged({}), 'none');
  });

  it('are a person who then leaves a pause', () => {
    assert.equal(judged({ lullSeconds: 0.4 }), 'none');
    assert.equal(judged({ lullSeconds: 0.5 }), 'hard');
    assert.equal(judged({ lullSeconds: 0.5, free: words(4) }), 'none');
  });

  it('are worth our line where the model doubts more, unless a room is heard in the pause', () => {
    const doubted = { lullSeconds: 0.5, probability: 0.07 };
    assert.equal(judged(doubted), 'soft');
    assert.equal(judged({ ...doubted, roomDb: 8 }), 'hard');
    assert.equal(judged({ ...doubted, roomDb: 8, probability: 0.05 }), 'soft');
  });

  it('are no greeting that waits where they go on for long', () => {
    assert.equal(judged({ lullSeconds: 0.8, speechSeconds: 5 }), 'none');
  });

  it('are judged by sound where English is not known to be understood', () => {
    assert.equal(judged({ understood: false, probability: 0.2, lullSeconds: 1 }), 'none');
    assert.equal(judged({ understood: false, probability: 0.7 }), 'hard');
    assert.equal(judged({ understood: false, probability: 0.4, free: words(6), speechSeconds: 1.9 }), 'hard');
  });
});
