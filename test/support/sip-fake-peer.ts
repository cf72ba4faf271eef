import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';

const WAIT_MS = 4000;

/** A message as the peer saw it: text, and what tests ask for most. */
export class SeenMessage {
  readonly text: string;
  readonly from: number;

  constructor(text: string, from: number) {
    this.text = text;
    this.from = from;
  }

  get startLine(): string {
    return this.text.slice(0, this.text.indexOf('\r\n'));
  }

  get method(): string {
    return this.startLine.startsWith('SIP/2.0') ? '' : this.startLine.split(' ')[0]!;
  }

  get status(): number {
    return Number(/^SIP\/2\.0 (\d{3})/.exec(this.startLine)?.[1] ?? 0);
  }

  header(name: string): string {
    return new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(this.text)?.[1]?.trim() ?? '';
  }

  headers(name: string): string[] {
    return [...this.text.matchAll(new RegExp(`^${name}\\s*:\\s*(.*)$`, 'gim'))].map((match) => match[1]!.trim());
  }

  get body(): string {
    return this.text.slice(this.text.indexOf('\r\n\r\n') + 4);
  }
}

export interface ReplyOptions {
  readonly toTag?: string | null;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly contact?: string | null;
  readonly contentType?: string;
}

/** A scripted SIP peer made of raw datagrams: what no well-behaved stack would send, it can. */
export class FakePeer {
  readonly seen: SeenMessage[] = [];
  keepAlives = 0;
  readonly socket: Socket;
  #waiting: { accept: (message: SeenMessage) => boolean; resolve: (message: SeenMessage) => void }[] = [];
  #taken = new Set<SeenMessage>();
  #address = '127.0.0.1';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (bytes, source) => {
      if (bytes.toString() === '\r\n\r\n') {
        this.keepAlives++;
        return;
      }
      const message = new SeenMessage(bytes.toString('utf8'), source.port);
      this.seen.push(message);
      const waiting = this.#waiting.find(({ accept }) => accept(message));
      if (!waiting) return;
      this.#waiting = this.#waiting.filter((entry) => entry !== waiting);
      this.#taken.add(message);
      waiting.resolve(message);
    });
  }

  static async open(): Promise<FakePeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    return new FakePeer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  get domain(): string {
    return `${this.#address}:${this.port}`;
  }

  close(): void {
    this.socket.close();
  }

  /** The next message (or one already there) that nobody has taken yet. */
  next(what: string | number | ((message: SeenMessage) => boolean)): Promise<SeenMessage> {
    const accept =
      typeof what === 'function'
        ? what
        : (message: SeenMessage) => (typeof what === 'number' ? message.status === what : message.method === what);
    const known = this.seen.find((message) => !this.#taken.has(message) && accept(message));
    if (known) {
      this.#taken.add(known);
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const got = this.seen.map((message) => message.startLine).join(' | ');
        reject(new Error(`no ${String(what)} within ${WAIT_MS} ms; seen: ${got}`));
      }, WAIT_MS);
      this.#waiting.push({
        accept,
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
      });
    });
  }

  count(method: string): number {
    return this.seen.filter((message) => message.method === method).length;
  }

  send(text: string | Buffer, port: number): void {
    this.socket.send(text, port, this.#address);
  }

  reply(request: SeenMessage, status: number, phrase: string, options: ReplyOptions = {}): void {
    const tag = options.toTag === undefined ? 'peer' : options.toTag;
    const to = request.header('To');
    const contact = options.contact === undefined ? `<sip:peer@${this.domain}>` : options.contact;
    const body = options.body ?? '';
    this.send(
      [
        `SIP/2.0 ${status} ${phrase}`,
        ...request.headers('Via').map((via) => `Via: ${via}`),
        `From: ${request.header('From')}`,
        `To: ${to}${tag === null || status === 100 || to.includes(';tag=') ? '' : `;tag=${tag}`}`,
        `Call-ID: ${request.header('Call-ID')}`,
        `CSeq: ${request.header('CSeq')}`,
        ...(contact === null ? [] : [`Contact: ${contact}`]),
        ...(options.headers ?? []),
        ...(body === '' ? [] : [`Content-Type: ${options.contentType ?? 'application/sdp'}`]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
      request.from,
    );
  }

  /** A request of the peer's outside any dialog, to `port`. */
  request(
    method: string,
    port: number,
    options: {
      uri?: string;
      from?: string;
      to?: string;
      callId?: string;
      cseq?: number;
      branch?: string;
      via?: string;
      headers?: readonly string[];
      contact?: string | null;
      body?: string;
      contentType?: string;
    } = {},
  ): { text: string; branch: string; callId: string } {
    const branch = options.branch ?? `z9hG4bK${randomBytes(6).toString('hex')}`;
    const callId = options.callId ?? randomBytes(6).toString('hex');
    const contact = options.contact === undefined ? `<sip:peer@${this.domain}>` : options.contact;
    const body = options.body ?? '';
    const text = [
      `${method} ${options.uri ?? `sip:someone@127.0.0.1:${port}`} SIP/2.0`,
      options.via ?? `Via: SIP/2.0/UDP ${this.domain};branch=${branch};rport`,
      `From: ${options.from ?? `<sip:peer@${this.domain}>;tag=peer`}`,
      `To: ${options.to ?? `<sip:someone@127.0.0.1:${port}>`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${options.cseq ?? 1} ${method}`,
      'Max-Forwards: 70',
      ...(contact === null ? [] : [`Contact: ${contact}`]),
      ...(options.headers ?? []),
      ...(body === '' ? [] : [`Content-Type: ${options.contentType ?? 'application/sdp'}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
    this.send(text, port);
    return { text, branch, callId };
  }

  /** A request inside the dialog that our `invite` (taken from the account) set up. */
  inDialog(
    invite: SeenMessage,
    method: string,
    cseq: number,
    options: {
      body?: string;
      headers?: readonly string[];
      toTag?: string;
      contact?: string | null;
      contentType?: string;
      branch?: string;
    } = {},
  ): { text: string; branch: string; callId: string } {
    const contact = /<([^>]+)>/.exec(invite.header('Contact'))?.[1] ?? '';
    return this.request(method, invite.from, {
      uri: contact,
      from: `${invite.header('To')};tag=${options.toTag ?? 'peer'}`,
      to: invite.header('From'),
      callId: invite.header('Call-ID'),
      cseq,
      ...options,
    });
  }
}

/** Resolves when `ready` is true; for things that have no event of their own. */
export async function until(ready: () => boolean, what = 'the condition'): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${WAIT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const PEER_SDP =
  'v=0\r\no=- 7 7 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 101\r\n' +
  'a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n';

export function peerSdp(port: number, direction = 'sendrecv'): string {
  return PEER_SDP.replace('30000', String(port)).replace('sendrecv', direction);
}
