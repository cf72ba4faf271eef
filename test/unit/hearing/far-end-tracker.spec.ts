import assert from 'node:assert/strict';
import { mixed, noise } from '../../../bench/hearing/train/channel';
import { Random } from '../../../bench/hearing/train/random';
import { createHearingTap, FarEndTracker, type DatedHearingEvent, type HearingEvent } from '../../../lib/hearing';
import {
  company,
  everyVoice,
  hear,
  joined,
  labelAt,
  labelsOf,
  looped,
  overTelephone,
  person,
  quiet,
  seconds,
} from './support/audio';

const room = (length: number): Int16Array => looped(company('room-office'), length);

describe('FarEndTracker', () => {
  it('calls digital silence silence', () => {
    assert.deepEqual(
      labelsOf(hear(quiet(5))).map((event) => event.label),
      ['silence'],
    );
  });

  it('calls a menu at the start of a call a prompt, all through it', () => {
    const menu = joined(quiet(0.5), company('acme-welcome'), company('acme-main-menu'), quiet(0.5));
    const labels = labelsOf(hear(overTelephone(menu))).map((event) => event.label);
    assert.ok(labels.includes('ivr_prompt'));
    assert.equal(labels.includes('live_human'), false);
    assert.equal(labels.includes('music'), false);
  });

  it('takes the noise a call begins with for nobody, and hears the voice behind it', () => {
    const noisy = noise('pink', 8 * 8000, -45, new Random(3), []);
    const events = hear(overTelephone(mixed(joined(quiet(5), person('jane-greet'), quiet(0.5)), noisy)));
    const starts = events.flatMap((event) => (event.kind === 'utterance-start' ? [event.sinceSeconds] : []));
    assert.ok(Math.abs(starts[0]! - 5.04) < 0.1, `a voice at ${starts.join(', ')} s`);
    const human = labelsOf(events).find(({ label }) => label === 'live_human');
    assert.ok(human === undefined || human.atSeconds > 5, `a person at ${human?.atSeconds} s`);
  });

  it('hears a voice that is there from the first sample', () => {
    const start = hear(overTelephone(person('jane-greet'))).find((event) => event.kind === 'utterance-start');
    assert.ok(start && start.sinceSeconds < 0.1 && start.atSeconds < 0.35, JSON.stringify(start));
  });

  it('says that somebody came after a silent wait only where there was one', () => {
    const reasons = (silence: number): string => {
      const tracker = new FarEndTracker({ humanModel: everyVoice(0.95) });
      const events = hear(overTelephone(joined(quiet(silence), person('jane-greet'))), tracker);
      return labelsOf(events)
        .flatMap(({ label, evidence }) => (label === 'live_human' ? evidence : []))
        .join('; ');
    };
    assert.doesNotMatch(reasons(0.5), /silent wait/);
    assert.match(reasons(6), /after a silent wait/);
  });

  it('dates an utterance to its first and last syllable', () => {
    const voice = person('jane-greet');
    const events = hear(overTelephone(joined(quiet(1), voice, quiet(2))));
    const start = events.find((event) => event.kind === 'utterance-start');
    // Her first 20 ms above -35 dBFS lie 40 ms in.
    assert.ok(start && Math.abs(start.sinceSeconds - 1.04) < 0.1, `began ${start?.sinceSeconds}`);
    assert.ok(start.atSeconds - start.sinceSeconds < 0.35);
    // Her last 20 ms above -40 dBFS end 2.56 s in.
    const end = events.findLast((event) => event.kind === 'utterance-end');
    assert.ok(end?.kind === 'utterance-end' && Math.abs(end.endSeconds - 3.56) < 0.1, `ended ${JSON.stringify(end)}`);
  });

  it('suspects whoever speaks after hold music and then waits, and confirms who answers', () => {
    const tracker = new FarEndTracker();
    hear(overTelephone(looped(company('music-lobby'), 8)), tracker);
    // A synthetic voice, which the model alone calls a recording.
    const waiting = labelsOf(hear(overTelephone(joined(quiet(0.5), company('robert-greeting'), room(2.6))), tracker));
    const suspected = waiting.find((event) => event.label === 'live_human');
    assert.ok(suspected && suspected.confidence < 0.8, JSON.stringify(waiting));
    tracker.noteOwn('speech', true);
    hear(room(0.6), tracker);
    tracker.noteOwn('speech', false);
    tracker.noteProbe();
    hear(overTelephone(joined(room(0.5), company('robert-reply'))), tracker);
    assert.equal(tracker.current.label, 'live_human');
    assert.ok(tracker.current.confidence >= 0.8);
  });

  it('does not take an announcement for a person when the music comes back after it', () => {
    const tracker = new FarEndTracker();
    const music = overTelephone(company('music-lobby'));
    const events = hear(
      joined(looped(music, 8), quiet(0.4), overTelephone(company('acme-queue-first')), quiet(1), looped(music, 6)),
      tracker,
    );
    assert.ok(!labelsOf(events).some((event) => event.label === 'live_human' && event.confidence >= 0.8));
    assert.equal(tracker.current.label, 'music');
  });

  it('goes from menu to hold to person to hold to another person', () => {
    const tracker = new FarEndTracker();
    const music = overTelephone(company('music-lobby'));
    const say = (...parts: Int16Array[]): HearingEvent[] => hear(overTelephone(joined(...parts)), tracker);
    assert.equal(labelAt(say(company('acme-main-menu')), Infinity), 'ivr_prompt');
    for (const who of ['carl', 'jane']) {
      say(looped(music, 12));
      assert.equal(tracker.current.label, 'music');
      say(quiet(0.6));
      const from = tracker.seconds;
      const greeting = person(`${who}-greet`);
      const first = labelsOf(say(greeting, room(2))).find((event) => event.label === 'live_human');
      assert.ok(first, `${who} never noticed`);
      assert.ok(first.atSeconds - from < seconds(greeting) + 1.8, `${who} noticed ${first.atSeconds - from} s in`);
      assert.ok(Math.abs(first.sinceSeconds - from) < 0.35, `${who} dated ${first.sinceSeconds - from}`);
      tracker.noteOwn('speech', true);
      say(room(1.5));
      tracker.noteOwn('speech', false);
      tracker.noteProbe();
      say(room(0.3), person(`${who}-reply`));
      assert.equal(tracker.current.label, 'live_human');
      assert.ok(tracker.current.confidence >= 0.8, `${who} not confirmed`);
    }
  });

  it('withdraws an alarm when the music comes back', () => {
    const tracker = new FarEndTracker();
    const music = overTelephone(company('music-lobby'));
    hear(joined(music, quiet(0.6), overTelephone(joined(person('jane-greet'), room(2)))), tracker);
    assert.equal(tracker.current.label, 'live_human');
    hear(looped(music, 3), tracker);
    assert.equal(tracker.current.label, 'music');
  });

  it('knows an announcement it has heard before within about a second', () => {
    const announcement = company('acme-queue-first');
    const music = company('music-waiting-room');
    const first = joined(
      looped(music, 10),
      quiet(0.3),
      announcement,
      quiet(0.3),
      looped(music.subarray(16000), 10),
      quiet(0.3),
    );
    const events = hear(overTelephone(joined(first, announcement, quiet(0.5))));
    const known = labelsOf(events).filter((event) =>
      event.evidence.some((words) => words.includes('the same was heard')),
    );
    const repeat = seconds(first);
    const late = labelsOf(events).findLast((event) => event.atSeconds > repeat + 1.6);
    assert.ok(known.some((event) => event.atSeconds - repeat < 1.6 && event.atSeconds > repeat) || late === undefined);
    assert.equal(labelAt(events, repeat + 1.6), 'ivr_prompt');
  });

  it('knows it on a line that loses packets, too', () => {
    const announcement = company('acme-queue-first');
    const first = joined(quiet(0.5), announcement, quiet(0.3), looped(company('music-waiting-room'), 10), quiet(0.3));
    const sound = overTelephone(joined(first, announcement, quiet(0.5)));
    const repeat = seconds(first);
    for (const lost of [[10], [10, 11, 40, 77, 200], Array.from({ length: 40 }, (_, i) => 5 + i * 21)]) {
      let known = Infinity;
      const tracker = new FarEndTracker({
        onDecision: (_, now, voice) => (known = voice === 'recording' ? Math.min(known, now) : known),
      });
      for (let at = 0, frame = 0; at + 160 <= sound.length; at += 160, frame++) {
        tracker.push(sound.subarray(at, at + 160), { concealed: lost.includes(frame) });
      }
      assert.ok(known > repeat && known < repeat + 1.2, `${lost.length} frames lost: known at ${known}, not ${repeat}`);
    }
  });

  it('confirms who began to speak under our line, once the line has ended', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    const jane = person('jane-greet');
    hear(joined(looped(company('music-lobby'), 12), quiet(0.6)), tracker);
    tracker.noteOwn('speech', true);
    hear(jane.subarray(0, 1.4 * 8000), tracker);
    tracker.noteOwn('speech', false);
    const labels = labelsOf(hear(joined(jane.slice(1.4 * 8000), quiet(2)), tracker));
    assert.ok(labels.some(({ label, confidence }) => label === 'live_human' && confidence >= 0.8));
  });

  it('confirms whoever answers our line, and lets a false alarm be taken back', () => {
    const tracker = new FarEndTracker();
    const events = hear(joined(quiet(0.7), person('jane-greet'), room(1)), tracker);
    assert.equal(
      labelsOf(events).some((event) => event.confidence >= 0.8 && event.label === 'live_human'),
      false,
    );
    tracker.noteOwn('speech', true);
    hear(room(2), tracker);
    tracker.noteOwn('speech', false);
    tracker.noteProbe();
    const reply = hear(joined(room(0.5), person('jane-reply'), room(0.5)), tracker);
    const hard = labelsOf(reply).find((event) => event.label === 'live_human');
    assert.ok(hard && hard.confidence >= 0.8 && hard.evidence.includes('answered our line'));
    tracker.noteFalseAlarm();
    assert.notEqual(labelAt(hear(room(0.5), tracker), Infinity), 'live_human');
  });

  it('hears the same whatever the length of the pieces', () => {
    const sound = overTelephone(
      joined(company('acme-welcome'), looped(company('music-lobby'), 6), quiet(0.4), person('carl-greet')),
    );
    const whole = hear(sound);
    const tracker = new FarEndTracker();
    const pieces: HearingEvent[] = [];
    for (let at = 0, size = 1; at < sound.length; at += size, size = (size * 7 + 13) % 501) {
      pieces.push(...tracker.push(sound.subarray(at, at + size)));
      if (size === 0) size = 1;
    }
    assert.deepEqual(pieces, whole);
  });

  it('does not mishear lost frames', () => {
    const tracker = new FarEndTracker();
    const sound = overTelephone(joined(quiet(1), person('jane-greet'), quiet(1)));
    const labels: string[] = [];
    for (let at = 0, frame = 0; at + 160 <= sound.length; at += 160, frame++) {
      const lost = frame % 10 === 3;
      const noise = Int16Array.from({ length: 160 }, (_, i) => ((i * 7919) % 20011) - 10000);
      for (const event of tracker.push(lost ? noise : sound.subarray(at, at + 160), { concealed: lost })) {
        if (event.kind === 'far-end') labels.push(event.label);
      }
    }
    assert.equal(labels.includes('music'), false);
    assert.ok(labels.includes('ivr_prompt'));
  });

  for (const [gap, info] of [
    ['nothing arrived', { absent: true }],
    ['what was lost was made up', { concealed: true }],
  ] as const) {
    it(`takes the noise of a line for nobody after a second in which ${gap}`, () => {
      const noisy = overTelephone(mixed(quiet(12), noise('pink', 12 * 8000, -45, new Random(3), [])));
      const tracker = new FarEndTracker();
      const events = hear(noisy.subarray(0, 6 * 8000), tracker);
      for (let frame = 0; frame < 50; frame++) events.push(...tracker.push(noisy.subarray(0, 160), info));
      events.push(...hear(noisy.subarray(6 * 8000), tracker));
      assert.equal(events.find((event) => event.kind === 'utterance-start')?.sinceSeconds, undefined);
      assert.equal(labelsOf(events).find(({ label }) => label === 'live_human')?.atSeconds, undefined);
    });
  }
});

