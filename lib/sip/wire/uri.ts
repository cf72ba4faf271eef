/** Lenient mini-parsers for SIP URIs and name-addr values (RFC 3261 section 19.1 and 20.10). */

export type Parameters = ReadonlyMap<string, string | null>;

export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel';
  /** As written, still escaped. For `tel:` the number. */
  readonly user: string;
  /** Without brackets; empty for `tel:`. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
}

/** Undefined when it is not a SIP, SIPS or TEL URI that can be acted upon. */
export function parseUri(text: string): SipUri | undefined {
  const match = /^\s*(sips?|tel):(.*)$/is.exec(text);
  if (!match) return undefined;
  const scheme = match[1]!.toLowerCase() as SipUri['scheme'];
  const rest = match[2]!.trim();
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020<>]/.test(rest)) return undefined;
  if (scheme === 'tel') {
    const [number = '', ...parameters] = rest.split(';');
    return number === ''
      ? undefined
      : { scheme, user: number, host: '', port: undefined, parameters: list(parameters) };
  }
  // The last "@": an unescaped one in the user part is wrong but seen.
  const at = rest.lastIndexOf('@');
  const user = at < 0 ? '' : rest.slice(0, at);
  const place = /^(\[[0-9A-Fa-f:.]+(?:%[^\]]+)?\]|[^:;?[\]]+)(?::([0-9]{1,5}))?([;?].*)?$/.exec(rest.slice(at + 1));
  if (!place) return undefined;
  const port = place[2] === undefined ? undefined : Number(place[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const tail = (place[3] ?? '').split('?')[0]!;
  return {
    scheme,
    user,
    host: place[1]!.replace(/^\[|\]$/g, ''),
    port,
    parameters: list(tail.split(';')),
  };
}

function list(parts: readonly string[]): Parameters {
  const parameters = new Map<string, string | null>();
  for (const part of parts) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) parameters.set(part.trim().toLowerCase(), null);
    else parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return parameters;
}

export interface NameAddress {
  /** Everything up to and including the URI, as written: `"Bob" <sip:bob@host>` or `sip:bob@host`. */
  readonly text: string;
  readonly displayName: string;
  readonly uri: string;
  /** Header parameters: what follows the URI. */
  readonly parameters: Parameters;
}

/** Parses `Name <uri>;params` and `uri;params`. Undefined when no URI can be found. */
export function parseNameAddress(value: string): NameAddress | undefined {
  const open = bracket(value);
  if (open >= 0) {
    const close = value.indexOf('>', open);
    if (close < 0) return undefined;
    const name = value.slice(0, open).trim();
    const quoted = /^"(.*)"$/s.exec(name);
    const uri = value.slice(open + 1, close).trim();
    if (uri === '') return undefined;
    return {
      text: value.slice(0, close + 1).trim(),
      displayName: quoted ? quoted[1]!.replace(/\\(.)/gs, '$1') : name,
      uri,
      parameters: list(splitOutsideQuotes(value.slice(close + 1), ';')),
    };
  }
  // RFC 3261 section 20: without brackets every parameter belongs to the header, not to the URI.
  const [uri = '', ...parameters] = splitOutsideQuotes(value, ';');
  const text = uri.trim();
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) || text === '*'
    ? { text, displayName: '', uri: text, parameters: list(parameters) }
    : undefined;
}

/** Index of the "<" that opens the URI: one inside a quoted display name does not count. */
function bracket(value: string): number {
  let quoted = false;
  for (let index = 0; index < value.length; index++) {
    const character = value[index];
    if (character === '\\' && quoted) index++;
    else if (character === '"') quoted = !quoted;
    else if (character === '<' && !quoted) return index;
  }
  // An unbalanced quote: take the last bracket there is.
  return quoted ? value.lastIndexOf('<') : -1;
}

/** Splits at `separator`, but not inside quotes or angle brackets. */
export function splitOutsideQuotes(value: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let quoted = false;
  let depth = 0;
  let from = 0;
  for (let index = 0; index < value.length; index++) {
    const character = value[index];
    if (character === '\\' && quoted) index++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '<') depth++;
    else if (character === '>') depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(value.slice(from, index));
      from = index + 1;
    }
  }
  parts.push(value.slice(from));
  return parts;
}

/** RFC 3261 section 25.1: user = unreserved / escaped / user-unreserved. */
export function escapeUser(user: string): string {
  return [...new TextEncoder().encode(user)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.!~*'()&=+$,;?/]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Undoes the escapes; a broken escape stays as it is. */
export function unescapeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** A host as it stands in a URI or Via: IPv6 in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

export function hostPort(host: string, port?: number): string {
  return port === undefined ? bracketed(host) : `${bracketed(host)}:${port}`;
}

/** A display name between quotes, or nothing. */
export function quoteDisplayName(name: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = name.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return clean === '' ? '' : `"${clean.replace(/["\\]/g, '\\$&')}" `;
}
