/** One SIP account: its socket, its registration, its calls. The public face of this room. */
import { systemClock } from '../clock';
import type { Clock, TimerHandle } from '../clock';
import { silentLogger } from '../logger';
import type { Logger } from '../logger';
import { Counters } from './counters';
import { dialTarget, formatHostPort, parseHostPort } from './dial-target';
import { IncomingCall } from './incoming-call';
import { systemNetwork } from './local-address';
import type { LocalNetwork } from './local-address';
import { NatKeepAlive } from './nat-keep-alive';
import { OutgoingCall } from './outgoing-call';
import { findOwnAddress, OwnAddress } from './own-address';
import type { Found } from './own-address';
import { Registration } from './registration';
import { Resolver } from './resolver';
import type { Endpoint, NameService } from './resolver';
import { MINIMUM_SESSION_SECONDS } from './session-timer';
import type { SessionMedia } from './session-media';
import type {
  PlaceOptions,
  RegistrationState,
  SipAccountObserver,
  SipAccountSettings,
  SipCall,
  SipCallObserver,
  SipCounters,
} from './sip-account.types';
import type { BaseCall, CallContext } from './sip-call';
import { loadSipJs } from './sipjs';
import type { IncomingInviteRequest, SipJs, UserAgentCore } from './sipjs';
import { SipStack } from './sip-stack';
import type { Carrier } from './transport/carrier';
import { SipTransport } from './transport/sip-transport';
import { StreamCarrier } from './transport/stream-carrier';
import { UdpCarrier } from './transport/udp-carrier';
import { aliasUri } from './wire/alias';
import { escapeUser, parseNameAddress, parseUri, quoteDisplayName } from './wire/uri';

const STOP_WITHIN_MS = 3000;
const REFRESH_AFTER_LOSS_MS = 1000;
const DEFAULT_REGISTER_SECONDS = 300;
/** More unanswered calls in than this are refused with 503: strangers cost memory. */
const MAXIMUM_UNANSWERED_IN = 64;

export interface SipAccountDependencies {
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly names?: NameService;
  readonly network?: LocalNetwork;
  /** 0 to 1, for jitter; Math.random when absent. */
  readonly random?: () => number;
}

interface Running {
  readonly stack: SipStack;
  readonly transport: SipTransport;
  readonly carrier: Carrier;
  readonly registration: Registration | undefined;
}

export class SipAccount {
  readonly #settings: SipAccountSettings;
  readonly #observer: SipAccountObserver;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #random: () => number;
  readonly #resolver: Resolver;
  readonly #network: LocalNetwork;
  readonly #ownAddress: OwnAddress;
  readonly #counters = new Counters();
  readonly #calls = new Set<BaseCall>();
  readonly #farewells = new Set<Promise<void>>();
  #running: Running | undefined;
  #starting: Promise<void> | undefined;
  #stopped = false;
  readonly #keepAlive: NatKeepAlive;
  #registration: RegistrationState = { state: 'off' };
  #routes: readonly string[] = [];

