/** How a SIP call's end reads as the end of our call: a reason for flows, words for people. */
import type { SipEnd, SipEndReason } from '../sip/sip-account.types';
import type { CallEndReason } from './gateway.types';

export interface CallEnd {
  readonly reason: CallEndReason;
  /** In words for a person, with what to do next where there is something to do. */
  readonly text: string;
}

const REASONS: Readonly<Record<SipEndReason, CallEndReason>> = {
  'remote-hangup': 'remote-hangup',
  'local-hangup': 'completed',
  cancelled: 'cancelled',
  busy: 'busy',
  'no-answer': 'no-answer',
  declined: 'declined',
  'not-found': 'not-found',
  unavailable: 'unavailable',
  forbidden: 'forbidden',
  unauthorized: 'unauthorized',
  'media-refused': 'media-refused',
  timeout: 'timeout',
  network: 'network',
  failed: 'failed',
};

export function endOfSipCall(end: SipEnd): CallEnd {
  return { reason: REASONS[end.reason], text: end.text };
}
