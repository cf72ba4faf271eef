import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedTextToSpeech } from '../../../lib/speech/flite/embedded-text-to-speech';
import type { SpeechFailure, SpokenAudio } from '../../../lib/speech/speech.types';

describe('embedded text to speech', function () {
  this.timeout(20_000);
  const voice = new EmbeddedTextToSpeech({ cacheSamples: 5 * 8000 });
  after(() => voice.close());

  const rms = (samples: Int16Array): number =>
    Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

  for (const sampleRateHz of [8000, 16_000] as const) {
    it(`speaks at ${sampleRateHz} Hz, as long as a person would`, async () => {
      const spoken = await voice.speak('Please call me back.', null, { sampleRateHz });
      assert.ok(spoken.ok);
      const seconds = spoken.samples.length / sampleRateHz;
      assert.ok(seconds > 0.8 && seconds < 3, `${seconds} s`);
      assert.ok(rms(spoken.samples) > 500);
    });
  }

  it('takes what looks like an option or a line break as text', async () => {
    const spoken = await voice.speak('-o /tmp/no\n--version', 'kal', { sampleRateHz: 8000 });
    assert.ok(spoken.ok && spoken.samples.length > 8000);
  });

  it('keeps what it has spoken, the oldest only as long as there is room', async () => {
    const say = (text: string): Promise<SpokenAudio | SpeechFailure> =>
      voice.speak(text, 'kal', { sampleRateHz: 8000 });
    const first = await say('The first of all sentences.');
    assert.equal(await say('The first of all sentences.'), first);
    await say('A second sentence, which is longer than the other one was.');
    await say('And a third sentence, which takes the room of the first.');
    assert.notEqual(await say('The first of all sentences.'), first);
  });

  it('says what it cannot do', async () => {
    const options = { sampleRateHz: 8000 } as const;
    const code = async (text: string, name: string | null): Promise<string> => {
      const result = await voice.speak(text, name, options);
      return result.ok ? 'ok' : result.code;
    };
    assert.equal(await code(' \n', null), 'refused');
    assert.equal(await code('a'.repeat(5000), null), 'refused');
    assert.equal(await code('hello', '../rms'), 'model-missing');
  });

  it('outlives a text that takes too long', async () => {
    const late = await voice.speak('This sentence has one millisecond to be spoken.', 'slt', {
      sampleRateHz: 8000,
      timeoutMs: 1,
    });
    assert.ok(!late.ok && late.code === 'timeout');
    const next = await voice.speak('Here I am again.', 'kal', { sampleRateHz: 8000 });
    assert.ok(next.ok);
  });

  it('writes neither the text nor its sound to a disk, also when it is cut off', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'hold-slayer-test-'));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    const other = new EmbeddedTextToSpeech();
    try {
      const seen = new Set<string>();
      // The runner of these tests keeps compiled TypeScript there.
      const look = setInterval(() => {
        for (const name of readdirSync(folder)) if (!name.startsWith('tsx-')) seen.add(name);
      }, 1);
      await other.speak('Hello.', 'kal', { sampleRateHz: 8000 });
      const secret = 'My account number is one two three four five six seven eight. '.repeat(25);
      const late = await other.speak(secret, 'slt', { sampleRateHz: 8000, timeoutMs: 60 });
      clearInterval(look);
      assert.ok(!late.ok && late.code === 'timeout');
      await other.close();
      assert.deepEqual([...seen], []);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(folder, { recursive: true });
    }
  });

  it('takes only so many texts at a time', async () => {
    const other = new EmbeddedTextToSpeech();
    const asked = Array.from({ length: 40 }, (_, index) => other.speak(`Text ${index}`, 'kal', { sampleRateHz: 8000 }));
    const refused = await asked[39]!;
    assert.ok(!refused.ok && refused.code === 'rate-limited');
    await other.close();
    await Promise.all(asked);
  });

  it('is closed for good', async () => {
    const other = new EmbeddedTextToSpeech();
    const spoken = other.speak('Never heard.', null, { sampleRateHz: 8000 });
    await other.close();
    const results = [await spoken, await other.speak('Nor this.', null, { sampleRateHz: 8000 })];
    assert.deepEqual(
      results.map((result) => result.ok),
      [false, false],
    );
  });
});
