/** The public shapes of lib/sip: what an account is given, what it reports, how a call ends. */
import type { SessionMedia } from './session-media';

export type SipTransportKind = 'udp' | 'tcp' | 'tls';

export interface SipAccountSettings {
  /** User part of the address of record, for example a number or an extension. */
  readonly user: string;
  /** Domain of the address of record; `domain:port` is allowed when the registrar listens elsewhere than 5060/5061. */
  readonly domain: string;
  readonly displayName?: string;
  /** User name for digest authentication; `user` when absent. */
  readonly authorizationUser?: string;
  readonly password?: string;
  /** `host[:port]` that every out-of-dialog request is sent to, instead of the domain. */
  readonly outboundProxy?: string;
  readonly transport: SipTransportKind;
  /** REGISTER with the domain and keep it registered. */
  readonly register: boolean;
  /** Expires asked for; default 300. */
  readonly registerSeconds?: number;
  /** Local address and port to bind; default: the address that routes to the proxy, any free port. */
  readonly bindAddress?: string;
  readonly bindPort?: number;
  readonly tls?: {
    /** PEM of the authority to trust besides the system's. */
    readonly ca?: string;
    /** Accept any certificate. For a home PBX with a self-signed one; the UI warns. */
    readonly insecure?: boolean;
    readonly serverName?: string;
  };
  readonly userAgent?: string;
}

export type RegistrationState =
  | { readonly state: 'off' }
  | { readonly state: 'registering' }
  | { readonly state: 'registered'; readonly expiresAt: number }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly statusCode?: number;
      /** Epoch ms. */
      readonly retryAt: number;
      /** The registrar was shown the password and said no: it is not asked again for minutes. */
      readonly passwordRefused?: true;
    };

export interface SipAccountObserver {
  onRegistration?(state: RegistrationState): void;
  /** An INVITE from outside. Answer it with accept, ring or reject; unanswered it ends with 480 after a minute. */
  onIncoming?(call: SipCall): void;
  /** Every message in and out, credentials redacted. */
  onTrace?(direction: 'in' | 'out', peer: string, text: string): void;
}

/** States of one SIP call, both directions; the table of legal moves is in sip-call-state.ts. */
export type SipCallState = 'new' | 'trying' | 'ringing' | 'early' | 'answered' | 'ended';

/** Why a SIP call is over. Expected outcomes are values, never exceptions. */
export type SipEndReason =
  | 'remote-hangup'
  | 'local-hangup'
  | 'cancelled'
  | 'busy'
  | 'no-answer'
  | 'declined'
  | 'not-found'
  | 'unavailable'
  | 'forbidden'
  | 'unauthorized'
  | 'media-refused'
  | 'timeout'
  | 'network'
  | 'failed';

export interface SipEnd {
  readonly reason: SipEndReason;
  /** Final SIP status, when one ended the call. */
  readonly statusCode?: number;
  /** In words for a person, with what to do next where there is something to do. */
  readonly text: string;
}

export interface SipCallObserver {
  /** `detail` names the response, for example "183 Session Progress". Early media counts as `early`. */
  onState?(state: SipCallState, detail?: string): void;
  /** The far end put us on hold (a=sendonly or inactive) or took us back. */
  onRemoteHold?(held: boolean): void;
  /** A DTMF digit that came as SIP INFO (application/dtmf-relay or application/dtmf). */
  onInfoDigit?(digit: string, durationMs: number): void;
  /** Called once, last. */
  onEnded?(end: SipEnd): void;
}

export interface PlaceOptions {
  /** Give up ringing after this long and CANCEL; default 120. */
  readonly answerTimeoutSeconds?: number;
  readonly extraHeaders?: readonly string[];
  /** Display name in From, for example "Acme, human on the line". */
  readonly displayName?: string;
  /**
   * Asked before a 3xx is followed, with the new SIP URI: a redirection must not get round the number policy
   * (DESIGN law 9). Every redirection is followed (at most 3) when absent.
   */
  readonly allowRedirect?: (uri: string) => boolean;
}

export interface SipCall {
  /** The SIP Call-ID. */
  readonly id: string;
  readonly direction: 'out' | 'in';
  readonly state: SipCallState;
  /** The other side's address: the target for calls out, the From URI for calls in. */
  readonly remote: string;
  readonly remoteDisplayName?: string;
  /** For a call in: the user part that was dialled (the Request-URI as it came, before our rewriting). */
  readonly dialled?: string;
  observe(observer: SipCallObserver): void;
  /** Incoming only: 180 (or 183 with SDP when media is given; give the same media to accept). */
  ring(media?: SessionMedia): Promise<void>;
  /** Incoming only: 200 with the answer from `media`. */
  accept(media: SessionMedia): Promise<void>;
  /** Incoming only: a final refusal. */
  reject(statusCode: 480 | 486 | 488 | 600 | 603 | 403 | 404 | 503): Promise<void>;
  /** CANCEL, BYE or refusal, whichever the state asks for. Never rejects; resolves when the far end confirmed or 32 s passed. */
  hangup(): Promise<void>;
  /** re-INVITE with a=sendonly (true) or a=sendrecv (false). */
  hold(held: boolean): Promise<void>;
  /** One digit as SIP INFO application/dtmf-relay; only while answered. */
  sendInfoDigit(digit: string, durationMs: number): Promise<void>;
}

/** Counters of what the wire brought; every dropped datagram is counted under its reason. */
export interface SipCounters {
  readonly received: number;
  readonly sent: number;
  readonly retransmitted: number;
  readonly dropped: Readonly<Record<string, number>>;
}
