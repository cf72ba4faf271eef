/** One prompt of a company, understood: its options, what it asks for, and by which turns of phrase it shows what it is. */
import { LEXICON_WORDS } from './concepts';
import { CUES, type Cue } from './lexicon/cues';
import { languageOf } from './language';
import { findOptions, type MenuOption } from './options';
import { findRequest, type EntryRequest } from './request';
import { mergeSplitWords, textOf, tokenize, type Token } from './tokens';

export interface Prompt {
  readonly tokens: readonly Token[];
  /** Words without accents and punctuation. */
  readonly text: string;
  /** The words that describe no key. */
  readonly outside: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly options: readonly MenuOption[];
  readonly request?: EntryRequest;
  /** Whether the whole prompt has this turn of phrase. */
  readonly has: (cue: Cue) => boolean;
  /** Whether it has it outside of its options. */
  readonly says: (cue: Cue) => boolean;
}

export function understand(prompt: string): Prompt {
  const tokens = mergeSplitWords(tokenize(prompt), LEXICON_WORDS);
  const text = textOf(tokens);
  const options = findOptions(tokens);
  const described = new Set(options.filter(({ keys }) => keys !== '').flatMap((option) => [...option.tokens]));
  const outside = textOf(tokens.filter((token) => !described.has(token)));
  const request = findRequest(tokens);
  return {
    tokens,
    text,
    outside,
    language: languageOf(text.split(' ')),
    options,
    ...(request === undefined ? {} : { request }),
    has: (cue) => CUES[cue].test(text),
    says: (cue) => CUES[cue].test(outside),
  };
}
