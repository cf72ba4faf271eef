import assert from 'node:assert/strict';
import { CallTime } from '../../../lib/hearing/frames/call-time';
import { Hush } from '../../../lib/hearing/human/hush';

/** Levels, each for so many seconds, then a voice: was the line quiet for half a second before it? */
function before(...parts: readonly (readonly [levelDb: number, seconds: number])[]): boolean {
  const time = new CallTime();
  const hush = new Hush(time);
  const push = (levelDb: number, turnSince: number): void => {
    time.next();
    hush.push({ levelDb }, { turnSince });
  };
  for (const [levelDb, seconds] of parts) for (let i = 0; i < Math.round(seconds * 50); i++) push(levelDb, 0);
  const since = time.seconds;
  for (let i = 0; i < 10; i++) push(-20, since);
  return hush.secondsBeforeTurn >= 0.5;
}

describe('the hush before a voice', () => {
  it('is half a second of a quiet line', () => {
    assert.equal(before([-25, 3], [-70, 0.6]), true);
    assert.equal(before([-25, 3], [-52, 0.8]), true);
  });

  it('may end a little before the first syllable is noticed', () => {
    assert.equal(before([-25, 3], [-70, 0.6], [-40, 0.3]), true);
  });

  it('is not the short gap before an announcement', () => assert.equal(before([-25, 3], [-80, 0.3]), false));

  it('is not music that is soft', () => assert.equal(before([-25, 3], [-42, 1]), false));

  it('is not a ragged lead-in', () => {
    assert.equal(before([-25, 3], [-70, 0.6], [-40, 0.14], [-80, 0.44], [-43, 0.1]), false);
  });
});
