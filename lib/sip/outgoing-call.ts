/** A call we place: INVITE, provisional responses, forks, redirection, CANCEL, answer. */
import { randomBytes } from 'node:crypto';
import type { TimerHandle } from '../clock';
import { CallDialog, sdpOf } from './call-dialog';
import type { SessionMedia } from './session-media';
import type { PlaceOptions, SipCallObserver, SipEnd } from './sip-account.types';
import { BaseCall, GIVE_UP_MS } from './sip-call';
import type { CallContext } from './sip-call';
import { endOfStatus } from './sip-end';
import { MINIMUM_SESSION_SECONDS, USUAL_SESSION_SECONDS } from './session-timer';
import { sdp } from './sipjs';
import type {
  AckableResponse,
  IncomingResponse,
  IncomingResponseMessage,
  OutgoingInviteRequest,
  OutgoingRequestMessage,
  PrackableResponse,
  Session,
} from './sipjs';
import { aliasHosts, aliasUser, restore } from './wire/alias';
import { FOREIGN_CHALLENGE_HEADER } from './wire/sanitizer';
import { parseNameAddress, parseUri } from './wire/uri';

const MAXIMUM_REDIRECTS = 3;
const MAXIMUM_TARGETS = 4;
const DEFAULT_ANSWER_TIMEOUT_SECONDS = 120;
const ALLOW = 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, NOTIFY, REFER, MESSAGE';

export interface OutgoingCallOptions extends PlaceOptions {
  /** Request-URI as it goes on the wire. */
  readonly uri: string;
  /** From as it goes on the wire, without the tag: `"Name" <sip:user@domain>`. */
  readonly from: string;
  /** Route values for targets inside our own domain (RFC 3608). */
  readonly routes: readonly string[];
  /** The endpoint last tried did not answer: is there another for this URI? */
  readonly hasOtherEndpoint: (callId: string, uri: string) => boolean;
}

export class OutgoingCall extends BaseCall {
  readonly direction = 'out';
  readonly remote: string;
  readonly #options: OutgoingCallOptions;
  readonly #media: SessionMedia;
  readonly #fromTag = randomBytes(8).toString('hex');
  #uri: string;
  #offer = '';
  #cseq = 1;
  #request: OutgoingInviteRequest | undefined;
  #answerTimer: TimerHandle;
  #cancelTimer: TimerHandle;
  /** Why we gave up, once we did. */
  #cancelled: SipEnd | undefined;
  #cancelSent = false;
  #provisional = false;
  #redirects = 0;
  #targets = 1;
  /** Session-Expires asked for, and Min-SE once a 422 has named one (RFC 4028 section 7.4). */
  #sessionSeconds = USUAL_SESSION_SECONDS;
  #minimumSessionSeconds: number | undefined;
  readonly #visited = new Set<string>();
  /** Early answers by To-tag: forks answer independently (RFC 3261 section 13.2.2.4). */
  readonly #early = new Map<string, string>();
  #inForce = '';
  #mediaQueue: Promise<void> = Promise.resolve();
  #whenOver: (() => void)[] = [];

  constructor(context: CallContext, media: SessionMedia, observer: SipCallObserver, options: OutgoingCallOptions) {
    super(context, randomBytes(16).toString('hex'));
    this.#options = options;
    this.#uri = options.uri;
    this.remote = options.uri;
    this.#media = media;
    this.media = media;
    this.observe(observer);
  }

