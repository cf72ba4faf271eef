/** Recognises RTP packets that were already received: networks and bonded links do duplicate, seconds apart at times. */
const WINDOW = 512;

export class DuplicateFilter {
  readonly #seen = new Int32Array(WINDOW).fill(-1);

  reset(): void {
    this.#seen.fill(-1);
  }

  /** True when `sequence` was seen among the last 512. */
  duplicate(sequence: number): boolean {
    const slot = sequence % WINDOW;
    if (this.#seen[slot] === sequence) return true;
    this.#seen[slot] = sequence;
    return false;
  }
}
