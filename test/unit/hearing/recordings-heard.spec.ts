import assert from 'node:assert/strict';
import {
  createHearingTap,
  FarEndTracker,
  type FarEnd,
  type HeardRecording,
  type HearingEvent,
} from '../../../lib/hearing';
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
  lastTurnDistance: -1,
};

/** Somebody greets, is asked by our line, and answers it. */
function answer(tracker: FarEndTracker, who: string): FarEnd[] {
  const events = hear(overTelephone(joined(person(`${who}-greet`), room(1.2))), tracker);
  tracker.noteOwn('speech', true);
  events.push(...hear(room(1), tracker));
  tracker.noteOwn('speech', false);
  tracker.noteProbe();
  events.push(...hear(joined(room(0.3), overTelephone(person(`${who}-reply`)), room(0.5)), tracker));
  return labelsOf(events);
}

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

  it('are who was taken for a person by sound alone, said nothing to us and was followed by music', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(looped(music, 8), tracker);
    const robert = overTelephone(company('robert-greeting'));
    const alarms = labelsOf(hear(joined(quiet(0.6), robert, quiet(0.8), looped(music, 5)), tracker));
    assert.ok(alarms.some(({ label, confidence }) => label === 'live_human' && confidence >= 0.8));
    assert.equal(tracker.current.label, 'music');
    const kept = tracker.recordingsHeard();
    assert.ok(finds(kept, robert));
    // The next call is not rung through for it.
    const earlierRecordings = kept.map(({ hashes }) => hashes);
    const next = new FarEndTracker({ humanModel: everyVoice(0.9), earlierRecordings });
    const again = labelsOf(hear(joined(looped(music, 8), quiet(0.6), robert, quiet(2)), next));
    assert.deepEqual(
      again.filter(({ label, confidence }) => label === 'live_human' && confidence >= 0.8),
      [],
    );
  });

  it('are not who you were put through to, until you call it a false alarm', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    const robert = overTelephone(company('robert-greeting'));
    hear(joined(looped(music, 8), quiet(0.6), robert, quiet(0.3)), tracker);
    tracker.noteConnected();
    hear(looped(music, 5), tracker);
    assert.equal(finds(tracker.recordingsHeard(), robert), false);
    tracker.noteFalseAlarm();
    assert.ok(finds(tracker.recordingsHeard(), robert));
  });

  it('are not who speaks while you are put through, though nothing was certain before', () => {
    const kept = (connected: boolean): readonly HeardRecording[] => {
      const tracker = new FarEndTracker({ humanModel: everyVoice(0.4) });
      hear(joined(looped(music, 8), quiet(0.6), overTelephone(person('jane-greet'))), tracker);
      if (connected) tracker.noteConnected();
      hear(joined(room(7), overTelephone(person('jane-reply')), quiet(0.3), looped(music, 6)), tracker);
      // Back on hold: announcements are kept again.
      hear(joined(quiet(0.6), announcement, quiet(0.3), looped(music, 6)), tracker);
      return tracker.recordingsHeard();
    };
    const finding = (connected: boolean): boolean[] =>
      [person('jane-greet'), person('jane-reply')]
        .map(overTelephone)
        .concat(announcement)
        .map((said) => finds(kept(connected), said));
    assert.deepEqual(finding(true), [false, false, true]);
    assert.deepEqual(finding(false), [true, true, true]);
  });

  it('are what you were put through to when the music was back already, and called a false alarm', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    const robert = overTelephone(company('robert-greeting'));
    hear(joined(looped(music, 8), quiet(0.6), robert, quiet(0.3), looped(music, 6)), tracker);
    assert.ok(finds(tracker.recordingsHeard(), robert));
    tracker.noteConnected();
    assert.equal(finds(tracker.recordingsHeard(), robert), false);
    hear(looped(music, 2), tracker);
    tracker.noteFalseAlarm();
    assert.ok(finds(tracker.recordingsHeard(), robert));
  });

  it('are such alarms though they were understood: talk of the trade stands up for nobody', () => {
    const keptAfter = (text: string): boolean => {
      const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
      hear(joined(looped(music, 8), quiet(0.6)), tracker);
      const robert = overTelephone(company('robert-greeting'));
      const sinceSeconds = tracker.seconds;
      hear(robert, tracker);
      const endSeconds = tracker.seconds;
      for (const final of [false, true]) {
        tracker.noteTranscript({ text, sinceSeconds, endSeconds, final, language: 'en' });
      }
      hear(joined(quiet(0.5), looped(music, 5)), tracker);
      return finds(tracker.recordingsHeard(), robert);
    };
    assert.equal(keptAfter('did you know that you can manage your account online'), true);
    assert.equal(keptAfter('he might even have been made a new boy'), false);
  });

  it('are such alarms also after a person', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(looped(music, 8), tracker);
    answer(tracker, 'carl');
    const robert = overTelephone(company('robert-greeting'));
    hear(joined(looped(music, 6), quiet(0.6), robert, quiet(0.8), looped(music, 5)), tracker);
    const kept = tracker.recordingsHeard();
    assert.ok(finds(kept, robert));
    for (const who of ['carl-greet', 'carl-reply']) assert.equal(finds(kept, person(who)), false, who);
  });

  it('are all phrases of an announcement that pauses', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.01) });
    const robert = overTelephone(company('robert-greeting'));
    hear(joined(looped(music, 8), quiet(0.6), robert, quiet(1.2), announcement, quiet(0.4), looped(music, 5)), tracker);
    const kept = tracker.recordingsHeard();
    assert.ok(finds(kept, announcement));
    assert.ok(finds(kept, robert));
  });

  it('are announcements of a silent hold, where no music follows', () => {
    const tracker = new FarEndTracker();
    hear(joined(quiet(3), announcement, quiet(5)), tracker);
    assert.equal(finds(tracker.recordingsHeard(), announcement), false, 'somebody may be listening');
    hear(quiet(2), tracker);
    assert.ok(finds(tracker.recordingsHeard(), announcement));
  });

  it('are not who was suspected, or put through to, and then was silent', () => {
    const keptOf = (changes: Partial<LogInput>, connected = false): number => {
      const memory = new RecordingMemory();
      const log = new RecordingLog(memory);
      const features = new FrameFeatures();
      for (let at = 0; at + 160 <= announcement.length; at += 160) {
        features.push(announcement, at);
        memory.push(features.mel, features.levelDb > -60);
      }
      const length = announcement.length / 8000;
      for (let now = 0.1; now < length; now += 0.1)
        log.decide({ ...NOBODY, now, open: true, spokeAt: now, sound: 'speech', ...changes });
      if (connected) log.noteConnected(length);
      log.decide({ ...NOBODY, now: length + 6.1 });
      return log.heard().length;
    };
    assert.equal(keptOf({}), 1);
    assert.equal(keptOf({ level: 'soft' }), 0);
    assert.equal(keptOf({}, true), 0);
  });

  it('are menus: what spoke before a key', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.01) });
    hear(joined(quiet(1), announcement, quiet(0.5)), tracker);
    assert.equal(finds(tracker.recordingsHeard(), announcement), false);
    tracker.noteOwn('digit', true);
    hear(quiet(0.2), tracker);
    tracker.noteOwn('digit', false);
    hear(quiet(1), tracker);
    assert.ok(finds(tracker.recordingsHeard(), announcement));
  });

  it('are not who spoke with us though sound alone had found them', () => {
    const jane = overTelephone(person('jane-greet'));
    const afterwards = joined(quiet(0.3), looped(music, 6));
    // Asked to wait, she answers something; our words were no question of ours (noteProbe).
    const spoken = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(joined(looped(music, 8), quiet(0.6), jane, room(0.5)), spoken);
    spoken.noteOwn('speech', true);
    hear(room(1.5), spoken);
    spoken.noteOwn('speech', false);
    hear(joined(room(0.8), overTelephone(person('jane-reply')), afterwards), spoken);
    assert.equal(finds(spoken.recordingsHeard(), jane), false);
    assert.equal(finds(spoken.recordingsHeard(), person('jane-reply')), false);
    // She talks with you, for long.
    const bridged = new FarEndTracker({ humanModel: everyVoice(0.9) });
    const more = ['jane-reply', 'carl-greet', 'carl-reply'].map((who) => joined(room(1.2), overTelephone(person(who))));
    hear(joined(looped(music, 8), quiet(0.6), jane, ...more, afterwards), bridged);
    assert.equal(finds(bridged.recordingsHeard(), jane), false);
    // She listens.
    const listening = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(joined(looped(music, 8), quiet(0.6), jane, room(4.5), afterwards), listening);
    assert.equal(finds(listening.recordingsHeard(), jane), false);
  });

  it('are not who was asked, though the answer came late', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.4) });
    const jane = overTelephone(person('jane-greet'));
    hear(joined(looped(music, 8), quiet(0.6), jane, room(1.8)), tracker);
    assert.equal(tracker.current.label, 'live_human');
    assert.ok(tracker.current.confidence < 0.8);
    tracker.noteOwn('speech', true);
    hear(room(4.5), tracker);
    tracker.noteOwn('speech', false);
    tracker.noteProbe();
    hear(joined(room(1), overTelephone(person('jane-reply')), room(0.5)), tracker);
    assert.ok(tracker.current.confidence >= 0.8, JSON.stringify(tracker.current));
    hear(joined(quiet(0.3), looped(music, 6)), tracker);
    for (const said of [jane, overTelephone(person('jane-reply'))]) {
      assert.equal(finds(tracker.recordingsHeard(), said), false);
    }
  });

  it('are not who was understood only when the music was back', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(joined(looped(music, 8), quiet(0.6)), tracker);
    const sinceSeconds = tracker.seconds;
    hear(overTelephone(person('jane-greet')), tracker);
    const endSeconds = tracker.seconds;
    hear(joined(quiet(0.2), looped(music, 5)), tracker);
    assert.ok(finds(tracker.recordingsHeard(), person('jane-greet')));
    const text = 'hello this is jane how can i help you';
    tracker.noteTranscript({ text, sinceSeconds, endSeconds, final: true });
    assert.equal(finds(tracker.recordingsHeard(), person('jane-greet')), false);
  });

  it('let every person of a second call be confirmed, though the same sounds are played', () => {
    const call = (tracker: FarEndTracker): FarEnd[] => {
      const heard: FarEnd[] = [];
      const also = (sound: Int16Array): number => heard.push(...labelsOf(hear(sound, tracker)));
      also(hold);
      const sinceSeconds = tracker.seconds;
      also(overTelephone(person('jane-greet')));
      const text = 'hello this is jane can you hold for me';
      tracker.noteTranscript({ text, sinceSeconds, final: true });
      also(joined(quiet(0.3), looped(music, 8), quiet(0.6)));
      heard.push(...answer(tracker, 'carl'));
      also(joined(quiet(0.3), looped(music, 6), quiet(0.6)));
      // Back with the same words.
      heard.push(...answer(tracker, 'carl'));
      also(joined(quiet(0.3), looped(music, 6)));
      return heard;
    };
    const confirmed = (heard: readonly FarEnd[]): number =>
      heard.filter(({ label, confidence }) => label === 'live_human' && confidence >= 0.8).length;
    const first = new FarEndTracker();
    assert.equal(confirmed(call(first)), 3);
    const earlierRecordings = first.recordingsHeard().map(({ hashes }) => hashes);
    assert.ok(earlierRecordings.length > 0);
    const second = new FarEndTracker({ earlierRecordings });
    assert.equal(confirmed(call(second)), 3);
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

  /** A voice from second 1 to second 6 of a call, noted of by `note` at second 5; what is kept. */
  const keptOfVoice = (note: (log: RecordingLog) => void): readonly HeardRecording[] => {
    const memory = new RecordingMemory();
    const log = new RecordingLog(memory);
    for (let frame = 1; frame <= 7 * 50; frame++) {
      memory.push(
        Float64Array.from({ length: 24 }, (_, band) => Math.sin(frame * (band + 1))),
        true,
      );
      if (frame % 5 > 0) continue;
      const now = frame / 50;
      const open = now >= 1 && now <= 6;
      log.decide({ ...NOBODY, now, open, since: 1, turnSince: 1, spokeAt: Math.min(now, 6), sound: 'speech' });
      if (now === 5) note(log);
    }
    return log.heard();
  };

  it('are the part of a voice that gave itself away, before what is known already', () => {
    const kept = keptOfVoice((log) => {
      log.noteGivenAway(1);
      log.noteKnown(4);
    });
    assert.deepEqual(
      kept.map(({ seconds: length }) => length),
      [3.3],
    );
  });

  it('are no voice that gave itself away and then spoke as a person', () => {
    assert.equal(keptOfVoice((log) => log.noteGivenAway(1)).length, 1);
    const kept = keptOfVoice((log) => {
      log.noteGivenAway(1);
      log.notePerson(1, 5);
    });
    assert.deepEqual(kept, []);
  });

  describe('where a person follows an announcement at once', () => {
    /** Six seconds of an announcement, 1.2 s of quiet, and a voice that is taken for a person. */
    const kept = (
      first: Partial<LogInput>,
      second: Partial<LogInput>,
      then?: (log: RecordingLog) => void,
    ): number[] => {
      const memory = new RecordingMemory();
      const log = new RecordingLog(memory);
      let state = 1;
      let now = 0;
      const until = (end: number, input: (at: number) => Partial<LogInput>): void => {
        const mel = new Float64Array(24);
        for (; now < end - 0.05; now += 0.1) {
          for (let frame = 0; frame < 5; frame++) {
            for (let b = 0; b < mel.length; b++)
              mel[b] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 31;
            memory.push(mel, true);
          }
          log.decide({ ...NOBODY, now: now + 0.1, ...input(now + 0.1) });
        }
      };
      const voice = { open: true, since: 10, personSince: 10 };
      until(10, () => ({}));
      until(16, (at) => ({ ...voice, turnSince: 10, spokeAt: at, sound: 'speech', ...first }));
      until(17.2, () => ({ ...voice, turnSince: 10, spokeAt: 16, ...first }));
      until(20, (at) => ({ ...voice, turnSince: 17.2, spokeAt: at, sound: 'speech', level: 'hard', ...second }));
      then?.(log);
      until(40, () => ({}));
      return log.heard().map(({ seconds: length }) => Math.round(length));
    };
    const other = { lastTurnDistance: 0.5 };
    const clearlyOther = { lastTurnDistance: 0.6 };

    it('are the announcement: another voice was taken for a person', () => {
      assert.deepEqual(kept({}, other), [6]);
      assert.deepEqual(kept({}, { ...other, proven: true }), [6]);
    });

    it('are it also after you were put through', () => {
      assert.deepEqual(
        kept({}, other, (log) => log.noteConnected(20)),
        [6],
      );
    });

    it('are it also when it was suspected to be a person: the voice that was confirmed is clearly another', () => {
      assert.deepEqual(kept({ level: 'soft' }, clearlyOther), [6]);
    });

    it('are not the first words of the same voice, nor of one that was suspected already and may be the same', () => {
      assert.deepEqual(kept({}, {}), []);
      assert.deepEqual(kept({ level: 'soft' }, other), []);
    });

    it('are not those of a person who was confirmed, and of whom a colleague takes over', () => {
      assert.deepEqual(kept({ level: 'hard' }, clearlyOther), []);
    });

    it('are not what words prove to be a person after all', () => {
      assert.deepEqual(
        kept({}, other, (log) => log.notePerson(10, 16)),
        [],
      );
    });
  });

  it('are not a person who greets, waits and says more in another tone', () => {
    for (const [first, second, gap] of [
      ['carl-reply', 'carl-greet', 1.6],
      ['jane-greet', 'jane-reply', 2.4],
    ] as const) {
      const tracker = new FarEndTracker();
      const said = overTelephone(joined(person(first), quiet(gap), person(second)));
      hear(joined(looped(music, 12), quiet(0.4), said, quiet(5)), tracker);
      assert.equal(finds(tracker.recordingsHeard(), overTelephone(person(first))), false, first);
    }
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
    const total = (): number => log.heard().reduce((sum, { seconds: length }) => sum + length, 0);
    assert.ok(total() < 600.01 && total() > 590, `${total()} s`);
    // After so much music there is room for what gives itself away.
    for (let now = 720.1; now < 724; now += 0.1) {
      for (let frame = 0; frame < 5; frame++) memory.push(mel, true);
      log.decide({ ...NOBODY, now, open: true, since: 720.1, turnSince: 720.1, spokeAt: now, sound: 'speech' });
    }
    log.noteGivenAway(720.1);
    log.decide({ ...NOBODY, now: 724 });
    assert.deepEqual(
      log.heard().flatMap(({ label, seconds: length }) => (label === 'music' ? [] : [Math.round(length)])),
      [4],
    );
    assert.ok(total() < 600.01 && total() > 580, `${total()} s`);
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
