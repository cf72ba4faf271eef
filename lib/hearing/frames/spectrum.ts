/** Power spectrum and autocorrelation of one analysis window, in buffers made once: the floor every feature stands on. */

/** Samples in one analysis window: 64 ms at 8 kHz, short enough for a syllable, long enough to part 50 Hz. */
export const WINDOW_SAMPLES = 512;
export const SPECTRUM_BINS = WINDOW_SAMPLES / 2 + 1;
export const BIN_HZ = 8000 / WINDOW_SAMPLES;

/** In-place FFT of a real sequence of WINDOW_SAMPLES through a complex one of half the length. */
export class RealFft {
  private readonly half = WINDOW_SAMPLES / 2;
  private readonly reversed = new Uint16Array(this.half);
  private readonly cos = new Float64Array(this.half / 2);
  private readonly sin = new Float64Array(this.half / 2);
  private readonly splitCos = new Float64Array(this.half + 1);
  private readonly splitSin = new Float64Array(this.half + 1);
  private readonly re = new Float64Array(this.half);
  private readonly im = new Float64Array(this.half);
  /** Real and imaginary parts of bins 0 .. half, valid until the next call of `run`. */
  readonly outRe = new Float64Array(this.half + 1);
  readonly outIm = new Float64Array(this.half + 1);

  constructor() {
    const { half } = this;
    const bits = Math.log2(half);
    for (let i = 0; i < half; i++) {
      let r = 0;
      for (let b = 0; b < bits; b++) if (i & (1 << b)) r |= 1 << (bits - 1 - b);
      this.reversed[i] = r;
    }
    for (let i = 0; i < half / 2; i++) {
      this.cos[i] = Math.cos((2 * Math.PI * i) / half);
      this.sin[i] = -Math.sin((2 * Math.PI * i) / half);
    }
    for (let i = 0; i <= half; i++) {
      this.splitCos[i] = Math.cos((2 * Math.PI * i) / WINDOW_SAMPLES);
      this.splitSin[i] = -Math.sin((2 * Math.PI * i) / WINDOW_SAMPLES);
    }
  }

  run(input: Float64Array): void {
    const { half, re, im, cos, sin, reversed } = this;
    for (let i = 0; i < half; i++) {
      const r = reversed[i]!;
      re[r] = input[2 * i]!;
      im[r] = input[2 * i + 1]!;
    }
    for (let size = 2; size <= half; size <<= 1) {
      const arm = size >> 1;
      const stride = half / size;
      for (let start = 0; start < half; start += size) {
        for (let k = 0, w = 0; k < arm; k++, w += stride) {
          const a = start + k;
          const b = a + arm;
          const c = cos[w]!;
          const s = sin[w]!;
          const xr = re[b]! * c - im[b]! * s;
          const xi = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - xr;
          im[b] = im[a]! - xi;
          re[a] = re[a]! + xr;
          im[a] = im[a]! + xi;
        }
      }
    }
    const { outRe, outIm, splitCos, splitSin } = this;
    for (let k = 0; k <= half; k++) {
      const a = k === half ? 0 : k;
      const b = k === 0 ? 0 : half - k;
      const evenRe = (re[a]! + re[b]!) / 2;
      const evenIm = (im[a]! - im[b]!) / 2;
      const oddRe = (im[a]! + im[b]!) / 2;
      const oddIm = (re[b]! - re[a]!) / 2;
      outRe[k] = evenRe + oddRe * splitCos[k]! - oddIm * splitSin[k]!;
      outIm[k] = evenIm + oddRe * splitSin[k]! + oddIm * splitCos[k]!;
    }
  }
}

/** Power spectrum (unit: full scale squared) and normalised autocorrelation of one Hann window of samples in -1 .. 1. */
export class Spectrum {
  private readonly fft = new RealFft();
  private readonly window = new Float64Array(WINDOW_SAMPLES);
  private readonly windowed = new Float64Array(WINDOW_SAMPLES);
  private readonly mirrored = new Float64Array(WINDOW_SAMPLES);
  private readonly windowAutocorrelation = new Float64Array(WINDOW_SAMPLES / 2);
  readonly power = new Float64Array(SPECTRUM_BINS);
  /** Index = lag in samples; 1 at lag 0; corrected for the taper of the window. */
  readonly autocorrelation = new Float64Array(WINDOW_SAMPLES / 2);

  constructor() {
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      this.window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW_SAMPLES);
    }
    let energy = 0;
    for (const w of this.window) energy += w * w;
    for (let lag = 0; lag < this.windowAutocorrelation.length; lag++) {
      let sum = 0;
      for (let i = 0; i + lag < WINDOW_SAMPLES; i++) sum += this.window[i]! * this.window[i + lag]!;
      this.windowAutocorrelation[lag] = sum / energy;
    }
  }

  analyse(samples: Float64Array): void {
    const { windowed, window, power, fft } = this;
    for (let i = 0; i < WINDOW_SAMPLES; i++) windowed[i] = samples[i]! * window[i]!;
    fft.run(windowed);
    const scale = 4 / (WINDOW_SAMPLES * WINDOW_SAMPLES);
    for (let k = 0; k < SPECTRUM_BINS; k++) {
      power[k] = (fft.outRe[k]! * fft.outRe[k]! + fft.outIm[k]! * fft.outIm[k]!) * scale;
    }
  }

  /** Fills `autocorrelation` from the last `power` (Wiener-Khinchin). */
  correlate(): void {
    const { mirrored, power, fft, autocorrelation } = this;
    for (let k = 0; k < SPECTRUM_BINS; k++) mirrored[k] = power[k]!;
    for (let k = SPECTRUM_BINS; k < WINDOW_SAMPLES; k++) mirrored[k] = power[WINDOW_SAMPLES - k]!;
    fft.run(mirrored);
    const zero = fft.outRe[0]! + 1e-12;
    for (let lag = 0; lag < autocorrelation.length; lag++) {
      autocorrelation[lag] = fft.outRe[lag]! / zero / Math.max(0.2, this.windowAutocorrelation[lag]!);
    }
  }
}
