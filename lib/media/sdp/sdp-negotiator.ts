/**
 * Offer and answer of one session (RFC 3264): which codec, packet time, direction and address are in force. Pure: addresses
 * and ports are arguments, results are values; the session carries them to the worker.
 */
import { isIPv6 } from 'node:net';
import * as sdpTransform from 'sdp-transform';
import { MediaError } from '../media-error';
import type { AudioCodec } from '../media.types';
import type { MediaDirection, StreamParameters } from '../stream-parameters';
import { readRemoteDescription } from './remote-description';
import type { MediaLine, RemoteAudio, RemoteDescription } from './remote-description';

export interface LocalTransport {
  readonly address: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
}

export interface NegotiatorSettings {
  readonly codecs: readonly AudioCodec[];
  readonly telephoneEvent: boolean;
  /** Numeric, unique for the session (RFC 4566 section 5.2). */
  readonly sessionId: number;
}

/** What is in force; `host` names may still need resolving, hence not yet StreamParameters' addresses. */
export interface Agreement {
  readonly parameters: Omit<StreamParameters, 'remote' | 'remoteRtcp'>;
  readonly remote: { readonly host: string; readonly port: number } | null;
  readonly remoteRtcp: { readonly host: string; readonly port: number } | null;
}

export interface Answer {
  readonly sdp: string;
  readonly agreement: Agreement;
  readonly revert: () => void;
}

const PAYLOAD_TYPES: Readonly<Record<AudioCodec, number>> = { PCMU: 0, PCMA: 8 };
const OFFERED_EVENT_PAYLOAD_TYPE = 101;
/** Digits, *, #, A to D and flash. */
const EVENTS = '0-16';
const PTIME_MS = 20;

