/** SIP status codes and Q.850 causes turned into why a call is over, in words a person can act on. */
import type { SipEnd, SipEndReason } from './sip-account.types';

interface Meaning {
  readonly reason: SipEndReason;
  readonly text: string;
}

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  400: { reason: 'failed', text: 'The far end did not understand our request.' },
  401: { reason: 'unauthorized', text: 'The user name or password was not accepted: check the account.' },
  402: { reason: 'forbidden', text: 'The provider wants payment before this call.' },
  403: { reason: 'forbidden', text: 'The call is not allowed: check the number and the rights of the account.' },
  404: { reason: 'not-found', text: 'The number does not exist.' },
  405: { reason: 'failed', text: 'The far end does not take calls.' },
  406: { reason: 'media-refused', text: 'The far end cannot accept what we offered.' },
  407: { reason: 'unauthorized', text: 'The user name or password was not accepted: check the account.' },
  408: { reason: 'timeout', text: 'The far end could not be reached in time.' },
  410: { reason: 'not-found', text: 'The number is no longer in use.' },
  413: { reason: 'failed', text: 'Our request was too large for the far end.' },
  415: { reason: 'media-refused', text: 'The far end does not take this kind of call.' },
  416: { reason: 'failed', text: 'The far end does not understand this kind of address.' },
  420: { reason: 'failed', text: 'The far end lacks an extension we need.' },
  421: { reason: 'failed', text: 'The far end needs an extension we do not have.' },
  422: { reason: 'failed', text: 'The far end wants a longer session timer.' },
  423: { reason: 'failed', text: 'The registration was too short.' },
  480: { reason: 'unavailable', text: 'The far end is not available at the moment.' },
  481: { reason: 'failed', text: 'The far end no longer knows this call.' },
  482: { reason: 'failed', text: 'The call went in a circle.' },
  483: { reason: 'failed', text: 'The call passed too many hops.' },
  484: { reason: 'not-found', text: 'The number is incomplete.' },
  485: { reason: 'not-found', text: 'The number is ambiguous.' },
  486: { reason: 'busy', text: 'The line is busy.' },
  487: { reason: 'cancelled', text: 'The call was cancelled.' },
  488: { reason: 'media-refused', text: 'No codec fits both sides: allow PCMU or PCMA for this account.' },
  491: { reason: 'failed', text: 'Both sides changed the call at the same time.' },
  493: { reason: 'failed', text: 'The far end could not decrypt our request.' },
  500: { reason: 'unavailable', text: 'The far end has an internal error.' },
  501: { reason: 'failed', text: 'The far end does not know how to do this.' },
  502: { reason: 'unavailable', text: 'A gateway on the way failed.' },
  503: { reason: 'unavailable', text: 'The service is not available: try again later.' },
  504: { reason: 'unavailable', text: 'A server on the way did not answer.' },
  505: { reason: 'failed', text: 'The far end speaks another version of SIP.' },
  513: { reason: 'failed', text: 'Our message was too large: choose TCP for this account.' },
  580: { reason: 'failed', text: 'The far end could not reserve what the call needs.' },
  600: { reason: 'busy', text: 'The line is busy everywhere.' },
  603: { reason: 'declined', text: 'The call was declined.' },
  604: { reason: 'not-found', text: 'The number does not exist anywhere.' },
  606: { reason: 'media-refused', text: 'The far end accepts calls, but not what we offered.' },
  607: { reason: 'declined', text: 'The call was declined as unwanted.' },
  608: { reason: 'declined', text: 'The call was rejected by the network as unwanted.' },
};

/** ITU-T Q.850 causes that say more than the status they come with (RFC 3326 Reason header, RFC 4497 mapping). */
const BY_CAUSE: Readonly<Record<number, Meaning>> = {
  1: { reason: 'not-found', text: 'The number is not assigned.' },
  3: { reason: 'unavailable', text: 'There is no route to this number.' },
  17: { reason: 'busy', text: 'The line is busy.' },
  18: { reason: 'no-answer', text: 'Nobody responded.' },
  19: { reason: 'no-answer', text: 'It rang and nobody answered.' },
  20: { reason: 'unavailable', text: 'The subscriber is absent.' },
  21: { reason: 'declined', text: 'The call was rejected.' },
  22: { reason: 'not-found', text: 'The number has changed.' },
  27: { reason: 'unavailable', text: 'The line is out of order.' },
  28: { reason: 'not-found', text: 'The number is incomplete or wrongly written.' },
  34: { reason: 'unavailable', text: 'All lines to this number are taken: try again later.' },
  38: { reason: 'unavailable', text: 'The network is out of order.' },
  41: { reason: 'unavailable', text: 'A temporary failure: try again.' },
  42: { reason: 'unavailable', text: 'The exchange is congested: try again later.' },
  57: { reason: 'forbidden', text: 'The account may not make this kind of call.' },
};

/** Statuses so broad that a cause, when there is one, is the better reason. */
const VAGUE = new Set([480, 500, 502, 503, 504]);

export function endOfStatus(statusCode: number, phrase = '', reasonHeaders: readonly string[] = []): SipEnd {
  const cause = BY_CAUSE[q850Cause(reasonHeaders) ?? 0];
  const byStatus = BY_STATUS[statusCode] ?? byClass(statusCode);
  const meaning = cause && VAGUE.has(statusCode) ? cause : byStatus;
  const said = `${statusCode} ${phrase}`.trim();
  return { reason: meaning.reason, statusCode, text: `${meaning.text} (${said})` };
}

/** A BYE from the far end. */
export function endOfBye(reasonHeaders: readonly string[] = []): SipEnd {
  const cause = q850Cause(reasonHeaders);
  const meaning = cause === undefined || cause === 16 ? undefined : BY_CAUSE[cause];
  const detail = meaning ? ` ${meaning.text}` : '';
  return { reason: 'remote-hangup', text: `The far end hung up.${detail}` };
}

export function q850Cause(reasonHeaders: readonly string[]): number | undefined {
  for (const header of reasonHeaders) {
    const match = /^\s*Q\.850\s*;.*?\bcause\s*=\s*([0-9]{1,3})/i.exec(header);
    if (match) return Number(match[1]);
  }
  return undefined;
}

/** RFC 3261 section 8.1.3.2: an unknown code means what the x00 of its class means. */
function byClass(statusCode: number): Meaning {
  if (statusCode >= 600) return { reason: 'declined', text: 'The call was refused.' };
  if (statusCode >= 500) return { reason: 'unavailable', text: 'A server on the way failed.' };
  if (statusCode >= 400) return { reason: 'failed', text: 'The call was refused.' };
  return { reason: 'failed', text: 'The call was sent elsewhere, to nowhere we can go.' };
}