describe('hearing tap', () => {
  it('dates what it hears by the frames it was given', () => {
    const heard: DatedHearingEvent[] = [];
    const tap = createHearingTap({ humanExpected: true }, (value) => heard.push(value as DatedHearingEvent));
    const sound = joined(quiet(1), person('carl-greet'), quiet(1));
    for (let at = 0, frame = 0; at + 160 <= sound.length; at += 160, frame++) {
      // The clock was corrected by 200 ms after half a second.
      const timeMs = 1_000_000 + frame * 20 + (frame >= 25 ? 200 : 0);
      tap.frame(sound.subarray(at, at + 160), { timeMs, concealed: false, absent: false });
    }
    const start = heard.find((event) => event.kind === 'utterance-start')!;
    assert.ok(Math.abs(start.sinceMs - 1_001_270) < 100, `${start.sinceMs}`);
    assert.ok(start.atMs > start.sinceMs);
    assert.deepEqual(structuredClone(heard), heard);
  });

  it('ignores notes it does not understand', () => {
    const tap = createHearingTap(null, () => assert.fail('nothing to say'));
    for (const value of [null, 1, {}, { note: 'own' }, { note: 'own', kind: 'speech', active: 'yes' }]) tap.tell(value);
    tap.tell({ note: 'probe' });
    tap.tell({ note: 'false-alarm' });
  });
});
