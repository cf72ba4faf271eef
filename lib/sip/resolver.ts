/** Where a SIP URI is to be sent (RFC 3263 without NAPTR): a literal, SRV, A or AAAA; with a cache and fail-over. */
import { lookup, resolveSrv } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../clock';
import { systemClock } from '../clock';
import type { SipTransportKind } from './sip-account.types';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The questions asked of the name service; injectable. */
export interface NameService {
  srv(name: string): Promise<readonly { name: string; port: number; priority: number; weight: number }[]>;
  /** Addresses of a host, IPv4 first. Goes through the hosts file too: container and mDNS names live there. */
  addresses(host: string): Promise<readonly string[]>;
}

export const systemNameService: NameService = {
  srv: (name) => resolveSrv(name),
  addresses: async (host) => {
    const found = await lookup(host, { all: true });
    return [...found].sort((a, b) => a.family - b.family).map((entry) => entry.address);
  },
};

const CACHE_MS = 60_000;
const PENALTY_MS = 60_000;
const CACHE_LIMIT = 500;

const SERVICES: Readonly<Record<SipTransportKind, string>> = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp' };

export function standardPort(kind: SipTransportKind): number {
  return kind === 'tls' ? 5061 : 5060;
}

export class Resolver {
  readonly #names: NameService;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #cache = new Map<string, { readonly untilMs: number; readonly endpoints: readonly Endpoint[] }>();
  readonly #failed = new Map<string, number>();

  constructor(names: NameService = systemNameService, clock: Clock = systemClock, random: () => number = Math.random) {
    this.#names = names;
    this.#clock = clock;
    this.#random = random;
  }

  /** Literals need no question: routing stays synchronous for them, so messages keep their order. */
  immediate(host: string, port: number | undefined, kind: SipTransportKind): readonly Endpoint[] | undefined {
    if (isIP(host)) return [{ address: host, port: port ?? standardPort(kind) }];
    const cached = this.#cache.get(cacheKey(host, port, kind));
    return cached && cached.untilMs > this.#clock.now() ? this.#inOrder(cached.endpoints) : undefined;
  }

  /** At least one endpoint, best first; rejects with an Error in words when the name leads nowhere. */
  async resolve(host: string, port: number | undefined, kind: SipTransportKind): Promise<readonly Endpoint[]> {
    const known = this.immediate(host, port, kind);
    if (known) return known;
    const endpoints = await this.#ask(host, port, kind);
    if (this.#cache.size >= CACHE_LIMIT) this.#cache.clear();
    this.#cache.set(cacheKey(host, port, kind), { untilMs: this.#clock.now() + CACHE_MS, endpoints });
    return this.#inOrder(endpoints);
  }

  /** This endpoint did not answer: others of the same name come first for a minute. */
  failed(endpoint: Endpoint): void {
    if (this.#failed.size >= CACHE_LIMIT) this.#failed.clear();
    this.#failed.set(endpointKey(endpoint), this.#clock.now() + PENALTY_MS);
  }

  worked(endpoint: Endpoint): void {
    this.#failed.delete(endpointKey(endpoint));
  }

  #inOrder(endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const bad = (endpoint: Endpoint): number =>
      (this.#failed.get(endpointKey(endpoint)) ?? 0) > this.#clock.now() ? 1 : 0;
    return [...endpoints].sort((a, b) => bad(a) - bad(b));
  }

  async #ask(host: string, port: number | undefined, kind: SipTransportKind): Promise<readonly Endpoint[]> {
    // RFC 3263 section 4.2: a port in the URI means no SRV.
    if (port === undefined && host.includes('.')) {
      const records = await this.#names.srv(`${SERVICES[kind]}.${host}`).catch(() => []);
      const endpoints: Endpoint[] = [];
      for (const record of this.#byWeight(records)) {
        const addresses = await this.#names.addresses(record.name).catch(() => []);
        endpoints.push(...addresses.map((address) => ({ address, port: record.port })));
      }
      if (endpoints.length > 0) return endpoints;
    }
    const addresses = await this.#names.addresses(host).catch(() => []);
    if (addresses.length === 0)
      throw new Error(`The name "${host}" cannot be resolved: check the spelling and the DNS.`);
    return addresses.map((address) => ({ address, port: port ?? standardPort(kind) }));
  }

  /** RFC 2782: lowest priority first; within one, chance in proportion to weight. */
  #byWeight<T extends { priority: number; weight: number }>(records: readonly T[]): T[] {
    const rest = [...records].sort((a, b) => a.priority - b.priority || a.weight - b.weight);
    const ordered: T[] = [];
    while (rest.length > 0) {
      const group = rest.filter((record) => record.priority === rest[0]!.priority);
      let pick = this.#random() * group.reduce((sum, record) => sum + record.weight, 0);
      const chosen = group.find((record) => (pick -= record.weight) <= 0) ?? group[0]!;
      ordered.push(chosen);
      rest.splice(rest.indexOf(chosen), 1);
    }
    return ordered;
  }
}

function cacheKey(host: string, port: number | undefined, kind: SipTransportKind): string {
  return `${kind} ${host.toLowerCase()} ${port ?? ''}`;
}

function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}
