/** Finds the keys in a prompt: "press two", "dial or say 2", "press to" (heard for two), ", three for service". */
import {
  DIGIT_HOMOPHONES,
  DIGIT_WORDS,
  ELIDED_FILLERS,
  HANG_UP_PHRASES,
  KEY_FILLERS,
  KEY_TRAILERS,
  OPENERS,
  PRESS_VERBS,
  QUANTITY_NOUNS,
  SAY_VERBS,
  STAY_PHRASES,
} from './lexicon/grammar';
import { wordsOf, type Token } from './tokens';

/** Where a prompt names a key, or the doing of nothing. Token indexes, `to` exclusive. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly kind: 'key' | 'stay' | 'hang-up' | 'extension';
  /** '' unless a key. */
  readonly keys: string;
  /** What may be said instead of the key. */
  readonly say?: string;
  /** The key itself was not understood: it is the one that is due between its neighbours. */
  readonly counted?: true;
}

const MAX_FILLERS = 6;
const MAX_SAY_WORDS = 5;
const STAY = STAY_PHRASES.map((phrase) => phrase.split(' '));
const HANG_UP = HANG_UP_PHRASES.map((phrase) => phrase.split(' '));
/** "If you know your party's extension, you may dial it at any time": a clause of its own, not the text of a key. */
const EXTENSION =
  /^if you (already )?know (\w+ ){0,4}extension( number)?(( \w+){0,4} (dial|enter|press|say)( it| that| the extension| the number)?( now| at any time| anytime)?)?\b/;
const OR = new Set(['or', 'oder', 'ou', 'o', 'u']);
const INFINITIVE = new Set(['to', 'prefer', 'like', 'rather', 'pour', 'para', 'um', 'de', 'and']);
const LEAD_IN = new Set([
  'or',
  'please',
  'just',
  'simply',
  'then',
  'and',
  'you',
  'can',
  'may',
  'now',
  'oder',
  'dann',
  'bitte',
  'ou',
  'o',
  'u',
  'puis',
]);

export function findMarks(tokens: readonly Token[]): readonly Mark[] {
  const words = wordsOf(tokens);
  const marks: Mark[] = [];
  for (let at = 0; at < words.length; at++) {
    if (isTerminator(words, at) || isForbidden(words, at)) continue;
    const mark =
      spokenMark(words, at) ??
      misheardMark(words, at, marks) ??
      phraseMark(words, at) ??
      elidedMark(tokens, words, at, marks);
    if (mark === undefined) continue;
    const from = leadIn(tokens, mark.from, marks.at(-1)?.to ?? 0);
    marks.push({ ...mark, from });
    at = mark.to - 1;
  }
  return marks.some(({ kind }) => kind === 'key')
    ? marks
    : [...countedMarks(tokens, words), ...marks].sort((a, b) => a.from - b.from);
}

/** "Sales is one, service is two": no verb at all, but the numbers count up from one. */
function countedMarks(tokens: readonly Token[], words: readonly string[]): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = 1; at < words.length; at++) {
    const wanted = String(marks.length + 1);
    const word = words[at]!;
    const heard = keyOf(word) ?? DIGIT_HOMOPHONES[word];
    const operator = marks.length >= 2 && heard === '0';
    if ((heard !== wanted && !operator) || QUANTITY_NOUNS.has(words[at + 1] ?? '')) continue;
    const linked = COUNT_LINKS.has(words[at - 1]!);
    const ends = at + 1 === words.length || OPENERS.has(words[at + 1]!) || tokens[at + 1]!.before !== 'none';
    if (!linked && !ends) continue;
    marks.push({ from: linked ? at - 1 : at, to: at + 1, kind: 'key', keys: heard });
    if (operator) break;
  }
  return marks.length >= MIN_COUNTED ? marks : [];
}

/** Fewer numbers in order may stand in any sentence. */
const MIN_COUNTED = 3;
const COUNT_LINKS = new Set(['is', 'are', 'on', 'ist', 'es', 'est']);

/** "then press pound", "when you have finished, press star": the end of an entry, not an option. */
function isTerminator(words: readonly string[], at: number): boolean {
  if (!PRESS_VERBS.has(words[at]!)) return false;
  const signs = words.slice(at + 1, at + 4).some(isSign);
  const before = words.slice(Math.max(0, at - 5), at);
  // "... followed by the pound key, press star to cancel": the entry has its end, so the star is an option.
  const sinceSign = before.slice(before.findLastIndex(isSign) + 1);
  return signs && sinceSign.some((word) => ENTRY_ENDS.has(word));
}

