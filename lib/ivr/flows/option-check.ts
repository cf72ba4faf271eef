/** Whether a menu still offers under a key what a flow remembers: "for billing press 2" may have become "press 3". */
import type { MenuOption } from '../options';
import { understand, type Prompt } from '../understand';
import { tellingWords, wordLikeness } from './prompt-words';

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
  /** Keys of the answer. */
  readonly keys: string;
  /** What they stand for: several hearings of the same words. */
  readonly wordings: readonly string[];
  /** What the other keys stood for. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** From here on two options speak of the same. */
const SAME_OPTION = 0.5;
const MOVED_OPTION = 0.6;
/** So much of the prompt's other words must be as remembered, before one strange option is a change and not noise. */
export const CLEAN_HEARING = 0.75;
/** Half of the other options changed, too: not noise. */
const MANY_CHANGED = 0.5;

export function remember(keys: string, option: string | undefined, texts: readonly string[]): RememberedMenu {
  const wordings = new Set(option === undefined ? [] : [option]);
  const others = new Map<string, string[]>();
  for (const text of texts) {
    for (const heard of choices(understand(text))) {
      const words = wordsOfOption(heard);
      if (heard.keys === keys) {
        if (option === undefined) wordings.add(words);
      } else others.set(heard.keys, [...(others.get(heard.keys) ?? []), words]);
    }
  }
  return { keys, wordings: [...wordings].filter((words) => tellingWords(words).length > 0), others };
}

/** The words of the option that stands for these keys in a prompt. */
export function optionFor(keys: string, prompt: Prompt): string | undefined {
  const option = choices(prompt).find((offered) => offered.keys === keys);
  const words = option === undefined ? '' : wordsOfOption(option);
  return tellingWords(words).length === 0 ? undefined : words;
}

const choices = ({ options }: Prompt): readonly MenuOption[] => options.filter(({ keys }) => keys !== '');

const wordsOfOption = ({ text, say }: MenuOption): string => (text === '' ? (say ?? '') : text);

/** `likeness`: of the whole prompt to what is remembered of it, 0 to 1. `complete`: it has been heard to its end. */
export function checkOption(
  remembered: RememberedMenu,
  prompt: Prompt,
  likeness: number,
  complete: boolean,
): OptionCheck {
  const { keys, wordings } = remembered;
  if (wordings.length === 0) return { kind: 'unheard' };
  const offered = choices(prompt);
  const fits = offered.map((option) => covers(wordings, wordsOfOption(option), remembered));
  const here = offered.findIndex((option) => option.keys === keys);
  const best = fits.reduce((top, fit, index) => (fit > (fits[top] ?? -1) ? index : top), -1);
  if (here >= 0 && fits[here]! >= SAME_OPTION && fits[here]! >= fits[best]!) return { kind: 'same' };
  const elsewhere = offered[best];
  if (elsewhere !== undefined && elsewhere.keys !== keys && fits[best]! >= MOVED_OPTION) {
    // A lost key joins two options: "for billing press .. for sales press three".
    const own = remembered.others.get(elsewhere.keys) ?? [];
    if (own.length === 0 || coverage(own, wordsOfOption(elsewhere)) < SAME_OPTION) {
      return { kind: 'moved', keys: elsewhere.keys, text: wordsOfOption(elsewhere) };
    }
    return { kind: 'unheard' };
  }
  if (!complete || (likeness < CLEAN_HEARING && shareChanged(remembered, offered) < MANY_CHANGED)) {
    return { kind: 'unheard' };
  }
  if (here >= 0) {
    const text = wordsOfOption(offered[here]!);
    return tellingWords(text).length === 0 ? { kind: 'unheard' } : { kind: 'replaced', text };
  }
  return offered.length >= 2 && coverage(wordings, prompt.text) < SAME_OPTION ? { kind: 'gone' } : { kind: 'unheard' };
}

/** How much of the option's own words are in a text; words that other options have, too, do not count. */
function covers(wordings: readonly string[], text: string, { others }: RememberedMenu): number {
  const shared = [...others.values()].flat().flatMap(tellingWords);
  const own = wordings.map((wording) =>
    tellingWords(wording).filter((word) => !shared.some((other) => wordLikeness(word, other) > 0)),
  );
  const distinct = own.filter((words) => words.length > 0).map((words) => words.join(' '));
  return coverage(distinct.length > 0 ? distinct : wordings, text);
}

function coverage(wordings: readonly string[], text: string): number {
  const heard = tellingWords(text);
  let most = 0;
  for (const wording of wordings) {
    const words = tellingWords(wording);
    if (words.length === 0) continue;
    const found = words.filter((word) => heard.some((other) => wordLikeness(word, other) > 0)).length;
    most = Math.max(most, found / words.length);
  }
  return most;
}

function shareChanged({ others }: RememberedMenu, offered: readonly MenuOption[]): number {
  const known = offered.filter((option) => others.has(option.keys) && tellingWords(wordsOfOption(option)).length > 0);
  if (known.length < 2) return 0;
  const changed = known.filter((option) => coverage(others.get(option.keys)!, wordsOfOption(option)) < SAME_OPTION);
  return changed.length / known.length;
}
