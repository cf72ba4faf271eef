/** A call that comes to us: ring, accept, reject, and what the caller may do meanwhile. */
import type { TimerHandle } from '../clock';
import { CallDialog, sdpOf } from './call-dialog';
import type { SessionMedia } from './session-media';
import type { SipEnd } from './sip-account.types';
import { BaseCall, GIVE_UP_MS } from './sip-call';
import type { CallContext } from './sip-call';
import { endOfStatus } from './sip-end';
import { sdp } from './sipjs';
import type { IncomingInviteRequest, Session } from './sipjs';
import { restore, restoreCallId } from './wire/alias';
import { REQUEST_URI_HEADER } from './wire/sanitizer';
import { parseNameAddress, parseUri, unescapeUser } from './wire/uri';

const UNANSWERED_SECONDS = 60;
const T1_MS = 500;

export class IncomingCall extends BaseCall {
  readonly direction = 'in';
  readonly remote: string;
  readonly #displayName: string;
  readonly #dialled: string;
  readonly #request: IncomingInviteRequest;
  readonly #offer: string | undefined;
  #timer: TimerHandle;
  #prackTimer: TimerHandle;
  /** Resolves when the reliable 1xx that is out was acknowledged. */
  #pracked: Promise<void> = Promise.resolve();
  #rseq: number;
  #earlyAnswer: string | undefined;
  #accepting = false;

