/** A flow's steps as one goal sees them, their texts ready to be compared. */
import type { AnswerStep, CallFlow, FlowStep } from './call-flow';
import { servesGoal } from './goal-key';
import { promptWords, type PromptWords } from './prompt-words';

export interface GraphStep {
  readonly step: FlowStep;
  readonly texts: readonly PromptWords[];
  readonly openings: readonly PromptWords[];
}

export class FlowGraph {
  /** The steps that serve the goal. */
  readonly steps: readonly GraphStep[];
  /** All others. */
  readonly foreign: readonly GraphStep[];
  readonly #root: string;
  readonly #byId = new Map<string, GraphStep>();
  readonly #conditions = new Map<string, readonly string[]>();

  constructor(flow: CallFlow, goal: string) {
    const all = flow.steps.map((step): GraphStep => ({
      step,
      texts: step.transcriptPatterns.map(promptWords),
      openings: step.openings.map(promptWords),
    }));
    this.steps = all.filter(({ step }) => servesGoal(step, goal));
    this.foreign = all.filter((known) => !this.steps.includes(known));
    this.#root = flow.root;
    for (const known of this.steps) this.#byId.set(known.step.id, known);
    for (const { step } of this.steps) {
      for (const { to, when } of step.next) {
        if (when !== undefined) this.#conditions.set(to, [...(this.#conditions.get(to) ?? []), when.heard]);
      }
    }
  }

  /** What may be heard after a step; undefined: at the begin of the call. Steps without a prompt of their own lead on. */
  after(step: FlowStep | undefined): readonly GraphStep[] {
    const reached = new Map<string, GraphStep>();
    const queue = step === undefined ? [this.#root] : step.next.map(({ to }) => to);
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const known = this.#byId.get(id);
      if (known === undefined || reached.has(id)) continue;
      reached.set(id, known);
      // An announcement may be left out by the company, or missed by us.
      if (known.step.kind === 'WAIT' || known.step.kind === 'LISTEN')
        queue.push(...known.step.next.map(({ to }) => to));
    }
    return [...reached.values()].filter(({ step: { kind } }) => kind !== 'WAIT');
  }

  /** Words of which one must be heard for the step to come next; none: no condition. */
  conditionsOf(step: FlowStep): readonly string[] {
    return this.#conditions.get(step.id) ?? [];
  }
}

export function isAnswer(step: FlowStep): step is AnswerStep {
  return step.kind === 'DTMF' || step.kind === 'SPEAK';
}

export const isEnd = (step: FlowStep): boolean => step.kind === 'HOLD' || step.kind === 'TRANSFER';

/** The same answer, whatever the step is called. */
export function sameAnswer(a: FlowStep, b: FlowStep): boolean {
  if (a.kind === 'DTMF') return b.kind === 'DTMF' && a.digits === b.digits;
  if (a.kind === 'SPEAK') return b.kind === 'SPEAK' && a.text === b.text;
  return !isAnswer(b) && isEnd(a) === isEnd(b);
}

const MAX_DESCRIBED = 160;

/** A step, or several, in words for a person. */
export function describeSteps(steps: readonly FlowStep[]): string {
  const described = steps.slice(0, 3).map((step) => {
    const text = step.transcriptPatterns[0] ?? step.openings[0];
    return text === undefined ? `"${step.id}"` : `"${shortened(text)}"`;
  });
  return described.length === 0 ? 'nothing more' : described.join(' or ');
}

export const shortened = (text: string, most = MAX_DESCRIBED): string =>
  text.length > most ? `${text.slice(0, most - 3)}...` : text;
