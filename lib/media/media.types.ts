/** The public shapes of lib/media: plain values that may cross the thread boundary. */

export type AudioCodec = 'PCMU' | 'PCMA';

/** What a tap learns about a frame besides its samples. */
export interface FrameInfo {
  /** Epoch ms at which the frame arrived: its turn on the clock less the delay of the jitter buffer. */
  readonly timeMs: number;
  /** The frame was lost or late and made up by concealment: hearing must not trust it. */
  readonly concealed: boolean;
  /** No RTP is arriving at all (none yet, silence suppression or a far-end hold): the samples are digital silence. */
  readonly absent: boolean;
}

/**
 * A listener inside the media worker: it sees each received 20 ms frame (160 samples, 8 kHz, Int16) in order, on the
 * clock, and may emit plain values, which reach the main thread as `onTap`. It must not keep `samples`.
 */
export interface FrameTap {
  frame(samples: Int16Array, info: FrameInfo): void;
  /** A plain value sent from the main thread by `MediaSession.tellTap`. */
  tell?(value: unknown): void;
  close?(): void;
}

/** Makes a tap. `emit` posts a plain value; buffers named in `transfer` change hands instead of being copied. */
export type FrameTapFactory = (
  options: unknown,
  emit: (value: unknown, transfer?: readonly ArrayBuffer[]) => void,
) => FrameTap;

export interface MediaSessionSettings {
  /** Offered in this order; default PCMU, PCMA. */
  readonly codecs?: readonly AudioCodec[];
  /** Address to write into SDP; the account knows which one routes to its proxy. */
  readonly advertisedAddress?: string;
  /** Offer telephone-event (RFC 4733); default true. */
  readonly telephoneEvent?: boolean;
}

export interface DigitReceived {
  readonly digit: string;
  readonly durationMs: number;
  /** Epoch ms of the digit's begin. */
  readonly timeMs: number;
}

export interface MediaSessionObserver {
  /** A complete RFC 4733 digit from the far end. */
  onDigit?(digit: DigitReceived): void;
  onTap?(tap: string, value: unknown): void;
  /** A tap threw and was taken off: nothing more comes from it. The call goes on, deaf in that ear. */
  onTapFault?(tap: string, reason: string): void;
  /** The first RTP packet from the far end arrived. */
  onFirstPacket?(timeMs: number): void;
  /**
   * No RTP for 5 s (`true`) although the peer may send, since the last packet or, when none has ever come, since what was
   * agreed last; or it came (back) (`false`). Never ends a call by itself: a silent hold is legal.
   */
  onSilentRtp?(silent: boolean): void;
}

/** Where to play from. Tones are sums of sines with an on/off cadence in ms, repeated while `loop`. */
export type PlaySource =
  | { readonly kind: 'wav'; readonly file: string }
  | { readonly kind: 'samples'; readonly samples: Int16Array }
  | {
      readonly kind: 'tone';
      readonly frequenciesHz: readonly number[];
      readonly cadenceMs: readonly number[];
      readonly levelDbfs?: number;
    };

export interface PlayOptions {
  readonly loop?: boolean;
}

/** Why a playback ended. */
export type PlayEnd = 'finished' | 'stopped' | 'closed';

export interface RtpStats {
  readonly codec: AudioCodec | null;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsLate: number;
  readonly framesConcealed: number;
  readonly jitterMs: number;
  readonly jitterBufferMs: number;
  readonly roundTripMs: number | null;
  readonly remote: string | null;
}

export interface MediaMetrics {
  readonly sessions: number;
  readonly bridges: number;
  /** Lateness of clock ticks over the last 10 s, ms. */
  readonly tickLatenessMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly datagramsDropped: Readonly<Record<string, number>>;
}
