/** Sounds for hearing's tests: tones made here, voices and music from the demo company, people from the fixtures. */
import { join } from 'node:path';
import { mulaw } from 'alawmulaw';
import { readWavSamples } from '../../../../cli/wav-samples';
import type { FarEnd, HearingEvent } from '../../../../lib/hearing';
import { FarEndTracker } from '../../../../lib/hearing';
import type { HumanModel } from '../../../../lib/hearing/human/human-odds';
import { EVIDENCE_COUNT } from '../../../../lib/hearing/human/evidence-names';

const ROOT = join(__dirname, '..', '..', '..', '..');

export const quiet = (seconds: number): Int16Array => new Int16Array(Math.round(seconds * 8000));

/** Sum of sines with an on/off cadence in seconds, -15 dBFS. */
export function tone(hz: readonly number[], cadence: readonly number[], seconds: number): Int16Array {
  const out = quiet(seconds);
  const period = cadence.reduce((a, b) => a + b, 0);
  for (let i = 0; i < out.length; i++) {
    let inside = (i / 8000) % period;
    let on = true;
    for (const length of cadence) {
      if (inside < length) break;
      inside -= length;
      on = !on;
    }
    if (on)
      out[i] = Math.round((hz.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * i) / 8000), 0) / hz.length) * 8000);
  }
  return out;
}

/** A sound of the demo company, by name. */
export const company = (name: string): Int16Array =>
  readWavSamples(join(ROOT, 'lib', 'phone-tree', 'sounds', `${name}.wav`));

/** A natural voice; sources and licences in ../fixtures/README.md. */
export const person = (name: string): Int16Array => readWavSamples(join(__dirname, '..', 'fixtures', `${name}.wav`));

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const looped = (sound: Int16Array, seconds: number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * 8000) }, (_, i) => sound[i % sound.length]!);

/** What G.711 leaves of it. */
export const overTelephone = (sound: Int16Array): Int16Array => mulaw.decode(mulaw.encode(sound));

/** Everything a fresh tracker says of a sound, in frames of 20 ms. */
export function hear(sound: Int16Array, tracker = new FarEndTracker()): HearingEvent[] {
  const events: HearingEvent[] = [];
  for (let at = 0; at < sound.length; at += 160) events.push(...tracker.push(sound.subarray(at, at + 160)));
  return events;
}

export const labelsOf = (events: readonly HearingEvent[]): FarEnd[] =>
  events.flatMap((event) => (event.kind === 'far-end' ? [event] : []));

export const labelAt = (events: readonly HearingEvent[], seconds: number): string =>
  labelsOf(events).findLast((event) => event.atSeconds <= seconds)?.label ?? 'unknown';

export const seconds = (sound: Int16Array): number => sound.length / 8000;

/** A model that gives every voice the same chance to be a person: what rules make of it must not hang on its training. */
export const everyVoice = (probability: number): HumanModel => ({
  trees: {
    classes: ['human'],
    inputs: EVIDENCE_COUNT,
    baseline: [Math.log(probability / (1 - probability))],
    roots: [],
    feature: [],
    value: [],
    left: [],
    right: [],
  },
  course: [],
});
