/** The 27 numbers hearing keeps of every 20 ms: what the acoustic model, the tones and the recording memory look at. */
import { BIN_HZ, SPECTRUM_BINS, Spectrum, WINDOW_SAMPLES } from './spectrum';

export const FRAME_SAMPLES = 160;
export const FRAMES_PER_SECOND = 50;

export const FRAME_FEATURES = [
  'levelDb',
  'zeroCrossings',
  'centroid',
  'spread',
  'rolloff',
  'flatness',
  'crest',
  'flux',
  'tonalShare',
  'peaks',
  'pitch',
  'harmonicity',
  'lowHigh',
  'peakHold',
  ...Array.from({ length: 13 }, (_, i) => `mfcc${i + 1}`),
] as const;
export const FEATURE_COUNT = 27;

export const LEVEL = 0;
export const ZERO_CROSSINGS = 1;
export const FLATNESS = 5;
export const FLUX = 7;
export const TONAL_SHARE = 8;
export const PITCH = 10;
export const HARMONICITY = 11;
export const PEAK_HOLD = 13;
export const MFCC = 14;
export const MFCC_COUNT = 13;

export const MEL_BANDS = 24;
const LOW_BIN = 10; // 156 Hz: below is mains hum and nothing a telephone passes
const HIGH_BIN = 224; // 3500 Hz
const SHORTEST_LAG = 20; // 400 Hz
const LONGEST_LAG = 128; // 62.5 Hz
export const SILENT_DB = -96;

const melOf = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** One narrow line in the spectrum: where it is and which share of the band's power it holds (with its skirts). */
export interface SpectralLine {
  hz: number;
  share: number;
}

export class FrameFeatures {
  /** Of the last frame; overwritten by the next one. Order of FRAME_FEATURES. */
  readonly values = new Float32Array(FEATURE_COUNT);
  /** log10 power in MEL_BANDS bands, of the last frame. */
  readonly mel = new Float64Array(MEL_BANDS);
  /** The strongest three lines of the last frame, strongest first. */
  readonly lines: SpectralLine[] = [
    { hz: 0, share: 0 },
    { hz: 0, share: 0 },
    { hz: 0, share: 0 },
  ];
  /** Share of the band's power between 335 and 515 Hz, where most of the world's ringback and busy tones lie. */
  ringBandShare = 0;
  /** Level of the newest 20 ms alone, dBFS of a full-scale square: sharp in time, for onsets. */
  levelDb = SILENT_DB;

  private readonly found: SpectralLine = { hz: 0, share: 0 };
  private readonly history = new Float64Array(WINDOW_SAMPLES);
  private readonly spectrum = new Spectrum();
  private readonly previousMel = new Float64Array(MEL_BANDS);
  private readonly peakAges = new Uint8Array(SPECTRUM_BINS);
  private readonly nextAges = new Uint8Array(SPECTRUM_BINS);
  private readonly bandStart = new Float64Array(MEL_BANDS + 2);
  private readonly dct = new Float64Array(MFCC_COUNT * MEL_BANDS);

  constructor() {
    const low = melOf(150);
    const high = melOf(3600);
    for (let b = 0; b < MEL_BANDS + 2; b++) {
      this.bandStart[b] = hzOf(low + ((high - low) * b) / (MEL_BANDS + 1)) / BIN_HZ;
    }
    for (let i = 0; i < MFCC_COUNT; i++) {
      for (let b = 0; b < MEL_BANDS; b++) {
        this.dct[i * MEL_BANDS + b] = Math.cos((Math.PI * (i + 1) * (b + 0.5)) / MEL_BANDS);
      }
    }
  }

