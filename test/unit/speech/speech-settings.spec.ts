import assert from 'node:assert/strict';
import { speechSettingsSchema } from '../../../lib/speech';

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
});
