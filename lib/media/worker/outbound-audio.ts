/**
 * The sending half of a session: every 20 ms somebody speaks: digits, else the player, else the bridged leg, else silence
 * (which keeps NAT bindings and the peer's RTP timeout alive). Or nobody, when the peer has put us on hold.
 */
import { encodeG711 } from '../codec/g711';
import { Player } from '../audio/player';
import type { PlayProgram } from '../audio/player';
import { ToneGenerator, dtmfFrequenciesHz } from '../audio/tones';
import type { AudioCodec, PlayEnd } from '../media.types';
import { RTP_HEADER_BYTES, writeRtpHeader } from '../rtp/rtp-header';
import type { RtpHeader } from '../rtp/rtp-header';
import { FRAME_SAMPLES, SendTimeline } from '../rtp/send-timeline';
import { DigitSender, EVENT_PAYLOAD_BYTES, writeEvent } from '../rtp/telephone-event';
import { maySend } from '../stream-parameters';
import type { StreamParameters } from '../stream-parameters';

const CYCLE_MS = 20;
/** Buffers in turn: a datagram the kernel did not take at once is still referenced by its socket. */
const BUFFERS = 16;
const MAX_PACKET_BYTES = 2048;
/** When the bridged leg pauses longer we fill in silence; shorter gaps are left for the receiver to conceal. */
const RELAY_PAUSE_MS = 200;
const IN_BAND_DIGIT_DBFS = -13;
const MAX_FRAMES_QUEUED = 4;

export class OutboundAudio {
  readonly timeline = new SendTimeline();
  readonly digits = new DigitSender();
  readonly #send: (packet: Buffer, length: number) => void;
  readonly #buffers = Array.from({ length: BUFFERS }, () => Buffer.alloc(MAX_PACKET_BYTES));
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #queued = new Int16Array(FRAME_SAMPLES * MAX_FRAMES_QUEUED);
  readonly #bridged = new Int16Array(FRAME_SAMPLES);
  #bufferIndex = 0;
  #queuedSamples = 0;
  #queuedTimestamp = 0;
  #bridgedPending = false;
  #lastRelayedMs = -Infinity;
  #eventTimestamp = 0;
  #digitTone: ToneGenerator | null = null;
  #player: Player | null = null;
  #playEnded: ((end: PlayEnd) => void) | null = null;
  #parameters: StreamParameters | null = null;
  #marker = true;
  packetsSent = 0;
  octetsSent = 0;

  constructor(send: (packet: Buffer, length: number) => void) {
    this.#send = send;
  }

  get clockTimestamp(): number {
    return this.timeline.clockTimestamp;
  }

