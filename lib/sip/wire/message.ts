/** One SIP message as it stands on the wire: start line, headers in order, body bytes. Knows no semantics. */
import { Buffer } from 'node:buffer';

/** A datagram cannot carry more (RFC 768); a stream message longer than this is nobody's phone call. */
export const MAXIMUM_MESSAGE_BYTES = 65_535;
const MAXIMUM_HEADER_BYTES = 32_768;
const MAXIMUM_HEADERS = 256;

/** RFC 3261 section 20 and the extensions' own RFCs: every registered compact form. */
const COMPACT_FORMS: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

export interface Header {
  readonly name: string;
  readonly value: string;
}

export type ParseFailure =
  | 'empty'
  | 'too-large'
  | 'no-header-end'
  | 'start-line'
  | 'header-line'
  | 'too-many-headers'
  | 'content-length'
  | 'truncated';

export type ParseResult =
  { readonly ok: true; readonly message: WireMessage } | { readonly ok: false; readonly reason: ParseFailure };

const REQUEST_LINE = /^([A-Za-z0-9\-.!%*_+`'~]{1,32}) (\S.*?) SIP\/2\.0$/i;
/** The space before the reason phrase is mandatory, and left out by some gateways. */
const STATUS_LINE = /^SIP\/2\.0 ([1-6][0-9]{2})(?: (.*))?$/i;
const HEADER_NAME = /^[A-Za-z0-9\-.!%*_+`'~]{1,64}$/;

export class WireMessage {
  headers: Header[];
  body: Buffer;
  readonly #request: { method: string; uri: string } | undefined;
  readonly #status: { code: number; phrase: string } | undefined;

  private constructor(
    start: { method: string; uri: string } | { code: number; phrase: string },
    headers: Header[],
    body: Buffer,
  ) {
    if ('method' in start) this.#request = start;
    else this.#status = start;
    this.headers = headers;
    this.body = body;
  }

  static request(method: string, uri: string, headers: readonly Header[], body: Buffer = Buffer.alloc(0)): WireMessage {
    return new WireMessage({ method, uri }, [...headers], body);
  }

  static response(
    code: number,
    phrase: string,
    headers: readonly Header[],
    body: Buffer = Buffer.alloc(0),
  ): WireMessage {
    return new WireMessage({ code, phrase }, [...headers], body);
  }

  static parse(bytes: Buffer): ParseResult {
    if (bytes.length === 0) return { ok: false, reason: 'empty' };
    if (bytes.length > MAXIMUM_MESSAGE_BYTES) return { ok: false, reason: 'too-large' };
    const end = headerEnd(bytes);
    if (!end) return { ok: false, reason: 'no-header-end' };
    if (end.head > MAXIMUM_HEADER_BYTES) return { ok: false, reason: 'too-large' };
    const lines = unfold(bytes.toString('utf8', 0, end.head));
    // RFC 3261 section 7.5: leading empty lines before the start line are ignored.
    while (lines[0] === '') lines.shift();
    const start = parseStartLine(lines.shift() ?? '');
    if (!start) return { ok: false, reason: 'start-line' };
    if (lines.length > MAXIMUM_HEADERS) return { ok: false, reason: 'too-many-headers' };
    const headers: Header[] = [];
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(0, colon)).trim();
      if (!HEADER_NAME.test(name)) return { ok: false, reason: 'header-line' };
      headers.push({ name: COMPACT_FORMS[name.toLowerCase()] ?? name, value: line.slice(colon + 1).trim() });
    }
    const message = new WireMessage(start, headers, bytes.subarray(end.body));
    const length = message.get('Content-Length');
    if (length !== undefined) {
      if (!/^[0-9]{1,7}$/.test(length)) return { ok: false, reason: 'content-length' };
      const wanted = Number(length);
      // RFC 3261 section 18.3: what follows the body is discarded; a body that is cut short is an error.
      if (wanted > message.body.length) return { ok: false, reason: 'truncated' };
      message.body = message.body.subarray(0, wanted);
    }
    return { ok: true, message };
  }

  get isRequest(): boolean {
    return this.#request !== undefined;
  }

  /** Of a request, as written; of a response, the method in its CSeq. */
  get method(): string {
    return this.#request?.method ?? this.cseq?.method ?? '';
  }

  get requestUri(): string {
    return this.#request?.uri ?? '';
  }

  set requestUri(uri: string) {
    if (this.#request) this.#request.uri = uri;
  }

  /** 0 for a request. */
  get statusCode(): number {
    return this.#status?.code ?? 0;
  }

  get reasonPhrase(): string {
    return this.#status?.phrase ?? '';
  }

  get cseq(): { number: number; method: string } | undefined {
    const match = /^([0-9]{1,10})\s+(\S{1,32})$/.exec(this.get('CSeq') ?? '');
    const number = Number(match?.[1]);
    // RFC 3261 section 8.1.1.5: less than 2**31.
    return match && number < 2 ** 31 ? { number, method: match[2]! } : undefined;
  }

  get callId(): string {
    return this.get('Call-ID') ?? '';
  }

  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return this.headers.find((header) => header.name.toLowerCase() === wanted)?.value;
  }

  all(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.headers.filter((header) => header.name.toLowerCase() === wanted).map((header) => header.value);
  }

  /** Puts `values` where the first header of that name stood (or at the end) and removes the others of that name. */
  replace(name: string, values: readonly string[]): void {
    const wanted = name.toLowerCase();
    const fresh = values.map((value) => ({ name, value }));
    const at = this.headers.findIndex((header) => header.name.toLowerCase() === wanted);
    const rest = this.headers.filter((header) => header.name.toLowerCase() !== wanted);
    rest.splice(at < 0 ? rest.length : at, 0, ...fresh);
    this.headers = rest;
  }

  set(name: string, value: string): void {
    this.replace(name, [value]);
  }

  remove(name: string): void {
    this.replace(name, []);
  }

  get startLine(): string {
    return this.#request
      ? `${this.#request.method} ${this.#request.uri} SIP/2.0`
      : `SIP/2.0 ${this.statusCode} ${this.reasonPhrase}`;
  }

  toBuffer(): Buffer {
    this.set('Content-Length', String(this.body.length));
    const head = [this.startLine, ...this.headers.map((header) => `${header.name}: ${header.value}`)].join('\r\n');
    return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'utf8'), this.body]);
  }
}

function parseStartLine(line: string): { method: string; uri: string } | { code: number; phrase: string } | undefined {
  const status = STATUS_LINE.exec(line);
  if (status) return { code: Number(status[1]), phrase: (status[2] ?? '').trim() };
  const request = REQUEST_LINE.exec(line);
  return request ? { method: request[1]!, uri: request[2]!.trim() } : undefined;
}

/** Where the headers end and the body begins; lone line feeds are tolerated. */
function headerEnd(bytes: Buffer): { head: number; body: number } | undefined {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { head: crlf, body: crlf + 4 };
  return lf >= 0 ? { head: lf, body: lf + 2 } : undefined;
}

/** RFC 3261 section 7.3.1: a line that begins with white space continues the one before. */
function unfold(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r?\n/)) {
    // A stray CR or NUL inside a line would let one header smuggle in another when we write it out again.
    // eslint-disable-next-line no-control-regex
    const clean = line.replace(/[\r\u0000]/g, ' ');
    const before = lines.at(-1);
    if (/^[ \t]/.test(clean) && before !== undefined && before !== '')
      lines[lines.length - 1] = `${before} ${clean.trim()}`;
    else lines.push(clean);
  }
  return lines;
}
