import assert from 'node:assert/strict';
import { createHearingTap, FarEndTracker, type HearingEvent } from '../../../lib/hearing';
import {
  company,
  everyVoice,
  hear,
  joined,
  labelsOf,
  looped,
  overTelephone,
  person,
  quiet,
  tone,
} from './support/audio';

const room = (length: number): Int16Array => looped(company('room-office'), length);
const music = overTelephone(company('music-lobby'));

/** A tracker that has held with music and now hears somebody; the second of audio at which the voice began. */
function afterHold(...voice: Int16Array[]): { tracker: FarEndTracker; since: number; events: HearingEvent[] } {
  return afterHoldWith(new FarEndTracker({ humanModel: everyVoice(0.05) }), ...voice);
}

/** The same, and to its ear everybody is a person. */
function alarmedAfterHold(...voice: Int16Array[]): ReturnType<typeof afterHold> {
  return afterHoldWith(new FarEndTracker({ humanModel: everyVoice(0.95) }), ...voice);
}

function afterHoldWith(tracker: FarEndTracker, ...voice: Int16Array[]): ReturnType<typeof afterHold> {
  hear(joined(looped(music, 8), quiet(0.6)), tracker);
  const since = tracker.seconds;
  return { tracker, since, events: hear(overTelephone(joined(...voice)), tracker) };
}

const isHard = ({ current }: FarEndTracker): boolean => current.label === 'live_human' && current.confidence >= 0.8;
const cuesIn = (events: readonly HearingEvent[]) => events.flatMap((event) => (event.kind === 'cue' ? [event] : []));

describe('words in hearing', () => {
  it('confirm a person at once', () => {
    const { tracker, since } = afterHold(person('jane-greet').subarray(0, 8000));
    assert.equal(isHard(tracker), false);
    tracker.noteTranscript({ text: 'hello this is jane how can i', sinceSeconds: since, final: false });
    tracker.noteTranscript({
      text: 'hello this is jane how can i help you',
      sinceSeconds: since,
      endSeconds: tracker.seconds,
      final: true,
    });
    const events = hear(room(0.04), tracker);
    assert.ok(isHard(tracker), JSON.stringify(tracker.current));
    assert.ok(tracker.current.evidence.some((words) => words.startsWith('said "')));
    const cues = cuesIn(events);
    assert.ok(cues.length > 0 && cues[0]!.cue.leaning === 'human' && Math.abs(cues[0]!.sinceSeconds - since) < 0.01);
    // They hold although the model has doubts.
    hear(room(2), tracker);
    assert.ok(isHard(tracker));
  });

  it('confirm a person who has finished and waits', () => {
    const { tracker, since } = afterHold(company('robert-greeting'), room(0.8));
    tracker.noteTranscript({ text: 'who am i speaking with', sinceSeconds: since, final: true });
    hear(room(0.02), tracker);
    assert.ok(isHard(tracker));
  });

  it('withdraw an alarm that sound alone raised, and say what it is', () => {
    const { tracker, since } = alarmedAfterHold(person('jane-greet'), room(1.8));
    assert.equal(tracker.current.label, 'live_human');
    tracker.noteTranscript({ text: 'please stay on the line', sinceSeconds: since, final: true });
    hear(room(0.2), tracker);
    assert.notEqual(tracker.current.label, 'live_human');
    // It stays withdrawn, but whoever speaks next is judged anew.
    hear(room(2), tracker);
    assert.notEqual(tracker.current.label, 'live_human');
    hear(joined(overTelephone(person('carl-greet')), room(1.8)), tracker);
    assert.equal(tracker.current.label, 'live_human');
  });

  it('name the kind of recording while it speaks', () => {
    const { tracker, since } = afterHold(company('acme-queue-first').subarray(0, 16000));
    assert.equal(tracker.current.farEndKind, undefined);
    tracker.noteTranscript({ text: 'all of our agents are currently busy', sinceSeconds: since, final: false });
    const events = hear(overTelephone(company('acme-queue-first').subarray(16000, 20000)), tracker);
    const told = labelsOf(events).find((event) => event.farEndKind !== undefined);
    assert.equal(told?.label, 'ivr_prompt');
    assert.equal(told.farEndKind, 'hold-announcement');
    assert.ok(told.evidence[0]!.includes('all of our agents'));
  });

  it('of a recording do not undo who answered our line', () => {
    const { tracker } = alarmedAfterHold(person('carl-greet'), room(1.8));
    tracker.noteOwn('speech', true);
    hear(room(1), tracker);
    tracker.noteOwn('speech', false);
    tracker.noteProbe();
    const since = tracker.seconds + 0.3;
    hear(joined(room(0.3), person('carl-reply')), tracker);
    assert.ok(isHard(tracker));
    tracker.noteTranscript({ text: 'please hold press one for sales', sinceSeconds: since, final: true });
    hear(room(0.1), tracker);
    assert.ok(isHard(tracker));
  });

  it('that give nothing away change nothing', () => {
    const sound = overTelephone(joined(looped(music, 8), quiet(0.6), person('jane-greet'), room(3)));
    const silent = labelsOf(hear(sound));
    const tracker = new FarEndTracker();
    const told: HearingEvent[] = [];
    for (let at = 0; at < sound.length; at += 160) {
      told.push(...tracker.push(sound.subarray(at, at + 160)));
      if (at === 11 * 8000) tracker.noteTranscript({ text: 'line you could have been married', final: true });
    }
    assert.deepEqual(labelsOf(told), silent);
  });

  it('that are late do not touch the voice after', () => {
    const announcement = company('acme-please-hold');
    const { tracker, since } = alarmedAfterHold(announcement);
    const end = tracker.seconds;
    hear(joined(looped(music, 4), quiet(0.5), overTelephone(person('jane-greet')), room(1.8)), tracker);
    assert.equal(tracker.current.label, 'live_human');
    const before = tracker.current;
    tracker.noteTranscript({
      text: 'please stay on the line',
      sinceSeconds: since,
      endSeconds: end,
      final: true,
    });
    hear(room(0.02), tracker);
    assert.equal(tracker.current.label, before.label);
  });

  it('heard a second time are a recording', () => {
    const text = 'we value the trust that you have placed in bluebird';
    const misheard = 'we value the trust that have placed in blue bird';
    const { tracker, since } = alarmedAfterHold(person('jane-greet'), room(1.8));
    tracker.noteTranscript({ text, sinceSeconds: since, endSeconds: since + 3, final: true });
    hear(joined(looped(music, 6), quiet(0.6)), tracker);
    const again = tracker.seconds;
    // Another voice: the memory of sounds does not know it.
    hear(joined(overTelephone(person('carl-greet')), room(1.8)), tracker);
    assert.equal(tracker.current.label, 'live_human');
    tracker.noteTranscript({ text: misheard, sinceSeconds: again, endSeconds: again + 3, final: true });
    hear(room(0.1), tracker);
    assert.notEqual(tracker.current.label, 'live_human');
  });

  it('tell our place in the queue once an utterance, when it is certain', () => {
    const { tracker, since } = afterHold(company('acme-queue-second'));
    const say = (text: string, final: boolean): HearingEvent[] => {
      tracker.noteTranscript({ text, sinceSeconds: since, final });
      return hear(room(0.02), tracker);
    };
    assert.equal(cuesIn(say('you are number twenty', false)).length, 0);
    assert.equal(cuesIn(say('you are number twenty two', false)).length, 0);
    const [event] = cuesIn(say('you are number twenty two in the queue', true));
    assert.equal(event?.cue.position, 22);
    assert.equal(cuesIn(say('you are number twenty two in the queue', true)).length, 0);
  });
});

