/**
 * A far end for the benchmarks, in a process of its own: sends a 1004 Hz tone as RTP every 20 ms on each of its streams
 * and records what comes back: when, and whether the tone in it is whole.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { decodeG711, encodeG711 } from '../../lib/media/codec/g711';
import type { AudioCodec } from '../../lib/media/media.types';

export const TONE_HZ = 1004;
const TONE_AMPLITUDE = 10_000;
/** 1004 Hz fits 251 times into 2000 samples at 8 kHz. */
const TONE_PERIOD = 2000;
const FRAME_SAMPLES = 160;
const PACKET_MS = 20;
/** Quantisation of G.711 stays below this in the sine recurrence; a slip of one sample is 8 times as much. */
const GLITCH_RESIDUAL = 2200;

export type PeerCommand =
  | { readonly kind: 'open'; readonly codecs: readonly AudioCodec[] }
  | { readonly kind: 'start'; readonly ports: readonly number[] }
  | { readonly kind: 'record' }
  | { readonly kind: 'report' };

export interface StreamReport {
  readonly codec: AudioCodec;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Distance of neighbouring arrivals from 20 ms, ms. */
  readonly arrivalDeviationMs: readonly number[];
  /** The same of this peer's own sending: what the machine did to the measuring side. */
  readonly sendDeviationMs: readonly number[];
  /** Breaks in the phase or amplitude of the tone. */
  readonly glitches: number;
}

export type PeerReply =
  | { readonly kind: 'opened'; readonly ports: readonly number[] }
  | { readonly kind: 'report'; readonly streams: readonly StreamReport[] };

interface Arrival {
  readonly sequence: number;
  readonly atMs: number;
  readonly payload: Buffer;
}

class Stream {
  readonly socket: Socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  readonly #codec: AudioCodec;
  readonly #payloadType: number;
  readonly #tone: Buffer;
  readonly #ssrc = Math.floor(Math.random() * 0xffffffff);
  #packets = 0;
  #recording = false;
  #arrivals: Arrival[] = [];
  #sentAtMs: number[] = [];

  constructor(codec: AudioCodec) {
    this.#codec = codec;
    this.#payloadType = codec === 'PCMU' ? 0 : 8;
    const samples = Int16Array.from({ length: TONE_PERIOD * 4 }, (_, index) =>
      Math.round(TONE_AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * index) / 8000)),
    );
    this.#tone = Buffer.alloc(samples.length);
    encodeG711(codec, samples, 0, samples.length, this.#tone, 0);
    this.socket.on('message', (datagram) => {
      // Audio only: the low seven bits are the payload type, whatever the marker says.
      if (!this.#recording || (datagram[1]! & 0x7f) > 8 || datagram.length <= 12) return;
      const atMs = performance.now();
      this.#arrivals.push({ sequence: datagram.readUInt16BE(2), atMs, payload: datagram.subarray(12) });
    });
  }

  record(): void {
    this.#recording = true;
    this.#arrivals = [];
    this.#sentAtMs = [];
  }

  send(port: number): void {
    const packet = Buffer.alloc(12 + FRAME_SAMPLES);
    packet[0] = 0x80;
    packet[1] = this.#payloadType;
    packet.writeUInt16BE(this.#packets & 0xffff, 2);
    packet.writeUInt32BE((this.#packets * FRAME_SAMPLES) >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    const from = (this.#packets * FRAME_SAMPLES) % TONE_PERIOD;
    this.#tone.copy(packet, 12, from, from + FRAME_SAMPLES);
    this.#packets++;
    if (this.#recording) this.#sentAtMs.push(performance.now());
    this.socket.send(packet, 0, packet.length, port, '127.0.0.1');
  }

  report(): StreamReport {
    this.#recording = false;
    const arrivals = this.#arrivals;
    const first = arrivals[0]?.sequence ?? 0;
    const order = (arrival: Arrival): number => ((arrival.sequence - first) << 16) >> 16;
    const sorted = [...arrivals].sort((a, b) => order(a) - order(b));
    const expected = sorted.length > 0 ? order(sorted.at(-1)!) + 1 : 0;
    return {
      codec: this.#codec,
      sent: this.#sentAtMs.length,
      received: arrivals.length,
      lost: expected - new Set(sorted.map(order)).size,
      arrivalDeviationMs: deviations(arrivals.map(({ atMs }) => atMs)),
      sendDeviationMs: deviations(this.#sentAtMs),
      glitches: this.#glitches(sorted),
    };
  }

  #glitches(arrivals: readonly Arrival[]): number {
    const total = arrivals.reduce((sum, { payload }) => sum + payload.length, 0);
    const samples = new Int16Array(total);
    let at = 0;
    for (const { payload } of arrivals) {
      decodeG711(this.#codec, payload, 0, payload.length, samples.subarray(at));
      at += payload.length;
    }
    return toneGlitches(samples);
  }
}

/** A sine obeys x[n] = 2 cos(w) x[n-1] - x[n-2]; where it does not, phase or amplitude broke. Counted once per 20 ms. */
export function toneGlitches(samples: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * TONE_HZ) / 8000);
  let glitches = 0;
  let quietUntil = 0;
  for (let index = 2; index < samples.length; index++) {
    const residual = samples[index]! - coefficient * samples[index - 1]! + samples[index - 2]!;
    if (Math.abs(residual) > GLITCH_RESIDUAL && index >= quietUntil) {
      glitches++;
      quietUntil = index + FRAME_SAMPLES;
    }
  }
  // Amplitude: silence obeys the recurrence as well.
  for (let from = 0; from + FRAME_SAMPLES <= samples.length; from += FRAME_SAMPLES) {
    let energy = 0;
    for (let index = from; index < from + FRAME_SAMPLES; index++) energy += samples[index]! ** 2;
    const amplitude = Math.sqrt((2 * energy) / FRAME_SAMPLES);
    if (Math.abs(20 * Math.log10((amplitude + 1) / TONE_AMPLITUDE)) > 0.5) glitches++;
  }
  return glitches;
}

function deviations(timesMs: readonly number[]): number[] {
  return timesMs.slice(1).map((timeMs, index) => Math.abs(timeMs - timesMs[index]! - PACKET_MS));
}

function reply(message: PeerReply): void {
  process.send?.(message);
}

async function open(codecs: readonly AudioCodec[]): Promise<Stream[]> {
  const streams = codecs.map((codec) => new Stream(codec));
  await Promise.all(
    streams.map(({ socket }) => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()))),
  );
  reply({ kind: 'opened', ports: streams.map(({ socket }) => socket.address().port) });
  return streams;
}

/** Sends on schedule for ever: due times are computed from the start. */
function sendForEver(streams: readonly Stream[], ports: readonly number[]): void {
  const startMs = performance.now();
  let number = 0;
  const wake = (): void => {
    while (startMs + number * PACKET_MS <= performance.now() + 0.5) {
      number++;
      streams.forEach((stream, index) => stream.send(ports[index]!));
    }
    setTimeout(wake, Math.max(1, Math.round(startMs + number * PACKET_MS - performance.now())));
  };
  wake();
}

if (require.main === module) {
  let streams: Stream[] = [];
  process.on('message', (command: PeerCommand) => {
    if (command.kind === 'open') void open(command.codecs).then((opened) => (streams = opened));
    else if (command.kind === 'start') sendForEver(streams, command.ports);
    else if (command.kind === 'record') for (const stream of streams) stream.record();
    else reply({ kind: 'report', streams: streams.map((stream) => stream.report()) });
  });
  process.on('disconnect', () => process.exit(0));
}
