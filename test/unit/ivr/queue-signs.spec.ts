import assert from 'node:assert/strict';
import { MusicStretch } from '../../../lib/ivr/queue-signs';

const heard = (label: string, sinceMs: number) => ({ label, confidence: 0.9, sinceMs, atMs: sinceMs + 200 });

describe('a stretch of music', () => {
  it('goes on over the rests of its tune', () => {
    const stretch = new MusicStretch();
    assert.equal(stretch.joined(heard('music', 1000)).sinceMs, 1000);
    assert.equal(stretch.joined(heard('silence', 3800)).label, 'silence');
    assert.equal(stretch.joined(heard('music', 4500)).sinceMs, 1000);
    stretch.joined(heard('silence', 7000));
    stretch.joined(heard('unknown', 7400));
    assert.equal(stretch.joined(heard('music', 8000)).sinceMs, 1000);
  });

  it('ends with a voice, or with quiet that is longer than a rest', () => {
    const stretch = new MusicStretch();
    stretch.joined(heard('music', 1000));
    stretch.joined(heard('silence', 5000));
    assert.equal(stretch.joined(heard('music', 7000)).sinceMs, 7000);
    stretch.joined(heard('ivr_prompt', 9000));
    assert.equal(stretch.joined(heard('music', 9500)).sinceMs, 9500);
  });
});
