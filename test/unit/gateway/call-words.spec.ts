import assert from 'node:assert/strict';
import { CallWords } from '../../../lib/gateway/call-words';
import type { SpeechLease } from '../../../lib/gateway/speech-keeper';
import { silentLogger } from '../../../lib/logger';
import { fakeSpeech } from '../../support/fake-speech';
import { ManualClock } from '../../support/manual-clock';

describe('the words of a call', () => {
  it('give recogniser and voice back at the end, also where there is a voice only', async () => {
    for (const understands of [true, false]) {
      const speech = fakeSpeech();
      let released = 0;
      const lease = {
        providers: { ...speech, speechToText: understands ? speech.speechToText : [] },
        settings: { language: 'en', audioStaysInHouse: false },
        release: () => released++,
      } as unknown as SpeechLease;
      const hooks = {
        tellHearing: () => undefined,
        onTranscript: () => undefined,
        onFault: () => undefined,
        areTwoPeopleTalking: () => false,
        secretsToMask: () => [],
      };
      const words = new CallWords(lease, 'en', hooks, new ManualClock(), silentLogger);
      assert.equal(words.areUnderstood, understands);
      await words.end();
      assert.equal(released, 1);
    }
  });
});
