import assert from 'node:assert/strict';
import { CallTime } from '../../../lib/hearing/frames/call-time';
import { MEL_BANDS } from '../../../lib/hearing/frames/frame-features';
import { HeardPeople } from '../../../lib/hearing/human/heard-people';
import { RecordingMemory } from '../../../lib/hearing/recordings/recording-memory';
import { RepeatedUtterance } from '../../../lib/hearing/recordings/repeated-utterance';

describe('RepeatedUtterance', () => {
  it('has compared what is said in the present episode, not what was said before it', () => {
    const time = new CallTime();
    const memory = new RecordingMemory();
    const utterance = new RepeatedUtterance(time, memory, new HeardPeople());
    const mel = new Float64Array(MEL_BANDS);
    const speak = (frames: number): void => {
      for (let n = 0; n < frames; n++) {
        time.next();
        memory.push(mel, true);
        utterance.compare({ open: false, since: 0, turnSince: 0 });
      }
    };
    speak(50);
    utterance.begin(1);
    speak(30);
    assert.equal(utterance.isCompared({ since: 1.1 }), false);
    speak(10);
    assert.equal(utterance.isCompared({ since: 1.1 }), true);
    // A few syllables of an announcement's tail, too faint to be an utterance of their own.
    assert.equal(utterance.isCompared({ since: 3 }), false);
  });
});
