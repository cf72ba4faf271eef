/** Which of this host's addresses a packet to a peer leaves from: connecting a UDP socket asks the routing table and sends nothing. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const ASK_TIMEOUT_MS = 1000;

/** The network as this host has it at the moment; injectable. */
export interface LocalNetwork {
  /** The address that packets to `remote` leave from; the likeliest one when there is no route. */
  towards(remote: string): Promise<string>;
  /** All addresses; `internal` ones are loopback. */
  addresses(): readonly { readonly address: string; readonly family: 'IPv4' | 'IPv6'; readonly internal: boolean }[];
}

export const systemNetwork: LocalNetwork = {
  towards: async (remote) => (await askRouting(remote)) ?? anyLocalAddress(systemNetwork, isIPv6(remote)),
  addresses: () => Object.values(networkInterfaces()).flatMap((entries) => entries ?? []),
};

function askRouting(remote: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(remote) ? 'udp6' : 'udp4');
    const finish = (address: string | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // The socket may fail once more while it closes; nobody is interested any longer.
      socket.on('error', () => undefined);
      try {
        socket.close();
      } catch {
        // never opened
      }
      resolve(address);
    };
    const timer = setTimeout(() => finish(undefined), ASK_TIMEOUT_MS);
    socket.once('error', () => finish(undefined));
    // Port 9 is discard (RFC 863); the number does not matter.
    socket.connect(9, remote, () => {
      const { address } = socket.address();
      finish(address === '0.0.0.0' || address === '::' ? undefined : address);
    });
  });
}

/** The first address that is not loopback, for when no peer is known or there is no route. */
export function anyLocalAddress(network: LocalNetwork, ipv6 = false): string {
  const wanted = ipv6 ? 'IPv6' : 'IPv4';
  const outside = network.addresses().find(({ family, internal }) => family === wanted && !internal);
  return outside?.address ?? (ipv6 ? '::1' : '127.0.0.1');
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address.startsWith('127.') || address === '::1');
}
