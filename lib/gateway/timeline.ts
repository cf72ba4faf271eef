/** What happened in a call, in order: each entry has its time, its topic and the evidence. */
import type { TimelineEntry } from './gateway.types';

/** Hours on hold with an announcement every 20 s stay below this; the oldest middle entries go first. */
const MAX_ENTRIES = 2000;
/** The beginning of a call (dialled, menu walked) is what people look up: never dropped. */
const KEPT_AT_START = 200;

export class Timeline {
  readonly #entries: TimelineEntry[] = [];
  #dropped = 0;

  add(entry: TimelineEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) {
      this.#entries.splice(KEPT_AT_START, 1);
      this.#dropped++;
    }
  }

  get entries(): readonly TimelineEntry[] {
    return [...this.#entries];
  }

  /** How many entries the bound has cost. */
  get dropped(): number {
    return this.#dropped;
  }
}
