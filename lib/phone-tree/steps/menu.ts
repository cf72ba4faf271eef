/** A menu: says its prompt, waits for a key, and says where it leads; and reading a number digit by digit. */
import { NEXT, OVER, follow } from '../conversation';
import type { Conversation, Next } from '../conversation';
import type { MenuStep, ReadDigitsStep, Target } from '../script';

/** After a key that could be the first of a longer one, the next must come within this time. */
const INTERDIGIT_SECONDS = 2;
/** Each "repeat" is one more time through; a caller that presses nothing else is not held for ever. */
const MOST_REPEATS = 20;

type Choice =
  | { readonly kind: 'key'; readonly key: string; readonly target: Target }
  | { readonly kind: 'speech' | 'timeout' | 'over' }
  | { readonly kind: 'invalid'; readonly keys: string };

export async function runMenu(step: MenuStep, conversation: Conversation): Promise<Next> {
  let repeats = 0;
  for (let attempt = 1; attempt <= step.attempts; attempt++) {
    conversation.note('menu', step.name);
    const choice = await offer(step, conversation);
    if (choice.kind === 'over') return OVER;
    if (choice.kind === 'key' || choice.kind === 'speech') {
      const target = choice.kind === 'key' ? choice.target : step.onSpeech;
      if (choice.kind === 'key') conversation.note('digit', choice.key);
      else conversation.note('caller-spoke', step.name);
      if (target && target.kind !== 'repeat') return follow(target, `chosen in ${step.name}`, false);
      if (++repeats <= MOST_REPEATS) attempt--;
      continue;
    }
    if (choice.kind === 'invalid') conversation.note('invalid', choice.keys);
    else conversation.note('timeout', step.name);
    const said = choice.kind === 'invalid' ? step.invalid : step.noKey;
    if (said !== null && (await conversation.say(said)) === 'over') return OVER;
  }
  const target: Target = step.otherwise.kind === 'repeat' ? { kind: 'hangup' } : step.otherwise;
  return follow(target, `no choice in ${step.name} after ${step.attempts} attempts`, true);
}

async function offer(step: MenuStep, conversation: Conversation): Promise<Choice> {
  if (!step.bargeIn) conversation.ignoreDigits();
  for (const prompt of step.prompts) {
    const said = await conversation.say(prompt, { bargeIn: step.bargeIn, speech: step.onSpeech !== null });
    if (said === 'over') return { kind: 'over' };
    if (said === 'interrupted') break;
  }
  if (!step.bargeIn) conversation.ignoreDigits();
  return readKey(step, conversation);
}

async function readKey(step: MenuStep, conversation: Conversation): Promise<Choice> {
  let pressed = '';
  let until = conversation.now() + step.timeoutSeconds * 1000;
  for (;;) {
    const waited = await conversation.wait({ digit: true, speech: step.onSpeech !== null, until });
    if (waited === 'over') return { kind: 'over' };
    if (waited === 'speech') return { kind: 'speech' };
    const target = step.keys.get(pressed);
    if (waited !== 'digit') {
      if (target) return { kind: 'key', key: pressed, target };
      return pressed === '' ? { kind: 'timeout' } : { kind: 'invalid', keys: pressed };
    }
    pressed += conversation.takeDigits(1);
    const longer = [...step.keys.keys()].some((key) => key.length > pressed.length && key.startsWith(pressed));
    if (!longer) {
      const exact = step.keys.get(pressed);
      return exact ? { kind: 'key', key: pressed, target: exact } : { kind: 'invalid', keys: pressed };
    }
    until = conversation.now() + INTERDIGIT_SECONDS * 1000;
  }
}

export async function runReadDigits(step: ReadDigitsStep, conversation: Conversation): Promise<Next> {
  for (let attempt = 1; attempt <= step.attempts; attempt++) {
    if (!step.bargeIn) conversation.ignoreDigits();
    for (const prompt of step.prompts) {
      const said = await conversation.say(prompt, { bargeIn: step.bargeIn });
      if (said === 'over') return OVER;
      if (said === 'interrupted') break;
    }
    if (!step.bargeIn) conversation.ignoreDigits();
    const digits = await readNumber(step, conversation);
    if (digits === null) return OVER;
    conversation.note('digits', digits);
    const known = step.expected.length === 0 || step.expected.includes(digits);
    if (known && digits.length >= step.length.from && digits.length <= step.length.to) {
      return step.then === null ? NEXT : follow(step.then, step.name, false);
    }
    if (digits === '') conversation.note('timeout', step.name);
    else conversation.note('invalid', digits);
    if (step.invalid !== null && (await conversation.say(step.invalid)) === 'over') return OVER;
  }
  const target: Target = step.otherwise.kind === 'repeat' ? { kind: 'hangup' } : step.otherwise;
  return follow(target, `no valid ${step.name} after ${step.attempts} attempts`, true);
}

/** The digits up to the terminator, the full length or a pause; null when the caller has gone. */
async function readNumber(step: ReadDigitsStep, conversation: Conversation): Promise<string | null> {
  let digits = '';
  for (;;) {
    const until = conversation.now() + step.timeoutSeconds * 1000;
    const waited = await conversation.wait({ digit: true, until });
    if (waited === 'over') return null;
    if (waited !== 'digit') return digits;
    const digit = conversation.takeDigits(1);
    if (digit === step.terminator) return digits;
    digits += digit;
    // With a terminator the caller ends the number; without one its length does.
    if (step.terminator === null && digits.length >= step.length.to) return digits;
    if (digits.length > 64) return digits;
  }
}
