/** Int16 mono samples as a WAV file for servers, and back from whatever WAV a server answers with. */
import { endianness } from 'node:os';
import { resampleTo8k } from '../media/audio/resample';
import { G711 } from '../media/codec/g711';
import type { SampleRateHz } from './speech.types';

export interface PcmSamples {
  /** Mono. */
  readonly samples: Int16Array;
  readonly rateHz: number;
}

const HEADER_BYTES = 44;
const LITTLE_ENDIAN = endianness() === 'LE';
/** WAVE_FORMAT_*: RFC 2361. */
const FORMAT = { pcm: 1, float: 3, aLaw: 6, muLaw: 7, extensible: 0xfffe } as const;
const MOST_CHANNELS = 8;
/** Of the media room's windowed sinc at its cut-off of 0.9: 24 zero crossings (lib/media/audio/resample.ts). */
const FILTER_CROSSINGS = 24 / 0.9;

export function encodeWav(samples: Int16Array, sampleRateHz: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(sampleRateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  bytes.set(bytesOf(samples), HEADER_BYTES);
  return bytes;
}

/** Little-endian 16-bit samples; an odd last byte is dropped. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const own = Buffer.from(new Uint8Array(bytes.subarray(0, bytes.length & ~1)).buffer);
  if (!LITTLE_ENDIAN) own.swap16();
  return new Int16Array(own.buffer, own.byteOffset, own.length / 2);
}

export function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.from(new Int16Array(samples).buffer);
  return LITTLE_ENDIAN ? bytes : bytes.swap16();
}

/** Samples of a WAV at the rate asked for. Throws an Error in words when it is none. */
export function decodeSpeech(wav: Uint8Array, sampleRateHz: SampleRateHz): Int16Array {
  const { samples, rateHz } = readWav(wav);
  return toRate(samples, rateHz, sampleRateHz);
}

/** To 8 kHz by the media room's filter; to 16 kHz, which only what listens in wideband uses, by the same through a lie. */
export function toRate(samples: Int16Array, fromHz: number, toHz: SampleRateHz): Int16Array {
  if (fromHz === toHz) return samples;
  // The filter knows one ratio, input to 8000: for 16 kHz the input is declared at half its rate.
  return resampleTo8k(new Float32Array(samples), toHz === 8000 ? fromHz : fromHz / 2);
}

/**
 * One channel of a WAV: PCM of 8 to 32 bits, float, mu-law or A-law. A streaming server cannot know the sizes in its
 * header; they may be zero or all ones. Throws an Error in words when it is none of these, or too long.
 */
export function readWav(wav: Uint8Array, longestSeconds = Infinity): PcmSamples {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error('it is not a WAV file');
  let format: WavFormat | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 24 <= bytes.length) format = readFormat(bytes, at + 8, size);
    else if (name === 'data') {
      if (!format) throw new Error('its format header makes no sense');
      const end = size === 0 ? bytes.length : Math.min(bytes.length, at + 8 + size);
      const audio = bytes.subarray(at + 8, end);
      if (audio.length > longestSeconds * format.rateHz * format.channels * format.bytesASample) {
        throw new Error(`it is longer than ${longestSeconds} seconds`);
      }
      return { samples: firstChannel(audio, format), rateHz: format.rateHz };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('it holds no samples');
}

interface WavFormat {
  readonly rateHz: number;
  readonly channels: number;
  readonly bytesASample: number;
  readonly sample: (bytes: Buffer, at: number) => number;
}

function readFormat(bytes: Buffer, at: number, size: number): WavFormat {
  const declared = bytes.readUInt16LE(at);
  const kind =
    declared === FORMAT.extensible && size >= 40 && at + 26 <= bytes.length ? bytes.readUInt16LE(at + 24) : declared;
  const channels = bytes.readUInt16LE(at + 2);
  const rateHz = bytes.readUInt32LE(at + 4);
  const bits = bytes.readUInt16LE(at + 14);
  const sample = sampleReader(kind, bits);
  if (!sample) throw new Error(`its encoding (format ${kind} of ${bits} bits) is not understood; 16-bit PCM is`);
  if (channels < 1 || channels > MOST_CHANNELS || rateHz < 1000) throw new Error('its format header makes no sense');
  return { rateHz, channels, bytesASample: bits / 8, sample };
}

function sampleReader(kind: number, bits: number): WavFormat['sample'] | null {
  if (kind === FORMAT.pcm) {
    // 8-bit PCM alone is unsigned.
    if (bits === 8) return (bytes, at) => (bytes[at]! - 128) << 8;
    if (bits === 16) return (bytes, at) => bytes.readInt16LE(at);
    if (bits === 24) return (bytes, at) => bytes.readInt16LE(at + 1);
    if (bits === 32) return (bytes, at) => bytes.readInt16LE(at + 2);
  }
  if (kind === FORMAT.float && bits === 32) {
    return (bytes, at) => Math.max(-32_768, Math.min(32_767, Math.round(bytes.readFloatLE(at) * 32_768)));
  }
  if (kind === FORMAT.muLaw && bits === 8) return (bytes, at) => G711.PCMU.decode[bytes[at]!]!;
  if (kind === FORMAT.aLaw && bits === 8) return (bytes, at) => G711.PCMA.decode[bytes[at]!]!;
  return null;
}

function firstChannel(bytes: Buffer, { channels, bytesASample, sample }: WavFormat): Int16Array {
  if (channels === 1 && bytesASample === 2) return samplesOf(bytes);
  const step = channels * bytesASample;
  const samples = new Int16Array(Math.floor(bytes.length / step));
  for (let index = 0; index < samples.length; index++) samples[index] = sample(bytes, index * step);
  return samples;
}

/** How many input samples around an output sample the filter of `toRate` looks at, on either side. */
export function resampleReach(fromHz: number, toHz: SampleRateHz): number {
  return Math.ceil(FILTER_CROSSINGS * Math.max(1, fromHz / toHz)) + 1;
}
