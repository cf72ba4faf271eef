/** A WAV file of any common coding as mono Int16 at 8 kHz, the form hearing listens to. */
import { readFileSync } from 'node:fs';
import { WaveFile } from 'wavefile';

export function readWavSamples(path: string): Int16Array {
  const wav = new WaveFile(readFileSync(path));
  if (wav.bitDepth === '8m') wav.fromMuLaw();
  else if (wav.bitDepth === '8a') wav.fromALaw();
  else if (wav.bitDepth === '4') wav.fromIMAADPCM();
  const format = wav.fmt as { numChannels: number; sampleRate: number };
  if (wav.bitDepth !== '16') wav.toBitDepth('16');
  if (format.sampleRate !== 8000) wav.toSampleRate(8000, { method: 'sinc' });
  const samples = wav.getSamples(false, Int16Array) as unknown as Int16Array | Int16Array[];
  return Array.isArray(samples) ? mixed(samples) : samples;
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
