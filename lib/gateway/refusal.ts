/** Requests that are not carried out, in words for the person at the editor. */
import type { Refusal } from './gateway.types';

export function refusal(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

export function noSuchCall(callId: string): Refusal {
  return refusal('no-such-call', `There is no live call ${callId || '(msg.call.id is missing)'}.`);
}
