/** Turns what went wrong on the wire into a failure that a person can read; both SDKs throw the same shapes. */
import type { ModelFailure, ModelFailureCode } from './language-model.types';
import { plainText } from './plain-text';

const MAX_MESSAGE_LENGTH = 300;
/** A server that broke gets a moment before it is asked again. */
const AFTER_FAULT_MS = 250;

export interface AskedServer {
  readonly address: string;
  readonly model: string;
  /** Taken out of whatever the server says. */
  readonly apiKey?: string;
}

export type WireFailure = ModelFailure & { readonly retryAfterMs?: number };

export function wireFailure(error: unknown, server: AskedServer): WireFailure {
  const status = numberIn(error, 'status');
  return status === undefined ? connectionFailure(error, server) : statusFailure(status, error, server);
}

/** What a server says about a mistake, without secrets. */
export function messageOf(error: unknown, server: AskedServer): string {
  const body = field(error, 'error');
  const inner = field(body, 'error') ?? body;
  const said = field(inner, 'message') ?? (typeof inner === 'string' ? inner : undefined) ?? field(body, 'message');
  const text = typeof said === 'string' && said !== '' ? said : error instanceof Error ? error.message : String(error);
  return withoutSecrets(text, server);
}

export function failed(code: ModelFailureCode, message: string, retryAfterMs?: number): WireFailure {
  return { ok: false, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function withoutSecrets(text: string, { apiKey }: AskedServer): string {
  const masked = apiKey === undefined || apiKey.length < 4 ? text : text.replaceAll(apiKey, '(key)');
  return plainText(masked.replace(/\b(sk|key|Bearer)[-_ ][\w*.-]{8,}/g, '(key)'), MAX_MESSAGE_LENGTH);
}

function statusFailure(status: number, error: unknown, server: AskedServer): WireFailure {
  const said = messageOf(error, server);
  const answered = `${hostOf(server.address)} answered ${status}: ${said}`;
  if (status === 401 || status === 403) return failed('unauthorized', `${answered}. Check the API key`);
  if (status === 404) {
    return /model/i.test(said)
      ? failed('model-missing', `${answered}. The model is "${server.model}"`)
      : failed('model-missing', `${answered}. Check the address (it mostly ends in /v1) and the model`);
  }
  if (status === 402 || status === 429 || status === 529) {
    return failed('rate-limited', answered, retryAfterMs(error));
  }
  if (status === 408 || status === 504) return failed('timeout', answered, 0);
  if (status >= 500) return failed('fault', answered, AFTER_FAULT_MS);
  return failed('protocol', answered);
}

function connectionFailure(error: unknown, server: AskedServer): WireFailure {
  const host = hostOf(server.address);
  const reasons = causes(error).join(': ');
  if (/timed? ?out|TimeoutError|AbortError|was aborted/i.test(reasons))
    return failed('timeout', `${host} did not answer in time`);
  if (/unexpected redirect/i.test(reasons))
    return failed('unreachable', `${host} sends elsewhere; the text goes to no other address than the one given`);
  if (/SyntaxError|JSON|longer than/.test(reasons))
    return failed('protocol', `${host}: ${withoutSecrets(reasons, server)}`, 0);
  const broke = /ECONNRESET|EPIPE|socket|other side closed|terminated|aborted/i.test(reasons);
  const text = withoutSecrets(causes(error)[0]!, server);
  return broke
    ? failed('unreachable', `${host} broke the connection (${text})`, AFTER_FAULT_MS)
    : failed('unreachable', `${host} cannot be reached (${text}). Is it running?`);
}

/** Names and messages of an error and what caused it, outermost last. */
function causes(error: unknown): readonly string[] {
  const found: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 4 && at instanceof Error; depth++) {
    const code = field(at, 'code');
    found.unshift(
      [at.name === 'Error' ? '' : at.name, typeof code === 'string' ? code : '', at.message].filter(Boolean).join(' '),
    );
    at = at.cause;
  }
  return found.length === 0 ? [String(error)] : found;
}

function retryAfterMs(error: unknown): number | undefined {
  const headers = field(error, 'headers');
  const value = headers instanceof Headers ? headers.get('retry-after') : null;
  const seconds = value === null ? NaN : Number.parseFloat(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return 'the server';
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

function numberIn(value: unknown, name: string): number | undefined {
  const found = field(value, name);
  return typeof found === 'number' ? found : undefined;
}
