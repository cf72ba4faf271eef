/** Speech to text without account or network: PocketSphinx in a worker thread of low priority, started on first use. */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { silentLogger } from '../../logger';
import type { Logger } from '../../logger';
import { failure } from '../failure';
import { believableWords } from '../hallucination-guards';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeechFailure,
  SpeechFormat,
  SpeechToText,
  SpeechToTextSession,
  Transcript,
} from '../speech.types';
import { Decimator } from './decimator';
import type { FromRecogniser, RecogniserWorkerSettings, ToRecogniser } from './messages';
import { RECOGNISER_RATE_HZ } from './recogniser';

export interface EmbeddedSpeechToTextOptions {
  /** Calls understood at the same time; each takes some 60 MB of memory while it speaks. Default 2. */
  readonly lanes?: number;
  /** Folder of pocketsphinx.wasm and its model; default the one of the package. */
  readonly modelFolder?: string;
  readonly log?: Logger;
}

const NAME = 'embedded';
const START_TIMEOUT_MS = 20_000;
/** Far more than any machine needs for what a session may owe; a call waits less (SpeechBudget.finalTimeoutMs). */
const END_TIMEOUT_MS = 90_000;

export class EmbeddedSpeechToText implements SpeechToText {
  readonly name = NAME;
  readonly needs: ProviderNeeds = {
    audioGoesTo: 'house',
    needs: [],
    languages: ['en'],
    limits: [
      'English only, made for the menus and announcements of telephone systems',
      'names of companies and rare words come out as the nearest word it knows',
      'free conversation is not understood',
    ],
    dollarsPerMinute: 0,
  };
  readonly #settings: RecogniserWorkerSettings;
  readonly #log: Logger;
  readonly #sessions = new Map<number, EmbeddedSession>();
  #worker: Worker | null = null;
  #starting: Promise<SpeechFailure | null> | null = null;
  #nextSession = 1;
  #closed = false;

  constructor(options: EmbeddedSpeechToTextOptions = {}) {
    this.#settings = { modelFolder: options.modelFolder ?? join(__dirname, 'model'), lanes: options.lanes ?? 2 };
    this.#log = options.log ?? silentLogger;
  }

