/** Meanings in a text by a lexicon of the field, and how well one meaning serves another. */
import { wordTable } from './lexicon/word-table';
import { ENGLISH_CONCEPTS } from './lexicon/concepts-english';
import { ENGLISH_FIELD_CONCEPTS } from './lexicon/concepts-english-fields';
import { ENGLISH_TRADE_CONCEPTS } from './lexicon/concepts-english-trades';
import { FRENCH_CONCEPTS } from './lexicon/concepts-french';
import { GERMAN_CONCEPTS } from './lexicon/concepts-german';
import { SPANISH_CONCEPTS } from './lexicon/concepts-spanish';
import { FUNCTION_WORDS } from './lexicon/function-words';
import { mergeSplitWords, tokenize, wordsOf } from './tokens';

export interface Concept {
  readonly id: string;
  readonly weight: number;
  /** Concepts under which companies serve this one, 0 to 1. */
  readonly leads: ReadonlyMap<string, number>;
}

interface Pattern {
  readonly concept: string;
  /** ISO 639-1. */
  readonly language: string;
  /** How clearly the phrase speaks of the concept, 0 to 1.15. */
  readonly clarity: number;
  /** Stems; a prefix ends in `*`. */
  readonly stems: readonly string[];
}

export interface ConceptsFound {
  /** Concept id to how clearly the text speaks of it, 0 to 1.15. */
  readonly concepts: ReadonlyMap<string, number>;
  /** Stems of the words that carry meaning. */
  readonly stems: readonly string[];
}

/**
 * Clarity of a word that often means something else (marked `?`), and of a phrase, which seldom does. What companies
 * name an option by is chosen with care: there such a word says more.
 */
const WEAK = 0.55;
export const WEAK_IN_OPTION = 0.85;
const PHRASE = 1.12;

/** Words that a split word may be put together to; of the short ones only those that are spelled ("t v"). */
const isWord = (word: string): boolean =>
  word.length >= 5 ||
  /^(tv|atm|pin|id|sim|rx|mri|dmv|irs|ups|va|hr|it|ira|hsa|fsa|dvr|cd|pc|ct|ev|hoa|gps|ssn)$/.test(word);

/** Between the words of a phrase may stand so many others. */
const MAX_GAP = 2;

/** Words that mean something else than their stem: a hearing is not heard, checking is not a check. */
const UNSTEMMED = new Set(
  (
    'hearing wedding boarding filling building meeting evening morning training wing charging listing checking savings ' +
    'glasses checks news customs used leasing housing closing opening things something anything everything nothing ' +
    'plumbing printing pouring address status gas bus less always series speed need feed seed shed breed papers goods'
  ).split(' '),
);

/** English suffixes off, so that bill, bills, billed and billing are one; other languages use prefixes instead. */
/** Forms of one verb that no suffix rule brings together. */
const IRREGULAR = wordTable({
  ran: 'run',
  bought: 'buy',
  sold: 'sell',
  broken: 'broke',
  break: 'broke',
  breaks: 'broke',
  breaking: 'broke',
  stole: 'stolen',
  steal: 'stolen',
  paid: 'pay',
  sent: 'send',
  came: 'come',
  went: 'go',
  gone: 'go',
  took: 'take',
  taken: 'take',
  taking: 'take',
  forgot: 'forget',
  forgotten: 'forget',
  wrote: 'write',
  written: 'write',
  fell: 'fall',
  fallen: 'fall',
  lose: 'lost',
  losing: 'lost',
  loses: 'lost',
  flew: 'fly',
  flying: 'fly',
  drove: 'drive',
  driving: 'drive',
  lying: 'lie',
  dying: 'die',
  got: 'get',
  shipped: 'ship',
  bitten: 'bit',
  stuck: 'stuck',
  leaving: 'leave',
  moving: 'move',
  moved: 'move',
});

export function stem(raw: string): string {
  const word = Object.hasOwn(IRREGULAR, raw) ? IRREGULAR[raw]! : raw;
  if (UNSTEMMED.has(word)) return word;
  let stemmed = word;
  if (stemmed.length > 4 && stemmed.endsWith('ies')) stemmed = `${stemmed.slice(0, -3)}y`;
  else if (stemmed.length > 4 && /(s|x|z|ch|sh)es$/.test(stemmed)) stemmed = stemmed.slice(0, -2);
  else if (stemmed.length > 3 && /[^sui]s$/.test(stemmed)) stemmed = stemmed.slice(0, -1);
  const bare = stemmed.replace(/(ing|ed)$/, '');
  if (bare !== stemmed && bare.length >= 3 && /[aeiouy]/.test(bare)) stemmed = bare;
  if (stemmed.length > 3)
    stemmed = stemmed
      .replace(/([bcdfgkmnprtv])\1$/, '$1')
      .replace(/(..ll)$/, (end) => (stemmed.length > 5 ? end.slice(0, -1) : end))
      .replace(/e$/, '');
  return stemmed.length > 3 ? stemmed.replace(/y$/, 'i') : stemmed;
}

