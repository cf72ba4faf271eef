/** Whether two rows of hashes are the same piece of sound, cut at about the same place. */
import { HASHES_PER_SECOND, MAX_NUMBER_RECORDING_SECONDS } from './limits';
import type { RecordingToLearn } from './store.types';

/** Two seconds tell; cutting differs by some frames from call to call. */
const COMPARED = 100;
const SLIPS = 5;
/** Unrelated sounds differ in half of the bits, the same one in less than this share (lib/hearing/recordings/recording-memory.ts). */
const SAME = 0.33;
const BITS = 23;
const LENGTHS_DIFFER = 0.1;

export function usable({ hashes, seconds }: RecordingToLearn): boolean {
  return hashes.length > 0 && hashes.length <= MAX_NUMBER_RECORDING_SECONDS * HASHES_PER_SECOND && seconds > 0;
}

export function isSameRecording(a: Int32Array, b: Int32Array): boolean {
  const longer = Math.max(a.length, b.length);
  if (Math.abs(a.length - b.length) > Math.max(SLIPS, longer * LENGTHS_DIFFER)) return false;
  for (let slip = -SLIPS; slip <= SLIPS; slip++) {
    const fromA = Math.max(0, slip);
    const fromB = Math.max(0, -slip);
    const length = Math.min(COMPARED, a.length - fromA, b.length - fromB);
    if (length <= 0) continue;
    let wrong = 0;
    for (let i = 0; i < length; i++) wrong += ones(a[fromA + i]! ^ b[fromB + i]!);
    if (wrong <= SAME * BITS * length) return true;
  }
  return false;
}

function ones(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
