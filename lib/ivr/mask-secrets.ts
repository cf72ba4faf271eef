/**
 * Takes the values of secrets out of text a company spoke ("you entered four seven one one"), however they are read
 * back: what a transcript holds is logged, shown and sent to language models (DESIGN law 8).
 */
import { NUMBER_WORDS } from './lexicon/number-words';
import { canonical, folded, spokenDates, spokenRuns } from './spoken-characters';
import type { CharacterKind, SpokenDate, SpokenRun } from './spoken-characters';

const MASK = '[secret]';
/** One or two characters are a menu's key as likely as a secret, and tell little. */
const LEAST_CHARACTERS = 3;
/** So many characters of a secret in a row are no accident: "ending in 1815". */
const TELLING_CHARACTERS = 4;
/** Ordinary words are masked as they stand from here on. */
const LEAST_WORD = 4;
/** A recogniser gets one digit in some wrong: a number read back nearly right tells as much. */
const CHARACTERS_PER_ERROR = 5;
const MOST_ERRORS = 3;
/** A number that goes on in the next utterance does so soon. */
const CONTINUED_WITHIN_SECONDS = 12;
const TAIL_CHARACTERS = 64;

interface Secret {
  readonly kind: CharacterKind;
  /** Letters and digits, as readings have them. */
  readonly characters: string;
  /** The value as it stands, written with other gaps, or with its digits as words; null: a number. */
  readonly literal: RegExp | null;
  readonly dates: readonly CalendarDate[];
}

interface CalendarDate {
  readonly day: number;
  readonly month: number;
  /** Of the century. */
  readonly year: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** How the last utterance ended, by kind: readings of a number that may go on. */
type Tail = Readonly<Record<CharacterKind, readonly string[]>>;

const NO_TAIL: Tail = { digits: [], letters: [] };

/** The text with everything masked that tells a part of these values. */
export function maskSecrets(text: string, values: readonly string[]): string {
  const mask = new SecretMask();
  mask.keep(values);
  return mask.mask(text);
}

/** Masks the utterances of one call: a number may be read back over several of them. */
export class SecretMask {
  readonly #secrets = new Map<string, Secret>();
  #tail: Tail = NO_TAIL;
  #tailSeconds = -Infinity;

