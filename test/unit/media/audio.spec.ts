import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { ToneGenerator, dtmfFrequenciesHz } from '../../../lib/media/audio/tones';
import { Player } from '../../../lib/media/audio/player';
import { decodeWav } from '../../../lib/media/audio/wav-file';
import { WavReader } from '../../../lib/media/wav-reader';
import { levelDbfs, sine, toneLevelDbfs } from '../../support/media-goertzel';

/** A WAV file of one second of a tone (and of one that must not survive as an alias). */
function wav(sampleRate: number, channels: number, kind: '16' | '8m' | '8a' | '32f' | '8', toneHz = 1000): Uint8Array {
  const tone = sine(toneHz, 1, -10, sampleRate);
  const samples = Array.from({ length: channels }, () => tone);
  const file = new WaveFile();
  file.fromScratch(channels, sampleRate, '16', channels === 1 ? tone : samples);
  if (kind === '8m') file.toMuLaw();
  else if (kind === '8a') file.toALaw();
  else if (kind !== '16') file.toBitDepth(kind);
  return file.toBuffer();
}

describe('WAV files', () => {
  for (const [sampleRate, channels, kind] of [
    [8000, 1, '16'],
    [8000, 2, '16'],
    [16000, 1, '16'],
    [44100, 2, '16'],
    [48000, 1, '16'],
    [48000, 2, '32f'],
    [11025, 1, '8'],
    [8000, 1, '8m'],
    [8000, 1, '8a'],
  ] as const) {
    it(`plays ${sampleRate} Hz, ${channels} channel(s), ${kind} as 8 kHz mono at its level`, () => {
      const samples = decodeWav(wav(sampleRate, channels, kind));
      assert.ok(Math.abs(samples.length - 8000) <= 2, `${samples.length} samples`);
      const level = toneLevelDbfs(samples.subarray(400, 7600), 1000);
      assert.ok(Math.abs(level - -10) < 0.3, `${level} dBFS`);
    });
  }

  it('keeps the telephone band and lets nothing above it alias', () => {
    for (const sampleRate of [16000, 44100, 48000]) {
      const low = decodeWav(wav(sampleRate, 1, '16', 3300));
      assert.ok(Math.abs(toneLevelDbfs(low.subarray(400, 7600), 3300) - -10) < 0.5, `3300 Hz from ${sampleRate}`);
      const high = decodeWav(wav(sampleRate, 1, '16', 5000));
      assert.ok(levelDbfs(high.subarray(400, 7600)) < -60, `alias ${levelDbfs(high)} dBFS from ${sampleRate}`);
    }
  });

  it('is read in another thread, and says what is wrong with a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'media-'));
    const reader = new WavReader();
    try {
      await writeFile(join(folder, 'good.wav'), wav(16000, 1, '16'));
      await writeFile(join(folder, 'bad.wav'), 'RIFF this is no sound');
      assert.equal((await reader.read(join(folder, 'good.wav'))).length, 8000);
      await assert.rejects(reader.read(join(folder, 'bad.wav')), { code: 'wav-unreadable', message: /bad\.wav/ });
      await assert.rejects(reader.read(join(folder, 'none.wav')), {
        code: 'wav-unreadable',
        message: /there is no such file$/,
      });
      await assert.rejects(reader.read('none.wav'), {
        message: /^none\.wav: there is no such file in .*; give a full path$/,
      });
    } finally {
      await reader.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe('tones', () => {
  it('sums its sines at the level asked for, without clicks between frames', () => {
    const tone = new ToneGenerator([350, 440], [], -19);
    const samples = new Int16Array(8000);
    for (let at = 0; at < 8000; at += 160) assert.equal(tone.fill(samples.subarray(at, at + 160), false), 160);
    assert.ok(Math.abs(toneLevelDbfs(samples, 350) - -19) < 0.2);
    assert.ok(Math.abs(toneLevelDbfs(samples, 440) - -19) < 0.2);
    assert.ok(toneLevelDbfs(samples, 600) < -80);
  });

  it('keeps its cadence, once or looped', () => {
    const once = new Player({ kind: 'tone', frequenciesHz: [425], cadenceMs: [100, 60], levelDbfs: -10, loop: false });
    const frame = new Int16Array(160);
    const levels: number[] = [];
    while (once.fill(frame)) levels.push(levelDbfs(frame) > -30 ? 1 : 0);
    assert.deepEqual(levels, [1, 1, 1, 1, 1, 0, 0, 0]);
    const looped = new Player({ kind: 'tone', frequenciesHz: [425], cadenceMs: [20, 20], levelDbfs: -10, loop: true });
    for (let index = 0; index < 100; index++) {
      assert.equal(looped.fill(frame), true);
      assert.equal(levelDbfs(frame) > -30, index % 2 === 0);
    }
  });

  it('knows the pairs of the keypad', () => {
    assert.deepEqual(dtmfFrequenciesHz('1'), [697, 1209]);
    assert.deepEqual(dtmfFrequenciesHz('0'), [941, 1336]);
    assert.deepEqual(dtmfFrequenciesHz('#'), [941, 1477]);
    assert.deepEqual(dtmfFrequenciesHz('d'), [941, 1633]);
  });
});

describe('Player', () => {
  it('plays samples once, padded, or in a loop without a seam', () => {
    const samples = Int16Array.from({ length: 200 }, (_, index) => index + 1);
    const frame = new Int16Array(160);
    const once = new Player({ kind: 'samples', samples, loop: false });
    assert.equal(once.fill(frame), true);
    assert.equal(once.fill(frame), true);
    assert.deepEqual([...frame.subarray(38, 42)], [199, 200, 0, 0]);
    assert.equal(once.fill(frame), false);
    const looped = new Player({ kind: 'samples', samples, loop: true });
    looped.fill(frame);
    looped.fill(frame);
    assert.deepEqual([...frame.subarray(38, 42)], [199, 200, 1, 2]);
    assert.equal(new Player({ kind: 'samples', samples: new Int16Array(0), loop: true }).fill(frame), false);
  });
});
