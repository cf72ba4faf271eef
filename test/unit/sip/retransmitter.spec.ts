import assert from 'node:assert/strict';
import { Retransmitter } from '../../../lib/sip/retransmitter';
import { ManualClock } from '../../support/manual-clock';

describe('sip: retransmitter (RFC 3261 section 17)', () => {
  let clock: ManualClock;
  let times: number[];
  let retransmitter: Retransmitter;
  let counted: number;

  const send = (): void => void times.push(clock.now() - 1_000_000);

  beforeEach(() => {
    clock = new ManualClock();
    times = [];
    counted = 0;
    retransmitter = new Retransmitter(clock, () => counted++);
  });

  it('Timer A doubles from 500 ms until 32 s', async () => {
    retransmitter.requestSent('b', 'INVITE', send);
    await clock.advance(100_000);
    assert.deepEqual(times, [500, 1500, 3500, 7500, 15_500, 31_500]);
    assert.equal(counted, 6);
    assert.equal(retransmitter.pending, 0);
  });

  it('Timer A stops at any response', async () => {
    retransmitter.requestSent('b', 'INVITE', send);
    await clock.advance(600);
    retransmitter.responseReceived('b', 'INVITE', 100);
    await clock.advance(100_000);
    assert.deepEqual(times, [500]);
  });

  it('Timer E doubles up to 4 s', async () => {
    retransmitter.requestSent('b', 'BYE', send);
    await clock.advance(100_000);
    assert.deepEqual(times, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
  });

  it('a 1xx slows Timer E to 4 s, a final response stops it', async () => {
    retransmitter.requestSent('b', 'INFO', send);
    await clock.advance(600);
    retransmitter.responseReceived('b', 'INFO', 100);
    await clock.advance(8500);
    retransmitter.responseReceived('b', 'INFO', 200);
    await clock.advance(100_000);
    assert.deepEqual(times, [500, 4600, 8600]);
  });

  it('Timer G repeats a refusal until the ACK', async () => {
    retransmitter.refusalSent('t', send);
    await clock.advance(4000);
    retransmitter.ackReceived('t');
    await clock.advance(100_000);
    assert.deepEqual(times, [500, 1500, 3500]);
  });

  it('never repeats an ACK, and not a CANCEL for its INVITE', async () => {
    retransmitter.requestSent('b', 'ACK', send);
    assert.equal(retransmitter.pending, 0);
    retransmitter.requestSent('b', 'INVITE', send);
    retransmitter.requestSent('b', 'CANCEL', send);
    retransmitter.responseReceived('b', 'CANCEL', 200);
    await clock.advance(500);
    assert.deepEqual(times, [500]);
  });

  it('ignores a second sending of what is armed, and is bounded', async () => {
    retransmitter.requestSent('b', 'INVITE', send);
    retransmitter.requestSent('b', 'INVITE', send);
    assert.equal(retransmitter.pending, 1);
    const small = new Retransmitter(clock, () => undefined, 2);
    for (const branch of ['1', '2', '3']) small.requestSent(branch, 'BYE', send);
    assert.equal(small.pending, 2);
    small.clear();
    retransmitter.clear();
    await clock.advance(100_000);
    assert.deepEqual(times, []);
    assert.equal(clock.pending, 0);
  });
});
