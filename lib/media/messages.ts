/** All that passes between the main thread and a media worker. Nothing else crosses. */
import type { PlayProgram } from './audio/player';
import type { MediaErrorCode } from './media-error';
import type { AudioCodec, DigitReceived, MediaMetrics, PlayEnd, RtpStats } from './media.types';
import type { StreamParameters } from './stream-parameters';

/** Given to the worker as `workerData`. */
export interface MediaWorkerSettings {
  readonly bindAddress: string;
  readonly rtpPorts: readonly [number, number];
}

/** What a request comes back with. */
export interface RequestResults {
  'open-session': { readonly rtpPort: number; readonly rtcpPort: number };
  'add-tap': null;
  'send-digits': boolean;
  stats: RtpStats;
  bridge: null;
  unbridge: null;
  metrics: MediaMetrics;
  shutdown: null;
}

interface RequestArguments {
  'open-session': { readonly session: string };
  'add-tap': { readonly session: string; readonly tap: string; readonly options: unknown };
  'send-digits': {
    readonly session: string;
    readonly digits: string;
    readonly durationMs: number;
    readonly gapMs: number;
    /** As tones in the audio, whatever was agreed. */
    readonly inBand: boolean;
  };
  stats: { readonly session: string };
  bridge: { readonly a: string; readonly b: string };
  unbridge: { readonly a: string };
  metrics: object;
  shutdown: object;
}

export type RequestKind = keyof RequestResults;

/** Arguments of a request without its number. */
export type RequestOf<Kind extends RequestKind> = { readonly kind: Kind } & RequestArguments[Kind];

export type MediaRequest = { [Kind in RequestKind]: RequestOf<Kind> }[RequestKind];

/** Said to the worker, which does not reply. */
export type MediaNotice =
  | { readonly kind: 'agreed'; readonly session: string; readonly parameters: StreamParameters }
  | { readonly kind: 'close-session'; readonly session: string }
  | { readonly kind: 'remove-tap'; readonly session: string; readonly tap: string }
  | { readonly kind: 'tell-tap'; readonly session: string; readonly tap: string; readonly value: unknown }
  | { readonly kind: 'play'; readonly session: string; readonly play: number; readonly program: PlayProgram }
  | { readonly kind: 'stop-playing'; readonly session: string };

export type ToMediaWorker =
  | { readonly kind: 'request'; readonly id: number; readonly request: MediaRequest }
  | { readonly kind: 'notice'; readonly notice: MediaNotice };

export type RequestOutcome =
  | { readonly ok: true; readonly value: RequestResults[RequestKind] }
  | { readonly ok: false; readonly code: MediaErrorCode; readonly message: string };

/** What happened in a session. */
export type SessionNews =
  | { readonly kind: 'digit'; readonly digit: DigitReceived }
  | { readonly kind: 'tap'; readonly tap: string; readonly value: unknown }
  | { readonly kind: 'tap-fault'; readonly tap: string; readonly reason: string }
  | { readonly kind: 'first-packet'; readonly timeMs: number; readonly codec: AudioCodec | null }
  | { readonly kind: 'silent-rtp'; readonly silent: boolean }
  | { readonly kind: 'play-ended'; readonly play: number; readonly end: PlayEnd };

export type FromMediaWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reply'; readonly id: number; readonly outcome: RequestOutcome }
  | { readonly kind: 'news'; readonly session: string; readonly news: SessionNews }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };
