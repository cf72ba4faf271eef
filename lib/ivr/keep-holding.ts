/** Queues that ask whether we are still there: "press 1 to continue holding". Whoever does not answer is dropped. */
import { findConcepts } from './concepts';
import { DIGIT_HOMOPHONES, DIGIT_WORDS, LANGUAGE_NAMES } from './lexicon/grammar';
import { promptWords, samePrompt } from './prompt-words';
import { findMarks } from './marks';
import { textOf, wordsOf } from './tokens';
import { understand } from './understand';
import type { Prompt } from './understand';

export interface KeepHolding {
  readonly digits: string;
  /** In words for the person whose call it is. */
  readonly why: string;
}

/** Words that speak of waiting, and of nothing a key could be for. */
const WAITING =
  /\b(patience|thank(s| you) for (waiting|holding|your)|still (there|with us|holding|waiting|on the line)|hold|holding|waiting|geduld|warteschleife|patientez|patience|attente|paciencia|espera)\b/;
/** Away from the queue, whatever else is said of waiting: "no longer wish to hold", "without waiting", "otherwise". */
const AWAY =
  /\b(no longer|not|dont|cannot|without|instead|rather|otherwise|end|leave|leaving|stop|cancel|exit|quit|disconnect|decline|opt|tired|call (you|me)|called|nicht|kein\w*|ohne|statt|anstatt|beenden|verlassen|sonst|ne|n|plus|sans|quitter|sinon|autrement|no|sin|dejar|salir|terminar|colgar)\b/;
/** "If you do not wish to lose your place", "to avoid being disconnected". */
const AGAINST_LOSS =
  /\b(not|dont|avoid|without|prevent) (\w+ ){0,4}(lose|losing|disconnect\w*|dropped|cut off|hung up)\b/;
/** A key that is for something else than waiting, in words that are no concern of any caller's. */
const FOR_SOMETHING =
  /^to (?!(hold|wait|stay|remain|continue|keep)\b)|\b(hear|listen|repeat|skip|change|music|more|return|back)\b/;
/** Concepts that requests to wait have: they speak of agents, lines and places. */
const OF_WAITING: ReadonlySet<string> = new Set([
  'operator',
  'phone_service',
  'product_avail',
  'not_working',
  'ring_back',
]);
const OFFERS = /^(press|push|dial|druck(en|e)?|appuyez|tapez|oprima|presione|marque|pulse)$/;
const ANY_KEY =
  /\b(any (key|button|digit|number)|(eine )?beliebige taste|n importe quelle touche|cualquier (tecla|boton|numero))\b/;

/**
 * The key that keeps our place. `complete`: the prompt has ended; before that only an option that says so itself counts.
 * Null when the prompt asks for nothing, or for anything else: on hold a wrong key can cost the place in the queue.
 */
export function keyToKeepHolding(text: string, complete: boolean): KeepHolding | null {
  return keepHoldingIn(understand(text), complete);
}

/**
 * The request that was answered with `digits` before, said again but understood only in part: "won, please hold while we
 * try to connect you". Null when it is another announcement, or when nothing in it sounds like the key.
 */
export function sameRequestAgain(text: string, answered: { text: string; digits: string }): KeepHolding | null {
  const sounds = promptWords(text).some(
    (word) => (DIGIT_WORDS[word] ?? DIGIT_HOMOPHONES[word] ?? word) === answered.digits,
  );
  if (answered.digits === '' || !sounds || !samePrompt(answered.text, text)) return null;
  return { digits: answered.digits, why: 'the same request to keep waiting as before' };
}

/** As `keyToKeepHolding`, for a prompt that was read already. */
export function keepHoldingIn(prompt: Prompt, complete: boolean): KeepHolding | null {
  const anyKey = ANY_KEY.test(prompt.text) && (WAITING.test(prompt.text) || prompt.has('keepHolding'));
  if (anyKey && (AGAINST_LOSS.test(prompt.text) || !AWAY.test(prompt.text))) {
    return { digits: '1', why: 'any key keeps our place in the queue' };
  }
  const keyed = prompt.options.filter(({ keys }) => /^[0-9*#]$/.test(keys));
  const staying = keyed.find((option) => isToStay(option.text));
  if (staying) return { digits: staying.keys, why: `to stay in the queue: "${staying.text}"` };
  const only = keyed.length === 1 ? keyed[0]! : undefined;
  // "Press one to call this number, press (two)": there is another key, only its name was not understood.
  const offers = wordsOf(prompt.tokens).filter((word) => OFFERS.test(word)).length;
  if (!complete || !only || offers > 1 || !asksOnlyWhetherWeWait(prompt, only.text)) return null;
  // They ask for a one; "press nine" is how a bad line brings it (measured: one call in ten of a real Asterisk).
  const digits = only.keys === '9' ? '1' : only.keys;
  const heard = digits === only.keys ? '' : `, heard as ${only.keys}`;
  return /^[01*#]$/.test(digits) ? { digits, why: `the only key in a request to keep waiting${heard}` } : null;
}

function isToStay(optionText: string): boolean {
  const option = understand(optionText);
  if (option.has('callback') || option.has('voicemail')) return false;
  if (AGAINST_LOSS.test(option.text)) return true;
  return option.has('keepHolding') && !AWAY.test(option.text);
}

/** "Press one. Please hold": behind a key that is for nothing but the waiting comes nothing, or more about waiting. */
function goesOnWaiting(prompt: Prompt): boolean {
  const last = findMarks(prompt.tokens).findLast(({ kind }) => kind === 'key');
  const behind = textOf(prompt.tokens.slice(last?.to ?? prompt.tokens.length));
  return behind === '' || WAITING.test(behind) || understand(behind).has('hold');
}

function asksOnlyWhetherWeWait(prompt: Prompt, optionText: string): boolean {
  const other = prompt.has('callback') || prompt.has('voicemail') || prompt.has('survey') || prompt.has('confirms');
  if (other || prompt.request !== undefined || !WAITING.test(prompt.text) || AWAY.test(prompt.text)) return false;
  if (!goesOnWaiting(prompt)) return false;
  if (FOR_SOMETHING.test(optionText) || wordsOf(prompt.tokens).some((word) => word in LANGUAGE_NAMES)) return false;
  const words = optionText === '' ? wordsOf(prompt.tokens) : wordsOf(understand(optionText).tokens);
  const meant = words.filter((word) => !OFFERS.test(word));
  const { concepts } = findConcepts(meant, [prompt.language]);
  return [...concepts.keys()].every((concept) => OF_WAITING.has(concept));
}
