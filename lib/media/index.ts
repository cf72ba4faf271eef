/** What other rooms use of lib/media. */
export type * from './media.types';
export { MediaError } from './media-error';
export type { MediaErrorCode } from './media-error';
export { MediaEngine } from './media-engine';
export type { MediaEngineOptions } from './media-engine';
export { MediaSession } from './media-session';
export type { Negotiated } from './media-session';
export type { MediaDirection } from './stream-parameters';
export { runMediaWorker } from './worker/media-worker';
export type { FramesChunk } from './worker/frames-tap';
