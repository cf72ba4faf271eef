import assert from 'node:assert/strict';
import { createHearingTap, FarEndTracker, type HeardRecording, type HearingEvent } from '../../../lib/hearing';
import { FrameFeatures } from '../../../lib/hearing/frames/frame-features';
import { RecordingLog, type LogInput } from '../../../lib/hearing/recordings/recording-log';
import { RecordingMemory } from '../../../lib/hearing/recordings/recording-memory';
import {
  everyVoice,
  company,
  hear,
  joined,
  labelsOf,
  looped,
  overTelephone,
  person,
  quiet,
  seconds,
} from './support/audio';

const room = (length: number): Int16Array => looped(company('room-office'), length);
const music = overTelephone(company('music-lobby'));
const announcement = overTelephone(company('acme-queue-first'));
const hold = joined(looped(music, 8), quiet(0.4), announcement, quiet(0.3), looped(music, 8), quiet(0.6));

const NOBODY: LogInput = {
  now: 0,
  open: false,
  since: 0,
  turnSince: 0,
  spokeAt: -100,
  sound: 'silence',
  level: 'none',
  personSince: 0,
  proven: false,
};

/** Is any second of `sound` in what was kept? As a next call would find it. */
function finds(kept: readonly HeardRecording[], sound: Int16Array): boolean {
  const memory = new RecordingMemory();
  for (const { hashes } of kept) memory.learn(hashes);
  const features = new FrameFeatures();
  for (let at = 0; at + 160 <= sound.length; at += 160) {
    features.push(sound, at);
    memory.push(features.mel, features.levelDb > -60);
  }
  const frames = Math.floor(sound.length / 160);
  for (let start = 0; start + 50 <= frames; start += 10) {
    if (memory.find(start, 50, -50)?.agoSeconds === null) return true;
  }
  return false;
}

