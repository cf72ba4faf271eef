/** What calls in and calls out have in common: state, observers, the end, and everything done inside the dialog. */
import type { Clock } from '../clock';
import type { Logger } from '../logger';
import type { CallDialog } from './call-dialog';
import type { SessionMedia } from './session-media';
import type { SipCall, SipCallObserver, SipCallState, SipEnd } from './sip-account.types';
import { isLegalMove } from './sip-call-state';
import type { SipJs, UserAgentCore } from './sipjs';

/** RFC 3261 64*T1: how long a far end may leave a CANCEL, a BYE or an ACK without a reply. */
export const GIVE_UP_MS = 32_000;

/** The account, as its calls see it. */
export interface CallContext {
  readonly sipJs: SipJs;
  readonly core: UserAgentCore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Random number from 0 to 1, for RFC 3261 section 14.1's waiting times. */
  readonly random: () => number;
  onCallEnded(call: BaseCall): void;
  /** Something is still to be said on the wire: the account does not close before, within its bounds. */
  track(farewell: Promise<void>): void;
}

export abstract class BaseCall implements SipCall {
  abstract readonly direction: 'out' | 'in';
  abstract readonly remote: string;
  readonly id: string;
  protected readonly context: CallContext;
  protected dialog: CallDialog | undefined;
  protected media: SessionMedia | undefined;
  #state: SipCallState = 'new';
  #end: SipEnd | undefined;
  readonly #observers: SipCallObserver[] = [];

  protected constructor(context: CallContext, id: string) {
    this.context = context;
    this.id = id;
  }

  get state(): SipCallState {
    return this.#state;
  }

  get remoteDisplayName(): string | undefined {
    return undefined;
  }

  get dialled(): string | undefined {
    return undefined;
  }

  observe(observer: SipCallObserver): void {
    this.#observers.push(observer);
    const end = this.#end;
    // Whoever comes late still learns that there is nothing to wait for.
    if (end) queueMicrotask(() => this.#call(() => observer.onEnded?.(end)));
  }

  abstract ring(media?: SessionMedia): Promise<void>;
  abstract accept(media: SessionMedia): Promise<void>;
  abstract reject(statusCode: 480 | 486 | 488 | 600 | 603 | 403 | 404 | 503): Promise<void>;
  abstract hangup(): Promise<void>;

  hold(held: boolean): Promise<void> {
    return this.#state === 'answered' && this.dialog
      ? this.dialog.hold(held)
      : Promise.reject(new Error('The call is not answered.'));
  }

  sendInfoDigit(digit: string, durationMs: number): Promise<void> {
    return this.#state === 'answered' && this.dialog
      ? this.dialog.sendInfoDigit(digit, durationMs)
      : Promise.reject(new Error('The call is not answered.'));
  }

  /** The address in our Contact no longer leads to us: a re-INVITE names the new one (RFC 3261 section 12.2). */
  refreshTarget(): void {
    if (this.#state === 'answered') this.dialog?.refresh();
  }

  /** The account closes before the far end reacted to our farewell. */
  abandon(): void {
    this.finish({ reason: 'local-hangup', text: 'The SIP account was closed.' });
    this.release();
  }

  protected get ended(): boolean {
    return this.#state === 'ended';
  }

  protected move(state: SipCallState, detail?: string): void {
    if (!isLegalMove(this.#state, state)) {
      this.context.log.debug(`SIP call ${this.id}: no move from ${this.#state} to ${state}.`);
      return;
    }
    this.#state = state;
    for (const observer of this.#observers) this.#call(() => observer.onState?.(state, detail));
  }

  /** Ends the call for its observers, once; the wire may still have a BYE or an ACK to carry. */
  protected finish(end: SipEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.release();
    this.dialog?.close();
    try {
      this.media?.close();
    } catch (error) {
      this.context.log.warn(`SIP call ${this.id}: media did not close: ${String(error)}`);
    }
    this.move('ended', end.text);
    for (const observer of this.#observers) this.#call(() => observer.onEnded?.(end));
    this.context.onCallEnded(this);
  }

  /** Timers and the like. */
  protected abstract release(): void;

  protected tellHold(held: boolean): void {
    for (const observer of this.#observers) this.#call(() => observer.onRemoteHold?.(held));
  }

  protected tellDigit(digit: string, durationMs: number): void {
    for (const observer of this.#observers) this.#call(() => observer.onInfoDigit?.(digit, durationMs));
  }

  /** An observer's fault is not the call's. */
  #call(job: () => void): void {
    try {
      job();
    } catch (error) {
      this.context.log.error(`SIP call ${this.id}: an observer failed: ${String(error)}`);
    }
  }
}
