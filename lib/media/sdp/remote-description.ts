/** What a peer's SDP says about the one audio stream we can use: read with sdp-transform, judged here (RFC 3264, 4566). */
import { isIP, isIPv4 } from 'node:net';
import * as sdpTransform from 'sdp-transform';
import { MediaError } from '../media-error';
import type { AudioCodec } from '../media.types';
import type { MediaDirection } from '../stream-parameters';

export interface RemoteCodec {
  readonly codec: AudioCodec;
  readonly payloadType: number;
}

export interface RemoteAudio {
  /** Position of the stream among the m-lines. */
  readonly index: number;
  readonly protocol: string;
  /** Codecs of ours, in the peer's order. */
  readonly codecs: readonly RemoteCodec[];
  readonly eventPayloadType: number | null;
  /** Duration the peer would like to receive, 10 to 60 ms in steps of 10. */
  readonly ptimeMs: number;
  /** From the peer's side. */
  readonly direction: MediaDirection;
  /** Host as written; null for 0.0.0.0 and ::, a hold of RFC 2543. */
  readonly host: string | null;
  readonly port: number;
  readonly rtcpHost: string | null;
  readonly rtcpPort: number;
}

/** An m-line, as far as an answer or a later offer must repeat it. */
export interface MediaLine {
  readonly type: string;
  readonly protocol: string;
  readonly payloads: string;
  readonly port: number;
}

export interface RemoteDescription {
  readonly lines: readonly MediaLine[];
  /** Usable audio streams, in order. */
  readonly audio: readonly RemoteAudio[];
  /** Why other audio streams are not usable. */
  readonly refusal: 'no-common-codec' | 'srtp-required' | 'stream-refused';
}

const STATIC_CODECS: ReadonlyMap<number, AudioCodec> = new Map([
  [0, 'PCMU'],
  [8, 'PCMA'],
]);
const DEFAULT_PTIME_MS = 20;
const DIRECTIONS: readonly MediaDirection[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

type ParsedDescription = ReturnType<typeof sdpTransform.parse>;
type ParsedMedia = ParsedDescription['media'][number];

/** Throws MediaError `bad-sdp` when the text is no SDP with media. */
export function readRemoteDescription(sdp: string, accepted: readonly AudioCodec[]): RemoteDescription {
  const parsed = parse(sdp);
  const audio: RemoteAudio[] = [];
  let refusal: RemoteDescription['refusal'] = 'stream-refused';
  const lines = parsed.media.map((media): MediaLine => {
    return { type: media.type, protocol: media.protocol, payloads: payloadList(media), port: media.port };
  });
  parsed.media.forEach((media, index) => {
    if (media.type !== 'audio' || !(media.port > 0 && media.port <= 65535)) return;
    if (!/^RTP\/AVPF?$/i.test(media.protocol)) {
      refusal = /SAVP/i.test(media.protocol) ? 'srtp-required' : 'no-common-codec';
      return;
    }
    const stream = readAudio(parsed, media, index, accepted);
    if (stream) audio.push(stream);
    else refusal = 'no-common-codec';
  });
  return { lines, audio, refusal };
}

function parse(sdp: string): ParsedDescription {
  let parsed: Partial<ParsedDescription> | null = null;
  try {
    parsed = sdpTransform.parse(sdp);
  } catch {
    // Reported below like any other text that is no SDP.
  }
  if (!parsed || !Array.isArray(parsed.media) || parsed.media.length === 0) {
    throw new MediaError('bad-sdp', 'the session description has no m= line');
  }
  return parsed as ParsedDescription;
}

function readAudio(
  parsed: ParsedDescription,
  media: ParsedMedia,
  index: number,
  accepted: readonly AudioCodec[],
): RemoteAudio | null {
  const connection = media.connection ?? parsed.connection;
  const host = connection ? addressOf(connection.ip) : undefined;
  if (host === undefined) throw new MediaError('bad-sdp', 'the audio stream has no c= line');
  const payloadTypes = payloadList(media)
    .split(/\s+/)
    .map(Number)
    .filter((payloadType) => Number.isInteger(payloadType) && payloadType >= 0 && payloadType < 128);
  const codecs: RemoteCodec[] = [];
  let eventPayloadType: number | null = null;
  for (const payloadType of payloadTypes) {
    const map = media.rtp.find((entry) => entry.payload === payloadType);
    const name = map ? map.codec.toUpperCase() : STATIC_CODECS.get(payloadType);
    if (map && (map.rate ?? 8000) !== 8000) continue;
    if (name === 'TELEPHONE-EVENT') eventPayloadType ??= payloadType;
    const codec = accepted.find((candidate) => candidate === name);
    if (codec && !codecs.some((known) => known.codec === codec)) codecs.push({ codec, payloadType });
  }
  if (codecs.length === 0) return null;
  const rtcpHost = media.rtcp?.address ? addressOf(media.rtcp.address) : host;
  return {
    index,
    protocol: media.protocol,
    codecs,
    eventPayloadType,
    ptimeMs: packetTime(media.ptime, media.maxptime),
    direction: DIRECTIONS.find((direction) => direction === (media.direction ?? parsed.direction)) ?? 'sendrecv',
    host,
    port: media.port,
    rtcpHost: rtcpHost ?? host,
    rtcpPort: media.rtcp && media.rtcp.port > 0 && media.rtcp.port <= 65535 ? media.rtcp.port : media.port + 1,
  };
}

/** A list of one payload type is parsed as a number, whatever the types say. */
function payloadList(media: ParsedMedia): string {
  const list: unknown = media.payloads;
  return typeof list === 'number' || typeof list === 'string' ? list.toString() : '';
}

/** Host of a c= line without multicast suffixes; null for "nowhere"; undefined when there is none. */
function addressOf(text: string): string | null | undefined {
  const host = text.split('/')[0]!.trim();
  if (host === '') return undefined;
  return host === '0.0.0.0' || host === '::' ? null : host;
}

function packetTime(ptime: number | undefined, maxptime: number | undefined): number {
  const limit = maxptime !== undefined && maxptime >= 10 ? maxptime : 60;
  const wanted = ptime !== undefined && ptime >= 10 && ptime <= 60 ? ptime : DEFAULT_PTIME_MS;
  return Math.floor(Math.min(wanted, limit, 60) / 10) * 10;
}

/**
 * Audio is sent to single hosts only: an SDP must not be able to aim it at a multicast group or a broadcast address.
 * Throws MediaError `unusable-address`.
 */
export function requireUnicast(address: string): void {
  const multicast = isIPv4(address)
    ? Number(address.split('.')[0]) >= 224 || address.startsWith('0.')
    : /^ff/i.test(address);
  if (isIP(address) === 0 || multicast) {
    throw new MediaError('unusable-address', `the peer's media address ${address} is not the address of a host`);
  }
}
