/**
 * A leg is one SIP call with its media, seen as one thing: the company's leg or the user's. `Call` knows only this
 * shape, so that its tests need neither sockets nor a worker; sip-line.ts makes the real ones.
 */
import type { DatedHearingEvent, HearingNote } from '../hearing';
import type { PlayEnd, PlayOptions, PlaySource, RtpStats } from '../media/media.types';
import type { FramesChunk } from '../media/worker/frames-tap';
import type { RegistrationState, SipCallState, SipEnd } from '../sip/sip-account.types';

export interface LegObserver {
  onState(state: SipCallState, detail?: string): void;
  onEnded(end: SipEnd): void;
  onRemoteHold(held: boolean): void;
  /** A digit from the far end (RFC 4733 or INFO), complete. */
  onDigit(digit: string, durationMs: number): void;
  onHeard(event: DatedHearingEvent): void;
  onSilentRtp(silent: boolean): void;
  /** What arrives, in order, without gaps, from the same frame on as hearing hears it. */
  onAudio(chunk: FramesChunk): void;
  /** A service of the leg failed (hearing, above all); the call itself goes on (DESIGN law 4). */
  onFault(service: 'hearing' | 'audio', reason: string): void;
}

/** How a key can reach the far end: RTP events (tones where none were agreed), SIP INFO, or tones in the audio. */
export type DtmfMode = 'rfc4733' | 'info' | 'inband';

export interface DigitManner {
  /** Default `rfc4733`. */
  readonly mode?: DtmfMode;
  /** Longer tones with longer gaps, for systems that miss short ones. */
  readonly slowly?: boolean;
}

export interface Leg {
  readonly sipCallId: string;
  hangup(): Promise<void>;
  hold(held: boolean): Promise<void>;
  /** False when the digits could not be sent: no media yet, or the call is over. */
  sendDigits(digits: string, manner?: DigitManner): Promise<boolean>;
  play(source: PlaySource, options?: PlayOptions): Promise<PlayEnd>;
  stopPlaying(): void;
  /** Tells hearing what only we know: our own speech, a refuted alarm, a probe that has ended. */
  tellHearing(note: HearingNote): void;
  stats(): Promise<RtpStats>;
}

export interface PlaceLegOptions {
  /** Asked before a redirect (3xx) is followed: the number policy judges that target too (DESIGN law 9). */
  readonly mayDial: (uri: string) => boolean;
  readonly answerTimeoutSeconds?: number;
  readonly displayName?: string;
  /** Listen to this leg: the company's yes, the user's own phone no. */
  readonly hearing: LegHearing | false;
}

export interface LegHearing {
  /** Hashes of recordings heard on earlier calls to this number. */
  readonly earlierRecordings?: readonly Int32Array[];
  /** Also report the audio itself (`onAudio`). */
  readonly audio: boolean;
}

/** One SIP account with its media engine: places legs and bridges them. */
export interface Line {
  /** Resolves when calls can be placed; rejects with words when they never can (port taken, worker missing). */
  readonly ready: Promise<void>;
  readonly registration: RegistrationState;
  onRegistration(listener: (state: RegistrationState) => void): () => void;
  /** A registration that failed is tried now instead of later. */
  registerNow(): void;
  /** The line cannot carry audio any more. */
  onFault(listener: (reason: string) => void): () => void;
  place(target: string, observer: LegObserver, options: PlaceLegOptions): Leg;
  bridge(a: Leg, b: Leg): Promise<void>;
  unbridge(a: Leg): Promise<void>;
  /** Ends what is left, unregisters, frees sockets and worker: at most 3 s. */
  close(): Promise<void>;
}
