/** What a step of a flow answers, and what a prompt must say for that answer to be right. */
import { FIELDS } from '../lexicon/fields';
import { secretNames } from '../secret-reference';
import { textOf } from '../tokens';
import { understand } from '../understand';
import type { AnswerStep } from './call-flow';
import { describeSteps } from './flow-graph';
import type { OptionCheck } from './option-check';
import { promptWords, tellingWords, wordLikeness } from './prompt-words';
import type { SoundLikeness } from './sound-print';

export function answerOf(step: AnswerStep): { readonly kind: 'digits' | 'say'; readonly text: string } {
  return step.kind === 'DTMF' ? { kind: 'digits', text: step.digits } : { kind: 'say', text: step.text };
}

export function expectedOption(step: AnswerStep): string {
  const { text } = answerOf(step);
  return step.option === undefined ? describeSteps([step]) : `"${step.option}" under "${text}"`;
}

/** Noise takes "date of birth" for a "date"; names that are not among the known ones are made of the prompt's words. */
function mayBeSameField(heard: string, asked: string): boolean {
  if (heard === asked || !KNOWN_FIELDS.has(heard) || !KNOWN_FIELDS.has(asked)) return true;
  const words = heard.split('_');
  return asked.split('_').some((word) => words.includes(word) && word !== 'number');
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELDS.map(({ name }) => name));

/** Undefined: nothing has changed, as far as was heard. */
export function changeInWords(step: AnswerStep, check: OptionCheck): string | undefined {
  const { text: keys } = answerOf(step);
  switch (check.kind) {
    case 'moved':
      return `the options have changed: "${check.text}" is now under "${check.keys}", not "${keys}"`;
    case 'replaced':
      return `the options have changed: "${keys}" is now "${check.text}"`;
    case 'gone':
      return `the options have changed: what "${keys}" stood for is not offered any more`;
    default:
      return undefined;
  }
}

/**
 * Whether the menu has begun as it is known: words of its first option have been said, or, where the sound is the one
 * that was heard before and only the recogniser differs, of any option. A greeting is the same whatever follows it, and
 * many companies take no keys while they greet.
 */
export function menuHasBegun(step: AnswerStep, text: string, sound: SoundLikeness | undefined): boolean {
  const said = tellingWords(text);
  const menus = step.transcriptPatterns.map((pattern) => menuWords(pattern, sound === 'same'));
  if (menus.every(({ options }) => options.length === 0)) return true;
  const heard = promptWords(text).words.length;
  // The sound that was heard before, and longer than its greeting: what is misheard now is the menu. Hearings that began
  // behind the greeting tell nothing of it.
  const longest = Math.max(...menus.map(({ greetingWords }) => greetingWords));
  if (sound === 'same' && longest > 0 && heard >= longest + BEHIND_GREETING) return true;
  return menus.some(
    ({ greetingWords, options }) =>
      heard > greetingWords * MOST_OF_GREETING &&
      options.some((word) => said.some((other) => wordLikeness(word, other) > 0)),
  );
}

/** Words: a recogniser puts in one or two, and an option with its key has four. */
const BEHIND_GREETING = 5;

/** Of its words; a recogniser loses some, and makes of others what an option has. */
const MOST_OF_GREETING = 0.7;

/** Telling words of the first option, or of all, none that the greeting has, too; and how many words the greeting has. */
function menuWords(
  pattern: string,
  all: boolean,
): { readonly greetingWords: number; readonly options: readonly string[] } {
  const prompt = understand(pattern);
  const { tokens } = prompt;
  const keyed = prompt.options.filter(({ keys }) => keys !== '');
  const first = keyed.find(({ tokens: own }) => own.length > 0)?.tokens[0];
  const before = first === undefined ? '' : textOf(tokens.slice(0, tokens.indexOf(first)));
  const greeting = tellingWords(before);
  const options = (all ? keyed : keyed.slice(0, 1))
    .flatMap(({ text }) => tellingWords(text))
    .filter((word) => !greeting.some((other) => wordLikeness(word, other) > 0));
  return { greetingWords: promptWords(before).words.length, options };
}

/** In words; undefined: the prompt asks for what is entered here, as far as can be told. */
export function asksForOther(text: string, step: AnswerStep): string | undefined {
  if (step.asks === undefined || secretNames(answerOf(step).text).length === 0) return undefined;
  const field = understand(text).request?.field;
  return field === undefined || mayBeSameField(field, step.asks) ? undefined : `the company now asks for the ${field}`;
}
