/** The life of one SIP call as a closed union, and the moves it may make. */
import type { SipCallState } from './sip-account.types';

/**
 * `ringing` and `early` may be said again with another detail (180 after 183, a second fork). A call that has early
 * media stays `early` when a plain 180 follows: the audio is still there.
 */
export const LEGAL_MOVES: Readonly<Record<SipCallState, readonly SipCallState[]>> = {
  new: ['trying', 'ringing', 'early', 'answered', 'ended'],
  trying: ['ringing', 'early', 'answered', 'ended'],
  ringing: ['ringing', 'early', 'answered', 'ended'],
  early: ['early', 'answered', 'ended'],
  answered: ['ended'],
  ended: [],
};

export function isLegalMove(from: SipCallState, to: SipCallState): boolean {
  return LEGAL_MOVES[from].includes(to);
}