  constructor(context: CallContext, request: IncomingInviteRequest) {
    const { message } = request;
    super(context, restoreCallId(message.callId));
    this.#request = request;
    this.#offer = sdpOf(message);
    this.#rseq = 1 + Math.floor(context.random() * 10_000);
    const from = parseNameAddress(restore(message.getHeader('from') ?? ''));
    this.remote = from?.uri ?? 'sip:unknown@unknown.invalid';
    this.#displayName = from?.displayName ?? '';
    this.#dialled = unescapeUser(parseUri(message.getHeader(REQUEST_URI_HEADER) ?? '')?.user ?? '');
    const expires = Number(message.getHeader('expires'));
    const seconds = expires > 0 && expires < UNANSWERED_SECONDS ? expires : UNANSWERED_SECONDS;
    this.#timer = context.clock.setTimeout(() => {
      this.#refuse(480, { reason: 'no-answer', text: `Nobody took the call within ${seconds} seconds.` });
    }, seconds * 1000);
    request.delegate = {
      onCancel: () => this.#refuse(487, { reason: 'cancelled', text: 'The caller gave up.' }),
      onTransportError: () => this.context.log.debug(`SIP call ${this.id}: a response could not be sent.`),
    };
  }

  override get remoteDisplayName(): string | undefined {
    return this.#displayName === '' ? undefined : this.#displayName;
  }

  override get dialled(): string | undefined {
    return this.#dialled;
  }

  async ring(media?: SessionMedia): Promise<void> {
    if (this.ended || this.state === 'answered' || this.#accepting) return;
    if (media) {
      this.media ??= media;
      this.#earlyAnswer ??= await this.#description(media);
      if (this.#isOver()) return;
    }
    const statusCode = media ? 183 : 180;
    const body = media && this.#earlyAnswer !== undefined ? sdp(this.#earlyAnswer) : undefined;
    const required = /(^|[\s,])100rel([\s,]|$)/i.test(this.#request.message.getHeaders('require').join(','));
    if (required) this.#progressReliably(statusCode, body);
    else this.#watchEarly(this.#request.progress({ statusCode, body }).session);
    this.move(
      media ? 'early' : this.state === 'early' ? 'early' : 'ringing',
      media ? '183 Session Progress' : '180 Ringing',
    );
  }

  async accept(media: SessionMedia): Promise<void> {
    if (this.#accepting || (this.state !== 'new' && this.state !== 'ringing' && this.state !== 'early')) {
      throw new Error(`The call cannot be accepted: it is ${this.#accepting ? 'being accepted' : this.state}.`);
    }
    this.#accepting = true;
    const earlier = this.media;
    this.media = media;
    let description: string;
    try {
      description =
        this.#earlyAnswer !== undefined && earlier === media ? this.#earlyAnswer : await this.#description(media);
    } catch (error) {
      this.#refuse(488, { reason: 'media-refused', text: `No codec fits both sides: ${String(error)}` });
      return;
    }
    // RFC 3262 section 3: no 2xx before the caller has acknowledged the reliable 1xx that carried SDP.
    await this.#pracked;
    if (this.#isOver()) {
      media.close();
      return;
    }
    this.context.clock.clearTimeout(this.#timer);
    this.#answer(media, description);
  }

  reject(statusCode: 480 | 486 | 488 | 600 | 603 | 403 | 404 | 503): Promise<void> {
    const { text } = endOfStatus(statusCode);
    this.#refuse(statusCode, { reason: 'local-hangup', statusCode, text: `We refused the call. ${text}` });
    return Promise.resolve();
  }

  hangup(): Promise<void> {
    if (this.ended) return Promise.resolve();
    if (this.dialog) {
      const confirmed = this.dialog.bye();
      this.finish({ reason: 'local-hangup', text: 'We hung up.' });
      return confirmed;
    }
    this.#refuse(603, { reason: 'local-hangup', statusCode: 603, text: 'We declined the call.' });
    return Promise.resolve();
  }

  protected release(): void {
    this.context.clock.clearTimeout(this.#timer);
    this.context.clock.clearTimeout(this.#prackTimer);
  }

  /** A method, so that a change made by a callback during an await is seen. */
  #isOver(): boolean {
    return this.ended;
  }

  #description(media: SessionMedia): Promise<string> {
    return this.#offer === undefined ? media.createOffer() : media.createAnswer(this.#offer);
  }

  #answer(media: SessionMedia, description: string): void {
    const extraHeaders = sessionTimerHeaders(this.#request);
    const { session } = this.#request.accept({ statusCode: 200, body: sdp(description), extraHeaders });
    const dialog = new CallDialog({
      context: this.context,
      session,
      media,
      ownsCallId: false,
      awaitsAck: true,
      awaitsAnswer: this.#offer === undefined,
      observer: {
        onBye: (end) => this.finish(end),
        onLost: (end) => this.finish(end),
        onRemoteHold: (held) => this.tellHold(held),
        onInfoDigit: (digit, durationMs) => this.tellDigit(digit, durationMs),
      },
    });
    dialog.noteTimerRequest(this.#request.message);
    this.dialog = dialog;
    this.move('answered', '200 OK');
    if (this.#offer !== undefined) dialog.noteInitialHold(this.#offer);
  }

  #refuse(statusCode: number, end: SipEnd): void {
    if (this.ended || this.dialog) return;
    try {
      this.#request.reject({ statusCode });
    } catch (error) {
      this.context.log.debug(`SIP call ${this.id}: ${statusCode} not sent: ${String(error)}`);
    }
    this.finish(end);
  }

  /** A caller may end an early dialog with BYE as well as with CANCEL (RFC 3261 section 15). */
  #watchEarly(session: Session): void {
    session.delegate = {
      ...session.delegate,
      onBye: (request) => {
        request.accept();
        this.#refuse(487, { reason: 'cancelled', text: 'The caller gave up.' });
      },
    };
  }

  /** RFC 3262 section 3: repeated from T1 doubling until the PRACK; after 64*T1 the INVITE is refused. */
  #progressReliably(statusCode: number, body: ReturnType<typeof sdp> | undefined): void {
    const rseq = this.#rseq++;
    const extraHeaders = ['Require: 100rel', `RSeq: ${rseq}`];
    const { clock } = this.context;
    this.#pracked = new Promise((resolve) => {
      let elapsedMs = 0;
      let intervalMs = T1_MS;
      const send = (): void => {
        if (this.ended) return;
        const { session } = this.#request.progress({ statusCode, body, extraHeaders: [...extraHeaders] });
        this.#watchEarly(session);
        session.delegate = {
          ...session.delegate,
          onPrack: (prack) => {
            clock.clearTimeout(this.#prackTimer);
            prack.accept();
            resolve();
          },
        };
        this.#prackTimer = clock.setTimeout(() => {
          elapsedMs += intervalMs;
          intervalMs *= 2;
          if (elapsedMs < GIVE_UP_MS) send();
          else this.#refuse(504, { reason: 'network', text: 'The caller never confirmed that it heard us ring.' });
        }, intervalMs);
      };
      send();
    });
  }
}

/** RFC 4028 section 9: our 200 must name the interval and who refreshes; a caller that can do it, does. */
function sessionTimerHeaders(request: IncomingInviteRequest): string[] {
  const { message } = request;
  const match = /^\s*([0-9]{1,7})(?:.*refresher\s*=\s*(uac|uas))?/i.exec(message.getHeader('session-expires') ?? '');
  if (!match) return [];
  const options = [...message.getHeaders('supported'), ...message.getHeaders('require')].join(',');
  const supported = /(^|[\s,])timer([\s,]|$)/i.test(options);
  const refresher = supported && match[2]?.toLowerCase() !== 'uas' ? 'uac' : 'uas';
  return [`Session-Expires: ${match[1]};refresher=${refresher}`, ...(supported ? ['Require: timer'] : [])];
}
