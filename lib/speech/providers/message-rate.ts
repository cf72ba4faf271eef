/** How many messages a streaming service may send: some twenty a second are usual, each costs a JSON.parse here. Pure. */
import type { Clock } from '../../clock';

const BURST = 1000;
const EACH_SECOND = 200;

export class MessageRate {
  readonly #clock: Clock;
  #left = BURST;
  #filledMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledMs = clock.now();
  }

  /** One message came; false when there were too many. */
  take(): boolean {
    const now = this.#clock.now();
    const elapsedMs = Math.max(0, now - this.#filledMs);
    this.#left = Math.min(BURST, this.#left + (elapsedMs / 1000) * EACH_SECOND) - 1;
    this.#filledMs = now;
    return this.#left >= 0;
  }
}
