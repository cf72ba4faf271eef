/** Which words belong to which key: "press 1 for sales" or "for sales press 1", decided over the whole prompt. */
import { GREETING_PHRASES, LANGUAGE_NAMES, OPENERS, PRESS_VERBS } from './lexicon/grammar';
import { findMarks, type Mark } from './marks';
import { textOf, wordsOf, type Token } from './tokens';

export type OptionKind = 'choice' | 'repeat' | 'back' | 'stay' | 'hang-up' | 'extension';

export interface MenuOption {
  /** '' for staying on the line or hanging up. */
  readonly keys: string;
  readonly kind: OptionKind;
  /** What the key is for, as words without accents. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** What may be said instead. */
  readonly say?: string;
  /** Language that this option chooses, ISO 639-1. */
  readonly language?: string;
}

/** Whether an option's words stand before its key or after it. */
type Side = 'before' | 'after';
const SIDES: readonly Side[] = ['before', 'after'];

const REPEAT =
  /\b(repeat|again|hear (this|these|the) (menu|options?|message|choices)|wiederhol\w*|noch ?einmal|nochmals|erneut|reecouter|repeter|reentendre|repetir|de nuevo|otra vez|nuevamente)\b/;
const BACK =
  /\b(main menu|previous menu|last menu|return to the|go back|start over|hauptmenu|zuruck|menu principal|menu precedent|retourner au|retour au|menu anterior|regresar|volver)\b/;

export function findOptions(tokens: readonly Token[]): readonly MenuOption[] {
  const marks = findMarks(tokens);
  if (marks.length === 0) return [];
  const sides = bestSides(tokens, marks);
  return marks.map((mark, index) => {
    const words = optionTokens(tokens, marks, sides, index);
    return toOption(mark, words);
  });
}

function toOption(mark: Mark, tokens: readonly Token[]): MenuOption {
  const text = textOf(tokens);
  const language =
    tokens.length <= 8
      ? wordsOf(tokens)
          .map((word) => LANGUAGE_NAMES[word])
          .find(Boolean)
      : undefined;
  const kind: OptionKind =
    mark.kind !== 'key'
      ? mark.kind
      : REPEAT.test(text) && tokens.length <= 12
        ? 'repeat'
        : BACK.test(text)
          ? 'back'
          : 'choice';
  return {
    keys: mark.keys,
    kind,
    text,
    tokens,
    ...(mark.say === undefined ? {} : { say: mark.say }),
    ...(language === undefined ? {} : { language }),
  };
}

/** Gap i lies before mark i; the last one lies after all marks. */
function gap(tokens: readonly Token[], marks: readonly Mark[], index: number): readonly Token[] {
  return tokens.slice(index === 0 ? 0 : marks[index - 1]!.to, marks[index]?.from ?? tokens.length);
}

function endsSentence(tokens: readonly Token[], at: number): boolean {
  return at >= tokens.length || tokens[at]!.before === 'sentence';
}

/** The likeliest side for every mark: Viterbi over two states; changing sides inside a menu is rare. */
function bestSides(tokens: readonly Token[], marks: readonly Mark[]): readonly Side[] {
  let paths = SIDES.map((side) => ({
    sides: [side],
    score: startScore(tokens, marks, side) + answerScore(tokens, marks[0]!, side),
  }));
  for (let index = 1; index < marks.length; index++) {
    paths = SIDES.map((side) => {
      const steps = paths.map(({ sides, score }) => ({
        sides: [...sides, side],
        score: score + stepScore(tokens, marks, index, sides.at(-1)!, side),
      }));
      return steps.reduce((a, b) => (b.score > a.score ? b : a));
    });
  }
  const ended = paths.map(({ sides, score }) => ({ sides, score: score + endScore(tokens, marks, sides.at(-1)!) }));
  return ended.reduce((a, b) => (b.score > a.score ? b : a)).sides;
}

const CHANGE = -1.5;
const EMPTY = -4;

/** "Press one for yes": an answer stands behind its key, whatever came before. */
const ANSWER =
  /^(for |if |pour |para |fur |wenn )?(yes|no|ja|nein|oui|non|si|correct|incorrect|this is correct|that is correct)(?= (press|dial|or|for|if|and|to|this|that|it|i|oder|ou|o|druck\w*|appuyez|oprima|marque|pulse|tapez|presione)\b|$)/;
