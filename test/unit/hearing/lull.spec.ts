import assert from 'node:assert/strict';
import { Lull } from '../../../lib/hearing/human/lull';

/** Ten decisions a second over `speech`: seconds of it so far. */
function lullAfter(speech: readonly number[], turns: readonly number[] = []): number {
  const lull = new Lull();
  let now = 0;
  speech.forEach((turnSpeechSeconds, i) => {
    now = 5 + i / 10;
    lull.update({ now, evidence: { turnSince: turns[i] ?? 5, turnSpeechSeconds } });
  });
  return Number(lull.seconds(now).toFixed(2));
}

describe('a lull', () => {
  it('is none while somebody speaks', () => assert.equal(lullAfter([0.1, 0.2, 0.3, 0.4]), 0));

  it('begins with the last word', () => assert.equal(lullAfter([0.1, 0.2, 0.2, 0.2, 0.2]), 0.3));

  it('goes on through clicks and distant voices', () => {
    assert.equal(lullAfter([0.1, 0.2, 0.2, 0.22, 0.22, 0.24, 0.24]), 0.5);
  });

  it('is over with the next word', () => assert.equal(lullAfter([0.1, 0.2, 0.2, 0.22, 0.3, 0.3]), 0.1));

  it('is over with the next turn', () => assert.equal(lullAfter([0.2, 0.2, 0.2, 0.2], [5, 5, 5, 6]), 0));
});
