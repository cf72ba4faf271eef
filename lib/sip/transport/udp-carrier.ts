/** SIP over UDP sockets. */
import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { BoundedMap } from '../bounded-map';
import type { Clock } from '../../clock';
import { isLoopback } from '../local-address';
import type { LocalNetwork } from '../local-address';
import type { Logger } from '../../logger';
import type { Endpoint } from '../resolver';
import type { Carrier, CarrierObserver } from './carrier';

const KEEP_ALIVE = Buffer.from('\r\n\r\n');
/** Asking costs a socket; but an address that DHCP has taken away must not be named for long. */
const ADDRESS_CACHE_MS = 5000;

interface Bound {
  readonly socket: Socket;
  readonly port: number;
}

export class UdpCarrier implements Carrier {
  readonly protocol = 'UDP';
  readonly reliable = false;
  readonly #bindAddress: string | undefined;
  readonly #bindPort: number;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #network: LocalNetwork;
  readonly #sockets = new Map<string, Promise<Bound>>();
  readonly #addresses = new BoundedMap<{ address: string; untilMs: number }>(200);
  #observer: CarrierObserver | undefined;
  #primary = '';
  #boundPort = 0;
  #closed = false;

  constructor(options: {
    bindAddress: string | undefined;
    bindPort: number | undefined;
    log: Logger;
    clock: Clock;
    network: LocalNetwork;
  }) {
    this.#bindAddress = options.bindAddress;
    this.#bindPort = options.bindPort ?? 0;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#network = options.network;
  }

  get boundPort(): number {
    return this.#boundPort;
  }

  async open(observer: CarrierObserver, remote: Endpoint | undefined): Promise<void> {
    this.#observer = observer;
    // Towards a PBX on this very host there is no reason to listen to the network.
    this.#primary = this.#bindAddress ?? wildcard(remote?.address ?? '0.0.0.0', isLoopback(remote?.address));
    const bound = await this.#bound(this.#primary);
    this.#boundPort = bound.port;
  }

  async localFor(remote: Endpoint): Promise<Endpoint> {
    const name = this.#socketName(remote);
    const { port } = await this.#bound(name);
    if (name !== '0.0.0.0' && name !== '::') return { address: name, port };
    const cached = this.#addresses.get(remote.address);
    if (cached && cached.untilMs > this.#clock.now()) return { address: cached.address, port };
    const address = await this.#network.towards(remote.address);
    this.#addresses.set(remote.address, { address, untilMs: this.#clock.now() + ADDRESS_CACHE_MS });
    return { address, port };
  }

  isConnected(): boolean {
    return !this.#closed;
  }

  async send(remote: Endpoint, bytes: Buffer): Promise<void> {
    const { socket } = await this.#bound(this.#socketName(remote));
    await new Promise<void>((resolve, reject) => {
      socket.send(bytes, remote.port, remote.address, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  keepAlive(remote: Endpoint): void {
    this.send(remote, KEEP_ALIVE).catch((error: unknown) =>
      this.#log.debug(`SIP keep-alive not sent: ${String(error)}`),
    );
  }

  close(): void {
    this.#closed = true;
    for (const bound of this.#sockets.values()) {
      bound.then(
        ({ socket }) => socket.close(),
        () => undefined,
      );
    }
    this.#sockets.clear();
  }

  /** The primary socket when it can reach the peer, else one bound to any address of the peer's family. */
  #socketName(remote: Endpoint): string {
    const sameFamily = isIPv6(this.#primary) === isIPv6(remote.address);
    const reaches = this.#bindAddress !== undefined || !isLoopback(this.#primary) || isLoopback(remote.address);
    return sameFamily && reaches ? this.#primary : wildcard(remote.address, false);
  }

  #bound(name: string): Promise<Bound> {
    if (this.#closed) return Promise.reject(new Error('The SIP transport is closed.'));
    const known = this.#sockets.get(name);
    if (known) return known;
    const fresh = this.#bind(name, name === this.#primary ? this.#boundPort || this.#bindPort : 0);
    this.#sockets.set(name, fresh);
    fresh.catch(() => this.#sockets.delete(name));
    return fresh;
  }

  #bind(address: string, port: number): Promise<Bound> {
    return new Promise((resolve, reject) => {
      const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
      socket.once('error', (error) => {
        socket.close();
        const told = new Error(`SIP over UDP cannot use ${address} port ${port}: ${error.message}`, { cause: error });
        reject(Object.assign(told, { code: (error as NodeJS.ErrnoException).code }));
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        socket.on('error', (error) => this.#failed(address, socket, error));
        socket.on('message', (bytes, source) => {
          this.#observer?.onBytes(bytes, { address: source.address, port: source.port });
        });
        resolve({ socket, port: socket.address().port });
      });
    });
  }

  /** A socket error is rare and says little (interface gone): the next message binds afresh. */
  #failed(name: string, socket: Socket, error: Error): void {
    this.#log.warn(`SIP over UDP: ${error.message}; the socket is opened again.`);
    this.#sockets.delete(name);
    socket.close();
  }
}

function wildcard(address: string, loopback: boolean): string {
  if (loopback) return isIPv6(address) ? '::1' : '127.0.0.1';
  return isIPv6(address) ? '::' : '0.0.0.0';
}
