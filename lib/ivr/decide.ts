/** Chooses the answer to one prompt for a goal, by rules alone: what is certain first, abstaining rather than guessing. */
import { rankOptions, understandGoal, WANTS_NEW, type Goal, type RankedOption } from './choose';
import { findConcepts, serves } from './concepts';
import type { Decide, Decision, DecisionContext, Facts } from './decision.types';
import { CUES, speaksOfPerson } from './lexicon/cues';
import type { MenuOption } from './options';
import { keepHoldingIn } from './keep-holding';
import { factFor } from './request';
import { whatToSay } from './say';
import { languageOf } from './language';
import { understand, type Prompt } from './understand';

/** Below this an option is not about the goal; found on the development menus, see docs/menus.md. */
const MIN_SCORE = 0.33;
/** The best option must be better than the next by this share of its score. */
const MIN_LEAD = 0.04;
/** From here on the best option is taken, however close the next one is. */
const GOOD_SCORE = 0.6;
/** An option that serves only what the goal mentions by the way is never so sure that the others need not be heard. */
const SERVES_WELL = 0.7;
const MOST_FOR_A_PART = 0.84;
/** So good that it is taken although the company says it is closed. */
const CERTAIN_SCORE = 0.6;

interface Case {
  readonly prompt: Prompt;
  readonly goal: Goal;
  readonly facts: Facts;
  readonly options: readonly MenuOption[];
  /** ISO 639-1 of the language the caller wants. */
  readonly language: string;
  /** Keys were pressed to get here. */
  readonly inside: boolean;
  /** The last answer was a number that the company had asked for. */
  readonly entered: boolean;
}

