/** The thread of sherpa-onnx: loads the package the user installed and his model, then understands whole utterances. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { yieldToOtherThreads } from '../../media/worker/thread-priority';
import { SHERPA_RATE_HZ } from './sherpa-onnx-model';
import type { SherpaModel } from './sherpa-onnx-model';

export interface SherpaWorkerSettings {
  /** Whose node_modules holds the package: Node-RED's user directory. */
  readonly userDirectory: string;
  readonly model: SherpaModel;
}

export interface ToSherpa {
  readonly id: number;
  /** -1 to 1, 16 kHz. */
  readonly samples: Float32Array;
}

export type FromSherpa =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cannot-start'; readonly reason: 'not-installed' | 'bad-model'; readonly message: string }
  | { readonly kind: 'text'; readonly id: number; readonly text: string }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** What we use of sherpa-onnx-node. */
interface SherpaPackage {
  readonly OfflineRecognizer: new (config: unknown) => SherpaRecognizer;
  readonly OnlineRecognizer: new (config: unknown) => SherpaRecognizer;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  decode(stream: SherpaStream): void;
  isReady?(stream: SherpaStream): boolean;
  getResult(stream: SherpaStream): { readonly text?: unknown };
}
interface SherpaStream {
  acceptWaveform(wave: { readonly sampleRate: number; readonly samples: Float32Array }): void;
  inputFinished?(): void;
}

const PACKAGE = 'sherpa-onnx-node';
/** A streaming model tells its last words only when more audio followed them. */
const TAIL = new Float32Array(SHERPA_RATE_HZ / 2);

function main(): void {
  const port = parentPort;
  if (!port) throw new Error('this file is the entry of a worker thread');
  yieldToOtherThreads();
  const { userDirectory, model } = workerData as SherpaWorkerSettings;
  const tell = (message: FromSherpa): void => port.postMessage(message);
  const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  let sherpa: SherpaPackage;
  try {
    sherpa = createRequire(join(userDirectory, 'package.json'))(PACKAGE) as SherpaPackage;
  } catch (error) {
    tell({ kind: 'cannot-start', reason: 'not-installed', message: words(error) });
    return;
  }
  let recognizer: SherpaRecognizer;
  try {
    const Recognizer = model.streaming ? sherpa.OnlineRecognizer : sherpa.OfflineRecognizer;
    recognizer = new Recognizer(model.config);
  } catch (error) {
    tell({ kind: 'cannot-start', reason: 'bad-model', message: words(error) });
    return;
  }
  tell({ kind: 'ready' });
  port.on('message', ({ id, samples }: ToSherpa) => {
    try {
      const stream = recognizer.createStream();
      stream.acceptWaveform({ sampleRate: SHERPA_RATE_HZ, samples });
      if (model.streaming) {
        stream.acceptWaveform({ sampleRate: SHERPA_RATE_HZ, samples: TAIL });
        stream.inputFinished?.();
        while (recognizer.isReady?.(stream)) recognizer.decode(stream);
      } else recognizer.decode(stream);
      const { text } = recognizer.getResult(stream);
      tell({ kind: 'text', id, text: typeof text === 'string' ? text.trim() : '' });
    } catch (error) {
      tell({ kind: 'failed', id, message: words(error) });
    }
  });
}

main();
