import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WaveFile } from 'wavefile';
import { builtInClips, makeClip, mixed, tones, turned } from '../../../lib/phone-tree/clip';
import { SoundLibrary, readWav } from '../../../lib/phone-tree/sound-library';
import { mustParse } from './paper-line';

const ROOM = path.join(__dirname, '../../../lib/phone-tree');
const SOUNDS = path.join(ROOM, 'sounds');
const acme = mustParse(readFileSync(path.join(ROOM, 'companies/acme.yaml'), 'utf8'));

function wav(rate: number, depth: string, channels = 1): Uint8Array {
  const wave = new WaveFile();
  const tone = Array.from({ length: rate }, (_, n) => Math.round(8000 * Math.sin((2 * Math.PI * 400 * n) / rate)));
  const zero = tone.map(() => 0);
  wave.fromScratch(channels, rate, '16', channels === 1 ? tone : [tone, zero]);
  if (depth === '8m') wave.toMuLaw();
  else if (depth === '8a') wave.toALaw();
  else if (depth !== '16') wave.toBitDepth(depth);
  return wave.toBuffer();
}

const rms = (samples: Int16Array): number => Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);

describe('phone-tree sounds: clips', () => {
  it('measures the silence before the first sound', () => {
    const samples = new Int16Array(8000);
    samples.fill(3000, 400);
    assert.equal(makeClip('x', samples).onsetMs, 50);
    assert.equal(makeClip('x', samples).durationMs, 1000);
    assert.equal(makeClip('x', new Int16Array(800)).onsetMs, 0);
  });

  it('turns a ring of music to where it was left', () => {
    const clip = makeClip(
      'x',
      Int16Array.from({ length: 80 }, (_, n) => n),
    );
    assert.deepEqual([...turned(clip, 2).samples.slice(0, 3)], [16, 17, 18]);
    assert.equal(turned(clip, 2).samples[79], 15);
    assert.deepEqual(turned(clip, 12).samples, turned(clip, 2).samples);
    assert.equal(turned(clip, 0), clip);
  });

  it('mixes a voice over music without overflow', () => {
    const voice = makeClip('v', Int16Array.from([100, 32000, -32000, 0]));
    const ground = makeClip('g', Int16Array.from([400, 8000, -8000]));
    assert.deepEqual([...mixed(voice, ground, 0, 0.25).samples], [200, 32767, -32768, 100]);
  });

  it('has tones of the level and cadence asked for', () => {
    const ringing = builtInClips().get('ringing')!;
    assert.equal(ringing.durationMs, 6000);
    const level = 20 * Math.log10(rms(tones('t', [{ frequenciesHz: [1000], ms: 1000 }]).samples) / 32767);
    assert.ok(Math.abs(level + 16) < 0.3, `${level} dBFS`);
    assert.ok(rms(ringing.samples.subarray(16_100)) === 0);
  });
});

