/** How much is kept: bounds of every table. */

export const HASHES_PER_SECOND = 50;
/** Recordings of one number, and of all. */
export const MAX_NUMBER_RECORDING_SECONDS = 30 * 60;
export const MAX_RECORDING_SECONDS = 10 * 3600;
export const MAX_FLOWS = 1000;
export const MAX_FLOW_CHARACTERS = 1_000_000;
export const MAX_NUMBERS = 10_000;
export const MAX_CALLS = 5000;
export const MAX_TIMELINE_CHARACTERS = 64 * 1024;
export const DEFAULT_CALLS = 50;
export const MOST_CALLS_AT_ONCE = 500;
export const MAX_TEXT = 512;
/** Of one call. */
export const MAX_TAGS = 50;
export const MAX_MENU_STEPS = 100;
