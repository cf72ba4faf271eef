/**
 * The OpenAI transcription and speech endpoints, and what speaks like them: Speaches, whisper.cpp's server, LM Studio.
 * One WAV upload an utterance; answers as JSON, verbose JSON or server-sent events in either of the two shapes in use.
 */
import { BatchSession } from '../batch-session';
import type { BatchRequest, BatchResult } from '../batch-session';
import { connectionFailure, failure, tooMuchText } from '../failure';
import { believableSegments } from '../hallucination-guards';
import { MOST_ANSWER_BYTES, MOST_SPOKEN_BYTES, MOST_TRANSCRIPT_CHARACTERS, MOST_TRANSCRIPT_WORDS } from '../limits';
import { encodeWav, samplesOf } from '../pcm-wav';
import { audioGoesTo } from '../../where-audio-goes';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeakOptions,
  SpeechFailure,
  SpeechFormat,
  SpeechToText,
  SpokenAudio,
  TextToSpeech,
} from '../speech.types';
import { failureOf, isRecord, limitedBytes, limitedText, parseJson, post, serverSentEvents } from './http';
import { OpenRequests } from './open-requests';
import { spokenPcm, spokenWav } from './spoken-reply';

export interface OpenAiRestOptions {
  /** With the version, for example `https://api.openai.com/v1` (default) or `http://speaches.local:8000/v1`. */
  readonly baseUrl?: string;
  /** Sent as a bearer token; local servers take none. */
  readonly apiKey?: string;
  /** Default `gpt-transcribe`; free text, because names change. */
  readonly model?: string;
  /** Words to expect, in a sentence. */
  readonly prompt?: string;
  /** `verbose_json` gives the figures the hallucination guards use; only whisper servers know it. Default `json`. */
  readonly responseFormat?: 'json' | 'verbose_json';
  /** Ask for server-sent events, and so for partial transcripts. */
  readonly stream?: boolean;
  /** Speaches: let the server's own voice detection look at it too. */
  readonly vadFilter?: boolean;
  readonly timeoutMs?: number;
  readonly dollarsPerMinute?: number;
  readonly name?: string;
}

const DEFAULT_URL = 'https://api.openai.com/v1';

export class OpenAiTranscription implements SpeechToText {
  readonly name: string;
  readonly needs: ProviderNeeds;
  readonly #options: OpenAiRestOptions;
  readonly #sessions = new Set<BatchSession>();
  #closed = false;

  constructor(options: OpenAiRestOptions = {}) {
    this.#options = options;
    this.name = options.name ?? 'openai';
    const goesTo = audioGoesTo(options.baseUrl ?? DEFAULT_URL);
    this.needs = {
      audioGoesTo: goesTo,
      needs: goesTo === 'cloud' ? ['API key'] : ['an OpenAI-compatible server with a transcription model installed'],
      languages: 'any',
      limits: ['a transcript comes when the utterance is over'],
      dollarsPerMinute: options.dollarsPerMinute ?? (goesTo === 'cloud' ? 0.006 : 0),
    };
  }

