import assert from 'node:assert/strict';
import { Decimator } from '../../../lib/speech/embedded/decimator';

function tone(hz: number, samples = 1600): Int16Array {
  return Int16Array.from({ length: samples }, (_, n) => 8000 * Math.sin((2 * Math.PI * hz * n) / 16_000));
}

/** RMS after the filter has filled, relative to the tone's own, in dB. */
function gainDb(hz: number): number {
  const out = new Decimator().push(tone(hz)).subarray(100);
  const rms = Math.sqrt(out.reduce((sum, sample) => sum + sample * sample, 0) / out.length);
  return 20 * Math.log10(Math.max(rms, 1e-3) / (8000 / Math.SQRT2));
}

describe('16 to 8 kHz for the recogniser', () => {
  it('keeps the telephone band and drops what would fold into it', () => {
    for (const hz of [300, 1000, 2500, 3300]) assert.ok(Math.abs(gainDb(hz)) < 0.3, `${hz} Hz: ${gainDb(hz)} dB`);
    for (const hz of [4800, 6000, 7500]) assert.ok(gainDb(hz) < -50, `${hz} Hz: ${gainDb(hz)} dB`);
  });

  it('gives the same samples however the frames are cut', () => {
    const input = tone(700, 321);
    const whole = new Decimator().push(input);
    const parts = new Decimator();
    const pieces = [input.subarray(0, 7), input.subarray(7, 100), input.subarray(100)].flatMap((part) => [
      ...parts.push(part),
    ]);
    assert.deepEqual(pieces, [...whole]);
    assert.equal(whole.length, 160);
  });
});
