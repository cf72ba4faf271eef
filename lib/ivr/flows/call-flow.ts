/** A call flow: what is known of a company's phone menu, as a graph of prompts and the answers to them. Its JSON form. */
import { z } from 'zod';
import { secretNames } from '../secret-reference';
import { flowProblem } from './flow-problems';
import { storableText } from './prompt-words';
import { MAX_PRINT_CHARACTERS } from './sound-print';

export const FLOW_FORMAT = 1;
/** Bounds: a flow is edited by hand, kept in a row of a database and searched at every pause of a prompt. */
export const MAX_FLOW_STEPS = 120;
export const MAX_STEP_TEXTS = 4;
export const MAX_FLOW_GOALS = 20;
export const MAX_FLOW_CHANGES = 50;
export const MAX_TRUST = 9;
const MAX_JSON_CHARACTERS = 1_000_000;

const DEFAULT_TIMEOUT_SECONDS = 10;
const DEFAULT_HOLD_SECONDS = 7200;
/** Longer rows of digits are somebody's number: they belong among the secrets. Extensions are shorter. */
const MAX_PLAIN_DIGITS = 6;
const LONG_NUMBER = new RegExp(`\\d{${MAX_PLAIN_DIGITS + 1},}`);
const LONG_NUMBER_HINT = `holds a long number: give it as a secret, for example {{secret:account_number}}#`;

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,63}$/,
    'must be a short name of small letters, digits and dashes, such as "main-menu"',
  );
const epochMs = z.number().int().min(0);
const count = z.number().int().min(0).default(0);
const goal = z.string().trim().min(1).max(300);
const promptText = z
  .string()
  .max(4000)
  .transform(storableText)
  .refine((text) => text !== '', 'has no words');

const withoutReferences = (text: string): string => text.replace(/\{\{[^{}]*\}\}/g, ' ');

