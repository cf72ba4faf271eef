/** A WAV file of any common coding as mono Int16 at 8 kHz, the form hearing listens to. */
import { readFileSync } from 'node:fs';
import { WaveFile } from 'wavefile';

export interface WavSamples {
  /** Mono, 8 kHz. */
  readonly samples: Int16Array;
  /** What the file lacks, in words, when there is less sound in it than it says. */
  readonly lacks?: string;
}

/** Written while the length is not known yet: a recorder that streams, never mended. */
const LENGTH_NOT_KNOWN = 0x7fffffff;

export function readWavSamples(path: string): Int16Array {
  return readWav(path).samples;
}

/** Throws what the file system or the reader of WAV files throws. */
export function readWav(path: string): WavSamples {
  const wav = new WaveFile(readFileSync(path));
  const lacks = lackOf(wav);
  if (wav.bitDepth === '8m') wav.fromMuLaw();
  else if (wav.bitDepth === '8a') wav.fromALaw();
  else if (wav.bitDepth === '4') wav.fromIMAADPCM();
  const format = wav.fmt as { numChannels: number; sampleRate: number };
  if (wav.bitDepth !== '16') wav.toBitDepth('16');
  if (format.sampleRate !== 8000) wav.toSampleRate(8000, { method: 'sinc' });
  const samples = wav.getSamples(false, Int16Array) as unknown as Int16Array | Int16Array[];
  return { samples: Array.isArray(samples) ? mixed(samples) : samples, ...(lacks === undefined ? {} : { lacks }) };
}

/** The reader takes what is there, however much less that is than the header says. */
function lackOf(wav: WaveFile): string | undefined {
  const { chunkSize: promised, samples } = wav.data as { chunkSize: number; samples: Uint8Array };
  const { byteRate } = wav.fmt as { byteRate: number };
  if (samples.length === 0) return 'there is no sound in it';
  if (promised >= LENGTH_NOT_KNOWN || samples.length >= promised || !(byteRate > 0)) return undefined;
  const [has, says] = [samples.length, promised].map((bytes) => (bytes / byteRate).toFixed(1));
  return `it is cut: it says that it lasts ${says!} s and ends after ${has!} s`;
}

function mixed(channels: readonly Int16Array[]): Int16Array {
  const mono = new Int16Array(channels[0]?.length ?? 0);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i]!;
    mono[i] = Math.round(sum / channels.length);
  }
  return mono;
}