  async open(format: SpeechFormat): Promise<OpenedSession> {
    if (this.#closed) return failure(this.name, 'closed', `${this.name} is closed`);
    if (this.needs.audioGoesTo === 'cloud' && !this.#options.apiKey) {
      return failure(this.name, 'unauthorized', `${this.name} needs an API key`);
    }
    const { timeoutMs } = this.#options;
    const onEnded = (): boolean => this.#sessions.delete(session);
    const session = new BatchSession({ provider: this.name, format, timeoutMs, onEnded }, (request) =>
      this.#transcribe(request),
    );
    this.#sessions.add(session);
    return Promise.resolve({ ok: true, session });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#sessions) session.abandon();
    this.#sessions.clear();
    return Promise.resolve();
  }

  async #transcribe(request: BatchRequest): Promise<BatchResult | SpeechFailure> {
    const { apiKey, prompt, vadFilter } = this.#options;
    const { samples, format } = request;
    const form = new FormData();
    const wav = new Uint8Array(encodeWav(samples, format.sampleRateHz));
    form.set('file', new Blob([wav], { type: 'audio/wav' }), 'utterance.wav');
    form.set('model', this.#options.model ?? 'gpt-transcribe');
    form.set('language', (format.language ?? 'en').split('-')[0]!);
    form.set('response_format', this.#options.responseFormat ?? 'json');
    form.set('temperature', '0');
    if (prompt) form.set('prompt', prompt);
    if (vadFilter) form.set('vad_filter', 'true');
    if (this.#options.stream) form.set('stream', 'true');
    try {
      const response = await post(endpoint(this.#options.baseUrl, 'audio/transcriptions'), {
        body: form,
        headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
        signal: request.signal,
      });
      if (!response.ok) return await failureOf(this.name, response);
      const type = response.headers.get('content-type') ?? '';
      if (type.includes('event-stream')) return await this.#events(response, request);
      return this.#answer(await limitedText(response, MOST_ANSWER_BYTES));
    } catch (error) {
      return connectionFailure(this.name, error);
    }
  }

  #answer(body: string): BatchResult | SpeechFailure {
    const value = parseJson(body);
    if (!isRecord(value)) {
      return failure(this.name, 'protocol', `${this.name} answered something that is no transcript`);
    }
    // whisper.cpp answers 200 with an error inside.
    if (typeof value.error === 'string')
      return failure(this.name, 'fault', `${this.name}: ${value.error.slice(0, 300)}`);
    const { segments, text } = value;
    if (Array.isArray(segments)) {
      const known = segments.filter(isRecord).map((segment) => ({
        text: typeof segment.text === 'string' ? segment.text : '',
        ...number(segment, 'no_speech_prob', 'noSpeechProbability'),
        ...number(segment, 'avg_logprob', 'averageLogProbability'),
        ...number(segment, 'compression_ratio', 'compressionRatio'),
      }));
      return { ok: true, text: believableSegments(known), ...timedWords(value.words) };
    }
    if (typeof text !== 'string') return failure(this.name, 'protocol', `${this.name} answered without a text`);
    return { ok: true, text: text.trim(), ...timedWords(value.words) };
  }

  /** OpenAI: `transcript.text.delta` and `.done`; Speaches: a `{text}` a segment, without a type and without an end. */
  async #events(response: Response, request: BatchRequest): Promise<BatchResult | SpeechFailure> {
    let text = '';
    let segments = '';
    for await (const value of serverSentEvents(response, MOST_ANSWER_BYTES)) {
      if (!isRecord(value)) continue;
      if (isRecord(value.error)) {
        const { message } = value.error;
        const said = typeof message === 'string' ? message.slice(0, 300) : 'an error without a text';
        return failure(this.name, 'fault', `${this.name}: ${said}`);
      }
      if (value.type === 'transcript.text.done' && typeof value.text === 'string') {
        return { ok: true, text: value.text.trim() };
      }
      if (value.type === 'transcript.text.delta' && typeof value.delta === 'string') text += value.delta;
      else if (value.type === undefined && typeof value.text === 'string') {
        segments = `${segments} ${value.text.trim()}`.trim();
      } else continue;
      if (segments.length + text.length > MOST_TRANSCRIPT_CHARACTERS) return tooMuchText(this.name);
      request.onPartial((segments || text).trim());
    }
    if (segments !== '' || text === '') return { ok: true, text: segments };
    return failure(this.name, 'disconnected', `${this.name} broke off in the middle of a transcript`);
  }
}

export interface OpenAiSpeechOptions {
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** Default `gpt-4o-mini-tts`. */
  readonly model?: string;
  /** Default `alloy`. */
  readonly voice?: string;
  /** Servers that can be told the rate (Speaches) are: default false. */
  readonly askSampleRate?: boolean;
  readonly timeoutMs?: number;
  readonly name?: string;
}

/** `pcm` of the speech endpoint. */
const OPENAI_PCM_HZ = 24_000;

export class OpenAiSpeech implements TextToSpeech {
  readonly name: string;
  readonly needs: ProviderNeeds;
  readonly #options: OpenAiSpeechOptions;
  readonly #requests = new OpenRequests();

  constructor(options: OpenAiSpeechOptions = {}) {
    this.#options = options;
    this.name = options.name ?? 'openai-speech';
    const goesTo = audioGoesTo(options.baseUrl ?? DEFAULT_URL);
    this.needs = {
      audioGoesTo: goesTo,
      needs: goesTo === 'cloud' ? ['API key'] : ['an OpenAI-compatible server with a voice installed'],
      languages: 'any',
      limits: [],
      dollarsPerMinute: goesTo === 'cloud' ? 0.015 : 0,
    };
  }

  async speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    const { apiKey, askSampleRate } = this.#options;
    const { sampleRateHz, timeoutMs = this.#options.timeoutMs ?? 15_000 } = options;
    const body = JSON.stringify({
      model: this.#options.model ?? 'gpt-4o-mini-tts',
      input: text,
      voice: voice ?? this.#options.voice ?? 'alloy',
      response_format: askSampleRate ? 'wav' : 'pcm',
      ...(askSampleRate ? { sample_rate: sampleRateHz } : {}),
    });
    const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
    try {
      return await this.#requests.run(timeoutMs, async (signal) => {
        const response = await post(endpoint(this.#options.baseUrl, 'audio/speech'), { headers, body, signal });
        if (!response.ok) return failureOf(this.name, response);
        const bytes = await limitedBytes(response, MOST_SPOKEN_BYTES);
        const isWav = bytes.subarray(0, 4).toString('latin1') === 'RIFF';
        const samples = isWav
          ? await spokenWav(bytes, sampleRateHz, signal)
          : await spokenPcm({ samples: samplesOf(bytes), rateHz: OPENAI_PCM_HZ }, sampleRateHz, signal);
        return { ok: true, samples, sampleRateHz };
      });
    } catch (error) {
      if (this.#requests.closed) return failure(this.name, 'closed', `${this.name} was closed`);
      return connectionFailure(this.name, error);
    }
  }

  close(): Promise<void> {
    this.#requests.close();
    return Promise.resolve();
  }
}

function endpoint(baseUrl: string | undefined, path: string): string {
  return `${(baseUrl ?? DEFAULT_URL).replace(/\/+$/, '')}/${path}`;
}

function timedWords(value: unknown): { words?: { word: string; startSeconds: number; endSeconds: number }[] } {
  if (!Array.isArray(value)) return {};
  const words = value
    .slice(0, MOST_TRANSCRIPT_WORDS)
    .filter(isRecord)
    .flatMap(({ word, start, end }) =>
      typeof word === 'string' && typeof start === 'number' && typeof end === 'number'
        ? [{ word: word.trim(), startSeconds: start, endSeconds: end }]
        : [],
    );
  return { words };
}

function number<Name extends string>(
  from: Record<string, unknown>,
  key: string,
  name: Name,
): Partial<Record<Name, number>> {
  const value = from[key];
  return typeof value === 'number' ? ({ [name]: value } as Partial<Record<Name, number>>) : {};
}
