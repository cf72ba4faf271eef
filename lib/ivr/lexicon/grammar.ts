/**
 * The words menus are built of, in four languages: data. Accents are folded, as in lib/ivr/tokens.ts. The sets are
 * joined, because one prompt may hold several languages ("For English press 1, para español oprima el dos").
 */
import { wordTable } from './word-table';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Verbs that are followed by a key. */
export const PRESS_VERBS = words(`
  press presses pressed pressing prest dial push touch hit enter select choose key pick type punch
  drucken drucke druck wahlen wahle tippen tippe betatigen
  appuyez appuyer tapez taper composez composer faites pressez choisissez
  oprima oprime oprimir presione presiona presionar marque marca marcar pulse pulsa pulsar digite elija
  premere premi prema digiti
`);

/** Verbs that are followed by what to say. */
export const SAY_VERBS = words('say sagen dites diga');

/** Between verb and key. */
export const KEY_FILLERS = words(`
  the or say dial press number numbers option digit key button a on your phone telephone keypad touchtone
  sie bitte die den das auf taste ziffer zahl nummer oder sagen sagt
  sur la le les touche chiffre numero ou dites de votre clavier
  el los tecla digito opcion o diga
  il tasto
`);

/** Before a key that lost its verb: "press 1 for sales, or 2 for service". */
export const ELIDED_FILLERS = words('or and oder und die ou et sur la touche o u y el by number option');

/** What begins the description of an option. */
export const OPENERS = words(
  'for to if when in fur um wenn bei falls zum zur mochten mochte pour si afin en para si per',
);

/** Around a key, without meaning for the choice. */
export const KEY_TRAILERS = words('now key button please jetzt taste maintenant ahora sign bitte then again');

export const DIGIT_WORDS = wordTable({
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  null: '0',
  eins: '1',
  zwei: '2',
  zwo: '2',
  drei: '3',
  vier: '4',
  funf: '5',
  sechs: '6',
  sieben: '7',
  acht: '8',
  neun: '9',
  un: '1',
  deux: '2',
  trois: '3',
  quatre: '4',
  cinq: '5',
  sept: '7',
  huit: '8',
  neuf: '9',
  cero: '0',
  uno: '1',
  dos: '2',
  tres: '3',
  cuatro: '4',
  cinco: '5',
  seis: '6',
  siete: '7',
  ocho: '8',
  nueve: '9',
  due: '2',
  tre: '3',
  quattro: '4',
  cinque: '5',
  sei: '6',
  sette: '7',
  otto: '8',
  nove: '9',
  star: '*',
  asterisk: '*',
  asterix: '*',
  stern: '*',
  sterntaste: '*',
  sternchen: '*',
  etoile: '*',
  asterisque: '*',
  asterisco: '*',
  estrella: '*',
  pound: '#',
  hash: '#',
  hashtag: '#',
  raute: '#',
  rautetaste: '#',
  rautezeichen: '#',
  diese: '#',
  numeral: '#',
  almohadilla: '#',
  gato: '#',
});

/** What recognisers write for a key; believed only where a key must stand. */
export const DIGIT_HOMOPHONES = wordTable({
  won: '1',
  wanna: '1',
  wan: '1',
  want: '1',
  juan: '1',
  to: '2',
  too: '2',
  tu: '2',
  tow: '2',
  tree: '3',
  free: '3',
  for: '4',
  fore: '4',
  fife: '5',
  hive: '5',
  sex: '6',
  sicks: '6',
  ate: '8',
  nein: '9',
  nigh: '9',
  mine: '9',
  o: '0',
  oh: '0',
  hero: '0',
  sero: '0',
  nil: '0',
  nought: '0',
  stair: '*',
  stars: '*',
  found: '#',
  round: '#',
  pounds: '#',
  ein: '1',
  eine: '1',
  une: '1',
  una: '1',
});

/** A number word before these is a quantity, not a key. */
export const QUANTITY_NOUNS = words(`
  of digit digits character characters letter letters item items hour hours day days minute minutes week weeks month months year years business time times percent
  ziffern stunden tage chiffres heures jours digitos horas dias minutos star stars
`);

