/** What a telephone does to sound: level, noise of line and room, G.711, lost packets. */
import { alaw, mulaw } from 'alawmulaw';
import type { Random } from './random';

/** Level of the louder half of 20 ms frames, dBFS. */
export function activeLevelDb(samples: Int16Array): number {
  const levels: number[] = [];
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    let energy = 0;
    for (let i = at; i < at + 160; i++) energy += samples[i]! * samples[i]!;
    levels.push(energy / 160);
  }
  levels.sort((a, b) => b - a);
  const loud = levels.slice(0, Math.max(1, Math.floor(levels.length / 2)));
  return 10 * Math.log10(loud.reduce((a, b) => a + b, 0) / loud.length / 32768 ** 2 + 1e-10);
}

export const gainOf = (db: number): number => 10 ** (db / 20);

export function amplified(samples: Int16Array, db: number): Int16Array {
  const gain = gainOf(db);
  return Int16Array.from(samples, (x) => Math.max(-32768, Math.min(32767, Math.round(x * gain))));
}

export type NoiseKind = 'white' | 'pink' | 'hum' | 'room' | 'typing';

/** Noise at a mean level of `db` dBFS. 'room': pink noise with the murmur of `voices` far away in it. */
export function noise(
  kind: NoiseKind,
  length: number,
  db: number,
  random: Random,
  voices: readonly Int16Array[],
): Float32Array {
  const out = new Float32Array(length);
  let a = 0;
  let b = 0;
  let c = 0;
  let run = 0;
  let untilKey = 0;
  let click = 0;
  const mains = random.chance(0.5) ? 50 : 60;
  for (let i = 0; i < length; i++) {
    const white = random.normal();
    if (kind === 'white') out[i] = white;
    else if (kind === 'typing') {
      // Keys in runs of some seconds: a click each, a tenth of a second and more apart.
      if (run <= 0) run = random.between(2000, 24000) * (random.chance(0.7) ? 1 : -1);
      if (--untilKey <= 0) {
        untilKey = random.between(700, 3000);
        click = random.between(0.4, 1.6);
      }
      click *= 0.985;
      run -= Math.sign(run);
      if (Math.abs(run) < 1) run = 0;
      out[i] = white * (0.03 + (run > 0 ? click : 0));
    } else if (kind === 'hum') {
      const t = (2 * Math.PI * mains * i) / 8000;
      out[i] = Math.sin(3 * t) + 0.7 * Math.sin(5 * t) + 0.4 * Math.sin(7 * t + 1) + 0.15 * white;
    } else {
      // Paul Kellet's economical pink filter.
      a = 0.99765 * a + white * 0.099046;
      b = 0.963 * b + white * 0.2965164;
      c = 0.57 * c + white * 1.0526913;
      out[i] = a + b + c + white * 0.1848;
    }
  }
  scaleTo(out, db);
  if (kind === 'room' && voices.length > 0) {
    const murmur = new Float32Array(length);
    const speakers = 2 + Math.floor(random.next() * 5);
    for (let v = 0; v < speakers; v++) {
      const voice = random.pick(voices);
      const from = Math.floor(random.next() * voice.length);
      const gain = random.between(0.4, 1);
      let low = 0;
      for (let i = 0; i < length; i++) {
        low += 0.35 * (voice[(from + i) % voice.length]! - low);
        murmur[i] = murmur[i]! + gain * low;
      }
    }
    scaleTo(murmur, db + random.between(-3, 3));
    for (let i = 0; i < length; i++) out[i] = out[i]! * 0.7 + murmur[i]!;
    scaleTo(out, db);
  }
  return out;
}

function scaleTo(samples: Float32Array, db: number): void {
  let energy = 1e-9;
  for (const x of samples) energy += x * x;
  const gain = (gainOf(db) * 32768) / Math.sqrt(energy / samples.length);
  for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! * gain;
}

export function mixed(samples: Int16Array, under: Float32Array): Int16Array {
  return Int16Array.from(samples, (x, i) => Math.max(-32768, Math.min(32767, Math.round(x + (under[i] ?? 0)))));
}

export const g711 = (samples: Int16Array, random: Random): Int16Array =>
  random.chance(0.5) ? mulaw.decode(mulaw.encode(samples)) : alaw.decode(alaw.encode(samples));

/** Packets of 20 ms lost, singly and in pairs; concealed by fading repeats or by nothing. */
export function lossy(samples: Int16Array, rate: number, random: Random): Int16Array {
  const out = Int16Array.from(samples);
  const repeats = random.chance(0.5);
  for (let at = 160; at + 160 <= out.length; at += 160) {
    if (!random.chance(rate)) continue;
    for (let i = at; i < at + 160; i++) out[i] = repeats ? Math.round(out[i - 160]! * 0.7) : 0;
  }
  return out;
}

/** A random worse version of a call that keeps who speaks when. */
export function worsened(samples: Int16Array, random: Random, voices: readonly Int16Array[]): Int16Array {
  const level = activeLevelDb(samples);
  const target = random.between(-34, -14);
  let out = amplified(samples, target - level);
  if (random.chance(0.8)) {
    const kind = random.pick<NoiseKind>(['white', 'pink', 'hum', 'room', 'room', 'room']);
    const db = Math.max(-66, target - random.between(14, 42));
    out = mixed(out, noise(kind, out.length, db, random, voices));
  }
  if (random.chance(0.3)) out = lossy(out, random.between(0.002, 0.03), random);
  return g711(out, random);
}
