/** A map that forgets its oldest entry when full: tables keyed by what strangers send must not grow for ever. */
import { Buffer } from 'node:buffer';

export class BoundedMap<Value> {
  readonly #limit: number;
  readonly #entries = new Map<string, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    // A copy: V8 keeps a string cut out of a 60 kB datagram as a view that keeps the whole datagram alive.
    this.#entries.set(Buffer.from(key, 'utf8').toString('utf8'), value);
    if (this.#entries.size > this.#limit) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
