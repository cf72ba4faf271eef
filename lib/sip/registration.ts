/** Keeps one address of record registered (RFC 3261 section 10): refresh, back-off, and never an end to trying. */
import { randomBytes } from 'node:crypto';
import type { Clock, TimerHandle } from '../clock';
import type { Logger } from '../logger';
import { isStale } from './compat';
import type { RegistrationState } from './sip-account.types';
import { endOfStatus } from './sip-end';
import type { IncomingResponseMessage, OutgoingRequestMessage, SipJs, UserAgentCore } from './sipjs';
import { aliasHosts, aliasUser, restore } from './wire/alias';
import { parseNameAddress, parseUri } from './wire/uri';
import type { SipUri } from './wire/uri';

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 120_000;
/** What the registrar does not want does not become right by trying. */
const FIRST_REFUSED_RETRY_MS = 60_000;
const LONGEST_REFUSED_RETRY_MS = 900_000;
/** A wrong password least of all: providers lock accounts out, and addresses, for a handful of tries in ten minutes. */
const FIRST_PASSWORD_RETRY_MS = 5 * 60_000;
const LONGEST_PASSWORD_RETRY_MS = 60 * 60_000;
const LONGEST_RETRY_AFTER_SECONDS = 3600;
/** sip.js reports a timeout after 32 s; should it not, the attempt is given up anyway. */
const STUCK_MS = 40_000;
const ALLOW = 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, NOTIFY, REFER, MESSAGE';

export interface RegistrationOptions {
  readonly sipJs: SipJs;
  readonly core: UserAgentCore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** `sip:domain` as on the wire. */
  readonly registrar: string;
  /** `"Name" <sip:user@domain>` as on the wire. */
  readonly addressOfRecord: string;
  readonly seconds: number;
  readonly hasPassword: boolean;
  /** Is this Contact of the registrar's list ours? */
  readonly isOurContact: (uri: SipUri) => boolean;
  readonly onState: (state: RegistrationState) => void;
  /** Service-Route of the registrar (RFC 3608): the way for calls out. */
  readonly onServiceRoute: (routes: readonly string[]) => void;
  /** Nobody answered: another address of the registrar may be tried. */
  readonly onNoAnswer: (callId: string) => void;
}