/** A direction seen from the other side (RFC 3264 section 6.1). */
export function mirrored(direction: MediaDirection): MediaDirection {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What both directions allow. */
export function restricted(one: MediaDirection, other: MediaDirection): MediaDirection {
  const sends = (direction: MediaDirection): boolean => direction === 'sendrecv' || direction === 'sendonly';
  const receives = (direction: MediaDirection): boolean => direction === 'sendrecv' || direction === 'recvonly';
  const send = sends(one) && sends(other);
  const receive = receives(one) && receives(other);
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

interface PendingOffer {
  readonly direction: MediaDirection;
  readonly eventPayloadType: number | null;
  /** What rollback returns to. */
  readonly before: { readonly agreement: Agreement | null; readonly held: boolean };
  readonly audioIndex: number;
  final: boolean;
}

export class SdpNegotiator {
  readonly #settings: NegotiatorSettings;
  #version = 0;
  #held = false;
  #agreement: Agreement | null = null;
  #offer: PendingOffer | null = null;
  /** The m-lines of the dialog: later offers must repeat them all (RFC 3264 section 8). */
  #lines: readonly MediaLine[] = [];
  #audioIndex = 0;
  #eventPayloadType: number;
  #remoteDirection: MediaDirection = 'sendrecv';

  constructor(settings: NegotiatorSettings) {
    this.#settings = settings;
    this.#eventPayloadType = OFFERED_EVENT_PAYLOAD_TYPE;
  }

  get agreement(): Agreement | null {
    return this.#agreement;
  }

  /** A new offer; without `hold` the present hold state is kept (session refresh, offer asked for by an empty re-INVITE). */
  offer(local: LocalTransport, hold: boolean | undefined): string {
    const before = this.#offer && !this.#offer.final ? this.#offer.before : this.#state();
    this.#held = hold ?? this.#held;
    // Held from both sides is inactive (RFC 3264 section 8.4).
    const remoteHolds = this.#remoteDirection === 'sendonly' || this.#remoteDirection === 'inactive';
    const direction: MediaDirection = this.#held ? (remoteHolds ? 'inactive' : 'sendonly') : 'sendrecv';
    const eventPayloadType = this.#settings.telephoneEvent ? this.#eventPayloadType : null;
    this.#offer = { direction, eventPayloadType, before, audioIndex: this.#audioIndex, final: false };
    // The codec in use comes first: a hold must not change it.
    const inUse = this.#agreement?.parameters.codec;
    const codecs = this.#staticCodecs().sort((a, b) => Number(b.codec === inUse) - Number(a.codec === inUse));
    return this.#write(local, 'RTP/AVP', codecs, eventPayloadType, direction, PTIME_MS);
  }

  /**
   * Answers an offer. Throws MediaError when nothing fits; what was agreed before then stays in force. `revert` takes the
   * answer back, for a caller that finds the peer's address unusable.
   */
  answer(remoteOffer: string, local: LocalTransport): Answer {
    const remote = readRemoteDescription(remoteOffer, this.#settings.codecs);
    const audio = requireAudio(remote);
    const chosen = audio.codecs[0]!;
    const eventPayloadType = this.#settings.telephoneEvent ? audio.eventPayloadType : null;
    const direction = restricted(mirrored(effectiveDirection(audio)), this.#held ? 'sendonly' : 'sendrecv');
    const [agreed, lines, index, event, remoteDirection] = [
      this.#agreement,
      this.#lines,
      this.#audioIndex,
      this.#eventPayloadType,
      this.#remoteDirection,
    ];
    const revert = (): void => {
      this.#agreement = agreed;
      this.#lines = lines;
      this.#audioIndex = index;
      this.#eventPayloadType = event;
      this.#remoteDirection = remoteDirection;
    };
    this.#offer = null;
    this.#lines = remote.lines;
    this.#audioIndex = audio.index;
    if (eventPayloadType !== null) this.#eventPayloadType = eventPayloadType;
    const receive = [chosen, ...this.#staticCodecs().filter((codec) => codec.codec !== chosen.codec)];
    const agreement = this.#agree(audio, direction, receive, eventPayloadType, [eventPayloadType]);
    const sdp = this.#write(local, audio.protocol, [chosen], eventPayloadType, direction, audio.ptimeMs);
    return { sdp, agreement, revert };
  }

  /** The answer to our offer; may come again (early answers, forks), the last one is in force. */
  acceptAnswer(remoteAnswer: string, early: boolean): Agreement {
    const offer = this.#offer;
    if (!offer) throw new MediaError('no-offer', 'an answer came although nothing was offered');
    const remote = readRemoteDescription(remoteAnswer, this.#settings.codecs);
    const audio = requireAudio(remote);
    const direction = restricted(mirrored(effectiveDirection(audio)), offer.direction);
    const eventPayloadType = offer.eventPayloadType === null ? null : audio.eventPayloadType;
    const receive = [...this.#staticCodecs(), ...audio.codecs.filter((codec) => codec.payloadType >= 96)];
    const agreement = this.#agree(audio, direction, receive, eventPayloadType, [
      offer.eventPayloadType,
      eventPayloadType,
    ]);
    if (this.#lines.length === 0) this.#lines = remote.lines;
    if (!early) offer.final = true;
    return agreement;
  }

  /** Our offer was refused: what was in force before is in force again; null when there was nothing. */
  rollback(): Agreement | null {
    const offer = this.#offer;
    if (offer && !offer.final) {
      this.#agreement = offer.before.agreement;
      this.#held = offer.before.held;
    }
    this.#offer = null;
    return this.#agreement;
  }

  #state(): PendingOffer['before'] {
    return { agreement: this.#agreement, held: this.#held };
  }

  #staticCodecs(): { readonly codec: AudioCodec; readonly payloadType: number }[] {
    return this.#settings.codecs.map((codec) => ({ codec, payloadType: PAYLOAD_TYPES[codec] }));
  }

  #agree(
    audio: RemoteAudio,
    direction: MediaDirection,
    receive: readonly { readonly codec: AudioCodec; readonly payloadType: number }[],
    eventPayloadType: number | null,
    receiveEvents: readonly (number | null)[],
  ): Agreement {
    const chosen = audio.codecs[0]!;
    this.#remoteDirection = audio.direction;
    this.#agreement = {
      parameters: {
        codec: chosen.codec,
        payloadType: chosen.payloadType,
        receive,
        eventPayloadType,
        receiveEvents: receiveEvents.filter((payloadType) => payloadType !== null),
        ptimeMs: audio.ptimeMs,
        direction,
      },
      remote: audio.host === null ? null : { host: audio.host, port: audio.port },
      remoteRtcp:
        audio.rtcpHost === null || audio.host === null ? null : { host: audio.rtcpHost, port: audio.rtcpPort },
    };
    return this.#agreement;
  }

  #write(
    local: LocalTransport,
    protocol: string,
    codecs: readonly { readonly codec: AudioCodec; readonly payloadType: number }[],
    eventPayloadType: number | null,
    direction: MediaDirection,
    ptimeMs: number,
  ): string {
    const ipVer = isIPv6(local.address) ? 6 : 4;
    const payloads = codecs.map(({ payloadType }) => payloadType);
    const audio = {
      type: 'audio',
      port: local.rtpPort,
      protocol,
      payloads: [...payloads, ...(eventPayloadType === null ? [] : [eventPayloadType])].join(' '),
      rtp: [
        ...codecs.map(({ codec, payloadType }) => ({ payload: payloadType, codec, rate: 8000 })),
        ...(eventPayloadType === null ? [] : [{ payload: eventPayloadType, codec: 'telephone-event', rate: 8000 }]),
      ],
      fmtp: eventPayloadType === null ? [] : [{ payload: eventPayloadType, config: EVENTS }],
      ptime: ptimeMs,
      rtcp: { port: local.rtcpPort },
      direction,
    };
    const lines = this.#lines.length > this.#audioIndex ? this.#lines : [null];
    return sdpTransform.write({
      version: 0,
      origin: {
        username: '-',
        sessionId: this.#settings.sessionId,
        sessionVersion: ++this.#version,
        netType: 'IN',
        ipVer,
        address: local.address,
      },
      name: '-',
      connection: { version: ipVer, ip: local.address },
      timing: { start: 0, stop: 0 },
      media: lines.map((line, index) => (line === null || index === this.#audioIndex ? audio : refusedLine(line))),
    });
  }
}

/** Streams we do not take are answered with port 0 (RFC 3264 section 6), and stay so in later offers. */
function refusedLine(line: MediaLine): Parameters<typeof sdpTransform.write>[0]['media'][number] {
  return { type: line.type, port: 0, protocol: line.protocol, payloads: line.payloads, rtp: [], fmtp: [] };
}

/** c=0.0.0.0 is the hold of RFC 2543: the peer does not want to receive (RFC 3264 section 8.4). */
function effectiveDirection(audio: RemoteAudio): MediaDirection {
  return audio.host === null ? restricted(audio.direction, 'sendonly') : audio.direction;
}

function requireAudio(remote: RemoteDescription): RemoteAudio {
  const audio = remote.audio[0];
  if (audio) return audio;
  const reasons: Record<RemoteDescription['refusal'], string> = {
    'srtp-required': 'the peer takes only encrypted audio (SRTP)',
    'no-common-codec': 'no audio stream with a codec in common',
    'stream-refused': 'the peer has no audio stream for us',
  };
  throw new MediaError(remote.refusal, reasons[remote.refusal]);
}
