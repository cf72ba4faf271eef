import assert from 'node:assert/strict';
import { isLegalActivityMove, isLegalStateMove } from '../../../lib/gateway/call-state';
import { Timeline } from '../../../lib/gateway/timeline';

describe('call state', () => {
  it('only moves forward and never leaves ended', () => {
    assert.ok(isLegalStateMove('created', 'dialing'));
    assert.ok(isLegalStateMove('dialing', 'answered'));
    assert.ok(!isLegalStateMove('answered', 'ringing'));
    for (const state of ['created', 'dialing', 'ringing', 'answered', 'ended'] as const) {
      assert.ok(!isLegalStateMove('ended', state));
    }
  });

  it('has activities only in an answered call', () => {
    assert.ok(!isLegalActivityMove('ringing', null, 'holding'));
    assert.ok(isLegalActivityMove('answered', null, 'holding'));
    assert.ok(isLegalActivityMove('answered', 'with-human', 'holding'));
    assert.ok(!isLegalActivityMove('answered', 'holding', 'bridged'));
    assert.ok(isLegalActivityMove('answered', 'connecting', 'bridged'));
  });

  it('goes back to where it was from a phone that nobody answered', () => {
    for (const before of [null, 'navigating', 'holding', 'with-human'] as const) {
      assert.ok(isLegalActivityMove('answered', before, 'connecting'), String(before));
      assert.ok(isLegalActivityMove('answered', 'connecting', before), String(before));
    }
  });
});

describe('timeline', () => {
  it('stays bounded and keeps the beginning and the latest', () => {
    const timeline = new Timeline();
    for (let at = 0; at < 5000; at++) timeline.add({ at, topic: 'hold/music' });
    const { entries } = timeline;
    assert.equal(entries.length, 2000);
    assert.equal(entries[0]!.at, 0);
    assert.equal(entries.at(-1)!.at, 4999);
    assert.equal(timeline.dropped, 3000);
  });
});