describe('phone-tree sounds: files', () => {
  for (const [rate, depth, channels] of [
    [8000, '8m', 1],
    [8000, '8a', 1],
    [8000, '16', 1],
    [16000, '16', 1],
    [44100, '16', 2],
    [8000, '8', 1],
    [22050, '24', 1],
    [48000, '32f', 1],
  ] as const) {
    it(`reads ${rate} Hz ${depth} with ${channels} channel(s)`, () => {
      const samples = readWav(wav(rate, depth, channels));
      assert.ok(Math.abs(samples.length - 8000) < 10, `${samples.length} samples`);
      assert.ok(Math.abs(rms(samples) / 5657 - 1) < 0.03, `RMS ${rms(samples)}`);
    });
  }

  it('refuses what is no WAV file', () => {
    for (const bytes of ['', 'RIFF', 'hello world, this is text and not sound', 'RIFF\x10\0\0\0WAVEfmt \x01\0\0\0']) {
      assert.throws(() => readWav(Buffer.from(bytes)), /not a WAV file/);
    }
  });

  it('finds files beside the script first, then the bundled ones, and reports the rest by line', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'phone-tree-'));
    try {
      writeFileSync(path.join(folder, 'mine.wav'), wav(8000, '16'));
      writeFileSync(path.join(folder, 'bad.wav'), 'no');
      const script = (files: string): ReturnType<typeof mustParse> =>
        mustParse(`company: T\nsounds:\n${files}\nextensions: { x: { on_call: busy } }\n`);
      const good = await SoundLibrary.load(script('  a: mine.wav\n  b: music-lobby.wav'), folder, null);
      assert.ok(good.ok);
      assert.equal(good.sounds.sound('a').durationMs, 1000);
      assert.equal(good.sounds.sound('b').durationMs, 19200);
      const bad = await SoundLibrary.load(script('  a: bad.wav\n  b: ../none.wav'), folder, null);
      assert.ok(!bad.ok);
      assert.deepEqual(
        bad.problems.map((problem) => problem.line),
        [3, 4],
      );
      assert.match(bad.problems[1]!.text, /sound "b": there is no file "\.\.\/none\.wav"/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('speaks what has no recording, and says so when it can not', async () => {
    const script = mustParse('company: T\nextensions:\n  x:\n    steps:\n      - say: Hello there.\n');
    const spoken: string[] = [];
    const good = await SoundLibrary.load(script, null, (text) => {
      spoken.push(text);
      return Promise.resolve(new Int16Array(800));
    });
    assert.ok(good.ok);
    assert.deepEqual(spoken, ['Hello there.']);
    const bad = await SoundLibrary.load(script, null, null);
    assert.ok(!bad.ok);
    assert.equal(bad.problems[0]?.line, 5);
    assert.match(bad.problems[0].text, /nothing speaks here/);
  });
});

describe('phone-tree sounds: the demo company', () => {
  it('is small: all recordings together below 1.5 MB, each 8 kHz mu-law', () => {
    const files = readdirSync(SOUNDS).filter((file) => file.endsWith('.wav'));
    assert.ok(files.reduce((sum, file) => sum + statSync(path.join(SOUNDS, file)).size, 0) < 1_500_000);
    for (const file of files) {
      const wave = new WaveFile(readFileSync(path.join(SOUNDS, file)));
      assert.equal(wave.bitDepth, '8m', file);
      assert.equal((wave.fmt as { sampleRate: number }).sampleRate, 8000, file);
    }
  });

  it('begins every clip within 110 ms and every person within 65 ms', async () => {
    const loaded = await SoundLibrary.load(acme, null, null);
    assert.ok(loaded.ok);
    for (const name of acme.prompts.keys()) {
      const { onsetMs } = loaded.sounds.prompt(name);
      assert.ok(onsetMs <= (/^(robert|alan|user)/.test(name) ? 65 : 110), `${name}: ${onsetMs} ms`);
    }
  });

  it('says in the script what make-sounds.sh makes it say', () => {
    const maker = readFileSync(path.join(SOUNDS, 'make-sounds.sh'), 'utf8');
    for (const prompt of acme.prompts.values()) {
      const made = maker.split('\n').find((line) => line.split(' ')[1] === prompt.file?.replace('.wav', ''));
      assert.ok(made?.endsWith(`"${prompt.text}"`), `${prompt.name}: ${made}`);
    }
  });

  it('needs about half a minute from the call to the first word of the human', async () => {
    const loaded = await SoundLibrary.load(acme, null, null);
    assert.ok(loaded.ok);
    const ms = (name: string): number => loaded.sounds.prompt(name).durationMs;
    const untilHuman = 1500 + ms('welcome') + ms('main-menu') + 500 + ms('support-menu') + 500 + 300 + 12_500 + 1000;
    assert.ok(untilHuman < 32_000, `${untilHuman} ms`);
  });
});
