/** Call flows in and out: what a company's menu is known as, for people to read, keep, mend and pass on. */
import type { Clock } from '../clock';
import { importFlow } from '../ivr/flows';
import type { CallFlow } from '../ivr/flows';
import type { CallMemory } from './call-memory';
import type { Refusal } from './gateway.types';
import { refusal } from './refusal';

export type FlowExported = { readonly ok: true; readonly flow: CallFlow } | Refusal;

export interface ImportedFlow {
  readonly id: string;
  /** What has to be dialled for it to be used. */
  readonly numbers: readonly string[];
  readonly goals: readonly string[];
  readonly steps: number;
}

export type FlowImported = { readonly ok: true; readonly imported: ImportedFlow } | Refusal;

/** The flow that knows the way to this goal, else another one of this number. Secrets stand in it by name. */
export function exportKnownFlow(memory: CallMemory, number: string, goal: string): FlowExported {
  const flow = memory.flowOf(number, goal);
  if (flow !== null) return { ok: true, flow };
  const message = `No call flow is known for ${number}: one is learned from a call that walked the menu by listening.`;
  return refusal('no-flow', message);
}

/**
 * Keeps a flow, in place of the one with the same id. `value` is JSON, as a text or read already; `number` is what it is
 * for when it names none; `dialled` makes of a number what is dialled.
 */
export function importKnownFlow(
  memory: CallMemory,
  value: unknown,
  number: string | undefined,
  dialled: (number: string) => string,
  clock: Clock,
): FlowImported {
  const json = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
  if (json === undefined || json.trim() === '') {
    return refusal('bad-flow', 'msg.payload must hold a call flow, as an object or as JSON.');
  }
  const parsed = importFlow(json, clock.now());
  if (!parsed.ok) return refusal('bad-flow', parsed.message);
  const named = parsed.flow.numbers.length > 0 || number === undefined ? parsed.flow.numbers : [number];
  if (named.length === 0) {
    const message = 'The call flow names no number: write what is dialled into it, "numbers": ["..."].';
    return refusal('bad-flow', message);
  }
  const numbers = [...new Set(named.map(dialled))];
  const flow: CallFlow = { ...parsed.flow, numbers, updatedAt: clock.now() };
  const problem = memory.keepFlow(flow);
  if (problem !== null) return refusal('not-kept', `The call flow could not be kept: ${problem}`);
  return { ok: true, imported: { id: flow.id, numbers, goals: flow.goals, steps: flow.steps.length } };
}
