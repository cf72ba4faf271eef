/** Prompts compared by their words, as a telephone recogniser returns them: some wrong, some missing, never the same twice. */
import { FUNCTION_WORDS } from './lexicon/function-words';
import { DIGIT_WORDS, PRESS_VERBS } from './lexicon/grammar';
import { tokenize, wordsOf } from './tokens';

/** Of a longer text only the begin is compared: the work grows with the square. */
const MAX_WORDS = 400;

export const promptWords = (text: string): string[] => wordsOf(tokenize(text)).slice(0, MAX_WORDS);

/** Whether the recogniser may have meant the same word. */
export function sameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const longer = Math.max(a.length, b.length);
  if (longer < 5 || Math.abs(a.length - b.length) > 2) return false;
  return editDistance(a, b) <= (longer >= 8 ? 2 : 1);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Menus share "for", "press" and the digits; what tells them apart are the other words. */
const scaffold = (word: string): boolean =>
  FUNCTION_WORDS.has(word) || PRESS_VERBS.has(word) || word in DIGIT_WORDS || /^\d+$/.test(word);

/** Length of the longest common subsequence, words compared with `sameWord`. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) {
      next.push(sameWord(word, b[j - 1]!) ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Fewer words that carry meaning tell nothing: then all words count. */
const MIN_CONTENT = 3;
const SAME_SHARE = 0.65;
/** Two recordings of a few bare numbers are the same only if nearly all of it is. */
const SAME_SHARE_BARE = 0.85;
const MIN_BARE = 4;

/**
 * Whether one text is the other, or its begin, or has only a few words put before it ("Sorry, I did not get that"), as far
 * as a noisy recogniser lets one tell. Texts of hardly any words are never the same.
 */
export function samePrompt(a: string, b: string): boolean {
  const wordsA = promptWords(a);
  const wordsB = promptWords(b);
  const contentA = wordsA.filter((word) => !scaffold(word));
  const contentB = wordsB.filter((word) => !scaffold(word));
  const bare = Math.min(contentA.length, contentB.length) < MIN_CONTENT;
  const [one, other] = bare ? [wordsA, wordsB] : [contentA, contentB];
  const shorter = Math.min(one.length, other.length);
  if (bare && shorter < MIN_BARE) return false;
  return common(one, other) / shorter >= (bare ? SAME_SHARE_BARE : SAME_SHARE);
}

/**
 * What of `later` was said after `before`, which the recogniser may meanwhile read a little differently: the begin of
 * `later` that is nearest to `before` is left out.
 */
export function wordsAfter(before: string, later: string): string {
  const said = promptWords(before);
  const words = promptWords(later);
  if (said.length === 0) return later;
  // Edit distance of all of `said` to every begin of `later`; the last row tells where the nearest begin ends.
  let row = Array.from({ length: words.length + 1 }, (_, index) => index);
  for (let i = 1; i <= said.length; i++) {
    const next = [i];
    for (let j = 1; j <= words.length; j++) {
      const substituted = row[j - 1]! + (sameWord(said[i - 1]!, words[j - 1]!) ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  let end = 0;
  row.forEach((cost, index) => {
    if (cost < row[end]!) end = index;
  });
  return words.slice(end).join(' ');
}
