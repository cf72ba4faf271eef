/** A prompt as words fit for comparing two hearings of it: numbers in one writing, stock phrases weighing little. */
import { wordTable } from '../lexicon/word-table';
import { LEXICON_WORDS } from '../concepts';
import { FUNCTION_WORDS } from '../lexicon/function-words';
import { DIGIT_WORDS } from '../lexicon/grammar';
import { mergeSplitWords, tokenize, wordsOf } from '../tokens';

export interface PromptWords {
  readonly words: readonly string[];
  /** One for each word, 0 to 1: how much it tells one prompt from another. */
  readonly weights: readonly number[];
  /** Sum of the weights. */
  readonly weight: number;
}

/** A menu of two minutes has some 300 words; what follows does not help to know it again. */
const MAX_WORDS = 220;
/** Words that every company's menu has. */
const STOCK_WORDS: ReadonlySet<string> = new Set(
  `press dial say enter select choose push key button pound star hash option options menu main following listen carefully
  thank thanks thankyou calling call called welcome hello hi hey all other
  drucken wahlen taste option willkommen danke anruf appuyez tapez touche bienvenue merci appel oprima marque presione
  pulse digite tecla gracias bienvenido bienvenida llamar llamada`
    .trim()
    .split(/\s+/),
);
const WEIGHT = { number: 0.1, stock: 0.15, letter: 0.3, content: 1 } as const;
/** Heard for digits, and no loss as words. */
const HEARD_FOR_DIGITS = wordTable({
  to: '2',
  too: '2',
  for: '4',
  fore: '4',
  won: '1',
  ate: '8',
  oh: '0',
});
/** What stands in a stored text for a number that may be the caller's own: an account number read back. */
export const MASKED_NUMBER = 'number';
/** A row of so many digits may be a secret. Emergency and service numbers are shorter. */
const SECRET_DIGITS = 4;

const plainWords = (text: string): string[] => wordsOf(mergeSplitWords(tokenize(text), LEXICON_WORDS));

const spokenDigit = (word: string): string | undefined => (/^\d+$/.test(word) ? word : DIGIT_WORDS[word]);

/** Text as flows store it: words without case, accents and punctuation, long numbers masked (DESIGN law 8). */
export function storableText(text: string): string {
  const words = plainWords(text).slice(0, MAX_WORDS);
  const stored: string[] = [];
  for (let at = 0; at < words.length;) {
    let to = at;
    let digits = 0;
    while (to < words.length && (spokenDigit(words[to]!) ?? HEARD_FOR_DIGITS[words[to]!]) !== undefined) {
      digits += spokenDigit(words[to]!)?.length ?? 0;
      to++;
    }
    if (digits >= SECRET_DIGITS) {
      stored.push(MASKED_NUMBER);
      at = to;
    } else {
      stored.push(words[at]!);
      at++;
    }
  }
  return stored.join(' ');
}

const isStock = (word: string): boolean => FUNCTION_WORDS.has(word) || STOCK_WORDS.has(word);

export function promptWords(text: string): PromptWords {
  const words: string[] = [];
  const weights: number[] = [];
  for (const word of plainWords(text).slice(0, MAX_WORDS)) {
    const digit = spokenDigit(word) ?? HEARD_FOR_DIGITS[word];
    words.push(digit ?? word);
    weights.push(
      digit !== undefined
        ? WEIGHT.number
        : isStock(word)
          ? WEIGHT.stock
          : word.length === 1
            ? WEIGHT.letter
            : WEIGHT.content,
    );
  }
  return { words, weights, weight: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** The words that tell something, in order. */
export function tellingWords(text: string): readonly string[] {
  const { words, weights } = promptWords(text);
  return words.filter((_, index) => weights[index] === WEIGHT.content);
}

const NEARLY = 0.8;

/** 1 for the same word, 0.8 for one that a recogniser may have made of it ("payment", "payments"), else 0. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || Math.abs(a.length - b.length) > 3) return 0;
  if (shorter >= 5 && (a.startsWith(b) || b.startsWith(a))) return NEARLY;
  if (Math.abs(a.length - b.length) > 2) return 0;
  return editDistance(a, b) <= (shorter >= 7 ? 2 : 1) ? NEARLY : 0;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[b.length]!;
}
