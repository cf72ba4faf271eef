/**
 * The address of ours that calls should name, kept current: a host that boots before its router, or gets another address by
 * DHCP, would go on naming one that leads nowhere.
 */
import { isIPv6 } from 'node:net';
import { anyLocalAddress, isLoopback } from './local-address';
import type { LocalNetwork } from './local-address';
import type { Endpoint } from './resolver';

export interface Found {
  readonly local: Endpoint;
  /** Configured, and so right whatever the interfaces say. */
  readonly fixed: boolean;
  /** Where calls go, when it is known. */
  readonly peer: Endpoint | undefined;
}

export interface OwnAddressOptions {
  readonly network: LocalNetwork;
  /** Asks the routing table anew. Never rejects. */
  readonly find: () => Promise<Found>;
  readonly onChanged: (address: string) => void;
}

export class OwnAddress {
  readonly #options: OwnAddressOptions;
  #found: Found = { local: { address: '127.0.0.1', port: 0 }, fixed: false, peer: undefined };
  #asking: Promise<void> | undefined;

  constructor(options: OwnAddressOptions) {
    this.#options = options;
  }

  start(found: Found): void {
    this.#found = found;
  }

  /** Where calls go, as far as it is known. */
  get peer(): Endpoint | undefined {
    return this.#found.peer;
  }

  /** At once: when the address known has left this host's interfaces, the likeliest other one, until `refresh` knows better. */
  get current(): Endpoint {
    const { local } = this.#found;
    if (this.#isAlive()) return local;
    const address = anyLocalAddress(this.#options.network, isIPv6(local.address));
    void this.refresh();
    this.#take({ ...this.#found, local: { address, port: local.port } });
    return this.#found.local;
  }

  refresh(): Promise<void> {
    this.#asking ??= this.#options.find().then((found) => {
      this.#asking = undefined;
      this.#take(found);
    });
    return this.#asking;
  }

  #isAlive(): boolean {
    const { local, fixed, peer } = this.#found;
    if (fixed) return true;
    // Loopback is right towards this very host; towards any other it means that there was no network yet.
    if (isLoopback(local.address)) return isLoopback(peer?.address);
    return this.#options.network.addresses().some(({ address }) => address === local.address);
  }

  #take(found: Found): void {
    const before = this.#found.local.address;
    this.#found = found;
    if (found.local.address !== before) this.#options.onChanged(found.local.address);
  }
}

/** `seen` is what the socket or connection to `peer` has on our side, where there is one. */
export async function findOwnAddress(known: {
  readonly network: LocalNetwork;
  readonly bindAddress: string | undefined;
  readonly boundPort: number;
  readonly peer: Endpoint | undefined;
  readonly seen: Endpoint | undefined;
}): Promise<Found> {
  const { network, bindAddress, boundPort, peer, seen } = known;
  const port = boundPort > 0 ? boundPort : (seen?.port ?? 0);
  if (bindAddress !== undefined && bindAddress !== '0.0.0.0' && bindAddress !== '::') {
    return { local: { address: bindAddress, port }, fixed: true, peer };
  }
  const address = seen?.address ?? (peer ? await network.towards(peer.address) : anyLocalAddress(network));
  return { local: { address, port }, fixed: false, peer };
}
