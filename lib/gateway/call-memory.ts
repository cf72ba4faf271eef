/** What is remembered of a number from call to call. The store is behind it; without one nothing is remembered. */
import type { HeardRecording } from '../hearing';
import type { CallFlow } from '../ivr/flows';
import type { CallSnapshot, TimelineEntry } from './gateway.types';
import type { DtmfMode } from './leg';

/** Numbers are what was dialled: the policy's one writing of it. Nothing here throws; a store's fault is its own. */
export interface CallMemory {
  /** Hashes of the recordings heard on earlier calls. */
  recordingsOf(number: string): readonly Int32Array[];
  learnRecordings(number: string, recordings: readonly HeardRecording[]): void;
  flowOf(number: string, goal: string): CallFlow | null;
  /** Null when it is kept, else why it is not, in words. */
  keepFlow(flow: CallFlow): string | null;
  dtmfModeOf(number: string): DtmfMode | null;
  rememberDtmfMode(number: string, mode: DtmfMode): void;
  /** The call is over. */
  keepCall(number: string, call: CallSnapshot, timeline: readonly TimelineEntry[]): void;
  close(): void;
}

/** Nothing is kept. */
export const FORGETFUL: CallMemory = {
  recordingsOf: () => [],
  learnRecordings: () => undefined,
  flowOf: () => null,
  keepFlow: () => 'this gateway has no folder to remember anything in.',
  dtmfModeOf: () => null,
  rememberDtmfMode: () => undefined,
  keepCall: () => undefined,
  close: () => undefined,
};
