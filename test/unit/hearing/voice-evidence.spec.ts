import { strict as assert } from 'node:assert';
import { CallTime } from '../../../lib/hearing/frames/call-time';
import { FEATURE_COUNT, HARMONICITY, LEVEL, PITCH } from '../../../lib/hearing/frames/frame-features';
import type { Sound } from '../../../lib/hearing/sound/sound-classifier';
import { EVIDENCE_COUNT, EVIDENCE_NAMES } from '../../../lib/hearing/human/evidence-names';
import { VoiceEvidence } from '../../../lib/hearing/human/voice-evidence';

/** Plays a line frame by frame: what sounds, how loud, for how long. */
class Line {
  private readonly time = new CallTime();
  readonly evidence = new VoiceEvidence(this.time);
  private readonly values = new Float32Array(FEATURE_COUNT);

  sounds(sound: Sound, levelDb: number, seconds: number): this {
    const syllable = sound === 'speech';
    this.values[LEVEL] = levelDb;
    this.values[HARMONICITY] = syllable ? 0.8 : 0;
    this.values[PITCH] = syllable ? 0.5 : 0;
    for (let n = Math.round(seconds * 50); n > 0; n--) {
      this.time.next();
      this.evidence.frame({ values: this.values, syllable, quiet: sound === 'silence', sound });
    }
    return this;
  }

  /** What the model would be told now, by name. */
  input(name: string): number {
    const at = EVIDENCE_NAMES.indexOf(name);
    assert.notEqual(at, -1, name);
    return this.evidence.gather(new Float64Array(5))[at]!;
  }
}

/** A hold whose line is quiet at -70 dBFS between its music and announcements. */
const hold = (): Line => {
  const line = new Line();
  for (let n = 0; n < 4; n++) {
    line.sounds('music', -20, 5).sounds('silence', -70, 0.8).sounds('speech', -20, 3).sounds('silence', -70, 0.8);
  }
  return line.sounds('music', -20, 5);
};

describe('voice evidence', () => {
  it('fills every input, with finite numbers', () => {
    const line = hold().sounds('silence', -70, 0.5).sounds('speech', -20, 1);
    const inputs = line.evidence.gather(new Float64Array(5));
    assert.equal(inputs.length, EVIDENCE_COUNT);
    assert.ok(inputs.every((x) => Number.isFinite(x)));
    assert.equal(new Set(EVIDENCE_NAMES).size, EVIDENCE_COUNT);
  });

  it('hears the room that opens before the first word', () => {
    const room = hold().sounds('silence', -45, 0.6).sounds('speech', -20, 0.5);
    assert.ok(room.input('lullNovelty') > 15, String(room.input('lullNovelty')));
    assert.ok(Math.abs(room.input('lullSeconds') - 0.6) < 0.05);
    const line = hold().sounds('silence', -70, 0.6).sounds('speech', -20, 0.5);
    assert.ok(Math.abs(line.input('lullNovelty')) < 5, String(line.input('lullNovelty')));
  });

  it('does not take a room that has just opened for the line it is compared with', () => {
    const slow = hold().sounds('silence', -45, 1.2).sounds('speech', -20, 0.5);
    assert.ok(slow.input('lullNovelty') > 15, String(slow.input('lullNovelty')));
  });

  it('knows nothing of what is behind a voice that comes straight after music', () => {
    const line = hold().sounds('speech', -20, 0.5);
    assert.equal(line.input('lullSeconds'), 0);
    assert.equal(line.input('lullNovelty'), 0);
  });

  it('forgets a lull with the turn it preceded', () => {
    const line = hold().sounds('silence', -45, 0.6).sounds('speech', -20, 1).sounds('silence', -70, 1);
    line.sounds('speech', -20, 0.5);
    assert.ok(line.input('lullNovelty') < 5, String(line.input('lullNovelty')));
    assert.equal(line.input('turns'), 2);
  });
});
