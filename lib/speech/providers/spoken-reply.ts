/**
 * What a voice server answered, as samples: its format checked at the door, its length bounded, and converted in slices
 * between which the event loop goes on. Node-RED's flows run on this thread.
 */
import { z } from 'zod';
import { ProtocolError } from '../failure';
import { LONGEST_SPOKEN_SECONDS } from '../limits';
import { readWav, resampleReach, toRate } from '../pcm-wav';
import type { PcmSamples } from '../pcm-wav';
import type { SampleRateHz } from '../speech.types';

/** No voice is below the telephone or above studio quality; a rate of 1 Hz would be a day of audio in 4 kB. */
export const spokenRateHz = z.number().int().min(8000).max(48_000);
export const spokenChannels = z.number().int().min(1).max(2);

/** Output made at a time: at 48 kHz some 8 ms of work. */
const SLICE_SECONDS = 1;

/** Samples of a WAV answer at the rate asked for. Rejects with ProtocolError when it is none, or none of a voice or as `signal` says. */
export async function spokenWav(bytes: Buffer, toHz: SampleRateHz, signal: AbortSignal): Promise<Int16Array> {
  let pcm: PcmSamples;
  try {
    pcm = readWav(bytes, LONGEST_SPOKEN_SECONDS);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProtocolError(`it answered something that cannot be played: ${reason}`);
  }
  return spokenPcm(pcm, toHz, signal);
}

/** Mono samples at the rate asked for. Rejects with ProtocolError when there are none, too many, or at no rate of speech or as `signal` says. */
export async function spokenPcm(
  { samples, rateHz }: PcmSamples,
  toHz: SampleRateHz,
  signal: AbortSignal,
): Promise<Int16Array> {
  if (!spokenRateHz.safeParse(rateHz).success) {
    throw new ProtocolError(`it answered with audio at ${rateHz} Hz; 8000 to 48000 are understood`);
  }
  if (samples.length === 0) throw new ProtocolError('it answered without audio');
  if (samples.length > LONGEST_SPOKEN_SECONDS * rateHz) {
    throw new ProtocolError(`it answered with more than ${LONGEST_SPOKEN_SECONDS} seconds of audio`);
  }
  if (rateHz === toHz) return samples;
  const out = new Int16Array(Math.floor((samples.length * toHz) / rateHz));
  // A slice begins where an input and an output sample fall together, and sees as far around it as the filter does.
  const divisor = greatestCommonDivisor(rateHz, toHz);
  const [inputStep, outputStep] = [rateHz / divisor, toHz / divisor];
  const margin = Math.ceil(resampleReach(rateHz, toHz) / inputStep);
  const stepsASlice = Math.max(1, Math.round((SLICE_SECONDS * rateHz) / inputStep));
  for (let step = 0; step * outputStep < out.length; step += stepsASlice) {
    const first = Math.max(0, step - margin);
    const slice = samples.subarray(first * inputStep, (step + stepsASlice + margin) * inputStep);
    const done = toRate(slice, rateHz, toHz);
    const from = (step - first) * outputStep;
    const room = out.length - step * outputStep;
    out.set(done.subarray(from, from + Math.min(room, stepsASlice * outputStep)), step * outputStep);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return out;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
