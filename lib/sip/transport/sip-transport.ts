/**
 * The transport sip.js sees. It carries what RFC 3261 sections 17 and 18 ask for and sip.js leaves to its transport:
 * routing, Via and Contact of the address really used, received/rport, retransmission, limits, and a parser that no
 * datagram can bring down.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock';
import type { Logger } from '../../logger';
import { BoundedMap } from '../bounded-map';
import type { Counters } from '../counters';
import type { Endpoint, Resolver } from '../resolver';
import { Retransmitter } from '../retransmitter';
import type { SipTransportKind } from '../sip-account.types';
import { WireMessage } from '../wire/message';
import { redact } from '../wire/redaction';
import { plainReply, restoreMessage, restoreVias } from '../wire/outgoing';
import { LOCAL_HOST, LOCAL_USER, sanitizeRequest, sanitizeResponse } from '../wire/sanitizer';
import { hostPort, parseNameAddress, parseUri, splitOutsideQuotes } from '../wire/uri';
import { parseVia, responseTarget, viaValues } from '../wire/via';
import type { Carrier } from './carrier';
import { PasswordTrust } from './password-trust';
import type { NextHop, SentRequest } from './password-trust';

const UDP_SAFE_BYTES = 1300;

/** Where a request may be sent, best first. */
interface Candidate {
  readonly endpoint: Endpoint;
  /** The name the endpoint came from. */
  readonly host: string;
  readonly home: boolean;
}

export interface SipTransportOptions {
  readonly kind: SipTransportKind;
  readonly carrier: Carrier;
  readonly resolver: Resolver;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  /** User part of our Contact on the wire, escaped. */
  readonly contactUser: string;
  /** The domain's own host, for targets that name no host (tel:). */
  readonly home: NextHop;
  readonly outboundProxy: NextHop | undefined;
  readonly onTrace: ((direction: 'in' | 'out', peer: string, text: string) => void) | undefined;
  /** A sanitized message for sip.js. Returns why it was dropped, if it was. May throw. */
  readonly onMessage: (text: string, method: string) => string | undefined;
  readonly onConnectionLost: (remote: Endpoint, why: string) => void;
  /** The registrar sees us at another address than we thought (NAT). */
  readonly onPublicAddress: (address: Endpoint) => void;
}

export class SipTransport {
  readonly protocol: string;
  readonly retransmitter: Retransmitter;
  readonly #options: SipTransportOptions;
  /** Part of every branch we send: a response without it was not meant for us, or is forged. */
  readonly #token = randomBytes(6).toString('hex');
  /** Where a client transaction went: its CANCEL and the ACK to a refusal must follow (RFC 3261 sections 9.1, 17.1.1.3). */
  readonly #transactions = new BoundedMap<Candidate & SentRequest>(4096);
  /** Branches of requests that were sent more than once. */
  readonly #repeated = new BoundedMap<true>(1024);
  readonly #trust: PasswordTrust;
  /** Where the last message of a call came from. */
  readonly #flows = new BoundedMap<Endpoint>(2048);
  readonly #targets = new BoundedMap<Endpoint>(2048);
  readonly #public = new BoundedMap<Endpoint>(64);
  readonly #queues = new Map<string, Promise<void>>();
  /** What our last REGISTER said. */
  registeredContact: Endpoint | undefined;
  #warnedOfSize = false;
  #disposed = false;

  constructor(options: SipTransportOptions) {
    this.#options = options;
    this.protocol = options.carrier.protocol;
    const homes = options.outboundProxy ? [options.home, options.outboundProxy] : [options.home];
    this.#trust = new PasswordTrust(homes, options.resolver, options.kind);
    this.retransmitter = new Retransmitter(options.clock, () => options.counters.retransmitted++);
  }

