/**
 * All that lib/sip knows of media: one session negotiated by SDP offer and answer (RFC 3264).
 * lib/media has a class of this shape; neither room imports the other, the gateway introduces them.
 */
export interface SessionMedia {
  /**
   * A new local offer: for the first INVITE, for a re-INVITE (with the direction wanted), or for the 200 to an INVITE
   * that came without SDP. Each new offer raises the o= version (RFC 3264 section 8).
   */
  createOffer(options?: { readonly hold?: boolean }): Promise<string>;
  /** The local answer to a remote offer. Rejects with an error when no codec fits; the caller then answers 488. */
  createAnswer(remoteOffer: string): Promise<string>;
  /**
   * The remote answer to our last offer. `early` answers come from a 18x and may be followed by others, from other forks
   * or from the 200; the last one given is in force.
   */
  acceptAnswer(remoteAnswer: string, options?: { readonly early?: boolean }): Promise<void>;
  /** Our offer was refused (488, 491): back to what was agreed before. */
  rollback(): void;
  close(): void;
}
