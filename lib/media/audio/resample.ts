/** Sample rate conversion to 8 kHz by a windowed sinc whose cut-off keeps the telephone band and lets nothing alias. */

const TARGET_RATE = 8000;
const ZERO_CROSSINGS = 24;
/** Share of the narrower band that passes: 3.6 of 4 kHz. */
const PASS = 0.9;
/** The kernel is tabulated so finely that taking the nearest entry is below the noise of 16 bits. */
const STEPS_PER_CROSSING = 512;

const KERNEL = new Float64Array(ZERO_CROSSINGS * STEPS_PER_CROSSING + 2);
for (let index = 0; index < KERNEL.length; index++) {
  const x = index / STEPS_PER_CROSSING;
  const window =
    0.42 + 0.5 * Math.cos((Math.PI * x) / ZERO_CROSSINGS) + 0.08 * Math.cos((2 * Math.PI * x) / ZERO_CROSSINGS);
  KERNEL[index] = x === 0 ? 1 : x >= ZERO_CROSSINGS ? 0 : (Math.sin(Math.PI * x) / (Math.PI * x)) * window;
}

/** `input` at `sampleRate` Hz to 8 kHz, clipped to 16 bits. */
export function resampleTo8k(input: Float32Array, sampleRate: number): Int16Array {
  if (sampleRate === TARGET_RATE) return Int16Array.from(input, clip);
  const ratio = sampleRate / TARGET_RATE;
  const output = new Int16Array(Math.floor(input.length / ratio));
  // Cut-off relative to the input's band: everything above the narrower of both bands is removed.
  const cutoff = PASS * Math.min(1, 1 / ratio);
  const reach = ZERO_CROSSINGS / cutoff;
  const scale = cutoff * STEPS_PER_CROSSING;
  for (let index = 0; index < output.length; index++) {
    const centre = index * ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(input.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let at = first; at <= last; at++) sum += input[at]! * KERNEL[Math.round(Math.abs(centre - at) * scale)]!;
    output[index] = clip(sum * cutoff);
  }
  return output;
}

function clip(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample)));
}
