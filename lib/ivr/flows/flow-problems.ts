/** What is wrong with a call flow, for the person at the editor: the schema library's own words are for programmers. */
import type { z } from 'zod';

const KINDS_OF_VALUE: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** One problem of `flow`: where it is, and what. */
export function flowProblem(issue: z.core.$ZodIssue, flow: unknown): string {
  const [first, index, ...rest] = issue.path;
  const what = reason(issue, flow);
  if (first === 'steps' && typeof index === 'number') {
    const where = [`step ${nameOfStep(flow, index)}`, ...rest.map(String)].join(' / ');
    return `${where} ${what}`;
  }
  return issue.path.length === 0 ? what : `${issue.path.map(String).join(' / ')} ${what}`;
}

function reason(issue: z.core.$ZodIssue, flow: unknown): string {
  const whole = issue.path.length === 0;
  if (issue.code === 'unrecognized_keys') {
    return `${whole ? 'it ' : ''}has what is not known: ${issue.keys.join(', ')}`;
  }
  if (issue.code === 'invalid_type') {
    if (whole) return 'it must be an object with format, id, root and steps';
    const kind = KINDS_OF_VALUE[issue.expected] ?? issue.expected;
    const are = String(issue.path.at(-1)).endsWith('s') ? 'are' : 'is';
    return isMissing(issue, flow) ? `${are} missing` : `must be ${kind}`;
  }
  const offered = offeredBy(issue);
  if (offered === undefined) return issue.message;
  const choice = offered.length > 1 ? `one of ${offered.join(', ')}` : offered.join('');
  return isMissing(issue, flow) ? `is missing: write ${choice}` : `must be ${choice}`;
}

function offeredBy(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
  // The kinds of a step stand in the library's sentence only.
  if (issue.code !== 'invalid_union' || !('discriminator' in issue)) return undefined;
  const kinds = [...issue.message.matchAll(/'(\w+)'/g)].map(([, kind]) => kind!);
  return kinds.length > 0 ? kinds : undefined;
}

function isMissing({ path }: z.core.$ZodIssue, flow: unknown): boolean {
  let value = flow;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined;
}

function nameOfStep(flow: unknown, index: number): string {
  const steps = (flow as { steps?: unknown }).steps;
  const step: unknown = Array.isArray(steps) ? steps[index] : undefined;
  const name = typeof step === 'object' && step !== null && 'id' in step ? step.id : undefined;
  return typeof name === 'string' && name.length <= 64 ? `"${name}"` : `number ${index + 1}`;
}
