/** Piper's own HTTP server: JSON in, a WAV out; older releases take the same at another path. */
import { connectionFailure, failure } from '../failure';
import { MOST_SPOKEN_BYTES } from '../limits';
import { audioGoesTo } from '../../where-audio-goes';
import type { ProviderNeeds, SpeakOptions, SpeechFailure, SpokenAudio, TextToSpeech } from '../speech.types';
import { failureOf, limitedBytes, post } from './http';
import { OpenRequests } from './open-requests';
import { spokenWav } from './spoken-reply';

export interface PiperHttpOptions {
  /** For example `http://piper.local:5000`. */
  readonly baseUrl: string;
  readonly timeoutMs?: number;
}

const NAME = 'piper';

export class PiperHttp implements TextToSpeech {
  readonly name = NAME;
  readonly needs: ProviderNeeds;
  readonly #options: PiperHttpOptions;
  readonly #requests = new OpenRequests();
  /** Where the server takes texts; found out by the first of them. */
  #path: '/synthesize' | '/' | null = null;

  constructor(options: PiperHttpOptions) {
    this.#options = options;
    this.needs = {
      audioGoesTo: audioGoesTo(options.baseUrl),
      needs: ['a Piper HTTP server'],
      languages: 'any',
      limits: [],
      dollarsPerMinute: 0,
    };
  }

  async speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    const { sampleRateHz, timeoutMs = this.#options.timeoutMs ?? 15_000 } = options;
    const body = JSON.stringify({ text, ...(voice ? { voice } : {}) });
    try {
      return await this.#requests.run(timeoutMs, async (signal) => {
        const response = await this.#ask(body, signal);
        if (!response.ok) return failureOf(NAME, response);
        const samples = await spokenWav(await limitedBytes(response, MOST_SPOKEN_BYTES), sampleRateHz, signal);
        return { ok: true, samples, sampleRateHz };
      });
    } catch (error) {
      if (this.#requests.closed) return failure(NAME, 'closed', 'piper was closed');
      return connectionFailure(NAME, error);
    }
  }

  close(): Promise<void> {
    this.#requests.close();
    return Promise.resolve();
  }

  async #ask(body: string, signal: AbortSignal): Promise<Response> {
    const response = await this.#post(this.#path ?? '/synthesize', body, signal);
    if (this.#path !== null || (response.status !== 404 && response.status !== 405)) {
      if (response.ok) this.#path ??= '/synthesize';
      return response;
    }
    await response.body?.cancel();
    const older = await this.#post('/', body, signal);
    if (older.ok) this.#path = '/';
    return older;
  }

  #post(path: string, body: string, signal: AbortSignal): Promise<Response> {
    const url = `${this.#options.baseUrl.replace(/\/+$/, '')}${path}`;
    return post(url, { headers: { 'content-type': 'application/json' }, body, signal });
  }
}
