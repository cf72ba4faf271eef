/** How long to listen before a decision about the words heard so far is carried out: at once, soon, or at the end. */
import type { Decision } from './decision.types';
import { FUNCTION_WORDS } from './lexicon/function-words';
import { findMarks } from './marks';
import { beforeFirstKey, type MenuOption } from './options';
import { samePrompt } from './prompt-words';
import { queueWords } from './queue-signs';
import type { Prompt } from './understand';

export interface Patience {
  /** Silence after the last syllable, ms; 0: the next pause of 0.4 s. */
  readonly silenceMs: number;
  /** The recogniser's last word on the utterance is needed, not what it understood so far. */
  readonly needsFinal: boolean;
  /** The key may be misheard: to be heard a second time, if the company says it again. */
  readonly doubtful?: boolean;
}

/** So clear that no better option is worth waiting for. */
const EXACT = 0.85;
/** From here on an option is clearly what the goal asks for (decide.ts: 0.45 + score / 3, 1 being one clear concern). */
const CERTAIN = 0.72;
/** Below, the rules ask for a person because nothing fits. */
const FITTING = 0.55;
/**
 * Menus pause 0.3 to 0.6 s between options, and hearing reports a syllable up to 0.3 s after its begin: so long
 * after the last one the next option would have been heard.
 */
const BETWEEN_OPTIONS_MS = 900;
/** Recordings that are put together from pieces pause longer: whoever would only ask for a person can wait. */
const END_MS = 1500;
/** "We are closed", "please hold": what follows such words within this may still be a menu. */
export const ANNOUNCEMENT_MS = 2500;

const AT_ONCE: Patience = { silenceMs: 0, needsFinal: false };
const BETWEEN_OPTIONS: Patience = { silenceMs: BETWEEN_OPTIONS_MS, needsFinal: false };
const AT_END: Patience = { silenceMs: END_MS, needsFinal: true };
const AFTER_ANNOUNCEMENT: Patience = { silenceMs: ANNOUNCEMENT_MS, needsFinal: true };

/** `longestPauseMs`: within the prompt, as far as hearing noticed any (from 0.4 s on); 0: none. */
export function patienceFor(decision: Decision, prompt: Prompt, longestPauseMs = 0): Patience {
  switch (decision.action) {
    case 'press': {
      const menu = shapeOf(prompt);
      const option = prompt.options.find(({ keys }) => keys === decision.digits);
      const fits = decision.confidence >= FITTING;
      if (option !== undefined && (menu.isDoubtful(option) || (decision.confidence < CERTAIN && menu.hasHoles))) {
        return { ...AT_END, doubtful: true };
      }
      if (menu.ambiguous) return AT_END;
      if (menu.mayBeShifted && fits) return BETWEEN_OPTIONS;
      // What a recogniser has only just guessed may change with its last word: a key that menus do not count up to waits.
      if (option !== undefined && !isStable(prompt, option.keys) && !menu.isDue(option)) {
        return { ...BETWEEN_OPTIONS, needsFinal: true };
      }
      if (!fits) return menu.finished ? { ...BETWEEN_OPTIONS, needsFinal: true } : AT_END;
      const clear = option !== undefined && menu.isClear(option) && !LISTEN_TO_ALL.test(prompt.text);
      if (decision.confidence >= EXACT && clear) return AT_ONCE;
      if (menu.endsOpen) return decision.confidence >= CERTAIN ? BETWEEN_OPTIONS : AT_END;
      if (menu.finished) return AT_ONCE;
      return menu.isList ? { ...BETWEEN_OPTIONS, silenceMs: afterPauses(longestPauseMs) } : BETWEEN_OPTIONS;
    }
    case 'enter':
      // "... followed by the pound key" may come after a breath.
      return decision.terminator === '' ? BETWEEN_OPTIONS : AT_ONCE;
    case 'say':
    case 'ask_user':
      return AT_END;
    case 'wait':
      return decision.state === 'hold' && queueWords(prompt.text) !== undefined ? AFTER_ANNOUNCEMENT : AT_END;
    case 'hangup':
      return AFTER_ANNOUNCEMENT;
    case 'connect':
      return { ...BETWEEN_OPTIONS, needsFinal: true };
  }
}

/** An announcer who paused for so long between options so far will not pause much longer before the next one. */
function afterPauses(longestMs: number): number {
  return Math.min(BETWEEN_OPTIONS_MS, Math.max(SHORTEST_END_MS, longestMs + ONSET_LAG_MS));
}

const SHORTEST_END_MS = 550;
/** Hearing is sure of a syllable up to so long after its begin. */
const ONSET_LAG_MS = 300;

/** Recognisers change their mind about the last few words while somebody speaks. */
const UNSTABLE_WORDS = 4;

/** Whether the option lies so far back that what is understood of it will stay, and is so clear that it need not end. */
export function isStable(prompt: Prompt, keys: string): boolean {
  const mark = findMarks(prompt.tokens).findLast((candidate) => candidate.keys === keys);
  return mark !== undefined && prompt.tokens.length - mark.to >= UNSTABLE_WORDS;
}

const LISTEN_TO_ALL =
  /\b(listen (carefully )?to (all|the (entire|whole|full|complete))|(all|entire) (of )?(the |our )?(options|menu|choices) before|hear all)\b/;
const ASKS_TO_CHOOSE =
  /\b(make (your|a) (selection|choice)|(select|choose|enter your (selection|choice)) now|at this time|please (choose|select))$/;

