import assert from 'node:assert/strict';
import { TruthLog } from '../../../lib/phone-tree/truth';
import type { TruthEntry } from '../../../lib/phone-tree/truth';

const entry = (callId: string, at: number, event: TruthEntry['event'] = 'prompt'): TruthEntry => ({
  at,
  callId,
  extension: 'x',
  event,
  text: '',
});

describe('phone-tree truth', () => {
  it('gives the entries of one call or of all, by time', () => {
    const log = new TruthLog();
    for (const e of [entry('a', 3), entry('b', 2), entry('a', 1)]) log.add(e);
    assert.deepEqual(
      log.entries('a').map((e) => e.at),
      [1, 3],
    );
    assert.deepEqual(
      log.entries().map((e) => e.at),
      [1, 2, 3],
    );
    assert.deepEqual(log.entries('c'), []);
  });

  it('tells listeners until they leave', () => {
    const log = new TruthLog();
    const heard: number[] = [];
    const leave = log.onEntry((e) => heard.push(e.at));
    log.add(entry('a', 1));
    leave();
    log.add(entry('a', 2));
    assert.deepEqual(heard, [1]);
  });

  it('survives a listener that throws', () => {
    const faults: unknown[] = [];
    const heard: number[] = [];
    const log = new TruthLog((error) => faults.push(error));
    log.onEntry(() => {
      throw new Error('no');
    });
    log.onEntry((e) => heard.push(e.at));
    log.add(entry('a', 1));
    assert.deepEqual(heard, [1]);
    assert.equal(faults.length, 1);
  });

  it('forgets the oldest calls and never grows without end', () => {
    const log = new TruthLog();
    for (let n = 0; n < 250; n++) log.add(entry(`call-${n}`, n));
    assert.equal(log.entries().length, 200);
    assert.deepEqual(log.entries('call-49'), []);
    for (let n = 0; n < 6000; n++) log.add(entry('call-249', n));
    log.add(entry('call-249', 9999, 'hangup'));
    assert.equal(log.entries('call-249').length, 5001);
    assert.equal(log.entries('call-249').at(-1)?.event, 'hangup');
  });
});
