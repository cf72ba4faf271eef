/** Whether a menu still offers under a key what a flow remembers: "for billing press 2" may have become "press 3". */
import { findMarks } from '../marks';
import { textOf } from '../tokens';
import type { Prompt } from '../understand';
import { coverage, distanceFromKey, menuKeys, wordsAt, type MenuKey, type Side } from './menu-keys';
import { tellingWords, wordLikeness } from './prompt-words';
import { soundAlike } from './sounds-alike';

export type OptionCheck =
  /** Heard under the same key. */
  | { readonly kind: 'same' }
  /** Not heard, or heard too badly to tell. */
  | { readonly kind: 'unheard' }
  /** Heard under another key. */
  | { readonly kind: 'moved'; readonly keys: string; readonly text: string }
  /** The key now stands for something else. */
  | { readonly kind: 'replaced'; readonly text: string }
  /** Neither the key nor the words are there any more. */
  | { readonly kind: 'gone' };

export interface RememberedMenu {
  readonly keys: string;
  /** What the keys of the answer stand for: several hearings of the same words. */
  readonly wordings: readonly string[];
  /** On which side of its key an option of this menu stands. */
  readonly side?: Side;
  /** All that was said between the key before and the answer's: a greeting, too, where it is the first. */
  readonly beside: readonly string[];
  /** What the other keys stood for. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** From here on two options speak of the same. */
const SAME_OPTION = 0.5;
const MOVED_OPTION = 0.6;
/** Words between an option and its key. */
const NEAR_KEY = 4;
/** So much of the prompt must be as remembered, before one strange option is a change and not noise. */
const CLEAN_HEARING = 0.75;
/** Nor is it noise when so many of the other options changed, too. */
const MANY_CHANGED = 0.6;
const LEAST_COMPARED = 3;
/** So many of the words that only another option had. */
const OTHER_OPTION = 0.5;

/** `option`: in its own words, when they are known; `texts`: hearings of the whole prompt. */
export function remember(keys: string, option: string | undefined, texts: readonly string[]): RememberedMenu {
  const wordings = new Set(option === undefined ? [] : [option]);
  const others = new Map<string, string[]>();
  const sides: Side[] = [];
  const beside: string[] = [];
  for (const key of texts.flatMap((text) => trustworthy(menuKeys(text), keys))) {
    if (key.keys === keys) {
      beside.push(key.before, key.after);
      if (option === undefined) wordings.add(key.option);
      const side = option === undefined ? key.side : sideOf(option, key);
      if (side !== undefined) sides.push(side);
    } else {
      others.set(key.keys, [...(others.get(key.keys) ?? []), key.option]);
    }
  }
  const before = sides.filter((side) => side === 'before').length;
  return {
    keys,
    wordings: [...wordings].filter((words) => tellingWords(words).length > 0),
    others,
    beside,
    ...(sides.length === 0 ? {} : { side: before * 2 >= sides.length ? 'before' : 'after' }),
  };
}

/**
 * Where the answer's key was not understood, its words stand with those of the next key: "if you have no connection
 * press (one) if your connection is slow press two".
 */
function trustworthy(heard: readonly MenuKey[], keys: string): readonly MenuKey[] {
  if (heard.some((key) => key.keys === keys)) return heard;
  const before = heard.findLast((key) => Number(key.keys) < Number(keys));
  const after = heard.find((key) => Number(key.keys) > Number(keys));
  return heard.filter((key) => !(key === after && key.side !== 'after') && !(key === before && key.side === 'after'));
}

/** Written options use their own words: the side is where more of them stand. */
function sideOf(option: string, key: MenuKey): Side | undefined {
  const before = coverage([option], key.before);
  const after = coverage([option], key.after);
  if (before === after) return before === 0 ? undefined : key.side;
  return before > after ? 'before' : 'after';
}

/** The words of the option that stands for these keys in a prompt. */
export function optionFor(keys: string, prompt: Prompt): string | undefined {
  const words = menuKeys(prompt).find((key) => key.keys === keys)?.option ?? '';
  return tellingWords(words).length === 0 ? undefined : words;
}

/** `likeness`: of the whole prompt to what is remembered of it, 0 to 1. `complete`: it has been heard to its end. */
export function checkOption(
  remembered: RememberedMenu,
  prompt: Prompt,
  likeness: number,
  complete: boolean,
): OptionCheck {
  const { keys, wordings, side } = remembered;
  const offered = menuKeys(prompt);
  if (wordings.length === 0) {
    // Its own words were never understood; that they are another option's now can still be heard.
    const words = offered.filter((key) => key.keys === keys).map((key) => wordsAt(key, side ?? key.side));
    const strange = words.find((text) => isOther(remembered, text));
    return strange === undefined ? { kind: 'unheard' } : { kind: 'replaced', text: strange };
  }
  const fits = offered.map((key) => fit(remembered, wordsAt(key, side)));
  const here = offered.findIndex((key) => key.keys === keys);
  // "No connection" and "a slow connection" share their only telling word: what is another option's is not ours.
  offered.forEach((key, index) => {
    if (isOther(remembered, wordsAt(key, side))) fits[index] = 0;
  });
  const best = fits.reduce((top, value, index) => (value > (fits[top] ?? -1) ? index : top), -1);
  const stranger = here >= 0 && isOther(remembered, wordsAt(offered[here]!, side));
  if (here >= 0 && !stranger && fits[here]! >= SAME_OPTION && fits[here]! >= fits[best]!) return { kind: 'same' };
  const elsewhere = offered[best];
  if (elsewhere !== undefined && elsewhere.keys !== keys && fits[best]! >= MOVED_OPTION) {
    const text = wordsAt(elsewhere, side);
    // A lost key joins two options: "for billing press .. for sales press three".
    const own = withoutWordsOf(wordings, remembered.others.get(elsewhere.keys) ?? []);
    const near = side === undefined || distanceFromKey(wordings, text, side) <= NEAR_KEY;
    return near && coverage(own, text) < SAME_OPTION
      ? { kind: 'moved', keys: elsewhere.keys, text }
      : { kind: 'unheard' };
  }
  if (stranger) return { kind: 'replaced', text: wordsAt(offered[here]!, side) };
  if (!complete || (likeness < CLEAN_HEARING && !manyChanged(remembered, offered))) return { kind: 'unheard' };
  if (here >= 0) {
    const text = wordsAt(offered[here]!, side);
    // A word that only this option has, under its key, or one that sounds like it: the rest was misheard.
    const misheard = fits[here]! > 0 || soundsLikeOwn(remembered, text);
    return misheard || newsIn(remembered, text).length === 0 ? { kind: 'unheard' } : { kind: 'replaced', text };
  }
  return offered.length >= 2 && coverage(wordings, prompt.text) < SAME_OPTION ? { kind: 'gone' } : { kind: 'unheard' };
}

/**
 * Whether the answer's option has begun, behind the key before it: a word has been said that no other option has. Its
 * key is still to come; where keys count up and nothing before has changed, it is known.
 */
export function isOptionDue(remembered: RememberedMenu, prompt: Prompt): boolean {
  const { keys, side } = remembered;
  if (side !== 'before' || !/^[1-9]$/.test(keys)) return false;
  const marks = findMarks(prompt.tokens).filter(({ kind }) => kind === 'key');
  const last = marks.at(-1);
  if (last === undefined ? keys !== '1' : Number(last.keys) !== Number(keys) - 1) return false;
  const words = textOf(prompt.tokens.slice(last?.to ?? 0));
  return hasOwn(remembered, words) && !isOther(remembered, words);
}

/** Whether something is offered under a key that stood for other things whenever this menu was heard. */
export function hasStrangeOption({ others, side }: RememberedMenu, prompt: Prompt): boolean {
  return menuKeys(prompt).some((key) => {
    const known = others.get(key.keys);
    const words = wordsAt(key, side ?? key.side);
    return known !== undefined && tellingWords(words).length > 0 && coverage(known, words) === 0;
  });
}

/**
 * Whether a list of options has neither the answer's key nor words of anything that this menu was known to offer; where
 * the prompt itself is hardly alike (`likeness` 0 to 1), it is enough that the answer's own words are missing, or stand
 * elsewhere than under its key.
 */
export function isOtherMenu(remembered: RememberedMenu, prompt: Prompt, likeness: number): boolean {
  const { keys, wordings, others, side } = remembered;
  const offered = menuKeys(prompt);
  if (offered.length < LEAST_OPTIONS) return false;
  const here = offered.find((key) => key.keys === keys);
  if (here !== undefined) return likeness < HARDLY_ALIKE && isStranger(remembered, wordsAt(here, side ?? here.side));
  const words = offered.map((key) => wordsAt(key, side ?? key.side));
  if (words.some((text) => tellingWords(text).length === 0)) return false;
  if (wordings.length > 0) {
    if (likeness < HARDLY_ALIKE && fit(remembered, prompt.text) === 0) return true;
    if (endsBefore(keys, prompt) && (likeness < HARDLY_ALIKE || halfAreOthers(remembered, offered))) return true;
  }
  const known = [...wordings, ...[...others.values()].flat()];
  return words.every((text) => known.every((wording) => coverage([wording], text) === 0));
}

/** Whether the list was heard to its end, and does not count up to this key. */
function endsBefore(keys: string, { tokens }: Prompt): boolean {
  const marks = findMarks(tokens).filter(({ kind }) => kind === 'key');
  const last = marks.at(-1);
  if (last === undefined || !marks.every((mark, index) => mark.keys === String(index + 1))) return false;
  return Number(keys) > marks.length && tellingWords(textOf(tokens.slice(last.to))).length === 0;
}

/** Whether what the answer's key stands for has nothing of the option: neither a word, nor one that sounds like it. */
function isStranger(remembered: RememberedMenu, text: string): boolean {
  const { wordings } = remembered;
  if (wordings.length === 0 || tellingWords(text).length === 0) return false;
  if (fit(remembered, text) > 0 || coverage(wordings, text) > 0 || soundsLikeOwn(remembered, text)) return false;
  return newsIn(remembered, text).length > 0;
}

/** A list that was only cut off offers what it did, as far as it goes. */
function halfAreOthers({ others, side }: RememberedMenu, offered: readonly MenuKey[]): boolean {
  const known = offered.filter((key) => others.has(key.keys));
  const changed = known.filter((key) => coverage(others.get(key.keys)!, wordsAt(key, side ?? key.side)) === 0);
  return changed.length > 0 && changed.length * 2 >= known.length;
}

const LEAST_OPTIONS = 2;
const HARDLY_ALIKE = 0.45;

/** How much of the option's own words are in a text; words that other options have, too, do not count. */
function fit({ wordings, others }: RememberedMenu, text: string): number {
  const shared = [...others.values()].flat().flatMap(tellingWords);
  const own = wordings.map((wording) =>
    tellingWords(wording).filter((word) => !shared.some((other) => wordLikeness(word, other) > 0)),
  );
  const distinct = own.filter((words) => words.length > 0).map((words) => words.join(' '));
  return coverage(distinct.length > 0 ? distinct : wordings, text);
}

/** Wordings less the words that they share with ours. */
function withoutWordsOf(ours: readonly string[], wordings: readonly string[]): readonly string[] {
  const shared = ours.flatMap(tellingWords);
  return wordings.map((wording) =>
    tellingWords(wording)
      .filter((word) => !shared.some((other) => wordLikeness(word, other) > 0))
      .join(' '),
  );
}

/** Whether a text has words that only another option had, and none that only ours had. */
function isOther(remembered: RememberedMenu, text: string): boolean {
  const { wordings, others } = remembered;
  const ours = wordings.flatMap(tellingWords);
  for (const other of others.values()) {
    const theirs = other.flatMap(tellingWords).filter((word) => !ours.some((own) => wordLikeness(word, own) > 0));
    if (theirs.length > 0 && coverage([theirs.join(' ')], text) >= OTHER_OPTION && !hasOwn(remembered, text))
      return true;
  }
  return false;
}

/** Whether a word that is new beside the answer's key sounds like one of its own. */
function soundsLikeOwn(remembered: RememberedMenu, text: string): boolean {
  const own = remembered.wordings.flatMap(tellingWords);
  return newsIn(remembered, text).some((heard) => own.some((word) => soundAlike(word, heard)));
}

/** The telling words of a text that were not said beside the answer's key before. */
function newsIn({ beside }: RememberedMenu, text: string): readonly string[] {
  const known = beside.flatMap(tellingWords);
  return tellingWords(text).filter((word) => !known.some((other) => wordLikeness(word, other) > 0));
}

function hasOwn({ wordings, others }: RememberedMenu, text: string): boolean {
  const theirs = [...others.values()].flat().flatMap(tellingWords);
  const own = wordings.flatMap(tellingWords).filter((word) => !theirs.some((other) => wordLikeness(word, other) > 0));
  return own.length > 0 && coverage([own.join(' ')], text) > 0;
}

function manyChanged({ others, side }: RememberedMenu, offered: readonly MenuKey[]): boolean {
  const known = offered.filter((key) => others.has(key.keys) && tellingWords(wordsAt(key, side)).length > 0);
  if (known.length < LEAST_COMPARED) return false;
  const changed = known.filter((key) => coverage(others.get(key.keys)!, wordsAt(key, side)) < SAME_OPTION);
  return changed.length >= known.length * MANY_CHANGED;
}