/** A secret by its name, or as many digits as no menu choice has. */
const ENTERED = /^(\{\{secret:|\d{3})/;

/** Words, not keys. */
const SAID = /^\p{L}/u;

type Rule = (judged: Case) => Decision | undefined;

export const decide: Decide = (text, goalText, context: DecisionContext = {}) => {
  const prompt = understand(text);
  const facts = context.facts ?? {};
  const goal = understandGoal(goalText, [prompt.language]);
  const tried = new Set(context.tried ?? []);
  const options = prompt.options.filter(({ keys }) => keys === '' || !tried.has(keys));
  const goalLanguage = languageOf(goal.words);
  const language = (facts.language ?? (goalLanguage === 'en' ? 'en' : goalLanguage)).slice(0, 2).toLowerCase();
  const path = context.path ?? [];
  const inside = path.length > 0;
  const entered = ENTERED.test(path.findLast((answer) => !SAID.test(answer)) ?? '');
  const judged: Case = { prompt, goal, facts, options, language, inside, entered };
  for (const rule of RULES) {
    const decision = rule(judged);
    if (decision !== undefined) return decision;
  }
  return { action: 'wait', state: 'announcement', confidence: 0.4, why: 'an announcement: nothing to answer' };
};

const choices = (options: readonly MenuOption[]): readonly MenuOption[] =>
  options.filter(({ kind, keys }) => kind === 'choice' && keys !== '');

const press = (option: MenuOption, confidence: number, why: string): Decision => ({
  action: 'press',
  digits: option.keys,
  confidence,
  why,
  option: option.text,
});

const quote = ({ text, say }: MenuOption): string => `"${text === '' ? (say ?? '') : text}"`;

const wants = (goal: Goal, id: string): boolean => (goal.found.concepts.get(id) ?? 0) >= 0.9;

// ---- rules, in the order in which they are asked -----------------------------------------------------------------

/** Words; recorded greetings that name a person are longer, or leave an offer. */
const SHORT_GREETING = 16;

const person: Rule = ({ prompt }) => {
  if (prompt.has('machine') && !prompt.has('plainHuman')) return undefined;
  const short = prompt.tokens.length <= SHORT_GREETING && prompt.has('greetsByName');
  const byName = short || (prompt.has('greetsByName') && prompt.has('offersHelp'));
  if (!byName && !prompt.has('plainHuman')) return undefined;
  if (prompt.options.some(({ keys }) => keys !== '')) return undefined;
  return { action: 'connect', confidence: byName ? 0.9 : 0.75, why: 'somebody speaks to the caller: a person' };
};

/** "That number is not valid, please try again": of what was entered, not of what was dialled. */
const INVITES_AGAIN = /\b(try again|re ?enter|please enter|versuchen sie|noch ?einmal|reessayez|intente|ingrese)\b/;

const notInService: Rule = ({ prompt }) =>
  prompt.says('notInService') && choices(prompt.options).length === 0 && !INVITES_AGAIN.test(prompt.text)
    ? { action: 'hangup', reason: 'not-in-service', confidence: 0.9, why: 'the number is not in service' }
    : undefined;

const languageChoice: Rule = ({ prompt, options, language, facts, goal }) => {
  const named = options.filter((option) => option.language !== undefined && option.keys !== '');
  if (named.length === 0) return undefined;
  const wished = named.find((option) => option.language === language);
  const others = choices(options).filter((option) => option.language === undefined);
  const asked = facts.language !== undefined || named.some((option) => goal.words.includes(option.text));
  if (wished !== undefined && (asked || others.length === 0)) {
    if (language !== prompt.language || others.length === 0)
      return press(wished, 0.95, `the caller's language: ${quote(wished)}`);
  }
  if (others.length > 0 || wished !== undefined) return undefined;
  const stay = prompt.options.some(({ kind }) => kind === 'stay');
  const why = 'the other language is not wanted';
  if (stay || named.length === 1) return { action: 'wait', state: 'announcement', confidence: 0.8, why };
  const english = named.find((option) => option.language === 'en');
  return english === undefined ? undefined : press(english, 0.6, 'the language wanted is not offered');
};

const voicemail: Rule = ({ prompt, options }) =>
  prompt.says('voicemail') && choices(options).length <= 1
    ? { action: 'hangup', reason: 'voicemail', confidence: 0.9, why: 'a mailbox: no person is to be had' }
    : undefined;

const closed: Rule = ({ prompt, options, goal }) => {
  if (!prompt.says('closed')) return undefined;
  const best = rankOptions(goal, choices(options), [prompt.language])[0];
  if (best !== undefined && best.score >= CERTAIN_SCORE) return undefined;
  if (choices(options).length > 2 && !prompt.has('goodbye')) return undefined;
  return { action: 'hangup', reason: 'closed', confidence: 0.85, why: 'the company says it is closed' };
};

const keepPlace: Rule = ({ prompt, options, goal }) => {
  const keys = choices(options);
  const callback = keys.find(({ text }) => CUES.callback.test(text));
  const keep = keys.find((option) => option !== callback && CUES.keepHolding.test(option.text));
  const wantsCallback = wants(goal, 'callback') && !REFUSES.test(goal.words.join(' '));
  if (callback !== undefined && wantsCallback) return press(callback, 0.9, `a call back is wanted: ${quote(callback)}`);
  if (keep !== undefined) return press(keep, 0.9, `to stay in the queue: ${quote(keep)}`);
  if (prompt.says('stillThere') && keys.length > 0) {
    const yes = keys.find(({ text }) => CUES.yes.test(text)) ?? keys[0]!;
    return press(yes, 0.8, `the company asks whether the caller is still there: ${quote(yes)}`);
  }
  if (callback === undefined || keys.length > 2) return undefined;
  const yesNo = answerOptions(options);
  if (yesNo.no !== undefined) return press(yesNo.no, 0.8, 'no call back: the queue is worth waiting for');
  return { action: 'wait', state: 'hold', confidence: 0.8, why: 'no call back: the queue is worth waiting for' };
};

const keepWaiting: Rule = ({ prompt, options }) => {
  const asked = keepHoldingIn(prompt, true);
  if (asked === null || options.every(({ keys }) => keys !== asked.digits)) return undefined;
  return { action: 'press', digits: asked.digits, confidence: 0.65, why: asked.why };
};

/** "No call back, I would rather wait". */
const REFUSES = /\b(not|no|rather|without|keep|stay|hold|wait|waiting|kein\w*|nicht|sin|pas)\b/;

const survey: Rule = ({ prompt, options, goal }) => {
  if (!prompt.has('survey') || wants(goal, 'feedback_survey')) return undefined;
  const keys = choices(options);
  if (keys.length > 3) return undefined;
  const { no } = answerOptions(options);
  const decline = no ?? keys.find(({ text }) => /\b(decline|skip|not|without|otherwise|continue)\b/.test(text));
  if (decline !== undefined) return press(decline, 0.85, `no survey: ${quote(decline)}`);
  if (prompt.has('asksYesNo'))
    return { action: 'say', text: NO[prompt.language] ?? 'no', confidence: 0.8, why: 'no survey' };
  return { action: 'wait', state: 'announcement', confidence: 0.7, why: 'a survey is offered: not wanted' };
};

const recordingNotice: Rule = ({ prompt, options }) => {
  const keys = choices(options);
  const touchTone = /\btouch ?tone\b/.test(prompt.text);
  if ((!prompt.says('recordingNotice') && !touchTone) || keys.length > 2) return undefined;
  const agree = keys.find(({ text }) => CUES.consent.test(text) && !/\b(not|opt out|decline)\b/.test(text));
  return agree === undefined ? undefined : press(agree, 0.8, `the call may be recorded: ${quote(agree)}`);
};

const YES: Readonly<Record<string, string>> = { en: 'yes', de: 'ja', fr: 'oui', es: 'sí' };
const NO: Readonly<Record<string, string>> = { en: 'no', de: 'nein', fr: 'non', es: 'no' };

function answerOptions(options: readonly MenuOption[]): { yes?: MenuOption; no?: MenuOption } {
  const keyed = options.filter(({ keys }) => keys !== '');
  const no = keyed.find(({ text, say }) => CUES.no.test(text) || say === 'no');
  const yes = keyed.find((option) => option !== no && (CUES.yes.test(option.text) || option.say === 'yes'));
  return { ...(yes === undefined ? {} : { yes }), ...(no === undefined ? {} : { no }) };
}

const yesNo: Rule = ({ prompt, options, goal, facts }) => {
  const { yes, no } = answerOptions(options);
  const spoken = prompt.has('asksYesNo') || (prompt.has('confirms') && choices(options).length === 0);
  if (!spoken && (yes === undefined || (no === undefined && !prompt.has('confirms')))) return undefined;
  if (choices(options).length > 3) return undefined;
  const verdict = judgeQuestion(prompt, goal, facts);
  if (verdict === undefined) {
    return { action: 'ask_user', confidence: 0.5, why: 'a question about the caller that only the caller can answer' };
  }
  const option = verdict.yes ? yes : no;
  if (option !== undefined) return press(option, verdict.confidence, verdict.why);
  const word = (verdict.yes ? YES : NO)[prompt.language] ?? (verdict.yes ? 'yes' : 'no');
  if (spoken) return { action: 'say', text: word, confidence: verdict.confidence, why: verdict.why };
  return undefined;
};

interface Verdict {
  readonly yes: boolean;
  readonly confidence: number;
  readonly why: string;
}

function judgeQuestion(prompt: Prompt, goal: Goal, facts: Facts): Verdict | undefined {
  const question = prompt.outside;
  if (/\b(you entered|sie haben .* eingegeben|vous avez (saisi|compose)|(usted )?(ingreso|marco))\b/.test(question)) {
    return { yes: true, confidence: 0.85, why: 'it read back what was entered' };
  }
  if (/\bdo you (have|know) (your|the|an?)\b/.test(question) && prompt.request === undefined) {
    const known = Object.keys(facts).some((name) => question.includes(name.replaceAll('_', ' ')));
    return { yes: known, confidence: 0.7, why: known ? 'the user gave this fact' : 'the user did not give this fact' };
  }
  const asked = findConcepts(question.split(' '), [prompt.language]);
  if (/\b(existing|current|already|new) (customer|client|patient|member)\b/.test(question)) {
    const isNew = WANTS_NEW.some((id) => wants(goal, id)) && !wants(goal, 'existing');
    const yes = /\bnew (customer|client|patient|member)\b/.test(question) ? isNew : !isNew;
    return { yes, confidence: 0.7, why: isNew ? 'the caller is new' : 'the caller is taken for a customer' };
  }
  let fit = 0;
  let weight = 0;
  for (const [offered, clear] of asked.concepts) {
    if (SMALL_TALK.has(offered)) continue;
    weight += clear;
    for (const [wanted, clarity] of goal.found.concepts) fit = Math.max(fit, serves(wanted, offered) * clear * clarity);
  }
  const shared = asked.stems.some((stemmed) => stemmed.length > 3 && goal.found.stems.includes(stemmed));
  if (fit >= QUESTION_FITS || shared) return { yes: true, confidence: 0.8, why: 'the question is about the goal' };
  if (weight > 0) return { yes: false, confidence: 0.75, why: 'the question is not about the goal' };
  return prompt.has('confirms') ? { yes: true, confidence: 0.6, why: 'asked to confirm' } : undefined;
}

/** A question need not be about exactly the goal. */
const QUESTION_FITS = 0.3;

/** Concepts that questions have whatever they are about. */
const SMALL_TALK = new Set([
  'account',
  'general_info',
  'other',
  'existing',
  'new',
  'customer_service',
  'phone_service',
  'mobile',
  'status',
  'callback',
]);

/** "If this is correct, press one", behind an entry: what was read back is often not understood, and need not be. */
const confirmEntry: Rule = ({ prompt, options, entered }) => {
  const keys = choices(options);
  if (!entered || prompt.request !== undefined || keys.length > 2 || INVITES_AGAIN.test(prompt.outside)) {
    return undefined;
  }
  const { yes } = answerOptions(options);
  if (yes !== undefined) return press(yes, 0.85, `asked whether what was entered is right: ${quote(yes)}`);
  const only = options.length === 1 ? keys[0] : undefined;
  if (only?.keys !== '1' || only.text !== '') return undefined;
  return press(only, 0.6, 'the only key offered behind what was entered: it confirms it');
};

const entry: Rule = ({ prompt, options, facts, goal }) => {
  const { request } = prompt;
  if (request === undefined) return undefined;
  const name = factFor(request.field, facts);
  if (request.field === 'extension') {
    const extension = name === undefined ? undefined : facts[name];
    if (extension === undefined) return undefined;
    return { action: 'press', digits: extension, confidence: 0.9, why: 'the extension is known' };
  }
  const keys = choices(options);
  if (name !== undefined) {
    const why = `asked for the ${request.field.replaceAll('_', ' ')}`;
    if (request.sayOnly) return { action: 'say', text: facts[name]!, confidence: 0.8, why };
    return { action: 'enter', field: name, terminator: request.terminator, confidence: 0.9, why };
  }
  const without = options.find(
    ({ text, keys: key }) =>
      key !== '' && (CUES.withoutIt.test(text) || /^(otherwise|if not|sonst|sinon|de lo contrario|si no)$/.test(text)),
  );
  if (without !== undefined)
    return press(without, 0.75, `the ${request.field.replaceAll('_', ' ')} is not known: ${quote(without)}`);
  if (keys.length >= 2) {
    const best = rankOptions(goal, keys, [prompt.language])[0]!;
    if (best.score >= MIN_SCORE) return undefined;
  }
  const field = request.field;
  return { action: 'ask_user', field, confidence: 0.9, why: `the company asks for the ${field.replaceAll('_', ' ')}` };
};

const byGoal: Rule = ({ prompt, options, goal, inside }) => {
  const offered = options.filter(
    ({ kind, language, keys }) => (kind === 'choice' && language === undefined && keys !== '') || kind === 'stay',
  );
  if (choices(offered).length === 0) return undefined;
  const ranked = rankOptions(goal, offered, [prompt.language]);
  const clear = clearBest(ranked);
  if (clear !== undefined) {
    const most = clear.serves >= SERVES_WELL ? 0.97 : MOST_FOR_A_PART;
    const confidence = Math.min(most, 0.45 + clear.score / 3);
    const why = `${quote(clear.option)} serves "${goal.text}"`;
    if (clear.option.keys !== '') return press(clear.option, confidence, why);
    return { action: 'wait', state: 'hold', confidence, why, option: clear.option.text };
  }
  const operator =
    offered.find(({ text, keys }) => keys !== '' && speaksOfPerson(text)) ?? offered.find(({ keys }) => keys === '0');
  const unsure =
    ranked[0] !== undefined && ranked[0].score >= MIN_SCORE ? 'several options fit alike' : 'no option fits';
  const general = operator !== undefined && (operator.keys === '0' || !SPECIALIST.test(operator.text));
  const back = options.find(({ kind }) => kind === 'back');
  // Back to where this menu was chosen would lead here again.
  if (!general && back !== undefined && !inside) return press(back, 0.5, `${unsure}: this is the wrong menu`);
  if (operator !== undefined) return press(operator, 0.5, `${unsure}: asking for a person with ${quote(operator)}`);
  if (prompt.options.some(({ kind }) => kind === 'stay')) {
    return { action: 'wait', state: 'hold', confidence: 0.5, why: `${unsure}: staying on the line for a person` };
  }
  return { action: 'ask_user', confidence: 0.3, why: `${unsure} the goal "${goal.text}"` };
};

/** A person for one matter only: no help with another. */
const SPECIALIST = /\b(technician|nurse|pharmacist|banker|billing|sales|claims|reservations?|support|technical|loan)\b/;

function clearBest(ranked: readonly RankedOption[]): RankedOption | undefined {
  const [best, second] = ranked;
  if (best === undefined || best.score < MIN_SCORE) return undefined;
  if (second === undefined || best.score >= GOOD_SCORE || best.score - second.score >= best.score * MIN_LEAD)
    return best;
  return undefined;
}

const spoken: Rule = ({ prompt, goal }) => {
  if (!prompt.has('openQuestion') || choices(prompt.options).length > 0) return undefined;
  const saying = whatToSay(prompt, goal);
  if (saying === undefined)
    return { action: 'ask_user', confidence: 0.4, why: 'the company asks to be told the reason' };
  const why = saying.offered ? `asked to say it: "${saying.text}" serves the goal` : 'asked to say it in own words';
  return { action: 'say', text: saying.text, confidence: saying.confidence, why };
};

const hold: Rule = ({ prompt }) =>
  prompt.has('hold') ? { action: 'wait', state: 'hold', confidence: 0.85, why: 'asked to wait' } : undefined;

const RULES: readonly Rule[] = [
  person,
  notInService,
  voicemail,
  languageChoice,
  closed,
  keepPlace,
  keepWaiting,
  survey,
  recordingNotice,
  confirmEntry,
  entry,
  yesNo,
  byGoal,
  hold,
  spoken,
];
