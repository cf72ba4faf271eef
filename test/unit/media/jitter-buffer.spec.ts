import { strict as assert } from 'node:assert';
import { JitterBuffer } from '../../../lib/media/rtp/jitter-buffer';
import type { FrameKind } from '../../../lib/media/rtp/jitter-buffer';
import { sine, toneLevelDbfs } from '../../support/media-goertzel';

interface Packet {
  readonly arrivalMs: number;
  readonly timestamp: number;
  readonly samples: Int16Array;
}

interface Played {
  readonly kinds: FrameKind[];
  readonly samples: Int16Array;
  readonly buffer: JitterBuffer;
  /** Delay of the playing point behind the sender, ms, found by a marked sample; only for `ramp` packets. */
  readonly delaysMs: number[];
}

/** Value of the sender's sample `index`: a ramp, so that a played sample tells where it came from. */
function ramp(index: number): number {
  return (index % 30_000) + 1;
}

/** Packets of `ptimeMs` sent from 1000 ms on, each delayed by `delayMs(n)` (null: lost). */
function stream(
  seconds: number,
  delayMs: (packet: number) => number | null,
  options: { ptimeMs?: number; from?: number; content?: (index: number) => number; skewPpm?: number } = {},
): Packet[] {
  const { ptimeMs = 20, from = 0xffffff00, content = ramp, skewPpm = 0 } = options;
  const length = ptimeMs * 8;
  const packets: Packet[] = [];
  for (let number = 0; number * ptimeMs < seconds * 1000; number++) {
    const delay = delayMs(number);
    if (delay === null) continue;
    const first = number * length;
    packets.push({
      arrivalMs: 1000 + number * ptimeMs * (1 + skewPpm / 1e6) + delay,
      timestamp: (from + first) >>> 0,
      samples: Int16Array.from({ length }, (_, index) => content(first + index)),
    });
  }
  return packets.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

/** Plays packets by a clock whose ticks fall `phaseMs` after those of the sender. */
function play(packets: readonly Packet[], seconds: number, phaseMs = 7, buffer = new JitterBuffer()): Played {
  const kinds: FrameKind[] = [];
  const delaysMs: number[] = [];
  const samples = new Int16Array(seconds * 8000);
  const frame = new Int16Array(160);
  let next = 0;
  for (let tick = 0; tick < seconds * 50; tick++) {
    const nowMs = 1000 + phaseMs + tick * 20;
    while (next < packets.length && packets[next]!.arrivalMs <= nowMs) {
      const packet = packets[next++]!;
      buffer.insert(packet.timestamp, packet.samples, packet.samples.length, packet.arrivalMs);
    }
    const kind = buffer.pull(nowMs, frame);
    kinds.push(kind);
    samples.set(frame, tick * 160);
    if (kind === 'heard') delaysMs.push((nowMs - 1000 - (frame[0]! - 1) / 8) % 3750);
  }
  return { kinds, samples, buffer, delaysMs };
}

/** Deterministic uniform numbers. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}

function count(kinds: readonly FrameKind[], kind: FrameKind): number {
  return kinds.filter((other) => other === kind).length;
}

/** Longest jump between neighbouring samples. */
function roughest(samples: Int16Array): number {
  let worst = 0;
  for (let index = 1; index < samples.length; index++) {
    worst = Math.max(worst, Math.abs(samples[index]! - samples[index - 1]!));
  }
  return worst;
}

describe('JitterBuffer', () => {
  for (const ptimeMs of [10, 20, 30, 40, 60]) {
    it(`plays every sample in order at a ptime of ${ptimeMs} ms, across the wrap of the timestamp`, () => {
      const { kinds, samples, delaysMs } = play(
        stream(3, () => 5, { ptimeMs }),
        3,
      );
      const begin = samples.findIndex((sample) => sample !== 0);
      assert.ok(begin / 8 < 130, `begins after ${begin / 8} ms`);
      const frames = kinds.slice(kinds.indexOf('heard'));
      assert.equal(count(frames, 'heard'), frames.length);
      const steps = samples.subarray(begin + 160, begin + 20_000);
      if (ptimeMs <= 20) steps.forEach((sample, index) => assert.equal(sample, steps[0]! + index));
      assert.ok(delaysMs.at(-1)! < 110);
    });
  }

  it('hides jitter of 60 ms after adapting, and gives the delay back when the network calms down', () => {
    const uniform = random(7);
    const jittery = stream(10, () => 10 + uniform() * 60);
    const buffer = new JitterBuffer();
    const { kinds, delaysMs } = play(jittery, 10, 3, buffer);
    const settled = kinds.slice(100);
    assert.ok(count(settled, 'concealed') <= 8, `${count(settled, 'concealed')} of 400 frames concealed`);
    assert.ok(buffer.targetDelayMs > 60 && buffer.targetDelayMs < 110, `${buffer.targetDelayMs} ms`);
    const calm = play(
      stream(30, (n) => (n < 500 ? 10 + uniform() * 60 : 10)),
      30,
      3,
    );
    const late = calm.delaysMs.slice(-100);
    assert.ok(Math.max(...late) < 75, `still ${Math.max(...late)} ms behind`);
    assert.ok(Math.max(...delaysMs.slice(-100)) > 80);
  });

  it('puts reordered packets in order and drops duplicates', () => {
    const swapped = stream(2, (n) => (n % 5 === 0 ? 26 : 5));
    const twice = swapped.flatMap((packet) => [packet, { ...packet, arrivalMs: packet.arrivalMs + 3 }]);
    const { kinds, buffer } = play(
      twice.sort((a, b) => a.arrivalMs - b.arrivalMs),
      2,
    );
    assert.equal(count(kinds.slice(20), 'concealed'), 0);
    const packet = { timestamp: 80_000, samples: new Int16Array(160).fill(1) };
    buffer.reset();
    assert.equal(buffer.insert(packet.timestamp, packet.samples, 160, 5000), 'stored');
    assert.equal(buffer.insert(packet.timestamp, packet.samples, 160, 5001), 'duplicate');
  });

  it('conceals a lost packet without a click, and marks just that frame', () => {
    const tone = sine(400, 4, -10);
    const lost = new Set([50, 90, 91, 120]);
    const packets = stream(3, (n) => (lost.has(n) ? null : 5), { content: (index) => tone[index]! });
    const { kinds, samples } = play(packets, 3);
    assert.equal(count(kinds.slice(10), 'concealed'), lost.size);
    assert.ok(roughest(samples.subarray(2000)) < roughest(tone) * 1.6, `${roughest(samples)} vs ${roughest(tone)}`);
    assert.ok(toneLevelDbfs(samples.subarray(4000, 20_000), 400) > -11);
  });

  it('fades to silence and reports absence when the stream stops, and takes it up again', () => {
    const pausing = stream(4, (n) => (n >= 50 && n < 150 ? null : 5));
    const { kinds, samples } = play(pausing, 4);
    const middle = kinds.slice(65, 148);
    assert.equal(count(middle, 'absent'), middle.length);
    assert.ok(samples.subarray(65 * 160, 148 * 160).every((sample) => sample === 0));
    assert.equal(count(kinds.slice(160), 'heard'), 40);
  });

  it('follows a sender that did not count its pause (timestamps slip back behind real time)', () => {
    const packets = stream(6, () => 5).map((packet, index) => {
      return index < 100 ? packet : { ...packet, arrivalMs: packet.arrivalMs + 300 };
    });
    const { kinds } = play(packets, 6);
    assert.ok(count(kinds.slice(125, 290), 'heard') > 155, kinds.join(' '));
  });

  it('is itself again soon after the timeline has slipped by part of a packet, wherever the clock ticks between packets', () => {
    // What Asterisk does when it goes from music to somebody: its next packet begins before the last one has ended.
    for (const slips of [
      [16, 10],
      [77, 93],
      [10, 77],
    ]) {
      for (let phaseMs = 0; phaseMs < 20; phaseMs++) {
        const uniform = random(3);
        const packets = stream(16, () => 5 + 3 * uniform()).map((packet, index) => {
          const slipped = (index < 150 ? 0 : 160 - slips[0]!) + (index < 450 ? 0 : 160 - slips[1]!);
          return { ...packet, timestamp: (packet.timestamp - slipped) >>> 0 };
        });
        const { kinds } = play(packets, 16, phaseMs);
        const lost = kinds.slice(150).filter((kind) => kind !== 'heard').length;
        assert.ok(lost <= 10, `${lost} frames made up after slips to ${slips.join(' and ')} samples, ${phaseMs} ms`);
      }
    }
  });

  it('follows a jump of the timeline after two packets, but not after one forged packet', () => {
    const buffer = new JitterBuffer();
    const forged = stream(2, () => 5);
    forged.splice(50, 0, { ...forged[50]!, timestamp: 0x40000000 });
    assert.equal(count(play(forged, 2, 7, buffer).kinds.slice(10), 'heard'), 90);
    const jumped = stream(4, () => 5).map((packet, index) => {
      return index < 100 ? packet : { ...packet, timestamp: (packet.timestamp + 0x30000000) >>> 0 };
    });
    const { kinds } = play(jumped, 4);
    assert.ok(count(kinds.slice(108), 'heard') >= 88);
  });

  for (const skewPpm of [-300, 300]) {
    it(`keeps up for ten minutes with a sender whose clock is ${skewPpm} ppm off`, () => {
      const tone = sine(1004, 30, -10);
      // 30 s of the tone are not a whole number of its periods; a period fits 251 times into 2000 samples.
      const packets = stream(601, () => 5, { skewPpm, content: (index) => tone[index % 2000]! });
      const { kinds, samples, buffer } = play(packets, 600);
      assert.equal(count(kinds.slice(10), 'heard'), kinds.length - 10);
      assert.ok(roughest(samples) < roughest(tone) * 1.25, `${roughest(samples)} vs ${roughest(tone)}`);
      assert.ok(buffer.targetDelayMs < 60);
    });
  }

  it('jumps to the present after the machine stood still', () => {
    const buffer = new JitterBuffer();
    const frame = new Int16Array(160);
    const packets = stream(20, () => 5);
    let next = 0;
    const delaysMs: number[] = [];
    for (let tick = 0; tick < 800; tick++) {
      // 3 s without a tick or a look at the socket: the kernel kept a second of packets, all come at once.
      if (tick >= 200 && tick < 350) continue;
      const nowMs = 1007 + tick * 20;
      while (next < packets.length && packets[next]!.arrivalMs <= nowMs) {
        const packet = packets[next++]!;
        if (packet.arrivalMs > 5000 && packet.arrivalMs < 7000) continue;
        buffer.insert(packet.timestamp, packet.samples, 160, nowMs - Math.min(20, nowMs - packet.arrivalMs));
      }
      if (buffer.pull(nowMs, frame) === 'heard') delaysMs.push((nowMs - 1000 - (frame[0]! - 1) / 8) % 3750);
    }
    assert.ok(delaysMs.length > 600, `${delaysMs.length} frames heard`);
    assert.ok(delaysMs.at(-1)! < 150, `${delaysMs.at(-1)} ms behind`);
  });

  it('rides out a spike of 400 ms and recovers its former delay', () => {
    const packets = stream(12, (n) => (n >= 100 && n < 120 ? 5 + (120 - n) * 20 : 5));
    const { kinds, delaysMs } = play(packets, 12);
    assert.ok(count(kinds.slice(100, 200), 'concealed') + count(kinds.slice(100, 200), 'absent') < 35);
    assert.equal(count(kinds.slice(200), 'heard'), kinds.length - 200);
    assert.ok(delaysMs.at(-1)! < 120, `${delaysMs.at(-1)} ms behind at the end`);
  });
});
