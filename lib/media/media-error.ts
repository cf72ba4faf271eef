/** Faults of lib/media that a caller may want to tell apart. */

export type MediaErrorCode =
  /** The SDP cannot be read, or lacks what a session needs. */
  | 'bad-sdp'
  /** No audio stream on plain RTP with a codec of ours. */
  | 'no-common-codec'
  /** The peer insists on SRTP. */
  | 'srtp-required'
  /** The peer refused our audio stream (port 0 in its answer). */
  | 'stream-refused'
  /** The peer's media address is of another family, multicast, or cannot be resolved. */
  | 'unusable-address'
  /** An answer came without an offer. */
  | 'no-offer'
  | 'ports-exhausted'
  | 'wav-unreadable'
  | 'unknown-tap'
  | 'closed'
  | 'worker-fault';

export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
