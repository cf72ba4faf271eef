import { strict as assert } from 'node:assert';
import { LATCH_PACKETS, RELATCH_SILENCE_MS, SourceLatch } from '../../../lib/media/rtp/source-latch';
import { SsrcGate } from '../../../lib/media/rtp/ssrc-gate';

const SIGNALLED = { address: '192.0.2.10', port: 4000 };

/** Feeds `count` consecutive packets; returns the last verdict. */
function feed(latch: SourceLatch, address: string, port: number, count: number, fromMs: number, sequence = 1): string {
  let verdict = '';
  for (let index = 0; index < count; index++) {
    verdict = latch.judge(address, port, 77, sequence + index, fromMs + index * 20);
  }
  return verdict;
}

describe('SourceLatch', () => {
  it('believes the signalled source at once', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    assert.deepEqual(latch.destination, SIGNALLED);
    assert.equal(latch.judge('192.0.2.10', 4000, 1, 1, 10), 'accepted');
  });

  it('believes another source after five packets of one stream, and sends there', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    assert.equal(feed(latch, '198.51.100.7', 9000, LATCH_PACKETS - 1, 0), 'probation');
    assert.deepEqual(latch.destination, SIGNALLED);
    assert.equal(feed(latch, '198.51.100.7', 9000, 1, 80, 5), 'accepted');
    assert.deepEqual(latch.destination, { address: '198.51.100.7', port: 9000 });
  });

  it('is not fooled by packets that form no stream, or come from many places', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    for (let index = 0; index < 50; index++) {
      assert.equal(latch.judge('198.51.100.7', 9000, 77, (index * 977) & 0xffff, index), 'probation');
      assert.equal(latch.judge('198.51.100.7', 9000 + index, 77, index, index), 'probation');
      assert.equal(latch.judge('198.51.100.7', 9000, index, index, index), 'probation');
    }
  });

  it('is not won by a burst, nor blocked by strangers in between', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    for (let index = 0; index < 50; index++) {
      assert.equal(latch.judge('203.0.113.9', 1000, 1, index, index), 'probation', `packet ${index} of a burst`);
    }
    const busy = new SourceLatch();
    busy.signal(SIGNALLED, 0);
    let verdict = '';
    for (let index = 0; index < LATCH_PACKETS; index++) {
      for (let stranger = 0; stranger < 20; stranger++)
        busy.judge('203.0.113.9', 1000 + stranger, 1, index * 9, index * 20);
      verdict = busy.judge('198.51.100.7', 9000, 77, index, index * 20);
    }
    assert.equal(verdict, 'accepted');
  });

  it('keeps the source in use against any number of foreign packets until it falls silent', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    latch.judge('192.0.2.10', 4000, 1, 1, 0);
    assert.equal(feed(latch, '203.0.113.1', 5000, 100, 10), 'foreign');
    assert.equal(latch.judge('192.0.2.10', 4000, 1, 2, 2100), 'accepted');
    const silentMs = 2100 + RELATCH_SILENCE_MS;
    assert.equal(feed(latch, '203.0.113.1', 5000, LATCH_PACKETS - 1, silentMs), 'probation');
    assert.equal(feed(latch, '203.0.113.1', 5000, 1, silentMs + 100, LATCH_PACKETS), 'accepted');
  });

  it('keeps the latch when SDP repeats the address, and starts over when it names another', () => {
    const latch = new SourceLatch();
    latch.signal(SIGNALLED, 0);
    feed(latch, '198.51.100.7', 9000, LATCH_PACKETS, 0);
    latch.signal({ ...SIGNALLED }, 500);
    assert.deepEqual(latch.destination, { address: '198.51.100.7', port: 9000 });
    latch.signal({ address: '192.0.2.20', port: 6000 }, 1000);
    assert.deepEqual(latch.destination, { address: '192.0.2.20', port: 6000 });
    assert.equal(feed(latch, '198.51.100.7', 9000, 20, 1000, 10), 'foreign', 'the former source trails');
    assert.equal(
      feed(latch, '198.51.100.7', 9000, LATCH_PACKETS, 2100, 40),
      'accepted',
      'it was the same peer after all',
    );
  });
});

describe('SsrcGate', () => {
  it('takes the first source, and another after two packets once the old one paused', () => {
    const gate = new SsrcGate();
    assert.equal(gate.judge(1, 10, 0), 'changed');
    assert.equal(gate.judge(1, 11, 20), 'current');
    assert.equal(gate.judge(2, 500, 40), 'probation');
    assert.equal(gate.judge(2, 501, 60), 'probation', 'the old one spoke 40 ms ago');
    assert.equal(gate.judge(2, 502, 80), 'changed');
    assert.equal(gate.judge(2, 503, 100), 'current');
  });

  it('does not flap between interleaved sources or on forged packets', () => {
    const gate = new SsrcGate();
    gate.judge(1, 1, 0);
    for (let index = 1; index < 100; index++) {
      assert.equal(gate.judge(1, index + 1, index * 20), 'current');
      assert.equal(gate.judge(2, index, index * 20 + 10), 'probation');
    }
  });

  it('follows at once after BYE', () => {
    const gate = new SsrcGate();
    gate.judge(1, 1, 0);
    gate.bye(1);
    assert.equal(gate.judge(2, 1, 5), 'changed');
  });
});
