/** What composed calls are made of: pieces of the labelled set's files of one fold, and of voices and music from elsewhere. */
import { sourceOf, type LabelledFile, type Segment } from '../labelled-set';
import { activeLevelDb } from './channel';
import type { Voice } from './voices';

/** One stretch of one speaker or track. */
export interface Piece {
  readonly samples: Int16Array;
  readonly source: string;
  readonly kind: string;
}

export interface Pool {
  /** Announcements whole, and their phrases. */
  readonly prompts: Piece[];
  readonly music: Piece[];
  /** Music from elsewhere. */
  readonly tracks: Piece[];
  readonly voices: Voice[];
  /** Stretches of a person with the pauses as they were; marks are what the set says. */
  readonly persons: {
    readonly samples: Int16Array;
    readonly source: string;
    readonly marks: readonly Segment[];
  }[];
}

export const cut = (samples: Int16Array, from: number, to: number): Int16Array =>
  samples.slice(Math.round(from * 8000), Math.round(to * 8000));

export function fill(pool: Pool, file: LabelledFile, samples: Int16Array): void {
  const persons = file.segments.filter((s) => s.label === 'LIVE_HUMAN' || s.label === 'HUMAN_PAUSE');
  if (persons.length > 0) {
    const from = file.segments.find((s) => s.pre === true)?.start ?? persons[0]!.start;
    const to = persons.at(-1)!.end;
    pool.persons.push({
      samples: cut(samples, from, to),
      source: sourceOf(persons[0]!),
      marks: file.segments
        .filter((s) => s.start >= from && s.end <= to)
        .map((s) => ({ ...s, start: s.start - from, end: s.end - from })),
    });
  }
  for (const segment of file.segments) {
    const piece = (): Piece => ({
      samples: cut(samples, segment.start, segment.end),
      source: sourceOf(segment),
      kind: segment.kind ?? '',
    });
    if (segment.label === 'IVR_PROMPT' && segment.end - segment.start > 1.5) pool.prompts.push(piece());
    if (segment.label === 'MUSIC' && segment.end - segment.start > 6) pool.music.push(piece());
  }
}

/** Cuts at pauses of a quarter second, so that pieces begin and end as speech does. */
export function phrases(samples: Int16Array): Int16Array[] {
  const threshold = 10 ** ((activeLevelDb(samples) - 22) / 10);
  const out: Int16Array[] = [];
  let from = -1;
  let quiet = 0;
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    let energy = 0;
    for (let i = at; i < at + 160; i++) energy += (samples[i]! / 32768) ** 2;
    if (energy / 160 > threshold) {
      if (from < 0) from = at;
      quiet = 0;
    } else if (from >= 0 && ++quiet >= 12) {
      if (at - from > 5600) out.push(samples.slice(Math.max(0, from - 400), at - quiet * 160 + 800));
      from = -1;
    }
  }
  if (from >= 0 && samples.length - from > 5600) out.push(samples.slice(Math.max(0, from - 400)));
  return out;
}
