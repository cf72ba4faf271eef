import assert from 'node:assert/strict';
import { FrameFeatures } from '../../../lib/hearing/frames/frame-features';
import { RecordingMemory } from '../../../lib/hearing/recordings/recording-memory';
import { company, joined, overTelephone, person, quiet, seconds } from './support/audio';

function remember(memory: RecordingMemory, sound: Int16Array): void {
  const features = new FrameFeatures();
  for (let at = 0; at + 160 <= sound.length; at += 160) {
    features.push(sound, at);
    memory.push(features.mel, features.levelDb > -60);
  }
}

/** White noise at -49 dBFS, the same at every run. */
function hissing(sound: Int16Array): Int16Array {
  let state = 1;
  return sound.map((x) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.round(x + (state / 2 ** 31 - 1) * 200);
  });
}

const frameOf = (second: number): number => Math.round(second * 50);

describe('RecordingMemory', () => {
  const announcement = company('acme-queue-first');
  // 73 samples: a repeat never falls on the same 20 ms grid.
  const between = joined(person('carl-greet'), new Int16Array(73));

  it('finds a repeat, softer and through the codec, and says how long ago it was', () => {
    const memory = new RecordingMemory();
    const softer = announcement.map((x) => Math.round(x * 0.4));
    remember(memory, joined(announcement, between, overTelephone(softer)));
    const repeat = seconds(announcement) + seconds(between);
    const match = memory.find(frameOf(repeat + 0.2), 50, frameOf(repeat));
    assert.ok(match);
    assert.ok(Math.abs(match.agoSeconds! - repeat) < 0.05, `${match.agoSeconds} s ago`);
    assert.ok(match.bitError < 0.33);
  });

  it('finds a repeat that hardly stands above the noise of its line', () => {
    const memory = new RecordingMemory();
    const line = hissing(
      joined(
        quiet(2),
        announcement.map((x) => Math.round(x * 0.1)),
      ),
    );
    remember(memory, joined(announcement, between, overTelephone(line)));
    const repeat = seconds(announcement) + seconds(between) + 2;
    const match = memory.find(frameOf(repeat + 0.2), 50, frameOf(repeat - 1));
    assert.ok(match);
    assert.ok(Math.abs(match.agoSeconds! - repeat) < 0.05, `${match.agoSeconds} s ago`);
  });

  it('takes neither the noise nor who speaks in it for a repeat', () => {
    const memory = new RecordingMemory();
    const line = hissing(
      joined(
        quiet(2),
        person('jane-greet').map((x) => Math.round(x * 0.3)),
      ),
    );
    remember(memory, joined(announcement, between, line));
    const start = seconds(announcement) + seconds(between);
    for (let at = start; at + 1 < start + seconds(line); at += 0.1) {
      assert.equal(memory.find(frameOf(at), 50, frameOf(start)), null, `${at - start} s into the line`);
    }
  });

  it('does not find what is new', () => {
    const memory = new RecordingMemory();
    remember(memory, joined(announcement, between, person('jane-greet')));
    const start = seconds(announcement) + seconds(between);
    assert.equal(memory.find(frameOf(start + 0.2), 50, frameOf(start)), null);
  });

  it('does not compare silence with silence', () => {
    const memory = new RecordingMemory();
    remember(memory, quiet(6));
    assert.equal(memory.find(200, 50, 100), null);
  });

  it('knows a recording from the hashes of an earlier call', () => {
    const first = new RecordingMemory();
    remember(first, announcement);
    const second = new RecordingMemory();
    second.learn(first.hashesBetween(0, frameOf(seconds(announcement))));
    remember(second, joined(quiet(1), announcement));
    const match = second.find(frameOf(1.3), 50, frameOf(1));
    assert.ok(match);
    assert.equal(match.agoSeconds, null);
  });

  it('asks nothing of frames it does not have', () => {
    const memory = new RecordingMemory();
    remember(memory, announcement);
    assert.equal(memory.find(-5, 50, 0), null);
    assert.equal(memory.find(frameOf(seconds(announcement)) - 10, 50, 100), null);
  });
});
