/**
 * Who may ask for the account's password. A digest is enough to guess a weak password offline, or to be used at once against
 * the provider by whoever passes the provider's own nonce on to us; so only the home domain and the outbound proxy get one.
 */
import { BoundedMap } from '../bounded-map';
import type { Endpoint, Resolver } from '../resolver';
import type { SipTransportKind } from '../sip-account.types';

export interface NextHop {
  readonly host: string;
  readonly port: number | undefined;
}

/** What is remembered of a request that a challenge may answer. */
export interface SentRequest {
  /** It went to the home domain or the outbound proxy. */
  readonly home: boolean;
  readonly inDialog: boolean;
}

export class PasswordTrust {
  readonly #homes: readonly NextHop[];
  readonly #resolver: Resolver;
  readonly #kind: SipTransportKind;
  readonly #endpoints = new BoundedMap<true>(64);
  readonly #realms = new BoundedMap<true>(32);
  /** Whether the first request of a call, by Call-ID, went home. A redirection may take a call away from home. */
  readonly #calls = new BoundedMap<boolean>(2048);

  constructor(homes: readonly NextHop[], resolver: Resolver, kind: SipTransportKind) {
    this.#homes = homes;
    this.#resolver = resolver;
    this.#kind = kind;
  }

  /** By name, or because the same server is meant under another name. */
  isHome(hop: NextHop, endpoint: Endpoint): boolean {
    return this.#homes.some((home) => sameHop(home, hop)) || this.isHomeEndpoint(endpoint);
  }

  isHomeEndpoint(endpoint: Endpoint): boolean {
    if (this.#endpoints.get(endpointKey(endpoint))) return true;
    return this.#homes.some((home) =>
      this.#resolver
        .immediate(home.host, home.port, this.#kind)
        ?.some(({ address, port }) => address === endpoint.address && port === endpoint.port),
    );
  }

  sent(callId: string, request: SentRequest, endpoint: Endpoint): void {
    if (request.home) this.#endpoints.set(endpointKey(endpoint), true);
    if (!request.inDialog) this.#calls.set(callId, request.home);
  }

  /**
   * Inside a dialog requests go where Contact and Record-Route say, often another server of the same provider: there the
   * realm decides, when the call was set up through home and home has used that realm before.
   */
  mayAnswer(callId: string, request: SentRequest | undefined, realm: string): boolean {
    if (request?.home) {
      this.#realms.set(realm, true);
      return true;
    }
    return request?.inDialog === true && this.#calls.get(callId) === true && this.#realms.get(realm) === true;
  }
}

function sameHop(a: NextHop, b: NextHop): boolean {
  return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port;
}

function endpointKey(endpoint: Endpoint): string {
  return `${endpoint.address} ${endpoint.port}`;
}
