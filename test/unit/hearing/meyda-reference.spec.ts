/**
 * Meyda as the reference of the features it has too. It is asked once a frame for all of them (each call costs an FFT);
 * its formulas for shape are then fed the part of its own spectrum that a telephone passes, because ours look at that
 * part only. Why the live path does not use it: docs/detection.md.
 */
import assert from 'node:assert/strict';
import Meyda from 'meyda';
import { FRAME_FEATURES, FrameFeatures } from '../../../lib/hearing/frames/frame-features';
import { Spectrum, WINDOW_SAMPLES } from '../../../lib/hearing/frames/spectrum';
import { company, joined, overTelephone, person, tone } from './support/audio';

const ASKED = ['rms', 'powerSpectrum', 'mfcc', 'spectralCentroid', 'spectralFlatness', 'spectralCrest'] as const;
const LOW_BIN = 10;
const HIGH_BIN = 224;
const BIN_KHZ = 8 / WINDOW_SAMPLES;
const MFCC_COUNT = 13;
const MFCC = FRAME_FEATURES.indexOf('mfcc1');

type Reference = Record<(typeof ASKED)[number], number> & {
  readonly powerSpectrum: Float32Array;
  readonly mfcc: readonly number[];
};
type Formula = (input: { ampSpectrum?: Float32Array; signal?: Float32Array; sampleRate?: number }) => number;
interface MeydaModule {
  sampleRate: number;
  bufferSize: number;
  windowingFunction: string;
  melBands: number;
  numberOfMFCCCoefficients: number;
  featureExtractors: Record<string, Formula>;
  extract(names: readonly string[], signal: Float32Array): Reference;
}

const meyda = Meyda as unknown as MeydaModule;

interface Frame {
  readonly ours: Float32Array;
  readonly power: Float64Array;
  /** Meyda's, and the telephone's part of its spectrum: power and amplitude. */
  readonly reference: Reference;
  readonly bandPower: Float32Array;
  readonly bandAmplitude: Float32Array;
  readonly newest: Float32Array;
}

