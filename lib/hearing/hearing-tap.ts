/** The tracker as a listener inside the media worker: frames in, HearingEvents with wall-clock dates out. */
import type { HearingEvent } from './far-end';
import { FarEndTracker, type FarEndTrackerOptions } from './far-end-tracker';
import type { TranscriptNote } from './words/heard-words';

/** A hearing event with the dates of its seconds, epoch ms, so that the receiver needs no clock of ours. */
export type DatedHearingEvent = HearingEvent & {
  /** When the sound began. */
  readonly sinceMs: number;
  /** When it was certain. */
  readonly atMs: number;
  /** utterance-end only: when the last syllable ended. */
  readonly endMs?: number;
};

/** What `tell` understands. */
export type HearingNote =
  | { readonly note: 'own'; readonly kind: 'speech' | 'digit'; readonly active: boolean }
  | { readonly note: 'probe' }
  | { readonly note: 'false-alarm' }
  /** You were put through to who is there. */
  | { readonly note: 'connected' }
  /** What a recogniser understood; seconds count the audio this tap was given. */
  | ({ readonly note: 'transcript' } & TranscriptNote)
  /** Answered by an event `recordings`. */
  | { readonly note: 'recordings-wanted' };

interface FrameInfo {
  readonly timeMs: number;
  readonly concealed: boolean;
  readonly absent: boolean;
}

export interface HearingTap {
  frame(samples: Int16Array, info: FrameInfo): void;
  tell(value: unknown): void;
}

/** Frames whose dates are kept: onsets are never dated back further than this. */
const DATES = 60 * 50;
const FRAME_MS = 20;
const MOST_EARLIER_FRAMES = 10 * 60 * 50;
/** Longer texts are no utterance of a call. */
const LONGEST_TEXT = 4000;

/** Of the shape of lib/media's FrameTapFactory; `options` are FarEndTrackerOptions. */
export function createHearingTap(options: unknown, emit: (value: unknown) => void): HearingTap {
  const tracker = new FarEndTracker(readOptions(options));
  const dates = new Float64Array(DATES);
  let frames = 0;

  /** Epoch ms of a second of audio, by the frame it lies in: right through gaps and clock corrections. */
  const dateOf = (seconds: number): number => {
    const exact = Math.max(0, (seconds * 1000) / FRAME_MS);
    const index = Math.max(0, frames - DATES, Math.min(frames - 1, Math.floor(exact)));
    return Math.round(dates[index % DATES]! + (exact - index) * FRAME_MS);
  };

  const dated = (event: HearingEvent, now: number): DatedHearingEvent => {
    const at = 'atSeconds' in event ? event.atSeconds : now;
    const date = { sinceMs: dateOf(event.sinceSeconds), atMs: dateOf(at) };
    return event.kind === 'utterance-end'
      ? { ...event, ...date, endMs: dateOf(event.endSeconds) }
      : { ...event, ...date };
  };

  return {
    frame(samples, info) {
      dates[frames % DATES] = info.timeMs;
      frames++;
      const events = tracker.push(samples, info);
      for (const event of events) emit(dated(event, tracker.seconds));
    },
    tell(value) {
      if (!isNote(value)) return;
      if (value.note === 'own') tracker.noteOwn(value.kind, value.active);
      else if (value.note === 'probe') tracker.noteProbe();
      else if (value.note === 'connected') tracker.noteConnected();
      else if (value.note === 'transcript') tracker.noteTranscript(value);
      else if (value.note === 'recordings-wanted') {
        const items = tracker.recordingsHeard();
        emit(dated({ kind: 'recordings', items, sinceSeconds: 0, atSeconds: tracker.seconds }, tracker.seconds));
      } else tracker.noteFalseAlarm();
    },
  };
}

function readOptions(value: unknown): FarEndTrackerOptions {
  if (typeof value !== 'object' || value === null) return {};
  const { humanExpected, earlierRecordings } = value as Record<string, unknown>;
  return {
    ...(typeof humanExpected === 'boolean' ? { humanExpected } : {}),
    ...(Array.isArray(earlierRecordings) ? { earlierRecordings: readHashes(earlierRecordings) } : {}),
  };
}

/** Ten minutes at most: the newest knowledge is stored first. */
function readHashes(value: readonly unknown[]): Int32Array[] {
  const out: Int32Array[] = [];
  let room = MOST_EARLIER_FRAMES;
  for (const hashes of value) {
    if (!(hashes instanceof Int32Array) || hashes.length === 0) continue;
    if (room <= 0) break;
    out.push(hashes.subarray(0, room));
    room -= hashes.length;
  }
  return out;
}

function isNote(value: unknown): value is HearingNote {
  if (typeof value !== 'object' || value === null) return false;
  const { note, kind, active } = value as Record<string, unknown>;
  if (note === 'probe' || note === 'false-alarm' || note === 'connected' || note === 'recordings-wanted') return true;
  if (note === 'transcript') return isTranscript(value as Record<string, unknown>);
  return note === 'own' && (kind === 'speech' || kind === 'digit') && typeof active === 'boolean';
}

function isTranscript(note: Record<string, unknown>): boolean {
  const { text, final, sinceSeconds, endSeconds, confidence, language } = note;
  const optional = (field: unknown, type: 'number' | 'string'): boolean => field === undefined || typeof field === type;
  return (
    typeof text === 'string' &&
    text.length <= LONGEST_TEXT &&
    typeof final === 'boolean' &&
    optional(sinceSeconds, 'number') &&
    optional(endSeconds, 'number') &&
    optional(confidence, 'number') &&
    optional(language, 'string')
  );
}
