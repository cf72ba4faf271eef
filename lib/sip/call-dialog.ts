/** The confirmed dialog of a call: BYE, re-INVITE both ways, INFO, REFER, session timer. */
import type { TimerHandle } from '../clock';
import { formatInfoDigit, isDigit, parseInfoDigit } from './info-dtmf';
import type { SessionMedia } from './session-media';
import { SessionTimer } from './session-timer';
import type { SipEnd } from './sip-account.types';
import { GIVE_UP_MS } from './sip-call';
import type { CallContext } from './sip-call';
import { endOfBye, endOfStatus } from './sip-end';
import { sdp } from './sipjs';
import type {
  IncomingAckRequest,
  IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
  Session,
} from './sipjs';
import { isHoldOffer } from './wire/sdp-peek';

const MAXIMUM_GLARES = 6;

export interface CallDialogObserver {
  /** The far end hung up. */
  onBye(end: SipEnd): void;
  /** The dialog is dead or useless; a BYE has been sent where it makes sense. */
  onLost(end: SipEnd): void;
  onRemoteHold(held: boolean): void;
  onInfoDigit(digit: string, durationMs: number): void;
}

export interface CallDialogOptions {
  readonly context: CallContext;
  readonly session: Session;
  readonly media: SessionMedia;
  readonly observer: CallDialogObserver;
  /** We made the Call-ID: decides who waits how long after a 491 (RFC 3261 section 14.1). */
  readonly ownsCallId: boolean;
  /** We answered the INVITE: its ACK is still to come. */
  readonly awaitsAck: boolean;
  /** The INVITE had no SDP: our offer went in the 200 and the answer comes in the ACK. */
  readonly awaitsAnswer: boolean;
}

type Reinvited =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'glare' }
  | { readonly kind: 'too-short'; readonly minimumSeconds: number }
  | { readonly kind: 'refused'; readonly end: SipEnd; readonly unsent: boolean };

export class CallDialog {
  readonly timer: SessionTimer;
  readonly #options: CallDialogOptions;
  #awaitsAck: boolean;
  #awaitsAnswer: boolean;
  #reinviteAckTimer: TimerHandle;
  #held = false;
  #remoteHeld = false;
  #closed = false;
  #byeSent = false;
  /** Our own re-INVITEs, one after the other (RFC 3261 section 14.1). */
  #ours: Promise<void> = Promise.resolve();
  #onAcked: (() => void)[] = [];

  constructor(options: CallDialogOptions) {
    this.#options = options;
    this.#awaitsAck = options.awaitsAck;
    this.#awaitsAnswer = options.awaitsAnswer;
    this.timer = new SessionTimer(options.context.clock, {
      onRefreshDue: () => this.refresh(),
      onExpired: () =>
        this.#lost({ reason: 'network', text: 'The far end no longer answers: its session timer ran out.' }),
    });
    const { session } = options;
    session.delegate = {
      onAck: (ack) => this.#acked(ack),
      onAckTimeout: () => {
        this.#awaitsAck = false;
        this.#flushAcked();
        this.#lost({ reason: 'network', text: 'The far end never confirmed that the call was answered.' });
      },
      onBye: (request) => {
        request.accept();
        // The dialog ends with the peer's BYE (RFC 3261 section 15.1.2): there is nobody left to say one to.
        this.#byeSent = true;
        this.#flushAcked();
        options.observer.onBye(endOfBye(request.message.getHeaders('reason')));
      },
      onInfo: (request) => {
        const { message } = request;
        const digit = parseInfoDigit(message.getHeader('content-type') ?? '', message.body);
        // RFC 6086 section 4.2.2: a body of a type we do not know is 415, none at all is fine.
        if (digit || message.body === '') request.accept();
        else request.reject({ statusCode: 415 });
        if (digit) options.observer.onInfoDigit(digit.digit, digit.durationMs);
      },
      onInvite: (request) => this.#reinvited(request),
      onMessage: (request) => void request.accept(),
      onNotify: (request) => void request.accept(),
      onRefer: (request) => void request.reject({ statusCode: 603 }),
    };
  }

  /** A call that comes in on hold from the first offer on. */
  noteInitialHold(remoteOffer: string): void {
    if (isHoldOffer(remoteOffer)) this.#noteHold(true);
  }

  hold(held: boolean): Promise<void> {
    return this.#queue(() => this.#reinvite(held, true));
  }

  sendInfoDigit(digit: string, durationMs: number): Promise<void> {
    if (!isDigit(digit)) return Promise.reject(new Error(`"${digit}" is not a DTMF digit.`));
    const { session } = this.#options;
    return new Promise((resolve, reject) => {
      const { contentType, content } = formatInfoDigit(digit, durationMs);
      session.info(
        {
          onAccept: () => resolve(),
          onRedirect: () => reject(new Error('The far end redirected the digit.')),
          onReject: ({ message }) => {
            const status = message.statusCode ?? 0;
            reject(new Error(`The far end did not take the digit (${status}).`));
            // RFC 3261 section 12.2.1.2: the other side has forgotten the dialog.
            if (status === 481 || status === 408) this.#lost(endOfStatus(status, message.reasonPhrase));
          },
        },
        { body: { contentDisposition: 'render', contentType, content } },
      );
    });
  }

