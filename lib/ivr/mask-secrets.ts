/**
 * Takes the values of secrets out of text a company spoke ("you entered four seven one one"), as digits or as words:
 * what a transcript holds is logged, shown and sent to language models (DESIGN law 8).
 */
import { DIGIT_WORDS } from './lexicon/grammar';

const MASK = '[secret]';
/** Shorter runs are menu keys and times of day; a PIN has four digits or more. */
const LEAST_DIGITS = 4;
/** Read back in groups ("47 11"), or partly ("ending in 1815"). */
const BETWEEN = /^[\s,.;:-]*$/;

/** How account numbers are read besides digit by digit, in English: "forty seven eleven". */
const MORE_NUMBER_WORDS: Readonly<Record<string, string>> = {
  oh: '0',
  o: '0',
  nought: '0',
  won: '1',
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
};
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
}

/** The text with each spoken or written run of four or more digits of a secret, and each secret word, masked. */
export function maskSecrets(text: string, values: readonly string[]): string {
  let masked = text;
  const numbers = values.map((value) => value.replace(/\D/g, '')).filter((digits) => digits.length >= LEAST_DIGITS);
  if (numbers.length > 0) masked = maskNumbers(masked, numbers);
  for (const value of values) {
    if (/\d/.test(value) || value.trim().length < LEAST_DIGITS) continue;
    masked = masked.replaceAll(new RegExp(escapeForPattern(value.trim()), 'gi'), MASK);
  }
  return masked;
}

function maskNumbers(text: string, numbers: readonly string[]): string {
  let out = '';
  let copied = 0;
  for (const run of runsOfDigits(text)) {
    const digits = run.map((piece) => piece.digits).join('');
    const tells = numbers.some((number) => sharesDigits(digits, number));
    if (!tells) continue;
    out += text.slice(copied, run[0]!.from) + MASK;
    copied = run.at(-1)!.to;
  }
  return out + text.slice(copied);
}

/** Neighbouring numbers and number words, with nothing but punctuation between them. */
function runsOfDigits(text: string): Piece[][] {
  const runs: Piece[][] = [];
  let run: Piece[] = [];
  for (const match of text.matchAll(/[\p{L}\d]+/gu)) {
    const digits = digitsOf(match[0].toLowerCase());
    const piece = digits === undefined ? undefined : { from: match.index, to: match.index + match[0].length, digits };
    const last = run.at(-1);
    if (piece && last && /^[2-9]0$/.test(last.digits) && /^[1-9]$/.test(piece.digits) && isTens(text, last)) {
      run[run.length - 1] = { from: last.from, to: piece.to, digits: last.digits[0]! + piece.digits };
    } else if (piece && last && BETWEEN.test(text.slice(last.to, piece.from))) run.push(piece);
    else {
      if (run.length > 0) runs.push(run);
      run = piece ? [piece] : [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function digitsOf(word: string): string | undefined {
  if (/^\d+$/.test(word)) return word;
  const tens = TENS.indexOf(word);
  if (tens >= 0) return `${tens + 2}0`;
  const known = { ...DIGIT_WORDS, ...MORE_NUMBER_WORDS };
  return Object.hasOwn(known, word) ? known[word] : undefined;
}

/** Written "40 7" is read as it stands; spoken "forty seven" is 47. */
function isTens(text: string, piece: Piece): boolean {
  return TENS.includes(text.slice(piece.from, piece.to).toLowerCase());
}

function sharesDigits(spoken: string, number: string): boolean {
  for (let at = 0; at + LEAST_DIGITS <= spoken.length; at++) {
    if (number.includes(spoken.slice(at, at + LEAST_DIGITS))) return true;
  }
  return false;
}

function escapeForPattern(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
