/** Judges what a model wants to do against what the company offered: nothing else ever becomes a decision. */
import type { Decision } from '../decision.types';
import { speaksOfPerson } from '../lexicon/cues';
import { FUNCTION_WORDS } from '../lexicon/function-words';
import { DIGIT_WORDS } from '../lexicon/grammar';
import { foldAccents, tokenize, wordsOf } from '../tokens';
import type { ModelFailure, ModelFailureCode } from './language-model.types';
import type { Offer } from './offer';
import { plainText, spokenDigits } from './plain-text';
import type { ToolCall } from './read-answer';
import { MAX_SAY_WORDS, type ToolName } from './tools';

export type Judgement = { readonly ok: true; readonly decision: Decision } | ModelFailure;

const MAX_WHY_LENGTH = 200;
const DEFAULT_CONFIDENCE = 0.75;
/** A key read out of prose is less sure than one that was called. */
const WORDS_CONFIDENCE = 0.6;
/** No model is certain. */
const MAX_CONFIDENCE = 0.95;
/** So many digits said in a row may be a secret, wherever the model has them from. */
const MAX_SAID_DIGITS = 2;

/** The first call that can be carried out; else why the first one cannot. */
export function judgeCalls(calls: readonly ToolCall[], offer: Offer): Judgement {
  let first: ModelFailure | undefined;
  for (const call of calls) {
    const judged = judgeDecision(decisionOf(call, offer), offer);
    if (judged.ok) return judged;
    first ??= judged;
  }
  return first ?? refusal('protocol', 'its answer names no tool');
}

/** Judges a decision again, whoever made it. */
export function judgeDecision(decision: Decision, offer: Offer): Judgement {
  switch (decision.action) {
    case 'press':
      return offer.keys.some(({ keys }) => keys === decision.digits)
        ? { ok: true, decision }
        : refusal('not-offered', `${keyInWords(decision.digits)} was not offered`);
    case 'say':
      return judgeSaying(decision, offer);
    case 'enter': {
      const { entry } = offer;
      if (entry?.fact === undefined) return refusal('refused', 'the company did not ask for a fact that is known');
      if (offer.addressesMachine) return refusal('refused', 'the prompt talks to a machine, not to a caller');
      if (plainName(decision.field) !== plainName(entry.fact))
        return refusal('refused', `the company asks for the ${entry.field.replaceAll('_', ' ')}, nothing else`);
      return { ok: true, decision: { ...decision, field: entry.fact, terminator: entry.terminator } };
    }
    case 'wait':
      if (decision.state !== 'hold' || offer.mayStay) return { ok: true, decision };
      // "In the queue" may end the walk: without words that say so, it is listened on.
      return offer.namesKeys
        ? refusal('refused', 'a menu with keys is not a queue')
        : { ok: true, decision: { ...decision, state: 'announcement' } };
    case 'connect':
      return soundsLikePerson(offer)
        ? { ok: true, decision }
        : refusal('refused', 'nothing shows that a person speaks');
    case 'hangup':
      // Hanging up loses the call: the words must be there.
      return offer.prompt.has(CUE_OF[decision.reason])
        ? { ok: true, decision }
        : refusal('refused', `nothing in the prompt says ${decision.reason}`);
    case 'ask_user':
      return { ok: true, decision: asksAnything(offer) ? decision : listensOn(decision) };
  }
}

const asksAnything = ({ prompt, namesKeys, maySpeak }: Offer): boolean =>
  namesKeys || maySpeak || prompt.request !== undefined;

/** A greeting is no reason to bother the user. */
const listensOn = ({ confidence, why }: Decision): Decision => ({
  action: 'wait',
  state: 'announcement',
  confidence,
  why,
});

const CUE_OF = { closed: 'closed', voicemail: 'voicemail', 'not-in-service': 'notInService' } as const;

/** Words of a bare answer; recordings that begin without a sign of being one are longer. */
const BARE_ANSWER = 8;

/** A false alarm rings the user's telephone. "How can I help you?" is what assistants ask, too. */
function soundsLikePerson({ prompt, namesKeys }: Offer): boolean {
  if (namesKeys) return false;
  if (prompt.has('plainHuman')) return true;
  if (prompt.has('machine')) return false;
  return prompt.has('greetsByName') || (prompt.tokens.length <= BARE_ANSWER && !prompt.has('openQuestion'));
}

const refusal = (code: ModelFailureCode, message: string): ModelFailure => ({ ok: false, code, message });

const keyInWords = (digits: string): string =>
  digits === '' ? 'no key' : `the key ${JSON.stringify(plainText(digits, 12))}`;

const plainName = (name: string): string => foldAccents(name.toLowerCase()).replace(/[^a-z0-9]+/g, '_');

/** Words by which a caller binds himself: said only if the goal has them. */
const COMMITS =
  /\b(authori[sz]e\w*|agree\w*|consent\w*|accept\w*|approve\w*|einverstanden|zustimm\w*|genehmig\w*|accepte\w*|autorise\w*|acept\w*|autoriz\w*)\b/;

