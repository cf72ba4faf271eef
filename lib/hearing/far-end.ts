/** What the far end of a call can be, as hearing reports it. Plain values: they cross from the media worker. */

export const FAR_END_LABELS = [
  'ringing',
  'busy',
  'sit',
  'dtmf',
  'silence',
  'music',
  'ivr_prompt',
  'live_human',
  'unknown',
] as const;

export type FarEndLabel = (typeof FAR_END_LABELS)[number];

export interface FarEnd {
  readonly label: FarEndLabel;
  /** 0 to 1. For live_human: below 0.8 is the soft level, from 0.8 on the hard one (DESIGN 4.4). */
  readonly confidence: number;
  /** Seconds of audio heard when this label's evidence began (the onset, dated back). */
  readonly sinceSeconds: number;
  /** Seconds of audio heard when the verdict came. */
  readonly atSeconds: number;
  /** Why, in words a person can read. */
  readonly evidence: readonly string[];
}
