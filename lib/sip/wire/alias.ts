/**
 * Names that survive a strict parser. sip.js drops whole messages over a "_" in a host, a tel: URI, an unquoted display
 * name or a numeric host label, and re-escapes user parts when it writes them again. So it never sees such text: every
 * URI of the wire is replaced by `sip:h<hex of the original>@u.invalid`, every name-addr by
 * `<sip:h<hex>@n.invalid>`, and turned back, byte for byte, when a message leaves. No table, so nothing to leak.
 */
import { Buffer } from 'node:buffer';

const URI_HOST = 'u.invalid';
const NAME_HOST = 'n.invalid';
const NAME_ALIAS = /<sip:h([0-9a-f]*)@n\.invalid>/gi;
const URI_ALIAS = /sip:h([0-9a-f]*)@u\.invalid/gi;
const CALL_ID_ALIAS = /^hsx([0-9a-f]*)$/;

export function aliasUser(text: string): string {
  return `h${Buffer.from(text, 'utf8').toString('hex')}`;
}

export function aliasUri(uri: string): string {
  return `sip:${aliasUser(uri)}@${URI_HOST}`;
}

/** `text` is everything up to the header parameters, for example `"Bob" <sip:bob@host>`. */
export function aliasNameAddress(text: string): string {
  return `<sip:${aliasUser(text)}@${NAME_HOST}>`;
}

export const aliasHosts = { uri: URI_HOST, nameAddress: NAME_HOST } as const;

/** Call-IDs pass as they are when the grammar knows them (RFC 3261 section 25.1, word), else as hex. */
export function aliasCallId(callId: string): string {
  return /^[A-Za-z0-9\-.!%*_+`'~()<>:\\"/[\]?{}]+(@[A-Za-z0-9\-.!%*_+`'~()<>:\\"/[\]?{}]+)?$/.test(callId) &&
    !CALL_ID_ALIAS.test(callId)
    ? callId
    : `hsx${Buffer.from(callId, 'utf8').toString('hex')}`;
}

export function restoreCallId(callId: string): string {
  const match = CALL_ID_ALIAS.exec(callId);
  return match ? decode(match[1]!) : callId;
}

/** Puts the originals back in one header value or Request-URI. */
export function restore(text: string): string {
  return text
    .replace(NAME_ALIAS, (_all, hex: string) => decode(hex))
    .replace(URI_ALIAS, (_all, hex: string) => decode(hex));
}

function decode(hex: string): string {
  // No control characters: a decoded text must not be able to start a header of its own.
  const text = Buffer.from(hex, 'hex').toString('utf8');
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f]/g, ' ');
}
