/**
 * Finds numbers and codes in what was said, however they were read: digit by digit, in groups, as a number, doubled,
 * spelled, by a spelling alphabet, or as a date. Pure; whether one of them is a secret, mask-secrets.ts says.
 */
import {
  LETTER_NAMES,
  MONTH_WORDS,
  NUMBER_WORDS,
  ORDINAL_WORDS,
  REPEAT_WORDS,
  SCALE_WORDS,
  SPELLING_WORDS,
} from './lexicon/number-words';

/** Digits only, or letters as well: "a" and "you" are letters only where somebody spells. */
export type CharacterKind = 'digits' | 'letters';

export interface SpokenRun {
  /** Where in the text it stands. */
  readonly from: number;
  readonly to: number;
  /** What was meant, as `canonical` characters: one for each way to read it. */
  readonly readings: readonly string[];
  /** Words that are ordinary ones elsewhere count for less. */
  readonly hasDoubt: boolean;
  /** Nothing stands before it, or behind it: it may go on in the utterance before, or after. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** As day, month and year, where it has three numbers. */
  readonly numbers: readonly number[];
}

export interface SpokenDate {
  readonly from: number;
  readonly to: number;
  readonly month: number;
  readonly days: readonly number[];
  /** Of the century, 0 to 99. */
  readonly years: readonly number[];
}

interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

interface Piece {
  readonly from: number;
  to: number;
  readonly kind: 'characters' | 'scale' | 'repeat';
  readonly characters: string;
  /** Of a number word, or of figures. */
  readonly value?: number;
  readonly count: number;
  readonly doubtful: boolean;
  /** A word, that may go together with the next one: "forty" "seven". */
  readonly word: boolean;
}

/** What may stand between two characters of one number. */
const BETWEEN = /^[\s,.;:/()'’"`…_+–—-]*$/;
const FILLERS = new Set(
  (
    'and then dash hyphen minus dot point slash space comma um uh er und dann bindestrich et puis tiret y luego guion e ' +
    'poi trattino capital uppercase lowercase upper lower case letter number digit'
  ).split(' '),
);
/** Numbers to a recogniser, prepositions to everybody else. */
const DOUBTFUL_DIGITS: ReadonlyMap<string, string> = new Map([
  ['won', '1'],
  ['to', '2'],
  ['too', '2'],
  ['for', '4'],
  ['fore', '4'],
  ['ate', '8'],
]);
/** "A as in alpha". */
const AS_IN = new Set(['as', 'for', 'like', 'wie', 'comme', 'como', 'come', 'is', 'von']);
/** Longer runs are no number that anybody reads with hundreds and thousands. */
const MOST_PIECES = 96;

/** Same length as the text, so that places in it stay right: lower case, without accents. */
export function folded(text: string): string {
  return text.replace(/[^\p{ASCII}]|[A-Z]/gu, (character) => {
    const plain = character
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase();
    return plain.length === character.length ? plain : character;
  });
}

/** Letters and digits alone; what cannot be told apart by ear is one. */
export function canonical(text: string, kind: CharacterKind): string {
  const plain = folded(text)
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '');
  return kind === 'digits' ? plain : plain.replace(/o/g, '0').replace(/w/g, 'uu');
}

export function spokenRuns(text: string, kind: CharacterKind): readonly SpokenRun[] {
  const words = wordsOf(text);
  const runs: SpokenRun[] = [];
  let run: Piece[] = [];
  let last: Word | undefined;
  let atStart = true;
  const endRun = (atEnd: boolean): void => {
    const first = run.findIndex(({ doubtful }) => kind === 'letters' || !doubtful);
    const end = run.findLastIndex(({ doubtful }) => kind === 'letters' || !doubtful);
    const sure = first < 0 ? [] : run.slice(first, end + 1);
    if (sure.some((piece) => piece.kind === 'characters' && !piece.doubtful))
      runs.push(runOf(sure, kind, atStart && first === 0, atEnd));
    run = [];
  };
  for (let index = 0; index < words.length;) {
    const word = words[index]!;
    const joined = last === undefined || BETWEEN.test(text.slice(last.to, word.from));
    if (!joined) {
      endRun(false);
      atStart = false;
    }
    const found = piecesAt(words, index, kind, text);
    if (found.pieces.length > 0) {
      run.push(...found.pieces);
    } else if (!FILLERS.has(word.text) || (kind === 'letters' && word.text.length === 1)) {
      endRun(false);
      atStart = false;
    }
    last = words[index + found.taken - 1]!;
    index += found.taken;
  }
  const behind = last === undefined ? '' : text.slice(last.to);
  endRun(BETWEEN.test(behind));
  return runs;
}

