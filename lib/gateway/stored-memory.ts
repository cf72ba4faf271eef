/** What is remembered of a number, on disk: the store's tables as the gateway speaks of them. */
import type { HeardRecording } from '../hearing';
import { flowKnowsGoal, parseFlow } from '../ivr/flows';
import type { CallFlow } from '../ivr/flows';
import type { Logger } from '../logger';
import { openStore } from '../store';
import type { Kept, Store } from '../store';
import type { CallMemory } from './call-memory';
import type { CallSnapshot, TimelineEntry } from './gateway.types';
import type { DtmfMode } from './leg';

export function openStoredMemory(folder: string, log: Logger): CallMemory {
  return new StoredMemory(openStore(folder, log), log);
}

class StoredMemory implements CallMemory {
  readonly #store: Store;
  readonly #log: Logger;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  recordingsOf(number: string): readonly Int32Array[] {
    return this.#store.recordings.recordingsOf(number);
  }

  learnRecordings(number: string, recordings: readonly HeardRecording[]): void {
    if (recordings.length > 0) this.#tell(this.#store.recordings.learnRecordings(number, recordings));
  }

  /** The flow that knows the way to this goal, else another one of this number, to be learned into. */
  flowOf(number: string, goal: string): CallFlow | null {
    const flows = this.#store.flows.find(number, goal).flatMap((value) => {
      const parsed = parseFlow(value);
      return parsed.ok ? [parsed.flow] : [];
    });
    return flows.find((flow) => flowKnowsGoal(flow, goal)) ?? flows[0] ?? null;
  }

  keepFlow(flow: CallFlow): string | null {
    const kept = this.#store.flows.save(flow);
    this.#tell(kept);
    return kept.ok ? null : kept.message;
  }

  dtmfModeOf(number: string): DtmfMode | null {
    return this.#store.numberFacts.of(number)?.dtmfMode ?? null;
  }

  rememberDtmfMode(number: string, mode: DtmfMode): void {
    this.#tell(this.#store.numberFacts.remember(number, { dtmfMode: mode }));
  }

  keepCall(number: string, call: CallSnapshot, timeline: readonly TimelineEntry[]): void {
    const endReason = call.endReason ?? 'failed';
    this.#tell(
      this.#store.calls.recordCall({
        id: call.id,
        number,
        goal: call.goal,
        tags: call.tags,
        startedAt: call.startedAt,
        ...(call.answeredAt !== undefined && { answeredAt: call.answeredAt }),
        endedAt: call.endedAt ?? call.startedAt,
        holdSeconds: call.holdSeconds,
        endReason,
        menuPath: timeline.filter(({ topic }) => topic === 'ivr/pressed').map(({ payload }) => String(payload)),
        timeline,
      }),
    );
  }

  close(): void {
    this.#store.close();
  }

  /** A disk that is full costs the memory of this call, not the call (DESIGN law 4). */
  #tell(kept: Kept): void {
    if (!kept.ok) this.#log.warn(`memory: ${kept.message}`);
  }
}
