/**
 * Turns a message of the wire into one that sip.js parses and handles as RFC 3261 means it, and says in one word why
 * when it cannot be. Pure: what must be found again on the way out is carried in the message itself (alias.ts).
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { bestChallenge, parseChallenges } from '../digest';
import { aliasCallId, aliasNameAddress, aliasUri } from './alias';
import { WireMessage } from './message';
import type { Header } from './message';
import { sdpBody } from './sdp-peek';
import { parseNameAddress, splitOutsideQuotes } from './uri';
import { completeVia, formatVia, parseVia, viaValues } from './via';

/** The user part of our own Contact as sip.js knows it; every request's Request-URI is rewritten to it. */
export const LOCAL_USER = 'local';
export const LOCAL_HOST = 'ua.invalid';
/** Header that carries the Request-URI as it came: DID trunks dial numbers we are not registered as. */
export const REQUEST_URI_HEADER = 'X-Hs-Request-Uri';
/** Header that says: a challenge stood here, from one who has no claim to the account's password. */
export const FOREIGN_CHALLENGE_HEADER = 'X-Hs-Foreign-Challenge';
/** Stands for the tag that an RFC 2543 peer (or a sloppy 180) left out; never leaves the house. */
export const MISSING_TAG = 'hs-untagged';

export interface Source {
  readonly address: string;
  readonly port: number;
}

export type Sanitized =
  | { readonly ok: true; readonly text: string; readonly method: string }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly reply?: { readonly code: number; readonly phrase: string };
    };

const HANDLED = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'contact',
  'record-route',
  'max-forwards',
  'content-type',
  'content-length',
  'refer-to',
  'www-authenticate',
  'proxy-authenticate',
  REQUEST_URI_HEADER.toLowerCase(),
  FOREIGN_CHALLENGE_HEADER.toLowerCase(),
]);

/** Methods sip.js has a place for; others are answered 405 by it before anything is parsed further. */
const NEEDS_CONTACT = new Set(['INVITE', 'SUBSCRIBE', 'REFER']);

export function sanitizeRequest(message: WireMessage, source: Source, reliable: boolean): Sanitized {
  const vias = viaValues(message.all('Via'));
  const top = parseVia(vias[0] ?? '');
  if (!top) return refuse('via');
  const common = commonHeaders(message, source);
  if (typeof common === 'string') return refuse(common);
  if (!/^(sips?|tel):/i.test(message.requestUri)) {
    return { ok: false, reason: 'request-uri', reply: { code: 416, phrase: 'Unsupported URI Scheme' } };
  }
  // sip.js answers these by throwing or not at all (notes: "Unexpected out of dialog request method").
  if (message.cseq?.method.toUpperCase() !== message.method.toUpperCase()) return refuse('cseq-method');
  const completed = formatVia(completeVia(top, source, reliable));
  const all = [completed, ...vias.slice(1)];
  const headers: Header[] = [
    {
      name: 'Via',
      value: `SIP/2.0/${reliable ? 'TCP' : 'UDP'} via.invalid;branch=${transactionKey(message, top)};hs=${hex(all.join('\n'))}`,
    },
    ...common,
    { name: REQUEST_URI_HEADER, value: message.requestUri },
  ];
  const hops = Number(message.get('Max-Forwards') ?? '70');
  headers.push({ name: 'Max-Forwards', value: String(hops >= 0 && hops <= 255 ? hops : 70) });
  return finish(WireMessage.request(message.method, `sip:${LOCAL_USER}@${LOCAL_HOST}`, headers), message);
}

/**
 * `branch` is the branch sip.js chose for the request that this answers; `mayAnswer` says which realm's challenge may be
 * answered with the account's password. The others are taken out, so that nothing is computed for them.
 */
export function sanitizeResponse(
  message: WireMessage,
  source: Source,
  branch: string,
  mayAnswer: (realm: string) => boolean,
): Sanitized {
  const common = commonHeaders(message, source);
  if (typeof common === 'string') return refuse(common);
  const headers = [
    { name: 'Via', value: `SIP/2.0/UDP ${LOCAL_HOST};branch=${branch}` },
    ...common,
    ...challenges(message, mayAnswer),
  ];
  return finish(WireMessage.response(message.statusCode, plainText(message.reasonPhrase), headers), message);
}

function commonHeaders(message: WireMessage, source: Source): Header[] | string {
  const from = parseNameAddress(message.get('From') ?? '');
  const to = parseNameAddress(message.get('To') ?? '');
  const cseq = message.cseq;
  const callId = message.callId;
  if (!from) return 'from';
  if (!to) return 'to';
  if (!cseq) return 'cseq';
  if (callId === '' || callId.length > 512) return 'call-id';
  const fromTag = tag(from.parameters.get('tag'));
  // A 100 has no tag by right; any other response must have one for a dialog or a transaction to be told apart.
  const toTag = tag(to.parameters.get('tag')) ?? (message.statusCode > 100 ? MISSING_TAG : undefined);
  const headers: Header[] = [
    { name: 'From', value: `${aliasNameAddress(from.text)};tag=${fromTag ?? MISSING_TAG}` },
    { name: 'To', value: aliasNameAddress(to.text) + (toTag === undefined ? '' : `;tag=${toTag}`) },
    { name: 'Call-ID', value: aliasCallId(callId) },
    { name: 'CSeq', value: `${cseq.number} ${cseq.method}` },
  ];
  headers.push(...contacts(message, source));
  for (const value of message.all('Record-Route').flatMap((header) => splitOutsideQuotes(header, ','))) {
    const route = parseNameAddress(value);
    if (!route) return 'record-route';
    headers.push({ name: 'Record-Route', value: `<${aliasUri(route.uri)}>` });
  }
  const referTo = parseNameAddress(message.get('Refer-To') ?? '');
  if (referTo) headers.push({ name: 'Refer-To', value: `<${aliasUri(referTo.uri)}>` });
  return headers;
}

