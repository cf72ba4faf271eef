/** Names the event of a changed far end (DESIGN 4.1): the same sound means something else on hold than in a menu. */
import type { FarEndLabel } from '../hearing/far-end';
import type { CallActivity } from './gateway.types';

/** From here on a live human is confirmed (DESIGN 4.4). */
export const HARD_CONFIDENCE = 0.8;

export function topicOfFarEnd(label: FarEndLabel, confidence: number, activity: CallActivity): string {
  if (label === 'live_human') return confidence >= HARD_CONFIDENCE ? 'human/heard' : 'human/suspected';
  if (activity === 'holding') {
    return label === 'ivr_prompt' ? 'hold/announcement' : `hold/${label}`;
  }
  return label === 'ivr_prompt' ? 'far-end/prompt' : `far-end/${label}`;
}
