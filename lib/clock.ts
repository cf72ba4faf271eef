/**
 * Time as a dependency: everything in lib/ that waits or dates something takes a Clock, so that an hour on hold
 * runs in a millisecond in a test.
 */

/** Handle of a pending timer; opaque to its owner. */
export type TimerHandle = unknown;

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** The longest delay setTimeout takes; anything above fires at once (Node.js, TimeoutOverflowWarning). */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface ChainedTimer {
  timer: NodeJS.Timeout;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => {
    const handle: ChainedTimer = { timer: setTimeout(() => undefined, 0) };
    const wait = (leftMs: number): void => {
      handle.timer =
        leftMs > MAX_TIMER_MS
          ? setTimeout(() => wait(leftMs - MAX_TIMER_MS), MAX_TIMER_MS)
          : setTimeout(callback, leftMs);
    };
    clearTimeout(handle.timer);
    wait(delayMs);
    return handle;
  },
  clearTimeout: (handle) => {
    if (handle) clearTimeout((handle as ChainedTimer).timer);
  },
};