/** "Do not press two." */
const isForbidden = (words: readonly string[], at: number): boolean =>
  PRESS_VERBS.has(words[at]!) && /\b(do not|don t|dont|never)$/.test(words.slice(Math.max(0, at - 2), at).join(' '));

const isSign = (word: string): boolean => '*#'.includes(keyOf(word) ?? 'no');

const ENTRY_ENDS = new Set(
  'then and by finished done complete completed danach dann puis ensuite luego despues'.split(' '),
);

/** Key at a word where one may stand; undefined when it is a quantity or the begin of a telephone number. */
function keyAt(
  words: readonly string[],
  at: number,
  believeHomophones: boolean,
): { keys: string; to: number } | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  const first = keyOf(word) ?? (believeHomophones ? DIGIT_HOMOPHONES[word] : undefined);
  if (first === undefined) return undefined;
  let keys = first;
  let to = at + 1;
  for (let next = words[to]; next !== undefined; next = words[to]) {
    const more = /^[0-9]+$/.test(next) || next in DIGIT_WORDS ? keyOf(next) : undefined;
    if (more === undefined || QUANTITY_NOUNS.has(words[to + 1] ?? '')) break;
    keys += more;
    to++;
  }
  // Longer ones are telephone numbers (911, 1 800 ...): not a key of this menu.
  if (keys.length > 2 || QUANTITY_NOUNS.has(words[to] ?? '')) return undefined;
  return { keys, to };
}

const keyOf = (word: string): string | undefined => (/^[0-9]{1,3}$/.test(word) ? word : DIGIT_WORDS[word]);

const LOOSE_VERBS = new Set(['key', 'enter', 'type', 'select', 'choose', 'pick', 'touch', 'punch']);

function spokenMark(words: readonly string[], at: number): Mark | undefined {
  const word = words[at]!;
  if (SAY_VERBS.has(word)) return sayThenPress(words, at);
  const named = word === 'option';
  if (!PRESS_VERBS.has(word) && !named) return undefined;
  let position = at + 1;
  for (let fillers = 0; fillers < (named ? 0 : MAX_FILLERS); fillers++) {
    const filler = words[position];
    if (filler === undefined || !KEY_FILLERS.has(filler) || keyOf(filler) !== undefined) break;
    // "enter your six digit code" names no key; "on your keypad" may stand before one.
    if (filler === 'your' && words[position - 1] !== 'on') return undefined;
    position++;
  }
  // "drücken Sie die Eins" has fillers that are homophones of nothing; "press to" has none.
  // "Key for your patience" is a garbled "thank you", and "enter for an operator" no four: "for" and "to" are keys only
  // behind verbs that have nothing else to do here.
  const joins = /^(for|to|too|fore)$/.test(words[position] ?? '') && LOOSE_VERBS.has(word);
  const key = keyAt(words, position, !named && !joins);
  if (key === undefined) return undefined;
  let to = key.to;
  while (KEY_TRAILERS.has(words[to] ?? '')) to++;
  const say = orSay(words, to);
  return { from: at, to: say?.to ?? to, kind: 'key', keys: key.keys, ...(say === undefined ? {} : { say: say.text }) };
}

/**
 * "for sales press line, for support press two": a key that was not understood, but menus count, and what stands between
 * no key and two, or between two and four, is known all the same.
 */
function misheardMark(words: readonly string[], at: number, marks: readonly Mark[]): Mark | undefined {
  const [verb, heard, next] = words.slice(at, at + 3);
  if (verb === undefined || !PRESS_VERBS.has(verb) || heard === undefined || KEY_FILLERS.has(heard)) return undefined;
  if (next === undefined || !OPENERS.has(next) || OPENERS.has(heard)) return undefined;
  const last = marks.findLast(({ kind }) => kind === 'key');
  const due = last === undefined ? 1 : Number(last.keys) + 1;
  const after = words.findIndex((word, index) => index > at + 1 && PRESS_VERBS.has(word));
  if (!(due >= 1 && due <= 8) || after < 0) return undefined;
  if (spokenMark(words, after)?.keys !== String(due + 1)) return undefined;
  return { from: at, to: at + 2, kind: 'key', keys: String(due), counted: true };
}