function challenges(message: WireMessage, mayAnswer: (realm: string) => boolean): Header[] {
  const headers: Header[] = [];
  for (const name of ['WWW-Authenticate', 'Proxy-Authenticate']) {
    const made = message.all(name).flatMap(parseChallenges);
    const ours = made.filter(({ realm }) => mayAnswer(realm));
    if (ours.length < made.length) headers.push({ name: FOREIGN_CHALLENGE_HEADER, value: 'yes' });
    const best = bestChallenge(ours);
    // The challenge travels as hex inside the realm: sip.js's grammar refuses MD5-sess and odd quoting.
    if (best) {
      headers.push({
        name,
        value: `Digest realm="${hex(JSON.stringify(best))}", nonce="${hex(best.nonce)}"${best.stale ? ', stale=true' : ''}`,
      });
    }
  }
  return headers;
}

/**
 * A dialog cannot be made without a Contact, and sip.js drops (18x, 2xx) or throws (re-INVITE): where it is missing,
 * the address the message came from is the best guess there is.
 */
function contacts(message: WireMessage, source: Source): Header[] {
  const values = message.all('Contact').flatMap((header) => splitOutsideQuotes(header, ','));
  const found: Header[] = [];
  for (const value of values.slice(0, 32)) {
    const contact = parseNameAddress(value);
    if (!contact || contact.uri === '*') continue;
    const keep = ['q', 'expires']
      .map((name) => [name, contact.parameters.get(name)] as const)
      .filter(([, parameter]) => /^[0-9.]{1,10}$/.test(parameter ?? ''))
      .map(([name, parameter]) => `;${name}=${parameter}`);
    found.push({ name: 'Contact', value: `<${aliasUri(contact.uri)}>${keep.join('')}` });
  }
  const method = message.cseq?.method ?? '';
  const wanted = message.isRequest
    ? NEEDS_CONTACT.has(method)
    : NEEDS_CONTACT.has(method) && message.statusCode > 100 && message.statusCode < 300;
  if (found.length === 0 && wanted) {
    const host = source.address.includes(':') ? `[${source.address}]` : source.address;
    found.push({ name: 'Contact', value: `<${aliasUri(`sip:${host}:${source.port}`)}>` });
  }
  return found;
}

function finish(target: WireMessage, original: WireMessage): Sanitized {
  for (const header of original.headers) {
    if (!HANDLED.has(header.name.toLowerCase())) target.headers.push(header);
  }
  const sdp = sdpBody(original);
  const type = original.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  target.body = sdp ?? original.body;
  if (target.body.length > 0) {
    const known = /^[a-z0-9\-.!%*_+`'~]+\/[a-z0-9\-.!%*_+`'~]+$/.test(type) ? type : 'application/octet-stream';
    target.set('Content-Type', sdp ? 'application/sdp' : known);
    if (sdp) target.remove('Content-Disposition');
  }
  return { ok: true, text: target.toBuffer().toString('utf8'), method: original.method };
}

/**
 * RFC 3261 section 17.2.3: a transaction is the branch *and* the sent-by (sip.js looks at the branch alone); RFC 2543
 * peers without the magic cookie are told apart by Call-ID, CSeq number, From tag and top Via.
 */
function transactionKey(
  message: WireMessage,
  top: { host: string; port: number | undefined; parameters: ReadonlyMap<string, string | undefined> },
): string {
  const branch = top.parameters.get('branch') ?? '';
  const sentBy = `${top.host}:${top.port ?? ''}`;
  const old = branch.startsWith('z9hG4bK')
    ? ''
    : `${message.callId} ${message.cseq?.number ?? ''} ${parseNameAddress(message.get('From') ?? '')?.parameters.get('tag') ?? ''}`;
  return `z9hG4bK${createHash('sha1').update(`${branch}|${sentBy}|${old}`).digest('hex')}`;
}

function tag(value: string | null | undefined): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return /^[A-Za-z0-9\-.!%*_+`'~]{1,256}$/.test(value) ? value : `hsx${hex(value)}`;
}

function plainText(phrase: string): string {
  // eslint-disable-next-line no-control-regex
  return phrase.replace(/[\u0000-\u001f\u007f]/g, ' ');
}

function hex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}

function refuse(reason: string): Sanitized {
  return { ok: false, reason };
}