function judgeSaying(decision: Decision & { action: 'say' }, offer: Offer): Judgement {
  const text = plainText(decision.text, 200);
  const words = text.split(' ').filter(Boolean);
  if (!offer.maySpeak) return refusal('not-offered', 'the company did not ask to be told anything');
  if (words.length === 0) return refusal('protocol', 'it said nothing');
  if (words.length > MAX_SAY_WORDS) return refusal('refused', `more than ${MAX_SAY_WORDS} words are not said`);
  // References are filled with values when they are spoken.
  if (/[{}<>[\]]/.test(text)) return refusal('refused', 'only words are said');
  const digits = spokenDigits(text);
  if (digits.length > MAX_SAID_DIGITS && !spokenDigits(offer.goal).includes(digits))
    return refusal('refused', 'numbers are not said on a model’s word');
  if (!isAboutTheCall(text, offer)) return refusal('refused', 'it is neither of the goal nor of what may be said');
  const folded = foldAccents(text.toLowerCase());
  const commits = COMMITS.exec(folded)?.[0];
  if (commits !== undefined && !foldAccents(offer.goal.toLowerCase()).includes(commits))
    return refusal('refused', 'nothing is agreed to on a model’s word');
  return { ok: true, decision: { ...decision, text } };
}

/** Words shorter than this, or their endings, tell nothing. */
const STEM_LENGTH = 4;

/** At least half of its words come from the goal or the prompt, or it asks for a person, or it is an answer. */
function isAboutTheCall(text: string, { prompt, goal }: Offer): boolean {
  const words = wordsOf(tokenize(text));
  if (speaksOfPerson(words.join(' '))) return true;
  const telling = words.filter((word) => word.length >= STEM_LENGTH && !FUNCTION_WORDS.has(word));
  const known = new Set(
    [...prompt.text.split(' '), ...wordsOf(tokenize(goal))].map((word) => word.slice(0, STEM_LENGTH)),
  );
  const shared = telling.filter((word) => known.has(word.slice(0, STEM_LENGTH)));
  return shared.length * 2 >= telling.length;
}

const WHY: Readonly<Record<ToolName, string>> = {
  press: 'the option serves the goal',
  say: 'the company asked to be told',
  enter_secret: 'the company asks for it',
  wait: 'nothing to answer yet',
  hold_detected: 'the caller is in the queue',
  human_detected: 'a person speaks',
  ask_user: 'only the caller can answer',
  give_up: 'there is no way on',
};

function decisionOf(call: ToolCall, offer: Offer): Decision {
  const reason = { confidence: confidenceOf(call), why: `the language model: ${whyOf(call)}` };
  switch (call.tool) {
    case 'press': {
      const digits = readDigits(
        argument(call, 'digits', 'digit', 'keys', 'key', 'number', 'option', 'value', 'choice'),
      );
      const option = offer.keys.find(({ keys }) => keys === digits)?.text;
      return { action: 'press', digits, ...reason, ...(option === undefined ? {} : { option }) };
    }
    case 'say':
      return {
        action: 'say',
        text: asText(argument(call, 'text', 'words', 'phrase', 'message', 'utterance')),
        ...reason,
      };
    case 'enter_secret': {
      const field = asText(argument(call, 'name', 'field', 'secret', 'fact')).replace(/^\{\{\s*secret:|\}\}$/g, '');
      return { action: 'enter', field: field.trim(), terminator: offer.entry?.terminator ?? '', ...reason };
    }
    case 'wait':
      return { action: 'wait', state: offer.namesKeys ? 'unsure' : 'announcement', ...reason };
    case 'hold_detected':
      return { action: 'wait', state: 'hold', ...reason };
    case 'human_detected':
      return { action: 'connect', ...reason };
    case 'ask_user': {
      const field = offer.entry?.field;
      return { action: 'ask_user', ...(field === undefined ? {} : { field }), ...reason };
    }
    case 'give_up': {
      const given = asText(argument(call, 'reason'))
        .toLowerCase()
        .replace(/[\s_]+/g, '-');
      const known = (Object.keys(CUE_OF) as (keyof typeof CUE_OF)[]).find((each) => each === given);
      // Giving up without a reason that the prompt bears out is the user's to decide.
      if (known === undefined || !offer.prompt.has(CUE_OF[known])) return { action: 'ask_user', ...reason };
      return { action: 'hangup', reason: known, ...reason };
    }
  }
}

function argument(call: ToolCall, ...names: readonly string[]): unknown {
  return names.map((name) => call.arguments[name]).find((value) => value !== undefined && value !== null);
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 1000) : typeof value === 'number' ? String(value) : '';

/** "2", 2, "two", "Press 2", ["2"]; more than one key stays more than one, and was not offered. */
function readDigits(value: unknown): string {
  const given = Array.isArray(value) ? value.slice(0, 4).map(asText).join(' ') : asText(value);
  const text = foldAccents(given.toLowerCase()).slice(0, 64);
  return text
    .split(/([*#]|[^a-z0-9]+)/)
    .map((word) => (/^([0-9]+|[*#])$/.test(word) ? word : Object.hasOwn(DIGIT_WORDS, word) ? DIGIT_WORDS[word]! : ''))
    .join('')
    .slice(0, 12);
}

function whyOf(call: ToolCall): string {
  const given = asText(argument(call, 'why', 'reason', 'question', 'explanation', 'reasoning'));
  const clean = plainText(given.replace(/[{}<>]/g, ' '), MAX_WHY_LENGTH);
  return clean === '' ? WHY[call.tool] : clean;
}

function confidenceOf(call: ToolCall): number {
  const usual = call.source === 'words' ? WORDS_CONFIDENCE : DEFAULT_CONFIDENCE;
  const given = call.arguments.confidence;
  const number = typeof given === 'string' ? Number.parseFloat(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return usual;
  // "85" and "85 %" are 0.85.
  return Math.min(MAX_CONFIDENCE, number > 1 ? (number <= 100 ? number / 100 : usual) : number);
}
