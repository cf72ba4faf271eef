/** Digest access authentication as SIP uses it (RFC 3261 section 22, RFC 7616, RFC 8760): MD5, SHA-256, SHA-512-256, -sess, qop auth. */
import { createHash, randomBytes } from 'node:crypto';

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As written by the server, so that it can be repeated. Absent means MD5. */
  readonly algorithm: string | undefined;
  readonly qop: readonly string[];
  readonly stale: boolean;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Hash names of node:crypto by algorithm, strongest first. */
const ALGORITHMS: readonly (readonly [string, string])[] = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/** All Digest challenges of one header value; servers put several into one header or into several. */
export function parseChallenges(value: string): Challenge[] {
  const found: Challenge[] = [];
  for (const text of splitSchemes(value)) {
    const parameters = new Map<string, string>();
    for (const match of text.matchAll(/([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
      parameters.set(match[1]!.toLowerCase(), match[3] ?? match[2]!.replace(/\\(.)/g, '$1'));
    }
    const realm = parameters.get('realm');
    const nonce = parameters.get('nonce');
    if (realm === undefined || nonce === undefined) continue;
    found.push({
      realm,
      nonce,
      opaque: parameters.get('opaque'),
      algorithm: parameters.get('algorithm'),
      qop: (parameters.get('qop') ?? '')
        .split(',')
        .map((option) => option.trim().toLowerCase())
        .filter((option) => option !== ''),
      stale: parameters.get('stale')?.toLowerCase() === 'true',
    });
  }
  return found;
}

function splitSchemes(value: string): string[] {
  const starts = [...value.matchAll(/(?:^|,)\s*Digest\s+/gi)].map((match) => match.index + match[0].length);
  return starts.map((start, index) => value.slice(start, starts[index + 1]));
}

/** The strongest challenge that can be answered; RFC 8760 section 2.4 asks for the topmost, which servers send strongest first. */
export function bestChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  const rank = (challenge: Challenge): number => {
    const base = baseOf(challenge.algorithm);
    const at = ALGORITHMS.findIndex(([name]) => name === base);
    if (at < 0) return -1;
    return challenge.qop.length === 0 || challenge.qop.includes('auth') ? ALGORITHMS.length - at : -1;
  };
  return challenges
    .filter((challenge) => rank(challenge) > 0)
    .reduce<Challenge | undefined>((best, next) => (best && rank(best) >= rank(next) ? best : next), undefined);
}

function baseOf(algorithm: string | undefined): string {
  return (algorithm ?? 'MD5').toUpperCase().replace(/-SESS$/, '');
}

export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  /** Number of requests sent with this nonce, this one included. */
  readonly nonceCount: number;
  /** For tests; random when absent. */
  readonly cnonce?: string;
}

/** The value of an Authorization or Proxy-Authorization header. */
export function authorization(challenge: Challenge, credentials: Credentials, request: DigestRequest): string {
  const base = baseOf(challenge.algorithm);
  const hashName = ALGORITHMS.find(([name]) => name === base)?.[1] ?? 'md5';
  const hash = (text: string): string => createHash(hashName).update(text, 'utf8').digest('hex');
  const session = /-sess$/i.test(challenge.algorithm ?? '');
  const cnonce = request.cnonce ?? randomBytes(12).toString('hex');
  const nonceCount = request.nonceCount.toString(16).padStart(8, '0');
  const user = hash(`${credentials.username}:${challenge.realm}:${credentials.password}`);
  const ha1 = session ? hash(`${user}:${challenge.nonce}:${cnonce}`) : user;
  const ha2 = hash(`${request.method}:${request.uri}`);
  const qop = challenge.qop.includes('auth');
  const response = qop
    ? hash(`${ha1}:${challenge.nonce}:${nonceCount}:${cnonce}:auth:${ha2}`)
    : hash(`${ha1}:${challenge.nonce}:${ha2}`);
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const parts = [
    `username=${quote(credentials.username)}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${response}"`,
  ];
  if (challenge.algorithm !== undefined) parts.push(`algorithm=${challenge.algorithm}`);
  if (challenge.opaque !== undefined) parts.push(`opaque=${quote(challenge.opaque)}`);
  if (qop) parts.push('qop=auth', `nc=${nonceCount}`);
  if (qop || session) parts.push(`cnonce="${cnonce}"`);
  return `Digest ${parts.join(', ')}`;
}
