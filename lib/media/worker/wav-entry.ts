/** The thread that reads WAV files for the player. */
import { parentPort } from 'node:worker_threads';
import { readWavFile } from '../audio/wav-file';
import type { WavReply, WavRequest } from '../wav-reader';
import { yieldToOtherThreads } from './thread-priority';

yieldToOtherThreads();
const port = parentPort;
port?.on('message', ({ id, file }: WavRequest) => {
  readWavFile(file).then(
    (samples) => port.postMessage({ id, ok: true, samples } satisfies WavReply, [samples.buffer as ArrayBuffer]),
    (error: unknown) => {
      const reason = `${file}: ${error instanceof Error ? error.message : String(error)}`;
      port.postMessage({ id, ok: false, reason } satisfies WavReply);
    },
  );
});
