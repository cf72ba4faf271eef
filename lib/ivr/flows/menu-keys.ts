/** The keys of a menu with the words on either side of each: what an option is when noise hides which side is its own. */
import { findMarks } from '../marks';
import type { MenuOption } from '../options';
import { textOf } from '../tokens';
import { understand, type Prompt } from '../understand';
import { tellingWords, wordLikeness } from './prompt-words';

export type Side = 'before' | 'after';

export interface MenuKey {
  readonly keys: string;
  /** The words up to the key before, and up to the key behind. */
  readonly before: string;
  readonly after: string;
  /** What the key is for, as the whole menu is understood; '' when it has no words. */
  readonly option: string;
  /** Where those words stand; undefined when that cannot be told. */
  readonly side?: Side;
}

export function menuKeys(text: string | Prompt): readonly MenuKey[] {
  const prompt = typeof text === 'string' ? understand(text) : text;
  const { tokens } = prompt;
  const marks = findMarks(tokens).filter(({ kind }) => kind === 'key');
  const options = prompt.options.filter(({ keys }) => keys !== '');
  return marks.map((mark, index) => {
    const beforeTokens = tokens.slice(marks[index - 1]?.to ?? 0, mark.from);
    const afterTokens = tokens.slice(mark.to, marks[index + 1]?.from ?? tokens.length);
    const offered =
      options[index]?.keys === mark.keys ? options[index] : options.find(({ keys }) => keys === mark.keys);
    const first = offered?.tokens[0];
    const side =
      first === undefined
        ? undefined
        : beforeTokens.includes(first)
          ? 'before'
          : afterTokens.includes(first)
            ? 'after'
            : undefined;
    return {
      keys: mark.keys,
      before: textOf(beforeTokens),
      after: textOf(afterTokens),
      option: offered === undefined ? '' : wordsOfOption(offered),
      ...(side === undefined ? {} : { side }),
    };
  });
}

/** Words on one side of a key; without a side, what it is understood to be for. */
export const wordsAt = (key: MenuKey, side: Side | undefined): string => (side === undefined ? key.option : key[side]);

const wordsOfOption = ({ text, say }: MenuOption): string => (text === '' ? (say ?? '') : text);

/** 0 to 1: how many of the telling words of the best of these wordings are in a text. */
export function coverage(wordings: readonly string[], text: string): number {
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

/** Words between a key and the nearest telling word of an option, on that side; Infinity when there is none. */
export function distanceFromKey(wordings: readonly string[], text: string, side: Side): number {
  const telling = wordings.flatMap(tellingWords);
  const words = text.split(' ');
  if (side === 'before') words.reverse();
  const at = words.findIndex((word) => telling.some((other) => wordLikeness(word, other) > 0));
  return at < 0 ? Infinity : at;
}