describe('recordings heard in a call', () => {
  it('are its music and its announcements', () => {
    const tracker = new FarEndTracker();
    hear(hold, tracker);
    const kept = tracker.recordingsHeard();
    assert.ok(finds(kept, announcement));
    assert.ok(finds(kept, looped(music, 6)));
    assert.ok(kept.some(({ label }) => label === 'announcement') && kept.some(({ label }) => label === 'music'));
    for (const { hashes, seconds: length } of kept) assert.equal(hashes.length, Math.round(length * 50));
  });

  it('are known within a second on the next call, and no alarm is raised', () => {
    const first = new FarEndTracker();
    hear(hold, first);
    const earlierRecordings = first.recordingsHeard().map(({ hashes }) => hashes);
    let known = Infinity;
    const second = new FarEndTracker({
      earlierRecordings,
      humanExpected: true,
      onDecision: (_, now, voice) => (known = voice === 'recording' ? Math.min(known, now) : known),
    });
    // 57 samples: nothing lies on the same 20 ms.
    const events = hear(joined(quiet(1), new Int16Array(57), announcement, quiet(2)), second);
    assert.ok(known < 1 + 57 / 8000 + 1.1, `known ${known - 1} s after the first sound`);
    assert.deepEqual(
      labelsOf(events).filter(({ label }) => label === 'live_human'),
      [],
    );
    assert.equal(second.current.label, 'silence');
    assert.ok(first.recordingsHeard().length > 0);
    // What is known already is not kept again.
    assert.equal(finds(second.recordingsHeard(), announcement), false);
  });

  it('are never a person: not who answered, not what follows', () => {
    const tracker = new FarEndTracker();
    hear(hold, tracker);
    hear(overTelephone(joined(person('carl-greet'), room(1.2))), tracker);
    tracker.noteOwn('speech', true);
    hear(room(1), tracker);
    tracker.noteOwn('speech', false);
    tracker.noteProbe();
    hear(joined(room(0.3), overTelephone(person('carl-reply')), room(0.5)), tracker);
    assert.equal(tracker.current.label, 'live_human');
    assert.ok(tracker.current.confidence >= 0.8);
    // Put on hold again, a colleague comes on, hold again.
    hear(
      joined(looped(music, 6), quiet(0.5), overTelephone(person('jane-greet')), looped(music, 8), quiet(1)),
      tracker,
    );
    const kept = tracker.recordingsHeard();
    for (const who of ['carl-greet', 'carl-reply', 'jane-greet']) assert.equal(finds(kept, person(who)), false, who);
    assert.ok(finds(kept, announcement));
  });

  it('are never a person who said so, even when the music comes back at once', () => {
    const tracker = new FarEndTracker();
    hear(hold, tracker);
    const since = tracker.seconds;
    hear(overTelephone(person('jane-greet')), tracker);
    tracker.noteTranscript({ text: 'hello this is jane can you hold for me', sinceSeconds: since, final: true });
    hear(joined(quiet(0.2), looped(music, 8)), tracker);
    assert.equal(finds(tracker.recordingsHeard(), person('jane-greet')), false);
  });

  it('are what you called a false alarm', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.6) });
    hear(looped(music, 8), tracker);
    hear(overTelephone(joined(quiet(0.6), company('robert-greeting'), room(5.7))), tracker);
    assert.ok(tracker.current.confidence >= 0.8 && tracker.current.label === 'live_human');
    assert.equal(finds(tracker.recordingsHeard(), overTelephone(company('robert-greeting'))), false);
    tracker.noteFalseAlarm();
    hear(looped(music, 3), tracker);
    assert.ok(finds(tracker.recordingsHeard(), overTelephone(company('robert-greeting'))));
  });

  it('are what words gave away', () => {
    const tracker = new FarEndTracker();
    hear(looped(music, 6), tracker);
    hear(quiet(0.5), tracker);
    const since = tracker.seconds;
    hear(joined(announcement, quiet(1)), tracker);
    tracker.noteTranscript({ text: 'all of our agents are busy please hold', sinceSeconds: since, final: true });
    hear(quiet(8), tracker);
    assert.ok(finds(tracker.recordingsHeard(), announcement));
  });

  it('stay within ten minutes', () => {
    const memory = new RecordingMemory();
    const log = new RecordingLog(memory);
    const mel = new Float64Array(24);
    let state = 1;
    for (let frame = 1; frame <= 12 * 60 * 50; frame++) {
      for (let b = 0; b < mel.length; b++) mel[b] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 31;
      memory.push(mel, true);
      if (frame % 5 > 0) continue;
      const now = frame / 50;
      log.decide({ ...NOBODY, now, sound: 'music' });
    }
    const total = log.heard().reduce((sum, { seconds: length }) => sum + length, 0);
    assert.ok(total < 600.01 && total > 590, `${total} s`);
  });

  it('come through the tap as plain values, and go back in', () => {
    const heard: HearingEvent[] = [];
    const run = (options: object, sound: Int16Array): void => {
      const tap = createHearingTap(options, (value) => heard.push(value as HearingEvent));
      for (let at = 0, frame = 0; at + 160 <= sound.length; at += 160, frame++) {
        tap.frame(sound.subarray(at, at + 160), { timeMs: 1e6 + frame * 20, concealed: false, absent: false });
      }
      tap.tell({ note: 'recordings-wanted' });
    };
    run({}, hold);
    const event = structuredClone(heard.at(-1)!);
    assert.ok(event.kind === 'recordings' && event.items.length > 0);
    const earlierRecordings = event.items.map(({ hashes }) => hashes);
    run(
      { humanExpected: true, earlierRecordings: [...earlierRecordings, 'nonsense', new Int32Array(0)] },
      announcement,
    );
    const known = heard.some((e) => e.kind === 'far-end' && e.evidence.some((words) => words.includes('earlier call')));
    assert.ok(
      known || !heard.some((e) => e.kind === 'far-end' && e.label === 'live_human' && e.atSeconds > seconds(hold)),
    );
    assert.equal((heard.at(-1) as { kind: string }).kind, 'recordings');
  });
});
