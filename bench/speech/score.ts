/** Word error rate and "press N" recall and precision, on words normalised alike for text and recogniser. */

const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const TENS: Readonly<Record<string, string>> = { '20': 'twenty', '30': 'thirty', '40': 'forty', '50': 'fifty' };
const KEYS = new Set([...NUMBERS.slice(0, 10), 'star', 'pound']);

/** Lower case words without punctuation; numbers as they are spoken, digit by digit from three digits on. */
export function normaliseWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/\*/g, ' star ')
    .replace(/#/g, ' pound ')
    .replace(/[’`]/g, "'")
    .replace(/\bvoicemail\b/g, 'voice mail')
    .replace(/\brerecord\b/g, 're record')
    .replace(
      /\d+/g,
      (digits) =>
        ` ${NUMBERS[Number(digits)] ?? TENS[digits] ?? digits.replace(/\d/g, (digit) => ` ${NUMBERS[Number(digit)]!} `)} `,
    )
    .replace(/[^a-z' ]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter(Boolean);
}

/** Substitutions, deletions and insertions of the best alignment. */
export function wordErrors(expected: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  expected.forEach((word, i) => {
    const next = [i + 1];
    heard.forEach((other, j) => {
      next.push(Math.min(row[j]! + (word === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row.at(-1)!;
}

/** Keys after "press" or "dial", in order. */
export function pressedKeys(words: readonly string[]): string[] {
  const keys: string[] = [];
  words.forEach((word, index) => {
    if (word !== 'press' && word !== 'dial') return;
    const next = words[index + 1] === 'the' ? words[index + 2] : words[index + 1];
    if (next !== undefined && KEYS.has(next)) keys.push(next);
  });
  return keys;
}

/** How many of `expected` are found in `heard`, as multisets. */
export function matched(expected: readonly string[], heard: readonly string[]): number {
  const left = [...heard];
  return expected.filter((key) => {
    const at = left.indexOf(key);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

export interface Tally {
  clips: number;
  words: number;
  errors: number;
  keys: number;
  heardKeys: number;
  matchedKeys: number;
}

export const emptyTally = (): Tally => ({ clips: 0, words: 0, errors: 0, keys: 0, heardKeys: 0, matchedKeys: 0 });

export function addToTally(tally: Tally, expected: readonly string[], heard: readonly string[]): void {
  const keys = pressedKeys(expected);
  const heardKeys = pressedKeys(heard);
  tally.clips++;
  tally.words += expected.length;
  tally.errors += wordErrors(expected, heard);
  tally.keys += keys.length;
  tally.heardKeys += heardKeys.length;
  tally.matchedKeys += matched(keys, heardKeys);
}

export const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