  configure(parameters: StreamParameters): void {
    const couldSend = maySend(this.#parameters);
    this.#parameters = parameters;
    this.#queuedSamples = 0;
    if (!couldSend) this.#marker = true;
    if (!maySend(parameters)) this.digits.clear();
  }

  play(program: PlayProgram, ended: (end: PlayEnd) => void): void {
    this.stopPlaying('stopped');
    this.#player = new Player(program);
    this.#playEnded = ended;
  }

  stopPlaying(end: PlayEnd): void {
    const ended = this.#playEnded;
    this.#player = null;
    this.#playEnded = null;
    ended?.(end);
  }

  /** Samples received on the bridged leg, to be sent in this session's next turn. */
  bridgeFrame(samples: Int16Array): void {
    this.#bridged.set(samples);
    this.#bridgedPending = true;
  }

  endBridge(): void {
    this.#bridgedPending = false;
    this.#lastRelayedMs = -Infinity;
    this.timeline.unmap();
  }

  /** Whether packets of `codec` and `payloadBytes` may be passed on as they are. */
  passes(codec: AudioCodec, payloadBytes: number): boolean {
    const parameters = this.#parameters;
    return parameters !== null && parameters.codec === codec && payloadBytes === parameters.ptimeMs * 8;
  }

  /** Whether the peer wants to hear us at all. */
  get maySend(): boolean {
    return maySend(this.#parameters);
  }

  get passesEvents(): boolean {
    return this.#parameters?.eventPayloadType != null;
  }

  /** Sends a packet of the bridged leg at once, with our SSRC, numbering and payload type. */
  relay(header: RtpHeader, datagram: Buffer, event: boolean, nowMs: number): void {
    const parameters = this.#parameters;
    if (!maySend(parameters) || this.digits.busy || this.#player) return;
    const payloadType = event ? parameters.eventPayloadType : parameters.payloadType;
    const bytes = header.payloadLength;
    if (payloadType === null || RTP_HEADER_BYTES + bytes > MAX_PACKET_BYTES) return;
    const samples = event ? datagram.readUInt16BE(header.payloadOffset + 2) : bytes;
    const stamp = this.timeline.pass(header.ssrc, header.sequence, header.timestamp, samples, header.marker);
    if (!stamp) return;
    this.#lastRelayedMs = nowMs;
    this.#queuedSamples = 0;
    const packet = this.#buffer();
    writeRtpHeader(packet, payloadType, stamp.marker, stamp.sequence, stamp.timestamp, this.timeline.ssrc);
    datagram.copy(packet, RTP_HEADER_BYTES, header.payloadOffset, header.payloadOffset + bytes);
    this.#emit(packet, bytes);
  }

  /** One turn. `frames` is how many 20 ms have passed since the last turn: more than one after a stall. */
  tick(dueMs: number, frames: number): void {
    if (frames > 1) {
      this.timeline.advance(FRAME_SAMPLES * (frames - 1));
      this.#queuedSamples = 0;
    }
    this.#turn(dueMs);
    this.#bridgedPending = false;
    this.timeline.advance(FRAME_SAMPLES);
  }

  #turn(dueMs: number): void {
    const parameters = this.#parameters;
    const frame = this.#frame;
    if (!maySend(parameters)) {
      // What is played while on hold goes by unheard, as on any telephone.
      if (this.#player && !this.#player.fill(frame)) this.stopPlaying('finished');
      return;
    }
    if (this.digits.busy) {
      if (this.#digitTurn(parameters, frame)) this.#queue(parameters, frame);
      return;
    }
    if (this.#player) {
      if (this.#player.fill(frame)) {
        this.#queue(parameters, frame);
        return;
      }
      this.stopPlaying('finished');
    }
    if (this.#bridgedPending) {
      this.#queue(parameters, this.#bridged);
      return;
    }
    if (dueMs - this.#lastRelayedMs < RELAY_PAUSE_MS) return;
    frame.fill(0);
    this.#queue(parameters, frame);
  }

  /** True when `frame` holds audio to send, false when an event packet was sent in its place. */
  #digitTurn(parameters: StreamParameters, frame: Int16Array): boolean {
    const step = this.digits.next();
    const payloadType = step.inBand ? null : parameters.eventPayloadType;
    if (payloadType === null) {
      if (step.kind === 'tone' && (step.first || !this.#digitTone)) {
        this.#digitTone = new ToneGenerator(dtmfFrequenciesHz(step.digit), [], IN_BAND_DIGIT_DBFS);
      }
      if (step.kind === 'tone') this.#digitTone!.fill(frame, true);
      else frame.fill(0);
      return true;
    }
    if (step.kind === 'gap' || step.kind === 'idle') {
      frame.fill(0);
      return true;
    }
    if (step.first) {
      this.#queuedSamples = 0;
      this.#eventTimestamp = this.timeline.begin();
    }
    // Same timestamp for all packets of a digit, marker on its first (RFC 4733 section 2.5.1.2).
    const stamp = this.timeline.own(this.#eventTimestamp, step.samples);
    const packet = this.#buffer();
    writeRtpHeader(packet, payloadType, step.first, stamp.sequence, stamp.timestamp, this.timeline.ssrc);
    writeEvent(packet, RTP_HEADER_BYTES, step.event, step.end, step.samples);
    this.#emit(packet, EVENT_PAYLOAD_BYTES);
    this.#marker = true;
    return false;
  }

  /** Collects 20 ms turns into packets of the agreed duration. */
  #queue(parameters: StreamParameters, frame: Int16Array): void {
    if (this.#queuedSamples === 0) this.#queuedTimestamp = this.timeline.begin();
    this.#queued.set(frame, this.#queuedSamples);
    this.#queuedSamples += FRAME_SAMPLES;
    const perPacket = (parameters.ptimeMs / CYCLE_MS) * FRAME_SAMPLES;
    let sent = 0;
    while (this.#queuedSamples - sent >= perPacket) {
      const stamp = this.timeline.own((this.#queuedTimestamp + sent) >>> 0, perPacket);
      const packet = this.#buffer();
      writeRtpHeader(packet, parameters.payloadType, this.#marker, stamp.sequence, stamp.timestamp, this.timeline.ssrc);
      encodeG711(parameters.codec, this.#queued, sent, perPacket, packet, RTP_HEADER_BYTES);
      this.#marker = false;
      this.#emit(packet, perPacket);
      sent += perPacket;
    }
    if (sent === 0) return;
    this.#queued.copyWithin(0, sent, this.#queuedSamples);
    this.#queuedSamples -= sent;
    this.#queuedTimestamp = (this.#queuedTimestamp + sent) >>> 0;
  }

  #buffer(): Buffer {
    this.#bufferIndex = (this.#bufferIndex + 1) % BUFFERS;
    return this.#buffers[this.#bufferIndex]!;
  }

  #emit(packet: Buffer, payloadBytes: number): void {
    this.packetsSent++;
    this.octetsSent += payloadBytes;
    this.#send(packet, RTP_HEADER_BYTES + payloadBytes);
  }
}
