/**
 * The life of a call as closed unions with tables of legal moves (DESIGN 4.2).
 *
 *   created -> dialing -> ringing -> answered -> ended      (any state may end; ringing may be skipped)
 *
 *   while answered, one activity at a time:
 *   null -> navigating -> holding -> with-human -> connecting -> bridged
 *   and back where life goes back: a false alarm (with-human -> holding), a phone nobody answers
 *   (connecting -> whatever it was before), an agent who puts us on hold again, a bridge the user leaves alone.
 */
import type { CallActivity, CallState } from './gateway.types';

const STATE_MOVES: Readonly<Record<CallState, readonly CallState[]>> = {
  created: ['dialing', 'ringing', 'ended'],
  dialing: ['ringing', 'answered', 'ended'],
  ringing: ['answered', 'ended'],
  answered: ['ended'],
  ended: [],
};

type ActivityKey = Exclude<CallActivity, null> | 'none';

const ACTIVITY_MOVES: Readonly<Record<ActivityKey, readonly ActivityKey[]>> = {
  none: ['navigating', 'holding', 'with-human', 'connecting'],
  navigating: ['none', 'holding', 'with-human', 'connecting'],
  holding: ['none', 'navigating', 'with-human', 'connecting'],
  'with-human': ['none', 'navigating', 'holding', 'connecting'],
  connecting: ['none', 'navigating', 'holding', 'with-human', 'bridged'],
  bridged: ['none', 'with-human', 'holding'],
};

const key = (activity: CallActivity): ActivityKey => activity ?? 'none';

export function isLegalStateMove(from: CallState, to: CallState): boolean {
  return STATE_MOVES[from].includes(to);
}

/** Activities exist only in an answered call; leaving for `null` is how they end. */
export function isLegalActivityMove(state: CallState, from: CallActivity, to: CallActivity): boolean {
  if (to !== null && state !== 'answered') return false;
  return ACTIVITY_MOVES[key(from)].includes(key(to));
}

/** An illegal move: a fault in our own logic. Thrown in tests, logged in production (DESIGN law 5). */
export class IllegalMoveError extends Error {
  constructor(what: 'state' | 'activity', from: string | null, to: string | null) {
    super(`illegal ${what} move: ${from ?? 'none'} -> ${to ?? 'none'}`);
    this.name = 'IllegalMoveError';
  }
}
