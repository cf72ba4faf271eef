/** Reads WAV files in a thread of its own: decoding and resampling a minute of 48 kHz would stall any other. */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MediaError } from './media-error';

export interface WavRequest {
  readonly id: number;
  readonly file: string;
}

export type WavReply =
  | { readonly id: number; readonly ok: true; readonly samples: Int16Array }
  | { readonly id: number; readonly ok: false; readonly reason: string };

interface Waiting {
  readonly resolve: (samples: Int16Array) => void;
  readonly reject: (error: MediaError) => void;
}

export class WavReader {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();

  /** Samples at 8 kHz, mono. Rejects with MediaError `wav-unreadable`. */
  read(file: string): Promise<Int16Array> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, file } satisfies WavRequest);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#fail('the media engine is closed');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(join(__dirname, 'worker', `wav-entry${extname(__filename)}`), {
      name: 'hold-slayer-wav',
    });
    worker.on('message', (reply: WavReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      // An idle reader does not keep the process alive.
      if (this.#waiting.size === 0) worker.unref();
      if (reply.ok) waiting?.resolve(reply.samples);
      else waiting?.reject(new MediaError('wav-unreadable', reply.reason));
    });
    worker.on('error', (error) => this.#fail(error instanceof Error ? error.message : String(error)));
    return worker;
  }

  #fail(reason: string): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new MediaError('wav-unreadable', reason));
    this.#waiting.clear();
  }
}
