/** The tools that a model may answer one prompt with: what was offered is the enum, what was not has no tool. */
import type { ToolDefinition } from './language-model.types';
import type { Offer } from './offer';

export const TOOL_NAMES = [
  'press',
  'say',
  'enter_secret',
  'wait',
  'hold_detected',
  'human_detected',
  'ask_user',
  'give_up',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

export const MAX_SAY_WORDS = 12;

export const GIVE_UP_REASONS = ['closed', 'voicemail', 'not-in-service', 'no-option-fits'] as const;

const REASON = {
  why: { type: 'string', description: 'one short sentence for the caller' },
  confidence: { type: 'number', description: 'between 0 and 1' },
};

const tool = (
  name: ToolName,
  description: string,
  properties: Readonly<Record<string, unknown>> = {},
): ToolDefinition => ({
  name,
  description,
  parameters: {
    type: 'object',
    properties: { ...properties, ...REASON },
    required: [...Object.keys(properties), 'why'],
  },
});

export function toolsFor(offer: Offer): readonly ToolDefinition[] {
  const tools: ToolDefinition[] = [];
  if (offer.keys.length > 0) {
    const digits = { type: 'string', enum: offer.keys.map(({ keys }) => keys), description: 'a key that was offered' };
    tools.push(tool('press', 'Press a key that the company offered for the goal.', { digits }));
  }
  if (offer.maySpeak) {
    const text = { type: 'string', description: `at most ${MAX_SAY_WORDS} words, no numbers` };
    tools.push(tool('say', 'Say something, because the company asked to be told.', { text }));
  }
  if (offer.entry?.fact !== undefined) {
    const name = { type: 'string', enum: [offer.entry.fact] };
    tools.push(tool('enter_secret', 'Enter what the company asks for. You know only its name.', { name }));
  }
  const reason = { type: 'string', enum: [...GIVE_UP_REASONS] };
  return [
    ...tools,
    tool('wait', 'Nothing is asked yet, or no option fits and the menu may go on.'),
    tool('hold_detected', 'The caller is in the queue and waits for a person.'),
    tool('human_detected', 'A live person speaks to the caller, not a recording.'),
    tool('ask_user', 'Only the caller can answer: a fact is missing or the goal does not tell.'),
    tool('give_up', 'The company is closed, a mailbox answers, or this is a wrong number.', { reason }),
  ];
}