/** "say billing or press two". */
function sayThenPress(words: readonly string[], at: number): Mark | undefined {
  for (let or = at + 1; or <= at + MAX_SAY_WORDS + 1; or++) {
    const word = words[or];
    if (word === undefined) return undefined;
    if (!PRESS_VERBS.has(word)) continue;
    const mark = spokenMark(words, or);
    if (mark === undefined) return undefined;
    if (!OR.has(words[or - 1]!)) return undefined;
    const said = words.slice(at + 1, or).filter((part) => !OR.has(part));
    const digits = said.length <= 1 && (said[0] === undefined || keyOf(said[0]) !== undefined);
    return { ...mark, from: at, ...(digits ? {} : { say: said.join(' ') }) };
  }
  return undefined;
}

/** "press two or say billing". */
function orSay(words: readonly string[], at: number): { text: string; to: number } | undefined {
  if (words[at] !== 'or' || !SAY_VERBS.has(words[at + 1] ?? '')) return undefined;
  let to = at + 2;
  while (to < words.length && to < at + 2 + MAX_SAY_WORDS) {
    const word = words[to]!;
    if (OPENERS.has(word) || PRESS_VERBS.has(word) || word === 'or') break;
    to++;
  }
  return to === at + 2 ? undefined : { text: words.slice(at + 2, to).join(' '), to };
}

function phraseMark(words: readonly string[], at: number): Mark | undefined {
  const starts = (phrase: readonly string[]): boolean => phrase.every((word, index) => words[at + index] === word);
  const stay = STAY.find(starts);
  // "to remain on hold press two" describes a key.
  if (stay !== undefined && INFINITIVE.has(words[at - 1] ?? '')) return undefined;
  if (stay !== undefined) return { from: at, to: at + stay.length, kind: 'stay', keys: '' };
  const extension = EXTENSION.exec(words.slice(at, at + 18).join(' '));
  if (extension !== null) {
    return { from: at, to: at + extension[0].trim().split(' ').length, kind: 'extension', keys: '' };
  }
  const hangUp = HANG_UP.find(starts);
  if (hangUp === undefined) return undefined;
  let to = at + hangUp.length;
  // "hang up and dial 911" in one
  if (words[to] === 'and' && PRESS_VERBS.has(words[to + 1] ?? '')) {
    to += 2;
    while (keyOf(words[to] ?? '') !== undefined) to++;
  }
  return { from: at, to, kind: 'hang-up', keys: '' };
}

/** ", two for service" and "service two, parts three": the verb is said once, the keys come in their order. */
function elidedMark(
  tokens: readonly Token[],
  words: readonly string[],
  at: number,
  marks: readonly Mark[],
): Mark | undefined {
  const last = marks.findLast(({ kind }) => kind === 'key');
  if (last === undefined || at <= last.to) return undefined;
  const expected = String(Number(last.keys) + 1);
  const next = words[at + 1];
  const opensAfter = next === undefined || OPENERS.has(next) || next === 'or' || tokens[at + 1]?.before !== 'none';
  const sure = DIGIT_WORDS[words[at]!] ?? (/^[0-9]$/.test(words[at]!) ? words[at] : undefined);
  const heard = sure ?? DIGIT_HOMOPHONES[words[at]!];
  if (heard === undefined) return undefined;
  if (!opensAfter && !isCounting(words, at, last, sure, expected)) return undefined;
  if (sure !== undefined && '*#'.includes(sure) && !OPENERS.has(next ?? '')) return undefined;
  const used = marks.some(({ keys }) => keys === heard);
  if (used || (heard !== expected && !(sure !== undefined && '09*#'.includes(heard)))) return undefined;
  // "to" and "for" are keys only where one is due and another opener follows.
  if (sure === undefined && !OPENERS.has(next ?? '')) return undefined;
  let from = at;
  while (from - 1 > last.to && ELIDED_FILLERS.has(words[from - 1]!)) from--;
  return { from, to: at + 1, kind: 'key', keys: heard };
}

/** "press one service two parts three": counts on without a word between, so the next number must come, too. */
function isCounting(
  words: readonly string[],
  at: number,
  last: Mark,
  sure: string | undefined,
  expected: string,
): boolean {
  if (sure !== expected || OPENERS.has(words[last.to] ?? '') || QUANTITY_NOUNS.has(words[at + 1] ?? '')) return false;
  const following = String(Number(expected) + 1);
  return words.slice(at + 1, at + 8).some((word) => keyOf(word) === following);
}

/** "or", "please", "then" before the verb belong to the mark, not to an option. */
function leadIn(tokens: readonly Token[], from: number, notBefore: number): number {
  let begin = from;
  while (begin > notBefore && LEAD_IN.has(tokens[begin - 1]!.text) && tokens[begin]!.before !== 'sentence') begin--;
  return begin;
}
