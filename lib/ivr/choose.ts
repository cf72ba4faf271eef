/** How well each option of a menu serves a goal. */
import { conceptById, findConcepts, LEXICON_WORDS, serves, WEAK_IN_OPTION, type ConceptsFound } from './concepts';
import { languageOf } from './language';
import { CUES } from './lexicon/cues';
import { fitOf, operationsIn, type Operation, type OperationFit } from './operations';
import type { MenuOption } from './options';
import { mergeSplitWords, tokenize, wordsOf } from './tokens';

export interface RankedOption {
  readonly option: MenuOption;
  /** 0 and up; about 1 when one clear concern of the goal is what the option is for. */
  readonly score: number;
  /** The concept of the option that counted most, if any. */
  readonly concept?: string;
  /** 0 to 1: how far it serves what the goal is about above all, a trouble before the thing it is with. */
  readonly serves: number;
}

export interface Goal {
  readonly text: string;
  readonly words: readonly string[];
  /** ISO 639-1; those that its words were looked up in. */
  readonly languages: readonly string[];
  readonly found: ConceptsFound;
  /** What the caller wants done. */
  readonly operations: ReadonlySet<Operation>;
}

/** A word that goal and option share, though the lexicon does not know it. */
const SHARED_WORD = 0.35;
const SHARED_KNOWN_WORD = 0.12;
/** Who wants to talk is better served by an option that says so. */
const TALK = /\b(talk|speak|sprechen|parler|hablar)\b/;
const TALK_BONUS = 0.3;
/** Doing nothing is no answer to a concern that a key may serve, too. */
const STAYING = 0.6;
/** Callers are members and private persons unless they say otherwise. */
const AUDIENCE_DEFAULT = 0.4;
const AUDIENCES: readonly (readonly [special: string, usual: readonly string[]])[] = [
  ['provider', ['member', 'residential', 'existing', 'patient']],
  ['insurer_caller', ['patient', 'member']],
  ['pharmacy_caller', ['patient', 'member']],
  ['employer', ['member', 'residential']],
  ['business', ['residential', 'personal_account', 'member']],
  ['business_account', ['residential', 'personal_account', 'member']],
  ['international_travel', ['domestic']],
  ['sales', ['existing']],
  ['new', ['existing']],
];

/** `languages`: those that the goal may be written in besides its own. */
export function understandGoal(text: string, languages: readonly string[] = []): Goal {
  const words = wordsOf(mergeSplitWords(tokenize(text), LEXICON_WORDS));
  const spoken = [...new Set([languageOf(words), ...languages])];
  const found = findConcepts(words, spoken);
  const concepts = new Map(found.concepts);
  for (const [id, clarity] of concepts) {
    if (isAside(id, words, spoken)) concepts.set(id, clarity * ASIDE);
  }
  if (PROFESSIONAL.test(words.join(' '))) concepts.set('provider', 1);
  asCaller(words.join(' '), concepts);
  return { text, words, languages: spoken, found: { ...found, concepts }, operations: operationsIn(words, spoken) };
}

/** "If you are an agent": who calls. An agent who answers is somebody else. */
function asCaller(text: string, concepts: Map<string, number>): void {
  if (!CUES.callerIs.test(text)) return;
  concepts.delete('operator');
  concepts.set('employer', 1);
}

/** "a question about an invoice from my visit" is about the invoice: what follows such a word is said by the way. */
const ASIDES = new Set(['from', 'at', 'on', 'with', 'while', 'because', 'since', 'after', 'during', 'before', 'in']);
const ASIDE = 0.75;
const PROFESSIONAL =
  /\bi (am )?(a|the) (doctor|dentist|physician|nurse|pharmacist|therapist|provider)\b|\bi (am )?calling from (a|the) (doctor|hospital|clinic|pharmacy|practice)/;

/** Whether the goal speaks of the concept only behind such a word, and of something else before it. */
function isAside(id: string, words: readonly string[], languages: readonly string[]): boolean {
  const at = words.findIndex((word, index) => index > 0 && ASIDES.has(word));
  if (at < 1) return false;
  const before = findConcepts(words.slice(0, at), languages).concepts;
  return !before.has(id) && [...before].some(([other, clarity]) => clarity >= 0.9 && conceptById(other)!.weight >= 0.6);
}

/** Best first. */
export function rankOptions(
  goal: Goal,
  options: readonly MenuOption[],
  languages: readonly string[] = ['en'],
): readonly RankedOption[] {
  const found = options.map((option) => {
    const { concepts, stems } = findConcepts(optionWords(option), languages, WEAK_IN_OPTION);
    const meant = new Map(concepts);
    asCaller(option.text, meant);
    return { concepts: meant, stems };
  });
  const ranked = options.map((option, index): RankedOption => {
    const { score, concept, main } = conceptScore(goal.found, found[index]!, found);
    const words = wordScore(goal.found, found[index]!, found, languages);
    const talk = TALK.test(goal.words.join(' ')) && TALK.test(option.text) ? TALK_BONUS : 0;
    const certain = score + words + talk + audienceBonus(goal.found, found[index]!, found);
    const fit = fitOf(goal.operations, operationsIn(optionWords(option), languages));
    const operated = withOperation(certain, fit, words > 0);
    const total = option.kind === 'stay' && !goal.found.concepts.has('operator') ? operated * STAYING : operated;
    const ranking = { option, score: total, serves: isNamed(goal.found, found[index]!) ? 1 : main };
    return concept === undefined ? ranking : { ...ranking, concept };
  });
  return ranked.sort((a, b) => b.score - a.score);
}

