/** Asks the kernel to run this thread before others: audio is late when the machine is busy with speech or compilers. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Nice values: below zero needs a privilege, which a container often has; above zero needs none. */
const PREFERRED = -10;
/**
 * A quarter of a core beside one busy thread of the same core, a tenth with 10: there the last word of a prompt came 4 s
 * late on two cores with ten busy processes, and queues wait 6 to 8 s for their key.
 */
const BACKGROUND = 5;

/** Linux only, and only where permitted; elsewhere nothing happens. */
export function preferThisThread(): void {
  renice(PREFERRED);
}

export function yieldToOtherThreads(): void {
  renice(BACKGROUND);
}

function renice(nice: number): void {
  try {
    // On Linux each thread has its own nice value, addressed by its thread id: /proc/thread-self -> <pid>/task/<tid>.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(thread) && thread > 0) setPriority(thread, nice);
  } catch {
    // Not Linux, or not permitted: an ordinary priority is good enough.
  }
}
