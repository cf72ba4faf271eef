/** One session inside the worker: its sockets, both halves of its audio, its taps, and its side of a bridge. */
import type { Socket } from 'node:dgram';
import type { PlayProgram } from '../audio/player';
import type { AudioCodec, FrameInfo, FrameTap, FrameTapFactory, RtpStats } from '../media.types';
import { MediaError } from '../media-error';
import type { SessionNews } from '../messages';
import { looksLikeRtcp } from '../rtp/rtp-header';
import type { RtpHeader } from '../rtp/rtp-header';
import { RtcpReporter } from '../rtp/rtcp-reporter';
import { areDigits } from '../rtp/telephone-event';
import type { DigitOrder } from '../rtp/telephone-event';
import { maySend, mayReceive } from '../stream-parameters';
import type { StreamParameters } from '../stream-parameters';
import type { DropCounter, DropReason } from './drop-counter';
import { CYCLE_MS } from './frame-clock';
import type { Ticking } from './frame-clock';
import { InboundAudio } from './inbound-audio';
import { OutboundAudio } from './outbound-audio';
import type { RtpSockets } from './rtp-sockets';

const FRAME_SAMPLES = 160;
const SILENT_RTP_MS = 5000;
/**
 * While the peer has us on hold we may only listen, and a NAT would forget the way back to us: an empty datagram keeps it
 * open and is no RTP (RFC 6263 section 4.1).
 */
const KEEPALIVE_MS = 15_000;
const EMPTY = Buffer.alloc(0);

export interface WorkerSessionContext {
  readonly taps: Readonly<Record<string, FrameTapFactory>>;
  readonly drops: DropCounter;
  news(session: string, news: SessionNews, transfer?: readonly ArrayBuffer[]): void;
  log(level: 'info' | 'warn' | 'error', text: string): void;
  /** Epoch ms of a monotonic time. */
  epochMs(monotonicMs: number): number;
}

/** A bridged leg as this session sees it. */
export interface BridgeLeg {
  readonly outbound: OutboundAudio;
}

export class WorkerSession implements Ticking, BridgeLeg {
  readonly id: string;
  readonly sockets: RtpSockets;
  readonly outbound: OutboundAudio;
  readonly #context: WorkerSessionContext;
  readonly #inbound: InboundAudio;
  readonly #rtcp: RtcpReporter;
  readonly #taps = new Map<string, FrameTap>();
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #sixFamily: boolean;
  #parameters: StreamParameters | null = null;
  #peer: BridgeLeg | null = null;
  /** Packets of the bridged leg go through as they are; once one does not fit, frames are coded anew. */
  #relays = false;
  #heardFirst = false;
  #silentReported = false;
  /**
   * Since when the peer may send: silence before does not count. Until the first packet every agreement starts it anew:
   * many peers send nothing before they answer, and a forked call agrees with each branch.
   */
  #receivingSinceMs = 0;
  #lastTickMs = -1;
  #lastSentMs = 0;
  #rtcpSource: { address: string; port: number } | null = null;
  #closed = false;
  #faultLogged = false;