  constructor(settings: SipAccountSettings, observer: SipAccountObserver, dependencies: SipAccountDependencies = {}) {
    this.#settings = settings;
    this.#observer = observer;
    this.#clock = dependencies.clock ?? systemClock;
    this.#log = dependencies.log ?? silentLogger;
    this.#random = dependencies.random ?? Math.random;
    this.#resolver = new Resolver(dependencies.names, this.#clock, this.#random);
    this.#network = dependencies.network ?? systemNetwork;
    this.#ownAddress = new OwnAddress({
      network: this.#network,
      find: () => this.#findLocalAddress(false),
      onChanged: (address) => {
        this.#log.info(`SIP: our address is ${address} now.`);
        if (this.#registration.state === 'registered') this.#running?.registration?.again();
      },
    });
    this.#keepAlive = new NatKeepAlive({
      clock: this.#clock,
      peers: () => {
        void this.#ownAddress.refresh();
        return this.#keptAlive();
      },
      send: (peer) => this.#running?.carrier.keepAlive(peer),
    });
  }

  get registration(): RegistrationState {
    return this.#registration;
  }

  get counters(): SipCounters {
    return this.#counters.snapshot();
  }

  /** The address that calls of this account should name in SDP, and the SIP port. Ask for each call: it may change. */
  get localAddress(): { address: string; port: number } {
    return this.#ownAddress.current;
  }

  /** Calls that have not ended. */
  get calls(): readonly SipCall[] {
    return [...this.#calls];
  }

  /**
   * Resolves when the socket is bound (TCP, TLS: when connecting was tried). Rejects only for what the user must change:
   * a domain that is none, a port that is taken. A registrar that is down is a `registration` state.
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const settings = this.#settings;
    const domain = parseHostPort(settings.domain);
    if (!domain) throw new Error(`"${settings.domain}" is not a SIP domain: write host or host:port.`);
    const proxy = settings.outboundProxy === undefined ? undefined : parseHostPort(settings.outboundProxy);
    if (settings.outboundProxy !== undefined && !proxy) {
      throw new Error(`"${settings.outboundProxy}" is not a proxy address: write host or host:port.`);
    }
    const sipJs = await loadSipJs();
    const carrier = this.#makeCarrier();
    const transport = new SipTransport({
      kind: settings.transport,
      carrier,
      resolver: this.#resolver,
      clock: this.#clock,
      log: this.#log,
      counters: this.#counters,
      contactUser: escapeUser(settings.user),
      home: domain,
      outboundProxy: proxy,
      onTrace: this.#observer.onTrace
        ? (direction, peer, text) => this.#tell(() => this.#observer.onTrace?.(direction, peer, text))
        : undefined,
      onMessage: (text, method) =>
        this.#running?.stack.receive(text, method) ?? (this.#running ? undefined : 'not-running'),
      onConnectionLost: (remote, why) => {
        this.#log.info(`SIP connection lost: ${why}.`);
        this.#running?.registration?.again();
        this.#refreshCallsVia(remote);
      },
      onPublicAddress: (address) => {
        this.#log.info(`The SIP registrar sees us at ${address.address}:${address.port}.`);
        this.#running?.registration?.again();
      },
    });
    const peer = await this.#firstEndpoint(proxy ?? domain, 'debug');
    await transport.open(peer);
    const stack = new SipStack(
      sipJs,
      transport,
      { ...settings, domain: formatHostPort(domain) },
      this.#log,
      (request) => this.#invited(request),
    );
    const { core } = stack;
    const registration = settings.register ? this.#makeRegistration(sipJs, core, domain) : undefined;
    this.#running = { stack, transport, carrier, registration };
    if (this.#stopped) {
      transport.dispose();
      return;
    }
    this.#ownAddress.start(await this.#findLocalAddress(true));
    registration?.start();
    if (settings.transport === 'udp') this.#keepAlive.start();
  }

  /** Somebody wants to know: a registration that failed is tried now instead of later. */
  registerNow(): void {
    this.#running?.registration?.now();
  }

  /** Hangs up, takes the registration down and closes. Takes at most 3 s whatever the far ends do. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#starting?.catch(() => undefined);
    const running = this.#running;
    if (!running) return;
    this.#keepAlive.stop();
    // The answers to these must still get in; new calls do not (see #invited and place).
    const farewells = [...this.#calls].map((call) => call.hangup());
    farewells.push(...this.#farewells, running.registration?.stop() ?? Promise.resolve());
    let timer: TimerHandle;
    await Promise.race([
      Promise.allSettled(farewells),
      new Promise<void>((resolve) => {
        timer = this.#clock.setTimeout(() => resolve(), STOP_WITHIN_MS);
      }),
    ]);
    this.#clock.clearTimeout(timer);
    if (this.#running !== running) return;
    for (const call of [...this.#calls]) call.abandon();
    this.#running = undefined;
    this.#registration = { state: 'off' };
    running.stack.core.dispose();
    running.transport.dispose();
  }

  /**
   * Places a call to a number, an extension or a SIP URI. Never throws: what cannot be called ends at once with reason
   * `failed`, told to `observer.onEnded` in a later turn of the event loop.
   */
  place(target: string, media: SessionMedia, observer: SipCallObserver, options: PlaceOptions = {}): SipCall {
    const settings = this.#settings;
    const running = this.#stopped ? undefined : this.#running;
    if (running) void this.#ownAddress.refresh();
    const found = dialTarget(target, this.#domainText());
    const uri = found.ok ? found.uri : target;
    const name = quoteDisplayName(options.displayName ?? settings.displayName ?? '');
    const call = new OutgoingCall(this.#context(running), media, observer, {
      ...options,
      uri,
      from: `${name}<sip:${escapeUser(settings.user)}@${this.#domainText()}>`,
      routes: this.#isHome(uri) ? this.#routes : [],
      hasOtherEndpoint: (callId, failedUri) => this.#hasOtherEndpoint(callId, failedUri),
    });
    this.#calls.add(call);
    if (!found.ok) call.fail({ reason: 'failed', text: found.text });
    else if (!running) call.fail({ reason: 'failed', text: 'The SIP account is not started.' });
    else call.begin();
    return call;
  }

  // ---- parts

  #makeCarrier(): Carrier {
    const { transport, bindAddress, bindPort, tls } = this.#settings;
    const common = { bindAddress, bindPort, log: this.#log, clock: this.#clock };
    if (transport === 'udp') return new UdpCarrier({ ...common, network: this.#network });
    return new StreamCarrier({ ...common, protocol: transport === 'tcp' ? 'TCP' : 'TLS', tls });
  }

  #makeRegistration(
    sipJs: SipJs,
    core: UserAgentCore,
    domain: { host: string; port: number | undefined },
  ): Registration {
    const settings = this.#settings;
    const name = quoteDisplayName(settings.displayName ?? '');
    const place = formatHostPort(domain);
    return new Registration({
      sipJs,
      core,
      clock: this.#clock,
      log: this.#log,
      random: this.#random,
      registrar: `sip:${place}`,
      addressOfRecord: `${name}<sip:${escapeUser(settings.user)}@${place}>`,
      seconds: settings.registerSeconds ?? DEFAULT_REGISTER_SECONDS,
      hasPassword: settings.password !== undefined,
      isOurContact: (uri) => {
        const ours = this.#running?.transport.registeredContact;
        return uri.user === escapeUser(settings.user) && uri.host === ours?.address && uri.port === ours.port;
      },
      onState: (state) => {
        this.#registration = state;
        if (state.state === 'registered') void this.#ownAddress.refresh();
        this.#tell(() => this.#observer.onRegistration?.(state));
      },
      onServiceRoute: (routes) => {
        this.#routes = routes
          .map((route) => parseNameAddress(route))
          .filter((route) => route !== undefined)
          .map((route) => `<${aliasUri(route.uri)}>`);
      },
      onNoAnswer: (callId) => this.#markUnanswered(callId),
    });
  }

  #context(running: Running | undefined): CallContext {
    const stack = (): SipStack => {
      if (!running) throw new Error('The SIP account is not started.');
      return running.stack;
    };
    return {
      get sipJs() {
        return stack().sipJs;
      },
      get core() {
        return stack().core;
      },
      clock: this.#clock,
      log: this.#log,
      random: this.#random,
      onCallEnded: (call) => void this.#calls.delete(call),
      track: (farewell) => {
        this.#farewells.add(farewell);
        void farewell.then(() => this.#farewells.delete(farewell));
      },
    };
  }

  // ---- the wire

  #invited(request: IncomingInviteRequest): void {
    const running = this.#running;
    if (!running || this.#stopped) {
      request.reject({ statusCode: 503 });
      return;
    }
    request.trying();
    const { message } = request;
    // RFC 3261 section 8.2.2.3: what the caller requires and we lack is named in a 420.
    const required = message
      .getHeaders('require')
      .join(',')
      .toLowerCase()
      .split(/[\s,]+/);
    const lacking = required.filter((tag) => tag !== '' && tag !== '100rel' && tag !== 'timer');
    if (lacking.length > 0) {
      request.reject({ statusCode: 420, extraHeaders: [`Unsupported: ${lacking.slice(0, 8).join(', ')}`] });
      return;
    }
    const session = Number.parseInt(message.getHeader('session-expires') ?? '', 10);
    if (session < MINIMUM_SESSION_SECONDS) {
      request.reject({ statusCode: 422, extraHeaders: [`Min-SE: ${MINIMUM_SESSION_SECONDS}`] });
      return;
    }
    const unanswered = [...this.#calls].filter((call) => call.direction === 'in' && call.state !== 'answered').length;
    if (!this.#observer.onIncoming || unanswered >= MAXIMUM_UNANSWERED_IN) {
      request.reject({ statusCode: this.#observer.onIncoming ? 503 : 480 });
      return;
    }
    const call = new IncomingCall(this.#context(running), request);
    this.#calls.add(call);
    this.#tell(() => this.#observer.onIncoming?.(call));
  }

  // ---- addresses

  #domainText(): string {
    const domain = parseHostPort(this.#settings.domain);
    return domain ? formatHostPort(domain) : this.#settings.domain;
  }

  /** A call inside our own domain takes the registrar's Service-Route; a call straight to another host does not. */
  #isHome(uri: string): boolean {
    const target = parseUri(uri);
    const domain = parseHostPort(this.#settings.domain);
    return (
      target !== undefined && target.host.toLowerCase() === domain?.host.toLowerCase() && target.port === domain.port
    );
  }

  async #firstEndpoint(
    hop: { host: string; port: number | undefined },
    level: 'warn' | 'debug',
  ): Promise<Endpoint | undefined> {
    const found = await this.#resolver.resolve(hop.host, hop.port, this.#settings.transport).catch((error: unknown) => {
      this.#log[level](`SIP: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    });
    return found[0];
  }

  /** `connect`: a stream may be opened to learn its own end. */
  async #findLocalAddress(connect: boolean): Promise<Found> {
    const { register, outboundProxy, transport, domain, bindAddress } = this.#settings;
    const hop = parseHostPort(outboundProxy ?? domain);
    const level = connect ? 'warn' : 'debug';
    const peer = hop && (await this.#firstEndpoint(hop, level));
    const carrier = this.#running?.carrier;
    const talksToPeer = register || outboundProxy !== undefined || transport === 'udp';
    const asksCarrier = peer && carrier && talksToPeer && (connect || carrier.isConnected(peer));
    return findOwnAddress({
      network: this.#network,
      bindAddress,
      boundPort: carrier?.boundPort ?? 0,
      peer,
      seen: asksCarrier
        ? await carrier.localFor(peer, hop.host).catch((error: unknown) => {
            this.#log[level](`SIP: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
          })
        : undefined,
    });
  }

  /** Calls whose far end would answer into a closed connection tell it where we are now, once it can be back. */
  #refreshCallsVia(remote: Endpoint): void {
    const transport = this.#running?.transport;
    const affected = [...this.#calls].filter((call) => {
      const target = transport?.targetOf(call.id);
      return target?.address === remote.address && target.port === remote.port;
    });
    if (affected.length === 0 || this.#stopped) return;
    this.#clock.setTimeout(() => {
      if (!this.#stopped) for (const call of affected) call.refreshTarget();
    }, REFRESH_AFTER_LOSS_MS);
  }

  #markUnanswered(callId: string): void {
    const endpoint = this.#running?.transport.targetOf(callId);
    if (endpoint) this.#resolver.failed(endpoint);
  }

  #hasOtherEndpoint(callId: string, uri: string): boolean {
    const failed = this.#running?.transport.targetOf(callId);
    const proxy = this.#settings.outboundProxy === undefined ? undefined : parseHostPort(this.#settings.outboundProxy);
    const hop = proxy ?? parseUri(uri);
    if (!failed || !hop) return false;
    this.#resolver.failed(failed);
    const next = this.#resolver.immediate(hop.host, hop.port, this.#settings.transport)?.[0];
    return next !== undefined && (next.address !== failed.address || next.port !== failed.port);
  }

  /** The registrar, and while calls are up everybody they go through. */
  #keptAlive(): (Endpoint | undefined)[] {
    const running = this.#running;
    if (!running) return [];
    const { registration, transport } = running;
    const calls = [...this.#calls];
    return [
      registration && transport.targetOf(registration.callId),
      calls.length > 0 ? this.#ownAddress.peer : undefined,
      ...calls.flatMap(({ id }) => [transport.targetOf(id), transport.sourceOf(id)]),
    ];
  }

  /** An observer's fault is not the account's. */
  #tell(job: () => void): void {
    try {
      job();
    } catch (error) {
      this.#log.error(`SIP account: an observer failed: ${String(error)}`);
    }
  }
}
