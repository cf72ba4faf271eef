/** What is kept between calls, as plain values: the shapes of the store's tables, whoever keeps them. */

/** A write that could not be kept. The call goes on; the message is for the person at the editor. */
export type Kept =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'full' | 'read-only' | 'busy' | 'broken' | 'refused';
      readonly message: string;
    };

export interface RecordingToLearn {
  /** Spectral hashes, 50 a second (lib/hearing/recordings/recording-memory.ts). */
  readonly hashes: Int32Array;
  readonly label: string;
  readonly seconds: number;
}

/** Recordings heard at a number: hashes only, no sound. Numbers are normalised by the caller. */
export interface Recordings {
  /** Last heard first. */
  recordingsOf(number: string): readonly Int32Array[];
  /** Known ones count as heard again. The least recently heard go first when there are too many. */
  learnRecordings(number: string, items: readonly RecordingToLearn[]): Kept;
  forgetNumber(number: string): Kept;
}

/** Anything that is named and belongs to numbers; the rest is kept as JSON and validated by whoever reads it. */
export interface FlowToStore {
  readonly id: string;
  readonly numbers: readonly string[];
  readonly goals: readonly string[];
  readonly updatedAt?: number;
}

export interface FlowSummary {
  readonly id: string;
  readonly numbers: readonly string[];
  readonly goals: readonly string[];
  /** Epoch ms. */
  readonly updatedAt: number;
}

export interface Flows {
  save(flow: FlowToStore): Kept;
  /** The flow as it was saved; null when there is none. */
  load(id: string): unknown;
  list(): readonly FlowSummary[];
  delete(id: string): Kept;
  /** Last updated first; with a goal those come first that have it, in whatever case it is written. */
  find(number: string, goal?: string): readonly unknown[];
}

export interface NumberFactsOf {
  /** The way of sending digits that this company heard. */
  readonly dtmfMode?: 'rfc4733' | 'info' | 'inband';
  /** How the last call to it ended: "reached", "busy", "closed", ... */
  readonly lastOutcome?: string;
  /** Epoch ms. */
  readonly updatedAt: number;
}

export interface NumberFacts {
  of(number: string): NumberFactsOf | null;
  /** What is left out stays as it is. */
  remember(number: string, facts: Omit<Partial<NumberFactsOf>, 'updatedAt'>): Kept;
}

export interface CallRecord {
  readonly id: string;
  readonly number: string;
  readonly goal: string;
  readonly tags: readonly string[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt: number;
  readonly holdSeconds: number;
  readonly endReason: string;
  /** What was answered on the way through the menu: "2", "1", "{{secret:account}}#". */
  readonly menuPath: readonly string[];
  /** Plain JSON entries, oldest first; the middle of very long ones is left out. */
  readonly timeline: readonly unknown[];
}

export interface CallQuery {
  /** Default 50, at most 500. */
  readonly limit?: number;
  /** Epoch ms: only calls that started earlier. */
  readonly before?: number;
  readonly number?: string;
}

export interface CallHistory {
  recordCall(call: CallRecord): Kept;
  /** Last started first. */
  calls(query?: CallQuery): readonly CallRecord[];
}

export interface Store {
  /** `memory`: nothing outlives the process; the log says why. */
  readonly kept: 'disk' | 'memory';
  readonly recordings: Recordings;
  readonly flows: Flows;
  readonly numberFacts: NumberFacts;
  readonly calls: CallHistory;
  /** Gives this reference back; the last one closes the file. */
  close(): void;
}
