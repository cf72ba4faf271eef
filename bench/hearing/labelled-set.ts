/** The labelled sets of ../shared/audio as the bench reads them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWavSamples } from '../../cli/wav-samples';

export const DEV_SET = join(__dirname, '..', '..', '..', 'shared', 'audio');

export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly src?: string;
  readonly kind?: string;
  readonly vocal?: boolean;
  readonly pre?: boolean;
}

export interface LabelledFile {
  readonly file: string;
  readonly kind: 'call' | 'clip';
  readonly duration: number;
  /** Composed training calls: the fold whose sources they are made of. */
  readonly fold?: number;
  readonly segments: readonly Segment[];
}

export interface LabelledSet {
  readonly files: readonly LabelledFile[];
}

export const readLabels = (set: string): LabelledSet =>
  JSON.parse(readFileSync(join(set, 'labels.json'), 'utf8')) as LabelledSet;

export const readAudio = (set: string, file: LabelledFile): Int16Array => readWavSamples(join(set, file.file));

/** Where a segment's sound came from: held-out folds never split one. Music files of one track share a source. */
export const sourceOf = (segment: Segment): string =>
  segment.src === undefined ? 'none' : segment.src.replace(/\.wav$/, '').replace(/_\d$/, '');
