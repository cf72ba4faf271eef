/** Hearing: what the far end of a call is. */
export {
  FAR_END_KINDS,
  FAR_END_LABELS,
  type FarEnd,
  type FarEndKind,
  type FarEndLabel,
  type HeardRecording,
  type HearingEvent,
} from './far-end';
export { FarEndTracker, type FarEndTrackerOptions, type HeardFrameInfo } from './far-end-tracker';
export { createHearingTap, type DatedHearingEvent, type HearingNote, type HearingTap } from './hearing-tap';
export type { TranscriptNote } from './words/heard-words';
export { spokenCue, spokenCues, type CueKind, type CueLeaning, type SpokenCue } from './words/spoken-cues';
