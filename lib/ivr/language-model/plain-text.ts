/** Text that crosses the border to a model or back: bounded, without control characters, numbers masked on the way out. */
import { DIGIT_WORDS } from '../lexicon/grammar';
import { foldAccents } from '../tokens';

/** Control, format (zero-width, directional, tags), and separator characters: none is ever spoken, some hide text. */
const UNSPOKEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** On one line, at most `most` characters. */
export function plainText(text: string, most: number): string {
  const clean = text
    .slice(0, most * 4)
    .replace(UNSPOKEN, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length <= most ? clean : `${clean.slice(0, most - 1).trimEnd()}…`;
}

const TENS_AND_TEENS = new Set(
  (
    'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen ' +
    'twenty thirty forty fifty sixty seventy eighty ninety'
  ).split(' '),
);
const FILLS_A_RUN = new Set(['oh', 'double', 'triple', 'hundred', 'thousand', 'dash', 'minus']);
/** So many digits in a row may be an account's, a card's, a telephone's; keys of menus have one or two. */
const MASKED_FROM_DIGITS = 3;

/** How many digits a word stands for; undefined: it is no number. */
function digitCount(word: string): number | undefined {
  const core = foldAccents(word.toLowerCase()).replace(/[^a-z0-9]/g, '');
  if (core === '') return 0;
  if (/^[0-9]+$/.test(core)) return core.length;
  // "AB12CD34" is somebody's number as well.
  if (core.replace(/[^0-9]/g, '').length >= MASKED_FROM_DIGITS) return core.length;
  if (/^[0-9]$/.test(DIGIT_WORDS[core] ?? '')) return 1;
  if (TENS_AND_TEENS.has(core) || word.split('-').every((part) => TENS_AND_TEENS.has(part) || part in DIGIT_WORDS))
    return 2;
  return FILLS_A_RUN.has(core) ? 0 : undefined;
}

/** "You entered 4 7 1 1, is that right?": what a company reads back stays in the house. */
export function maskNumbers(text: string): string {
  const out: string[] = [];
  let run: string[] = [];
  let digits = 0;
  const endRun = (): void => {
    if (digits >= MASKED_FROM_DIGITS) out.push(`[number]${/[.,;:!?]+$/.exec(run.at(-1)!)?.[0] ?? ''}`);
    else out.push(...run);
    [run, digits] = [[], 0];
  };
  for (const word of text.split(/\s+/)) {
    const count = digitCount(word);
    if (count === undefined) {
      endRun();
      out.push(word);
    } else {
      run.push(word);
      digits += count;
    }
  }
  endRun();
  return out.join(' ');
}

/** Both, for what leaves the house. */
export const outgoingText = (text: string, most: number): string =>
  plainText(maskNumbers(text.slice(0, most * 2)), most);

/** The digits that a text says, in figures or words. */
export function spokenDigits(text: string): string {
  return foldAccents(text.toLowerCase())
    .split(/[^a-z0-9]+/)
    .map((word) => (/^[0-9]+$/.test(word) ? word : /^[0-9]$/.test(DIGIT_WORDS[word] ?? '') ? DIGIT_WORDS[word]! : ''))
    .join('');
}
