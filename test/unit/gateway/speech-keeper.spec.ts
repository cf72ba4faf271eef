import assert from 'node:assert/strict';
import { SpeechKeeper } from '../../../lib/gateway/speech-keeper';
import { silentLogger } from '../../../lib/logger';
import { speechSettingsSchema, type SpeechProviders, type SpeechToText } from '../../../lib/speech';
import { FakeSpeechToText, FakeTextToSpeech } from '../../support/fake-speech';

const SETTINGS = speechSettingsSchema.parse({});

class SlowToStart extends FakeSpeechToText {
  warmed = 0;

  constructor(readonly broken = false) {
    super();
  }

  warmUp(): Promise<null> {
    this.warmed++;
    return this.broken ? Promise.reject(new Error('no worker')) : Promise.resolve(null);
  }
}

class EnglishOnly extends SlowToStart {
  override readonly needs = { ...new FakeSpeechToText().needs, languages: ['en'] };
}

function keeperOf(speechToText: SpeechToText[], settings = SETTINGS): SpeechKeeper {
  const providers: SpeechProviders = {
    speechToText,
    textToSpeech: new FakeTextToSpeech(),
    close: () => Promise.resolve(),
  };
  return new SpeechKeeper(() => providers, settings, silentLogger);
}

describe('the speech of a gateway', () => {
  it('starts the recogniser asked first when a call begins, not before', () => {
    const [first, second] = [new SlowToStart(), new SlowToStart()];
    const keeper = keeperOf([first, second]);
    assert.equal(first.warmed, 0);
    keeper.lease();
    assert.deepEqual([first.warmed, second.warmed], [1, 0]);
  });

  it('starts none that does not understand the language', () => {
    const warmedFor = (language: string): number => {
      const english = new EnglishOnly();
      keeperOf([english], { ...SETTINGS, language }).lease();
      return english.warmed;
    };
    assert.deepEqual(['en', 'en-GB', 'EN', 'de', 'de-AT'].map(warmedFor), [1, 1, 1, 0, 0]);
  });

  it('goes on without what cannot start', async () => {
    const keeper = keeperOf([new SlowToStart(true)]);
    keeper.lease().release();
    await keeper.close();
  });
});
