/** The way a call took through a menu without its detours: what is worth remembering of an explored call. */
import { CUES } from '../lexicon/cues';
import { secretNames, secretReference } from '../secret-reference';
import { understand } from '../understand';
import { digitsSchema, spokenSchema } from './call-flow';
import type { ExploredAnswer, ExploredCall } from './explored-call';
import { optionFor } from './option-check';
import { overlap } from './overlap';
import { promptWords, storableText } from './prompt-words';

/** One prompt that was answered, or only listened to. */
export interface WalkStep {
  /** As heard, the fullest first. */
  readonly texts: readonly string[];
  readonly answer: WalkAnswer;
  readonly option?: string;
  readonly asks?: string;
  /** The company asks to confirm: the same words may come at several places. */
  readonly confirms: boolean;
  readonly audioFingerprint?: string;
}

export type WalkAnswer =
  | { readonly kind: 'DTMF'; readonly digits: string }
  | { readonly kind: 'SPEAK'; readonly text: string }
  | { readonly kind: 'LISTEN' }
  | { readonly kind: 'HOLD' };

export type Walk =
  { readonly ok: true; readonly steps: readonly WalkStep[] } | { readonly ok: false; readonly why: string };

/** Two hearings of one prompt within one call. */
const SAME_PROMPT = 0.45;
const MAX_OPTION = 300;
/** A part of another prompt, cut off by a pause. */
const PART_OF = 0.7;

export function walkOf(call: ExploredCall): Walk {
  const steps: WalkStep[] = [];
  for (const explored of call.steps) {
    const texts = [...new Set(explored.prompts.map(storableText))].filter((text) => text !== '').sort(byLength);
    const answer = answerOf(explored.answer);
    if (answer === undefined) return { ok: false, why: 'an answer holds a long number: give it as a fact or secret' };
    if (answer.kind !== 'LISTEN' && explored.effective === false) continue;
    if (texts.length === 0) {
      if (answer.kind === 'LISTEN') continue;
      return { ok: false, why: 'an answer was given to a prompt of which nothing was understood' };
    }
    const fullest = explored.prompts.reduce((a, b) => (b.length > a.length ? b : a));
    const prompt = understand(fullest);
    const named = storableText(explored.option ?? '').slice(0, MAX_OPTION);
    const option = answer.kind === 'DTMF' ? (optionFor(answer.digits, prompt) ?? (named || undefined)) : undefined;
    const asks = hasSecret(answer) ? prompt.request?.field : undefined;
    steps.push({
      texts,
      answer,
      confirms: prompt.has('confirms') || prompt.has('asksYesNo'),
      ...(option === undefined ? {} : { option }),
      ...(asks === undefined ? {} : { asks }),
      ...(explored.audioFingerprint === undefined ? {} : { audioFingerprint: explored.audioFingerprint }),
    });
  }
  const way = (call.drifts ?? []).length > 0 ? withoutEarlyAnswers(steps) : steps;
  return { ok: true, steps: withQueue(withoutParts(withoutLoops(way))) };
}

const byLength = (a: string, b: string): number => b.length - a.length;

/** Undefined: it may hold somebody's number. */
function answerOf(answer: ExploredAnswer): WalkAnswer | undefined {
  switch (answer.kind) {
    case 'none':
      return { kind: 'LISTEN' };
    case 'say': {
      const text = spokenSchema.safeParse(answer.text);
      return text.success ? { kind: 'SPEAK', text: text.data } : undefined;
    }
    case 'digits':
    case 'secret': {
      const keys = answer.kind === 'digits' ? answer.digits : secretReference(answer.name) + answer.terminator;
      const digits = digitsSchema.safeParse(keys);
      return digits.success ? { kind: 'DTMF', digits: digits.data } : undefined;
    }
  }
}

const hasSecret = (answer: WalkAnswer): boolean =>
  (answer.kind === 'DTMF' && secretNames(answer.digits).length > 0) ||
  (answer.kind === 'SPEAK' && secretNames(answer.text).length > 0);

/**
 * Where the menus have changed, a key may have gone into a prompt before its option was said, and without effect: a new
 * menu stood there, was answered next, and the same key was given again where it is offered.
 */
function withoutEarlyAnswers(steps: readonly WalkStep[]): readonly WalkStep[] {
  return steps.filter((step, index) => {
    const { answer } = step;
    if (answer.kind !== 'DTMF' || step.option !== undefined || step.asks !== undefined) return true;
    const again = steps.findIndex(
      (later, at) =>
        at > index &&
        later.option !== undefined &&
        later.answer.kind === 'DTMF' &&
        later.answer.digits === answer.digits,
    );
    return again < 0 || !steps.slice(index + 1, again).some((between) => between.answer.kind !== 'LISTEN');
  });
}

/** Came back to a prompt heard before: what lay between led nowhere, and the last answer is the one that helped. */
function withoutLoops(steps: readonly WalkStep[]): readonly WalkStep[] {
  const straight: WalkStep[] = [];
  for (const step of steps) {
    const earlier = straight.findIndex((known) => isSamePrompt(known, step));
    const adjacent = earlier === straight.length - 1;
    const again = earlier >= 0 && (adjacent || !(step.confirms && step.answer.kind !== 'LISTEN'));
    if (!again) {
      straight.push(step);
    } else if (step.answer.kind !== 'LISTEN') {
      const [known] = straight.splice(earlier);
      straight.push({ ...step, texts: [...new Set([...known!.texts, ...step.texts])].sort(byLength) });
    }
  }
  return straight;
}

function isSamePrompt(a: WalkStep, b: WalkStep): boolean {
  return overlap(promptWords(a.texts[0]!), promptWords(b.texts[0]!)).mutual >= SAME_PROMPT;
}

/** "Thank you for calling" by itself is no step when the prompt after it begins so. */
function withoutParts(steps: readonly WalkStep[]): readonly WalkStep[] {
  return steps.filter((step, index) => {
    const next = steps[index + 1];
    if (step.answer.kind !== 'LISTEN' || next === undefined) return true;
    const part = overlap(promptWords(step.texts[0]!), promptWords(next.texts[0]!));
    return part.weight < 1 || part.ratio < PART_OF;
  });
}

/** A few words before a queue's own are what the company still said of the menu before it heard the key. */
function withoutRest(text: string): string {
  const at = text.search(CUES.hold);
  const rest = text.slice(0, Math.max(0, at)).trim();
  return rest !== '' && rest.split(' ').length <= MAX_REST_WORDS ? text.slice(at) : text;
}

const MAX_REST_WORDS = 4;

/** What is said after the last answer is the queue's, if it sounds so; the walk ends there in any case. */
function withQueue(steps: readonly WalkStep[]): readonly WalkStep[] {
  const last = steps.findLastIndex(({ answer }) => answer.kind !== 'LISTEN');
  const way = steps.slice(0, last + 1);
  const after = steps.slice(last + 1);
  const queue = after.filter(({ texts }) => texts.some((text) => CUES.hold.test(text)));
  const texts = queue.flatMap((step) => step.texts.map(withoutRest)).slice(0, 2);
  const announcements = after.filter((step) => !queue.includes(step));
  return [...way, ...announcements, { texts, answer: { kind: 'HOLD' }, confirms: false }];
}
