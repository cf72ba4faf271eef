/** Piper's own HTTP server: JSON in, a WAV out; older releases take the same at another path. */
import { connectionFailure, failure, httpFailure } from '../failure';
import { decodeSpeech } from '../pcm-wav';
import { audioGoesTo } from '../../where-audio-goes';
import type { ProviderNeeds, SpeakOptions, SpeechFailure, SpokenAudio, TextToSpeech } from '../speech.types';
import { errorText, limitedBytes } from './openai-rest';

export interface PiperHttpOptions {
  /** For example `http://piper.local:5000`. */
  readonly baseUrl: string;
  readonly timeoutMs?: number;
}

const NAME = 'piper';
const MAX_WAV_BYTES = 32 * 1024 * 1024;

export class PiperHttp implements TextToSpeech {
  readonly name = NAME;
  readonly needs: ProviderNeeds;
  readonly #options: PiperHttpOptions;
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
    const signal = AbortSignal.timeout(options.timeoutMs ?? this.#options.timeoutMs ?? 15_000);
    const body = JSON.stringify({ text, ...(voice ? { voice } : {}) });
    try {
      let response = await this.#post(this.#path ?? '/synthesize', body, signal);
      if (this.#path === null && (response.status === 404 || response.status === 405)) {
        await response.body?.cancel();
        response = await this.#post('/', body, signal);
        if (response.ok) this.#path = '/';
      } else if (response.ok) this.#path ??= '/synthesize';
      const bytes = await limitedBytes(response, MAX_WAV_BYTES);
      if (!response.ok) return httpFailure(NAME, response.status, errorText(bytes.toString('utf8', 0, 2000)));
      return this.#decode(bytes, options);
    } catch (error) {
      return connectionFailure(NAME, error);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #post(path: string, body: string, signal: AbortSignal): Promise<Response> {
    const url = `${this.#options.baseUrl.replace(/\/+$/, '')}${path}`;
    return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal });
  }

  #decode(bytes: Buffer, { sampleRateHz }: SpeakOptions): SpokenAudio | SpeechFailure {
    try {
      const samples = decodeSpeech(bytes, sampleRateHz);
      if (samples.length === 0) return failure(NAME, 'protocol', 'piper answered without audio');
      return { ok: true, samples, sampleRateHz };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failure(NAME, 'protocol', `piper answered something that is no WAV: ${reason}`);
    }
  }
}
