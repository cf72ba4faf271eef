/** What a prompt sounds like, as a step of a flow keeps it: hashes of 20 ms each, int32 little-endian in base64. */

/** 30 s: a menu is answered by then, and what follows does not help to know it again. */
export const MAX_PRINT_FRAMES = 1500;

/** Of so many characters in a flow. */
export const MAX_PRINT_CHARACTERS = MAX_PRINT_FRAMES * 4 * (4 / 3);

/** Of what is being said now, beside a remembered prompt: the same recording so far, another one, or too early to tell. */
export type SoundLikeness = 'same' | 'other' | 'unknown';

/** Compares the prompt being said since then (epoch ms), as far as it has come, with the print of a step. */
export type CompareSound = (print: string, sinceMs: number) => SoundLikeness;

/** Undefined: there is nothing to keep. */
export function encodePrint(hashes: Int32Array): string | undefined {
  if (hashes.length === 0) return undefined;
  const kept = hashes.subarray(0, MAX_PRINT_FRAMES);
  const bytes = Buffer.alloc(kept.length * 4);
  kept.forEach((hash, index) => bytes.writeInt32LE(hash, index * 4));
  return bytes.toString('base64');
}

export function decodePrint(print: string): Int32Array {
  const bytes = Buffer.from(print.slice(0, MAX_PRINT_CHARACTERS), 'base64');
  return Int32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readInt32LE(index * 4));
}

/** A print that covers much less than the known one says less; after a change of the prompt only the new one counts. */
export function betterPrint(
  known: string | undefined,
  heard: string | undefined,
  changed: boolean,
): string | undefined {
  if (heard === undefined) return changed ? undefined : known;
  return known === undefined || changed || heard.length >= known.length * MOST_OF_IT ? heard : known;
}

const MOST_OF_IT = 0.6;
