/** What the far end of a call can be, as hearing reports it. Plain values: they cross from the media worker. */

import type { SpokenCue } from './words/spoken-cues';

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

/** What kind of recording, or of line, where words or sounds tell. */
export const FAR_END_KINDS = [
  'hold-announcement',
  'position',
  'menu',
  'voicemail',
  'call-screening',
  'virtual-assistant',
  'closed',
  'callback-offer',
  'survey',
] as const;

export type FarEndKind = (typeof FAR_END_KINDS)[number];

/** Something heard that is certainly a recording: hashes (20 ms each), no audio. */
export interface HeardRecording {
  readonly hashes: Int32Array;
  readonly seconds: number;
  readonly label: 'music' | 'announcement';
}

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
  /** Absent: not known, or a person. */
  readonly farEndKind?: FarEndKind;
}

/** Everything hearing reports, in the order it is known. Seconds count the audio pushed so far. */
export type HearingEvent =
  | ({ readonly kind: 'far-end' } & FarEnd)
  /** Speech began. Reported when certain (150 to 300 ms in), dated back to the onset. */
  | { readonly kind: 'utterance-start'; readonly sinceSeconds: number; readonly atSeconds: number }
  /** Speech ended and 400 ms of no speech followed; `endSeconds` is where the last syllable ended. */
  | {
      readonly kind: 'utterance-end';
      readonly sinceSeconds: number;
      readonly endSeconds: number;
      readonly atSeconds: number;
    }
  /** What is being said is a recording that was heard `agoSeconds` before `atSeconds`. */
  | {
      readonly kind: 'repeat';
      readonly agoSeconds: number;
      readonly sinceSeconds: number;
      readonly atSeconds: number;
    }
  /** What was said gives away who speaks, our place in the queue, an offer: dated to the words. */
  | { readonly kind: 'cue'; readonly cue: SpokenCue; readonly sinceSeconds: number; readonly atSeconds: number }
  /** On request (note `recordings-wanted`): what is certainly a recording of all heard so far. */
  | {
      readonly kind: 'recordings';
      readonly items: readonly HeardRecording[];
      readonly sinceSeconds: number;
      readonly atSeconds: number;
    }
  | { readonly kind: 'digit'; readonly digit: string; readonly sinceSeconds: number; readonly durationMs: number }
  /** A single tone that means something by itself: a machine's beep, a fax, a dial tone. */
  | {
      readonly kind: 'signal';
      readonly signal: 'beep' | 'fax-calling' | 'fax-answer' | 'dial-tone';
      readonly sinceSeconds: number;
      readonly durationMs: number;
    };
