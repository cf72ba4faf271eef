/** Makes the one shape of failure of this room. */
import type { SpeechFailure, SpeechFailureCode } from './speech.types';

export function failure(provider: string, code: SpeechFailureCode, message: string): SpeechFailure {
  return { ok: false, code, message, provider };
}

/** What came back is not what was asked for; the message says in words how. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** What an HTTP status says; `text` is the server's own explanation, shortened. `location`: the header of that name. */
export function httpFailure(
  provider: string,
  status: number,
  text: string,
  location: string | null = null,
): SpeechFailure {
  if (status >= 300 && status < 400 && location !== null) {
    const message =
      `${provider} sends us on to ${serverOf(location)} (${status}); nothing was sent there. ` +
      'If that is where it now lives, put that address into the settings of the speech service';
    return failure(provider, 'refused', message);
  }
  const said = text.trim().slice(0, 300);
  const message = `${provider} answered ${status}${said ? `: ${said}` : ''}`;
  if (status === 401 || status === 403) return failure(provider, 'unauthorized', message);
  if (status === 404) return failure(provider, 'model-missing', message);
  if (status === 408 || status === 504) return failure(provider, 'timeout', message);
  if (status === 402 || status === 429) return failure(provider, 'rate-limited', message);
  return failure(provider, status >= 500 ? 'fault' : 'refused', message);
}

/** More words than anybody says in an utterance: they are not believed, and not worked on. */
export function tooMuchText(provider: string): SpeechFailure {
  return failure(provider, 'protocol', `${provider} answered with more text than can have been said`);
}

/** A stream of messages beyond any protocol's need. */
export function tooManyMessages(provider: string): SpeechFailure {
  return failure(provider, 'protocol', `${provider} sends messages without end`);
}

/** A connection that did not come about, or an abort of ours. */
export function connectionFailure(provider: string, error: unknown): SpeechFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError')
    return failure(provider, 'timeout', `${provider} did not answer in time`);
  if (name === 'ProtocolError') return failure(provider, 'protocol', `${provider}: ${(error as Error).message}`);
  const text = cause instanceof Error ? cause.message : String(cause);
  // The words of ws for frames beyond its limit or against RFC 6455.
  if (/max payload size|invalid websocket frame/i.test(text))
    return failure(provider, 'protocol', `${provider}: ${text}`);
  const broke = /ECONNRESET|EPIPE|socket hang up|other side closed|terminated/i.test(text);
  return failure(provider, broke ? 'disconnected' : 'unreachable', `${provider}: ${text.slice(0, 200)}`);
}

/** Scheme, host and port of an address; paths may hold keys. */
function serverOf(location: string): string {
  try {
    const { protocol, host } = new URL(location);
    return `${protocol}//${host}`.slice(0, 200);
  } catch {
    return 'another path of the same server';
  }
}
