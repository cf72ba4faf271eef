/** Whether a server's address is of this house or of the world: decides what "no audio leaves this house" refuses. */
import { isIPv4, isIPv6 } from 'node:net';

/** Takes a URL or a bare host. An address that cannot be judged counts as the world. */
export function audioGoesTo(address: string): 'house' | 'network' | 'cloud' {
  const host = hostOf(address);
  if (host === null) return 'cloud';
  if (host === 'localhost' || host.endsWith('.localhost')) return 'house';
  if (isIPv4(host)) return ofIPv4(host);
  if (isIPv6(host)) return ofIPv6(host);
  // One label, or a suffix that no public resolver knows (RFC 6762, RFC 8375, ICANN's .internal).
  return !host.includes('.') || /\.(local|lan|home|internal|home\.arpa)$/.test(host) ? 'network' : 'cloud';
}

function hostOf(address: string): string | null {
  try {
    // As http, so that 2130706433 becomes 127.0.0.1, as it does when somebody connects to it.
    const url = new URL(/^[a-z+]+:\/\//i.test(address) ? address : `http://${address}`);
    return (
      url.hostname
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, '')
        .toLowerCase() || null
    );
  } catch {
    return null;
  }
}

function ofIPv4(host: string): 'house' | 'network' | 'cloud' {
  const [a, b] = host.split('.').map(Number) as [number, number];
  if (a === 127) return 'house';
  // RFC 1918, RFC 3927, and RFC 6598 as overlay networks use it.
  const own = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
  return own || (a === 100 && b >= 64 && b < 128) ? 'network' : 'cloud';
}

function ofIPv6(host: string): 'house' | 'network' | 'cloud' {
  if (host === '::1') return 'house';
  // RFC 4291 section 2.5.5.2, in hexadecimal as URLs write it.
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped) {
    const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
    return ofIPv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  return /^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(host) ? 'network' : 'cloud';
}
