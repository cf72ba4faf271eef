/** One TCP or TLS connection: framing, keep-alive, limits. */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Clock, TimerHandle } from '../../clock';
import { StreamFramer } from '../wire/stream-framer';
import type { Endpoint } from '../resolver';

const PING = Buffer.from('\r\n\r\n');
const PONG = Buffer.from('\r\n');
const PING_EVERY_MS = 25_000;
/** A peer that reads nothing must not make us hold what it does not read. */
const MAXIMUM_UNSENT_BYTES = 1_048_576;

export interface ConnectionObserver {
  onBytes(bytes: Buffer): void;
  onDrop(reason: string): void;
  onClosed(why: string): void;
}

export class StreamConnection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  /** We opened it. */
  readonly outgoing: boolean;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #observer: ConnectionObserver;
  readonly #framer = new StreamFramer();
  #timer: TimerHandle;
  /** The peer answers pings: from then on a missing answer means the connection is dead (RFC 5626 section 4.4.1). */
  #pongs = false;
  #pongDue = false;
  #closed = false;

  constructor(socket: Socket, outgoing: boolean, clock: Clock, observer: ConnectionObserver) {
    this.#socket = socket;
    this.#clock = clock;
    this.#observer = observer;
    this.outgoing = outgoing;
    this.remote = { address: plain(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
    this.local = { address: plain(socket.localAddress ?? ''), port: socket.localPort ?? 0 };
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('error', (error) => this.close(error.message));
    socket.on('close', () => this.close('closed by the other side'));
    socket.on('end', () => this.close('closed by the other side'));
    if (outgoing) this.#keepAlive();
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(bytes: Buffer): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The SIP connection is closed.'));
    if (this.#socket.writableLength > MAXIMUM_UNSENT_BYTES) {
      this.close('the other side does not read');
      return Promise.reject(new Error('The other side of the SIP connection does not read.'));
    }
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  ping(): void {
    if (this.#closed) return;
    if (this.#pongDue && this.#pongs) {
      this.close('no answer to the keep-alive');
      return;
    }
    this.#pongDue = true;
    this.#socket.write(PING);
  }

  close(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#observer.onClosed(why);
  }

  /** Lets what was written leave before the connection ends. */
  finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#socket.end();
    const socket = this.#socket;
    setTimeout(() => socket.destroy(), 500).unref();
  }

  #received(chunk: Buffer): void {
    for (const frame of this.#framer.push(chunk)) {
      if (this.#closed) return;
      switch (frame.kind) {
        case 'message':
          this.#observer.onBytes(frame.bytes);
          break;
        case 'ping':
          this.#socket.write(PONG);
          break;
        case 'pong':
          this.#pongs = true;
          this.#pongDue = false;
          break;
        case 'broken':
          this.#observer.onDrop(`stream-${frame.reason}`);
          this.close(`unreadable stream (${frame.reason})`);
          break;
      }
    }
  }

  #keepAlive(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.ping();
      if (!this.#closed) this.#keepAlive();
    }, PING_EVERY_MS);
  }
}

/** Dual-stack sockets report IPv4 peers as ::ffff:1.2.3.4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, '');
}