describe('a mailbox', () => {
  const beep = (): Int16Array => joined(quiet(0.4), tone([1000], [1], 0.4), quiet(2.5));
  const mailbox = overTelephone(joined(quiet(0.7), company('voicemail-greeting')));

  it('is known by its words and its beep', () => {
    const tracker = new FarEndTracker();
    hear(mailbox, tracker);
    tracker.noteTranscript({ text: 'leave a message after the tone', sinceSeconds: 0.7, final: true });
    const events = hear(overTelephone(beep()), tracker);
    const sure = cuesIn(events).find(({ cue }) => cue.kind === 'voicemail' && cue.strength > 0.95);
    assert.ok(sure, JSON.stringify(cuesIn(events)));
    assert.equal(labelsOf(events).at(-1)?.farEndKind, 'voicemail');
  });

  it('is likely one by its sounds alone', () => {
    const events = hear(overTelephone(joined(mailbox, beep())));
    const [cue] = cuesIn(events);
    assert.equal(cue?.cue.kind, 'voicemail');
    assert.ok(cue.cue.strength < 0.7);
  });

  it('is none where a queue takes over: its music has beeps of its own', () => {
    const [before, after] = [looped(company('music-lobby'), 1.8), looped(company('music-lobby'), 4)];
    const queue = joined(mailbox, quiet(0.2), overTelephone(joined(before, tone([1000], [1], 0.3), after)));
    const events = hear(queue);
    assert.ok(events.some((event) => event.kind === 'signal' && event.signal === 'beep'));
    assert.equal(labelsOf(events).at(-1)?.label, 'music');
    assert.deepEqual(cuesIn(events), []);
  });

  it('is none while a person is there and the line beeps because it is recorded', () => {
    const { tracker } = afterHold(person('carl-greet'), room(1.5));
    const events = hear(joined(overTelephone(tone([1400], [1], 0.3)), room(2)), tracker);
    assert.deepEqual(cuesIn(events), []);
  });
});

describe('hearing tap and words', () => {
  it('takes transcripts and gives cues with dates', () => {
    const heard: unknown[] = [];
    const tap = createHearingTap({ humanExpected: true }, (value) => heard.push(value));
    const sound = joined(quiet(1), person('carl-greet'));
    for (let at = 0, frame = 0; at + 160 <= sound.length; at += 160, frame++) {
      tap.frame(sound.subarray(at, at + 160), { timeMs: 1_000_000 + frame * 20, concealed: false, absent: false });
    }
    tap.tell({ note: 'transcript', text: 'hello how can i help you', sinceSeconds: 1.2, endSeconds: 2, final: true });
    for (const bad of [{}, { text: 1, final: true }, { text: 'a' }, { text: 'a'.repeat(5000), final: true }]) {
      tap.tell({ note: 'transcript', ...bad });
    }
    tap.frame(quiet(0.02), { timeMs: 1_010_000, concealed: false, absent: false });
    const cue = heard.find((event) => (event as HearingEvent).kind === 'cue') as { sinceMs: number; cue: object };
    assert.ok(Math.abs(cue.sinceMs - 1_001_200) <= 20);
    assert.deepEqual(structuredClone(cue), cue);
  });
});
