import assert from 'node:assert/strict';
import { FallbackTextToSpeech } from '../../../lib/speech';
import type { SpeakOptions, SpokenAudio, TextToSpeech } from '../../../lib/speech';
import { fakeSpeech } from '../../support/fake-speech';
import { answeredCall, house } from './gateway-house';

/** A dollar a second; a second of sound whatever the text. */
class DearVoice implements TextToSpeech {
  readonly name = 'dear';
  readonly needs = { audioGoesTo: 'cloud', needs: [], languages: 'any', limits: [], dollarsPerMinute: 60 } as const;
  readonly said: string[] = [];
  async speak(text: string, _voice: string | null, { sampleRateHz }: SpeakOptions): Promise<SpokenAudio> {
    this.said.push(text);
    return { ok: true, samples: new Int16Array(sampleRateHz), sampleRateHz };
  }
  async close(): Promise<void> {
    return undefined;
  }
}

describe("a call's purse", () => {
  it('ends what its voice may cost, and another call has its own', async () => {
    const dear = new DearVoice();
    const textToSpeech = new FallbackTextToSpeech({ voices: [{ provider: dear, voice: null }] });
    const h = house({ speech: { dollarsPerCall: 2 } }, { speech: { ...fakeSpeech(), textToSpeech } });
    const { callId } = await answeredCall(h);
    const say = (id: string): Promise<{ readonly ok: boolean }> => h.gateway.act(id, 'say', 'Hello', {});
    assert.ok((await say(callId)).ok);
    assert.ok((await say(callId)).ok);
    assert.ok(!(await say(callId)).ok);
    assert.equal(dear.said.length, 2);
    const other = await answeredCall(h);
    assert.ok((await say(other.callId)).ok);
  });
});
