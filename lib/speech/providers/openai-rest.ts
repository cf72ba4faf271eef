/**
 * The OpenAI transcription and speech endpoints, and what speaks like them: Speaches, whisper.cpp's server, LM Studio.
 * One WAV upload an utterance; answers as JSON, verbose JSON or server-sent events in either of the two shapes in use.
 */
import { BatchSession } from '../batch-session';
import type { BatchRequest, BatchResult } from '../batch-session';
import { connectionFailure, failure, httpFailure } from '../failure';
import { believableSegments } from '../hallucination-guards';
import { decodeSpeech, encodeWav, samplesOf, toRate } from '../pcm-wav';
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
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_AUDIO_BYTES = 32 * 1024 * 1024;

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
      const response = await fetch(endpoint(this.#options.baseUrl, 'audio/transcriptions'), {
        method: 'POST',
        body: form,
        headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
        signal: request.signal,
      });
      if (!response.ok) return httpFailure(this.name, response.status, errorText(await limited(response, 65_536)));
      const type = response.headers.get('content-type') ?? '';
      if (type.includes('event-stream')) return await this.#events(response, request);
      return this.#answer(await limited(response, MAX_ANSWER_BYTES));
    } catch (error) {
      return connectionFailure(this.name, error);
    }
  }

  #answer(body: string): BatchResult | SpeechFailure {
    const value = parse(body);
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
    for await (const value of serverSentEvents(response)) {
      if (!isRecord(value)) continue;
      if (isRecord(value.error)) return failure(this.name, 'fault', errorText(JSON.stringify(value)));
      if (value.type === 'transcript.text.done' && typeof value.text === 'string') {
        return { ok: true, text: value.text.trim() };
      }
      if (value.type === 'transcript.text.delta' && typeof value.delta === 'string') text += value.delta;
      else if (value.type === undefined && typeof value.text === 'string') {
        segments = `${segments} ${value.text.trim()}`.trim();
      }
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
    try {
      const response = await fetch(endpoint(this.#options.baseUrl, 'audio/speech'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
        body: JSON.stringify({
          model: this.#options.model ?? 'gpt-4o-mini-tts',
          input: text,
          voice: voice ?? this.#options.voice ?? 'alloy',
          response_format: askSampleRate ? 'wav' : 'pcm',
          ...(askSampleRate ? { sample_rate: options.sampleRateHz } : {}),
        }),
        signal: AbortSignal.timeout(options.timeoutMs ?? this.#options.timeoutMs ?? 15_000),
      });
      if (!response.ok) return httpFailure(this.name, response.status, errorText(await limited(response, 65_536)));
      const bytes = await limitedBytes(response, MAX_AUDIO_BYTES);
      const isWav = bytes.subarray(0, 4).toString('latin1') === 'RIFF';
      const samples = isWav
        ? decodeSpeech(bytes, options.sampleRateHz)
        : toRate(samplesOf(bytes), OPENAI_PCM_HZ, options.sampleRateHz);
      if (samples.length === 0) return failure(this.name, 'protocol', `${this.name} answered without audio`);
      return { ok: true, samples, sampleRateHz: options.sampleRateHz };
    } catch (error) {
      return connectionFailure(this.name, error);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function endpoint(baseUrl: string | undefined, path: string): string {
  return `${(baseUrl ?? DEFAULT_URL).replace(/\/+$/, '')}/${path}`;
}

/** The server's own words: Speaches says how to install a model, OpenAI what is wrong with the key. */
export function errorText(body: string): string {
  const value = parse(body);
  if (!isRecord(value)) return body;
  const { error, detail, message } = value;
  for (const candidate of [isRecord(error) ? error.message : error, detail, message]) {
    if (typeof candidate === 'string') return candidate;
  }
  return body;
}

async function limited(response: Response, most: number): Promise<string> {
  return (await limitedBytes(response, most)).toString('utf8');
}

/** The body, or an error when the server sends more than it could mean. */
export async function limitedBytes(response: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (!response.body) return Buffer.alloc(0);
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > most) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The JSON values of `data:` lines; what is no JSON ([DONE], comments) is passed over. */
async function* serverSentEvents(response: Response): AsyncGenerator {
  let rest = '';
  let total = 0;
  const decoder = new TextDecoder();
  if (!response.body) return;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    total += part.length;
    if (total > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    rest += decoder.decode(part, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('data:')) yield parse(line.slice(5));
    }
  }
  if (rest.startsWith('data:')) yield parse(rest.slice(5));
}

function timedWords(value: unknown): { words?: { word: string; startSeconds: number; endSeconds: number }[] } {
  if (!Array.isArray(value)) return {};
  const words = value
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
