/** Makes the one shape of failure of this room. */
import type { SpeechFailure, SpeechFailureCode } from './speech.types';

export function failure(provider: string, code: SpeechFailureCode, message: string): SpeechFailure {
  return { ok: false, code, message, provider };
}

/** What an HTTP status says; `text` is the server's own explanation, shortened. */
export function httpFailure(provider: string, status: number, text: string): SpeechFailure {
  const said = text.trim().slice(0, 300);
  const message = `${provider} answered ${status}${said ? `: ${said}` : ''}`;
  if (status === 401 || status === 403) return failure(provider, 'unauthorized', message);
  if (status === 404) return failure(provider, 'model-missing', message);
  if (status === 408 || status === 504) return failure(provider, 'timeout', message);
  if (status === 402 || status === 429) return failure(provider, 'rate-limited', message);
  return failure(provider, status >= 500 ? 'fault' : 'refused', message);
}

/** A connection that did not come about, or an abort of ours. */
export function connectionFailure(provider: string, error: unknown): SpeechFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError')
    return failure(provider, 'timeout', `${provider} did not answer in time`);
  const text = cause instanceof Error ? cause.message : String(cause);
  const broke = /ECONNRESET|EPIPE|socket hang up|other side closed|terminated/i.test(text);
  return failure(provider, broke ? 'disconnected' : 'unreachable', `${provider}: ${text.slice(0, 200)}`);
}
