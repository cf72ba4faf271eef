/** One phrase of a lexicon and how well it fits a text whose small words were dropped or misheard. */
import type { CueLeaning, CueLexicon } from './lexicon';

export interface CueToken {
  readonly text: string;
  /** What it says as a number, or -1. */
  readonly value: number;
  /** Key words of the lexicon that sound like it. */
  readonly near: ReadonlySet<string>;
}

export interface PhraseMatch {
  /** Share of the phrase's weight that was heard, 0 to 1. */
  readonly coverage: number;
  /** Tokens from the first to the last that fit. */
  readonly from: number;
  readonly to: number;
}

type Slot = 'words' | 'number' | 'name';

interface Item {
  readonly slot: Slot;
  readonly words: readonly string[];
  readonly prefixes: readonly string[];
  readonly weight: number;
  readonly key: boolean;
}

const SMALL_WEIGHT = 0.3;
const NAME_WEIGHT = 0.6;
const LEAST_COVERAGE = 0.75;
/** One key word says little without the small ones around it; least of all that a person is a recording. */
const LEAST_COVERAGE_OF_ONE = { human: 0.8, either: 0.8, recording: 0.88 } as const;
/** Words that may stand between two of a phrase, and what each costs. */
const LARGEST_GAP = 2;
const GAP_COST = 0.04;
const NEAR_SOUNDING = 0.85;

export class Phrase {
  private readonly items: readonly Item[];
  private readonly total: number;
  private readonly keys: number;
  private readonly missable: number;
  private readonly whole: boolean;
  private readonly atStart: boolean;

  constructor(
    source: string,
    private readonly lexicon: CompiledWords,
    private readonly leaning: CueLeaning,
  ) {
    this.whole = source.startsWith('=');
    this.atStart = source.startsWith('^');
    const parts = source.replace(/^[=^]/, '').split(' ');
    const items = parts.map((part) => itemOf(part, lexicon));
    // A phrase of small words alone is its own key: "how are you".
    const onlySmall = items.every((item) => !item.key);
    this.items = onlySmall ? items.map((item) => ({ ...item, key: true, weight: 1 })) : items;
    this.total = this.items.reduce((sum, item) => sum + item.weight, 0);
    this.keys = this.items.filter((item) => item.key).length;
    this.missable = onlySmall ? 0 : this.keys >= 6 ? 2 : this.keys >= 3 ? 1 : 0;
  }

  /** Is every word of the phrase heard, one right after the other? */
  isIn(tokens: readonly CueToken[]): boolean {
    const last = tokens.length - this.items.length;
    for (let from = 0; from <= last; from++) {
      if (this.items.every((item, j) => this.fit(item, tokens, from + j) > 0)) return true;
    }
    return false;
  }

  /** Words without which the phrase is not there at all. */
  get keyWords(): readonly string[] {
    return this.items.flatMap((item) => (item.key ? item.words : []));
  }

  /** The best place of the phrase in `tokens`, or null. `heard`: all their texts and what sounds like them. */
  find(tokens: readonly CueToken[], heard: ReadonlySet<string>): PhraseMatch | null {
    const { items } = this;
    const n = tokens.length;
    if (!this.mayBeIn(tokens, heard)) return null;
    // best[j * n + i]: weight with item j at token i; as many arrays for the keys heard and the first token.
    const best = new Float64Array(items.length * n).fill(-1);
    const keys = new Uint8Array(items.length * n);
    const first = new Uint16Array(items.length * n);
    let top = -1;
    let end = 0;
    for (let j = 0; j < items.length; j++) {
      const item = items[j]!;
      for (let i = 0; i < n; i++) {
        const fit = this.fit(item, tokens, i);
        if (fit === 0) continue;
        const at = j * n + i;
        const key = item.key ? 1 : 0;
        best[at] = fit;
        keys[at] = key;
        first[at] = i;
        for (let before = 0; before < j; before++) {
          for (let k = Math.max(0, i - 1 - LARGEST_GAP); k < i; k++) {
            const from = before * n + k;
            if (best[from]! < 0) continue;
            const weight = best[from]! + fit - GAP_COST * (i - k - 1) * this.total;
            if (weight <= best[at]) continue;
            best[at] = weight;
            keys[at] = keys[from]! + key;
            first[at] = first[from]!;
          }
        }
        if (best[at] > top && this.keys - keys[at] <= this.missable) {
          top = best[at]!;
          end = at;
        }
      }
    }
    const coverage = top / this.total;
    if (coverage < (this.keys === 1 ? LEAST_COVERAGE_OF_ONE[this.leaning] : LEAST_COVERAGE)) return null;
    const match = { coverage: Math.min(1, coverage), from: first[end]!, to: end % n };
    if (this.atStart && match.from > 1) return null;
    if (this.whole && !this.isAll(tokens, match)) return null;
    return match;
  }

