/** When a language model is asked about a prompt that the rules have judged. */
import type { Decision } from './decision.types';

export type AskModel = 'never' | 'when-unsure' | 'always';
export type NeedsModel = (decision: Decision, askModel: AskModel) => boolean;

/** The rules' figure for "no option fits, ask for a person" is 0.5; a clear concern of the goal gives 0.6 and more. */
const SURE = 0.6;

export const needsModel: NeedsModel = (decision, askModel) => {
  if (askModel === 'never') return false;
  // Announcements and the queue need no answer: nothing to ask about, even for those who always ask.
  if (decision.action === 'wait' && decision.state !== 'unsure') return false;
  if (askModel === 'always') return true;
  // A fact that the user did not give is not known to a model either.
  if (decision.action === 'ask_user') return decision.field === undefined;
  return decision.action === 'wait' || decision.confidence < SURE;
};
