/** What a caller asks for ("201", "+49 30 1234", "sip:bob@pbx:5070;transport=tcp") turned into a Request-URI. */
import { escapeUser, hostPort, parseUri } from './wire/uri';

export type DialTarget = { readonly ok: true; readonly uri: string } | { readonly ok: false; readonly text: string };

/** `domain` is the account's, `host[:port]`. */
export function dialTarget(target: string, domain: string): DialTarget {
  const text = target.trim();
  if (text === '') return { ok: false, text: 'There is no number to call.' };
  if (text.length > 512) return { ok: false, text: 'The number to call is too long.' };
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) return { ok: false, text: 'The number to call contains control characters.' };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const uri = parseUri(text);
    if (!uri) return { ok: false, text: `"${text}" is not a SIP address: write sip:name@host or a number.` };
    if (uri.scheme === 'tel') return dialTarget(uri.user, domain);
    if (uri.host === '' || /[^A-Za-z0-9.:_%-]/.test(uri.host)) {
      return { ok: false, text: `"${text}" names no host that can be called.` };
    }
    return { ok: true, uri: text };
  }
  if (text.includes('@')) return dialTarget(`sip:${text}`, domain);
  if (/\s/.test(text) && /[^\s+0-9().\-/*#]/.test(text)) {
    return { ok: false, text: `"${text}" is neither a number nor a SIP address.` };
  }
  // Visual separators of a number (RFC 3966 section 5.1.1) are for the eye only.
  const user = /^[+0-9().\-\s/*#]+$/.test(text) ? text.replace(/[\s().\-/]/g, '') : text;
  if (user === '' || user === '+') return { ok: false, text: `"${text}" is not a number.` };
  return { ok: true, uri: `sip:${escapeUser(user)}@${domain}` };
}

/** `host[:port]`, IPv6 in brackets. Undefined when it cannot be one. */
export function parseHostPort(text: string): { host: string; port: number | undefined } | undefined {
  const uri = parseUri(`sip:${text.trim().replace(/^sips?:/i, '')}`);
  return uri && uri.host !== '' && uri.user === '' ? { host: uri.host, port: uri.port } : undefined;
}

export function formatHostPort(place: { host: string; port: number | undefined }): string {
  return hostPort(place.host, place.port);
}
