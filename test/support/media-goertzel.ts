/** Measures one frequency in samples: the level of that sine in dB below full scale. */
export function toneLevelDbfs(samples: Int16Array, frequencyHz: number, sampleRate = 8000): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRate);
  let previous = 0;
  let before = 0;
  samples.forEach((sample, index) => {
    // Hann window: a tone beside the measured one must not leak into it.
    const window = 1 - Math.cos((2 * Math.PI * (index + 0.5)) / samples.length);
    const current = sample * window + coefficient * previous - before;
    before = previous;
    previous = current;
  });
  const power = previous * previous + before * before - coefficient * previous * before;
  const amplitude = (2 * Math.sqrt(Math.max(power, 1e-9))) / samples.length;
  return 20 * Math.log10(amplitude / 32767);
}

/** Level of all of it, dB below a full-scale sine. */
export function levelDbfs(samples: Int16Array): number {
  let sum = 1e-9;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10((2 * sum) / samples.length / 32767 ** 2);
}

/** `seconds` of a sine at 8 kHz. */
export function sine(frequencyHz: number, seconds: number, levelDb = -13, sampleRate = 8000): Int16Array {
  const amplitude = 32767 * 10 ** (levelDb / 20);
  return Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRate)),
  );
}