  async open(remote: Endpoint | undefined): Promise<void> {
    await this.#options.carrier.open(
      {
        onBytes: (bytes, source) => this.receive(bytes, source),
        onDrop: (reason, source) => this.#drop(reason, source),
        onConnectionLost: (peer, why) => this.#options.onConnectionLost(peer, why),
      },
      remote,
    );
  }

  dispose(): void {
    this.#disposed = true;
    this.retransmitter.clear();
    this.#options.carrier.close();
  }

  /** Whether the request of this branch was retransmitted: its answer may be to the second copy. */
  wasRepeated(branch: string): boolean {
    return this.#repeated.get(branch) === true;
  }

  /** The endpoint the last request of this Call-ID went to. */
  targetOf(callId: string): Endpoint | undefined {
    return this.#targets.get(callId);
  }

  /** The endpoint the last message of this Call-ID came from. */
  sourceOf(callId: string): Endpoint | undefined {
    return this.#flows.get(callId);
  }

  // ---- in

  receive(bytes: Buffer, source: Endpoint): void {
    if (this.#disposed) return;
    const { counters } = this.#options;
    counters.received++;
    try {
      this.#receive(bytes, source);
    } catch (error) {
      // Law of the house: no datagram ends the process, whatever the code below overlooked.
      this.#drop('internal-error', source, error);
    }
  }

  #receive(bytes: Buffer, source: Endpoint): void {
    if (bytes.every((byte) => byte === 13 || byte === 10 || byte === 0)) {
      this.#drop('keep-alive', source);
      return;
    }
    const parsed = WireMessage.parse(bytes);
    if (!parsed.ok) {
      this.#drop(parsed.reason, source);
      return;
    }
    this.#trace('in', source, bytes);
    if (parsed.message.isRequest) this.#receiveRequest(parsed.message, source);
    else this.#receiveResponse(parsed.message, source);
  }

  #receiveRequest(message: WireMessage, source: Endpoint): void {
    const { carrier } = this.#options;
    const sanitized = sanitizeRequest(message, source, carrier.reliable);
    if (!sanitized.ok) {
      this.#drop(sanitized.reason, source);
      if (sanitized.reply) this.#reply(message, source, sanitized.reply.code, sanitized.reply.phrase);
      return;
    }
    this.#flows.set(message.callId, source);
    if (message.method === 'ACK') {
      const branch = /;branch=([^;]+)/.exec(sanitized.text)?.[1];
      if (branch !== undefined) this.retransmitter.ackReceived(branch);
    }
    try {
      const dropped = this.#options.onMessage(sanitized.text, message.method);
      if (dropped !== undefined) this.#drop(dropped, source);
    } catch (error) {
      this.#drop('sip-stack-refused', source, error);
      this.#reply(message, source, 400, 'Bad Request');
    }
  }

  #receiveResponse(message: WireMessage, source: Endpoint): void {
    const vias = viaValues(message.all('Via'));
    const top = parseVia(vias[0] ?? '');
    if (!top || vias.length !== 1) {
      this.#drop('via', source);
      return;
    }
    const [branch = '', token] = (top.parameters.get('branch') ?? '').split('.');
    if (token !== this.#token) {
      this.#drop('not-our-branch', source);
      return;
    }
    const method = message.cseq?.method ?? '';
    this.retransmitter.responseReceived(branch, method, message.statusCode);
    const sent = this.#transactions.get(branch);
    const sanitized = sanitizeResponse(message, source, branch, (realm) =>
      this.#trust.mayAnswer(message.callId, sent, realm),
    );
    if (!sanitized.ok) {
      this.#drop(sanitized.reason, source);
      return;
    }
    this.#options.resolver.worked(source);
    this.#flows.set(message.callId, source);
    if (method === 'REGISTER') this.#learnPublicAddress(top, source);
    try {
      const dropped = this.#options.onMessage(sanitized.text, method);
      if (dropped !== undefined) this.#drop(dropped, source);
    } catch (error) {
      this.#drop('sip-stack-refused', source, error);
    }
  }

  /** RFC 3581: the registrar wrote where it saw our request come from. Over a connection the port means nothing. */
  #learnPublicAddress(
    via: { host: string; port: number | undefined; parameters: ReadonlyMap<string, string | undefined> },
    source: Endpoint,
  ): void {
    if (this.#options.carrier.reliable) return;
    const address = via.parameters.get('received')?.replace(/^\[|\]$/g, '') ?? via.host;
    const port = Number(via.parameters.get('rport') ?? via.port);
    if (!(port >= 1 && port <= 65_535) || (address === via.host && port === via.port)) return;
    const known = this.#public.get(endpointKey(source));
    if (known?.address === address && known.port === port) return;
    this.#public.set(endpointKey(source), { address, port });
    this.#options.onPublicAddress({ address, port });
  }

  // ---- out

  /** Called by sip.js; rejects when the message cannot be sent, which sip.js turns into a 503. */
  send(text: string): Promise<void> {
    if (this.#disposed) return Promise.reject(new Error('The SIP transport is closed.'));
    const parsed = WireMessage.parse(Buffer.from(text, 'utf8'));
    if (!parsed.ok) return Promise.reject(new Error(`A SIP message of our own is malformed (${parsed.reason}).`));
    const message = parsed.message;
    // Messages of one call leave in the order they were made, however long a name takes to resolve.
    const queue = message.callId;
    const before = this.#queues.get(queue);
    const run = (): Promise<void> => (message.isRequest ? this.#sendRequest(message) : this.#sendResponse(message));
    const job = before ? before.then(run, run) : run();
    const guarded = job
      .catch(() => undefined)
      .then(() => {
        if (this.#queues.get(queue) === guarded) this.#queues.delete(queue);
      });
    this.#queues.set(queue, guarded);
    return job;
  }

  async #sendRequest(message: WireMessage): Promise<void> {
    const { carrier, resolver } = this.#options;
    restoreMessage(message);
    const via = parseVia(message.get('Via') ?? '');
    const branch = via?.parameters.get('branch');
    if (!via || branch === undefined) throw new Error('A SIP request of our own has no Via.');
    const method = message.method;
    const follows = this.#transactions.get(branch);
    const inDialog = isInDialog(message);
    const candidates =
      follows && (method === 'CANCEL' || method === 'ACK') ? [follows] : await this.#nextHops(message, inDialog);
    let failure: unknown;
    for (const candidate of candidates) {
      const { endpoint, host, home } = candidate;
      try {
        const local = await carrier.localFor(endpoint, host);
        const outgoing = this.#address(message, local, endpoint, branch);
        const bytes = outgoing.toBuffer();
        if (!carrier.reliable && bytes.length > UDP_SAFE_BYTES) this.#warnOfSize(bytes.length);
        this.#transactions.set(branch, { ...candidate, inDialog });
        this.#trust.sent(message.callId, { home, inDialog }, endpoint);
        this.#targets.set(message.callId, endpoint);
        if (!carrier.reliable) {
          this.retransmitter.requestSent(branch, method, () => {
            this.#repeated.set(branch, true);
            this.#transmit(endpoint, bytes).catch(() => this.retransmitter.forget(branch, method));
          });
        }
        await this.#transmit(endpoint, bytes);
        return;
      } catch (error) {
        this.retransmitter.forget(branch, method);
        resolver.failed(endpoint);
        failure = error;
      }
    }
    throw failure instanceof Error ? failure : new Error('No address to send to.');
  }

  async #sendResponse(message: WireMessage): Promise<void> {
    const { carrier } = this.#options;
    const own = message.get('Via') ?? '';
    const transaction = /;branch=([^;]+)/.exec(own)?.[1] ?? '';
    const vias = restoreVias(own);
    const top = parseVia(vias?.[0] ?? '');
    if (!vias || !top) throw new Error('A SIP response of our own has no Via to go back to.');
    restoreMessage(message);
    message.replace('Via', vias);
    const { host, port } = responseTarget(top);
    const endpoint = (await this.#endpoints({ host, port }))[0]!.endpoint;
    const local = await carrier.localFor(endpoint, host);
    this.#replaceContact(message, local, endpoint);
    const bytes = message.toBuffer();
    if (!carrier.reliable && message.method === 'INVITE' && message.statusCode >= 300) {
      this.retransmitter.refusalSent(transaction, () => {
        this.#transmit(endpoint, bytes).catch(() => this.retransmitter.ackReceived(transaction));
      });
    }
    await this.#transmit(endpoint, bytes);
  }

  /** RFC 3261 section 8.1.2: the topmost Route, else the outbound proxy (outside dialogs), else the Request-URI. */
  async #nextHops(message: WireMessage, inDialog: boolean): Promise<Candidate[]> {
    const { outboundProxy, home, carrier } = this.#options;
    const route = splitOutsideQuotes(message.get('Route') ?? '', ',')[0] ?? '';
    const uri = parseUri(parseNameAddress(route)?.uri ?? '');
    const target = parseUri(message.requestUri);
    let hop: NextHop;
    if (uri && uri.host !== '') hop = hopOf(uri);
    else if (outboundProxy && !inDialog) hop = outboundProxy;
    else if (target && target.host !== '') hop = hopOf(target);
    else hop = home;
    const flow = inDialog ? this.#flows.get(message.callId) : undefined;
    const back = (to: Endpoint): Candidate => ({
      endpoint: to,
      host: to.address,
      home: this.#trust.isHomeEndpoint(to),
    });
    try {
      // Outside dialogs a Route is the registrar's Service-Route: its word is home's.
      const byService = !inDialog && (uri?.host ?? '') !== '';
      const found = (await this.#endpoints(hop)).map(({ endpoint, host }) => {
        return { endpoint, host, home: byService || this.#trust.isHome(hop, endpoint) };
      });
      // A peer behind NAT names a Contact that nobody can connect to; the connection it called on is still there.
      if (
        flow &&
        carrier.reliable &&
        !found.some(({ endpoint }) => carrier.isConnected(endpoint)) &&
        carrier.isConnected(flow)
      ) {
        return [back(flow), ...found];
      }
      return found;
    } catch (error) {
      // A Contact with a name that only the peer's own network knows: answer where its messages come from.
      if (flow) return [back(flow)];
      throw error;
    }
  }

  async #endpoints(hop: NextHop): Promise<{ endpoint: Endpoint; host: string }[]> {
    const { resolver, kind } = this.#options;
    const found = resolver.immediate(hop.host, hop.port, kind) ?? (await resolver.resolve(hop.host, hop.port, kind));
    return found.map((endpoint) => ({ endpoint, host: hop.host }));
  }

  #address(message: WireMessage, local: Endpoint, remote: Endpoint, branch: string): WireMessage {
    const outgoing = WireMessage.request(message.method, message.requestUri, message.headers, message.body);
    outgoing.set(
      'Via',
      `SIP/2.0/${this.protocol} ${hostPort(local.address, local.port)};rport;branch=${branch}.${this.#token}`,
    );
    this.#replaceContact(outgoing, local, remote);
    return outgoing;
  }

  #replaceContact(message: WireMessage, local: Endpoint, remote: Endpoint): void {
    const seen = this.#public.get(endpointKey(remote)) ?? local;
    if (message.isRequest && message.method === 'REGISTER') this.registeredContact = seen;
    const { kind, contactUser } = this.#options;
    const transport = kind === 'udp' ? '' : `;transport=${kind}`;
    const contact = `<sip:${contactUser === '' ? '' : `${contactUser}@`}${hostPort(seen.address, seen.port)}${transport}>`;
    const values = message
      .all('Contact')
      .map((value) => value.replace(new RegExp(`<sip:${LOCAL_USER}@${LOCAL_HOST}[^>]*>`), contact));
    if (values.length > 0) message.replace('Contact', values);
  }

  async #transmit(endpoint: Endpoint, bytes: Buffer): Promise<void> {
    if (this.#disposed) return;
    this.#trace('out', endpoint, bytes);
    this.#options.counters.sent++;
    await this.#options.carrier.send(endpoint, bytes);
  }

  /** A refusal for a request that sip.js never gets to see. */
  #reply(request: WireMessage, source: Endpoint, code: number, phrase: string): void {
    if (request.method === 'ACK') return;
    const reply = plainReply(request, source, { code, phrase, tag: this.#token }, this.#options.carrier.reliable);
    if (!reply) return;
    this.#transmit({ address: reply.target.host, port: reply.target.port }, reply.bytes).catch(() => undefined);
  }

  #drop(reason: string, source: Endpoint, error?: unknown): void {
    this.#options.counters.drop(reason);
    if (reason === 'keep-alive') return;
    const detail = error === undefined ? '' : `: ${error instanceof Error ? error.message : 'not an Error'}`;
    this.#options.log.debug(`SIP message from ${hostPort(source.address, source.port)} dropped: ${reason}${detail}`);
  }

  #trace(direction: 'in' | 'out', peer: Endpoint, bytes: Buffer): void {
    const { onTrace } = this.#options;
    if (onTrace) onTrace(direction, hostPort(peer.address, peer.port), redact(bytes.toString('utf8')));
  }

  #warnOfSize(bytes: number): void {
    if (this.#warnedOfSize) return;
    this.#warnedOfSize = true;
    this.#options.log.warn(
      `A SIP request of ${bytes} bytes goes out over UDP; RFC 3261 section 18.1.1 wants TCP beyond ${UDP_SAFE_BYTES}. ` +
        'If calls fail at once, choose TCP for this account.',
    );
  }
}

function isInDialog(message: WireMessage): boolean {
  return parseNameAddress(message.get('To') ?? '')?.parameters.has('tag') === true;
}

function hopOf(uri: {
  host: string;
  port: number | undefined;
  parameters: ReadonlyMap<string, string | null>;
}): NextHop {
  // RFC 3261 section 19.1.1: maddr overrides the host.
  const maddr = uri.parameters.get('maddr');
  return { host: maddr ?? uri.host, port: uri.port };
}

function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}
