/** The receiving half of a session: from a datagram to samples on a timeline and complete digits. */
import { decodeG711 } from '../codec/g711';
import type { AudioCodec, DigitReceived } from '../media.types';
import { DuplicateFilter } from '../rtp/duplicate-filter';
import { JitterBuffer } from '../rtp/jitter-buffer';
import type { FrameKind } from '../rtp/jitter-buffer';
import { ReceptionStatistics } from '../rtp/reception-statistics';
import { emptyRtpHeader, readRtpHeader } from '../rtp/rtp-header';
import type { RtpHeader } from '../rtp/rtp-header';
import { SourceLatch } from '../rtp/source-latch';
import { SsrcGate } from '../rtp/ssrc-gate';
import { EVENT_PAYLOAD_BYTES, EventReceiver } from '../rtp/telephone-event';
import type { StreamParameters } from '../stream-parameters';
import type { DropReason } from './drop-counter';

/** 200 ms, more than any peer sends in one packet. */
const MAX_PAYLOAD_BYTES = 1600;

/** Meaning of a received payload type. */
type PayloadMeaning = AudioCodec | 'telephone-event';

export interface InboundObserver {
  /** A packet that belongs to the stream, in the order of arrival, before it is played. `codec` is null for events. */
  packet(header: RtpHeader, datagram: Buffer, codec: AudioCodec | null, nowMs: number): void;
  digit(digit: DigitReceived): void;
}

export class InboundAudio {
  readonly latch = new SourceLatch();
  readonly ssrc = new SsrcGate();
  readonly statistics = new ReceptionStatistics();
  readonly jitterBuffer = new JitterBuffer();
  readonly #events = new EventReceiver();
  readonly #duplicates = new DuplicateFilter();
  readonly #header = emptyRtpHeader();
  readonly #samples = new Int16Array(MAX_PAYLOAD_BYTES);
  readonly #meanings = new Array<PayloadMeaning | null>(128).fill(null);
  readonly #observer: InboundObserver;
  packetsLate = 0;
  /** Monotonic ms of the last packet accepted; 0 before the first. */
  lastPacketMs = 0;
  codec: AudioCodec | null = null;

  constructor(observer: InboundObserver) {
    this.#observer = observer;
    // What any offer of ours lists: RTP may arrive before its answer does (RFC 3264 section 5.1).
    this.#meanings[0] = 'PCMU';
    this.#meanings[8] = 'PCMA';
    this.#meanings[101] = 'telephone-event';
  }

  configure(parameters: StreamParameters, nowMs: number): void {
    this.#meanings.fill(null);
    for (const { payloadType, codec } of parameters.receive) this.#meanings[payloadType] = codec;
    for (const payloadType of parameters.receiveEvents) this.#meanings[payloadType] = 'telephone-event';
    this.latch.signal(parameters.remote, nowMs);
  }

  /** `nowMs` is monotonic, `epochMs` dates digits. Returns why the datagram was not used, or null. */
  datagram(datagram: Buffer, address: string, port: number, nowMs: number, epochMs: number): DropReason | null {
    const header = this.#header;
    const fault = readRtpHeader(datagram, header);
    if (fault) return fault;
    const meaning = this.#meanings[header.payloadType] ?? null;
    if (meaning === null) return 'unknown-payload-type';
    if (header.payloadLength === 0) return 'empty-payload';
    if (header.payloadLength > MAX_PAYLOAD_BYTES) return 'oversized-payload';
    const locksBefore = this.#locks();
    const verdict = this.latch.judge(address, port, header.ssrc, header.sequence, nowMs);
    if (verdict !== 'accepted') return verdict === 'foreign' ? 'foreign-source' : 'latch-probation';
    if (this.#locks() !== locksBefore) this.ssrc.reset();
    const source = this.ssrc.judge(header.ssrc, header.sequence, nowMs);
    if (source === 'probation') return 'ssrc-probation';
    if (source === 'changed') this.#restart(header);
    if (this.#duplicates.duplicate(header.sequence)) return 'duplicate';
    if (!this.statistics.packet(header.sequence)) return 'sequence-jump';
    this.lastPacketMs = nowMs;
    if (meaning === 'telephone-event') return this.#event(datagram, header, nowMs, epochMs);
    this.codec = meaning;
    this.statistics.arrival(header.timestamp, nowMs);
    this.#observer.packet(header, datagram, meaning, nowMs);
    const count = header.payloadLength;
    decodeG711(meaning, datagram, header.payloadOffset, count, this.#samples);
    const inserted = this.jitterBuffer.insert(header.timestamp, this.#samples, count, nowMs);
    if (inserted === 'late') this.packetsLate++;
    if (inserted === 'stored') return null;
    return inserted === 'implausible' ? 'timestamp-jump' : inserted;
  }

  /** The next 20 ms; a digit held when its packets stopped is reported as well. */
  pull(dueMs: number, epochMs: number, frame: Int16Array): FrameKind {
    if (this.#events.active) {
      const digit = this.#events.lapsed(epochMs);
      if (digit) this.#observer.digit(digit);
    }
    return this.jitterBuffer.pull(dueMs, frame);
  }

  #event(datagram: Buffer, header: RtpHeader, nowMs: number, epochMs: number): DropReason | null {
    if (header.payloadLength < EVENT_PAYLOAD_BYTES) return 'bad-event';
    this.jitterBuffer.alive(nowMs);
    this.#observer.packet(header, datagram, null, nowMs);
    const digits = this.#events.packet(datagram, header.payloadOffset, header.timestamp, epochMs);
    for (const digit of digits) this.#observer.digit(digit);
    return null;
  }

  #locks(): number {
    return this.latch.locks;
  }

  #restart(header: RtpHeader): void {
    this.jitterBuffer.reset();
    this.#duplicates.reset();
    this.statistics.restart(header.sequence);
  }
}
