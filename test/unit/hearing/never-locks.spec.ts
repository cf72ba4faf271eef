import assert from 'node:assert/strict';
import { FarEndTracker, type FarEnd } from '../../../lib/hearing';
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
  seconds,
  tone,
} from './support/audio';

const room = (length: number): Int16Array => looped(company('room-office'), length);
const music = company('music-lobby');
const otherMusic = company('music-waiting-room');
const ringback = (length: number): Int16Array => tone([440, 480], [2, 4], length);

interface Step {
  readonly what: string;
  readonly sound: Int16Array;
  /** What must be the verdict at the end of the step. */
  readonly label: FarEnd['label'];
  /** Words told half a second after the step's sound, with its times. */
  readonly said?: string;
  readonly hard?: boolean;
}

/** Runs a call of steps through one tracker; every step's end is judged. */
function call(
  steps: readonly Step[],
  between: (tracker: FarEndTracker, step: Step) => void = () => undefined,
): FarEnd[] {
  const tracker = new FarEndTracker();
  const all: FarEnd[] = [];
  for (const step of steps) {
    const since = tracker.seconds;
    all.push(...labelsOf(hear(overTelephone(step.sound), tracker)));
    if (step.said !== undefined) {
      tracker.noteTranscript({ text: step.said, sinceSeconds: since + 0.3, endSeconds: tracker.seconds, final: true });
      all.push(...labelsOf(hear(room(0.1), tracker)));
    }
    assert.equal(tracker.current.label, step.label, `${step.what}: ${JSON.stringify(tracker.current)}`);
    if (step.hard !== undefined) assert.equal(tracker.current.confidence >= 0.8, step.hard, step.what);
    between(tracker, step);
  }
  return all;
}

const hold = (sound: Int16Array, length = 10): Step => ({
  what: 'hold music',
  sound: looped(sound, length),
  label: 'music',
});
const menu: Step = {
  what: 'menu',
  sound: joined(quiet(0.5), company('acme-main-menu')),
  label: 'ivr_prompt',
};
const announcement: Step = {
  what: 'announcement',
  sound: joined(quiet(0.3), company('acme-queue-first')),
  label: 'ivr_prompt',
};
const speaks = (who: string, said: string): Step => ({
  what: who,
  sound: joined(quiet(0.5), person(who)),
  said,
  label: 'live_human',
  hard: true,
});

describe('a call that goes on', () => {
  it('menu, hold, person, hold again, another person, transfer with ringing, a third person', () => {
    call([
      menu,
      hold(music),
      announcement,
      hold(music),
      speaks('carl-greet', 'hello this is carl how can i help you'),
      hold(music),
      speaks('jane-greet', 'thanks for holding my name is jane'),
      { what: 'transfer', sound: joined(quiet(0.6), ringback(8)), label: 'ringing' },
      speaks('carl-reply', 'good morning who am i speaking with'),
      hold(otherMusic),
      announcement,
      { what: 'silence', sound: quiet(8), label: 'silence' },
      speaks('jane-reply', 'hello are you there'),
      { what: 'hung up', sound: tone([480, 620], [0.5, 0.5], 5), label: 'busy' },
    ]);
  });

  it('persons after every kind of wait, told by sound and the answer to our line alone', () => {
    const tracker = new FarEndTracker();
    // Each voice once: what is heard twice is a recording.
    const waits = [
      joined(looped(music, 8), quiet(0.4), company('acme-queue-first'), quiet(0.3), looped(music, 8)),
      joined(looped(otherMusic, 6), quiet(0.3), ringback(9)),
    ];
    waits.forEach((wait, i) => {
      const [greet, reply] = i % 2 === 0 ? ['carl-greet', 'carl-reply'] : ['jane-greet', 'jane-reply'];
      hear(overTelephone(joined(wait, quiet(0.6))), tracker);
      assert.notEqual(tracker.current.label, 'live_human', `wait ${i}`);
      hear(overTelephone(joined(person(greet), room(1.6))), tracker);
      tracker.noteOwn('speech', true);
      hear(room(1.2), tracker);
      tracker.noteOwn('speech', false);
      tracker.noteProbe();
      hear(overTelephone(joined(room(0.3), person(reply), room(0.2))), tracker);
      assert.equal(tracker.current.label, 'live_human', `person ${i}`);
      assert.ok(tracker.current.confidence >= 0.8, `person ${i}`);
    });
  });

  it('does not take the announcements of an hour for a person once their words are known', () => {
    const words = {
      'acme-queue-first': 'thank you for calling all of our agents are busy',
      'acme-queue-second': 'thank you for holding you are next in line',
      'acme-please-hold': 'please hold while we connect your call',
    };
    const steps: Step[] = [];
    for (let round = 0; round < 4; round++) {
      for (const [name, said] of Object.entries(words)) {
        steps.push(hold(round % 2 === 0 ? music : otherMusic, 8));
        steps.push({ what: name, sound: joined(quiet(0.4), company(name)), said, label: 'ivr_prompt' });
      }
    }
    const labels = call(steps);
    assert.deepEqual(
      labels.filter(({ label, confidence }) => label === 'live_human' && confidence >= 0.8),
      [],
    );
  });

  it('a person right after an announcement heard before, in a queue that is never still', () => {
    const known = company('acme-queue-first');
    const played = [looped(music, 6), quiet(0.3), known, quiet(2), looped(music, 5), quiet(0.4), known, quiet(0.9)];
    const background = (sound: Int16Array): Int16Array => {
      const noise = room(seconds(sound));
      return overTelephone(sound.map((x, i) => x + Math.round(1.5 * noise[i]!)));
    };
    const before = joined(...played);
    const all = background(joined(before, person('jane-greet'), quiet(1)));
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.9) });
    hear(all.subarray(0, before.length), tracker);
    assert.equal(tracker.current.label, 'ivr_prompt');
    const heard = labelsOf(hear(all.subarray(before.length), tracker));
    assert.ok(
      heard.some(({ label, confidence }) => label === 'live_human' && confidence >= 0.8),
      JSON.stringify(heard),
    );
  });

  it('goes on after a false alarm was called one', () => {
    const tracker = new FarEndTracker({ humanModel: everyVoice(0.95) });
    const alarm = (): Int16Array => overTelephone(joined(quiet(0.6), company('robert-greeting'), room(4)));
    hear(overTelephone(looped(music, 8)), tracker);
    hear(alarm(), tracker);
    assert.equal(tracker.current.label, 'live_human');
    tracker.noteFalseAlarm();
    hear(overTelephone(looped(music, 8)), tracker);
    assert.equal(tracker.current.label, 'music');
    const from = tracker.seconds;
    const again = labelsOf(hear(alarm(), tracker)).filter(({ label }) => label === 'live_human');
    assert.deepEqual(again, [], 'the same recording again');
    hear(overTelephone(joined(looped(otherMusic, 8), quiet(0.6), person('jane-greet'), room(4))), tracker);
    assert.equal(tracker.current.label, 'live_human');
    assert.ok(tracker.current.sinceSeconds > from + seconds(alarm()) + 8);
  });
});