  constructor(id: string, sockets: RtpSockets, context: WorkerSessionContext) {
    this.id = id;
    this.sockets = sockets;
    this.#context = context;
    this.#sixFamily = sockets.rtp.address().family === 'IPv6';
    this.outbound = new OutboundAudio((packet, length) => this.#sendRtp(packet, length));
    this.#inbound = new InboundAudio({
      packet: (header, datagram, codec, nowMs) => this.#relay(header, datagram, codec, nowMs),
      digit: (digit) => {
        context.news(id, { kind: 'digit', digit });
        this.#passDigitOn(digit.digit, digit.durationMs);
      },
    });
    this.#rtcp = new RtcpReporter(this.outbound.timeline.ssrc, `${id}@hold-slayer`, performance.now());
    sockets.rtp.on('message', (datagram, from) => {
      try {
        this.#onRtp(datagram, from.address, from.port);
      } catch (error) {
        this.#fault(error, 'handler-fault');
      }
    });
    sockets.rtcp.on('message', (datagram, from) => {
      try {
        this.#onRtcp(datagram, from.address, from.port);
      } catch (error) {
        this.#fault(error, 'handler-fault');
      }
    });
  }

  agree(parameters: StreamParameters): void {
    if (!mayReceive(this.#parameters) || !this.#heardFirst) {
      this.#receivingSinceMs = Math.max(performance.now(), this.#lastTickMs);
    }
    this.#parameters = parameters;
    this.#inbound.configure(parameters, performance.now());
    this.outbound.configure(parameters);
    this.#relays = this.#mayRelay();
    this.#rtcpSource = null;
  }

  tick(dueMs: number): void {
    try {
      this.#turn(dueMs);
    } catch (error) {
      this.#fault(error, null);
    }
  }

  #turn(dueMs: number): void {
    const frames = this.#lastTickMs < 0 ? 1 : Math.max(1, Math.round((dueMs - this.#lastTickMs) / CYCLE_MS));
    this.#lastTickMs = dueMs;
    const epochMs = this.#context.epochMs(dueMs);
    const kind = this.#inbound.pull(dueMs, epochMs, this.#frame);
    if (this.#peer && !this.#relays && kind !== 'absent') this.#peer.outbound.bridgeFrame(this.#frame);
    if (this.#taps.size > 0) {
      // Dated as it arrived, not as the jitter buffer plays it: what is dated by taps is compared with other clocks.
      const delayMs = kind === 'absent' ? 0 : this.#inbound.jitterBuffer.targetDelayMs;
      this.#tap({ timeMs: epochMs - delayMs, concealed: kind === 'concealed', absent: kind === 'absent' });
    }
    this.outbound.tick(dueMs, frames);
    this.#watchSilence(dueMs);
    this.#keepAlive(dueMs);
    if (this.#rtcp.due(dueMs)) this.#sendRtcp(epochMs, false);
  }

  bridgeTo(peer: BridgeLeg | null): void {
    if (this.#peer) this.#peer.outbound.endBridge();
    this.#peer = peer;
    this.#relays = this.#mayRelay();
  }

  /**
   * An echo goes through the jitter buffer, on the clock: two echoes that call each other would throw whole packets to and
   * fro as fast as the wire takes them.
   */
  #mayRelay(): boolean {
    return this.#peer !== null && this.#peer !== this;
  }

  get bridged(): BridgeLeg | null {
    return this.#peer;
  }

  addTap(name: string, options: unknown): void {
    const factory = Object.hasOwn(this.#context.taps, name) ? this.#context.taps[name] : undefined;
    if (!factory) throw new MediaError('unknown-tap', `this media worker has no tap named "${name}"`);
    this.removeTap(name);
    this.#taps.set(
      name,
      factory(options, (value, transfer) => this.#context.news(this.id, { kind: 'tap', tap: name, value }, transfer)),
    );
  }

  removeTap(name: string): void {
    const tap = this.#taps.get(name);
    this.#taps.delete(name);
    this.#guard(name, () => tap?.close?.());
  }

  tellTap(name: string, value: unknown): void {
    const tap = this.#taps.get(name);
    this.#guard(name, () => tap?.tell?.(value));
  }

  play(play: number, program: PlayProgram): void {
    this.outbound.play(program, (end) => this.#context.news(this.id, { kind: 'play-ended', play, end }));
  }

  /** Resolves when the last digit and its gap are sent; false when they cannot be. */
  sendDigits(order: DigitOrder): Promise<boolean> {
    if (!areDigits(order.digits) || !maySend(this.#parameters)) return Promise.resolve(false);
    return new Promise((resolve) => this.outbound.digits.enqueue(order, resolve));
  }

  stats(): RtpStats {
    const { statistics, jitterBuffer, latch, packetsLate } = this.#inbound;
    const remote = latch.destination;
    return {
      codec: this.#parameters?.codec ?? null,
      packetsSent: this.outbound.packetsSent,
      packetsReceived: statistics.packetsReceived,
      packetsLost: statistics.packetsLost,
      packetsLate,
      framesConcealed: jitterBuffer.framesConcealed,
      jitterMs: statistics.jitterMs,
      jitterBufferMs: jitterBuffer.targetDelayMs,
      roundTripMs: this.#rtcp.roundTripMs,
      remote: remote && (remote.address.includes(':') ? `[${remote.address}]` : remote.address) + `:${remote.port}`,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#sendRtcp(this.#context.epochMs(performance.now()), true);
    this.#closed = true;
    this.outbound.stopPlaying('closed');
    this.outbound.digits.clear();
    for (const name of [...this.#taps.keys()]) this.removeTap(name);
  }

  #onRtp(datagram: Buffer, rawAddress: string, port: number): void {
    const nowMs = performance.now();
    const address = this.#plain(rawAddress);
    if (looksLikeRtcp(datagram)) {
      // A peer that multiplexes RTCP onto the RTP port without having agreed on it.
      this.#onRtcp(datagram, rawAddress, port);
      return;
    }
    const reason = this.#inbound.datagram(datagram, address, port, nowMs, this.#context.epochMs(nowMs));
    if (reason) this.#context.drops.count(reason);
    if (!this.#heardFirst && this.#inbound.lastPacketMs > 0) {
      this.#heardFirst = true;
      const timeMs = this.#context.epochMs(nowMs);
      this.#context.news(this.id, { kind: 'first-packet', timeMs, codec: this.#inbound.codec });
    }
    if (this.#silentReported && this.#inbound.lastPacketMs === nowMs) this.#reportSilence(false);
  }

  #onRtcp(datagram: Buffer, rawAddress: string, port: number): void {
    const address = this.#plain(rawAddress);
    const known = this.#inbound.latch.destination;
    if (address !== known?.address && address !== this.#parameters?.remoteRtcp?.address) {
      this.#context.drops.count('rtcp-foreign-source');
      return;
    }
    const byes = this.#rtcp.read(datagram, this.#context.epochMs(performance.now()));
    if (!byes) {
      this.#context.drops.count('rtcp-malformed');
      return;
    }
    this.#rtcpSource = { address, port };
    for (const ssrc of byes) this.#inbound.ssrc.bye(ssrc);
  }

  #relay(header: RtpHeader, datagram: Buffer, codec: AudioCodec | null, nowMs: number): void {
    const peer = this.#peer;
    if (!peer || !this.#relays) return;
    if (codec === null) {
      if (peer.outbound.passesEvents) peer.outbound.relay(header, datagram, true, nowMs);
      return;
    }
    if (peer.outbound.passes(codec, header.payloadLength)) peer.outbound.relay(header, datagram, false, nowMs);
    else {
      this.#relays = false;
      peer.outbound.endBridge();
    }
  }

  /** A digit that could not be passed on packet by packet is sent anew, as an event or as tones. */
  #passDigitOn(digit: string, durationMs: number): void {
    const peer = this.#peer;
    // Nor are digits echoed: whoever sends them would hear keys that nobody pressed.
    if (peer === this || !peer?.outbound.maySend || (this.#relays && peer.outbound.passesEvents)) return;
    peer.outbound.digits.enqueue({ digits: digit, durationMs: Math.max(80, durationMs), gapMs: 40 }, () => undefined);
  }

  #tap(info: FrameInfo): void {
    for (const [name, tap] of this.#taps) {
      try {
        tap.frame(this.#frame, info);
      } catch (error) {
        this.#dropTap(name, error);
      }
    }
  }

  /** A tap that throws is taken off, and its owner told: the call goes on without it. */
  #guard(name: string, use: () => void): void {
    try {
      use();
    } catch (error) {
      this.#dropTap(name, error);
    }
  }

  #dropTap(name: string, error: unknown): void {
    const inUse = this.#taps.delete(name);
    this.#context.log('error', `tap "${name}" of session ${this.id} failed and was removed: ${String(error)}`);
    // One that fails while it is taken off is missed by nobody.
    if (!inUse) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#context.news(this.id, { kind: 'tap-fault', tap: name, reason });
  }

  /** A fault in one session must not end the worker, which carries them all. Said once a session. */
  #fault(error: unknown, reason: DropReason | null): void {
    if (reason) this.#context.drops.count(reason);
    if (this.#faultLogged) return;
    this.#faultLogged = true;
    this.#context.log('error', `media session ${this.id}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  #watchSilence(nowMs: number): void {
    if (this.#silentReported || !mayReceive(this.#parameters)) return;
    if (nowMs - Math.max(this.#inbound.lastPacketMs, this.#receivingSinceMs) > SILENT_RTP_MS) this.#reportSilence(true);
  }

  #reportSilence(silent: boolean): void {
    this.#silentReported = silent;
    this.#context.news(this.id, { kind: 'silent-rtp', silent });
  }

  #keepAlive(nowMs: number): void {
    if (this.#parameters?.direction !== 'recvonly' || nowMs - this.#lastSentMs < KEEPALIVE_MS) return;
    this.#lastSentMs = nowMs;
    const to = this.#inbound.latch.destination;
    if (to) this.#send(this.sockets.rtp, EMPTY, 0, to.address, to.port);
  }

  #sendRtp(packet: Buffer, length: number): void {
    const to = this.#inbound.latch.destination;
    if (!to || this.#closed) return;
    this.#lastSentMs = this.#lastTickMs;
    this.#send(this.sockets.rtp, packet, length, to.address, to.port);
  }

  #sendRtcp(epochMs: number, bye: boolean): void {
    const to = this.#rtcpDestination();
    if (!to || this.#closed) return;
    const packet = this.#rtcp.write(this.outbound, this.#inbound.statistics, this.#inbound.ssrc.current, epochMs, bye);
    this.#send(this.sockets.rtcp, packet, packet.length, to.address, to.port);
  }

  /** Where the peer's RTCP comes from, else the port after its latched RTP, else what its SDP says. */
  #rtcpDestination(): { address: string; port: number } | null {
    const parameters = this.#parameters;
    if (!parameters?.remote) return null;
    const latched = this.#inbound.latch.locked;
    if (this.#rtcpSource) return this.#rtcpSource;
    const moved = latched && (latched.address !== parameters.remote.address || latched.port !== parameters.remote.port);
    return moved ? { address: latched.address, port: latched.port + 1 } : parameters.remoteRtcp;
  }

  #send(socket: Socket, packet: Buffer, length: number, address: string, port: number): void {
    if (port <= 0 || port > 65535) return;
    socket.send(packet, 0, length, port, this.#sixFamily && !address.includes(':') ? `::ffff:${address}` : address);
  }

  /** An IPv4 peer on a dual-stack socket shows as ::ffff:a.b.c.d. */
  #plain(address: string): string {
    return this.#sixFamily && address.startsWith('::ffff:') ? address.slice(7) : address;
  }
}
