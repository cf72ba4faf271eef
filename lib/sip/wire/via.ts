/** Via values (RFC 3261 section 20.42): one hop each. */
import { hostPort, splitOutsideQuotes } from './uri';

export interface Via {
  readonly protocol: string;
  readonly host: string;
  readonly port: number | undefined;
  /** Parameters in order; a flag (`rport`) has no value. */
  readonly parameters: ReadonlyMap<string, string | undefined>;
}

/** All hops of a message, topmost first: headers may hold several, separated by commas. */
export function viaValues(headers: readonly string[]): string[] {
  return headers
    .flatMap((header) => splitOutsideQuotes(header, ',').map((value) => value.trim()))
    .filter((v) => v !== '');
}

export function parseVia(value: string): Via | undefined {
  const [head = '', ...rest] = splitOutsideQuotes(value, ';');
  const match =
    /^\s*SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]{2,10})\s+(\[[0-9A-Fa-f:.]+(?:%[^\]]+)?\]|[^:\s[\]]+)(?:\s*:\s*([0-9]{1,5}))?\s*$/i.exec(
      head,
    );
  if (!match) return undefined;
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const parameters = new Map<string, string | undefined>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (part.trim() === '') continue;
    if (equals < 0) parameters.set(part.trim().toLowerCase(), undefined);
    else parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return { protocol: match[1]!.toUpperCase(), host: match[2]!.replace(/^\[|\]$/g, ''), port, parameters };
}

export function formatVia(via: Via): string {
  const parameters = [...via.parameters].map(([name, value]) =>
    value === undefined ? `;${name}` : `;${name}=${value}`,
  );
  return `SIP/2.0/${via.protocol} ${hostPort(via.host, via.port)}${parameters.join('')}`;
}

/**
 * The top Via of a request as a server must complete it: `received` when the sender's address differs from what it
 * wrote (RFC 3261 section 18.2.1), and `rport` filled in when asked for (RFC 3581 section 4). With `always` the port is
 * written unasked: on a connection the answer goes back where the request came from, whatever the Via says.
 */
export function completeVia(via: Via, source: { address: string; port: number }, always: boolean): Via {
  const parameters = new Map(via.parameters);
  const asked = parameters.has('rport');
  if (asked || always || via.host !== source.address) parameters.set('received', bracketless(source.address));
  if (asked || always) parameters.set('rport', String(source.port));
  return { ...via, parameters };
}

/** Where a response with this top Via goes (RFC 3261 section 18.2.2, RFC 3581 section 4). */
export function responseTarget(via: Via): { host: string; port: number } {
  const rport = Number(via.parameters.get('rport'));
  const standard = via.protocol === 'TLS' ? 5061 : 5060;
  return {
    host: bracketless(via.parameters.get('received') ?? via.parameters.get('maddr') ?? via.host),
    port: rport >= 1 && rport <= 65_535 ? rport : (via.port ?? standard),
  };
}

function bracketless(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
