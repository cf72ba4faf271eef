import assert from 'node:assert/strict';
import { openSpeechProviders, speechSettingsSchema } from '../../../lib/speech';
import type { SpeechFailure, SpokenAudio } from '../../../lib/speech';
import { silentLogger } from '../../../lib/logger';

describe('speech settings', () => {
  const problems = (settings: object): string[] => {
    const parsed = speechSettingsSchema.safeParse(settings);
    return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
  };

  it('takes what the editor sends of each provider', () => {
    const speechToText = [
      { kind: 'embedded' },
      { kind: 'openai', baseUrl: 'http://speaches.local:8000/v1', apiKey: '', model: '' },
      { kind: 'openai-realtime', baseUrl: 'ws://speaches.local:8000/v1' },
      { kind: 'deepgram', apiKey: 'k', baseUrl: 'https://api.eu.deepgram.com' },
      { kind: 'wyoming', host: 'homeassistant.local', port: '10300' },
      { kind: 'sherpa-onnx', modelFolder: '/models/whisper' },
    ];
    const textToSpeech = [
      { kind: 'openai', baseUrl: '', apiKey: 'k' },
      { kind: 'piper', baseUrl: 'https://piper.lan' },
      { kind: 'wyoming', host: '10.0.0.2', port: 10_200 },
    ];
    assert.deepEqual(problems({ speechToText, textToSpeech, dollarsPerCall: '2.5' }), []);
  });

  it('wants http where a request is posted', () => {
    for (const kind of ['openai', 'piper']) {
      assert.match(problems({ textToSpeech: [{ kind, baseUrl: 'ws://piper.lan' }] }).join(), /http:\/\//);
    }
    assert.match(problems({ speechToText: [{ kind: 'openai', baseUrl: 'wss://x.lan' }] }).join(), /http:\/\//);
  });

  it('wants no password within an address, and does not repeat it', () => {
    const said = problems({ textToSpeech: [{ kind: 'piper', baseUrl: 'http://me:hunter2@piper.lan' }] }).join();
    assert.match(said, /without a user name and a password/);
    assert.ok(!said.includes('hunter2'));
    assert.notDeepEqual(problems({ speechToText: [{ kind: 'openai', baseUrl: 'http://me@x.lan' }] }), []);
  });

  describe('a secret, where only a voice of the cloud is set up,', () => {
    const { fetch } = globalThis;
    let asked: unknown[] = [];
    beforeEach(() => {
      asked = [];
      globalThis.fetch = (input) => {
        asked.push(input);
        return Promise.reject(new Error('the network is denied'));
      };
    });
    afterEach(() => {
      globalThis.fetch = fetch;
    });

    const spoken = async (settings: object, holdsSecret = true): Promise<SpokenAudio | SpeechFailure> => {
      const textToSpeech = [{ kind: 'openai', apiKey: 'k' }];
      const providers = openSpeechProviders(speechSettingsSchema.parse({ textToSpeech, ...settings }), silentLogger);
      const audio = await providers.textToSpeech.speak('4711', null, { sampleRateHz: 8000, holdsSecret });
      await providers.close();
      return audio;
    };

    it('is spoken by the embedded voice, and the cloud is not asked', async () => {
      const audio = await spoken({});
      assert.ok(audio.ok && audio.samples.length > 8000);
      assert.deepEqual(asked, []);
    });

    it('would have been seen', async () => {
      assert.ok(!(await spoken({}, false)).ok);
      assert.equal(asked.length > 0, true);
    });

    it('is not spoken in another language: the embedded voice does not speak it', async () => {
      for (const settings of [{ language: 'de' }, { language: 'fr-CA' }]) {
        const refused = await spoken(settings);
        assert.ok(!refused.ok && refused.code === 'not-allowed');
        assert.match(refused.message, /Piper or a Wyoming server/);
      }
      assert.deepEqual(asked, []);
    });

    it('is said by no voice where none is wanted', async () => {
      const refused = await spoken({ textToSpeech: [] });
      assert.ok(!refused.ok && refused.message.includes('no voice is set up'));
    });
  });
});
