/** Reads what a person typed as "to": a phone number in any common writing, an extension, a name, or a SIP URI. Pure. */

export interface UriTarget {
  readonly kind: 'uri';
  /** Rebuilt from its parts, so that what is judged is what is dialled. */
  readonly uri: string;
  /** User part, unescaped: a clean number or a plain name; null when there is none. */
  readonly user: string | null;
  /** Lower case, IPv6 in brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

export type DialTarget =
  | { readonly kind: 'number'; /** Digits, * and #, with an optional leading +. */ readonly number: string }
  | { readonly kind: 'name'; readonly name: string }
  | UriTarget
  | { readonly kind: 'invalid'; readonly message: string };

/** A plus may follow a feature code: "*31#+4989...". */
const NUMBER = /^(?=.*\d)(?:\+|[*#][0-9*#]{0,16}\+)?[0-9*#]{1,32}$/;
/** No separators of lists, passwords, parameters or variables, which a PBX may read as more than a name. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9._+-]{1,64}$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?)(?::(\d{1,5}))?$/i;
/** What may stand without a user part: "sip:112" and "sip:09.00.12.3" are numbers, not hosts. */
const NAMED_OR_ADDRESS = /[a-z:]|^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/i;
const PARAMETERS = /^(?:;[A-Za-z0-9.!*_+~-]+(?:=[A-Za-z0-9.!*_+~:[\]%-]+)?)*$/;
/** They send the call elsewhere, make it another request, or dial on once it is answered. */
const DANGEROUS_PARAMETERS = /;(maddr|method|postd|rn|ttl)(?=[=;]|$)/i;

/** "+1 (555) 010-0000", "0800/123 45", "tel:+1-555", "sip:acme@pbx:5070", "1000", "**610", "acme". */
export function readDialTarget(typed: string): DialTarget {
  if (typed.length > 256) return invalid('The number to call is too long (256 characters at most).');
  // NFKC turns full-width digits into ASCII, so that an emergency number cannot be disguised; invisible characters
  // (category Cf: direction marks that address books paste along, zero-width spaces) are not part of a number.
  const text = typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  if (text === '') return invalid('There is no number to call. Set "to" to a number or a SIP URI.');
  if (/^sips?:/i.test(text)) return readUri(text);
  const tel = /^tel:([^;?]*)(;[^?]*)?$/i.exec(text);
  const bare = tel ? tel[1]!.trim() : text;
  const number = compactNumber(bare);
  if (NUMBER.test(number)) return { kind: 'number', number };
  if (!tel && NAME.test(bare)) return { kind: 'name', name: bare };
  return invalid(
    `"${shown(text)}" cannot be dialled: write digits such as +15550100, an extension, or a URI such as sip:acme@192.168.178.1.`,
  );
}

export function isNumber(user: string): boolean {
  return NUMBER.test(user);
}

/** Takes out what people write between digits: spaces, brackets, dots, slashes, hyphens of every kind. */
export function compactNumber(text: string): string {
  const written = text.trim();
  // "+49 (0) 89": the bracketed zero is for callers at home only. In Italy it belongs to the number.
  const italian = /^(\+|00|011)[\s(]*39/.test(written);
  const international = /^\(?\s*(\+|00|011)/.test(written) && !italian;
  const withoutTrunk = international ? written.replace(/[([]\s*0\s*[)\]]/, '') : written;
  return withoutTrunk.replace(/[\s()[\].\-/\u2010-\u2015\u2212]/g, '').replace(/^0+(?=\+)/, '');
}

function readUri(text: string): DialTarget {
  const [, scheme = '', rest = ''] = /^(sips?):(.*)$/is.exec(text) ?? [];
  const no = (why: string): DialTarget => invalid(`"${shown(text)}" is not a SIP URI that can be called: ${why}.`);
  if (/[\s<>",\\^`{|}]/.test(rest)) return no('it contains spaces, quotes, commas or brackets');
  if (rest.includes('?')) return no('it carries headers after "?"; leave them out');
  const parts = rest.split('@');
  if (parts.length > 2) return no('it contains more than one "@"');
  const place = parts.at(-1)!;
  const semicolon = place.indexOf(';');
  const parameters = semicolon < 0 ? '' : place.slice(semicolon);
  const hostPort = semicolon < 0 ? place : place.slice(0, semicolon);
  if (hostPort === '') return no('it has no host. Write it as sip:number@host');
  const [, host, portText] = HOST.exec(hostPort) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) {
    return no(`"${hostPort}" is neither a host name nor an address`);
  }
  if (!PARAMETERS.test(parameters)) return no('its parameters cannot be read');
  if (DANGEROUS_PARAMETERS.test(decode(parameters) ?? ';maddr')) {
    return no('it carries a parameter (maddr, method, postd, rn or ttl) that changes where the call goes');
  }
  const address = `${host.toLowerCase()}${port === undefined ? '' : `:${port}`}${parameters}`;
  const base = { kind: 'uri', host: host.toLowerCase(), port } as const;
  const lowered = scheme.toLowerCase();
  if (parts.length === 1) {
    if (!NAMED_OR_ADDRESS.test(host)) return no('it has no host. Write it as sip:number@host, or the number alone');
    return { ...base, uri: `${lowered}:${address}`, user: null };
  }
  const user = decode(parts[0]!);
  if (user === null || !(NUMBER.test(user) || NAME.test(user))) {
    return no('what stands before "@" must be a number in plain digits, or a plain name without a password');
  }
  return { ...base, uri: `${lowered}:${user.replaceAll('#', '%23')}@${address}`, user };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text).normalize('NFKC');
  } catch {
    return null;
  }
}

function invalid(message: string): DialTarget {
  return { kind: 'invalid', message };
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
