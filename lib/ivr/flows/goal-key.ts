/** Whether two goals, as users write them, are the same: the words that tell something, in any order. */
import { tokenize, wordsOf } from '../tokens';
import type { CallFlow, FlowStep } from './call-flow';
import { tellingWords } from './prompt-words';

export function goalKey(goal: string): string {
  const telling = [...new Set(tellingWords(goal))].sort();
  return (telling.length > 0 ? telling : wordsOf(tokenize(goal))).join(' ');
}

export const sameGoal = (a: string, b: string): boolean => goalKey(a) === goalKey(b);

/** A step without goals serves all. */
export function servesGoal(step: FlowStep, goal: string): boolean {
  return step.goals.length === 0 || step.goals.some((served) => sameGoal(served, goal));
}

/** Whether the flow knows a way to the goal: an answer, or the queue at once. */
export function flowKnowsGoal(flow: CallFlow, goal: string): boolean {
  if (flow.goals.length > 0 && !flow.goals.some((known) => sameGoal(known, goal))) return false;
  return flow.steps.some((step) => ['DTMF', 'SPEAK', 'HOLD', 'TRANSFER'].includes(step.kind) && servesGoal(step, goal));
}
