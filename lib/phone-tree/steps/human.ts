/** A person on the line: greets, listens, replies when the caller has spoken, says hello when nobody does, gives up. */
import { NEXT, OVER } from '../conversation';
import type { Conversation, Next, Waited } from '../conversation';
import type { HumanStep, Person } from '../script';

/** Nobody answers on the very last syllable. */
const REPLY_AFTER_SECONDS = 0.3;
/** A caller that talks (or plays music) without a pause is answered all the same. */
const LONGEST_TURN_SECONDS = 20;

export async function runHuman(step: HumanStep, person: Person, conversation: Conversation): Promise<Next> {
  conversation.note('agent-answers', person.name);
  conversation.startBackground(person.background);
  if ((await conversation.pause(step.pauseSeconds)) === 'over') return OVER;
  if ((await conversation.speak(step.greeting ?? person.greeting, person.background)) === 'over') return OVER;

  const replies = [...(step.replies ?? person.replies)];
  let hellos = 0;
  for (;;) {
    if (replies.length === 0 && step.then === 'continue') return NEXT;
    const waited = await listenForTurn(person, conversation);
    if (waited === 'over') return OVER;
    if (waited === 'heard') {
      hellos = 0;
      conversation.note('agent-heard-caller', person.name);
      const reply = replies.shift();
      if (reply === undefined) continue;
      if ((await conversation.pause(REPLY_AFTER_SECONDS)) === 'over') return OVER;
      if ((await conversation.speak(reply, person.background)) === 'over') return OVER;
      continue;
    }
    if (hellos >= person.hellos) break;
    hellos++;
    if (person.hello !== null && (await conversation.speak(person.hello, person.background)) === 'over') return OVER;
  }
  conversation.note('agent-gave-up', person.name);
  if (person.goodbye !== null && (await conversation.speak(person.goodbye, person.background)) === 'over') return OVER;
  return { kind: 'hangup', reason: `${person.name} gave up: nobody spoke`, dropped: true };
}

/** 'heard' when the caller has had a turn, 'deadline' when nobody spoke for as long as the person is patient. */
async function listenForTurn(person: Person, conversation: Conversation): Promise<Waited> {
  const patientUntil = conversation.now() + person.patienceSeconds * 1000;
  const waited = await conversation.wait({ heard: true, speech: true, until: patientUntil });
  if (waited !== 'speech') return waited;
  const turn = await conversation.wait({ heard: true, until: conversation.now() + LONGEST_TURN_SECONDS * 1000 });
  return turn === 'deadline' ? 'heard' : turn;
}
