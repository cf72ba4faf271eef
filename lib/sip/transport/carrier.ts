/** What carries bytes: UDP sockets or TCP/TLS connections. Knows addresses, not SIP. */
import type { Buffer } from 'node:buffer';
import type { Endpoint } from '../resolver';

export interface CarrierObserver {
  onBytes(bytes: Buffer, source: Endpoint): void;
  onDrop(reason: string, source: Endpoint): void;
  /** A connection that we had opened is gone. */
  onConnectionLost(remote: Endpoint, why: string): void;
}

export interface Carrier {
  readonly protocol: 'UDP' | 'TCP' | 'TLS';
  /** TCP and TLS: nothing is ever sent twice. */
  readonly reliable: boolean;
  /** Binds. `remote` is the peer that matters most, when known. Rejects when the wanted port is taken. */
  open(observer: CarrierObserver, remote: Endpoint | undefined): Promise<void>;
  /**
   * The address and port that `remote` sees us at, as far as this host can know; streams connect first.
   * `host` is the name the endpoint came from (TLS checks it).
   */
  localFor(remote: Endpoint, host: string): Promise<Endpoint>;
  isConnected(remote: Endpoint): boolean;
  send(remote: Endpoint, bytes: Buffer): Promise<void>;
  /** CRLFCRLF to keep NAT bindings and connections open (RFC 5626 section 4.4.1). */
  keepAlive(remote: Endpoint): void;
  /** The bound port; 0 when nothing is bound. */
  readonly boundPort: number;
  close(): void;
}
