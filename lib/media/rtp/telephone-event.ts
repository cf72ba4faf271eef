/** Telephone events (RFC 4733): payload codec, the receiver that makes one digit of many packets, and the digit sender. */
import type { DigitReceived } from '../media.types';

const DIGITS = '0123456789*#ABCD';
const SAMPLES_PER_MS = 8;
/** Updates come at least every 50 ms (RFC 4733 section 2.5.1.4 names packetisation intervals); after this they are lost. */
const LOST_END_MS = 250;
const REMEMBERED = 4;
const FULL_SEGMENT = 0xffff;

export const EVENT_PAYLOAD_BYTES = 4;

export function digitOfEvent(event: number): string | null {
  return event < DIGITS.length ? DIGITS[event]! : null;
}

export function eventOfDigit(digit: string): number {
  return DIGITS.indexOf(digit.toUpperCase());
}

/** Whether all of `digits` can be sent. */
export function areDigits(digits: string): boolean {
  return /^[0-9*#a-dA-D]+$/.test(digits);
}

/** Volume 10 means -10 dBm0 (RFC 4733 section 2.3.4). */
export function writeEvent(into: Buffer, offset: number, event: number, end: boolean, durationSamples: number): void {
  into[offset] = event;
  into[offset + 1] = (end ? 0x80 : 0) | 10;
  into.writeUInt16BE(Math.min(FULL_SEGMENT, durationSamples), offset + 2);
}

export class EventReceiver {
  #event = -1;
  #timestamp = 0;
  #samplesBefore = 0;
  #samples = 0;
  #beganMs = 0;
  #lastMs = 0;
  /** Timestamps of events already reported: their end packets come three times. */
  readonly #reported: number[] = [];

  /** An event is going on. */
  get active(): boolean {
    return this.#event >= 0;
  }

  /**
   * A telephone-event packet. `nowMs` and the digit's time are epoch ms. Returns digits that became complete: none,
   * usually one, two when this packet both ends a digit whose end was lost and completes another.
   */
  packet(payload: Buffer, offset: number, timestamp: number, nowMs: number): readonly DigitReceived[] {
    const event = payload[offset]!;
    const end = (payload[offset + 1]! & 0x80) !== 0;
    const samples = payload.readUInt16BE(offset + 2);
    if (digitOfEvent(event) === null || this.#reported.includes(timestamp)) return NONE;
    let finished: DigitReceived | null = null;
    if (this.#event >= 0 && timestamp !== this.#timestamp) {
      const step = (timestamp - this.#timestamp) | 0;
      if (step < 0) return NONE;
      if (event === this.#event && this.#samples === FULL_SEGMENT && Math.abs(step - FULL_SEGMENT) <= 1) {
        // A digit held beyond 8 s goes on in a new segment (RFC 4733 section 2.5.1.3).
        this.#samplesBefore += FULL_SEGMENT;
        this.#samples = 0;
        this.#timestamp = timestamp;
      } else {
        finished = this.#finish();
      }
    }
    if (this.#event < 0) {
      this.#event = event;
      this.#timestamp = timestamp;
      this.#samplesBefore = 0;
      this.#samples = 0;
      this.#beganMs = nowMs - samples / SAMPLES_PER_MS;
    }
    this.#lastMs = nowMs;
    this.#samples = Math.max(this.#samples, samples);
    const ended = end ? this.#finish() : null;
    if (finished && ended) return [finished, ended];
    const one = finished ?? ended;
    return one ? [one] : NONE;
  }

  /** Call now and then: the digit whose end packets were all lost, once nothing has come of it for 250 ms. */
  lapsed(nowMs: number): DigitReceived | null {
    return this.#event >= 0 && nowMs - this.#lastMs > LOST_END_MS ? this.#finish() : null;
  }

  #finish(): DigitReceived {
    const digit = {
      digit: digitOfEvent(this.#event)!,
      durationMs: Math.round((this.#samplesBefore + this.#samples) / SAMPLES_PER_MS),
      timeMs: Math.round(this.#beganMs),
    };
    this.#reported.push(this.#timestamp);
    if (this.#reported.length > REMEMBERED) this.#reported.shift();
    this.#event = -1;
    return digit;
  }
}

const NONE: readonly DigitReceived[] = [];

export type DigitStepKind = 'idle' | 'tone' | 'end-again' | 'gap';

/** What to send in one 20 ms frame; one object, rewritten each time. */
export interface DigitStep {
  kind: DigitStepKind;
  event: number;
  digit: string;
  /** To be sent as a tone even where events were agreed. */
  inBand: boolean;
  first: boolean;
  end: boolean;
  /** Samples of the digit including this frame. */
  samples: number;
}

export interface DigitOrder {
  /** 0-9 * # A-D. */
  readonly digits: string;
  readonly durationMs: number;
  readonly gapMs: number;
  readonly inBand?: boolean;
}

interface QueuedDigit {
  readonly digit: string;
  readonly inBand: boolean;
  readonly toneFrames: number;
  readonly gapFrames: number;
  readonly done: ((sent: boolean) => void) | null;
}

const FRAME_MS = 20;
const FRAME_SAMPLES = 160;
const END_PACKETS = 3;

/** Turns digits into 20 ms steps: tone, the end packet twice again (RFC 4733 section 2.5.1.4), and the gap. */
export class DigitSender {
  readonly step: DigitStep = {
    kind: 'idle',
    event: 0,
    digit: '',
    inBand: false,
    first: false,
    end: false,
    samples: 0,
  };
  #queue: QueuedDigit[] = [];
  #frame = 0;

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** `done(true)` is called after the gap of the last digit, `done(false)` when cleared. Durations are rounded up to frames of 20 ms, and bounded. */
  enqueue(order: DigitOrder, done: (sent: boolean) => void): void {
    const { digits, durationMs, gapMs, inBand = false } = order;
    const toneFrames = Math.ceil(Math.min(5000, Math.max(40, durationMs)) / FRAME_MS);
    const gapFrames = Math.ceil(Math.min(5000, Math.max(40, gapMs)) / FRAME_MS);
    for (let index = 0; index < digits.length; index++) {
      const last = index === digits.length - 1;
      this.#queue.push({ digit: digits[index]!, toneFrames, gapFrames, inBand, done: last ? done : null });
    }
  }

  clear(): void {
    const cleared = this.#queue;
    this.#queue = [];
    this.#frame = 0;
    for (const { done } of cleared) done?.(false);
  }

  next(): DigitStep {
    const step = this.step;
    const current = this.#queue[0];
    if (!current) {
      step.kind = 'idle';
      return step;
    }
    const frame = this.#frame++;
    step.digit = current.digit;
    step.inBand = current.inBand;
    step.event = eventOfDigit(current.digit);
    step.first = frame === 0;
    step.end = frame >= current.toneFrames - 1;
    step.samples = Math.min(frame + 1, current.toneFrames) * FRAME_SAMPLES;
    const after = frame - current.toneFrames;
    if (after < 0) step.kind = 'tone';
    else if (after < END_PACKETS - 1) step.kind = 'end-again';
    else step.kind = 'gap';
    if (after >= current.gapFrames - 1) {
      this.#queue.shift();
      this.#frame = 0;
      current.done?.(true);
    }
    return step;
  }
}
