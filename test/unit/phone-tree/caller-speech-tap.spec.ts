import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CallerSpeechDetector, callerSpeechTap } from '../../../lib/phone-tree/caller-speech-tap';
import type { CallerSpeech } from '../../../lib/phone-tree/caller-speech-tap';
import { readWav } from '../../../lib/phone-tree/sound-library';
import { seededRandom } from '../../../lib/phone-tree/seeded-random';

const clip = (name: string): Int16Array =>
  readWav(readFileSync(path.join(__dirname, '../../../lib/phone-tree/sounds', `${name}.wav`)));
const seconds = (name: string): number => clip(name).length / 8000;
const silence = (seconds: number): Int16Array => new Int16Array(seconds * 8000);

function noise(seconds: number, rms: number): Int16Array {
  const random = seededRandom(3);
  return Int16Array.from({ length: seconds * 8000 }, () => (random() - 0.5) * rms * Math.sqrt(12));
}

function tone(seconds: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: seconds * 8000 }, (_, n) => amplitude * Math.sin(n));
}

/** `kind@seconds`, to a hundredth. */
function hear(parts: readonly Int16Array[], flags: { concealed?: boolean; absent?: boolean } = {}): string[] {
  const detector = new CallerSpeechDetector();
  const heard: CallerSpeech[] = [];
  const all = Int16Array.from(parts.flatMap((part) => [...part]));
  for (let at = 0; at + 160 <= all.length; at += 160) {
    const info = { timeMs: at / 8, concealed: flags.concealed ?? false, absent: flags.absent ?? false };
    const result = detector.frame(all.subarray(at, at + 160), info);
    if (result) heard.push(result);
  }
  return heard.map((result) => `${result.kind}@${(result.timeMs / 1000).toFixed(2)}`);
}

/** Room noise and soft last syllables leave the tap 100 ms of freedom. */
function within(heard: readonly string[], ...expected: [kind: string, seconds: number][]): void {
  assert.equal(heard.length, expected.length, heard.join(' '));
  for (const [index, [kind, at]] of expected.entries()) {
    const [heardKind, heardAt] = heard[index]!.split('@');
    assert.equal(heardKind, kind);
    assert.ok(Math.abs(Number(heardAt) - at) <= 0.1, `${heard[index]}, expected about ${at}`);
  }
}

describe('phone-tree caller-speech tap', () => {
  it('dates one turn from its first to its last sound', () => {
    within(
      hear([silence(2), clip('robert-thanks'), silence(2)]),
      ['started', 2.02],
      ['ended', 2 + seconds('robert-thanks') - 0.08],
    );
  });

  it('hears speech at once, before it knows the noise of the line', () => {
    within(hear([clip('user-who'), silence(1)]), ['started', 0.02], ['ended', seconds('user-who') - 0.08]);
  });

  it('does not take a pause within a sentence for its end', () => {
    assert.deepEqual(
      hear([silence(1), clip('user-who'), silence(0.4), clip('user-who'), silence(1)]).map((s) => s.split('@')[0]),
      ['started', 'ended'],
    );
  });

  it('ignores clicks shorter than 150 ms and the noise of a quiet line', () => {
    assert.deepEqual(hear([noise(2, 60), tone(0.1, 8000), noise(2, 60), tone(0.1, 8000), noise(1, 60)]), []);
  });

  it('learns a loud steady noise within seconds, and still hears speech above it', () => {
    const loud = noise(10, 300);
    assert.deepEqual(hear([loud]).length, 2, 'taken for speech at first, then no more');
    const spoken = Int16Array.from(loud.subarray(0, 24_000));
    const words = clip('robert-thanks');
    for (let n = 0; n < spoken.length; n++) spoken[n] = spoken[n]! + 2 * (words[n] ?? 0);
    assert.deepEqual(
      hear([loud, spoken, loud])
        .slice(2)
        .map((s) => s.split('@')[0]),
      ['started', 'ended'],
    );
  });

  it('hears nothing in audio that was made up or is absent', () => {
    assert.deepEqual(hear([clip('robert-thanks')], { concealed: true }), []);
    assert.deepEqual(hear([clip('robert-thanks')], { absent: true }), []);
  });

  it('emits plain values from the worker', () => {
    const emitted: unknown[] = [];
    const tap = callerSpeechTap(undefined, (value) => emitted.push(value));
    const speech = clip('user-who');
    for (let at = 0; at + 160 <= speech.length; at += 160) {
      tap.frame(speech.subarray(at, at + 160), { timeMs: at / 8, concealed: false, absent: false });
    }
    assert.equal(emitted.length, 1);
    assert.deepEqual(structuredClone(emitted), emitted);
  });
});