const contentStems = (text: string): string[] =>
  wordsOf(tokenize(text))
    .filter((word) => !FUNCTION_WORDS.has(word))
    .map(stem);

/** A phrase that is compared word by word, function words and all (written in quotes). */
interface Literal {
  readonly concept: string;
  readonly language: string;
  readonly text: string;
  readonly clarity: number;
}

interface Lexicon {
  readonly literals: readonly Literal[];
  readonly concepts: ReadonlyMap<string, Concept>;
  /** By the first stem of the pattern. */
  readonly exact: ReadonlyMap<string, readonly Pattern[]>;
  /** Patterns that begin with a prefix, by language. */
  readonly prefixed: ReadonlyMap<string, readonly Pattern[]>;
  readonly vocabulary: ReadonlySet<string>;
  /** Long stems by length, for words that the recogniser got wrong by one letter. */
  readonly longStems: ReadonlyMap<number, readonly string[]>;
}

function buildLexicon(): Lexicon {
  const concepts = new Map<string, Concept>();
  const exact = new Map<string, Pattern[]>();
  const prefixed = new Map<string, Pattern[]>();
  const vocabulary = new Set<string>();
  const literals: Literal[] = [];
  const addPattern = (concept: string, written: string, language: string): void => {
    const weak = written.trim().endsWith('?');
    const phrase = written.replace('?', '');
    if (phrase.includes('"')) {
      const text = ` ${wordsOf(mergeSplitWords(tokenize(phrase), vocabulary)).join(' ')} `;
      literals.push({ concept, language, text, clarity: weak ? WEAK : PHRASE });
      return;
    }
    const stems = patternStems(phrase, vocabulary);
    const first = stems[0];
    if (first === undefined) return;
    const clarity = weak ? WEAK : stems.length > 1 ? PHRASE : 1;
    const [index, key] = first.endsWith('*') ? [prefixed, language] : [exact, first];
    index.set(key, [...(index.get(key) ?? []), { concept, language, clarity, stems }]);
  };
  const english = lines(ENGLISH_CONCEPTS + ENGLISH_FIELD_CONCEPTS + ENGLISH_TRADE_CONCEPTS);
  const others = Object.entries({ de: GERMAN_CONCEPTS, fr: FRENCH_CONCEPTS, es: SPANISH_CONCEPTS });
  // All words first: patterns are put together from them as prompts are.
  for (const phrases of [
    ...english.map((line) => line[2]!),
    ...others.flatMap(([, source]) => lines(source).map((line) => line[1]!)),
  ]) {
    for (const word of phrases.split(',').flatMap((phrase) => wordsOf(tokenize(phrase)))) {
      if (isWord(word)) vocabulary.add(word);
    }
  }
  for (const [id, weight, phrases, leads] of english) {
    concepts.set(id!, { id: id!, weight: Number(weight), leads: parseLeads(leads ?? '') });
    phrases!.split(',').forEach((phrase) => addPattern(id!, phrase, 'en'));
  }
  for (const [language, source] of others) {
    for (const [id, phrases] of lines(source)) {
      phrases!.split(',').forEach((phrase) => addPattern(id!, phrase, language));
    }
  }
  const longStems = new Map<number, string[]>();
  for (const stemmed of new Set([...vocabulary].map(stem))) {
    if (stemmed.length >= FUZZY_LENGTH - 1) {
      longStems.set(stemmed.length, [...(longStems.get(stemmed.length) ?? []), stemmed]);
    }
  }
  return { literals, concepts, exact, prefixed, vocabulary, longStems };
}

/** Shorter words have too many neighbours. */
const FUZZY_LENGTH = 8;

/** The stem itself if the lexicon knows it, else the only one of the lexicon that is one letter away. */
function knownStem(stemmed: string): string {
  if (stemmed.length < FUZZY_LENGTH || LEXICON.longStems.get(stemmed.length)?.includes(stemmed) === true)
    return stemmed;
  const near = [-1, 0, 1]
    .flatMap((more) => LEXICON.longStems.get(stemmed.length + more) ?? [])
    .filter((candidate) => candidate.startsWith(stemmed[0]!) && oneLetterApart(candidate, stemmed));
  return near.length === 1 ? near[0]! : stemmed;
}

function oneLetterApart(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}

function lines(source: string): string[][] {
  return source
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|').map((part) => part.trim()));
}

function parseLeads(text: string): Map<string, number> {
  const pairs = text.split(',').map((pair) => pair.trim().split(/\s+/));
  return new Map(pairs.filter(([id, fit]) => id !== '' && fit !== undefined).map(([id, fit]) => [id!, Number(fit)]));
}

