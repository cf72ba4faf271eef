/** Words for numbers up to 99, for hundreds and thousands, and for months, as account numbers and dates are read aloud. */
import { foldAccents } from '../tokens';
import { wordTable } from './word-table';
import { DIGIT_WORDS } from './grammar';

const words = (text: string): readonly string[] => foldAccents(text).split(' ');

/** In order from the first value on; a step between two. */
function series(text: string, first: number, step = 1): [string, number][] {
  return words(text).map((word, index) => [word, first + index * step]);
}

const GERMAN_ONES = series('ein zwei drei vier fünf sechs sieben acht neun', 1);
const GERMAN_TENS = series('zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig', 20, 10);
const DUTCH_ONES = series('een twee drie vier vijf zes zeven acht negen', 1);
const DUTCH_TENS = series('twintig dertig veertig vijftig zestig zeventig tachtig negentig', 20, 10);
const ITALIAN_ONES = series('uno due tre quattro cinque sei sette otto nove', 1);
const ITALIAN_TENS = series('venti trenta quaranta cinquanta sessanta settanta ottanta novanta', 20, 10);

function compounds(
  ones: readonly [string, number][],
  tens: readonly [string, number][],
  join: (one: string, ten: string) => string,
): [string, number][] {
  return tens.flatMap(([ten, tenValue]) =>
    ones.map(([one, oneValue]): [string, number] => [join(one, ten), tenValue + oneValue]),
  );
}

/** `ventuno`, `ventotto`: the vowel is dropped. */
const italian = (one: string, ten: string): string => (/^[uo]/.test(one) ? ten.slice(0, -1) : ten) + one;

/** Folded and in lower case. Digits among them are those of menus. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = wordTable(
  Object.fromEntries([
    ...Object.entries(DIGIT_WORDS).flatMap(([word, key]): [string, number][] =>
      /^\d$/.test(key) ? [[word, Number(key)]] : [],
    ),
    ...series('oh o nought naught zéro nul', 0).map(([word]): [string, number] => [word, 0]),
    ...series('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 10),
    ...series('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
    ...series('zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn', 10),
    ...GERMAN_TENS,
    ...compounds(GERMAN_ONES, GERMAN_TENS, (one, ten) => `${one}und${ten}`),
    ...series('dix onze douze treize quatorze quinze seize', 10),
    ...series('vingt trente quarante cinquante soixante septante huitante nonante', 20, 10),
    ['vingts', 20],
    ['octante', 80],
    ['une', 1],
    ...series('diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve', 10),
    ...series('veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete', 20),
    ...series('veintiocho veintinueve', 28),
    ...series('treinta cuarenta cincuenta sesenta setenta ochenta noventa', 30, 10),
    ...series('cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos', 100, 100),
    ...series('ochocientos novecientos', 800, 100),
    ...series('dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove', 10),
    ...ITALIAN_TENS,
    ...compounds(ITALIAN_ONES, ITALIAN_TENS, italian),
    ...DUTCH_ONES.filter(([word]) => word !== 'een'),
    ...series('tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien', 10),
    ...DUTCH_TENS,
    ...compounds(DUTCH_ONES, DUTCH_TENS, (one, ten) => `${one}en${ten}`),
  ]),
);

/** How many zeros a word puts behind the number before it. */
export const SCALE_WORDS: Readonly<Record<string, number>> = wordTable({
  hundred: 2,
  hundert: 2,
  cent: 2,
  cents: 2,
  ciento: 2,
  cento: 2,
  honderd: 2,
  thousand: 3,
  tausend: 3,
  mille: 3,
  mil: 3,
  mila: 3,
  duizend: 3,
});

/** "Double seven". */
export const REPEAT_WORDS: Readonly<Record<string, number>> = wordTable({
  double: 2,
  doppel: 2,
  doppelt: 2,
  doble: 2,
  doppio: 2,
  dubbel: 2,
  twice: 2,
  zweimal: 2,
  triple: 3,
  treble: 3,
  dreimal: 3,
  tripel: 3,
  quadruple: 4,
});

const ORDINAL_ENDINGS: readonly (readonly [string, number])[] = [
  ...series('first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth', 1),
  ...series('fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth', 14),
  ['thirtieth', 30],
  ...series('erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte', 1),
  ...series('ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften zwölften', 1),
  ['premier', 1],
  ['primero', 1],
  ['primo', 1],
];

/** "Fourth" of a date. */
export const ORDINAL_WORDS: Readonly<Record<string, number>> = wordTable(Object.fromEntries(ORDINAL_ENDINGS));

export const MONTH_WORDS: Readonly<Record<string, number>> = wordTable(
  Object.fromEntries([
    ...series('january february march april may june july august september october november december', 1),
    ...series('januar februar märz april mai juni juli august september oktober november dezember', 1),
    ...series('janvier février mars avril mai juin juillet août septembre octobre novembre décembre', 1),
    ...series('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre', 1),
    ...series('gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre', 1),
    ...series('januari februari maart april mei juni juli augustus september oktober november december', 1),
  ]),
);

/** Words of a spelling alphabet: those of aviation, and the German ones. */
export const SPELLING_WORDS: Readonly<Record<string, string>> = wordTable(
  Object.fromEntries(
    (
      'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa ' +
      'quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu ' +
      'anton berta caesar dora emil friedrich gustav heinrich ida julius kaufmann konrad ludwig martha nordpol paula ' +
      'quelle richard samuel siegfried theodor ulrich viktor wilhelm xanthippe ypsilon zacharias zeppelin'
    )
      .split(' ')
      .map((word) => [word, word[0]!]),
  ),
);

/** What recognisers write for the names of letters. Most are ordinary words, too: alone they are none. */
export const LETTER_NAMES: Readonly<Record<string, string>> = wordTable({
  ay: 'a',
  be: 'b',
  bee: 'b',
  see: 'c',
  sea: 'c',
  cee: 'c',
  dee: 'd',
  ee: 'e',
  ef: 'f',
  eff: 'f',
  gee: 'g',
  aitch: 'h',
  eye: 'i',
  jay: 'j',
  jot: 'j',
  kay: 'k',
  el: 'l',
  ell: 'l',
  em: 'm',
  en: 'n',
  pea: 'p',
  pee: 'p',
  queue: 'q',
  cue: 'q',
  ar: 'r',
  are: 'r',
  ess: 's',
  tea: 't',
  tee: 't',
  you: 'u',
  vee: 'v',
  ex: 'x',
  why: 'y',
  zee: 'z',
  zed: 'z',
  zet: 'z',
});
