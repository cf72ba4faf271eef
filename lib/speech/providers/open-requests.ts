/**
 * A provider's requests under way: each has its time, and all end when the provider is closed. With timers of its own:
 * `AbortSignal.any([AbortSignal.timeout(...)])` may be collected before it fires (nodejs/node issue 57736).
 */
export class OpenRequests {
  readonly #open = new Set<AbortController>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Runs `request`; its signal fires with TimeoutError when the time is up, with AbortError when all are closed. */
  async run<Result>(timeoutMs: number, request: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const abort = new AbortController();
    if (this.#closed) abort.abort();
    this.#open.add(abort);
    const timer = setTimeout(() => abort.abort(new DOMException('the time is up', 'TimeoutError')), timeoutMs);
    // A request that does not mind its signal must not be waited for.
    const over = new Promise<never>((_resolve, reject) =>
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)),
    );
    try {
      return await Promise.race([request(abort.signal), over]);
    } finally {
      clearTimeout(timer);
      this.#open.delete(abort);
    }
  }

  close(): void {
    this.#closed = true;
    for (const abort of this.#open) abort.abort();
  }
}