interface MenuShape {
  /** Not sure whether the words stand before or behind their keys. */
  readonly ambiguous: boolean;
  /** The words behind each key may be those of the next one; the list's end shows it. */
  readonly mayBeShifted: boolean;
  /** Two options or more: how long the announcer pauses between them is known. */
  readonly isList: boolean;
  /** It stops in the middle of an option. */
  readonly endsOpen: boolean;
  /** Nothing more is to be expected. */
  readonly finished: boolean;
  /** Some option was not understood: its key or its last words are missing, and it may be the better one. */
  readonly hasHoles: boolean;
  /** The recogniser may have misheard its key: two options have it, or it breaks the count. */
  readonly isDoubtful: (option: MenuOption) => boolean;
  /** Understood so well that no better one is worth waiting for. */
  readonly isClear: (option: MenuOption) => boolean;
  /** Its key is the next one of the count, or one that menus end with. */
  readonly isDue: (option: MenuOption) => boolean;
}

function shapeOf(prompt: Prompt): MenuShape {
  const { tokens, options } = prompt;
  const marks = findMarks(tokens);
  const keyed = options.filter(({ keys }) => keys !== '');
  const sides = options.flatMap((option, index) => {
    const first = option.tokens[0];
    if (option.keys === '' || first === undefined) return [];
    return [tokens.indexOf(first) < marks[index]!.from ? 'before' : 'after'];
  });
  const mixed = sides.includes('before') && sides.includes('after');
  const last = options.at(-1);
  const lastMark = marks.at(-1);
  const behind = tokens.slice(lastMark?.to ?? 0).filter((token) => last?.tokens.includes(token) !== true);
  const asks = ASKS_TO_CHOOSE.test(prompt.text);
  const trailing = behind.filter(({ text }) => !FUNCTION_WORDS.has(text)).length;
  const silentKey = last !== undefined && last.keys !== '' && last.text === '' && last.say === undefined;
  const endsOpen = !asks && (silentKey || (sides.includes('before') && trailing > 0));
  const closing =
    last !== undefined && (CLOSING_KINDS.has(last.kind) || last.keys === '0' || last.keys === '*' || last.keys === '#');
  return {
    // Mixed sides are usual where one option is a sentence of its own ("to repeat this, press 9"), but not for certain.
    ambiguous: keyed[0]?.text === '' || (mixed && endsOpen),
    mayBeShifted: mayBeShifted(prompt, sides),
    isList: keyed.length > 1,
    endsOpen,
    finished: asks || (closing && !endsOpen),
    hasHoles: keyed.some((option) => BREAKS_OFF.test(option.text) || hasSwallowed(keyed, option)),
    isDoubtful: (option) => isDoubtful(keyed, option),
    isDue: (option) => isDue(keyed, option),
    isClear: (option) => option.tokens.length <= CLEAR_WORDS && marks[options.indexOf(option)]?.counted !== true,
  };
}

/**
 * "Phone opening an account press one for home loans press two for credit cards press ...": the first "for" was misheard,
 * and until the list has ended its words fit the keys before them as well. Taken so, each option has the next one's place.
 */
function mayBeShifted({ tokens }: Prompt, sides: readonly string[]): boolean {
  return sides.length > 0 && !sides.includes('before') && beforeFirstKey(tokens).length >= WORDS_OF_AN_OPTION;
}

const WORDS_OF_AN_OPTION = 3;
/**
 * Options are short. What is longer is garbled, and a word of the goal may be in it by chance: "to and anytime to
 * establish is it a bill partnership" was "for a sales or marketing partnership".
 */
const CLEAR_WORDS = 8;
const BREAKS_OFF = /\b(a|an|the|your|our|my|about|of|with|or|and|to|for|in|is|may|from|by)$/;
const CLOSING_KINDS: ReadonlySet<MenuOption['kind']> = new Set(['repeat', 'back', 'stay', 'hang-up']);

function isDoubtful(keyed: readonly MenuOption[], option: MenuOption): boolean {
  const twin = keyed.some(
    (other) =>
      other !== option &&
      other.keys === option.keys &&
      !samePrompt(other.text, option.text) &&
      other.text !== option.text,
  );
  if (twin || hasSwallowed(keyed, option)) return true;
  const at = keyed.indexOf(option);
  const [before, after] = [keyed[at - 1], keyed[at + 1]].map((near) => Number(near?.keys ?? NaN)) as [number, number];
  // "nine, two, three": it was a one. "one, nine, three": it was a two.
  if (at === 0 && after === 2) return option.keys !== '1';
  return after - before === 2 && Number(option.keys) !== before + 1;
}

function isDue(keyed: readonly MenuOption[], option: MenuOption): boolean {
  const before = Number(keyed[keyed.indexOf(option) - 1]?.keys ?? 0);
  return Number(option.keys) === before + 1 || (before > 0 && option.keys === '0') || /^[*#]$/.test(option.keys);
}

/**
 * The words of an option stand before those of the next when its key was not understood: "for billing press (two) for
 * sales press three" is no offer of billing under three.
 */
function hasSwallowed(keyed: readonly MenuOption[], option: MenuOption): boolean {
  if (/\bpress(ed)?\b/.test(option.text)) return true;
  const before = Number(keyed[keyed.indexOf(option) - 1]?.keys ?? 0);
  const skips = Number(option.keys) === before + 2;
  return skips && option.tokens.filter(({ text }, at) => at > 0 && /^(for|to|if)$/.test(text)).length > 0;
}
