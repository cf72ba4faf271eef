/** What sip.js calls to answer a challenge, with our own digest behind it. */
import { Buffer } from 'node:buffer';
import { authorization } from './digest';
import type { Challenge, Credentials } from './digest';
import type { OutgoingRequestMessage } from './sipjs';
import { restore } from './wire/alias';

export class AccountDigest {
  readonly #credentials: Credentials;
  #header = '';
  #nonce = '';
  #count = 0;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** `challenge.realm` is the hex of the whole challenge, put there by the sanitizer. */
  authenticate(request: OutgoingRequestMessage, challenge: { realm?: unknown }): boolean {
    const parsed = decode(challenge.realm);
    if (!parsed) return false;
    this.#count = parsed.nonce === this.#nonce ? this.#count + 1 : 1;
    this.#nonce = parsed.nonce;
    this.#header = authorization(parsed, this.#credentials, {
      method: request.method,
      // Exactly as it will stand in the request line: registrars compare.
      uri: restore(request.ruri.toRaw()),
      nonceCount: this.#count,
    });
    return true;
  }

  toString(): string {
    return this.#header;
  }
}

function decode(realm: unknown): Challenge | undefined {
  if (typeof realm !== 'string' || !/^[0-9a-f]+$/.test(realm)) return undefined;
  try {
    return JSON.parse(Buffer.from(realm, 'hex').toString('utf8')) as Challenge;
  } catch {
    return undefined;
  }
}