  /** Enough of the key words are somewhere in the text: most phrases are not, and are done with here. */
  private mayBeIn(tokens: readonly CueToken[], heard: ReadonlySet<string>): boolean {
    let missing = 0;
    for (const item of this.items) {
      if (!item.key || item.slot !== 'words') continue;
      const there =
        item.words.some((word) => heard.has(word)) ||
        (item.prefixes.length > 0 && tokens.some((_, i) => this.fit(item, tokens, i) > 0));
      if (!there && ++missing > this.missable) return false;
    }
    return true;
  }

  private isAll(tokens: readonly CueToken[], match: PhraseMatch): boolean {
    return tokens.every(({ text }, i) => (i >= match.from && i <= match.to) || this.lexicon.alone.has(text));
  }

  /** Weight of `item` heard at token `i`; 0 when it is not. */
  private fit(item: Item, tokens: readonly CueToken[], i: number): number {
    const { text, value, near } = tokens[i]!;
    if (item.slot === 'number') {
      if (value >= 0) return item.weight;
      // Only right after "press" do "to" and "for" stand for digits.
      if (!(text in this.lexicon.soundsLike) || !this.lexicon.pressing.has(tokens[i - 1]?.text ?? '')) return 0;
      // "press to for sales": the next word begins another clause.
      const next = tokens[i + 1]?.text;
      return next === undefined || next in this.lexicon.soundsLike || next === 'or' || next === 'if'
        ? item.weight * NEAR_SOUNDING
        : 0;
    }
    if (item.slot === 'name') {
      return text.length > 1 && value < 0 && !this.lexicon.small.has(text) && !this.lexicon.alone.has(text)
        ? item.weight
        : 0;
    }
    if (item.words.includes(text) || item.prefixes.some((prefix) => text.startsWith(prefix))) return item.weight;
    return item.key && item.words.some((word) => near.has(word)) ? item.weight * NEAR_SOUNDING : 0;
  }
}

export interface CompiledWords {
  readonly small: ReadonlySet<string>;
  readonly alone: ReadonlySet<string>;
  readonly soundsLike: CueLexicon['soundsLike'];
  readonly pressing: ReadonlySet<string>;
}

function itemOf(part: string, lexicon: CompiledWords): Item {
  if (part === '#') return { slot: 'number', words: [], prefixes: [], weight: 1, key: true };
  if (part === '_') return { slot: 'name', words: [], prefixes: [], weight: NAME_WEIGHT, key: true };
  const options = part.replace('!', '').split('/');
  const words = options.filter((word) => !word.endsWith('*'));
  const prefixes = options.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  const key = part.startsWith('!') || prefixes.length > 0 || words.some((word) => !lexicon.small.has(word));
  return { slot: 'words', words, prefixes, weight: key ? 1 : SMALL_WEIGHT, key };
}

/** One letter off in a word of five or more, two in one of nine: what recognisers and inflections do. */
export function soundsNear(a: string, b: string): boolean {
  const most = a.length >= 9 ? 2 : a.length >= 5 ? 1 : 0;
  if (Math.abs(a.length - b.length) > Math.max(most, 1)) return false;
  if (most === 0) return a.length === 4 && (b === `${a}s` || a === `${b}s`);
  if (!b.startsWith(a.charAt(0))) return false;
  return distance(a, b, most) <= most;
}

function distance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length]!;
}
