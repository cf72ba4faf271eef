/** What the dialogs of speech-service and llm-service save, and the settings lib/gateway makes of it. */
import path from 'node:path';
import type { Node, NodeDef } from 'node-red';

/** One service of a list. `key` names the credential that holds its API key. */
export interface SpeechRow {
  readonly kind: string;
  readonly baseUrl?: string;
  readonly host?: string;
  readonly port?: string | number;
  readonly model?: string;
  readonly voice?: string;
  readonly modelFolder?: string;
  readonly key?: string;
}

export interface SpeechServiceDef extends NodeDef {
  readonly speechToText?: readonly SpeechRow[];
  readonly textToSpeech?: readonly SpeechRow[];
  readonly language?: string;
  readonly audioStaysInHouse?: boolean;
  readonly dollarsPerCall?: string | number;
  readonly cloudMinutesPerCall?: string | number;
}

/** lib/speech takes six services of each kind; each may have a key. */
export const API_KEYS = Array.from({ length: 12 }, (_, index) => `key${index + 1}`);

export type SpeechServiceCredentials = Readonly<Record<string, string | undefined>>;

export interface LlmServiceDef extends NodeDef {
  readonly kind?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  readonly timeoutSeconds?: string | number;
  readonly questionsPerCall?: string | number;
  readonly tokensPerCall?: string | number;
  readonly secondsPerCall?: string | number;
}

export interface LlmServiceCredentials {
  readonly apiKey?: string;
}

/** A config node that stands for a part of the gateway's settings. */
export interface ServiceNode<Credentials extends object = object> extends Node<Credentials> {
  /** Not judged yet, and with API keys in it: for parseGatewaySettings only, never log or send it. */
  settings(): Record<string, unknown>;
}

/** The fields of each kind of service; what another kind left behind in a row is not meant. */
const ROW_FIELDS: Readonly<Record<string, readonly (keyof SpeechRow)[]>> = {
  embedded: ['voice'],
  openai: ['baseUrl', 'model', 'voice', 'key'],
  'openai-realtime': ['baseUrl', 'model', 'key'],
  deepgram: ['baseUrl', 'model', 'key'],
  wyoming: ['host', 'port', 'model', 'voice'],
  piper: ['baseUrl', 'voice'],
  'sherpa-onnx': ['modelFolder'],
};

export function rawSpeechSettings(
  config: SpeechServiceDef,
  credentials: SpeechServiceCredentials | undefined,
  userDirectory?: string,
): Record<string, unknown> {
  const rows = (list: readonly SpeechRow[] | undefined): unknown =>
    list?.map((row) => rawRow(row, credentials?.[row.key ?? ''], userDirectory));
  return {
    ...optional('speechToText', rows(config.speechToText)),
    ...optional('textToSpeech', rows(config.textToSpeech)),
    ...optional('language', filled(config.language)),
    audioStaysInHouse: config.audioStaysInHouse === true,
    ...optional('dollarsPerCall', filled(config.dollarsPerCall)),
    ...optional('cloudMinutesPerCall', filled(config.cloudMinutesPerCall)),
  };
}

/** Texts are given although they are empty: lib/speech knows which ones may be. */
function rawRow(row: SpeechRow, apiKey: string | undefined, userDirectory?: string): Record<string, unknown> {
  const raw: Record<string, unknown> = { kind: row.kind };
  for (const field of ROW_FIELDS[row.kind] ?? []) {
    // What a person installs lies in the user directory: models, and the package that runs them.
    if (field === 'modelFolder') Object.assign(raw, folderOf(row, userDirectory));
    else if (field === 'key') raw.apiKey = apiKey ?? '';
    else if (field === 'port') Object.assign(raw, optional('port', filled(row.port)));
    else raw[field] = row[field] ?? '';
  }
  return raw;
}

function folderOf(row: SpeechRow, userDirectory: string | undefined): Record<string, unknown> {
  const folder = row.modelFolder?.trim() ?? '';
  return {
    modelFolder: folder === '' ? '' : path.resolve(userDirectory ?? process.cwd(), folder),
    ...optional('userDirectory', userDirectory),
  };
}

export function rawLanguageModel(
  config: LlmServiceDef,
  credentials: LlmServiceCredentials | undefined,
): Record<string, unknown> {
  return {
    kind: config.kind ?? 'openai',
    baseUrl: config.baseUrl ?? '',
    model: config.model ?? '',
    apiKey: credentials?.apiKey ?? '',
    ...optional('timeoutSeconds', filled(config.timeoutSeconds)),
    ...optional('questionsPerCall', filled(config.questionsPerCall)),
    ...optional('tokensPerCall', filled(config.tokensPerCall)),
    ...optional('secondsPerCall', filled(config.secondsPerCall)),
  };
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

/** An empty field means "leave it to the gateway". */
function filled(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
}
