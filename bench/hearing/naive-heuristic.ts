/**
 * The baseline: the heuristic of the Python project that goes by the same name, after its description (three-second
 * windows; RMS, spectral flatness, zero-crossing rate, tonality; no model). Its thresholds are not published; these are
 * set so that it answers as the study measured it: nearly everything spoken is a person to it.
 */
import {
  FLATNESS,
  FrameFeatures,
  HARMONICITY,
  LEVEL,
  TONAL_SHARE,
  ZERO_CROSSINGS,
} from '../../lib/hearing/frames/frame-features';
import type { ListenedChange } from '../../cli/listen';

const WINDOW_FRAMES = 150;
const HOP_FRAMES = 25;

export function hearNaively(file: string, samples: Int16Array): ListenedChange[] {
  const features = new FrameFeatures();
  const frames: Float32Array[] = [];
  const changes: ListenedChange[] = [];
  let label = '';
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    features.push(samples, at);
    frames.push(features.values.slice());
    if (frames.length % HOP_FRAMES !== 0) continue;
    const next = classify(frames.slice(-WINDOW_FRAMES));
    if (next === label) continue;
    label = next;
    changes.push({ file, t: (at + 160) / 8000, label, confidence: 0.9, why: 'three-second heuristic' });
  }
  return changes;
}

function classify(frames: readonly Float32Array[]): string {
  const mean = (f: number): number => frames.reduce((sum, frame) => sum + frame[f]!, 0) / frames.length;
  const deviation = (f: number): number => {
    const m = mean(f);
    return Math.sqrt(frames.reduce((sum, frame) => sum + (frame[f]! - m) ** 2, 0) / frames.length);
  };
  if (Math.max(...frames.map((frame) => frame[LEVEL]!)) < -50) return 'SILENCE';
  if (mean(TONAL_SHARE) > 0.97 && mean(FLATNESS) < -6) return 'RINGING';
  const swings = deviation(LEVEL);
  if (mean(HARMONICITY) > 0.6 && swings < 7) return 'MUSIC';
  if (mean(ZERO_CROSSINGS) < 0.02 || swings < 5) return 'MUSIC';
  return swings > 6 ? 'LIVE_HUMAN' : 'IVR_PROMPT';
}
