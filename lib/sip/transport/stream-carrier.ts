/** SIP over TCP and TLS: one connection for each peer, opened when needed; a listener when a port is given. */
import type { Buffer } from 'node:buffer';
import { connect as connectTcp, createServer, isIP } from 'node:net';
import type { Server, Socket } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import type { Clock } from '../../clock';
import type { Logger } from '../../logger';
import type { Endpoint } from '../resolver';
import type { SipAccountSettings } from '../sip-account.types';
import type { Carrier, CarrierObserver } from './carrier';
import { StreamConnection } from './stream-connection';

const CONNECT_TIMEOUT_MS = 8000;
const MAXIMUM_CONNECTIONS = 256;

export interface StreamCarrierOptions {
  readonly protocol: 'TCP' | 'TLS';
  readonly tls: SipAccountSettings['tls'];
  readonly bindAddress: string | undefined;
  readonly bindPort: number | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export class StreamCarrier implements Carrier {
  readonly protocol: 'TCP' | 'TLS';
  readonly reliable = true;
  readonly #options: StreamCarrierOptions;
  readonly #connections = new Map<string, StreamConnection>();
  readonly #connecting = new Map<string, Promise<StreamConnection>>();
  #server: Server | undefined;
  #observer: CarrierObserver | undefined;
  #closed = false;

  constructor(options: StreamCarrierOptions) {
    this.protocol = options.protocol;
    this.#options = options;
  }

  get boundPort(): number {
    const address = this.#server?.address();
    return address && typeof address === 'object' ? address.port : 0;
  }

  async open(observer: CarrierObserver): Promise<void> {
    this.#observer = observer;
    const { bindPort, bindAddress } = this.#options;
    // A TLS listener would need a certificate of our own; calls in arrive on the connection to the registrar.
    if (bindPort === undefined || this.protocol === 'TLS') return;
    const server = createServer((socket) => this.#accepted(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const text = `SIP over TCP cannot use ${bindAddress ?? 'any address'} port ${bindPort}: ${error.message}`;
        reject(Object.assign(new Error(text, { cause: error }), { code: error.code }));
      });
      server.listen({ port: bindPort, host: bindAddress, exclusive: true }, () => {
        server.removeAllListeners('error');
        server.on('error', (error) => this.#options.log.warn(`SIP over TCP: ${error.message}`));
        resolve();
      });
    });
  }

  async localFor(remote: Endpoint, host: string): Promise<Endpoint> {
    const connection = await this.#connection(remote, host);
    return { address: connection.local.address, port: this.boundPort || connection.local.port };
  }

  isConnected(remote: Endpoint): boolean {
    return this.#connections.get(key(remote))?.closed === false;
  }

  async send(remote: Endpoint, bytes: Buffer): Promise<void> {
    const connection = await this.#connection(remote, remote.address);
    await connection.send(bytes);
  }

  keepAlive(): void {
    // every connection keeps itself alive
  }

  close(): void {
    this.#closed = true;
    this.#server?.close();
    for (const connection of this.#connections.values()) connection.finish();
    this.#connections.clear();
  }

  #connection(remote: Endpoint, host: string): Promise<StreamConnection> {
    if (this.#closed) return Promise.reject(new Error('The SIP transport is closed.'));
    const open = this.#connections.get(key(remote));
    if (open && !open.closed) return Promise.resolve(open);
    const pending = this.#connecting.get(key(remote));
    if (pending) return pending;
    const attempt = this.#connect(remote, host).finally(() => this.#connecting.delete(key(remote)));
    this.#connecting.set(key(remote), attempt);
    return attempt;
  }

  #connect(remote: Endpoint, host: string): Promise<StreamConnection> {
    const { tls, bindAddress, clock } = this.#options;
    return new Promise((resolve, reject) => {
      const where = { host: remote.address, port: remote.port, localAddress: bindAddress };
      const name = tls?.serverName ?? host;
      const socket: Socket =
        this.protocol === 'TLS'
          ? connectTls({
              ...where,
              // An address is no name for SNI (RFC 6066 section 3); the certificate is checked against it all the same.
              ...(isIP(name) ? {} : { servername: name }),
              ...(tls?.ca === undefined ? {} : { ca: [...rootCertificates, tls.ca] }),
              rejectUnauthorized: tls?.insecure !== true,
            })
          : connectTcp(where);
      const timer = clock.setTimeout(() => fail(new Error('no answer')), CONNECT_TIMEOUT_MS);
      const fail = (error: Error): void => {
        clock.clearTimeout(timer);
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.destroy();
        reject(new Error(`SIP over ${this.protocol} to ${remote.address}:${remote.port}: ${error.message}`));
      };
      socket.once('error', fail);
      socket.once('close', () => fail(new Error('closed by the other side')));
      socket.once(this.protocol === 'TLS' ? 'secureConnect' : 'connect', () => {
        clock.clearTimeout(timer);
        if (this.#closed) {
          fail(new Error('closed meanwhile'));
          return;
        }
        socket.removeAllListeners('error');
        socket.removeAllListeners('close');
        resolve(this.#adopt(socket, true, remote));
      });
    });
  }

  #accepted(socket: Socket): void {
    if (this.#closed || this.#connections.size >= MAXIMUM_CONNECTIONS) {
      this.#observer?.onDrop('too-many-connections', {
        address: socket.remoteAddress ?? '',
        port: socket.remotePort ?? 0,
      });
      socket.destroy();
      return;
    }
    this.#adopt(socket, false, undefined);
  }

  #adopt(socket: Socket, outgoing: boolean, target: Endpoint | undefined): StreamConnection {
    const connection = new StreamConnection(socket, outgoing, this.#options.clock, {
      onBytes: (bytes) => this.#observer?.onBytes(bytes, connection.remote),
      onDrop: (reason) => this.#observer?.onDrop(reason, connection.remote),
      onClosed: (why) => {
        const name = key(target ?? connection.remote);
        if (this.#connections.get(name) === connection) this.#connections.delete(name);
        if (outgoing && !this.#closed) this.#observer?.onConnectionLost(target ?? connection.remote, why);
      },
    });
    this.#connections.set(key(target ?? connection.remote), connection);
    return connection;
  }
}

function key(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}
