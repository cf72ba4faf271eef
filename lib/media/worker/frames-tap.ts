/** The tap every worker has: received audio as chunks of PCM, for speech recognition, recording and tests. */
import type { FrameInfo, FrameTap, FrameTapFactory } from '../media.types';

/** 100 ms. */
const FRAMES_PER_CHUNK = 5;
const MOST_FRAMES = 50;
const FRAME_SAMPLES = 160;

/** `framesPerChunk` frames of received audio (5 unless asked otherwise): 160 samples each, 8 kHz, Int16. */
export interface FramesChunk {
  readonly samples: Int16Array;
  /** Epoch ms of the first sample. */
  readonly timeMs: number;
  /** How many of its 20 ms frames were made up, and how many had no stream at all. */
  readonly framesConcealed: number;
  readonly framesAbsent: number;
}

export const framesTap: FrameTapFactory = (options, emit): FrameTap => {
  const framesPerChunk = readFramesPerChunk(options);
  let samples = new Int16Array(framesPerChunk * FRAME_SAMPLES);
  let frames = 0;
  let timeMs = 0;
  let framesConcealed = 0;
  let framesAbsent = 0;
  return {
    frame(frame: Int16Array, info: FrameInfo): void {
      if (frames === 0) timeMs = info.timeMs;
      samples.set(frame, frames * FRAME_SAMPLES);
      frames++;
      if (info.concealed) framesConcealed++;
      if (info.absent) framesAbsent++;
      if (frames < framesPerChunk) return;
      const chunk: FramesChunk = { samples, timeMs, framesConcealed, framesAbsent };
      emit(chunk, [samples.buffer]);
      samples = new Int16Array(framesPerChunk * FRAME_SAMPLES);
      frames = 0;
      framesConcealed = 0;
      framesAbsent = 0;
    },
  };
};

function readFramesPerChunk(options: unknown): number {
  const wanted: unknown = (options as { framesPerChunk?: unknown } | null | undefined)?.framesPerChunk;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) return FRAMES_PER_CHUNK;
  return Math.min(MOST_FRAMES, Math.max(1, wanted));
}
