/** Waiting: a queue with its music and announcements, and plain stretches of music, silence, ringing or any sound. */
import { mixed } from '../clip';
import { NEXT, OVER, follow } from '../conversation';
import type { Conversation, Next } from '../conversation';
import type { PlayStep, QueueStep } from '../script';

/** Music under a voice: 12 dB down, as queue systems do. */
const MUSIC_UNDER_VOICE = 0.25;

export async function runQueue(step: QueueStep, conversation: Conversation): Promise<Next> {
  const waitSeconds = step.wait.from + conversation.random() * (step.wait.to - step.wait.from);
  const until = conversation.now() + waitSeconds * 1000;
  conversation.note('hold', step.name);
  conversation.ignoreDigits();
  for (let round = 0; ; round++) {
    const tune = step.music[round % step.music.length] ?? 'silence';
    const everyMs = step.announcements.length === 0 ? Infinity : step.everySeconds * 1000;
    const left = await playTune(conversation, tune, Math.min(until, conversation.now() + everyMs), step);
    if (left) return left;
    if (conversation.now() >= until) break;
    const announcement = step.announcements[Math.min(round, step.announcements.length - 1)];
    if (announcement === undefined) continue;
    const said = await announce(conversation, announcement, step.overMusic ? tune : null, step.keys.size > 0);
    if (said === 'over') return OVER;
    if (said === 'interrupted') {
      const away = leaveByKey(conversation, step);
      if (away) return away;
    }
  }
  conversation.line.stop();
  conversation.ignoreDigits();
  conversation.note('hold-end', step.name);
  return NEXT;
}

async function playTune(
  conversation: Conversation,
  tune: string,
  until: number,
  step: QueueStep,
): Promise<Next | null> {
  const startedAt = conversation.now();
  conversation.startTune(tune);
  for (;;) {
    const waited = await conversation.wait({ until, digit: step.keys.size > 0 });
    if (waited === 'digit') {
      const away = leaveByKey(conversation, step);
      if (away) return away;
      continue;
    }
    conversation.advanceTune(tune, conversation.now() - startedAt);
    return waited === 'over' ? OVER : null;
  }
}

function leaveByKey(conversation: Conversation, step: QueueStep): Next | null {
  const key = conversation.takeDigits(1);
  const target = step.keys.get(key);
  if (!target || target.kind === 'repeat') {
    conversation.note('digit-ignored', key);
    return null;
  }
  conversation.note('digit', key);
  conversation.note('hold-end', step.name);
  return follow(target, `chosen in the queue ${step.name}`, false);
}

async function announce(
  conversation: Conversation,
  prompt: string,
  over: string | null,
  bargeIn: boolean,
): Promise<'finished' | 'interrupted' | 'over'> {
  if (over === null) return conversation.say(prompt, { bargeIn });
  const voice = conversation.prompt(prompt);
  const clip = mixed(voice, conversation.sound(over), conversation.tunePositionMs(over), MUSIC_UNDER_VOICE);
  const said = await conversation.say(prompt, { bargeIn, clip });
  conversation.advanceTune(over, voice.durationMs);
  return said;
}

/** Music, silence or ringing for so many seconds. */
export async function runHold(sound: string, seconds: number, conversation: Conversation): Promise<Next> {
  conversation.note('hold', sound);
  conversation.startTune(sound);
  const waited = await conversation.pause(seconds);
  conversation.advanceTune(sound, seconds * 1000);
  conversation.line.stop();
  if (waited === 'over') return OVER;
  conversation.note('hold-end', sound);
  return NEXT;
}

export async function runPlay(step: PlayStep, conversation: Conversation): Promise<Next> {
  const clip = conversation.sound(step.sound);
  conversation.note('sound', step.sound, conversation.now() + clip.onsetMs);
  const play = conversation.line.play(clip, { loop: step.seconds !== null });
  const lastsMs = step.seconds === null ? clip.durationMs + 2000 : step.seconds * 1000;
  const waited = await conversation.wait({ play, until: conversation.now() + lastsMs });
  conversation.line.stop();
  return waited === 'over' ? OVER : NEXT;
}
