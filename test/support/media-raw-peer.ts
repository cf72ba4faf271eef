/** A peer made of plain UDP sockets, for what a well-behaved session of ours would never do. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { encodeG711 } from '../../lib/media/codec/g711';
import type { AudioCodec } from '../../lib/media/media.types';
import { emptyRtpHeader, readRtpHeader, writeRtpHeader } from '../../lib/media/rtp/rtp-header';

export interface ReceivedPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

export class RawPeer {
  readonly received: ReceivedPacket[] = [];
  readonly rtcpReceived: Buffer[] = [];
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  readonly #address: string;
  #closed = false;

  private constructor(rtp: Socket, rtcp: Socket, address: string) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.#address = address;
    rtp.on('message', (datagram) => {
      const header = emptyRtpHeader();
      if (readRtpHeader(datagram, header) !== null) return;
      const { payloadOffset, payloadLength, ...rest } = header;
      this.received.push({ ...rest, payload: datagram.subarray(payloadOffset, payloadOffset + payloadLength) });
    });
    rtcp.on('message', (datagram) => this.rtcpReceived.push(datagram));
  }

  static async open(address = '127.0.0.1'): Promise<RawPeer> {
    const type = address.includes(':') ? 'udp6' : 'udp4';
    const sockets = [createSocket(type), createSocket(type)] as const;
    await Promise.all(
      sockets.map((socket) => new Promise<void>((resolve) => socket.bind(0, address, () => resolve()))),
    );
    return new RawPeer(sockets[0], sockets[1], address);
  }

  get port(): number {
    return this.#rtp.address().port;
  }

  /** An offer or answer of this peer. */
  sdp(payloads = '0 101', attributes: readonly string[] = [], port = this.port): string {
    const family = this.#address.includes(':') ? 'IP6' : 'IP4';
    return [
      ...['v=0', `o=- 1 1 IN ${family} ${this.#address}`, 's=-', `c=IN ${family} ${this.#address}`, 't=0 0'],
      `m=audio ${port} RTP/AVP ${payloads}`,
      ...(payloads.includes('101') ? ['a=rtpmap:101 telephone-event/8000'] : []),
      ...[`a=rtcp:${this.#rtcp.address().port}`, ...attributes, ''],
    ].join('\r\n');
  }

  send(datagram: Buffer, port: number): void {
    if (!this.#closed) this.#rtp.send(datagram, port, this.#address);
  }

  sendRtcp(datagram: Buffer, port: number): void {
    if (!this.#closed) this.#rtcp.send(datagram, port, this.#address);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rtp.close();
    this.#rtcp.close();
  }
}

/** Packet `number` of `samples`, cut into packets of `length` samples. */
export function audioPacket(
  samples: Int16Array,
  number: number,
  options: { codec?: AudioCodec; length?: number; ssrc?: number } = {},
): Buffer {
  const { codec = 'PCMU', length = 160, ssrc = 7 } = options;
  const packet = Buffer.alloc(12 + length);
  const from = (number * length) % (samples.length - length + 1);
  writeRtpHeader(packet, codec === 'PCMU' ? 0 : 8, number === 0, number & 0xffff, (number * length) >>> 0, ssrc);
  encodeG711(codec, samples, from, length, packet, 12);
  return packet;
}

/** The port in the audio m-line of `sdp`. */
export function audioPort(sdp: string): number {
  return Number(/m=audio (\d+)/.exec(sdp)![1]);
}

/** Calls `send` with 0, 1, 2, ... at `everyMs` without drift, until the returned function is called. */
export function paced(everyMs: number, send: (number: number) => void): () => void {
  const startMs = performance.now();
  let number = 0;
  const timer = setInterval(() => {
    while (startMs + number * everyMs <= performance.now()) send(number++);
  }, 4);
  return () => clearInterval(timer);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