/**
 * "If you are not calling about an existing order", "for all departments other than billing": what such an option names
 * is what it is not for. "If you have not received your order" names a concern, and stays.
 */
const EXCLUDES =
  /\b((if|when|wenn|falls|si) (you|this|it|your (call|question)|sie|es|ihr anruf|vous|votre appel|su llamada) ?(are|re|is|s|sind|ist|nicht)? (not|no longer|nicht) (calling|about|regarding|related|concerning|in regards?|for|wegen|uber)|other than|except( for)?|besides|apart from|ausser|mit ausnahme|autres? que|sauf|excepto|que no sean?)\b.*/;

/** "My internet is down, technical support": the goal has all the words of the option; one alone may be said by the way. */
const isNamed = (goal: ConceptsFound, { stems }: ConceptsFound): boolean =>
  stems.length >= 2 && stems.every((stemmed) => goal.stems.includes(stemmed));

/** Who wants a thing changed is not served where a new one is made, however much is said of the thing. */
const OPPOSED_SHARE = 0.55;
/** The operation wanted; and done with a thing that both name. */
const SAME_SHARE = 1.15;
const SAME_OF_SAME_BONUS = 0.35;

function withOperation(score: number, fit: OperationFit, sharesWords: boolean): number {
  if (fit === 'opposed') return score * OPPOSED_SHARE;
  if (fit !== 'same' || score === 0) return score;
  return sharesWords ? score + SAME_OF_SAME_BONUS : score * SAME_SHARE;
}

const optionWords = ({ text, say }: Pick<MenuOption, 'text' | 'say'>): string[] =>
  `${withoutExcluded(text)} ${say ?? ''}`.split(' ').filter(Boolean);

const withoutExcluded = (text: string): string => text.replace(EXCLUDES, '').trim();

/** In a menu of two or three options sharing a concept is no sign of its meaning little. */
const SMALL_MENU = 5;

/** Less clearly, an option only brushes a concept. */
const SPOKEN_OF = 0.5;

/** A concept that most options share tells little about any of them. */
function rarity(id: string, found: readonly ConceptsFound[]): number {
  const having = found.filter(({ concepts }) => (concepts.get(id) ?? 0) >= SPOKEN_OF).length;
  return found.length < 2 ? 1 : 1 - 0.85 * Math.max(0, (having - 1) / (Math.max(found.length, SMALL_MENU) - 1));
}

function conceptScore(
  goal: ConceptsFound,
  option: ConceptsFound,
  all: readonly ConceptsFound[],
): { score: number; concept?: string; main: number } {
  let score = 0;
  let main = { weight: 0, served: 0 };
  let best = { gain: 0, concept: undefined as string | undefined };
  const gains: number[] = [];
  for (const [wanted, clarity] of goal.concepts) {
    const weight = conceptById(wanted)!.weight * clarity;
    let most = { gain: 0, concept: '' };
    for (const [offered, offeredClarity] of option.concepts) {
      const gain = weight * serves(wanted, offered) * offeredClarity * rarity(offered, all);
      if (gain > most.gain) most = { gain, concept: offered };
    }
    const served = Math.max(0, ...[...option.concepts.keys()].map((offered) => serves(wanted, offered)));
    if (weight > main.weight) main = { weight, served };
    gains.push(most.gain);
    if (most.gain > best.gain) best = most;
  }
  // The clearest concern decides; further ones add less and less, or a wordy goal would drown it.
  gains.sort((a, b) => b - a);
  gains.forEach((gain, rank) => (score += gain * Math.pow(0.55, rank)));
  const { served } = main;
  return best.concept === undefined ? { score, main: served } : { score, main: served, concept: best.concept };
}

function wordScore(
  goal: ConceptsFound,
  option: ConceptsFound,
  all: readonly ConceptsFound[],
  languages: readonly string[],
): number {
  const wanted = new Set(goal.stems.filter((stemmed) => stemmed.length >= 3));
  let score = 0;
  for (const stemmed of new Set(option.stems)) {
    if (!wanted.has(stemmed)) continue;
    const having = all.filter(({ stems }) => stems.includes(stemmed)).length;
    score +=
      (having === 1 ? 1 : 0.4) *
      (findConcepts([stemmed], languages).concepts.size > 0 ? SHARED_KNOWN_WORD : SHARED_WORD);
  }
  return score;
}

function audienceBonus(goal: ConceptsFound, option: ConceptsFound, all: readonly ConceptsFound[]): number {
  for (const [special, usual] of AUDIENCES) {
    const asked = goal.concepts.has(special) || (special === 'new' && WANTS_NEW.some((id) => goal.concepts.has(id)));
    const offered = all.some(({ concepts }) => (concepts.get(special) ?? 0) >= 1);
    if (!asked && offered && usual.some((id) => (option.concepts.get(id) ?? 0) >= 1) && !option.concepts.has(special)) {
      return AUDIENCE_DEFAULT;
    }
  }
  return 0;
}

/** Goals of people who are no customers yet. */
export const WANTS_NEW = [
  'new',
  'sales',
  'open_account',
  'new_service',
  'quote',
  'new_order',
  'enroll',
  'loan_new',
  'apply',
];
