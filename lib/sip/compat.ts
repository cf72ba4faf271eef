/** Every place where sip.js itself is changed; each with its reason, and a guard that notices another version. */
import { Buffer } from 'node:buffer';
import type * as SipJsCore from 'sip.js/lib/core/index.js' with { 'resolution-mode': 'import' };

/** What the version.js of release 0.21.2 says. */
export const KNOWN_LIBRARY_VERSION = '0.21.1';

/** Challenges answered for one request, whoever makes them. */
const MAXIMUM_CHALLENGES = 3;

/**
 * RFC 3261 table 4 for an unreliable transport. sip.js ships zeros: with J = 0 a repeated INFO was answered 500 and a
 * repeated BYE 481; with D = 0 only the first of three repeated 486 got its ACK.
 */
export const TRANSACTION_TIMERS = { TIMER_D: 32_000, TIMER_I: 5000, TIMER_J: 32_000, TIMER_K: 5000 } as const;

interface GuardedClient {
  core: SipJsCore.UserAgentCore & { readonly transport: { wasRepeated?(branch: string): boolean } };
  message: SipJsCore.OutgoingRequestMessage;
  challenged: boolean;
  stale: boolean;
  credentials: unknown;
  _transaction?: ReplacedTransaction;
  lastChallenge?: string;
  rounds?: number;
  /** Whose challenges were answered: status and realm. */
  answered?: Set<string>;
  replaced?: ReplacedTransaction[];
}

interface ReplacedTransaction {
  readonly id: string;
  readonly request: { readonly method: string };
  dispose(): void;
}

type Guard = (this: GuardedClient, message: SipJsCore.IncomingResponseMessage, dialog?: unknown) => boolean;

const applied = new WeakSet<object>();

export function applyCompatibility(core: typeof SipJsCore, version: string): void {
  if (applied.has(core.UserAgentClient)) return;
  const prototype = core.UserAgentClient.prototype as unknown as {
    authenticationGuard?: Guard;
    dispose?: (this: GuardedClient) => void;
  };
  const original = prototype.authenticationGuard;
  if (
    version !== KNOWN_LIBRARY_VERSION ||
    typeof original !== 'function' ||
    typeof prototype.dispose !== 'function' ||
    !('TIMER_J' in core.Timers)
  ) {
    throw new Error(`sip.js is not the release this code knows (0.21.2); its version.js says ${version}.`);
  }
  Object.assign(core.Timers, TRANSACTION_TIMERS);
  /*
   * sip.js takes any second challenge without stale=true for an authentication loop. Proxies that challenge 407 in
   * front of a registrar that challenges 401, and stateless registrars that see a retransmitted REGISTER as a replay,
   * send exactly that (at 20 % packet loss 51 of 60 REGISTERs came through; with this, 60 of 60). A fresh nonce from
   * whom the password was shown to already, and who cannot have seen a replay, is a refusal (RFC 3261 section 22.1):
   * asked again, a provider locks the account.
   */
  prototype.authenticationGuard = function (message, dialog) {
    const status = message.statusCode;
    if (status === 401 || status === 407) {
      const header = message.getHeader(status === 401 ? 'www-authenticate' : 'proxy-authenticate') ?? '';
      const challenge = `${status} ${header}`;
      const asker = `${status} ${realmOf(header)}`;
      const repeated = this.core.transport.wasRepeated?.(this._transaction?.id ?? '') === true;
      const refused = this.answered?.has(asker) === true && !isStale(header) && !repeated;
      this.rounds = (this.rounds ?? 0) + 1;
      (this.answered ??= new Set()).add(asker);
      if (this.challenged && !refused && challenge !== this.lastChallenge && this.rounds <= MAXIMUM_CHALLENGES) {
        this.challenged = false;
        this.stale = false;
        this.credentials = undefined;
      }
      this.lastChallenge = challenge;
      // INFO and the like are answered without their dialog: the number used up by the second attempt would be used
      // again by the next request, and refused as out of order (RFC 3261 section 12.2.2).
      const { callId, fromTag, toTag } = this.message;
      dialog ??= toTag === undefined ? undefined : this.core.dialogs.get(callId + fromTag + toTag);
    }
    const before = this._transaction;
    const pass = original.call(this, message, dialog);
    if (!pass && before && before !== this._transaction) (this.replaced ??= []).push(before);
    return pass;
  };
  /*
   * The transaction that was challenged goes on for Timer D, to acknowledge a repeated 401. sip.js forgets it when the
   * client is disposed of: its timer would keep a stopped process alive for 32 s, its entry the memory for ever.
   */
  const dispose = prototype.dispose;
  prototype.dispose = function () {
    for (const transaction of this.replaced?.splice(0) ?? []) {
      transaction.dispose();
      this.core.userAgentClients.delete(transaction.id + transaction.request.method);
    }
    dispose.call(this);
  };
  applied.add(core.UserAgentClient);
}

/** As the sanitizer writes it (wire/sanitizer.ts): the whole challenge, in hexadecimal. */
function realmOf(header: string): string {
  const hex = /realm="([0-9a-f]*)"/.exec(header)?.[1] ?? '';
  return /"realm":"((?:[^"\\]|\\.)*)"/.exec(Buffer.from(hex, 'hex').toString('utf8'))?.[1] ?? '';
}

export function isStale(header: string): boolean {
  return /,\s*stale=true/i.test(header);
}
