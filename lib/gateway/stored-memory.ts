import type { CallMemory } from './call-memory';
import { FORGETFUL } from './call-memory';
export const openStoredMemory = (): CallMemory => FORGETFUL;
