/** What is kept between calls: recordings' hashes, call flows, facts about numbers, the call history. SQLite, or memory. */
export { openStore, STORE_FILE } from './open-store';
export type {
  CallHistory,
  CallQuery,
  CallRecord,
  FlowSummary,
  Flows,
  FlowToStore,
  Kept,
  NumberFacts,
  NumberFactsOf,
  Recordings,
  RecordingToLearn,
  Store,
} from './store.types';