  /** Sends the INVITE. Everything that goes wrong from here on is the end of the call, not an exception. */
  begin(): void {
    const seconds = this.#options.answerTimeoutSeconds ?? DEFAULT_ANSWER_TIMEOUT_SECONDS;
    this.#answerTimer = this.context.clock.setTimeout(() => {
      this.#cancel({ reason: 'no-answer', text: `Nobody answered within ${seconds} seconds.` });
    }, seconds * 1000);
    this.#media.createOffer().then(
      (offer) => {
        this.#offer = offer;
        if (this.ended) return;
        this.#invite();
      },
      (error: unknown) => this.finish({ reason: 'failed', text: `The call has no media: ${String(error)}` }),
    );
  }

  /** A call that cannot even be tried. */
  fail(end: SipEnd): void {
    queueMicrotask(() => this.finish(end));
  }

  ring(): Promise<void> {
    return onlyIncoming();
  }

  accept(): Promise<void> {
    return onlyIncoming();
  }

  reject(): Promise<void> {
    return onlyIncoming();
  }

  hangup(): Promise<void> {
    if (this.ended) return Promise.resolve();
    if (this.dialog) {
      const confirmed = this.dialog.bye();
      this.finish({ reason: 'local-hangup', text: 'We hung up.' });
      return confirmed;
    }
    return new Promise((resolve) => {
      this.#whenOver.push(resolve);
      this.#cancel({ reason: 'cancelled', text: 'We gave up before the call was answered.' });
    });
  }

  protected release(): void {
    const { clock } = this.context;
    clock.clearTimeout(this.#answerTimer);
    clock.clearTimeout(this.#cancelTimer);
    for (const job of this.#whenOver.splice(0)) job();
  }

  // ---- INVITE

  #invite(): void {
    const { core, sipJs } = this.context;
    const uri = new sipJs.URI('sip', aliasUser(this.#uri), aliasHosts.uri);
    const from = new sipJs.URI('sip', aliasUser(this.#options.from), aliasHosts.nameAddress);
    const to = new sipJs.URI('sip', aliasUser(`<${this.#uri}>`), aliasHosts.nameAddress);
    this.#visited.add(this.#uri);
    try {
      const message = core.makeOutgoingRequestMessage(
        'INVITE',
        uri,
        from,
        to,
        { callId: this.id, fromTag: this.#fromTag, cseq: this.#cseq, routeSet: [...this.#options.routes] },
        [
          `Contact: ${core.configuration.contact.toString()}`,
          ALLOW,
          // A far end that dies in the middle of a call says nothing: refreshing the session is how that is noticed.
          `Session-Expires: ${this.#sessionSeconds};refresher=uac`,
          ...(this.#minimumSessionSeconds === undefined ? [] : [`Min-SE: ${this.#minimumSessionSeconds}`]),
          ...(this.#options.extraHeaders ?? []).map(oneLine),
        ],
        sdp(this.#offer),
      );
      this.#request = core.invite(message, {
        onTrying: () => this.#responded(() => this.move('trying', '100 Trying')),
        onProgress: (response) => this.#responded(() => this.#progressed(response)),
        onAccept: (response) => this.#accepted(response, message),
        onRedirect: (response) => this.#redirected(response, message),
        onReject: (response) => this.#rejected(response, message),
      });
    } catch (error) {
      this.finish({ reason: 'failed', text: `The call could not be started: ${String(error)}` });
    }
  }

  /** A provisional response: from now on a CANCEL may be sent (RFC 3261 section 9.1). */
  #responded(then: () => void): void {
    this.#provisional = true;
    if (this.#cancelled) this.#sendCancel();
    else then();
  }

  #progressed(response: PrackableResponse): void {
    const { message } = response;
    const rseq = message.getHeader('rseq');
    if (rseq !== undefined && /(^|[\s,])100rel([\s,]|$)/i.test(message.getHeaders('require').join(','))) {
      response.prack({ extraHeaders: [`RAck: ${rseq} ${message.getHeader('cseq') ?? ''}`] });
    }
    const detail = said(message);
    const body = sdpOf(message);
    if (body === undefined) {
      // 180 is ringing; 181, 182 and a 183 without SDP say that the call makes progress.
      this.move(this.state === 'early' ? 'early' : 'ringing', detail);
      return;
    }
    this.#early.set(message.toTag, body);
    this.#useAnswer(body, true).then(
      () => this.#cancelled ?? this.move('early', detail),
      (error: unknown) => {
        this.context.log.warn(`SIP call ${this.id}: early media cannot be used: ${String(error)}`);
        if (!this.#cancelled) this.move(this.state === 'early' ? 'early' : 'ringing', detail);
      },
    );
  }

  #accepted(response: AckableResponse, request: OutgoingRequestMessage): void {
    this.#cseq = request.cseq;
    const { session, message } = response;
    response.ack();
    if (this.dialog || this.ended || this.#cancelled) {
      // A second fork answered, or the 200 crossed our CANCEL: taken down again (RFC 3261 section 13.2.2.4).
      this.#byeTo(session);
      if (this.#cancelled) this.#over(this.#cancelled);
      return;
    }
    const dialog = new CallDialog({
      context: this.context,
      session,
      media: this.#media,
      ownsCallId: true,
      awaitsAck: false,
      awaitsAnswer: false,
      observer: {
        onBye: (end) => this.finish(end),
        onLost: (end) => this.finish(end),
        onRemoteHold: (held) => this.tellHold(held),
        onInfoDigit: (digit, durationMs) => this.tellDigit(digit, durationMs),
      },
    });
    this.dialog = dialog;
    this.context.clock.clearTimeout(this.#answerTimer);
    dialog.noteTimerResponse(message, this.#sessionSeconds);
    // A 200 without SDP means what that fork's 18x said (RFC 3261 section 13.2.1).
    const answer = sdpOf(message) ?? this.#early.get(message.toTag);
    const usable =
      answer === undefined ? Promise.reject(new Error('the 200 has no SDP')) : this.#useAnswer(answer, false);
    usable.then(
      () => this.move('answered', said(message)),
      (error: unknown) => {
        void dialog.bye('SIP;cause=488;text="Not Acceptable Here"');
        this.finish({
          reason: 'media-refused',
          text: `The far end answered with media we cannot use: ${String(error)}`,
        });
      },
    );
  }

  /** Answers are given to the media in the order they came; the last one is in force. */
  #useAnswer(answer: string, early: boolean): Promise<void> {
    const job = this.#mediaQueue.then(async () => {
      if (this.ended) return;
      if (early && answer === this.#inForce) return;
      this.#inForce = answer;
      await this.#media.acceptAnswer(answer, { early });
    });
    this.#mediaQueue = job.catch(() => undefined);
    return job;
  }

  #redirected({ message }: IncomingResponse, request: OutgoingRequestMessage): void {
    this.#cseq = request.cseq;
    if (this.#cancelled) {
      this.#over(this.#cancelled);
      return;
    }
    const next = this.#nextContact(message);
    if (next === undefined || this.#redirects >= MAXIMUM_REDIRECTS) {
      this.#over({
        reason: 'failed',
        statusCode: message.statusCode,
        text: `The call was sent elsewhere (${said(message)}), to nowhere we can or may go.`,
      });
      return;
    }
    this.#redirects++;
    this.context.log.info(`SIP call ${this.id} is redirected (${said(message)}).`);
    this.#again(next);
  }

  /** The untried Contact of a 3xx with the highest q (RFC 3261 section 8.1.3.4). */
  #nextContact(message: IncomingResponseMessage): string | undefined {
    return message
      .getHeaders('contact')
      .map((value) => parseNameAddress(value))
      .filter((contact) => contact !== undefined)
      .map((contact) => ({ uri: restore(contact.uri), q: Number(contact.parameters.get('q') ?? 1) }))
      .sort((a, b) => b.q - a.q)
      .map(({ uri }) => uri)
      .find((uri) => {
        const parsed = parseUri(uri);
        return parsed && parsed.host !== '' && !this.#visited.has(uri) && (this.#options.allowRedirect?.(uri) ?? true);
      });
  }

  #rejected({ message }: IncomingResponse, request: OutgoingRequestMessage): void {
    this.#cseq = request.cseq;
    if (this.#cancelled) {
      this.#over(this.#cancelled);
      return;
    }
    const status = message.statusCode ?? 500;
    // sip.js makes up a 408 or 503 of its own when nobody answers or nothing can be sent; those have no Via.
    const local = !message.hasHeader('via');
    const minimum = Number(message.getHeader('min-se'));
    if (status === 422 && minimum > 0 && minimum < 86_400 && this.#minimumSessionSeconds === undefined) {
      this.#minimumSessionSeconds = Math.max(minimum, MINIMUM_SESSION_SECONDS);
      this.#sessionSeconds = Math.max(this.#sessionSeconds, this.#minimumSessionSeconds);
      this.#again(this.#uri);
      return;
    }
    const elsewhere = (local || status === 503) && this.#targets < MAXIMUM_TARGETS;
    if (elsewhere && this.#options.hasOtherEndpoint(this.id, this.#uri)) {
      this.#targets++;
      this.#again(this.#uri);
      return;
    }
    const foreign = message.hasHeader(FOREIGN_CHALLENGE_HEADER) && !message.hasHeader('proxy-authenticate');
    if (local) this.#over(unreachable(status));
    else if (foreign && !message.hasHeader('www-authenticate')) this.#over(wantsPassword(this.#uri, status));
    else if (status === 401 || status === 407) this.#over(endOfStatus(status, message.reasonPhrase));
    else this.#over(endOfStatus(status, message.reasonPhrase, message.getHeaders('reason')));
  }

  #again(uri: string): void {
    this.#uri = uri;
    this.#cseq++;
    this.#provisional = false;
    this.#invite();
  }

  // ---- giving up

  #cancel(end: SipEnd): void {
    if (this.#cancelled || this.dialog || this.ended) return;
    this.#cancelled = end;
    // Nobody has reacted so far: there is nothing to wait for. Should an answer still come, it is taken down.
    if (this.#provisional) this.#sendCancel();
    else this.finish(end);
  }

  #sendCancel(): void {
    if (this.#cancelSent) return;
    this.#cancelSent = true;
    this.#request?.cancel();
    const end = this.#cancelled;
    // A far end that never sends its 487 would keep the call, and sip.js the transaction, for ever.
    if (end) this.#cancelTimer = this.context.clock.setTimeout(() => this.#over(end), GIVE_UP_MS);
  }

  /** The INVITE has had its final answer, or will never get one. */
  #over(end: SipEnd): void {
    this.context.clock.clearTimeout(this.#cancelTimer);
    this.finish(end);
    const request = this.#request;
    if (!request) return;
    // sip.js keeps a transaction that got a 1xx and nothing more for ever.
    if (this.#cancelSent) forget(this.context, request);
  }

  #byeTo(session: Session): void {
    const farewell = new Promise<void>((resolve) => {
      try {
        session.bye({ onAccept: () => resolve(), onRedirect: () => resolve(), onReject: () => resolve() });
      } catch (error) {
        this.context.log.debug(`SIP BYE to a superfluous answer not sent: ${String(error)}`);
        resolve();
      }
    });
    this.context.track(farewell);
  }
}

function forget(context: CallContext, request: OutgoingInviteRequest): void {
  const clients = context.core.userAgentClients;
  for (const [key, client] of clients) {
    if ((client as unknown) !== request) continue;
    // Completed transactions still acknowledge repeated refusals (Timer D) and leave by themselves.
    if ((client as unknown as { transaction: { state: string } }).transaction.state !== 'Proceeding') continue;
    request.dispose();
    clients.delete(key);
  }
}

function wantsPassword(uri: string, statusCode: number): SipEnd {
  const host = parseUri(uri)?.host ?? uri;
  return {
    reason: 'unauthorized',
    statusCode,
    text:
      `${host} asks for a password and does not get this account's: it is neither its domain nor its outbound proxy. ` +
      `Call through an account at ${host}. (${statusCode})`,
  };
}

function unreachable(status: number): SipEnd {
  return status === 408
    ? { reason: 'timeout', text: 'The far end did not answer at all: check address, port and network.' }
    : { reason: 'network', text: 'The far end could not be reached: check address, port and network.' };
}

function said(message: IncomingResponseMessage): string {
  return `${message.statusCode ?? ''} ${message.reasonPhrase ?? ''}`.trim();
}

function oneLine(header: string): string {
  return header.replace(/[\r\n]+/g, ' ');
}

function onlyIncoming(): Promise<void> {
  return Promise.reject(new Error('Only a call that comes in can be rung, accepted or rejected.'));
}
