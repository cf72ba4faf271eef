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

function keeperOf(...speechToText: SpeechToText[]): SpeechKeeper {
  const providers: SpeechProviders = {
    speechToText,
    textToSpeech: new FakeTextToSpeech(),
    close: () => Promise.resolve(),
  };
  return new SpeechKeeper(() => providers, SETTINGS, silentLogger);
}

describe('the speech of a gateway', () => {
  it('starts the recogniser asked first when a call begins, not before', () => {
    const [first, second] = [new SlowToStart(), new SlowToStart()];
    const keeper = keeperOf(first, second);
    assert.equal(first.warmed, 0);
    keeper.lease();
    assert.deepEqual([first.warmed, second.warmed], [1, 0]);
  });

  it('goes on without what cannot start', async () => {
    const keeper = keeperOf(new SlowToStart(true));
    keeper.lease().release();
    await keeper.close();
  });
});
