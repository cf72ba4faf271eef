/**
 * The way to a speech server over HTTP: to the address in the settings and nowhere else, and its answer in bounds.
 * A redirect is not followed: "no audio leaves this house" was decided by that address, and a 307 or 308 repeats the
 * audio or the text to wherever the server says (RFC 9110 section 15.4.8).
 */
import { httpFailure, ProtocolError } from '../failure';
import { MOST_LINE_BYTES } from '../limits';
import type { SpeechFailure } from '../speech.types';

export interface Post {
  readonly body: string | FormData;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The server's own answer, whatever its status. Rejects as `fetch` does. */
export function post(url: string, { body, headers = {}, signal }: Post): Promise<Response> {
  // Not 'error': the answer says where we were to go, and the person at the editor needs to know.
  return fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
}

/** What an answer that is not 2xx says. */
export async function failureOf(provider: string, response: Response): Promise<SpeechFailure> {
  const { status, headers } = response;
  return httpFailure(
    provider,
    status,
    errorText(await limitedText(response, MOST_LINE_BYTES)),
    headers.get('location'),
  );
}

/** The server's own words: Speaches says how to install a model, OpenAI what is wrong with the key. */
function errorText(body: string): string {
  const value = parseJson(body);
  if (!isRecord(value)) return body;
  const { error, detail, message } = value;
  for (const candidate of [isRecord(error) ? error.message : error, detail, message]) {
    if (typeof candidate === 'string') return candidate;
  }
  return body;
}

export async function limitedText(response: Response, mostBytes: number): Promise<string> {
  return (await limitedBytes(response, mostBytes)).toString('utf8');
}

/** The body; rejects when the server sends more than it could mean. */
export async function limitedBytes(response: Response, mostBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bodyOf(response, mostBytes)) parts.push(part);
  return Buffer.concat(parts);
}

/** The JSON values of `data:` lines; what is no JSON ([DONE], comments) is undefined. Rejects on a line without end. */
export async function* serverSentEvents(response: Response, mostBytes: number): AsyncGenerator {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of bodyOf(response, mostBytes)) {
    const text = decoder.decode(part, { stream: true });
    // Only what is new is searched: a line in a thousand pieces would else be read a thousand times.
    if (!text.includes('\n')) rest += text;
    else {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('data:')) yield parseJson(line.slice(5));
    }
    if (rest.length > MOST_LINE_BYTES) throw new ProtocolError('the answer has a line without end');
  }
  if (rest.startsWith('data:')) yield parseJson(rest.slice(5));
}

async function* bodyOf(response: Response, mostBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  if (!response.body) return;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > mostBytes) throw new ProtocolError('the answer is too long');
    yield part;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
