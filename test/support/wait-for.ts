import { setTimeout as sleep } from 'node:timers/promises';

/** Polls a real peer until it says what is wanted; fails with what was waited for. Not for code with injected time. */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  look: () => T | undefined | null | false,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(25);
  }
}