/** Voices, music, a recorded menu and a tone, through G.711; frames with sound in them. */
function frames(): Frame[] {
  const sound = overTelephone(
    joined(
      person('jane-greet'),
      person('carl-greet'),
      company('music-lobby').subarray(0, 40_000),
      company('acme-main-menu').subarray(0, 40_000),
      tone([440, 480], [1, 0], 1),
    ),
  );
  const features = new FrameFeatures();
  const spectrum = new Spectrum();
  const out: Frame[] = [];
  for (let at = 0; at + 160 <= sound.length; at += 160) {
    features.push(sound, at);
    const end = at + 160;
    if (end < WINDOW_SAMPLES) continue;
    const window = sound.subarray(end - WINDOW_SAMPLES, end);
    // Meyda takes the logarithm of 1 + power: in units of 16 bits the 1 does not matter.
    const reference = meyda.extract(ASKED, Float32Array.from(window));
    if (reference.rms < 150) continue;
    spectrum.analyse(Float64Array.from(window, (x) => x / 32768));
    const bandPower = reference.powerSpectrum.slice(LOW_BIN, HIGH_BIN + 1);
    out.push({
      ours: features.values.slice(),
      power: spectrum.power.slice(),
      reference,
      bandPower,
      bandAmplitude: bandPower.map(Math.sqrt),
      newest: Float32Array.from(sound.subarray(at, end)),
    });
  }
  return out;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  a.forEach((x, i) => {
    ab += (x - ma) * (b[i]! - mb);
    aa += (x - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

describe('frame features beside Meyda', () => {
  let heard: Frame[];

  before(() => {
    meyda.sampleRate = 8000;
    meyda.bufferSize = WINDOW_SAMPLES;
    meyda.windowingFunction = 'hanning';
    meyda.melBands = 24;
    meyda.numberOfMFCCCoefficients = MFCC_COUNT + 1;
    heard = frames();
    assert.ok(heard.length > 600, `${heard.length} frames`);
  });

  /** Every frame within `tolerance` of the reference. */
  function agree(name: (typeof FRAME_FEATURES)[number], reference: (frame: Frame) => number, tolerance: number): void {
    const feature = FRAME_FEATURES.indexOf(name);
    for (const frame of heard) {
      const value = frame.ours[feature]!;
      const expected = reference(frame);
      assert.ok(Math.abs(value - expected) <= tolerance, `${name} ${value}, Meyda ${expected}`);
    }
  }

  it('power spectrum: within 3 % of the strongest line (the windows are half a sample apart)', () => {
    const scale = 4 / (WINDOW_SAMPLES * 32768) ** 2;
    for (const { power, reference } of heard) {
      const strongest = power.reduce((a, b) => Math.max(a, b));
      reference.powerSpectrum.forEach((value, bin) => {
        assert.ok(Math.abs(power[bin]! - value * scale) < 0.03 * strongest, `bin ${bin}`);
      });
    }
  });

  it('level: as the RMS, but for the window and what lies outside the band', () => {
    const level = heard.map(({ ours }) => ours[0]!);
    const rms = heard.map(({ reference }) => 20 * Math.log10(reference.rms / 32768));
    assert.ok(correlation(level, rms) > 0.98, `${correlation(level, rms)}`);
  });

  it('zero crossings: within one crossing', () => {
    agree('zeroCrossings', ({ newest }) => meyda.featureExtractors.zcr!({ signal: newest }) / 160, 1.01 / 160);
  });

  it('centroid: within 10 Hz', () => {
    const centroid = (frame: Frame): number =>
      meyda.featureExtractors.spectralCentroid!({ ampSpectrum: frame.bandPower });
    agree('centroid', (frame) => (centroid(frame) + LOW_BIN) * BIN_KHZ, 0.01);
  });

  it('spread: within 15 Hz', () => {
    const spread = (frame: Frame): number => meyda.featureExtractors.spectralSpread!({ ampSpectrum: frame.bandPower });
    agree('spread', (frame) => spread(frame) * BIN_KHZ, 0.015);
  });

  it('roll-off: where 85 % of its power lies below, within two lines (Meyda itself asks for 99 %)', () => {
    const rolloff = ({ bandPower }: Frame): number => {
      const all = bandPower.reduce((a, b) => a + b);
      let sum = 0;
      return LOW_BIN + bandPower.findIndex((power) => (sum += power) >= 0.85 * all);
    };
    agree('rolloff', (frame) => rolloff(frame) * BIN_KHZ, 2.01 * BIN_KHZ);
  });

  it('flatness: its natural logarithm within 0.2', () => {
    const flatness = (frame: Frame): number =>
      meyda.featureExtractors.spectralFlatness!({ ampSpectrum: frame.bandPower });
    agree('flatness', (frame) => Math.log(flatness(frame)), 0.2);
  });

  it('crest: within 2 %', () => {
    const crest = (frame: Frame): number =>
      meyda.featureExtractors.spectralCrest!({ ampSpectrum: frame.bandAmplitude });
    agree('crest', (frame) => 2 * Math.log(crest(frame)), 0.04);
  });

  it('MFCC: what sounds alike to one sounds alike to the other', () => {
    // The filter banks differ (ours: 150 to 3600 Hz), so distances between frames are compared, not coefficients.
    const distances: [number[], number[]] = [[], []];
    for (let i = 0; i < heard.length; i += 7) {
      for (let j = i + 3; j < heard.length; j += 31) {
        const [a, b] = [heard[i]!, heard[j]!];
        let own = 0;
        let theirs = 0;
        for (let c = 0; c < MFCC_COUNT; c++) {
          own += (a.ours[MFCC + c]! - b.ours[MFCC + c]!) ** 2;
          // Coefficient 0 is the level, which ours leave out.
          theirs += (a.reference.mfcc[c + 1]! - b.reference.mfcc[c + 1]!) ** 2;
        }
        distances[0].push(Math.sqrt(own));
        distances[1].push(Math.sqrt(theirs));
      }
    }
    const r = correlation(...distances);
    assert.ok(r > 0.8, `correlation ${r}`);
  });
});
