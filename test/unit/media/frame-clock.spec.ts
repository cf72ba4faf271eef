import { strict as assert } from 'node:assert';
import { createSocket } from 'node:dgram';
import { FrameClock, MAX_CATCH_UP_MS, SlotSchedule } from '../../../lib/media/worker/frame-clock';
import { LatenessWindow } from '../../../lib/media/worker/lateness-window';

describe('SlotSchedule', () => {
  it('spreads sessions over the ten slots and has each due every 20 ms, without drift', () => {
    const schedule = new SlotSchedule(0);
    const slots = Array.from({ length: 20 }, () => schedule.occupy(0));
    assert.deepEqual(new Set(slots).size, 10);
    const due: number[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += 1.7) {
      schedule.run(nowMs, (slot, dueMs) => {
        if (slot === 3) due.push(dueMs);
        assert.ok(dueMs <= nowMs + 0.5);
      });
    }
    assert.equal(due.length, 3000);
    due.forEach((dueMs, index) => assert.equal(dueMs, 6 + index * 20));
  });

  it('makes up for a short stall and skips whole cycles after a long one', () => {
    const schedule = new SlotSchedule(0);
    schedule.occupy(0);
    const due: number[] = [];
    const run = (nowMs: number): void => schedule.run(nowMs, (_, dueMs) => due.push(dueMs));
    run(0);
    run(150);
    assert.deepEqual(due, [0, 20, 40, 60, 80, 100, 120, 140]);
    due.length = 0;
    run(10_150);
    assert.ok(due.length <= MAX_CATCH_UP_MS / 20 + 1, `${due.length} frames at once`);
    assert.equal(due.at(-1), 10_140);
  });

  it('sleeps while nobody is there, and until the next occupied slot otherwise', () => {
    const schedule = new SlotSchedule(0);
    assert.equal(schedule.nextDelayMs(5), null);
    const slot = schedule.occupy(1001);
    const delayMs = schedule.nextDelayMs(1001)!;
    assert.ok(delayMs > 0 && delayMs <= 20);
    let runs = 0;
    schedule.run(1001 + delayMs, () => runs++);
    assert.equal(runs, 1, 'the time nobody was there is not made up for');
    assert.equal(Math.round(schedule.nextDelayMs(1001 + delayMs)!), 20);
    schedule.vacate(slot);
    assert.equal(schedule.nextDelayMs(1021), null);
  });
});

describe('FrameClock', () => {
  it('gives its members a turn every 20 ms and lets go of those removed', async () => {
    const clock = new FrameClock();
    const due: number[] = [];
    const member = { tick: (dueMs: number): number => due.push(dueMs) };
    clock.add(member);
    await new Promise((resolve) => setTimeout(resolve, 110));
    clock.remove(member);
    const turns = due.length;
    assert.ok(turns >= 4 && turns <= 6, `${turns} turns in 110 ms`);
    for (let index = 1; index < turns; index++) assert.equal(Math.round(due[index]! - due[index - 1]!), 20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(due.length, turns);
  });
});

describe('LatenessWindow', () => {
  it('summarises the last ten seconds', () => {
    const window = new LatenessWindow();
    assert.deepEqual(window.summary(0), { p50: 0, p99: 0, max: 0 });
    window.add(500, 0);
    for (let index = 1; index <= 100; index++) window.add(index / 10, 20_000 + index);
    const { p50, p99, max } = window.summary(20_200);
    assert.ok(Math.abs(p50 - 5) < 0.2 && Math.abs(p99 - 10) < 0.2);
    assert.equal(max, 10);
  });
});

describe('FrameClock after a stall', () => {
  it('lets the sockets be read before it makes up for the turns missed', async () => {
    const clock = new FrameClock();
    const order: string[] = [];
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    socket.on('message', () => order.push('packet'));
    const member = { tick: (): number => order.push('turn') };
    clock.add(member);
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.length = 0;
    socket.send('x', socket.address().port, '127.0.0.1');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    await new Promise((resolve) => setTimeout(resolve, 30));
    clock.remove(member);
    socket.close();
    assert.equal(order[0], 'packet');
    assert.ok(order.length >= 6, order.join(' '));
  });
});