  async open(format: SpeechFormat): Promise<OpenedSession> {
    if (this.#closed) return failure(NAME, 'closed', 'the embedded recogniser is closed');
    if (!/^en\b/i.test(format.language ?? 'en')) {
      return failure(NAME, 'refused', `the embedded recogniser understands English only, not "${format.language!}"`);
    }
    const problem = await this.#started();
    if (problem) return problem;
    const id = this.#nextSession++;
    const session = new EmbeddedSession(id, format.sampleRateHz === 8000, (message) => {
      this.#worker?.postMessage(message, message.kind === 'samples' ? [message.samples.buffer as ArrayBuffer] : []);
      if (message.kind === 'forget') this.#sessions.delete(id);
    });
    this.#sessions.set(id, session);
    return { ok: true, session };
  }

  /** Starts the worker before it is needed, so that the first words of a call are not waited for. */
  async warmUp(): Promise<SpeechFailure | null> {
    return this.#closed ? null : this.#started();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#lose('closed', 'the embedded recogniser was closed');
    await worker?.terminate();
  }

  /** One start for all who wait; after a failure the next one tries again. */
  async #started(): Promise<SpeechFailure | null> {
    const starting = (this.#starting ??= this.#start());
    const problem = await starting;
    if (problem && this.#starting === starting) this.#starting = null;
    return problem;
  }

  #start(): Promise<SpeechFailure | null> {
    const worker = new Worker(join(__dirname, `worker-entry${extname(__filename)}`), {
      workerData: this.#settings,
      name: 'hold-slayer-speech',
    });
    this.#worker = worker;
    // An idle recogniser does not keep the process alive.
    worker.unref();
    return new Promise((resolve) => {
      const give = (problem: SpeechFailure | null): void => {
        clearTimeout(timer);
        resolve(problem);
      };
      const timer = setTimeout(() => {
        this.#lose('timeout', 'the embedded recogniser did not start in time');
        void worker.terminate();
        give(failure(NAME, 'timeout', 'the embedded recogniser did not start in time'));
      }, START_TIMEOUT_MS);
      worker.on('message', (message: FromRecogniser) => {
        if (message.kind === 'ready') {
          this.#log.debug(`speech: the embedded recogniser is ready after ${message.loadSeconds.toFixed(2)} s`);
          give(null);
        } else this.#sessions.get(message.session)?.hear(message);
      });
      const die = (reason: string): void => {
        give(
          this.#closed ? failure(NAME, 'closed', 'the embedded recogniser is closed') : failure(NAME, 'fault', reason),
        );
        if (this.#worker === worker) this.#lose('fault', reason);
      };
      worker.on('error', (error) => die(`the embedded recogniser failed: ${words(error)}`));
      worker.on('exit', (code) => die(`the embedded recogniser ended with code ${code}`));
    });
  }

  /** The worker is gone: every session fails, and the next open starts another. */
  #lose(code: 'closed' | 'timeout' | 'fault', reason: string): void {
    this.#worker = null;
    this.#starting = null;
    if (code === 'fault') this.#log.warn(`speech: ${reason}`);
    for (const session of [...this.#sessions.values()]) session.fail(failure(NAME, code, reason));
    this.#sessions.clear();
  }
}

interface Owed {
  readonly startSeconds: number;
  samples: number;
}

class EmbeddedSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  readonly #id: number;
  readonly #narrow: boolean;
  readonly #send: (message: ToRecogniser) => void;
  readonly #owed = new Map<number, Owed>();
  #decimator = new Decimator();
  #utterances = 0;
  #current: number | null = null;
  #ended: (() => void) | null = null;
  #closed = false;

  constructor(id: number, narrow: boolean, send: (message: ToRecogniser) => void) {
    this.#id = id;
    this.#narrow = narrow;
    this.#send = send;
  }

  begin(sinceSeconds: number): number {
    this.finish();
    const utterance = ++this.#utterances;
    if (this.#closed) return utterance;
    this.#current = utterance;
    this.#decimator = new Decimator();
    this.#owed.set(utterance, { startSeconds: sinceSeconds, samples: 0 });
    this.#send({ kind: 'begin', session: this.#id, utterance });
    return utterance;
  }

  write(frame: Int16Array): void {
    if (this.#current === null || frame.length === 0) return;
    const samples = this.#narrow ? frame.slice() : this.#decimator.push(frame);
    this.#owed.get(this.#current)!.samples += samples.length;
    this.#send({ kind: 'samples', session: this.#id, utterance: this.#current, samples });
  }

  finish(): void {
    if (this.#current === null) return;
    this.#send({ kind: 'finish', session: this.#id, utterance: this.#current });
    this.#current = null;
  }

  async end(): Promise<void> {
    this.finish();
    if (!this.#closed && this.#owed.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#ended = resolve;
        timer = setTimeout(() => {
          this.fail(failure(NAME, 'timeout', 'the embedded recogniser is too slow on this machine'));
        }, END_TIMEOUT_MS);
      });
      clearTimeout(timer);
    }
    if (!this.#closed) this.#send({ kind: 'forget', session: this.#id });
    this.#closed = true;
  }

  hear(message: Exclude<FromRecogniser, { kind: 'ready' }>): void {
    const owed = this.#owed.get(message.utterance);
    if (!owed) return;
    if (message.kind === 'failed') {
      this.#settle(message.utterance);
      this.onFailure?.(failure(NAME, 'fault', message.reason), message.utterance);
      return;
    }
    const { startSeconds } = owed;
    const about = {
      utterance: message.utterance,
      startSeconds,
      endSeconds: startSeconds + owed.samples / RECOGNISER_RATE_HZ,
      provider: NAME,
    };
    if (message.kind === 'partial') {
      this.onTranscript?.({ kind: 'partial', text: tidy(message.text), ...about });
      return;
    }
    this.#settle(message.utterance);
    const heard = believableWords(message.words).map((word) => ({
      word: word.word,
      startSeconds: startSeconds + word.startSeconds,
      endSeconds: startSeconds + word.endSeconds,
      confidence: word.confidence,
    }));
    const sure = heard.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, heard.length);
    this.onTranscript?.({
      kind: 'final',
      text: heard.map(({ word }) => word).join(' '),
      words: heard,
      ...(heard.length > 0 ? { confidence: sure } : {}),
      ...about,
    });
  }

  fail(problem: SpeechFailure): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#current = null;
    const owed = [...this.#owed.keys()];
    this.#owed.clear();
    for (const utterance of owed) this.onFailure?.(problem, utterance);
    this.onFailure?.(problem, null);
    this.#ended?.();
  }

  #settle(utterance: number): void {
    this.#owed.delete(utterance);
    if (this.#owed.size === 0) this.#ended?.();
  }
}

/** The engine marks other pronunciations: "the(2)". */
function tidy(text: string): string {
  return text.replace(/\(\d+\)/g, '').trim();
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
