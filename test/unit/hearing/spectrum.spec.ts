import assert from 'node:assert/strict';
import { RealFft, SPECTRUM_BINS, Spectrum, WINDOW_SAMPLES } from '../../../lib/hearing/frames/spectrum';

describe('hearing spectrum', () => {
  it('is the discrete Fourier transform', () => {
    const input = Float64Array.from({ length: WINDOW_SAMPLES }, (_, i) => Math.sin(i * i * 0.37) + (i % 7) * 0.1);
    const fft = new RealFft();
    fft.run(input);
    for (let k = 0; k < SPECTRUM_BINS; k++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < WINDOW_SAMPLES; i++) {
        re += input[i]! * Math.cos((2 * Math.PI * k * i) / WINDOW_SAMPLES);
        im -= input[i]! * Math.sin((2 * Math.PI * k * i) / WINDOW_SAMPLES);
      }
      assert.ok(Math.abs(fft.outRe[k]! - re) < 1e-8, `re of bin ${k}`);
      assert.ok(Math.abs(fft.outIm[k]! - im) < 1e-8, `im of bin ${k}`);
    }
  });

  it('finds the period of a voice in the autocorrelation', () => {
    const spectrum = new Spectrum();
    // 125 Hz with harmonics: a period of 64 samples.
    spectrum.analyse(
      Float64Array.from({ length: WINDOW_SAMPLES }, (_, i) =>
        [1, 2, 3, 4, 5].reduce((sum, h) => sum + Math.cos((2 * Math.PI * 125 * h * i) / 8000) / h, 0),
      ),
    );
    spectrum.correlate();
    const { autocorrelation } = spectrum;
    let best = 20;
    for (let lag = 20; lag <= 128; lag++) if (autocorrelation[lag]! > autocorrelation[best]!) best = lag;
    assert.ok(Math.abs(best - 64) <= 1 || Math.abs(best - 128) <= 1, `lag ${best}`);
    assert.ok(autocorrelation[64]! > 0.95);
  });
});
