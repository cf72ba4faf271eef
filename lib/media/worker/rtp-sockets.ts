/** The UDP sockets of a session: RTP on an even port, RTCP on the next (RFC 3550 section 11), never shared. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { MediaError } from '../media-error';

/** A port just given back may still get the former peer's packets. */
const REST_MS = 30_000;

export interface RtpSockets {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly rtpPort: number;
  readonly rtcpPort: number;
}

export class PortPairs {
  readonly #bindAddress: string;
  readonly #pairs: number[] = [];
  readonly #used = new Set<number>();
  readonly #restingUntilMs = new Map<number, number>();

  constructor(bindAddress: string, [low, high]: readonly [number, number]) {
    this.#bindAddress = bindAddress;
    for (let port = low + (low % 2); port + 1 <= high; port += 2) this.#pairs.push(port);
  }

  /** Binds a random free pair; rejects with `ports-exhausted` when the range has none. */
  async open(): Promise<RtpSockets> {
    for (const port of this.#candidates()) {
      if (this.#used.has(port)) continue;
      this.#used.add(port);
      const pair = await this.#bindPair(port).catch((error: unknown) => {
        this.#used.delete(port);
        throw error;
      });
      if (pair) return pair;
      this.#used.delete(port);
    }
    throw new MediaError('ports-exhausted', `no free RTP port pair in ${this.#range()} on ${this.#bindAddress}`);
  }

  close(sockets: RtpSockets): void {
    sockets.rtp.close();
    sockets.rtcp.close();
    this.#used.delete(sockets.rtpPort);
    this.#restingUntilMs.set(sockets.rtpPort, performance.now() + REST_MS);
  }

  /** Free pairs from a random one on, resting ones last. */
  #candidates(): number[] {
    const nowMs = performance.now();
    for (const [port, untilMs] of this.#restingUntilMs) if (untilMs <= nowMs) this.#restingUntilMs.delete(port);
    const count = this.#pairs.length;
    const start = count > 0 ? randomInt(count) : 0;
    const turned = [...this.#pairs.slice(start), ...this.#pairs.slice(0, start)].filter(
      (port) => !this.#used.has(port),
    );
    const rested = turned.filter((port) => !this.#restingUntilMs.has(port));
    return [...rested, ...turned.filter((port) => this.#restingUntilMs.has(port))];
  }

  #range(): string {
    return this.#pairs.length === 0 ? 'an empty range' : `${this.#pairs[0]!}-${this.#pairs.at(-1)! + 1}`;
  }

  async #bindPair(port: number): Promise<RtpSockets | null> {
    const rtp = await this.#bind(port);
    const rtcp = rtp && (await this.#bind(port + 1));
    if (rtp && rtcp) return { rtp, rtcp, rtpPort: port, rtcpPort: port + 1 };
    rtp?.close();
    return null;
  }

  #bind(port: number): Promise<Socket | null> {
    const family = isIPv6(this.#bindAddress) ? 6 : 4;
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      // Only addresses are sent to. The default look-up would defer each packet by a tick and keep its buffer.
      lookup: (hostname, _options, callback) => callback(null, hostname, family),
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        socket.close();
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
        else reject(new MediaError('ports-exhausted', `cannot bind RTP on ${this.#bindAddress}: ${error.message}`));
      });
      socket.bind({ port, address: this.#bindAddress, exclusive: true }, () => {
        socket.removeAllListeners('error');
        // Errors of single datagrams (ICMP) are no news: RTP has no answer to them but to go on.
        socket.on('error', () => undefined);
        resolve(socket);
      });
    });
  }
}
