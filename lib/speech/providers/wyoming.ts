/** Home Assistant's voice servers over the Wyoming protocol: faster-whisper and others to listen, Piper to speak. */
import { BatchSession } from '../batch-session';
import type { BatchRequest, BatchResult } from '../batch-session';
import { z } from 'zod';
import { connectionFailure, failure, ProtocolError, tooMuchText } from '../failure';
import { MOST_ANSWER_BYTES, MOST_SPOKEN_BYTES, MOST_TRANSCRIPT_CHARACTERS } from '../limits';
import { bytesOf, samplesOf } from '../pcm-wav';
import type { PcmSamples } from '../pcm-wav';
import { Upsampler } from '../embedded/upsample';
import { audioGoesTo } from '../../where-audio-goes';
import { encodeWyoming, exchange } from '../wyoming-protocol';
import type { WyomingEvent } from '../wyoming-protocol';
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
import { OpenRequests } from './open-requests';
import { spokenChannels, spokenPcm, spokenRateHz } from './spoken-reply';

export interface WyomingOptions {
  readonly host: string;
  /** Whisper usually listens on 10300, Piper on 10200. */
  readonly port: number;
  /** Model of the recogniser; default the server's. */
  readonly model?: string;
  readonly timeoutMs?: number;
}

const CHUNK_SAMPLES = 1600;
const RATE = 16_000;
const AUDIO = { rate: RATE, width: 2, channels: 1 };
/** What audio-start and audio-chunk say about the bytes; what is left out is as it was before. */
const audioFormat = z.object({
  rate: spokenRateHz.optional(),
  width: z.literal(2).optional(),
  channels: spokenChannels.optional(),
});

export class WyomingSpeechToText implements SpeechToText {
  readonly name = 'wyoming';
  readonly needs: ProviderNeeds;
  readonly #options: WyomingOptions;
  readonly #sessions = new Set<BatchSession>();
  #closed = false;

  constructor(options: WyomingOptions) {
    this.#options = options;
    this.needs = {
      audioGoesTo: audioGoesTo(hostForUrl(options.host)),
      needs: ['a Wyoming speech-to-text server'],
      languages: 'any',
      limits: ['a transcript comes when the utterance is over'],
      dollarsPerMinute: 0,
    };
  }

  open(format: SpeechFormat): Promise<OpenedSession> {
    if (this.#closed) return Promise.resolve(failure(this.name, 'closed', 'wyoming is closed'));
    const { timeoutMs } = this.#options;
    const onEnded = (): boolean => this.#sessions.delete(session);
    const session = new BatchSession({ provider: this.name, format, timeoutMs, onEnded }, (request) =>
      this.#transcribe(request),
    );
    this.#sessions.add(session);
    return Promise.resolve({ ok: true, session });
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#sessions) session.abandon();
    this.#sessions.clear();
    return Promise.resolve();
  }

  async #transcribe(request: BatchRequest): Promise<BatchResult | SpeechFailure> {
    const { host, port, model } = this.#options;
    let streamed = '';
    let streaming = false;
    try {
      return await exchange<BatchResult | SpeechFailure>({
        host,
        port,
        signal: request.signal,
        mostBytes: MOST_ANSWER_BYTES,
        send: () => utterance(request, model),
        hear: (event) => {
          if (event.type === 'error') return serverError(this.name, event);
          if (event.type === 'transcript-start') streaming = true;
          else if (event.type === 'transcript-chunk') {
            streaming = true;
            streamed += text(event.fields.text);
            if (streamed.length > MOST_TRANSCRIPT_CHARACTERS) return tooMuchText(this.name);
            request.onPartial(streamed.trim());
          } else if (event.type === 'transcript') return { ok: true, text: text(event.fields.text).trim() };
          else if (event.type === 'transcript-stop' && streaming) return { ok: true, text: streamed.trim() };
          return undefined;
        },
      });
    } catch (error) {
      return wyomingFailure(this.name, error);
    }
  }
}

