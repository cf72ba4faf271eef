/** What passes between the embedded recogniser's worker and the main thread. Plain values; samples change hands. */
import type { RecognisedWord } from './recogniser';

export interface RecogniserWorkerSettings {
  readonly modelFolder: string;
  /** Utterances understood at the same time; more wait their turn. */
  readonly lanes: number;
}

export type ToRecogniser =
  | { readonly kind: 'begin'; readonly session: number; readonly utterance: number }
  | { readonly kind: 'samples'; readonly session: number; readonly utterance: number; readonly samples: Int16Array }
  | { readonly kind: 'finish'; readonly session: number; readonly utterance: number }
  | { readonly kind: 'forget'; readonly session: number };

export type FromRecogniser =
  | { readonly kind: 'ready'; readonly loadSeconds: number }
  | { readonly kind: 'partial'; readonly session: number; readonly utterance: number; readonly text: string }
  | {
      readonly kind: 'final';
      readonly session: number;
      readonly utterance: number;
      readonly words: readonly RecognisedWord[];
    }
  | { readonly kind: 'failed'; readonly session: number; readonly utterance: number; readonly reason: string };
