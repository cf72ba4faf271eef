/** A prompt as words without case, accents and punctuation; where punctuation stood is kept, recognisers give none. */

export type Break = 'none' | 'comma' | 'sentence';

export interface Token {
  readonly text: string;
  /** Punctuation between the word before and this one. */
  readonly before: Break;
}

const ABBREVIATIONS = /\b(dr|st|mr|mrs|ms|no|nr|ext|dept|inc|co|ave|bzw|z\.b|tel)\./g;
const SPOKEN_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[’`´]/g, "'"],
  [/\ba\.m\./g, 'am'],
  [/\bp\.m\./g, 'pm'],
  [ABBREVIATIONS, '$1 '],
  [/\bcan'?t\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should)n'?t\b/g, '$1 not'],
  [/'s\b/g, ''],
  [/\b(i|you|we|they|he|she|it|that|there)'(m|re|ve|ll|d)\b/g, '$1'],
  [/#/g, ' pound '],
  [/\*/g, ' star '],
  [/\b([a-z])-(?=[a-z]{3})/g, '$1'],
  [/\bwi[ -]?fi\b/g, 'wifi'],
  [/\ba count(s?)\b/g, 'account$1'],
  [/\bcheque/g, 'check'],
  [/\b(a) t m\b/g, 'atm'],
  [/\bp i n\b/g, 'pin'],
  [/\bs s n\b/g, 'ssn'],
  [/\b(\d+)(st|nd|rd|th)\b/g, '$1'],
];

/** No prompt is longer; what follows is not looked at. */
const MAX_PROMPT_LENGTH = 4000;

export function foldAccents(text: string): string {
  return text
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
}

export function tokenize(prompt: string): Token[] {
  let text = foldAccents(prompt.slice(0, MAX_PROMPT_LENGTH).toLowerCase());
  for (const [pattern, replacement] of SPOKEN_SIGNS) text = text.replace(pattern, replacement);
  const tokens: Token[] = [];
  for (const match of text.matchAll(/([^a-z0-9]*)([a-z0-9]+)/g)) {
    const between = match[1]!;
    const before = /[.!?;:¿¡]/.test(between) ? 'sentence' : /[,()\u2013\u2014]| - /.test(between) ? 'comma' : 'none';
    tokens.push({ text: match[2]!, before: tokens.length === 0 ? 'sentence' : before });
  }
  return tokens;
}

/** Puts words together again that the recogniser split ("re fund"), if only the whole is a word of `vocabulary`. */
export function mergeSplitWords(tokens: readonly Token[], vocabulary: ReadonlySet<string>): Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (last !== undefined && token.before === 'none' && isSplit(last.text, token.text, vocabulary)) {
      merged[merged.length - 1] = { text: last.text + token.text, before: last.before };
    } else {
      merged.push(token);
    }
  }
  return merged;
}

function isSplit(first: string, second: string, vocabulary: ReadonlySet<string>): boolean {
  const spelled = first.length === 1 && second.length === 1;
  const long = first.length + second.length >= 5;
  // "online banking" is two words, although German has one.
  if (first.length >= 4 && second.length >= 4 && vocabulary.has(first) && vocabulary.has(second)) return false;
  return (spelled || long) && /[a-z]$/.test(first) && vocabulary.has(first + second);
}

export const wordsOf = (tokens: readonly Token[]): string[] => tokens.map(({ text }) => text);

export const textOf = (tokens: readonly Token[]): string => wordsOf(tokens).join(' ');