/** "rechnung* zahl*" keeps its stars through the normalising that prompts get. */
function patternStems(phrase: string, vocabulary: ReadonlySet<string>): string[] {
  if (!phrase.includes('*')) {
    return wordsOf(mergeSplitWords(tokenize(phrase), vocabulary))
      .filter((word) => !FUNCTION_WORDS.has(word))
      .map(stem);
  }
  return phrase
    .trim()
    .split(/\s+/)
    .flatMap((word) =>
      word.endsWith('*') ? wordsOf(tokenize(word.slice(0, -1))).map((prefix) => `${prefix}*`) : contentStems(word),
    );
}

const LEXICON = buildLexicon();

/** Words of the lexicon of five letters and more; for words that a recogniser split. */
export const LEXICON_WORDS: ReadonlySet<string> = LEXICON.vocabulary;

export function conceptById(id: string): Concept | undefined {
  return LEXICON.concepts.get(id);
}

export const conceptIds = (): readonly string[] => [...LEXICON.concepts.keys()];

/** A word as it stands and its stem. */
interface Word {
  readonly raw: string;
  readonly stem: string;
}

/** German puts words together: "Autounfall" is an accident, too. */
const COMPOUND_LENGTH = 5;

function matches(pattern: string, { raw, stem: stemmed }: Word, language: string): boolean {
  if (!pattern.endsWith('*')) return pattern === stemmed;
  const prefix = pattern.slice(0, -1);
  if (language === 'de' && prefix.length >= COMPOUND_LENGTH) return raw.includes(prefix);
  return raw.startsWith(prefix) || stemmed.startsWith(prefix);
}

const startsHere =
  (word: Word) =>
  ({ stems: [first], language }: Pattern): boolean =>
    matches(first!, word, language);

/** Positions that the pattern takes from `at` on, or undefined. */
function positions(pattern: Pattern, words: readonly Word[], at: number): number[] | undefined {
  const taken = [at];
  let position = at;
  for (const wanted of pattern.stems.slice(1)) {
    let next = position + 1;
    while (next <= position + 1 + MAX_GAP && next < words.length && !matches(wanted, words[next]!, pattern.language))
      next++;
    if (next > position + 1 + MAX_GAP || next >= words.length) return undefined;
    taken.push(next);
    position = next;
  }
  return taken;
}

export function findConcepts(
  words: readonly string[],
  languages: readonly string[] = ['en'],
  weak = WEAK,
): ConceptsFound {
  const heard = words
    .filter((word) => !FUNCTION_WORDS.has(word))
    .map((word): Word => ({ raw: word, stem: languages.includes('en') ? knownStem(stem(word)) : stem(word) }));
  const stems = heard.map(({ stem: stemmed }) => stemmed);
  const hits: { concept: string; clarity: number; taken: readonly number[] }[] = [];
  const prefixed = languages.flatMap((language) => LEXICON.prefixed.get(language) ?? []);
  stems.forEach((stemmed, at) => {
    const candidates = [...(LEXICON.exact.get(stemmed) ?? []), ...prefixed.filter(startsHere(heard[at]!))];
    for (const pattern of candidates) {
      if (!languages.includes(pattern.language)) continue;
      const taken = positions(pattern, heard, at);
      if (taken !== undefined)
        hits.push({ concept: pattern.concept, clarity: pattern.clarity === WEAK ? weak : pattern.clarity, taken });
    }
  });
  const text = ` ${words.join(' ')} `;
  for (const literal of LEXICON.literals) {
    if (languages.includes(literal.language) && text.includes(literal.text)) {
      hits.push({ concept: literal.concept, clarity: literal.clarity, taken: [] });
    }
  }
  // A phrase speaks for its words: "gift card" is not about cards.
  const longest = stems.map((_, at) =>
    Math.max(0, ...hits.filter(({ taken }) => taken.includes(at)).map(({ taken }) => taken.length)),
  );
  const concepts = new Map<string, number>();
  for (const { concept, clarity: clear, taken } of hits) {
    const overruled = taken.length > 0 && taken.every((at) => longest[at]! > taken.length);
    const clarity = overruled ? OVERRULED * clear : clear;
    concepts.set(concept, Math.max(clarity, concepts.get(concept) ?? 0));
  }
  return { concepts, stems };
}

/** What is left of a word's meaning inside a longer phrase. */
const OVERRULED = 0.3;
/** An option that usually serves something else may also be asked for by that something. */
const BACKWARDS = 0.55;

/** How well an option about `offered` serves a caller who wants `wanted`, 0 to 1. */
export function serves(wanted: string, offered: string): number {
  if (wanted === offered) return 1;
  const forwards = LEXICON.concepts.get(wanted)?.leads.get(offered) ?? 0;
  const backwards = (LEXICON.concepts.get(offered)?.leads.get(wanted) ?? 0) * BACKWARDS;
  return Math.max(forwards, backwards);
}
