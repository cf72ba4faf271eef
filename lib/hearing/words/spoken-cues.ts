/**
 * What words give away about who speaks: a person, a recording, and of what kind. Pure: a text in, cues out. Written for
 * recognisers that drop and confuse words (the embedded one has a word error rate of 20 to 26 % on telephone prompts).
 */
import { DUTCH } from './cues/dutch';
import { ENGLISH } from './cues/english';
import { FRENCH } from './cues/french';
import { GERMAN } from './cues/german';
import { ITALIAN } from './cues/italian';
import type { CueKind, CueLeaning, CueLexicon } from './cues/lexicon';
import { Phrase, soundsNear, type CompiledWords, type CueToken, type PhraseMatch } from './cues/phrase';
import { SPANISH } from './cues/spanish';

export type { CueKind, CueLeaning } from './cues/lexicon';

export interface SpokenCue {
  readonly leaning: CueLeaning;
  readonly kind: CueKind;
  /** 0 to 1: how sure the leaning is from these words alone. */
  readonly strength: number;
  /** For a person to read. */
  readonly why: string;
  /** The words that gave it away, as heard. */
  readonly words: string;
  /** Where in the text they begin, 0 to 1. */
  readonly at: number;
  /** Our place in the queue, 1 = next. */
  readonly position?: number;
  /** What was announced as the time to wait; the longer one of two. */
  readonly waitMinutes?: number;
}

const LONGEST_TEXT = 2000;
const MOST_TOKENS = 240;
const WORDS_REMEMBERED = 4000;
const NOTHING: ReadonlySet<string> = new Set();
const LONGEST_QUEUE = 999;
const LONGEST_WAIT_MINUTES = 24 * 60;

/** A machine says these of itself, whatever friendly question it asks next. */
const OWN_WORDS: ReadonlySet<CueKind> = new Set(['virtual-assistant', 'call-screening', 'voicemail', 'closed']);
/** Which of several cues names a text best, the first first. */
const ORDER: readonly CueKind[] = [
  'voicemail',
  'call-screening',
  'closed',
  'virtual-assistant',
  'callback-offer',
  'survey',
  'position',
  'menu',
  'hold-announcement',
  'question',
  'greeting',
];
/** Under this a recording's words do not outweigh a person's. */
const TELLING = 0.6;
const SURE_PERSON = 0.8;

interface Line {
  readonly kind: CueKind;
  readonly leaning: CueLeaning;
  readonly strength: number;
  readonly phrases: readonly Phrase[];
  readonly unless: readonly Phrase[];
}