const ANSWER_BONUS = 3;

function answerScore(tokens: readonly Token[], mark: Mark, side: Side): number {
  // "For no may ..." is a garbled "for the main menu", not an answer: behind one, something begins anew.
  if (!ANSWER.test(textOf(tokens.slice(mark.to, mark.to + 5)))) return 0;
  return side === 'after' ? ANSWER_BONUS : -ANSWER_BONUS;
}

/** The first key, at the begin or behind a clause of its own ("if you know the extension ..."). */
function startScore(tokens: readonly Token[], marks: readonly Mark[], side: Side, index = 0): number {
  const before = gap(tokens, marks, index);
  const cut = endsSentence(tokens, marks[index]!.from);
  const opens =
    !cut &&
    withoutGreeting(lastSentence(before), true)
      .slice(0, -1)
      .some(({ text }) => OPENERS.has(text));
  if (side === 'after') return before.length === 0 || cut ? 0.5 : opens ? -1 : 0.5;
  if (before.length === 0) return EMPTY;
  const sentence = cut ? [] : withoutGreeting(lastSentence(before), true);
  return (cut ? -2 : 0) + (opens ? 1 : sentence.length > 0 ? -1.5 : EMPTY);
}

function endScore(tokens: readonly Token[], marks: readonly Mark[], side: Side): number {
  const after = gap(tokens, marks, marks.length);
  const last = marks.at(-1)!;
  // "... for an operator press severe": the last key was not understood, and its words stand before it.
  const lost = after.length > 3 && PRESS_VERBS.has(after.at(-2)!.text) ? 1.5 : 0;
  if (side === 'after') {
    if (last.kind !== 'key') return 0;
    if (lost > 0) return -lost;
    if (after.length === 0) return EMPTY;
    return (endsSentence(tokens, last.to) ? -2 : 0) + (OPENERS.has(after[0]!.text) ? 1 : -0.5);
  }
  if (lost > 0) return lost;
  if (after.length === 0 || endsSentence(tokens, last.to)) return 0.5;
  return OPENERS.has(after[0]!.text) ? -0.5 : 0;
}

function stepScore(tokens: readonly Token[], marks: readonly Mark[], index: number, from: Side, to: Side): number {
  const answer = answerScore(tokens, marks[index]!, to);
  if (isClause(marks[index - 1]!) && marks[index]!.kind === 'key') return answer + startScore(tokens, marks, to, index);
  return answer + seamScore(tokens, marks, index, from, to);
}

const isClause = ({ kind }: Mark): boolean => kind === 'extension' || kind === 'hang-up';

function seamScore(tokens: readonly Token[], marks: readonly Mark[], index: number, from: Side, to: Side): number {
  const between = gap(tokens, marks, index);
  const cutBefore = endsSentence(tokens, marks[index - 1]!.to);
  const cutAfter = endsSentence(tokens, marks[index]!.from);
  const soft = marks[index]!.kind !== 'key' || marks[index - 1]!.kind !== 'key';
  const change = from === to ? 0 : soft ? CHANGE / 2 : CHANGE;
  const opens = between.length > 0 && OPENERS.has(between[0]!.text) ? 1 : 0;
  const empty = soft ? EMPTY / 3 : EMPTY;
  if (from === 'before' && to === 'before') {
    return change + (between.length === 0 ? empty : opens + (cutBefore ? 1.5 : 0) - (cutAfter ? 1.5 : 0));
  }
  if (from === 'after' && to === 'after') {
    return change + (between.length === 0 ? empty : opens + (cutAfter ? 1.5 : 0) - (cutBefore ? 2 : 0));
  }
  if (from === 'before') return change + (between.length <= 2 ? 0.5 : cutBefore && cutAfter ? -0.5 : -2);
  // after -> before: both want words, so there must be a seam
  const seam = seamOf(between);
  if (seam === undefined) return change + (soft ? -1 : EMPTY);
  return change + (between[seam]!.before === 'sentence' ? 2 : 1) + (REPEAT.test(textOf(between.slice(seam))) ? 1 : 0);
}