export const LANGUAGE_NAMES = wordTable({
  english: 'en',
  englisch: 'en',
  anglais: 'en',
  ingles: 'en',
  inglese: 'en',
  spanish: 'es',
  espanol: 'es',
  spanisch: 'es',
  espagnol: 'es',
  castellano: 'es',
  french: 'fr',
  francais: 'fr',
  franzosisch: 'fr',
  frances: 'fr',
  francese: 'fr',
  german: 'de',
  deutsch: 'de',
  allemand: 'de',
  aleman: 'de',
  tedesco: 'de',
  italian: 'it',
  italiano: 'it',
  italienisch: 'it',
  italien: 'it',
  portuguese: 'pt',
  portugues: 'pt',
  portugiesisch: 'pt',
  portugais: 'pt',
  chinese: 'zh',
  mandarin: 'zh',
  cantonese: 'yue',
  vietnamese: 'vi',
  korean: 'ko',
  russian: 'ru',
  tagalog: 'tl',
  arabic: 'ar',
  polish: 'pl',
  polski: 'pl',
  dutch: 'nl',
  turkish: 'tr',
  turkisch: 'tr',
  japanese: 'ja',
  hindi: 'hi',
  haitian: 'ht',
  creole: 'ht',
  nederlands: 'nl',
  russisch: 'ru',
  creolo: 'ht',
  catalan: 'ca',
  euskera: 'eu',
  gallego: 'gl',
});

/** Words that give a language away: by these the language of a prompt or a goal is told. */
export const LANGUAGE_MARKERS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    'the for press and please you your are is to of my on or we thank call calling i with what not this when can how',
  ),
  de: words(
    'sie die der das und fur bitte ihre ihr drucken wahlen mit wir ist sind zu mein meine ich nicht eine einen den im',
  ),
  fr: words(
    'vous votre pour les des est appuyez tapez sur une merci nos veuillez mon ma je ne pas le du au aux mes quel',
  ),
  es: words('para por favor su oprima marque gracias los las el una nuestro con usted mi quiero no mis cual esta del'),
};

/** "Stay on the line": pressing nothing is an option. Written as word sequences. */
export const STAY_PHRASES: readonly string[] = [
  'stay on the line',
  'stay on line',
  'stay online',
  'remain online',
  'stay on hold',
  'remain on the line',
  'remain on line',
  'remain on hold',
  'remain in the queue',
  'hold the line',
  'please hold',
  'continue to hold',
  'continue holding',
  'keep holding',
  'wait on the line',
  'please wait',
  'hold for',
  'just hold',
  'stay connected',
  'wait for the',
  'hold on',
  'do nothing',
  'please remain',
  'please stay',
  'or hold',
  'simply hold',
  'wait for an',
  'wait for a',
  'bleiben sie in der leitung',
  'bleiben sie am apparat',
  'bleiben sie dran',
  'warten sie',
  'bleiben sie bitte',
  'restez en ligne',
  'patientez',
  'ne quittez pas',
  'veuillez patienter',
  'demeurez en ligne',
  'rester en ligne',
  'gardez la ligne',
  'permanezca en la linea',
  'espere en la linea',
  'mantengase en la linea',
  'no cuelgue',
  'quedese en la linea',
  'siga en la linea',
  'por favor espere',
];

export const HANG_UP_PHRASES: readonly string[] = [
  'hang up',
  'disconnect now',
  'end this call',
  'end the call',
  'legen sie auf',
  'raccrochez',
  'cuelgue',
];

/** Said before the options and no part of the first one; the words up to the next opener are the company's name. */
export const GREETING_PHRASES: readonly string[] = [
  'thank you for calling',
  'thanks for calling',
  'thank you for choosing',
  'thank you for contacting',
  'welcome to',
  'welcome back to',
  'you have reached',
  'youve reached',
  'you reached',
  'this is',
  'thanks for choosing',
  'herzlich willkommen bei',
  'willkommen bei',
  'vielen dank fur ihren anruf',
  'danke fur ihren anruf',
  'guten tag',
  'bienvenue chez',
  'bienvenue a',
  'bienvenue au',
  'vous etes bien',
  'merci d avoir appele',
  'merci de votre appel',
  'bienvenue',
  'gracias por llamar a',
  'gracias por llamar',
  'bienvenido a',
  'bienvenidos a',
  'bienvenida a',
  'gracias por comunicarse con',
  'to better serve you',
  'to serve you better',
  'to better assist you',
  'to help us',
  'for your security',
  'for your protection',
  'to ensure',
  'for faster service',
  'may be recorded',
  'may be monitored',
  'for quality',
  // What queues say before they offer a key: "... in the order it was received. Press one to be called back".
  'it was received',
  'they were received',
  'they are received',
  'order received',
  'is important to us',
  'is very important to us',
  'for your patience',
  'for your continued patience',
  'for holding',
  'for waiting',
  'with you shortly',
  'assist you shortly',
  'helping other customers',
  'assisting other customers',
  'assisting other callers',
  'for training',
  'training purposes',
  'quality assurance',
  'listen carefully',
  'have recently changed',
  'options have changed',
  'menu has changed',
  'from the following options',
  'following options',
  'following menu',
  'our menu',
  'at any time',
  'extension now',
  'dial it now',
  'enter it now',
  'dial it',
  'valid option',
  'try again',
  'a valid selection',
  'get that',
  'understand that',
  'hear you',
  'hear that',
  'receive a response',
];
