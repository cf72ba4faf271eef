/** How late the clock's slots ran over the last 10 s. Fixed memory: the newest 5,000 slots (ten seconds of all slots). */

const CAPACITY = 5000;
const WINDOW_MS = 10_000;

export class LatenessWindow {
  readonly #lateMs = new Float64Array(CAPACITY);
  readonly #atMs = new Float64Array(CAPACITY).fill(-Infinity);
  #next = 0;

  add(lateMs: number, atMs: number): void {
    this.#lateMs[this.#next] = Math.max(0, lateMs);
    this.#atMs[this.#next] = atMs;
    this.#next = (this.#next + 1) % CAPACITY;
  }

  /** Milliseconds; zeros when nothing ran. */
  summary(nowMs: number): { p50: number; p99: number; max: number } {
    const recent = this.#lateMs.filter((_, index) => this.#atMs[index]! > nowMs - WINDOW_MS).sort();
    if (recent.length === 0) return { p50: 0, p99: 0, max: 0 };
    const at = (share: number): number => recent[Math.min(recent.length - 1, Math.floor(recent.length * share))]!;
    return { p50: at(0.5), p99: at(0.99), max: recent[recent.length - 1]! };
  }
}