export class Registration {
  readonly callId = randomBytes(16).toString('hex');
  readonly #options: RegistrationOptions;
  readonly #fromTag = randomBytes(8).toString('hex');
  #state: RegistrationState = { state: 'registering' };
  #cseq = 0;
  #seconds: number;
  #attempt = 0;
  #failures = 0;
  /** Passwords refused since the last success, whatever else went wrong between. */
  #passwordRefusals = 0;
  /** Connections lost since the last success: a server that takes and drops them must not be hammered. */
  #interruptions = 0;
  #timer: TimerHandle;
  #stopped = false;
  #bound = false;
  #message: OutgoingRequestMessage | undefined;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#seconds = options.seconds;
  }

  get state(): RegistrationState {
    return this.#state;
  }

  start(): void {
    this.#register();
  }

  /** Somebody asked for it (a deploy): a try that is only waited for is made now. */
  now(): void {
    if (this.#state.state === 'failed') this.#register();
  }

  /** The connection went, or our address changed: register again soon, all accounts not in the same instant. */
  again(delayMs = 500): void {
    // While an attempt has failed the next one is on its way already.
    if (this.#stopped || this.#state.state === 'failed') return;
    this.#attempt++;
    const factor = 2 ** Math.min(8, this.#interruptions++);
    this.#become({ state: 'registering' });
    this.#schedule(delayMs * factor * (1 + this.#options.random()));
  }

  /** Takes the binding down. Resolves when the registrar answered; the caller bounds the wait. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#attempt++;
    this.#options.clock.clearTimeout(this.#timer);
    const wasBound = this.#bound;
    this.#bound = false;
    this.#become({ state: 'off' });
    if (!wasBound) return Promise.resolve();
    return new Promise((resolve) => {
      this.#send(0, { onAccept: () => resolve(), onFailure: () => resolve() });
    });
  }

  #register(): void {
    if (this.#stopped) return;
    const attempt = ++this.#attempt;
    const current = (): boolean => attempt === this.#attempt && !this.#stopped;
    if (this.#state.state !== 'registered') this.#become({ state: 'registering' });
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = this.#options.clock.setTimeout(() => {
      if (current()) this.#failed(408, 'no answer', undefined);
    }, STUCK_MS);
    this.#send(this.#seconds, {
      onAccept: (message) => {
        if (current()) this.#accepted(message);
      },
      onFailure: (message, request) => {
        const status = message.statusCode ?? 500;
        if (!current()) {
          // The attempt that follows would show the same password (an address was learned meanwhile).
          if (this.#state.state === 'registering' && isPasswordRefused(message, request)) {
            this.#failed(status, message.reasonPhrase ?? '', message, true);
          }
          return;
        }
        const minimum = Number(message.getHeader('min-expires'));
        // Section 10.2.8: the registrar says how short is too short; once is enough to believe it.
        if (status === 423 && minimum > this.#seconds && minimum <= 86_400) {
          this.#seconds = minimum;
          this.#register();
          return;
        }
        if (!message.hasHeader('via')) this.#options.onNoAnswer(this.callId);
        const answer = message.hasHeader('via') ? message : undefined;
        this.#failed(status, message.reasonPhrase ?? '', answer, isPasswordRefused(message, request));
      },
    });
  }

  #accepted(message: IncomingResponseMessage): void {
    const now = this.#options.clock.now();
    const granted = this.#granted(message);
    if (granted <= 0) {
      this.#failed(500, 'registered for no time at all', undefined);
      return;
    }
    this.#failures = 0;
    this.#passwordRefusals = 0;
    this.#interruptions = 0;
    this.#bound = true;
    const routes = message.getHeaders('service-route');
    this.#options.onServiceRoute(routes);
    this.#become({ state: 'registered', expiresAt: now + granted * 1000 });
    // Early enough for one lost attempt (32 s) where there is room, and not all phones of an office at once.
    const ahead = granted > 120 ? Math.max(40, granted * 0.15) : granted * 0.3;
    this.#schedule(Math.max(1, granted - ahead - this.#options.random() * granted * 0.05) * 1000);
  }

  /** Seconds granted: our Contact's expires, else the Expires header, else what we asked for (section 10.2.4). */
  #granted(message: IncomingResponseMessage): number {
    const contacts = message
      .getHeaders('contact')
      .map((value) => parseNameAddress(value))
      .filter((contact) => contact !== undefined);
    const ours =
      contacts.find((contact) => {
        const uri = parseUri(restore(contact.uri));
        return uri !== undefined && this.#options.isOurContact(uri);
      }) ?? (contacts.length === 1 ? contacts[0] : undefined);
    const stated = ours?.parameters.get('expires') ?? message.getHeader('expires');
    const seconds = Number(stated ?? NaN);
    return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 86_400) : this.#seconds;
  }

  #failed(status: number, phrase: string, message: IncomingResponseMessage | undefined, passwordRefused = false): void {
    const { clock, random, log, hasPassword } = this.#options;
    this.#attempt++;
    const refused = message !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 480;
    const [first, longest] = refused
      ? [FIRST_REFUSED_RETRY_MS, LONGEST_REFUSED_RETRY_MS]
      : [FIRST_RETRY_MS, LONGEST_RETRY_MS];
    const backOff = passwordRefused
      ? this.#backOff(FIRST_PASSWORD_RETRY_MS, LONGEST_PASSWORD_RETRY_MS, ++this.#passwordRefusals)
      : this.#backOff(first, longest, ++this.#failures);
    const asked = Number.parseInt(message?.getHeader('retry-after') ?? '', 10);
    const askedMs = asked > 0 ? Math.min(asked, LONGEST_RETRY_AFTER_SECONDS) * 1000 + random() * 1000 : 0;
    const delayMs = passwordRefused ? Math.max(askedMs, backOff) : askedMs || backOff;
    const reason = passwordRefused
      ? `Password refused: the registrar does not accept the user name or password (${status}${ownWords(status, phrase)}).`
      : describe(status, phrase, message !== undefined, hasPassword);
    const sooner = passwordRefused ? ' A deploy of the gateway tries at once.' : '';
    log.warn(`SIP registration failed: ${reason} Next try in ${inWords(delayMs)}.${sooner}`);
    this.#become({
      state: 'failed',
      reason,
      ...(message === undefined ? {} : { statusCode: status }),
      retryAt: clock.now() + delayMs,
      ...(passwordRefused && { passwordRefused }),
    });
    this.#schedule(delayMs);
  }

  /** RFC 5626 section 4.5: doubling, with chance, so that a registrar that comes back is not met by everybody at once. */
  #backOff(firstMs: number, longestMs: number, times: number): number {
    return Math.min(longestMs, firstMs * 2 ** Math.min(20, times - 1)) * (0.75 + this.#options.random() * 0.5);
  }

  #schedule(delayMs: number): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => this.#register(), delayMs);
  }

  #send(
    seconds: number,
    delegate: {
      onAccept(message: IncomingResponseMessage): void;
      onFailure(message: IncomingResponseMessage, request: OutgoingRequestMessage): void;
    },
  ): void {
    const { sipJs, core, registrar, addressOfRecord } = this.#options;
    // Authentication raises the number inside sip.js; ours must stay ahead of it (section 10.2).
    this.#cseq = Math.max(this.#cseq, this.#message?.cseq ?? 0) + 1;
    const message = core.makeOutgoingRequestMessage(
      'REGISTER',
      new sipJs.URI('sip', aliasUser(registrar), aliasHosts.uri),
      new sipJs.URI('sip', aliasUser(addressOfRecord), aliasHosts.nameAddress),
      new sipJs.URI('sip', aliasUser(addressOfRecord), aliasHosts.nameAddress),
      { callId: this.callId, fromTag: this.#fromTag, cseq: this.#cseq, routeSet: [] },
      [`Contact: ${core.configuration.contact.toString()};expires=${seconds}`, `Expires: ${seconds}`, ALLOW],
    );
    this.#message = message;
    core.register(message, {
      onAccept: (response) => delegate.onAccept(response.message),
      onRedirect: (response) => delegate.onFailure(response.message, message),
      onReject: (response) => delegate.onFailure(response.message, message),
    });
  }

  #become(state: RegistrationState): void {
    const same = state.state === this.#state.state && (state.state === 'off' || state.state === 'registering');
    this.#state = state;
    if (!same) this.#options.onState(state);
  }
}

