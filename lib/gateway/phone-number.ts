/** Reads what a person typed as "to": a phone number in any common writing, an extension, or a SIP URI. Pure. */

export type DialTarget =
  | { readonly kind: 'number'; /** Digits with an optional leading +. */ readonly number: string }
  | {
      readonly kind: 'uri';
      readonly uri: string;
      /** The user part, normalised when it is a number. */ readonly number: string | null;
    }
  | { readonly kind: 'invalid'; readonly message: string };

const NUMBER = /^\+?[0-9*#A-D]{1,32}$/i;
const NAME = /^[A-Za-z0-9._~!$&'+-]{1,64}$/;

/** "+1 (555) 010-0000", "0800/123 45", "tel:+1-555", "sip:acme@pbx:5070", "1000", "acme". */
export function readDialTarget(typed: string): DialTarget {
  // NFKC turns full-width digits into ASCII, so that an emergency number cannot be disguised.
  const text = typed.normalize('NFKC').trim();
  if (text === '')
    return { kind: 'invalid', message: 'There is no number to call. Set "to" to a number or a SIP URI.' };
  if (text.length > 256)
    return { kind: 'invalid', message: 'The number to call is too long (256 characters at most).' };
  if (/^urn:/i.test(text)) return { kind: 'invalid', message: `"${text}" is not a phone number or SIP URI.` };
  const sip = /^sips?:(.*)$/is.exec(text);
  if (sip) return readUri(text, sip[1]!);
  const bare = text.replace(/^tel:/i, '').replace(/;.*$/s, '');
  const number = compact(bare);
  if (NUMBER.test(number)) return { kind: 'number', number };
  if (NAME.test(bare)) return { kind: 'number', number: bare };
  return {
    kind: 'invalid',
    message: `"${text}" cannot be dialled: write digits such as +15550100, an extension, or a URI such as sip:acme@192.168.178.1.`,
  };
}

function readUri(uri: string, rest: string): DialTarget {
  if (/[\s<>"]/.test(uri))
    return { kind: 'invalid', message: `"${uri}" is not a SIP URI: it contains spaces, quotes or brackets.` };
  const at = rest.lastIndexOf('@');
  const host = rest.slice(at + 1).replace(/[;?].*$/s, '');
  if (host === '') return { kind: 'invalid', message: `"${uri}" has no host. Write it as sip:number@host.` };
  if (at < 0) return { kind: 'uri', uri, number: null };
  const user = decode(rest.slice(0, at)).replace(/[;:].*$/s, '');
  const number = compact(user.normalize('NFKC'));
  return { kind: 'uri', uri, number: NUMBER.test(number) ? number : null };
}

/** Takes out what people write between digits: spaces, brackets, dots, slashes, hyphens of every kind. */
function compact(text: string): string {
  return text.replace(/[\s().\-/\u2010-\u2015\u00a0]/g, '').replace(/^\+?0+(?=\+)/, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