interface Lexicon extends CompiledWords {
  readonly source: CueLexicon;
  readonly lines: readonly Line[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly ahead: ReadonlySet<string>;
  readonly next: ReadonlySet<string>;
  readonly vocabulary: readonly string[];
  /** Words met before and what they sound like; bounded. */
  readonly near: Map<string, ReadonlySet<string>>;
}

interface Found {
  readonly line: Line;
  readonly match: PhraseMatch;
}

const LEXICONS: readonly Lexicon[] = [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH].map(compile);

/** What a text says about its speaker, in one cue; null = nothing. `language`: ISO 639-1, when it is known. */
export function spokenCue(text: string, language?: string): SpokenCue | null {
  return spokenCues(text, language)[0] ?? null;
}

/** All cues of a text, the one that names it best first; at most one of a kind. */
export function spokenCues(text: string, language?: string): readonly SpokenCue[] {
  const wanted = language?.slice(0, 2).toLowerCase();
  const chosen = LEXICONS.filter((lexicon) => lexicon.source.language === wanted);
  let best: readonly SpokenCue[] = [];
  for (const lexicon of chosen.length > 0 ? chosen : LEXICONS) {
    const cues = cuesIn(text, lexicon);
    // "Marque dos" within an English menu does not make the rest of it Spanish.
    if (weightOf(cues) > weightOf(best)) best = cues;
  }
  return best;
}

const weightOf = (cues: readonly SpokenCue[]): number => cues.reduce((sum, cue) => sum + cue.strength, 0);

/** Words of a text as they are compared: no case, no accents, no punctuation. */
export function wordsForComparison(text: string): string[] {
  return fold(text.slice(0, LONGEST_TEXT)).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’`´]/g, "'")
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
}

function cuesIn(text: string, lexicon: Lexicon): SpokenCue[] {
  const tokens = tokensOf(text, lexicon);
  if (tokens.length === 0) return [];
  const heard = new Set(tokens.flatMap(({ text: word, near }) => [word, ...near]));
  const found: Found[] = [];
  for (const line of lexicon.lines) {
    let best: PhraseMatch | null = null;
    for (const phrase of line.phrases) {
      const match = phrase.find(tokens, heard);
      if (match !== null && (best === null || better(match, best))) best = match;
    }
    if (best !== null && !line.unless.some((phrase) => phrase.isIn(tokens))) found.push({ line, match: best });
  }
  return weighed(found, tokens, lexicon);
}

/** The fuller one; of two as full, the longer one tells more. */
const better = (a: PhraseMatch, b: PhraseMatch): boolean =>
  a.coverage > b.coverage || (a.coverage === b.coverage && a.to - a.from > b.to - b.from);

/** One cue of each kind, those of the winning side only. */
function weighed(found: readonly Found[], tokens: readonly CueToken[], lexicon: Lexicon): SpokenCue[] {
  const strengthOf = ({ line, match }: Found): number => line.strength * match.coverage;
  const recordings = found.filter(({ line }) => line.leaning === 'recording');
  const people = found.filter(({ line }) => line.leaning === 'human');
  const telling = recordings.filter((one) => strengthOf(one) >= TELLING);
  const machine = telling.some(({ line }) => OWN_WORDS.has(line.kind));
  const lastOfRecording = Math.max(-1, ...telling.map(({ match }) => match.to));
  // An announcement, and in the same breath the person who comes on after it.
  const takesOver = people.some((one) => strengthOf(one) >= SURE_PERSON && one.match.from > lastOfRecording);
  const person = people.length > 0 && !machine && (telling.length === 0 || takesOver);
  const kept = found.filter(({ line }) => line.leaning === 'either' || (line.leaning === 'human') === person);
  const cues = new Map<CueKind, SpokenCue>();
  for (const one of kept) {
    const { kind, leaning } = one.line;
    const strength = Number(strengthOf(one).toFixed(2));
    const other = cues.get(kind);
    if (other !== undefined && (other.leaning !== 'either' || leaning === 'either') && other.strength >= strength) {
      continue;
    }
    const words = tokens
      .slice(one.match.from, one.match.to + 1)
      .map((token) => token.text)
      .join(' ');
    const numbers = kind === 'position' ? queueNumbers(tokens, one.match, lexicon) : {};
    cues.set(kind, {
      leaning,
      kind,
      strength,
      why: `said "${words}"`,
      words,
      at: one.match.from / tokens.length,
      ...numbers,
    });
  }
  const rank = (cue: SpokenCue): number =>
    (cue.leaning === (person ? 'human' : 'recording') ? 0 : 100) + ORDER.indexOf(cue.kind);
  return [...cues.values()].sort((a, b) => rank(a) - rank(b));
}

function queueNumbers(
  tokens: readonly CueToken[],
  match: PhraseMatch,
  { source, ahead, next, pressing }: Lexicon,
): { position?: number; waitMinutes?: number } {
  let position: number | undefined;
  let waitMinutes: number | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const { text, value } = tokens[i]!;
    const perUnit = source.minutes[text];
    if (perUnit !== undefined && value < 0) {
      const count = tokens.slice(Math.max(0, i - 2), i).findLast((token) => token.value >= 0)?.value;
      if (count !== undefined || perUnit >= 60) waitMinutes = Math.max(waitMinutes ?? 0, (count ?? 1) * perUnit);
      continue;
    }
    const unitFollows = tokens.slice(i + 1, i + 5).some((token) => source.minutes[token.text] !== undefined);
    const near = i >= match.from - 3 && i <= match.to + 3;
    if (value < 0 || !near || unitFollows || position !== undefined) continue;
    if (i > 0 && pressing.has(tokens[i - 1]!.text)) continue;
    const others = tokens.slice(i + 1, i + 6).some((token) => ahead.has(token.text));
    position = others ? value + 1 : value;
  }
  const inside = tokens.slice(match.from, match.to + 1);
  if (position === undefined && inside.some(({ text }) => next.has(text))) position = 1;
  return {
    ...(position !== undefined && position > 0 && position <= LONGEST_QUEUE ? { position } : {}),
    ...(waitMinutes !== undefined && waitMinutes > 0 && waitMinutes <= LONGEST_WAIT_MINUTES
      ? { waitMinutes: Number(waitMinutes.toFixed(1)) }
      : {}),
  };
}

function tokensOf(text: string, lexicon: Lexicon): CueToken[] {
  const { source, numbers } = lexicon;
  let folded = fold(text.slice(0, LONGEST_TEXT));
  for (const [pattern, written] of source.spelledOut) folded = folded.replace(pattern, written);
  const tokens: CueToken[] = [];
  for (const [word] of folded.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (tokens.length === MOST_TOKENS) break;
    const digits = /^(\d{1,4})(st|nd|rd|th|e|er|eme|o|a|te|de)?$/.exec(word);
    const value = digits ? Number(digits[1]) : (numbers.get(word) ?? -1);
    const last = tokens.at(-1);
    // "twenty five" is one number.
    if (last && !digits && value > 0 && value < 10 && last.value >= 20 && last.value % 10 === 0 && last.value < 100) {
      tokens[tokens.length - 1] = { text: `${last.text} ${word}`, value: last.value + value, near: NOTHING };
    } else tokens.push({ text: word, value, near: soundingLike(word, lexicon) });
  }
  return tokens;
}

function soundingLike(word: string, { near, vocabulary }: Lexicon): ReadonlySet<string> {
  let found = near.get(word);
  if (found === undefined) {
    if (near.size >= WORDS_REMEMBERED) near.clear();
    const like = vocabulary.filter((other) => other !== word && soundsNear(other, word));
    found = like.length > 0 ? new Set(like) : NOTHING;
    near.set(word, found);
  }
  return found;
}

function compile(source: CueLexicon): Lexicon {
  const words: CompiledWords = {
    small: new Set(source.small.split(' ')),
    alone: new Set(source.alone.split(' ')),
    soundsLike: source.soundsLike,
    pressing: new Set(source.pressing.split(' ')),
  };
  const phrases = (list: string | undefined, leaning: CueLeaning): Phrase[] =>
    (list ?? '')
      .split(';')
      .map((phrase) => phrase.trim())
      .filter(Boolean)
      .map((phrase) => new Phrase(phrase, words, leaning));
  const lines = source.cues
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line): Line => {
      const [kind, leaning, strength, list, unless] = line.split('|').map((part) => part.trim());
      return {
        kind: kind as CueKind,
        leaning: leaning as CueLeaning,
        strength: Number(strength),
        phrases: phrases(list, leaning as CueLeaning),
        unless: phrases(unless, leaning as CueLeaning),
      };
    });
  const numbers = new Map<string, number>();
  for (const entry of source.numbers.split(' ')) {
    const [names, value] = entry.split('=');
    for (const name of names!.split('/')) numbers.set(name, Number(value));
  }
  return {
    ...words,
    source,
    lines,
    numbers,
    ahead: new Set(source.ahead.split(' ')),
    next: new Set(source.next.split(' ')),
    vocabulary: [...new Set(lines.flatMap((line) => line.phrases.flatMap(({ keyWords }) => keyWords)))],
    near: new Map(),
  };
}
