/** WAV files of any common kind as 8 kHz mono samples: decoded by wavefile, mixed and resampled here, once. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { WaveFile } from 'wavefile';
import { resampleTo8k } from './resample';

/** Half an hour of 48 kHz stereo. */
const MAX_FILE_BYTES = 350 * 1024 * 1024;

interface WaveFormat {
  readonly numChannels: number;
  readonly sampleRate: number;
}

/** Throws an Error that says why the file cannot be played. */
export async function readWavFile(file: string): Promise<Int16Array> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error(noSuchFile(file)) : error;
  });
  if (size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES / 1024 / 1024} MB`);
  return decodeWav(await readFile(file));
}

/** A relative path begins where the process was started, which few people know. */
function noSuchFile(file: string): string {
  return isAbsolute(file) ? 'there is no such file' : `there is no such file in ${process.cwd()}; give a full path`;
}

/** PCM of 8 to 32 bits, float, mu-law, A-law or IMA ADPCM, any rate and number of channels, to 8 kHz mono Int16. */
export function decodeWav(bytes: Uint8Array): Int16Array {
  const wave = new WaveFile(bytes);
  if (wave.bitDepth === '8m') wave.fromMuLaw('16');
  else if (wave.bitDepth === '8a') wave.fromALaw('16');
  else if (wave.bitDepth === '4') wave.fromIMAADPCM('16');
  else if (wave.bitDepth !== '16') wave.toBitDepth('16');
  const { numChannels, sampleRate } = wave.fmt as WaveFormat;
  if (numChannels < 1 || sampleRate < 1000) throw new Error('its format header makes no sense');
  const interleaved = wave.getSamples(true, Int16Array) as unknown as Int16Array;
  const frames = Math.floor(interleaved.length / numChannels);
  const mono = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < numChannels; channel++) sum += interleaved[frame * numChannels + channel]!;
    mono[frame] = sum / numChannels;
  }
  return resampleTo8k(mono, sampleRate);
}
