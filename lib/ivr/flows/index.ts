/** Call flows: known menus as graphs, learned from calls or written by hand, replayed by hearing (docs/call-flows.md). */
export {
  exportFlow,
  importFlow,
  parseFlow,
  type CallFlow,
  type FlowChange,
  type FlowParsed,
  type FlowStep,
} from './call-flow';
export type { ExploredAnswer, ExploredCall, ExploredStep, FlowDrift } from './explored-call';
export { FlowReplay } from './flow-replay';
export { flowKnowsGoal, sameGoal } from './goal-key';
export { learnFlow, type Learned } from './learn-flow';
export { decodePrint, encodePrint, MAX_PRINT_FRAMES, type CompareSound, type SoundLikeness } from './sound-print';
