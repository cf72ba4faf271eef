import assert from 'node:assert/strict';
import { QueueNews } from '../../../lib/gateway/jobs/queue-news';
import type { SpokenCue } from '../../../lib/hearing';

const cue = (more: Partial<SpokenCue>): SpokenCue =>
  ({ kind: 'position', words: 'words', why: 'why', ...more }) as SpokenCue;

describe('what a queue says of itself', () => {
  const told = (news: QueueNews, ...cues: Partial<SpokenCue>[]): unknown[] =>
    cues.map((each) => news.take(cue(each))?.payload ?? null);

  it('place and wait by turns are told once each, and again when they change', () => {
    const news = new QueueNews();
    const turn = [{ position: 3 }, { waitMinutes: 5 }];
    assert.deepEqual(told(news, ...turn), turn);
    for (let time = 0; time < 10; time++) assert.deepEqual(told(news, ...turn), [null, null]);
    assert.deepEqual(told(news, { position: 2 }, { waitMinutes: 5 }), [{ position: 2 }, null]);
    assert.deepEqual(told(news, { position: 2 }, { waitMinutes: 4 }), [null, { waitMinutes: 4 }]);
    assert.deepEqual(told(news, { position: 3 }), [{ position: 3 }]);
  });

  it('together they are told together, when one is another', () => {
    const news = new QueueNews();
    const both = { position: 3, waitMinutes: 5 };
    assert.deepEqual(told(news, both, both, { position: 3 }, { ...both, position: 2 }), [
      both,
      null,
      null,
      { ...both, position: 2 },
    ]);
  });

  it('an offer is told once, in whatever words', () => {
    const news = new QueueNews();
    assert.equal(
      news.take(cue({ kind: 'callback-offer', words: 'press 1 to be called back' }))?.topic,
      'hold/callback-offered',
    );
    assert.equal(news.take(cue({ kind: 'callback-offer', words: 'we can call you back' })), null);
    assert.equal(news.take(cue({ kind: 'closed' }))?.topic, 'hold/closed');
  });
});
