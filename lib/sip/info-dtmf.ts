/** DTMF as SIP INFO bodies: application/dtmf-relay (the de-facto standard) and application/dtmf (one digit as text). */

export interface InfoDigit {
  readonly digit: string;
  readonly durationMs: number;
}

const DEFAULT_DURATION_MS = 160;
/** Some gateways send the RFC 4733 event number instead of the key. */
const BY_EVENT: Readonly<Record<string, string>> = { '10': '*', '11': '#', '12': 'A', '13': 'B', '14': 'C', '15': 'D' };

export function parseInfoDigit(contentType: string, body: string): InfoDigit | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/dtmf-relay') {
    const signal = /^\s*Signal\s*=\s*(\S{1,2})\s*$/im.exec(body)?.[1];
    const duration = Number(/^\s*Duration\s*=\s*([0-9]{1,5})\s*$/im.exec(body)?.[1] ?? DEFAULT_DURATION_MS);
    const digit = key(signal);
    return digit === undefined ? undefined : { digit, durationMs: duration };
  }
  if (type === 'application/dtmf') {
    const digit = key(body.trim());
    return digit === undefined ? undefined : { digit, durationMs: DEFAULT_DURATION_MS };
  }
  return undefined;
}

export function formatInfoDigit(digit: string, durationMs: number): { contentType: string; content: string } {
  return {
    contentType: 'application/dtmf-relay',
    content: `Signal=${digit.toUpperCase()}\r\nDuration=${Math.round(durationMs)}\r\n`,
  };
}

export function isDigit(text: string): boolean {
  return /^[0-9A-D*#]$/i.test(text);
}

function key(signal: string | undefined): string | undefined {
  if (signal === undefined) return undefined;
  const digit = BY_EVENT[signal] ?? signal.toUpperCase();
  return isDigit(digit) ? digit : undefined;
}