/** Where the words of two options meet inside one gap. */
function seamOf(between: readonly Token[]): number | undefined {
  const sentence = between.findIndex(({ before }, index) => index > 0 && before === 'sentence');
  if (sentence > 0) return sentence;
  const opener = between.findIndex(
    ({ text }, index) => index > 1 && ((OPENERS.has(text) && text !== 'in') || isAllOther(between, index)),
  );
  return opener > 0 ? opener : undefined;
}

const isAllOther = (tokens: readonly Token[], at: number): boolean =>
  ['otherwise', 'sinon', 'ansonsten'].includes(tokens[at]!.text) ||
  (['all', 'any'].includes(tokens[at]!.text) && ['other', 'others'].includes(tokens[at + 1]?.text ?? ''));

function lastSentence(tokens: readonly Token[]): readonly Token[] {
  const from = tokens.findLastIndex(({ before }, index) => index > 0 && before === 'sentence');
  return from > 0 ? tokens.slice(from) : tokens;
}

function firstSentence(tokens: readonly Token[]): readonly Token[] {
  const to = tokens.findIndex(({ before }, index) => index > 0 && before === 'sentence');
  return to > 0 ? tokens.slice(0, to) : tokens;
}

function optionTokens(
  tokens: readonly Token[],
  marks: readonly Mark[],
  sides: readonly Side[],
  index: number,
): readonly Token[] {
  const side = sides[index]!;
  if (marks[index]!.kind === 'extension' || (isClause(marks[index]!) && side === 'after')) return [];
  if (side === 'before') {
    const between = gap(tokens, marks, index);
    const shared = index > 0 && sides[index - 1] === 'after' && !isClause(marks[index - 1]!) ? seamOf(between) : 0;
    const own = lastSentence(between.slice(shared ?? between.length));
    return withoutGreeting(own, index === 0 || marks[index - 1]!.kind !== 'key');
  }
  const between = gap(tokens, marks, index + 1);
  const shared = sides[index + 1] === 'before' ? seamOf(between) : undefined;
  const own = firstSentence(shared === undefined ? between : between.slice(0, shared));
  return index === marks.length - 1 ? own.slice(0, MAX_LAST_OPTION) : own;
}

/** Whatever a recogniser without punctuation puts behind the last option is not all of it. */
const MAX_LAST_OPTION = 14;
const MAX_FIRST_OPTION = 16;
const GREETINGS = GREETING_PHRASES.map((phrase) => phrase.split(' '));

/** What is said before the first key, greetings left out: where words stand before their keys, the first option. */
export function beforeFirstKey(tokens: readonly Token[]): readonly Token[] {
  const first = findMarks(tokens)[0];
  return first === undefined ? [] : withoutGreeting(lastSentence(tokens.slice(0, first.from)), true);
}

/** Words of an option without "thank you for calling ..." before them; `first`: a company's name may stand there, too. */
function withoutGreeting(tokens: readonly Token[], first: boolean): readonly Token[] {
  const words = wordsOf(tokens);
  let from = 0;
  for (let at = 0; at < words.length; at++) {
    const phrase = GREETINGS.find((greeting) => greeting.every((word, offset) => words[at + offset] === word));
    // "if this is urgent" greets nobody.
    const greets = phrase !== undefined && !OPENERS.has(words[at - 1] ?? '');
    if (greets) from = Math.max(from, at + phrase.length);
  }
  if (from === 0 && !first) return tokens;
  const strong = words.findLastIndex((word, at) => at >= from && STRONG_OPENER.test(`${word} ${words[at + 1] ?? ''} `));
  if (strong >= 0) return tokens.slice(strong);
  const opener = words.findIndex((word, at) => at >= from && OPENERS.has(word) && word !== 'in');
  if (opener >= 0) return tokens.slice(opener);
  return tokens.slice(Math.max(from, words.length - MAX_FIRST_OPTION));
}

/** A clause that can only be the begin of an option. */
const STRONG_OPENER = /^(if (you|your|this)|wenn sie|falls sie|mochten sie|si vous|si usted|si desea|si tiene) /;
