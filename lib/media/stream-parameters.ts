/** What an offer and its answer agreed on, as the worker needs it. Plain values. */
import type { AudioCodec } from './media.types';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface StreamParameters {
  readonly codec: AudioCodec;
  /** Payload type the peer wants for `codec`. */
  readonly payloadType: number;
  /** Payload types that may arrive. */
  readonly receive: readonly { readonly payloadType: number; readonly codec: AudioCodec }[];
  /** Payload type the peer wants for telephone-event; null when it takes none. */
  readonly eventPayloadType: number | null;
  readonly receiveEvents: readonly number[];
  readonly ptimeMs: number;
  /** From our side. */
  readonly direction: MediaDirection;
  /** Null while the peer has no address (c=0.0.0.0: a hold of RFC 2543). */
  readonly remote: { readonly address: string; readonly port: number } | null;
  readonly remoteRtcp: { readonly address: string; readonly port: number } | null;
}

export function maySend(parameters: StreamParameters | null): parameters is StreamParameters {
  return (
    parameters !== null &&
    parameters.remote !== null &&
    (parameters.direction === 'sendrecv' || parameters.direction === 'sendonly')
  );
}

export function mayReceive(parameters: StreamParameters | null): boolean {
  return parameters?.direction === 'sendrecv' || parameters?.direction === 'recvonly';
}
