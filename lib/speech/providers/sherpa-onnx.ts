/**
 * Speech to text by sherpa-onnx with a model the user downloaded: far better than the embedded recogniser, and still
 * nothing leaves the machine. The package is loaded only if the user installed it beside Node-RED, in a thread of its own.
 */
import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BatchSession } from '../batch-session';
import type { BatchRequest, BatchResult } from '../batch-session';
import { Upsampler } from '../embedded/upsample';
import { failure } from '../failure';
import type { OpenedSession, ProviderNeeds, SpeechFailure, SpeechFormat, SpeechToText } from '../speech.types';
import { SHERPA_RATE_HZ, sherpaModel } from './sherpa-onnx-model';
import type { SherpaModel } from './sherpa-onnx-model';
import type { FromSherpa, SherpaWorkerSettings, ToSherpa } from './sherpa-onnx-worker';

export interface SherpaOnnxOptions {
  /** Folder with tokens.txt and the .onnx files of one model. */
  readonly modelFolder: string;
  /** Folder whose node_modules holds sherpa-onnx-node; default where the process was started. */
  readonly userDirectory?: string;
  /** No text within this is `timeout`; default 15 s. */
  readonly timeoutMs?: number;
  /** Large models take long to load; default 60 s. */
  readonly startTimeoutMs?: number;
}

const NAME = 'sherpa-onnx';

export class SherpaOnnx implements SpeechToText {
  readonly name = NAME;
  readonly needs: ProviderNeeds = {
    audioGoesTo: 'house',
    needs: ['the package sherpa-onnx-node in the Node-RED user directory', 'a folder with a sherpa-onnx model'],
    languages: 'any',
    limits: ['a transcript comes when the utterance is over', 'prebuilt for x64 and 64-bit ARM with glibc only'],
    dollarsPerMinute: 0,
  };
  readonly #options: SherpaOnnxOptions;
  readonly #sessions = new Set<BatchSession>();
  readonly #owed = new Map<number, (result: BatchResult | SpeechFailure) => void>();
  #worker: Worker | null = null;
  #starting: Promise<SpeechFailure | null> | null = null;
  #nextId = 1;
  #answers = 0;
  #closed = false;

  constructor(options: SherpaOnnxOptions) {
    this.#options = options;
  }

  async open(format: SpeechFormat): Promise<OpenedSession> {
    if (this.#isClosed()) return failure(NAME, 'closed', 'sherpa-onnx is closed');
    const problem = await (this.#starting ??= this.#start());
    if (this.#isClosed()) return failure(NAME, 'closed', 'sherpa-onnx was closed');
    if (problem) {
      this.#starting = null;
      return problem;
    }
    const { timeoutMs } = this.#options;
    const onEnded = (): boolean => this.#sessions.delete(session);
    const session = new BatchSession({ provider: NAME, format, timeoutMs, onEnded }, (request) =>
      this.#transcribe(request),
    );
    this.#sessions.add(session);
    return { ok: true, session };
  }

  /** Asked anew after each wait: closing may happen meanwhile. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#sessions) session.abandon();
    this.#sessions.clear();
    const worker = this.#worker;
    this.#lose(failure(NAME, 'closed', 'sherpa-onnx was closed'));
    await worker?.terminate();
  }

  async #start(): Promise<SpeechFailure | null> {
    const model = this.#model();
    if ('code' in model) return model;
    const settings: SherpaWorkerSettings = { userDirectory: this.#options.userDirectory ?? process.cwd(), model };
    const worker = new Worker(join(__dirname, `sherpa-onnx-worker${extname(__filename)}`), {
      workerData: settings,
      name: 'hold-slayer-sherpa',
    });
    this.#worker = worker;
    worker.unref();
    return new Promise((resolve) => {
      const give = (problem: SpeechFailure | null): void => {
        clearTimeout(timer);
        if (problem) {
          this.#lose(problem, worker);
          void worker.terminate();
        }
        resolve(problem);
      };
      const timer = setTimeout(
        () => give(failure(NAME, 'timeout', 'the sherpa-onnx model did not load in time')),
        this.#options.startTimeoutMs ?? 60_000,
      );
      worker.on('message', (message: FromSherpa) => {
        if (message.kind === 'ready') give(null);
        else if (message.kind === 'cannot-start') give(startFailure(message, settings.userDirectory));
        else {
          this.#answers++;
          const settle = this.#owed.get(message.id);
          this.#owed.delete(message.id);
          settle?.(
            message.kind === 'text'
              ? { ok: true, text: message.text }
              : failure(NAME, 'fault', `sherpa-onnx failed: ${message.message}`),
          );
        }
      });
      worker.on('error', (error) => give(failure(NAME, 'fault', `sherpa-onnx failed: ${String(error)}`)));
      worker.on('exit', (code) => give(failure(NAME, 'fault', `sherpa-onnx ended with code ${code}`)));
    });
  }

  #model(): SherpaModel | SpeechFailure {
    const { modelFolder } = this.#options;
    let files: string[];
    try {
      files = readdirSync(modelFolder);
    } catch {
      return failure(NAME, 'model-missing', `the model folder ${modelFolder} cannot be read: check the path`);
    }
    const text =
      `${modelFolder} holds no sherpa-onnx model: unpack one there, so that tokens.txt and the .onnx files lie in it ` +
      '(whisper, moonshine, transducer, SenseVoice, paraformer or NeMo CTC)';
    return sherpaModel(modelFolder, files) ?? failure(NAME, 'model-missing', text);
  }

  #transcribe({ samples, format, signal }: BatchRequest): Promise<BatchResult | SpeechFailure> {
    const worker = this.#worker;
    if (!worker) return Promise.resolve(failure(NAME, 'fault', 'sherpa-onnx has ended; the next call starts it again'));
    const wide = format.sampleRateHz === SHERPA_RATE_HZ ? samples : new Upsampler().push(samples);
    const id = this.#nextId++;
    const answers = this.#answers;
    return new Promise((resolve) => {
      this.#owed.set(id, resolve);
      const giveUp = (): void => {
        if (!this.#owed.delete(id) || this.#answers > answers || this.#worker !== worker) return;
        // Nothing at all came since: a decoder that does not end would hold up all that follow.
        this.#lose(failure(NAME, 'fault', 'sherpa-onnx did not answer any more; it is started again'));
        void worker.terminate();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      const message: ToSherpa = { id, samples: Float32Array.from(wide, (sample) => sample / 32_768) };
      worker.postMessage(message, [message.samples.buffer as ArrayBuffer]);
    });
  }

  /** What is owed fails; the next open starts another worker. */
  #lose(problem: SpeechFailure, worker: Worker | null = this.#worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#starting = null;
    const owed = [...this.#owed.values()];
    this.#owed.clear();
    for (const settle of owed) settle(problem);
  }
}

function startFailure(
  { reason, message }: Extract<FromSherpa, { kind: 'cannot-start' }>,
  userDirectory: string,
): SpeechFailure {
  const first = message.split('\n')[0]!;
  if (reason === 'bad-model') return failure(NAME, 'model-missing', `sherpa-onnx cannot load the model: ${first}`);
  const text = `sherpa-onnx-node cannot be loaded (${first}): run "npm install sherpa-onnx-node" in ${userDirectory}, then restart Node-RED`;
  return failure(NAME, 'refused', text);
}
