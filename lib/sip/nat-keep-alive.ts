/** Keeps the ways back to us open: home routers forget a UDP binding after 30 s of silence, and a hold is silent for hours. */
import type { Clock, TimerHandle } from '../clock';
import type { Endpoint } from './resolver';

const EVERY_MS = 25_000;

export interface NatKeepAliveOptions {
  readonly clock: Clock;
  /** Who must still reach us, asked each time; the same endpoint may be named more than once. */
  readonly peers: () => readonly (Endpoint | undefined)[];
  readonly send: (peer: Endpoint) => void;
}

export class NatKeepAlive {
  readonly #options: NatKeepAliveOptions;
  #timer: TimerHandle;

  constructor(options: NatKeepAliveOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, peers, send } = this.#options;
    this.#timer = clock.setTimeout(() => {
      const byName = new Map<string, Endpoint>();
      for (const peer of peers()) if (peer) byName.set(`${peer.address} ${peer.port}`, peer);
      for (const peer of byName.values()) send(peer);
      this.start();
    }, EVERY_MS);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }
}
