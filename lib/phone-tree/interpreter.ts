/** Runs one call through its extension's steps, from the first ring to the hang-up. Time and line are given from outside. */
import type { Clock } from '../clock';
import { Conversation, NEXT, OVER, follow } from './conversation';
import type { ClipSource, Next } from './conversation';
import type { PhoneLine, RefusalCode } from './phone-line';
import type { Extension, OnCall, Script, Step } from './script';
import { runHold, runPlay, runQueue } from './steps/hold';
import { runHuman } from './steps/human';
import { runListen } from './steps/listen';
import { runMenu, runReadDigits } from './steps/menu';
import type { TruthEvent } from './truth';

export interface CallToRun {
  readonly script: Script;
  readonly extension: Extension;
  /** The number as it was dialled. */
  readonly dialled: string;
  readonly line: PhoneLine;
  readonly clips: ClipSource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly note: (event: TruthEvent, text: string, at: number) => void;
  /** The company hangs up after this long; default 4 hours. */
  readonly longestCallSeconds?: number;
}

const REFUSALS: Readonly<Record<Exclude<OnCall, 'answer' | 'no_answer'>, RefusalCode>> = {
  busy: 486,
  reject: 603,
  not_found: 404,
  unavailable: 503,
  forbidden: 403,
};

/** How long an unanswered extension rings before 480, should the caller have more patience than that. */
const LONGEST_RING_SECONDS = 55;
/** 120 ms of tone and 80 ms of gap a digit, as lib/media sends them. */
const DIGITS_A_SECOND = 5;
/** More steps than this within a second: a script that goes round in a circle. */
const MOST_STEPS_A_SECOND = 200;

/** Resolves when the call is over. Never rejects: a fault is noted and ends the call. */
export async function runCall(call: CallToRun): Promise<void> {
  const conversation = new Conversation({ ...call, longestCallSeconds: call.longestCallSeconds ?? 4 * 3600 });
  conversation.note('call', call.dialled);
  let endedBy: string;
  try {
    endedBy = await runExtension(call.extension, conversation);
  } catch (error) {
    conversation.note('fault', error instanceof Error ? error.message : String(error));
    endedBy = 'by a fault';
    await call.line.hangup().catch(() => undefined);
  }
  conversation.note('hangup', endedBy);
}

async function runExtension(extension: Extension, conversation: Conversation): Promise<string> {
  const { line } = conversation;
  if (extension.ringSeconds > 0 || extension.onCall === 'no_answer') {
    conversation.note('ringing', `${extension.ringSeconds} s`);
    await line.ring();
    const seconds = extension.onCall === 'no_answer' ? LONGEST_RING_SECONDS : extension.ringSeconds;
    if ((await conversation.pause(seconds)) === 'over') return `while ringing (${conversation.over})`;
  }
  if (extension.onCall !== 'answer') {
    const code = extension.onCall === 'no_answer' ? 480 : REFUSALS[extension.onCall];
    conversation.note('refused', `${code} ${extension.onCall.replace('_', ' ')}`);
    await line.refuse(code);
    return 'by the company, unanswered';
  }
  if (!(await line.answer())) return `before the answer (${conversation.over ?? 'not connected'})`;
  conversation.note('answered', extension.name);
  const end = await runSteps(extension.steps, conversation);
  if (end.kind === 'over' && conversation.over !== null) {
    await line.hangup();
    return `by the caller (${conversation.over})`;
  }
  const reason = end.kind === 'hangup' ? end.reason : 'the end of its steps';
  if (end.kind === 'hangup' && end.dropped) conversation.note('dropped', reason);
  await line.hangup();
  return `by the company (${reason})`;
}

async function runSteps(first: readonly Step[], conversation: Conversation): Promise<Next> {
  let steps = first;
  let index = 0;
  let countedSince = conversation.now();
  let counted = 0;
  for (;;) {
    const step = steps[index];
    if (!step) return NEXT;
    if (conversation.now() - countedSince > 1000) [countedSince, counted] = [conversation.now(), 0];
    if (++counted > MOST_STEPS_A_SECOND) {
      throw new Error('the script goes round in a circle without any time passing; look at its goto steps');
    }
    const next = await runStep(step, conversation);
    if (next.kind === 'next') index++;
    else if (next.kind === 'goto') {
      steps = conversation.script.sections.get(next.section) ?? [];
      index = 0;
    } else return next;
  }
}

async function runStep(step: Step, conversation: Conversation): Promise<Next> {
  switch (step.verb) {
    case 'say':
      for (const prompt of step.prompts) if ((await conversation.say(prompt)) === 'over') return OVER;
      return NEXT;
    case 'play':
      return runPlay(step, conversation);
    case 'menu':
      return runMenu(step, conversation);
    case 'read_digits':
      return runReadDigits(step, conversation);
    case 'music':
      return runHold(step.sound, step.seconds, conversation);
    case 'silence':
      conversation.note('silence', `${step.seconds} s`);
      conversation.line.stop();
      return (await conversation.pause(step.seconds)) === 'over' ? OVER : NEXT;
    case 'ringing':
      return runHold('ringing', step.seconds, conversation);
    case 'queue':
      return runQueue(step, conversation);
    case 'human':
      return runHuman(step, conversation.script.people.get(step.person)!, conversation);
    case 'listen':
      return runListen(step, conversation);
    case 'press':
      conversation.note('sends-digits', step.digits);
      conversation.line.press(step.digits);
      return (await conversation.pause(step.digits.length / DIGITS_A_SECOND)) === 'over' ? OVER : NEXT;
    case 'echo':
      return runEcho(step.seconds, conversation);
    case 'goto':
      return follow(step.target, 'told to by the script', false);
    case 'transfer':
      conversation.note('transferred', step.section);
      if ((await runHold('ringing', step.ringSeconds, conversation)).kind === 'over') return OVER;
      return { kind: 'goto', section: step.section };
    case 'hangup':
      return { kind: 'hangup', reason: step.reason || 'told to by the script', dropped: false };
  }
}

async function runEcho(seconds: number | null, conversation: Conversation): Promise<Next> {
  conversation.note('echo', seconds === null ? 'until the caller hangs up' : `${seconds} s`);
  conversation.line.stop();
  conversation.line.echo(true);
  const waited = await conversation.wait(seconds === null ? {} : { until: conversation.now() + seconds * 1000 });
  conversation.line.echo(false);
  return waited === 'over' ? OVER : NEXT;
}