export const digitsSchema = z
  .string()
  .max(128)
  .transform((text) => text.replace(/\s+/g, ''))
  .refine(
    (text) => secretNames(text).length > 0 || text !== '',
    'are missing: keys to press, such as "2" or "{{secret:account_number}}#"',
  )
  .refine(
    (text) => /^[0-9*#A-D,]*$/.test(withoutReferences(text).replace(/ /g, '')) && balanced(text),
    'must be keys (0-9 * # A-D, "," for half a second) and secrets such as {{secret:pin}}',
  )
  .refine((text) => !LONG_NUMBER.test(withoutReferences(text)), LONG_NUMBER_HINT);

/** Every brace belongs to a reference that can be filled in. */
function balanced(text: string): boolean {
  const references = text.match(/\{\{[^{}]*\}\}/g) ?? [];
  return references.every((reference) => secretNames(reference).length === 1) && !/[{}]/.test(withoutReferences(text));
}

export const spokenSchema = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .refine((text) => !LONG_NUMBER.test(withoutReferences(text).replace(/[\s.-]/g, '')), LONG_NUMBER_HINT);

export interface FlowEdge {
  to: string;
  when?: { heard: string } | undefined;
}

/** Where the flow goes on: to the step whose prompt is heard next. */
const edge = z.union([
  id.transform((to): FlowEdge => ({ to })),
  z
    .strictObject({
      to: id,
      /** Only when the prompt has these words. */
      when: z.strictObject({ heard: promptText }).optional(),
    })
    .transform((given): FlowEdge => given),
]);

const common = {
  id,
  description: z.string().max(300).optional(),
  /** Goals that this step serves; none: all. */
  goals: z.array(goal).max(MAX_FLOW_GOALS).default([]),
  /** The whole prompt, as heard: words without case, accents and punctuation; several hearings of it. */
  transcriptPatterns: z
    .array(promptText)
    .max(MAX_STEP_TEXTS + 2)
    .default([]),
  /** Its first words: by them it is known while it is still spoken. */
  openings: z
    .array(promptText)
    .max(MAX_STEP_TEXTS + 2)
    .default([]),
  /** Its sound: a prompt of these words in another recording is listened to before it is answered (sound-print.ts). */
  audioFingerprint: z
    .string()
    .max(MAX_PRINT_CHARACTERS)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64')
    .optional(),
  next: z.array(edge).max(40).default([]),
  /** Calls in which the step was as expected since it was last found changed; at 0 it is listened to to its end. */
  trust: z.number().int().min(0).max(MAX_TRUST).default(0),
  /** Successful calls that had this step, and how many in a row had not. */
  seen: count,
  missed: count,
};

const timeout = (seconds: number): z.ZodDefault<z.ZodNumber> => z.number().positive().max(86_400).default(seconds);

const answered = {
  ...common,
  timeoutSeconds: timeout(DEFAULT_TIMEOUT_SECONDS),
  /** What the menu offers under this answer, in its own words: checked each time before the answer is given. */
  option: promptText.optional(),
  /** What the prompt asks to enter (`account_number`, `zip`, ...): a secret is given to no other question. */
  asks: z.string().max(64).optional(),
  /** When to answer: after the opening words, after the option, or at the prompt's end. Default: as early as is safe. */
  answerAt: z.enum(['opening', 'option', 'end']).optional(),
};

export const flowStepSchema = z.discriminatedUnion('kind', [
  /** Press keys when the prompt is heard. */
  z.strictObject({ kind: z.literal('DTMF'), ...answered, digits: digitsSchema }),
  /** Say something when the prompt is heard. */
  z.strictObject({ kind: z.literal('SPEAK'), ...answered, text: spokenSchema }),
  /** Nothing is known of what is said here: wait for a prompt of the next steps. */
  z.strictObject({ kind: z.literal('WAIT'), ...common, timeoutSeconds: timeout(DEFAULT_TIMEOUT_SECONDS) }),
  /** An announcement: listen, answer nothing. */
  z.strictObject({ kind: z.literal('LISTEN'), ...common, timeoutSeconds: timeout(DEFAULT_TIMEOUT_SECONDS) }),
  /** The queue: the menu's end. */
  z.strictObject({ kind: z.literal('HOLD'), ...common, timeoutSeconds: timeout(DEFAULT_HOLD_SECONDS) }),
  /** The company puts the call through to somebody: the menu's end, too. */
  z.strictObject({
    kind: z.literal('TRANSFER'),
    ...common,
    timeoutSeconds: timeout(DEFAULT_TIMEOUT_SECONDS),
    /** The user's device to ring then; default: as the Node-RED flow says. */
    device: z.string().trim().max(256).optional(),
  }),
]);

export const flowChangeSchema = z.strictObject({
  /** Epoch ms of the call that showed it. */
  at: epochMs,
  kind: z.enum(['created', 'step-added', 'wording-added', 'answer-changed', 'step-removed', 'drift', 'not-learned']),
  goal: goal.optional(),
  step: id.optional(),
  expected: z.string().max(600).optional(),
  heard: z.string().max(600).optional(),
  why: z.string().max(400),
});

const flowObject = z.strictObject({
  format: z.literal(FLOW_FORMAT),
  id,
  /** Counts up with every change of steps or answers. */
  version: z.number().int().min(1).default(1),
  company: z.string().trim().max(200).default(''),
  numbers: z.array(z.string().trim().min(1).max(128)).max(20).default([]),
  tags: z.array(z.string().trim().min(1).max(64)).max(20).default([]),
  goals: z.array(goal).max(MAX_FLOW_GOALS).default([]),
  /** ISO 639-1. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be two letters, such as "en"')
    .default('en'),
  origin: z.enum(['learned', 'written']).default('written'),
  createdAt: epochMs.default(0),
  updatedAt: epochMs.default(0),
  successCount: count,
  failCount: count,
  root: id,
  steps: z.array(flowStepSchema).min(1, 'are missing').max(MAX_FLOW_STEPS),
  /** What changed and where the company differed from what was known, oldest first. */
  changes: z.array(flowChangeSchema).max(MAX_FLOW_CHANGES).default([]),
});

export const callFlowSchema = flowObject.superRefine((flow, context) => {
  const issue = (message: string): void => context.addIssue({ code: 'custom', message });
  const known = new Set<string>();
  for (const step of flow.steps) {
    if (known.has(step.id)) issue(`two steps are called "${step.id}"`);
    known.add(step.id);
  }
  if (!known.has(flow.root)) issue(`the root "${flow.root}" is none of the steps`);
  for (const step of flow.steps) {
    for (const { to } of step.next)
      if (!known.has(to)) issue(`step "${step.id}" leads to "${to}", which does not exist`);
  }
});

export type CallFlow = z.output<typeof callFlowSchema>;
export type FlowStep = z.output<typeof flowStepSchema>;
export type AnswerStep = Extract<FlowStep, { kind: 'DTMF' | 'SPEAK' }>;
export type FlowChange = z.output<typeof flowChangeSchema>;

export type FlowParsed =
  { readonly ok: true; readonly flow: CallFlow } | { readonly ok: false; readonly message: string };

/** Validates a flow that came as a value; the message of a refusal is for the person at the editor. */
export function parseFlow(value: unknown): FlowParsed {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > FLOW_FORMAT) {
    return {
      ok: false,
      message: `This call flow has format ${format}; this version reads up to ${FLOW_FORMAT}: update.`,
    };
  }
  const parsed = callFlowSchema.safeParse(value);
  if (parsed.success) return { ok: true, flow: parsed.data };
  const issues = parsed.error.issues.slice(0, 3).map((issue) => flowProblem(issue, value));
  return { ok: false, message: `The call flow cannot be used: ${issues.join('; ')}.` };
}

/** Reads a flow from JSON. `nowMs`: dates of a flow that has none. */
export function importFlow(json: string, nowMs: number): FlowParsed {
  if (json.length > MAX_JSON_CHARACTERS) {
    return { ok: false, message: `The call flow is longer than ${MAX_JSON_CHARACTERS} characters.` };
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return {
      ok: false,
      message: `The call flow is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
    };
  }
  const parsed = parseFlow(value);
  if (!parsed.ok) return parsed;
  const createdAt = parsed.flow.createdAt === 0 ? nowMs : parsed.flow.createdAt;
  return { ok: true, flow: { ...parsed.flow, createdAt, updatedAt: parsed.flow.updatedAt || createdAt } };
}

export const exportFlow = (flow: CallFlow): string => `${JSON.stringify(flow, null, 2)}\n`;
