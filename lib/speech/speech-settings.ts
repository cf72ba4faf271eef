/** Which providers a user chose, validated at the door (zod), and the providers made of it. */
import { z } from 'zod';
import type { Logger } from '../logger';
import { EmbeddedSpeechToText } from './embedded/embedded-speech-to-text';
import { FallbackTextToSpeech } from './fallback-text-to-speech';
import { EmbeddedTextToSpeech } from './flite/embedded-text-to-speech';
import { DeepgramLive } from './providers/deepgram-live';
import { OpenAiRealtime } from './providers/openai-realtime';
import { OpenAiSpeech, OpenAiTranscription } from './providers/openai-rest';
import { PiperHttp } from './providers/piper-http';
import { SherpaOnnx } from './providers/sherpa-onnx';
import { WyomingSpeechToText, WyomingTextToSpeech } from './providers/wyoming';
import type { SpeechToText, TextToSpeech } from './speech.types';

const optionalText = z
  .string()
  .trim()
  .max(512)
  .transform((text) => (text === '' ? undefined : text))
  .optional();
const key = z.string().trim().min(1, 'is missing').max(512);
const url = z.url({ protocol: /^(https?|wss?)$/, error: 'must be a web address: wss://… or https://…' }).max(512);
const optionalUrl = z.union([z.literal('').transform(() => undefined), url]).optional();
/** Where requests are posted. `fetch` refuses an address that holds a password, and repeats it while doing so. */
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address: http://… or https://…' })
  .max(512)
  .refine((address) => !/^[a-z]+:\/\/[^/?#]*@/i.test(address), 'must be without a user name and a password');
const optionalHttpUrl = z.union([z.literal('').transform(() => undefined), httpUrl]).optional();
const host = z.string().trim().min(1, 'is missing').max(256);
const port = z.coerce.number().int().min(1).max(65_535);

const speechToText = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embedded') }),
  z.object({ kind: z.literal('openai'), baseUrl: optionalHttpUrl, apiKey: optionalText, model: optionalText }),
  z.object({ kind: z.literal('openai-realtime'), baseUrl: optionalUrl, apiKey: optionalText, model: optionalText }),
  z.object({ kind: z.literal('deepgram'), apiKey: key, baseUrl: optionalUrl, model: optionalText }),
  z.object({ kind: z.literal('wyoming'), host, port: port.default(10_300), model: optionalText }),
  z.object({ kind: z.literal('sherpa-onnx'), modelFolder: key, userDirectory: optionalText }),
]);

const textToSpeech = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embedded'), voice: optionalText }),
  z.object({
    kind: z.literal('openai'),
    baseUrl: optionalHttpUrl,
    apiKey: optionalText,
    model: optionalText,
    voice: optionalText,
  }),
  z.object({ kind: z.literal('wyoming'), host, port: port.default(10_200), voice: optionalText }),
  z.object({ kind: z.literal('piper'), baseUrl: httpUrl, voice: optionalText }),
]);

export const speechSettingsSchema = z.object({
  /** In order of preference; the next is asked when one fails. Empty: nothing is understood. */
  speechToText: z
    .array(speechToText)
    .max(6)
    .default([{ kind: 'embedded' }]),
  textToSpeech: z
    .array(textToSpeech)
    .max(6)
    .default([{ kind: 'embedded' }]),
  /** BCP 47. */
  language: z.string().trim().min(2).max(16).default('en'),
  /** No audio leaves this house: providers of the cloud are refused. */
  audioStaysInHouse: z.boolean().default(false),
  /** Estimated US dollars a call may cost at its providers. */
  dollarsPerCall: z.coerce.number().min(0).max(1000).default(1),
  cloudMinutesPerCall: z.coerce.number().min(0).max(1440).default(60),
});

export type SpeechSettings = z.output<typeof speechSettingsSchema>;

/** What understands and speaks for a gateway: made once of its settings, shared by its calls. */
export interface SpeechProviders {
  readonly speechToText: readonly SpeechToText[];
  readonly textToSpeech: TextToSpeech;
  close(): Promise<void>;
}

/** Calls in which somebody speaks at the same moment; most of a hold is music. 60 MB each, only once needed. */
const EMBEDDED_LANES = 4;

export function openSpeechProviders(settings: SpeechSettings, log: Logger): SpeechProviders {
  const speechToText = settings.speechToText.map((entry) => makeSpeechToText(entry, log));
  const voices = settings.textToSpeech.map((entry) => ({
    provider: makeTextToSpeech(entry, log),
    voice: ('voice' in entry ? entry.voice : undefined) ?? null,
  }));
  const voiceForSecrets = speaksSecrets(settings, voices)
    ? { provider: new EmbeddedTextToSpeech({ log }), voice: null }
    : undefined;
  const textToSpeech = new FallbackTextToSpeech({
    voices,
    audioStaysInHouse: settings.audioStaysInHouse,
    ...(voiceForSecrets && { voiceForSecrets }),
    onFailure: (failure) => log.warn(`speech: ${failure.provider}: ${failure.message}`),
  });
  return {
    speechToText,
    textToSpeech,
    close: async () => {
      await Promise.all([...speechToText, textToSpeech].map((each) => each.close()));
    },
  };
}

/**
 * Whether the embedded voice stands in where only voices of the cloud are set up. It is English: spoken to a company of
 * another language, a PIN would be taken for a wrong one. Where voices are not wanted at all, neither is this one.
 */
function speaksSecrets({ language }: SpeechSettings, voices: readonly { readonly provider: TextToSpeech }[]): boolean {
  const english = /^en\b/i.test(language);
  return english && voices.length > 0 && voices.every(({ provider }) => provider.needs.audioGoesTo === 'cloud');
}

function makeSpeechToText(entry: SpeechSettings['speechToText'][number], log: Logger): SpeechToText {
  switch (entry.kind) {
    case 'embedded':
      return new EmbeddedSpeechToText({ log, lanes: EMBEDDED_LANES });
    case 'openai':
      return new OpenAiTranscription(present(entry));
    case 'openai-realtime':
      return new OpenAiRealtime(present(entry));
    case 'deepgram':
      return new DeepgramLive({ apiKey: entry.apiKey, ...present({ baseUrl: entry.baseUrl, model: entry.model }) });
    case 'wyoming':
      return new WyomingSpeechToText({ host: entry.host, port: entry.port, ...present({ model: entry.model }) });
    case 'sherpa-onnx':
      return new SherpaOnnx({ modelFolder: entry.modelFolder, ...present({ userDirectory: entry.userDirectory }) });
  }
}

function makeTextToSpeech(entry: SpeechSettings['textToSpeech'][number], log: Logger): TextToSpeech {
  switch (entry.kind) {
    case 'embedded':
      return new EmbeddedTextToSpeech({ log });
    case 'openai':
      return new OpenAiSpeech(present(entry));
    case 'wyoming':
      return new WyomingTextToSpeech({ host: entry.host, port: entry.port });
    case 'piper':
      return new PiperHttp({ baseUrl: entry.baseUrl });
  }
}

/** Without the entries that were left empty: the providers' defaults apply. */
function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([name, value]) => name !== 'kind' && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