function* utterance({ samples, format }: BatchRequest, model: string | undefined): Generator<Buffer> {
  const wide = format.sampleRateHz === RATE ? samples : new Upsampler().push(samples);
  const language = (format.language ?? 'en').split('-')[0]!;
  yield encodeWyoming('transcribe', { language, ...(model ? { name: model } : {}) });
  yield encodeWyoming('audio-start', { ...AUDIO, timestamp: 0 });
  for (let at = 0; at < wide.length; at += CHUNK_SAMPLES) {
    yield encodeWyoming('audio-chunk', AUDIO, bytesOf(wide.subarray(at, at + CHUNK_SAMPLES)));
  }
  yield encodeWyoming('audio-stop', { timestamp: Math.round((wide.length * 1000) / RATE) });
}

export class WyomingTextToSpeech implements TextToSpeech {
  readonly name = 'wyoming-speech';
  readonly needs: ProviderNeeds;
  readonly #options: WyomingOptions;
  readonly #requests = new OpenRequests();

  constructor(options: WyomingOptions) {
    this.#options = options;
    this.needs = {
      audioGoesTo: audioGoesTo(hostForUrl(options.host)),
      needs: ['a Wyoming text-to-speech server'],
      languages: 'any',
      limits: [],
      dollarsPerMinute: 0,
    };
  }

  async speak(spoken: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    const { sampleRateHz, timeoutMs = this.#options.timeoutMs ?? 15_000 } = options;
    try {
      return await this.#requests.run(timeoutMs, async (signal) => {
        const heard = await this.#synthesise(spoken, voice, signal);
        if ('ok' in heard) return heard;
        return { ok: true, samples: await spokenPcm(heard, sampleRateHz, signal), sampleRateHz };
      });
    } catch (error) {
      if (this.#requests.closed) return failure(this.name, 'closed', `${this.name} was closed`);
      return wyomingFailure(this.name, error);
    }
  }

  close(): Promise<void> {
    this.#requests.close();
    return Promise.resolve();
  }

  async #synthesise(spoken: string, voice: string | null, signal: AbortSignal): Promise<PcmSamples | SpeechFailure> {
    const parts: Buffer[] = [];
    let rate = 22_050;
    let channels = 1;
    const heard = await exchange<'audio' | SpeechFailure>({
      host: this.#options.host,
      port: this.#options.port,
      signal,
      mostBytes: MOST_SPOKEN_BYTES,
      send: () => [encodeWyoming('synthesize', { text: spoken, ...(voice ? { voice: { name: voice } } : {}) })],
      hear: (event) => {
        if (event.type === 'error') return serverError(this.name, event);
        if (event.type === 'audio-start' || event.type === 'audio-chunk') {
          const format = audioFormat.safeParse(event.fields);
          if (!format.success) throw new ProtocolError('only 16-bit audio at 8000 to 48000 Hz is understood');
          rate = format.data.rate ?? rate;
          channels = format.data.channels ?? channels;
          parts.push(event.payload);
        }
        return event.type === 'audio-stop' ? 'audio' : undefined;
      },
    });
    if (heard !== 'audio') return heard;
    return { samples: firstChannel(samplesOf(Buffer.concat(parts)), channels), rateHz: rate };
  }
}

function firstChannel(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const first = new Int16Array(Math.floor(samples.length / channels));
  for (let index = 0; index < first.length; index++) first[index] = samples[index * channels]!;
  return first;
}

function wyomingFailure(provider: string, error: unknown): SpeechFailure {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  if (name === 'WyomingClosed') return failure(provider, 'disconnected', `${provider}: ${message}`);
  return connectionFailure(provider, error);
}

function serverError(provider: string, event: WyomingEvent): SpeechFailure {
  const code = text(event.fields.code);
  const said = `${provider}: ${text(event.fields.text) || code || 'an error without a text'}`.slice(0, 300);
  return failure(provider, /model|voice/i.test(code) ? 'model-missing' : 'fault', said);
}

function hostForUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