function wordsOf(text: string): Word[] {
  return [...folded(text).matchAll(/\bx[ -]ray\b|[\p{L}\p{N}]+/gu)].map((match) => ({
    text: match[0].replace(/[ -]/, ''),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function piecesAt(
  words: readonly Word[],
  index: number,
  kind: CharacterKind,
  text: string,
): { readonly pieces: readonly Piece[]; readonly taken: number } {
  const word = words[index]!;
  const one = (characters: string, more: Partial<Piece> = {}): { pieces: Piece[]; taken: number } => ({
    pieces: [
      { from: word.from, to: word.to, kind: 'characters', characters, count: 1, doubtful: false, word: false, ...more },
    ],
    taken: 1,
  });
  const letters = kind === 'letters';
  if (/^\d+$/.test(word.text)) return one(word.text, { value: Number(word.text) });
  if (letters && /^\p{L}$/u.test(word.text) && AS_IN.has(words[index + 1]?.text ?? '')) {
    const at = words[index + 2]?.text === 'in' ? index + 3 : index + 2;
    const example = words[at];
    if (example && example.text.length > 2 && example.text.startsWith(word.text)) {
      const spelled = one(canonical(word.text, kind), { to: example.to });
      return { ...spelled, taken: at - index + 1 };
    }
  }
  const repeat = own(REPEAT_WORDS, word.text);
  if (repeat !== undefined) return one('', { kind: 'repeat', count: repeat });
  const number = numberPieces(word);
  if (number !== null) return { pieces: number, taken: 1 };
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(word.text)?.[1];
  if (ordinal !== undefined) return one(ordinal, { value: Number(ordinal) });
  const mixed = /\d/.test(word.text) && /\p{L}/u.test(word.text);
  if (mixed) {
    const characters = letters ? canonical(word.text, kind) : word.text.replace(/\D/g, '');
    return letters || characters.length > 2 ? one(characters) : { pieces: [], taken: 1 };
  }
  const doubtful = DOUBTFUL_DIGITS.get(word.text);
  if (doubtful !== undefined) return one(doubtful, { doubtful: true });
  if (!letters) return { pieces: [], taken: 1 };
  if (/^\p{L}$/u.test(word.text)) {
    return one(canonical(word.text, kind), { doubtful: word.text === 'a' || word.text === 'i' });
  }
  const spelling = own(SPELLING_WORDS, word.text);
  if (spelling !== undefined) return one(canonical(spelling, kind));
  const name = own(LETTER_NAMES, word.text);
  if (name !== undefined) return one(name, { doubtful: true });
  // As recognisers write what is spelled: "AB 12 CD". Capitals are no ordinary word.
  const written = text.slice(word.from, word.to);
  if (word.text.length <= 4 && written === written.toUpperCase()) return one(canonical(word.text, kind));
  return { pieces: [], taken: 1 };
}

/** Number words; a compound is several of them: `siebenhundertelf`. */
function numberPieces({ text, from, to }: Word): Piece[] | null {
  const base = { from, to, doubtful: false, word: true };
  const single = (part: string): Piece | null => {
    const value = own(NUMBER_WORDS, part);
    if (value !== undefined) return { ...base, kind: 'characters', characters: String(value), value, count: 1 };
    const zeros = own(SCALE_WORDS, part);
    return zeros === undefined ? null : { ...base, kind: 'scale', characters: '0'.repeat(zeros), count: zeros };
  };
  const whole = single(text);
  if (whole !== null) return [whole];
  const compound = /^(.*?)(tausend|hundert|duizend|honderd|mille|mila|cento)(?:und|en)?(.*)$/.exec(text);
  if (!compound) return null;
  const [, before, scale, behind] = compound as unknown as [string, string, string, string];
  const parts = [
    ...(before === '' ? [] : partOf(before, { text: before, from, to })),
    single(scale),
    ...(behind === '' ? [] : partOf(behind, { text: behind, from, to })),
  ];
  return parts.every((part): part is Piece => part !== null) ? parts : null;
}

function partOf(part: string, word: Word): readonly (Piece | null)[] {
  if (/^eine?$/.test(part)) return [{ ...pieceOne, from: word.from, to: word.to }];
  return numberPieces(word) ?? [null];
}

const pieceOne: Piece = {
  from: 0,
  to: 0,
  kind: 'characters',
  characters: '1',
  value: 1,
  count: 1,
  doubtful: false,
  word: true,
};

const own = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

function runOf(pieces: readonly Piece[], kind: CharacterKind, atStart: boolean, atEnd: boolean): SpokenRun {
  const repeated = withRepeats(pieces);
  const together = merged(repeated);
  const doubtful = pieces.filter((piece) => piece.doubtful).length;
  // "Twenty five" alone is no 205.
  const readings = together.length > 1 || repeated.length === 1 ? [plainly(repeated)] : [];
  if (pieces.length <= MOST_PIECES) readings.push(plainly(together), asNumber(together));
  return {
    from: pieces[0]!.from,
    to: pieces.at(-1)!.to,
    readings: [...new Set(readings)],
    hasDoubt: doubtful > 0 && (kind === 'digits' || 2 * doubtful >= pieces.length),
    atStart,
    atEnd,
    numbers: together.flatMap(({ value }) => value ?? []),
  };
}

function withRepeats(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let times = 1;
  for (const piece of pieces) {
    if (piece.kind === 'repeat') {
      times = piece.count;
      continue;
    }
    if (times > 1 && piece.characters.length === 1) {
      const { from, to, kind, count, doubtful } = piece;
      out.push({ from, to, kind, characters: piece.characters.repeat(times), count, doubtful, word: false });
    } else {
      out.push(piece);
    }
    times = 1;
  }
  return out;
}

/** "Forty seven" is 47, "quatre-vingt-dix-sept" 97. */
function merged(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    const sum = last && piece.word && last.word ? sumOf(last.value, piece.value) : undefined;
    if (last && sum !== undefined) out[out.length - 1] = { ...last, to: piece.to, value: sum, characters: String(sum) };
    else out.push(piece);
  }
  return out;
}

function sumOf(tens: number | undefined, ones: number | undefined): number | undefined {
  if (tens === undefined || ones === undefined) return undefined;
  if (tens === 4 && ones === 20) return 80;
  if (tens === 10 && ones >= 7 && ones <= 9) return 10 + ones;
  if ((tens === 60 || tens === 80) && ones >= 1 && ones <= 19) return tens + ones;
  // Seventy and ninety of France, with the seven of seventeen still to come.
  if ((tens === 70 || tens === 90) && ones >= 7 && ones <= 9) return tens + ones;
  if (tens % 100 === 0 && tens > 0 && ones < 100) return tens + ones;
  if (tens > 100 && tens % 10 === 0 && tens % 100 >= 20 && ones >= 1 && ones <= 9) return tens + ones;
  return tens >= 20 && tens <= 90 && tens % 10 === 0 && ones >= 1 && ones <= 9 ? tens + ones : undefined;
}

const plainly = (pieces: readonly Piece[]): string => pieces.map(({ characters }) => characters).join('');

/** As one number where there are hundreds and thousands: what follows takes the place of their zeros. */
function asNumber(pieces: readonly Piece[]): string {
  let out = '';
  let room = 0;
  /** The number written last stands in that much room. */
  let within = 0;
  for (const piece of pieces) {
    const { characters, kind, count } = piece;
    if (kind === 'scale') {
      const length = trailing(out, within);
      if (within >= length + count) {
        const number = out.slice(out.length - length);
        out = out.slice(0, out.length - within) + (number + '0'.repeat(count)).padStart(within, '0');
      } else {
        out = (out === '' ? '1' : out) + '0'.repeat(count);
      }
      room = count;
      within = 0;
    } else if (room >= characters.length && piece.word) {
      out = out.slice(0, -characters.length) + characters;
      within = room;
      room = 0;
    } else {
      out += characters;
      room = 0;
      within = 0;
    }
  }
  return out;
}

/** How many digits behind the zeros of the last `within` characters. */
function trailing(out: string, within: number): number {
  return out.slice(out.length - within).replace(/^0+/, '').length;
}

const DATE_FILLERS = new Set('the of de del di le el la den der vom am im on dated'.split(' '));

/** Dates with a month by its name. */
export function spokenDates(text: string): readonly SpokenDate[] {
  const words = wordsOf(text);
  return words.flatMap((word, index) => {
    const month = own(MONTH_WORDS, word.text);
    if (month === undefined) return [];
    const before = datePieces(words, index - 1, -1);
    const behind = datePieces(words, index + 1, 1);
    const around = [...before, ...behind];
    if (around.length === 0) return [];
    const values = (pieces: readonly Piece[]): number[] =>
      [...pieces, ...merged(pieces)].flatMap(({ value }) => value ?? []);
    const all = [...values(before), ...values(behind)];
    return [
      {
        from: Math.min(word.from, ...around.map(({ from }) => from)),
        to: Math.max(word.to, ...around.map(({ to }) => to)),
        month,
        days: all.filter((value) => value >= 1 && value <= 31),
        years: yearsOf(values(behind)),
      },
    ];
  });
}

/** Years are read as one number, as two, or after "two thousand". */
const yearsOf = (values: readonly number[]): number[] =>
  values.filter((value) => value > 0).map((value) => value % 100);

/** Numbers next to a month, in the order of the text. */
function datePieces(words: readonly Word[], start: number, step: 1 | -1): Piece[] {
  const found: Piece[] = [];
  for (let index = start; index >= 0 && index < words.length && Math.abs(index - start) < 7; index += step) {
    const word = words[index]!;
    if (DATE_FILLERS.has(word.text)) continue;
    const ordinal = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word.text)?.[1];
    const day = own(ORDINAL_WORDS, word.text) ?? (ordinal === undefined ? undefined : Number(ordinal));
    const figures = /^\d{1,4}$/.test(word.text) ? Number(word.text) : undefined;
    const value = day ?? figures;
    const pieces =
      value === undefined
        ? numberPieces(word)
        : [{ ...pieceOne, from: word.from, to: word.to, value, characters: String(value), word: day !== undefined }];
    if (pieces === null) break;
    if (step > 0) found.push(...pieces);
    else found.unshift(...pieces);
    // Before the month stands the day, of one word or two.
    if (step < 0 && found.length >= 2) break;
  }
  return found;
}
