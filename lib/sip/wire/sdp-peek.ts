/** The two things signalling must know of an SDP body: is it one, and does its sender put us on hold. */
import { Buffer } from 'node:buffer';
import type { WireMessage } from './message';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Direction of the first audio stream (RFC 4566 section 6); `c=0.0.0.0` is the hold of RFC 2543. */
export function audioDirection(sdp: string): Direction {
  let session: Direction | undefined;
  let media: Direction | undefined;
  let connection = '';
  let section: 'session' | 'audio' | 'other' = 'session';
  let audioSeen = false;
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      section = line.startsWith('m=audio') && !audioSeen ? 'audio' : 'other';
      audioSeen ||= section === 'audio';
    }
    if (section === 'other') continue;
    const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.exec(line)?.[1] as Direction | undefined;
    if (direction && section === 'session') session = direction;
    if (direction && section === 'audio') media = direction;
    if (line.startsWith('c=')) connection = line;
  }
  const found = media ?? session ?? 'sendrecv';
  if (/^c=IN IP4 0\.0\.0\.0\s*$/.test(connection))
    return found === 'sendrecv' || found === 'sendonly' ? 'sendonly' : 'inactive';
  return found;
}

/** The far end does not want to hear us: a=sendonly or a=inactive in its offer (RFC 3264 section 8.4). */
export function isHoldOffer(sdp: string): boolean {
  const direction = audioDirection(sdp);
  return direction === 'sendonly' || direction === 'inactive';
}

/** The SDP of a message: the whole body, or the SDP part of multipart/mixed (ISUP, PIDF and the like beside it). */
export function sdpBody(message: WireMessage): Buffer | undefined {
  if (message.body.length === 0) return undefined;
  const type = message.get('Content-Type') ?? '';
  if (/^application\/sdp\s*(;|$)/i.test(type)) return message.body;
  const boundary = /^multipart\/[a-z]+\s*;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  if (!boundary) return undefined;
  const parts = message.body.toString('latin1').split(`--${boundary[1] ?? boundary[2]!}`);
  for (const part of parts.slice(1, 17)) {
    const match = /^\r?\n((?:[^\r\n]+\r?\n)*)\r?\n([\s\S]*)$/.exec(part);
    if (match && /^content-type\s*:\s*application\/sdp\b/im.test(match[1]!)) {
      return Buffer.from(`${match[2]!.trimEnd()}\r\n`, 'latin1');
    }
  }
  return undefined;
}