  keep(values: readonly string[]): void {
    for (const value of values) {
      if (this.#secrets.has(value)) continue;
      const secret = secretOf(value);
      if (secret !== null) this.#secrets.set(value, secret);
    }
  }

  /** An utterance that began at `startSeconds` of the call, or a part of it. */
  mask(text: string, startSeconds = Infinity): string {
    const follows = startSeconds - this.#tailSeconds <= CONTINUED_WITHIN_SECONDS;
    return this.#masked(text, follows ? this.#tail : NO_TAIL);
  }

  /** The same for the last word on an utterance: what the next one may continue is remembered. */
  maskFinal(text: string, startSeconds: number, endSeconds: number): string {
    const masked = this.mask(text, startSeconds);
    const before = startSeconds - this.#tailSeconds <= CONTINUED_WITHIN_SECONDS ? this.#tail : NO_TAIL;
    this.#tail = { digits: tailOf(text, 'digits', before.digits), letters: tailOf(text, 'letters', before.letters) };
    this.#tailSeconds = endSeconds;
    return masked;
  }

  #masked(text: string, tail: Tail): string {
    if (this.#secrets.size === 0 || text === '') return text;
    const secrets = [...this.#secrets.values()];
    const spans: Span[] = [];
    for (const kind of ['digits', 'letters'] as const) {
      const wanted = secrets.filter((secret) => secret.kind === kind);
      if (wanted.length === 0) continue;
      for (const run of spokenRuns(text, kind)) {
        if (wanted.some((secret) => tells(run, secret) || goesOn(run, secret, tail[kind]))) spans.push(run);
      }
    }
    const dated = secrets.filter(({ dates }) => dates.length > 0);
    if (dated.length > 0) {
      for (const spoken of spokenDates(text)) {
        if (dated.some(({ dates }) => dates.some((date) => isSaid(date, spoken)))) spans.push(spoken);
      }
    }
    const plain = folded(text);
    for (const { literal } of secrets) {
      if (literal === null) continue;
      for (const match of plain.matchAll(literal)) spans.push({ from: match.index, to: match.index + match[0].length });
    }
    return withMasks(text, spans);
  }
}

function secretOf(value: string): Secret | null {
  const hasLetters = /\p{L}/u.test(value);
  const kind: CharacterKind = hasLetters ? 'letters' : 'digits';
  const characters = canonical(value, kind).slice(0, TAIL_CHARACTERS);
  if (characters.length < LEAST_CHARACTERS) return null;
  return { kind, characters, literal: hasLetters ? literalOf(value) : null, dates: hasLetters ? [] : datesOf(value) };
}

const WORDS_OF_DIGITS: readonly string[] = Array.from({ length: 10 }, (_, digit) =>
  [
    String(digit),
    ...Object.entries(NUMBER_WORDS).flatMap(([word, value]) => (value === digit && word.length > 1 ? word : [])),
  ].join('|'),
);

/** "hunter 2 x" and "hunter two x" of `hunter2x`. */
function literalOf(value: string): RegExp {
  const characters = Array.from(canonical(value, 'digits'));
  const pattern = characters
    .map((character) => (/\d/.test(character) ? `(?:${WORDS_OF_DIGITS[Number(character)]!})` : character))
    .join(String.raw`[^\p{L}\p{N}]{0,3}`);
  // A short one inside of a longer word is an accident.
  const alone = characters.length < LEAST_WORD + 1;
  return new RegExp(alone ? String.raw`(?<![\p{L}\p{N}])${pattern}(?![\p{L}\p{N}])` : pattern, 'gu');
}

function tells(run: SpokenRun, { characters, dates, kind }: Secret): boolean {
  if (kind === 'digits' && dates.some((date) => isWritten(date, run.numbers))) return true;
  return run.readings.some((reading) => {
    if (reading.length < LEAST_CHARACTERS) return false;
    if (characters.length === LEAST_CHARACTERS) {
      return reading.length <= 2 * LEAST_CHARACTERS && reading.includes(characters);
    }
    if (reading.length === LEAST_CHARACTERS) return !run.hasDoubt && characters.includes(reading);
    return sharesCharacters(reading, characters) || isNearly(reading, characters);
  });
}

function sharesCharacters(reading: string, secret: string): boolean {
  for (let at = 0; at + TELLING_CHARACTERS <= reading.length; at++) {
    if (secret.includes(reading.slice(at, at + TELLING_CHARACTERS))) return true;
  }
  return false;
}

/** One within the other, but for some errors. */
function isNearly(reading: string, secret: string): boolean {
  const [short, long] = reading.length <= secret.length ? [reading, secret] : [secret, reading];
  const allowed = Math.min(MOST_ERRORS, Math.floor(short.length / CHARACTERS_PER_ERROR));
  return allowed > 0 && errorsWithin(short, long) <= allowed;
}

/** The fewest characters replaced, lost or added that make `short` a part of `long`. */
function errorsWithin(short: string, long: string): number {
  let row = new Array<number>(long.length + 1).fill(0);
  for (let at = 1; at <= short.length; at++) {
    const next = [at];
    for (let other = 1; other <= long.length; other++) {
      const replaced = row[other - 1]! + (short[at - 1] === long[other - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[other]! + 1, next[other - 1]! + 1));
    }
    row = next;
  }
  return Math.min(...row);
}

/** What the last utterance ended with and this one begins with, together, are a part of the secret. */
function goesOn(run: SpokenRun, { characters }: Secret, tails: readonly string[]): boolean {
  if (!run.atStart) return false;
  return tails.some((tail) => run.readings.some((reading) => crosses(tail, reading, characters)));
}

function crosses(tail: string, reading: string, secret: string): boolean {
  for (let before = Math.min(tail.length, secret.length - 1); before >= 1; before--) {
    for (let behind = Math.min(reading.length, secret.length - before); behind >= 1; behind--) {
      const length = before + behind;
      const whole = before === tail.length && behind === reading.length;
      if (length < TELLING_CHARACTERS && !(length === LEAST_CHARACTERS && whole)) break;
      if (secret.includes(tail.slice(-before) + reading.slice(0, behind))) return true;
    }
  }
  return false;
}

function tailOf(text: string, kind: CharacterKind, before: readonly string[]): readonly string[] {
  const last = spokenRuns(text, kind).at(-1);
  if (!last?.atEnd) return [];
  const whole = last.atStart && before.length > 0;
  const readings = whole ? before.flatMap((tail) => last.readings.map((reading) => tail + reading)) : last.readings;
  return readings.slice(0, 9).map((reading) => reading.slice(-TAIL_CHARACTERS));
}

/** What dates a number may be, in the ways in which menus ask for them. */
function datesOf(value: string): readonly CalendarDate[] {
  const digits = value.replace(/\D/g, '');
  const part = (from: number, length: number): number => Number(digits.slice(from, from + length));
  const dates: CalendarDate[] = [];
  const add = (day: number, month: number, year: number): void => {
    if (day >= 1 && day <= 31 && month >= 1 && month <= 12) dates.push({ day, month, year: year % 100 });
  };
  const isYear = (year: number): boolean => year >= 1900 && year < 2100;
  if (digits.length === 8) {
    if (isYear(part(4, 4))) {
      add(part(2, 2), part(0, 2), part(4, 4));
      add(part(0, 2), part(2, 2), part(4, 4));
    }
    if (isYear(part(0, 4))) add(part(6, 2), part(4, 2), part(0, 4));
  } else if (digits.length === 6) {
    add(part(2, 2), part(0, 2), part(4, 2));
    add(part(0, 2), part(2, 2), part(4, 2));
    add(part(4, 2), part(2, 2), part(0, 2));
  }
  return dates;
}

function isSaid({ day, month, year }: CalendarDate, spoken: SpokenDate): boolean {
  return spoken.month === month && (spoken.days.includes(day) || spoken.years.includes(year));
}

/** "3/4/80" of 03041980. */
function isWritten({ day, month, year }: CalendarDate, numbers: readonly number[]): boolean {
  if (numbers.length < 3 || numbers.length > 4) return false;
  const [first, second] = numbers;
  const last = numbers.at(-1)!;
  if (last % 100 === year) return (first === month && second === day) || (first === day && second === month);
  return first! % 100 === year && second === month && last === day;
}

function withMasks(text: string, spans: readonly Span[]): string {
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  let out = '';
  let copied = 0;
  for (const { from, to } of ordered) {
    if (to <= copied) continue;
    // Two that overlap are one.
    if (from >= copied) out += text.slice(copied, from) + MASK;
    copied = to;
  }
  return out + text.slice(copied);
}
