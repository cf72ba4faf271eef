/** Text to speech without account or network: flite in a worker thread; what was spoken once is kept. */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { silentLogger } from '../../logger';
import type { Logger } from '../../logger';
import { failure } from '../failure';
import { LONGEST_SPOKEN_TEXT } from '../limits';
import type { ProviderNeeds, SpeakOptions, SpeechFailure, SpokenAudio, TextToSpeech } from '../speech.types';
import type { FliteReply, FliteRequest } from './worker-entry';

const NAME = 'embedded-voice';
/** Of flite; `kal` is made at 8 kHz, the others at 16. */
export const EMBEDDED_VOICES = ['rms', 'slt', 'awb', 'kal16', 'kal'] as const;
const DEFAULT_VOICE = 'rms';
/** Texts waited for at a time, over all calls. */
const MOST_WAITING = 32;
const DEFAULT_TIMEOUT_MS = 20_000;
/** Ten minutes at 8 kHz. */
const DEFAULT_CACHE_SAMPLES = 10 * 60 * 8000;

export interface EmbeddedTextToSpeechOptions {
  /** Samples kept of what was spoken before; default ten minutes at 8 kHz (9.6 MB). */
  readonly cacheSamples?: number;
  readonly log?: Logger;
}

interface Waiting {
  readonly request: FliteRequest;
  readonly give: (reply: FliteReply) => void;
}

export class EmbeddedTextToSpeech implements TextToSpeech {
  readonly name = NAME;
  readonly needs: ProviderNeeds = {
    audioGoesTo: 'house',
    needs: [],
    languages: ['en'],
    limits: ['English only; sounds like a machine'],
    dollarsPerMinute: 0,
  };
  readonly #cacheSamples: number;
  readonly #log: Logger;
  /** Least recently used first. */
  readonly #cache = new Map<string, Promise<SpokenAudio | SpeechFailure>>();
  readonly #sizes = new Map<string, number>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: EmbeddedTextToSpeechOptions = {}) {
    this.#cacheSamples = options.cacheSamples ?? DEFAULT_CACHE_SAMPLES;
    this.#log = options.log ?? silentLogger;
  }

  async speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    if (this.#closed) return failure(NAME, 'closed', 'the embedded voice is closed');
    const name = voice ?? DEFAULT_VOICE;
    if (!EMBEDDED_VOICES.some((known) => known === name)) {
      const known = EMBEDDED_VOICES.join(', ');
      return failure(NAME, 'model-missing', `the embedded voices are ${known}; there is no "${name.slice(0, 40)}"`);
    }
    // Control characters would end the text early.
    const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
    if (plain === '') return failure(NAME, 'refused', 'there is nothing to say');
    if (plain.length > LONGEST_SPOKEN_TEXT) {
      return failure(NAME, 'refused', `the text is longer than ${LONGEST_SPOKEN_TEXT} characters`);
    }
    const key = `${name}/${options.sampleRateHz}/${plain}`;
    const known = this.#cache.get(key);
    if (known) {
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known;
    }
    if (this.#waiting.size >= MOST_WAITING) {
      return failure(NAME, 'rate-limited', 'the embedded voice has too many texts to speak already');
    }
    const spoken = this.#synthesise(plain, name, options);
    this.#cache.set(key, spoken);
    const result = await spoken;
    if (result.ok) this.#keep(key, result.samples.length);
    else if (this.#cache.get(key) === spoken) this.#cache.delete(key);
    return result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#lose('the embedded voice was closed');
    this.#cache.clear();
    await worker?.terminate();
  }

  #keep(key: string, samples: number): void {
    this.#sizes.set(key, samples);
    let total = 0;
    for (const size of this.#sizes.values()) total += size;
    for (const old of [...this.#cache.keys()]) {
      if (total <= this.#cacheSamples) return;
      const size = this.#sizes.get(old);
      if (size === undefined) continue; // being spoken
      total -= size;
      this.#sizes.delete(old);
      this.#cache.delete(old);
    }
  }

  #synthesise(text: string, voice: string, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    const { sampleRateHz, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    worker.ref();
    const request: FliteRequest = { id, text, voice, sampleRateHz };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(failure(NAME, 'timeout', 'the embedded voice took too long'));
        this.#giveUp(id);
      }, timeoutMs);
      this.#waiting.set(id, {
        request,
        give: (reply) => {
          clearTimeout(timer);
          resolve(reply.ok ? { ok: true, samples: reply.samples, sampleRateHz } : failure(NAME, 'fault', reply.reason));
        },
      });
      worker.postMessage(request);
    });
  }

  /** A text that does not end would hold up all that follow: they go to a new worker. */
  #giveUp(id: number): void {
    this.#waiting.delete(id);
    const stuck = this.#worker;
    this.#worker = null;
    void stuck?.terminate();
    if (this.#waiting.size === 0) return;
    this.#worker = this.#start();
    for (const { request } of this.#waiting.values()) this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker = new Worker(join(__dirname, `worker-entry${extname(__filename)}`), { name: 'hold-slayer-voice' });
    worker.on('message', (reply: FliteReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      // An idle voice does not keep the process alive.
      if (this.#waiting.size === 0) worker.unref();
      waiting?.give(reply);
    });
    const die = (reason: string): void => {
      if (this.#worker === worker) this.#lose(reason);
    };
    worker.on('error', (error) =>
      die(`the embedded voice failed: ${error instanceof Error ? error.message : String(error)}`),
    );
    worker.on('exit', (code) => die(`the embedded voice ended with code ${code}`));
    return worker;
  }

  #lose(reason: string): void {
    this.#worker = null;
    if (!this.#closed) this.#log.warn(`speech: ${reason}`);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [id, { give }] of waiting) give({ id, ok: false, reason });
  }
}