  /** `samples`: 160 at 8 kHz from `offset` on. */
  push(samples: Int16Array, offset = 0): void {
    const { history, values } = this;
    history.copyWithin(0, FRAME_SAMPLES);
    let energy = 0;
    let crossings = 0;
    let before = history[WINDOW_SAMPLES - FRAME_SAMPLES - 1]!;
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const x = samples[offset + i]! / 32768;
      history[WINDOW_SAMPLES - FRAME_SAMPLES + i] = x;
      energy += x * x;
      if (x >= 0 !== before >= 0) crossings++;
      before = x;
    }
    this.levelDb = 10 * Math.log10(energy / FRAME_SAMPLES + 2.5e-10);
    values[ZERO_CROSSINGS] = crossings / FRAME_SAMPLES;
    this.spectrum.analyse(history);
    this.shape();
    this.peaks();
    this.melBands();
    this.pitch();
  }

  private shape(): void {
    const { power } = this.spectrum;
    const { values } = this;
    let total = 0;
    let moment = 0;
    let logs = 0;
    let strongest = 0;
    let low = 0;
    let ring = 0;
    for (let k = LOW_BIN; k <= HIGH_BIN; k++) {
      const p = power[k]! + 1e-12;
      total += p;
      moment += p * k;
      logs += Math.log(p);
      if (p > strongest) strongest = p;
      if (k < 64) low += p;
      if (k >= 21 && k <= 33) ring += p;
    }
    this.ringBandShare = ring / total;
    const bins = HIGH_BIN - LOW_BIN + 1;
    const centroid = moment / total;
    let variance = 0;
    let cumulative = 0;
    let rolloff = HIGH_BIN;
    for (let k = LOW_BIN; k <= HIGH_BIN; k++) {
      const p = power[k]! + 1e-12;
      variance += p * (k - centroid) * (k - centroid);
      if (cumulative < 0.85 * total) {
        cumulative += p;
        rolloff = k;
      }
    }
    values[LEVEL] = 10 * Math.log10(total + 2.5e-10);
    values[2] = (centroid * BIN_HZ) / 1000;
    values[3] = (Math.sqrt(variance / total) * BIN_HZ) / 1000;
    values[4] = (rolloff * BIN_HZ) / 1000;
    values[5] = logs / bins - Math.log(total / bins);
    values[6] = Math.log((strongest * bins) / total);
    values[12] = Math.log10((low + 1e-12) / (total - low + 1e-12));
  }

  /** Local maxima well above their neighbourhood; music holds them for long, speech glides. */
  private peaks(): void {
    const { power } = this.spectrum;
    const { values, peakAges, nextAges, lines, found } = this;
    let total = 1e-12;
    for (let k = LOW_BIN; k <= HIGH_BIN; k++) total += power[k]!;
    let share = 0;
    let held = 0;
    let count = 0;
    nextAges.fill(0);
    for (const line of lines) {
      line.hz = 0;
      line.share = 0;
    }
    for (let k = LOW_BIN + 1; k < HIGH_BIN; k++) {
      const p = power[k]!;
      if (p <= power[k - 1]! || p < power[k + 1]! || p < total * 0.002) continue;
      const around = power[k - 4]! + power[k + 4]! + power[k - 5]! + power[k + 5]!;
      if (p * 4 < around * 4) continue;
      const line = power[k - 2]! + power[k - 1]! + p + power[k + 1]! + power[k + 2]!;
      count++;
      share += line;
      const age = Math.min(50, 1 + Math.max(peakAges[k - 1]!, peakAges[k]!, peakAges[k + 1]!));
      nextAges[k] = age;
      held += line * (age / 50);
      found.share = line / total;
      if (found.share > lines[2]!.share) this.keepFound(k);
    }
    peakAges.set(nextAges);
    values[TONAL_SHARE] = Math.min(1, share / total);
    values[9] = count;
    values[13] = Math.min(1, held / total);
  }

  /** The line found is one of the strongest so far; its peak is in bin k. */
  private keepFound(k: number): void {
    const { lines } = this;
    const { share } = this.found;
    const { power } = this.spectrum;
    // Parabola through the logarithms: 2 Hz accuracy from 15.6 Hz bins on a Hann window.
    const a = Math.log(power[k - 1]! + 1e-15);
    const b = Math.log(power[k]! + 1e-15);
    const c = Math.log(power[k + 1]! + 1e-15);
    const bend = a - 2 * b + c;
    const hz = (k + (bend < -1e-9 ? (0.5 * (a - c)) / bend : 0)) * BIN_HZ;
    let place = 2;
    while (place > 0 && lines[place - 1]!.share < share) {
      lines[place]!.hz = lines[place - 1]!.hz;
      lines[place]!.share = lines[place - 1]!.share;
      place--;
    }
    lines[place]!.hz = hz;
    lines[place]!.share = share;
  }

  private melBands(): void {
    const { power } = this.spectrum;
    const { mel, previousMel, bandStart, values, dct } = this;
    previousMel.set(mel);
    for (let b = 0; b < MEL_BANDS; b++) {
      const from = bandStart[b]!;
      const mid = bandStart[b + 1]!;
      const to = bandStart[b + 2]!;
      let sum = 0;
      for (let k = Math.ceil(from); k < to; k++) {
        sum += power[k]! * (k < mid ? (k - from) / (mid - from) : (to - k) / (to - mid));
      }
      mel[b] = Math.log10(sum + 1e-10);
    }
    let flux = 0;
    for (let b = 0; b < MEL_BANDS; b++) flux += Math.abs(mel[b]! - previousMel[b]!);
    values[FLUX] = flux / MEL_BANDS;
    for (let i = 0; i < MFCC_COUNT; i++) {
      let sum = 0;
      for (let b = 0; b < MEL_BANDS; b++) sum += mel[b]! * dct[i * MEL_BANDS + b]!;
      values[MFCC + i] = sum / MEL_BANDS;
    }
  }

  private pitch(): void {
    this.spectrum.correlate();
    const r = this.spectrum.autocorrelation;
    let best = 0;
    let lagOfBest = 0;
    for (let lag = SHORTEST_LAG; lag <= LONGEST_LAG; lag++) {
      const x = r[lag]!;
      // The shortest of equally good lags: an octave too low is the common error.
      if (x > best * 1.04 + 1e-6 && x >= r[lag - 1]! && x >= r[lag + 1]!) {
        best = x;
        lagOfBest = lag;
      }
    }
    this.values[HARMONICITY] = Math.min(1, best);
    this.values[PITCH] = lagOfBest > 0 && best > 0.3 ? Math.log2(8000 / lagOfBest / 100) : 0;
  }
}
