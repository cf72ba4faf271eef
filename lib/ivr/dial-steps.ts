/** The plan a person writes in a node, "wait 2 wait 3s 4711815#", as steps that a Navigator walks. */

import { wordTable } from './lexicon/word-table';
import { secretReference } from './secret-reference';

export type DialStep =
  /** Until the company's prompt has ended. */
  | { readonly kind: 'wait-for-prompt' }
  | { readonly kind: 'wait'; readonly durationMs: number }
  | { readonly kind: 'press'; readonly parts: readonly PressPart[] };

export type PressPart =
  /** Keys 0-9 * # A-D to send in one go; may hold `{{secret:name}}`, which only the sender resolves. */
  { readonly kind: 'digits'; readonly digits: string } | { readonly kind: 'pause'; readonly durationMs: number };

export type DialStepsParsed =
  { readonly ok: true; readonly steps: readonly DialStep[] } | { readonly ok: false; readonly message: string };

/** What one `,` or `p` among digits means: the half second that modems and softphones agree on is 0.5 to 2 s; ours is short. */
const PAUSE_MS = 500;
const MAX_TEXT_LENGTH = 2000;
const MAX_STEPS = 100;
const MAX_WAIT_SECONDS = 600;

const SECRET = /\{\{\s*secret:\s*([A-Za-z][\w.-]{0,63})\s*\}\}/;
/** Words a person may put between the steps without meaning anything by them. */
const FILLER = new Set(['press', 'dial', 'enter', 'then', 'and', 'key', '->', '=>', '>']);
const UNIT_MS = wordTable<number>({
  ms: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
});

/** Reads a plan; the message of a refusal is for the person at the editor. */
export function parseDialSteps(text: string): DialStepsParsed {
  if (text.length > MAX_TEXT_LENGTH) return refuse(`the steps are longer than ${MAX_TEXT_LENGTH} characters`);
  const tokens = tokenize(text);
  const steps: DialStep[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const word = token.toLowerCase();
    if (FILLER.has(word)) continue;
    if (word === 'wait' || word === 'pause') {
      const duration = readDuration(tokens, index + 1);
      if (duration === undefined) {
        steps.push({ kind: 'wait-for-prompt' });
      } else {
        if (duration.durationMs > MAX_WAIT_SECONDS * 1000) {
          return refuse(`"wait ${duration.text}" is longer than ${MAX_WAIT_SECONDS} seconds`);
        }
        steps.push({ kind: 'wait', durationMs: duration.durationMs });
        index += duration.tokens;
      }
    } else {
      const parts = readPress(token);
      if (parts === undefined) {
        return refuse(
          `"${shorten(token)}" is neither "wait", "wait 3s" nor keys to press (0-9 * # A-D, "," for half a second)`,
        );
      }
      steps.push({ kind: 'press', parts });
    }
    if (steps.length > MAX_STEPS) return refuse(`more than ${MAX_STEPS} steps`);
  }
  if (steps.length === 0) return refuse('no steps: write for example "wait 2 wait 1"');
  return { ok: true, steps };
}

/** Separators are white space, `;` and line ends; a comma separates too, except between digits, where it is a pause. */
function tokenize(text: string): string[] {
  const spaced = text.replace(/\{\{[^{}]*\}\}/g, (reference) => reference.replace(/\s+/g, ''));
  return spaced
    .split(/[\s;]+/)
    .flatMap((token) => (/wait|pause|press|then/i.test(token.replace(SECRET, '')) ? token.split(',') : [token]))
    .map((token) => token.replace(/^,+|,+$/g, ''))
    .filter((token) => token !== '');
}

function readDuration(
  tokens: readonly string[],
  from: number,
): { durationMs: number; tokens: number; text: string } | undefined {
  const first = tokens[from];
  if (first === undefined) return undefined;
  const joined = /^(\d{1,6}(?:\.\d{1,3})?)([a-z]+)$/i.exec(first);
  if (joined !== null) {
    const unitMs = UNIT_MS[joined[2]!.toLowerCase()];
    return unitMs === undefined ? undefined : { durationMs: Number(joined[1]) * unitMs, tokens: 1, text: first };
  }
  const second = tokens[from + 1];
  if (second === undefined || !/^\d{1,6}(\.\d{1,3})?$/.test(first)) return undefined;
  const unitMs = UNIT_MS[second.toLowerCase()];
  return unitMs === undefined
    ? undefined
    : { durationMs: Number(first) * unitMs, tokens: 2, text: `${first} ${second}` };
}

function readPress(token: string): PressPart[] | undefined {
  const parts: PressPart[] = [];
  let rest = token;
  let keys = 0;
  while (rest !== '') {
    const secret = SECRET.exec(rest);
    const match = /^(?:[0-9*#A-D]+)/.exec(rest) ?? (/\d/.test(token) ? /^[a-d]+/.exec(rest) : null);
    if (secret?.index === 0) {
      addDigits(parts, secretReference(secret[1]!));
      rest = rest.slice(secret[0].length);
      keys++;
    } else if (match !== null) {
      addDigits(parts, match[0].toUpperCase());
      rest = rest.slice(match[0].length);
      keys++;
    } else {
      const pause = /^[,pP]+/.exec(rest);
      if (pause === null) return undefined;
      parts.push({ kind: 'pause', durationMs: pause[0].length * PAUSE_MS });
      rest = rest.slice(pause[0].length);
    }
  }
  return keys > 0 ? parts : undefined;
}

function addDigits(parts: PressPart[], digits: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'digits') parts[parts.length - 1] = { kind: 'digits', digits: last.digits + digits };
  else parts.push({ kind: 'digits', digits });
}

const shorten = (token: string): string => (token.length > 40 ? `${token.slice(0, 40)}...` : token);

const refuse = (message: string): DialStepsParsed => ({ ok: false, message });
