import { strict as assert } from 'node:assert';
import { SendTimeline } from '../../../lib/media/rtp/send-timeline';

interface Sent {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
}

/** A timeline that starts at known numbers. */
function timeline(): SendTimeline {
  return new SendTimeline(() => 100);
}

function own(line: SendTimeline, packets: number): Sent[] {
  return Array.from({ length: packets }, () => {
    const sent = { ...line.own(line.begin(), 160) };
    line.advance(160);
    return sent;
  });
}

/** Passes packets `from`..`to` of another leg on, one each 20 ms. */
function passed(line: SendTimeline, from: number, to: number, ssrc = 9): (Sent | null)[] {
  const sent: (Sent | null)[] = [];
  for (let number = from; number < to; number++) {
    const stamp = line.pass(ssrc, (60_000 + number) & 0xffff, (0xfffff000 + number * 160) >>> 0, 160, false);
    sent.push(stamp && { ...stamp });
    line.advance(160);
  }
  return sent;
}

function steps(sent: readonly (Sent | null)[]): [number, number][] {
  return sent.slice(1).map((packet, index) => {
    const before = sent[index]!;
    return [(packet!.sequence - before.sequence) & 0xffff, (packet!.timestamp - before.timestamp) >>> 0];
  });
}

describe('SendTimeline', () => {
  it('goes on without a break from our own packets to another leg’s and back', () => {
    const line = timeline();
    const all = [...own(line, 3), ...passed(line, 0, 6000), ...own(line, 3), ...passed(line, 6003, 6010)];
    for (const [sequence, timestamp] of steps(all)) {
      assert.equal(sequence, 1);
      assert.ok(timestamp >= 160 && timestamp <= 320, `${timestamp}`);
    }
    assert.deepEqual(
      all.map((packet, index) => (packet!.marker ? index : -1)).filter((index) => index >= 0),
      [3, 6006],
    );
  });

  it('keeps the gaps and the order of the leg that is passed on', () => {
    const line = timeline();
    own(line, 1);
    const first = passed(line, 0, 3);
    line.advance(160);
    const after = passed(line, 4, 6);
    const late = line.pass(9, 60_003 & 0xffff, (0xfffff000 + 3 * 160) >>> 0, 160, false);
    assert.equal(after[0]!.sequence - first[2]!.sequence, 2);
    assert.equal((after[0]!.timestamp - first[2]!.timestamp) >>> 0, 320);
    assert.equal(late!.sequence, first[2]!.sequence + 1);
    assert.equal((late!.timestamp - first[2]!.timestamp) >>> 0, 160);
  });

  it('drops what comes for a time we have filled ourselves, and takes up the rest in its place', () => {
    const line = timeline();
    const before = passed(line, 0, 5);
    const filled = own(line, 10);
    assert.equal(line.pass(9, 60_005, (0xfffff000 + 5 * 160) >>> 0, 160, false), null);
    const after = passed(line, 15, 18);
    const all = [...before, ...filled, ...after];
    for (const [sequence, timestamp] of steps(all)) assert.deepEqual([sequence, timestamp], [1, 160]);
    assert.equal(after[0]!.marker, true);
  });

  it('starts a new stretch for a new SSRC or a jump, never going back', () => {
    const line = timeline();
    const all = [...passed(line, 0, 5), ...passed(line, 40_000, 40_005, 10), ...passed(line, 100, 105, 10)];
    for (const [sequence, timestamp] of steps(all)) {
      assert.equal(sequence, 1);
      assert.ok(timestamp >= 160 && timestamp < 16_000);
    }
  });

  it('believes a leg that slipped behind after ten packets', () => {
    const line = timeline();
    passed(line, 0, 5);
    own(line, 50);
    const sent = passed(line, 5, 25).filter((packet) => packet !== null);
    assert.equal(sent.length, 10);
  });

  it('skips timestamps, not sequence numbers, while nothing is sent', () => {
    const line = timeline();
    const before = own(line, 1);
    line.advance(160 * 500);
    const after = own(line, 1);
    assert.deepEqual(steps([...before, ...after]), [[1, 160 * 501]]);
  });
});
