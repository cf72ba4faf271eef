/** Int16 mono samples as a WAV file for servers, and back from whatever WAV a server answers with. */
import { resampleTo8k } from '../media/audio/resample';
import { decodeWav } from '../media/audio/wav-file';
import type { SampleRateHz } from './speech.types';

const HEADER_BYTES = 44;

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
  samples.forEach((sample, index) => bytes.writeInt16LE(sample, HEADER_BYTES + index * 2));
  return bytes;
}

/** Little-endian 16-bit samples; an odd last byte is dropped. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, index) => view.getInt16(index * 2, true));
}

export function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => bytes.writeInt16LE(sample, index * 2));
  return bytes;
}

/** Samples of a WAV at the rate asked for. Throws an Error in words when it is none. */
export function decodeSpeech(wav: Uint8Array, sampleRateHz: SampleRateHz): Int16Array {
  if (sampleRateHz === 8000) return decodeWav(wav);
  const { samples, rateHz } = readPcm(wav);
  return toRate(samples, rateHz, sampleRateHz);
}

/** To 8 kHz by the media room's filter; to 16 kHz, which only what listens in wideband uses, by the same through a lie. */
export function toRate(samples: Int16Array, fromHz: number, toHz: SampleRateHz): Int16Array {
  if (fromHz === toHz) return samples;
  // The filter knows one ratio, input to 8000: for 16 kHz the input is declared at half its rate.
  return resampled(samples, toHz === 8000 ? fromHz : fromHz / 2);
}

function resampled(samples: Int16Array, declaredHz: number): Int16Array {
  return resampleTo8k(Float32Array.from(samples), declaredHz);
}

/** 16-bit PCM as a streaming server writes it: sizes in the header may be zero or all ones. */
function readPcm(wav: Uint8Array): { readonly samples: Int16Array; readonly rateHz: number } {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error('it is not a WAV file');
  let rateHz = 0;
  let channels = 1;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 24 <= bytes.length) {
      if (bytes.readUInt16LE(at + 8) !== 1 || bytes.readUInt16LE(at + 22) !== 16)
        throw new Error('it is not 16-bit PCM');
      channels = Math.max(1, bytes.readUInt16LE(at + 10));
      rateHz = bytes.readUInt32LE(at + 12);
    } else if (name === 'data') {
      if (rateHz < 1000) throw new Error('its format header makes no sense');
      const all = samplesOf(bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + size)));
      return { samples: channels === 1 ? all : all.filter((_, index) => index % channels === 0), rateHz };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('it holds no samples');
}
