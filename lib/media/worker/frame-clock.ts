/**
 * The one clock of a media worker: 20 ms cycles of ten 2 ms slots, sessions spread over the slots. Due times are computed
 * from the start, never from the last wake-up, so nothing drifts (a setInterval per call loses 1 to 3 %, measured).
 */
import { LatenessWindow } from './lateness-window';

export const CYCLE_MS = 20;
export const SLOTS = 10;
const SLOT_MS = CYCLE_MS / SLOTS;
/** A slot may run this early: libuv timers have a grain of 1 ms. */
const EARLY_MS = 0.5;
/** Cycles missed in a stall are made up for this long back; older ones are skipped, their audio would be useless. */
export const MAX_CATCH_UP_MS = 200;
/** Later than this is a stall of the thread, not the grain of its timers. */
const STALL_MS = 10;

/** When which slot is due; pure, time is an argument. */
export class SlotSchedule {
  readonly #startMs: number;
  readonly #sessions = new Array<number>(SLOTS).fill(0);
  #occupied = 0;
  #nextTick = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Takes a place in the emptiest slot and returns the slot. */
  occupy(nowMs: number): number {
    if (this.#occupied === 0) this.#nextTick = Math.max(this.#nextTick, Math.ceil((nowMs - this.#startMs) / SLOT_MS));
    let slot = 0;
    for (let other = 1; other < SLOTS; other++) if (this.#sessions[other]! < this.#sessions[slot]!) slot = other;
    this.#sessions[slot]!++;
    this.#occupied++;
    return slot;
  }

  vacate(slot: number): void {
    this.#sessions[slot]!--;
    this.#occupied--;
  }

  /** Runs every occupied slot due by now, in order, with the time at which it was due. */
  run(nowMs: number, slotDue: (slot: number, dueMs: number) => void): void {
    const behindMs = nowMs - this.#dueMs(this.#nextTick);
    if (behindMs > MAX_CATCH_UP_MS) {
      this.#nextTick += SLOTS * Math.ceil((behindMs - MAX_CATCH_UP_MS) / CYCLE_MS);
    }
    while (this.#dueMs(this.#nextTick) <= nowMs + EARLY_MS) {
      const tick = this.#nextTick++;
      if (this.#sessions[tick % SLOTS]! > 0) slotDue(tick % SLOTS, this.#dueMs(tick));
    }
  }

  /** Time until the next occupied slot; null when all are empty. May be negative. */
  nextDelayMs(nowMs: number): number | null {
    if (this.#occupied === 0) return null;
    let tick = this.#nextTick;
    while (this.#sessions[tick % SLOTS] === 0) tick++;
    return this.#dueMs(tick) - nowMs;
  }

  #dueMs(tick: number): number {
    return this.#startMs + tick * SLOT_MS;
  }
}

/** Something with a turn every 20 ms. */
export interface Ticking {
  /** `dueMs` is monotonic (performance.now); after a stall two calls may be more than 20 ms of `dueMs` apart. */
  tick(dueMs: number): void;
}

export class FrameClock {
  readonly lateness = new LatenessWindow();
  readonly #schedule = new SlotSchedule(performance.now());
  readonly #members: Set<Ticking>[] = Array.from({ length: SLOTS }, () => new Set<Ticking>());
  readonly #slots = new Map<Ticking, number>();
  #timer: NodeJS.Timeout | null = null;
  #deferred: NodeJS.Immediate | null = null;

  add(member: Ticking): void {
    const slot = this.#schedule.occupy(performance.now());
    this.#slots.set(member, slot);
    this.#members[slot]!.add(member);
    this.#arm();
  }

  remove(member: Ticking): void {
    const slot = this.#slots.get(member);
    if (slot === undefined) return;
    this.#slots.delete(member);
    this.#members[slot]!.delete(member);
    this.#schedule.vacate(slot);
    this.#arm();
  }

  readonly #slotDue = (slot: number, dueMs: number): void => {
    this.lateness.add(performance.now() - dueMs, dueMs);
    for (const member of this.#members[slot]!) member.tick(dueMs);
  };

  readonly #wake = (): void => {
    this.#timer = null;
    const delayMs = this.#schedule.nextDelayMs(performance.now());
    if (delayMs === null || delayMs > -STALL_MS) {
      this.#run();
      return;
    }
    // After a stall the sockets hold what came meanwhile: they are read (poll phase) before frames are pulled (check phase).
    this.#deferred = setImmediate(this.#run);
  };

  readonly #run = (): void => {
    this.#deferred = null;
    this.#schedule.run(performance.now(), this.#slotDue);
    this.#arm();
  };

  #arm(): void {
    if (this.#deferred) return;
    if (this.#timer) clearTimeout(this.#timer);
    const delayMs = this.#schedule.nextDelayMs(performance.now());
    this.#timer = delayMs === null ? null : setTimeout(this.#wake, Math.max(1, Math.round(delayMs)));
  }
}
