/** Requests that are not carried out, in words for the person at the editor. */
import type { Refusal } from './gateway.types';

export function refusal(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

export function noSuchCall(callId: string): Refusal {
  if (!callId) return refusal('no-such-call', 'Which call? msg.call.id is missing.');
  return refusal('no-such-call', `This call has ended, or there never was one with this id: ${callId}`);
}
