/** Listening to the caller without a word: a mailbox that records, a user's phone. */
import { NEXT, OVER } from '../conversation';
import type { Conversation, Next } from '../conversation';
import type { ListenStep } from '../script';

export async function runListen(step: ListenStep, conversation: Conversation): Promise<Next> {
  conversation.note('listening', `for ${step.seconds} s at most`);
  conversation.line.stop();
  const end = conversation.now() + step.seconds * 1000;
  const quietMs = step.untilSilenceSeconds === null ? Infinity : step.untilSilenceSeconds * 1000;
  let quietSince = conversation.now();
  for (;;) {
    const until = conversation.callerSpeaks ? end : Math.min(end, quietSince + quietMs);
    const waited = await conversation.wait({ until, heard: true, speech: !conversation.callerSpeaks });
    if (waited === 'over') return OVER;
    if (waited === 'heard') {
      conversation.note('caller-spoke', '');
      quietSince = conversation.now();
    } else if (waited === 'deadline') return NEXT;
  }
}
