import assert from 'node:assert/strict';
import { FarEndTracker } from '../../../lib/hearing';
import { company, everyVoice, hear, joined, labelsOf, looped, overTelephone, person, quiet } from './support/audio';

const room = (length: number): Int16Array => looped(company('room-office'), length);
const music = overTelephone(company('music-lobby'));

interface Takeover {
  /** What the model says of every voice. */
  readonly probability: number;
  readonly hushSeconds: number;
}

/** Hold music, a hush, and two seconds of somebody whose words are understood as `text`; the level then. */
function levelOf(text: string, { probability, hushSeconds }: Takeover): 'none' | 'soft' | 'hard' {
  const tracker = new FarEndTracker({ humanModel: everyVoice(probability) });
  hear(joined(looped(music, 8), quiet(hushSeconds)), tracker);
  const sinceSeconds = tracker.seconds;
  hear(overTelephone(person('jane-greet').subarray(0, 16_000)), tracker);
  for (const final of [false, true]) {
    tracker.noteTranscript({ text, sinceSeconds, endSeconds: tracker.seconds, final, language: 'en' });
  }
  hear(room(0.1), tracker);
  const { label, confidence } = tracker.current;
  return label !== 'live_human' ? 'none' : confidence < 0.8 ? 'soft' : 'hard';
}

describe('a takeover after hold', () => {
  it('is confirmed by free talk out of a quiet line', () => {
    assert.equal(levelOf('he might even have been made', { probability: 0.2, hushSeconds: 0.6 }), 'hard');
  });

  it('needs a longer hush where the model rules a person out', () => {
    assert.equal(levelOf('he might even have been made', { probability: 0.043, hushSeconds: 0.6 }), 'hard');
    assert.equal(levelOf('he might even have been made', { probability: 0.025, hushSeconds: 0.6 }), 'none');
    assert.equal(levelOf('he might even have been made', { probability: 0.025, hushSeconds: 0.9 }), 'soft');
  });

  it('is left to our line where the model rules a person out', () => {
    assert.equal(levelOf('he might even have been made', { probability: 0.015, hushSeconds: 0.9 }), 'soft');
  });

  it('lasts while the same person pauses and speaks again, though the model doubts', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.1) });
    hear(joined(looped(music, 8), quiet(0.6)), tracker);
    const sinceSeconds = tracker.seconds;
    hear(overTelephone(person('jane-greet').subarray(0, 16_000)), tracker);
    const text = 'he might even have been made';
    tracker.noteTranscript({ text, sinceSeconds, endSeconds: tracker.seconds, final: true, language: 'en' });
    const events = hear(joined(room(1.3), overTelephone(person('jane-reply'))), tracker);
    assert.ok(events.some(({ kind }) => kind === 'utterance-start'));
    assert.deepEqual(
      labelsOf(events).map(({ label }) => label),
      ['live_human'],
    );
    assert.equal(tracker.current.label, 'live_human');
  });

  it('is none when the voice follows the music at once', () => {
    assert.equal(levelOf('he might even have been made', { probability: 0.2, hushSeconds: 0.2 }), 'none');
  });

  it('is none when the talk is of the trade', () => {
    assert.equal(levelOf('introducing the family plan', { probability: 0.2, hushSeconds: 0.9 }), 'none');
  });
});

describe('free talk of which the recogniser thinks better', () => {
  /** The level after two partial texts of the same voice. */
  const levelAfter = (first: string, then: string): boolean => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.2) });
    hear(joined(looped(music, 8), quiet(0.6)), tracker);
    const sinceSeconds = tracker.seconds;
    for (const [text, from, to] of [
      [first, 0, 8000],
      [then, 8000, 12_000],
    ] as const) {
      hear(overTelephone(person('jane-greet').subarray(from, to)), tracker);
      tracker.noteTranscript({ text, sinceSeconds, endSeconds: tracker.seconds, final: false, language: 'en' });
    }
    hear(room(0.1), tracker);
    return tracker.current.label === 'live_human' && tracker.current.confidence >= 0.8;
  };

  it('confirms, if it was free talk before', () => {
    assert.equal(levelAfter('pay by', 'he might even have'), true);
  });

  it('does not, if it was talk of the trade', () => {
    assert.equal(levelAfter('all of', 'he might even have'), false);
  });
});

describe('a voice that comes again after the music', () => {
  /** The level of what it says freely the second time, by what it said the first. */
  const secondTime = (firstWords: string): 'none' | 'soft' | 'hard' => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.05) });
    const say = (text: string, voice: Int16Array): void => {
      const sinceSeconds = tracker.seconds;
      hear(overTelephone(voice), tracker);
      for (let i = 0; i < 2; i++) {
        tracker.noteTranscript({ text, sinceSeconds, endSeconds: tracker.seconds, final: i > 0, language: 'en' });
      }
      hear(quiet(0.1), tracker);
    };
    hear(joined(looped(music, 8), quiet(0.8)), tracker);
    say(firstWords, company('acme-queue-first'));
    hear(joined(quiet(3), looped(music, 8), quiet(0.8)), tracker);
    say('he might even have been', company('acme-enter-account').subarray(0, 14_000));
    const { label, confidence } = tracker.current;
    return label !== 'live_human' ? 'none' : confidence < 0.8 ? 'soft' : 'hard';
  };

  it('is a person again, if it was one', () => {
    assert.equal(secondTime('hello this is jane how can i help you'), 'hard');
  });

  it('is worth our line, no more, if it announced', () => {
    assert.equal(secondTime('please stay on the line your call is important to us'), 'soft');
  });
});

describe('a direct answer', () => {
  it('is confirmed by the pause behind it, though the room is not still', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.08) });
    hear(quiet(0.7), tracker);
    const sinceSeconds = tracker.seconds;
    hear(overTelephone(person('jane-greet')), tracker);
    const text = 'he might even have been made a new boy';
    for (const final of [false, false]) {
      tracker.noteTranscript({ text, sinceSeconds, endSeconds: tracker.seconds, final, language: 'en' });
    }
    assert.notEqual(tracker.current.label, 'live_human');
    hear(room(0.4), tracker);
    assert.equal(tracker.current.label, 'live_human', JSON.stringify(tracker.current));
    assert.ok(tracker.current.confidence >= 0.8);
  });
});

describe('who says nothing to our line', () => {
  /** The levels that a greeting after hold, and the quiet behind it, raised, where the model doubts. */
  const levels = (probed: boolean): string[] => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.005) });
    hear(joined(looped(music, 8), quiet(0.6), overTelephone(person('jane-greet')), room(2)), tracker);
    if (probed) tracker.noteProbe();
    return hear(room(5), tracker).flatMap((event) =>
      event.kind === 'far-end' && event.label === 'live_human' ? [event.confidence >= 0.8 ? 'hard' : 'soft'] : [],
    );
  };

  it('is no person who waits: it may be a menu that waits for a key', () => assert.deepEqual(levels(true), []));

  it('is worth one where no line was said, but not confirmed', () => assert.deepEqual(levels(false), ['soft']));
});