  /** Sends BYE once; resolves when it was answered, or when nobody can answer any more. */
  bye(reason?: string): Promise<void> {
    if (this.#byeSent) return Promise.resolve();
    this.#byeSent = true;
    const { session, context } = this.#options;
    const send = (): Promise<void> =>
      new Promise((resolve) => {
        const extraHeaders = reason === undefined ? [] : [`Reason: ${reason}`];
        try {
          session.bye(
            { onAccept: () => resolve(), onRedirect: () => resolve(), onReject: () => resolve() },
            { extraHeaders },
          );
        } catch (error) {
          context.log.debug(`SIP BYE not sent: ${String(error)}`);
          resolve();
        }
      });
    // RFC 3261 section 15: the one who answered may not say BYE before the ACK came (or its time is over).
    const farewell = this.#awaitsAck
      ? new Promise<void>((resolve) => {
          this.#onAcked.push(() => void send().then(resolve));
        })
      : send();
    context.track(farewell);
    return farewell;
  }

  /** The call is over: no more timers, no more re-INVITEs. The BYE may still be under way. */
  close(): void {
    this.#closed = true;
    this.timer.stop();
    this.#options.context.clock.clearTimeout(this.#reinviteAckTimer);
  }

  // ---- their re-INVITE

  #reinvited(request: IncomingInviteRequest): void {
    this.#answerReinvite(request).catch((error: unknown) => {
      this.#options.context.log.warn(`SIP re-INVITE could not be answered: ${String(error)}`);
      try {
        request.reject({ statusCode: 488 });
      } catch {
        // the transaction is over: nobody waits for this answer
      }
    });
  }

  async #answerReinvite(request: IncomingInviteRequest): Promise<void> {
    const { media, context } = this.#options;
    const { message } = request;
    const offer = sdpOf(message);
    const body = offer === undefined ? await media.createOffer({ hold: this.#held }) : await media.createAnswer(offer);
    // A BYE overtook us: RFC 3261 section 15.1.2 wants 487 for what is pending.
    if (this.#closed) {
      request.reject({ statusCode: 487 });
      return;
    }
    this.noteTimerRequest(message);
    this.#awaitsAnswer = offer === undefined;
    request.accept({
      statusCode: 200,
      body: sdp(body),
      extraHeaders: [`Contact: ${context.core.configuration.contact.toString()}`, ...this.timer.responseHeaders()],
    });
    if (offer !== undefined) this.#noteHold(isHoldOffer(offer));
    // RFC 3261 section 13.3.1.4: a 2xx that is never acknowledged ends the dialog. sip.js would refuse every later
    // re-INVITE with 500 instead.
    context.clock.clearTimeout(this.#reinviteAckTimer);
    this.#reinviteAckTimer = context.clock.setTimeout(() => {
      this.#lost({ reason: 'network', text: 'The far end changed the call and never confirmed it.' });
    }, GIVE_UP_MS);
  }

  noteTimerRequest(message: IncomingRequestMessage): void {
    this.timer.askedByRequest(message.getHeader('session-expires'), knowsTimer(message));
  }

  /** A 2xx to our INVITE, which asked for `askedSeconds`. */
  noteTimerResponse(message: IncomingResponseMessage, askedSeconds: number): void {
    this.timer.agreedByResponse(message.getHeader('session-expires'), knowsTimer(message), askedSeconds);
  }

  /** Returns a promise only where there is something to wait for: sip.js refuses re-INVITEs meanwhile (RFC 5407). */
  #acked(ack: IncomingAckRequest): Promise<void> | undefined {
    this.#options.context.clock.clearTimeout(this.#reinviteAckTimer);
    this.#awaitsAck = false;
    if (!this.#awaitsAnswer || this.#closed) {
      this.#flushAcked();
      return undefined;
    }
    this.#awaitsAnswer = false;
    return this.#takeAnswer(sdpOf(ack.message));
  }

  async #takeAnswer(answer: string | undefined): Promise<void> {
    const { context, media } = this.#options;
    try {
      if (answer === undefined) throw new Error('the ACK has no answer');
      await media.acceptAnswer(answer);
      this.#flushAcked();
    } catch (error) {
      context.log.warn(`SIP: the answer in the ACK cannot be used: ${String(error)}`);
      this.#flushAcked();
      this.#lost({ reason: 'media-refused', text: 'The far end answered our offer with nothing we can use.' });
    }
  }

  #flushAcked(): void {
    this.#awaitsAck = false;
    for (const job of this.#onAcked.splice(0)) job();
  }

  #noteHold(held: boolean): void {
    if (held === this.#remoteHeld) return;
    this.#remoteHeld = held;
    this.#options.observer.onRemoteHold(held);
  }

  // ---- our re-INVITE

  /** Says again where we are: for a session timer, or because the connection our Contact named is gone. */
  refresh(): void {
    if (this.#closed) return;
    this.#queue(() => this.#reinvite(this.#held, false)).catch((error: unknown) => {
      this.#options.context.log.warn(`SIP session refresh failed: ${String(error)}`);
    });
  }

  #queue(job: () => Promise<void>): Promise<void> {
    const run = this.#ours.then(job);
    this.#ours = run.catch(() => undefined);
    return run;
  }

  async #reinvite(held: boolean, wanted: boolean): Promise<void> {
    for (let attempt = 0; attempt < MAXIMUM_GLARES; attempt++) {
      if (this.#closed) throw new Error('The call is over.');
      const result = await this.#sendReinvite(held);
      if (result.kind === 'accepted') {
        this.#held = held;
        return;
      }
      if (result.kind === 'too-short') {
        this.timer.raise(result.minimumSeconds);
        continue;
      }
      if (result.kind === 'refused') {
        if (!wanted) {
          if (result.unsent) this.timer.refreshUnsent();
          else this.timer.refreshRefused();
          return;
        }
        throw new Error(`The far end refused to change the call: ${result.end.text}`);
      }
      await this.#waitAfterGlare();
    }
    if (!wanted) this.timer.refreshRefused();
    throw new Error('The far end changes the call all the time; our change did not get through.');
  }

  /** RFC 3261 section 14.1: the owner of the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in steps of 10 ms. */
  #waitAfterGlare(): Promise<void> {
    const { context, ownsCallId } = this.#options;
    const step = Math.floor(context.random() * (ownsCallId ? 190 : 200)) * 10;
    return new Promise((resolve) => {
      context.clock.setTimeout(() => resolve(), (ownsCallId ? 2100 : 0) + step);
    });
  }

  async #sendReinvite(held: boolean): Promise<Reinvited> {
    const { session, media, context } = this.#options;
    const offer = await media.createOffer({ hold: held });
    if (this.#closed) return { kind: 'refused', end: { reason: 'failed', text: 'The call is over.' }, unsent: false };
    return new Promise((resolve, reject) => {
      const askedSeconds = this.timer.seconds;
      const refused = (message: IncomingResponseMessage): void => {
        media.rollback();
        const status = message.statusCode ?? 488;
        const minimumSeconds = Number(message.getHeader('min-se'));
        if (status === 491 || status === 500) resolve({ kind: 'glare' });
        else if (status === 422 && minimumSeconds > askedSeconds && minimumSeconds < 86_400) {
          resolve({ kind: 'too-short', minimumSeconds });
        } else {
          const { text } = endOfStatus(status, message.reasonPhrase);
          // RFC 4028 section 10 and RFC 3261 section 12.2.1.2: the far end is gone, or has forgotten the call.
          const dead = status === 481 || status === 408;
          const end: SipEnd = { reason: dead ? 'timeout' : endOfStatus(status).reason, statusCode: status, text };
          resolve({ kind: 'refused', end, unsent: !message.hasHeader('via') });
          if (dead) this.#lost(end);
        }
      };
      try {
        session.invite(
          {
            onAccept: (response) => {
              response.ack();
              const answer = sdpOf(response.message);
              this.noteTimerResponse(response.message, askedSeconds);
              const taken =
                answer === undefined ? Promise.reject(new Error('no answer in the 200')) : media.acceptAnswer(answer);
              taken.then(
                () => resolve({ kind: 'accepted' }),
                (error: unknown) => {
                  this.#lost({
                    reason: 'media-refused',
                    text: `The far end's answer cannot be used: ${String(error)}`,
                  });
                  reject(error instanceof Error ? error : new Error(String(error)));
                },
              );
            },
            onRedirect: ({ message }) => refused(message),
            onReject: ({ message }) => refused(message),
          },
          {
            body: sdp(offer),
            extraHeaders: [`Contact: ${context.core.configuration.contact.toString()}`, ...this.timer.requestHeaders()],
          },
        );
      } catch {
        // sip.js throws while a re-INVITE of either side is open: that is a glare before the wire.
        media.rollback();
        resolve({ kind: 'glare' });
      }
    });
  }

  #lost(end: SipEnd): void {
    if (this.#closed) return;
    void this.bye(end.reason === 'media-refused' ? 'SIP;cause=488;text="Not Acceptable Here"' : undefined);
    this.#options.observer.onLost(end);
  }
}

function knowsTimer(message: IncomingRequestMessage | IncomingResponseMessage): boolean {
  const options = [...message.getHeaders('supported'), ...message.getHeaders('require')].join(',');
  return /(^|[\s,])timer([\s,]|$)/i.test(options);
}

/** The SDP of a message that came through the sanitizer: its Content-Type is exactly this or it is no SDP. */
export function sdpOf(message: { body: string; getHeader(name: string): string | undefined }): string | undefined {
  return message.body && message.getHeader('content-type') === 'application/sdp' ? message.body : undefined;
}
