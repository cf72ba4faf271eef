/** The tap every worker has: received audio as 100 ms chunks of PCM, for speech recognition, recording and tests. */
import type { FrameInfo, FrameTap, FrameTapFactory } from '../media.types';

const FRAMES_PER_CHUNK = 5;
const FRAME_SAMPLES = 160;

/** 100 ms of received audio: 800 samples, 8 kHz, Int16. */
export interface FramesChunk {
  readonly samples: Int16Array;
  /** Epoch ms of the first sample. */
  readonly timeMs: number;
  /** How many of its five 20 ms frames were made up, and how many had no stream at all. */
  readonly framesConcealed: number;
  readonly framesAbsent: number;
}

export const framesTap: FrameTapFactory = (_options, emit): FrameTap => {
  let samples = new Int16Array(FRAMES_PER_CHUNK * FRAME_SAMPLES);
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
      if (frames < FRAMES_PER_CHUNK) return;
      const chunk: FramesChunk = { samples, timeMs, framesConcealed, framesAbsent };
      emit(chunk, [samples.buffer]);
      samples = new Int16Array(FRAMES_PER_CHUNK * FRAME_SAMPLES);
      frames = 0;
      framesConcealed = 0;
      framesAbsent = 0;
    },
  };
};
