/** What a prompt asks the caller to enter, and which of the caller's facts that is. */
import type { Facts } from './decision.types';
import { FIELDS } from './lexicon/fields';
import type { Token } from './tokens';
import { textOf } from './tokens';

export interface EntryRequest {
  /** Canonical name, as in lexicon/fields.ts, or made of the prompt's own words. */
  readonly field: string;
  /** `#`, `*`, or "" when the length tells the end. */
  readonly terminator: string;
  /** May only be spoken. */
  readonly sayOnly: boolean;
}

const ASKS =
  /\b(enter|key in|type in|type|input|punch in|provide|give|dial|say|use|using|need|eingeben|geben sie|tippen sie|nennen sie|entrez|saisissez|saisir|composez|tapez|indiquez|veuillez entrer|ingrese|introduzca|marque|digite|teclee|proporcione|diga)\b/g;
const SAYS_ONLY = /\b(say|speak|tell me|nennen sie|dites|diga)\b/;
const TYPES =
  /\b(enter|key|type|input|punch|dial|keypad|eingeben|geben sie|tippen|entrez|saisissez|composez|tapez|ingrese|introduzca|marque|digite|teclee)\b/;
const POUND =
  /\b(followed by|then( press)?|and press|finished press|done press|complete press|ending with|end with|finish with|and|with|using|mit|mit der|avec|terminez par|touche|suivi\w*|seguid\w*|presione|oprima|tecla|abschliessend)( \w+){0,4} (pound|hash|hashtag|found|number sign|raute|rautetaste|rautezeichen|diese|numeral|almohadilla|gato)\b/;
const STAR =
  /\b(followed by|then( press)?|ending with|suivi\w* d?|seguid\w* (de|por)|gefolgt von)( the| la| der| el| touche| tecla)* (star|asterisk|stern|sterntaste|etoile|asterisco)\b/;
/** So many words after the verb may stand before the name of what is asked. */
const REACH_CHARACTERS = 110;

export function findRequest(tokens: readonly Token[]): EntryRequest | undefined {
  const text = textOf(tokens);
  for (const match of text.matchAll(ASKS)) {
    const before = text.slice(Math.max(0, match.index - 14), match.index);
    // "to enter another number, press 2" and "you may say" offer; they do not ask.
    if (
      /\b(to|pour|para|zu|um|you entered|can|things like) $/.test(before) &&
      !/\b(ask you to|need you to|like you to|want you to|have to|able to) $/.test(before)
    )
      continue;
    const reach = text.slice(match.index + match[0].length, match.index + REACH_CHARACTERS);
    const before40 =
      match[0].startsWith('eingeben') || / it\b/.test(reach.slice(0, 4))
        ? text.slice(Math.max(0, match.index - 60), match.index)
        : '';
    const name = fieldIn(reach) ?? fieldIn(before40) ?? namedNumber(reach) ?? plainNumber(reach);
    if (name === undefined) continue;
    const rest = text.slice(match.index);
    const clause = text.slice(Math.max(0, match.index - 30), match.index + match[0].length + 25);
    return { field: name, terminator: terminatorIn(rest), sayOnly: SAYS_ONLY.test(clause) && !TYPES.test(clause) };
  }
  return undefined;
}

function terminatorIn(text: string): string {
  if (POUND.test(text)) return '#';
  if (STAR.test(text)) return '*';
  // The key itself was not understood: it is the pound key nearly everywhere.
  return ENDS_SOMEHOW.test(text) ? '#' : '';
}

const ENDS_SOMEHOW =
  /\b((pound|hash|raute\w*|diese|almohadilla)( key| sign)?( now| when| once| if| and|$)|followed( \w+){1,4} key|followed by|ending with|end with|then press(ed)?( the)?( \w+)? ?(key|$))/;

function fieldIn(text: string): string | undefined {
  let best: { name: string; at: number; length: number } | undefined;
  for (const { name, asked } of FIELDS) {
    const match = asked.exec(text);
    if (match === null) continue;
    // The earliest name wins; of those that overlap, the more specific one, which stands first in the table.
    if (best === undefined || match.index + match[0].length <= best.at)
      best = { name, at: match.index, length: match[0].length };
  }
  return best?.name;
}

/** "your widget number" */
function namedNumber(text: string): string | undefined {
  const match = /^(?: \w+){0,3}? (?:your|the|ihre)(?: \w+ digit)? (\w+ )?(\w+) (number|code|id)\b/.exec(text);
  if (match === null || /^(one|two|three|four|five|six|digit|of|following|your|the)$/.test(match[2]!)) return undefined;
  return `${match[2]!}_${match[3] === 'id' ? 'id' : match[3]!}`;
}

/** "Please enter your number": the one by which the company knows its callers. */
function plainNumber(text: string): string | undefined {
  // Recognisers hear "you are", "you re" and "you or" for it.
  return /^(?: \w+){0,4}? (?:your|you (?:are|re|or|our)) (?:\w+ digit )?number\b/.test(text) ? PLAIN_NUMBER : undefined;
}

const PLAIN_NUMBER = 'number';
const KNOWS_CALLERS_BY =
  /^(account|customer|member|membership|client|contract|policy|patient|subscriber|user|reference|case|claim|order)(_?(number|id|no|code))?$/;

/** The name under which the user keeps the fact that is asked for. */
export function factFor(field: string, facts: Facts): string | undefined {
  const names = Object.keys(facts);
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const known = FIELDS.find(({ name }) => name === field);
  for (const wanted of [field, ...(known?.aliases ?? [])]) {
    const found = names.find((name) => plain(name) === wanted);
    if (found !== undefined) return found;
  }
  if (field === PLAIN_NUMBER) {
    const numbers = names.filter((name) => KNOWS_CALLERS_BY.test(plain(name)));
    return numbers.length === 1 ? numbers[0] : undefined;
  }
  // A fact of another name for the same thing: its own words are what the prompt asks for.
  const same = names.find((name) => {
    const asWords = plain(name).replaceAll('_', ' ');
    return known !== undefined && (known.asked.exec(asWords)?.[0].length ?? 0) >= asWords.length - 1;
  });
  if (same !== undefined || known !== undefined || !field.endsWith('_number')) return same;
  // "Your number" misheard as "the dealer number": of a kind nobody has heard of, where one number is known.
  const numbers = names.filter((name) => KNOWS_CALLERS_BY.test(plain(name)));
  return numbers.length === 1 ? numbers[0] : undefined;
}
