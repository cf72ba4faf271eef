/** What to say to a company that listens instead of taking keys. */
import type { Goal } from './choose';
import { conceptById, findConcepts, serves } from './concepts';
import type { Prompt } from './understand';
import { wordsOf, type Token } from './tokens';

export interface Saying {
  readonly text: string;
  readonly confidence: number;
  readonly offered: boolean;
}

const LIST_BEGINS =
  /\b(you can (also )?say|things like|something like|for example|such as|examples? (are|is)|just say|please say|say|would you like( to)?|do you want to|are you calling (about|to|for)|is (this|it) (about|for)|sagen sie|zum beispiel|dites|par exemple|diga|por ejemplo)\b/g;
const MAX_PHRASE_WORDS = 5;
const LIST_WORDS = new Set([
  'or',
  'and',
  'oder',
  'ou',
  'o',
  'say',
  'things',
  'like',
  'also',
  'you',
  'can',
  'please',
  'something',
  'else',
  'just',
]);
const ENOUGH = 0.45;

/** The phrase among those offered that serves the goal, else the goal itself. */
export function whatToSay(prompt: Prompt, goal: Goal): Saying | undefined {
  let best = { score: 0, text: '' };
  for (const phrase of phrases(prompt)) {
    const score = phraseScore(goal, phrase, [prompt.language]);
    if (score > best.score + 0.01) best = { score, text: phrase.join(' ') };
  }
  if (best.score >= ENOUGH) return { text: best.text, confidence: Math.min(0.95, 0.5 + best.score / 3), offered: true };
  const main = goal.text.trim();
  return main === '' ? undefined : { text: main, confidence: 0.5, offered: false };
}

/** Split at commas where there are any, else every window of a few words behind "you can say". */
function phrases(prompt: Prompt): readonly (readonly string[])[] {
  const listed = listedTokens(prompt);
  if (listed.length === 0) return [];
  const punctuated = listed.some(({ before }, index) => index > 0 && before !== 'none');
  return punctuated ? split(listed) : windows(wordsOf(listed));
}

function listedTokens(prompt: Prompt): readonly Token[] {
  const begins = [...prompt.text.matchAll(LIST_BEGINS)].map((match) => match.index + match[0].length);
  const first = begins[0];
  if (first === undefined) return [];
  const skip = prompt.text.slice(0, first).split(' ').length;
  return prompt.tokens.slice(skip);
}

function split(tokens: readonly Token[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const token of tokens) {
    if (token.before !== 'none' || LIST_WORDS.has(token.text)) parts.push([]);
    if (!LIST_WORDS.has(token.text)) parts.at(-1)!.push(token.text);
  }
  return parts.filter(({ length }) => length > 0 && length <= MAX_PHRASE_WORDS + 3);
}

function windows(words: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  words.forEach((_, from) => {
    for (let length = 1; length <= MAX_PHRASE_WORDS && from + length <= words.length; length++) {
      const window = words.slice(from, from + length);
      if (window.some((word) => LIST_WORDS.has(word))) break;
      all.push(window);
    }
  });
  return all;
}

function phraseScore(goal: Goal, phrase: readonly string[], languages: readonly string[]): number {
  const offered = findConcepts(phrase, languages);
  let score = 0;
  for (const [wanted, clarity] of goal.found.concepts) {
    const weight = conceptById(wanted)!.weight * clarity;
    const most = Math.max(0, ...[...offered.concepts].map(([id, clear]) => serves(wanted, id) * clear));
    score += weight * most;
  }
  const shared = offered.stems.filter((stemmed) => goal.found.stems.includes(stemmed)).length;
  // Words that say nothing about the goal make a window worse.
  const strange = offered.stems.length - shared;
  return score + 0.2 * shared - 0.05 * strange;
}
