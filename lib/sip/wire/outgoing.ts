/** The way back from the sanitizer: what sip.js wrote becomes what the peer shall read. */
import { Buffer } from 'node:buffer';
import { restore, restoreCallId } from './alias';
import { WireMessage } from './message';
import { MISSING_TAG } from './sanitizer';
import type { Source } from './sanitizer';
import { completeVia, formatVia, parseVia, responseTarget, viaValues } from './via';

/** Puts every original back, except Via, which the transport writes itself. */
export function restoreMessage(message: WireMessage): void {
  message.requestUri = restore(message.requestUri);
  message.headers = message.headers.map((header) => {
    const name = header.name.toLowerCase();
    if (name === 'via') return header;
    if (name === 'call-id') return { name: 'Call-ID', value: restoreCallId(header.value) };
    if (name !== 'from' && name !== 'to') return { name: header.name, value: restore(header.value) };
    const value = header.value.replace(/>;tag=([^;]+)/, (_all, written: string) => {
      const tag = restoreTag(written);
      return tag === undefined ? '>' : `>;tag=${tag}`;
    });
    return { name: header.name, value: restore(value) };
  });
}

/** A refusal for a request that sip.js never gets to see. Undefined when there is no Via to send it to. */
export function plainReply(
  request: WireMessage,
  source: Source,
  status: { readonly code: number; readonly phrase: string; readonly tag: string },
  reliable: boolean,
): { bytes: Buffer; target: { host: string; port: number } } | undefined {
  const vias = viaValues(request.all('Via'));
  const top = parseVia(vias[0] ?? '');
  if (!top) return undefined;
  const completed = completeVia(top, source, reliable);
  const to = request.get('To') ?? '';
  const response = WireMessage.response(status.code, status.phrase, [
    ...[formatVia(completed), ...vias.slice(1)].map((value) => ({ name: 'Via', value })),
    { name: 'From', value: request.get('From') ?? '' },
    { name: 'To', value: /;tag=/i.test(to) ? to : `${to};tag=${status.tag}` },
    { name: 'Call-ID', value: request.callId },
    { name: 'CSeq', value: request.get('CSeq') ?? '' },
  ]);
  return { bytes: response.toBuffer(), target: responseTarget(completed) };
}

/** Turns a tag of ours back into what the peer wrote; undefined when it wrote none. */
export function restoreTag(value: string): string | undefined {
  if (value === MISSING_TAG) return undefined;
  const match = /^hsx([0-9a-f]+)$/.exec(value);
  return match ? Buffer.from(match[1]!, 'hex').toString('utf8') : value;
}

/** The Via stack of the request a response answers, as it came (with received and rport filled in). */
export function restoreVias(value: string): string[] | undefined {
  const match = /;hs=([0-9a-f]+)/.exec(value);
  return match ? Buffer.from(match[1]!, 'hex').toString('utf8').split('\n') : undefined;
}