/** RFC 3261 section 22.1: a no to a request that carried credentials for the nonce it was given, and a nonce still good. */
function isPasswordRefused(message: IncomingResponseMessage, request: OutgoingRequestMessage): boolean {
  const status = message.statusCode;
  const shown = request.getHeader('authorization') ?? request.getHeader('proxy-authorization');
  if (shown === undefined || !message.hasHeader('via')) return false;
  if (status === 403) return true;
  const challenge = message.getHeader(status === 401 ? 'www-authenticate' : 'proxy-authenticate');
  return (status === 401 || status === 407) && !isStale(challenge ?? '');
}

function inWords(delayMs: number): string {
  return delayMs < 120_000 ? `${Math.round(delayMs / 1000)} s` : `${Math.round(delayMs / 60_000)} min`;
}

/** Some answer 403 for another reason than the password, and only their own words tell ("Too many contacts"). */
function ownWords(status: number, phrase: string): string {
  return status !== 403 || phrase === '' || /^forbidden$/i.test(phrase) ? '' : ` ${phrase}`;
}

function describe(status: number, phrase: string, answered: boolean, hasPassword: boolean): string {
  if (!answered) {
    return status === 408
      ? 'The registrar does not answer: check its address, port and transport.'
      : 'The registrar cannot be reached: check its address, port and transport.';
  }
  if (status === 401 || status === 407) {
    return hasPassword
      ? `The registrar does not accept the user name or password (${status}).`
      : `The registrar wants a password and the account has none (${status}).`;
  }
  if (status === 403) {
    return `The registrar does not let this account register (403${ownWords(status, phrase)}): check user name and password.`;
  }
  if (status === 404) return 'The registrar does not know this user (404): check user name and domain.';
  // RFC 3261 sections 21.4.6 and 21.5.2: it has no such method. The words for calls would speak of another thing.
  if (status === 405 || status === 501) {
    return `This server takes no registrations (${status}): untick "Register with the server", or check that it is the registrar.`;
  }
  return endOfStatus(status, phrase).text;
}
