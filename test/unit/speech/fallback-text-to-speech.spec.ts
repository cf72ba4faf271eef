import assert from 'node:assert/strict';
import { CallSpend } from '../../../lib/speech/call-spend';
import { failure } from '../../../lib/speech/failure';
import { FallbackTextToSpeech } from '../../../lib/speech/fallback-text-to-speech';
import type {
  ProviderNeeds,
  SpeakOptions,
  SpeechFailure,
  SpokenAudio,
  TextToSpeech,
} from '../../../lib/speech/speech.types';
import { ManualClock } from '../../support/manual-clock';

describe('voices in order of preference', () => {
  const needs = (audioGoesTo: ProviderNeeds['audioGoesTo'], dollarsPerMinute: number): ProviderNeeds => ({
    audioGoesTo,
    needs: [],
    languages: 'any',
    limits: [],
    dollarsPerMinute,
  });
  class FakeVoice implements TextToSpeech {
    readonly needs;
    readonly asked: (string | null)[] = [];
    constructor(
      readonly name: string,
      goesTo: ProviderNeeds['audioGoesTo'],
      public answer: SpokenAudio | SpeechFailure,
      dollarsPerMinute = 0,
    ) {
      this.needs = needs(goesTo, dollarsPerMinute);
    }
    readonly timeouts: (number | undefined)[] = [];
    takes: ((timeoutMs: number) => Promise<unknown>) | null = null;
    async speak(_text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
      this.asked.push(voice);
      this.timeouts.push(options.timeoutMs);
      await this.takes?.(options.timeoutMs!);
      return this.answer;
    }
    async close(): Promise<void> {
      return undefined;
    }
  }
  const audio: SpokenAudio = { ok: true, samples: new Int16Array(8), sampleRateHz: 8000 };

  it('asks the next when one fails, and the first again after a rest', async () => {
    const clock = new ManualClock();
    const first = new FakeVoice('a', 'network', failure('a', 'unreachable', 'no route'));
    const second = new FakeVoice('b', 'house', audio);
    const failures: string[] = [];
    const voices = new FallbackTextToSpeech(
      {
        voices: [
          { provider: first, voice: 'amy' },
          { provider: second, voice: null },
        ],
        onFailure: ({ code }) => failures.push(code),
      },
      { clock },
    );
    assert.equal(await voices.speak('x', null, { sampleRateHz: 8000 }), audio);
    assert.equal(await voices.speak('y', null, { sampleRateHz: 8000 }), audio);
    assert.deepEqual(first.asked, ['amy']);
    assert.deepEqual(failures, ['unreachable']);
    await clock.advance(31_000);
    first.answer = audio;
    await voices.speak('z', 'joe', { sampleRateHz: 8000 });
    assert.deepEqual(first.asked, ['amy', 'joe']);
    assert.deepEqual(second.asked, [null, null]);
  });

  it('sends nothing out of the house when that is the rule', async () => {
    const cloud = new FakeVoice('a', 'cloud', audio);
    const voices = new FallbackTextToSpeech({ voices: [{ provider: cloud, voice: null }], audioStaysInHouse: true });
    const result = await voices.speak('my account number', null, { sampleRateHz: 8000 });
    assert.ok(!result.ok && result.code === 'not-allowed');
    assert.deepEqual(cloud.asked, []);
  });

  describe('what holds a secret', () => {
    const [cloud, near] = [() => new FakeVoice('a', 'cloud', audio), () => new FakeVoice('b', 'network', audio)];
    const secret: SpeakOptions = { sampleRateHz: 8000, holdsSecret: true };
    const entry = (provider: TextToSpeech): { provider: TextToSpeech; voice: null } => ({ provider, voice: null });

    it('is spoken by a voice of this house, though one of the cloud is preferred; with all the time there is', async () => {
      const [preferred, local] = [cloud(), near()];
      const failures: string[] = [];
      const voices = new FallbackTextToSpeech(
        { voices: [entry(preferred), entry(local)], onFailure: ({ provider }) => failures.push(provider) },
        { clock: new ManualClock() },
      );
      assert.equal(await voices.speak('4711', null, { ...secret, timeoutMs: 8000 }), audio);
      assert.deepEqual([preferred.asked, local.asked, local.timeouts], [[], [null], [8000]]);
      assert.deepEqual(failures, [], 'nothing has failed');
      await voices.speak('hello', null, { sampleRateHz: 8000 });
      assert.deepEqual(preferred.asked, [null], 'anything else is as before');
    });

    it('is spoken by the spare voice where all others are of the cloud', async () => {
      const [only, spare] = [cloud(), new FakeVoice('spare', 'house', audio)];
      const voices = new FallbackTextToSpeech({ voices: [entry(only)], voiceForSecrets: entry(spare) });
      assert.equal(await voices.speak('4711', 'amy', secret), audio);
      assert.deepEqual([only.asked, spare.asked], [[], [null]]);
      await voices.speak('hello', null, { sampleRateHz: 8000 });
      assert.deepEqual([only.asked, spare.asked], [[null], [null]], 'it speaks nothing else');
    });

    it('is not spoken at all without one, and the error says what to do, not what was to be said', async () => {
      const only = cloud();
      const voices = new FallbackTextToSpeech({ voices: [entry(only)] });
      const result = await voices.speak('4711', null, secret);
      assert.ok(!result.ok && result.code === 'not-allowed');
      assert.match(result.message, /a secret does not leave this house/i);
      assert.match(result.message, /add .*built-in.* to Speaking/i);
      assert.doesNotMatch(result.message, /4711/);
      assert.deepEqual(only.asked, []);
    });

    it('is not handed to the cloud when the voice of this house fails', async () => {
      const [preferred, local] = [cloud(), near()];
      local.answer = failure('b', 'unreachable', 'no route');
      const voices = new FallbackTextToSpeech({ voices: [entry(local), entry(preferred)] });
      const result = await voices.speak('4711', null, secret);
      assert.ok(!result.ok && result.code === 'unreachable');
      assert.deepEqual(preferred.asked, []);
    });
  });

  it('asks one that failed lately when there is no other', async () => {
    const only = new FakeVoice('a', 'network', failure('a', 'timeout', 'late'));
    const voices = new FallbackTextToSpeech(
      { voices: [{ provider: only, voice: null }] },
      { clock: new ManualClock() },
    );
    await voices.speak('x', null, { sampleRateHz: 8000 });
    only.answer = audio;
    assert.equal(await voices.speak('y', null, { sampleRateHz: 8000 }), audio);
  });

  it('shares the time allowed among the voices, and waits no longer in all', async () => {
    const clock = new ManualClock();
    const slow = (name: string): FakeVoice => {
      const voice = new FakeVoice(name, 'network', failure(name, 'timeout', 'late'));
      voice.takes = (timeoutMs) => clock.advance(timeoutMs);
      return voice;
    };
    const all = [slow('a'), slow('b'), slow('c')];
    const voices = new FallbackTextToSpeech({ voices: all.map((provider) => ({ provider, voice: null })) }, { clock });
    const began = clock.now();
    const late = await voices.speak('x', null, { sampleRateHz: 8000, timeoutMs: 8000 });
    assert.ok(!late.ok && late.code === 'timeout');
    assert.ok(clock.now() - began <= 8000);
    assert.deepEqual(
      all.map(({ timeouts }) => timeouts),
      [[4000], [2000], [2000]],
    );
  });

  it("stops at the call's budget, goes on with what is free, and leaves other calls theirs", async () => {
    const clock = new ManualClock();
    const second: SpokenAudio = { ok: true, samples: new Int16Array(8000), sampleRateHz: 8000 };
    const [dear, free] = [new FakeVoice('dear', 'cloud', second, 6), new FakeVoice('free', 'house', audio)];
    const failures: string[] = [];
    const voices = new FallbackTextToSpeech(
      {
        voices: [
          { provider: dear, voice: null },
          { provider: free, voice: null },
        ],
        onFailure: ({ provider, code }) => failures.push(`${provider} ${code}`),
      },
      { clock },
    );
    const spend = new CallSpend({ dollars: 0.25 });
    const say = (purse: CallSpend): Promise<SpokenAudio | SpeechFailure> =>
      voices.speak('Hello there.', null, { sampleRateHz: 8000, spend: purse });
    assert.equal(await say(spend), second);
    assert.equal(await say(spend), second);
    assert.ok(Math.abs(spend.spent.dollars - 0.2) < 1e-9, 'a tenth of a dollar a second');
    assert.equal(await say(spend), audio);
    assert.deepEqual(failures, ['dear budget-spent']);
    assert.equal(dear.asked.length, 2);
    assert.equal(await say(new CallSpend({ dollars: 0.25 })), second);
  });

  it('pays for what may have been spoken, and not for what was declined', async () => {
    const voice = new FakeVoice('a', 'cloud', failure('a', 'unauthorized', 'no key'), 6);
    const voices = new FallbackTextToSpeech(
      { voices: [{ provider: voice, voice: null }] },
      { clock: new ManualClock() },
    );
    const spend = new CallSpend();
    await voices.speak('Hello there.', null, { sampleRateHz: 8000, spend });
    assert.equal(spend.spent.dollars, 0);
    voice.answer = failure('a', 'timeout', 'late');
    await voices.speak('Hello there.', null, { sampleRateHz: 8000, spend });
    assert.ok(spend.spent.dollars > 0);
  });

  it('repeats nothing of what was to be said when a server complains about it', async () => {
    const said: string[] = [];
    const text = 'my number is 4711-0815, thank you';
    const voice = new FakeVoice(
      'a',
      'house',
      failure('a', 'refused', `a answered 400: bad input "${text}" near 4711-0815,`),
    );
    const voices = new FallbackTextToSpeech({
      voices: [{ provider: voice, voice: null }],
      onFailure: ({ message }) => said.push(message),
    });
    const refused = await voices.speak(text, null, { sampleRateHz: 8000 });
    assert.ok(!refused.ok);
    for (const message of [...said, refused.message]) {
      assert.ok(!message.includes('4711'), message);
      assert.match(message, /a answered 400: bad input/);
    }
  });

  it('takes no text without end', async () => {
    const voice = new FakeVoice('a', 'house', audio);
    const voices = new FallbackTextToSpeech({ voices: [{ provider: voice, voice: null }] });
    const refused = await voices.speak('x'.repeat(2001), null, { sampleRateHz: 8000 });
    assert.ok(!refused.ok && refused.code === 'refused');
    assert.deepEqual(voice.asked, []);
  });
});
