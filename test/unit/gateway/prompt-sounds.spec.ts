import assert from 'node:assert/strict';
import { PromptSounds } from '../../../lib/gateway/prompt-sounds';
import { company, joined, overTelephone, person, quiet, seconds } from '../hearing/support/audio';

const START_MS = 1_700_000_000_000;

/** In chunks of 60 ms, as the media worker hands audio on. */
function hear(sounds: PromptSounds, sound: Int16Array, fromMs = START_MS): number {
  let timeMs = fromMs;
  for (let at = 0; at + 480 <= sound.length; at += 480, timeMs += 60) {
    sounds.audio({ samples: sound.slice(at, at + 480), timeMs, framesConcealed: 0, framesAbsent: 0 });
  }
  return timeMs;
}

describe('PromptSounds', () => {
  const prompt = company('acme-queue-first');
  const first = new PromptSounds();
  const untilMs = hear(first, joined(quiet(1), prompt));
  const print = first.printOf(START_MS + 1000, untilMs)!;
  // The next call is not on the same 20 ms grid.
  const waits = joined(quiet(0.5), new Int16Array(73));

  it('knows a recording of an earlier call again, softer, within two seconds, and to its end', () => {
    const sounds = new PromptSounds();
    const softer = overTelephone(prompt.map((sample) => Math.round(sample * 0.5)));
    const atMs = hear(sounds, joined(waits, softer.slice(0, 2 * 8000)));
    assert.equal(sounds.compare(print, START_MS), 'same');
    hear(sounds, softer.slice(2 * 8000), atMs);
    assert.equal(sounds.compare(print, START_MS), 'same');
  });

  it('calls another voice another recording, and one with a new sentence in front, too', () => {
    const sounds = new PromptSounds();
    const atMs = hear(sounds, joined(waits, person('jane-greet').slice(0, 3 * 8000)));
    assert.equal(sounds.compare(print, START_MS), 'other');
    hear(sounds, prompt, atMs);
    assert.equal(sounds.compare(print, START_MS), 'other');
  });

  it('says nothing of silence, nor of the first syllables', () => {
    const sounds = new PromptSounds();
    const atMs = hear(sounds, quiet(4));
    assert.equal(sounds.compare(print, START_MS), 'unknown');
    hear(sounds, prompt.slice(0, 0.8 * 8000), atMs);
    assert.equal(sounds.compare(print, START_MS), 'unknown');
  });

  it('begins anew after an answer: what the company says until it stops is not counted', () => {
    const sounds = new PromptSounds();
    let atMs = hear(sounds, person('jane-greet'));
    sounds.answered();
    atMs = hear(sounds, person('carl-greet').slice(0, 0.6 * 8000), atMs);
    hear(sounds, prompt.slice(0, 3 * 8000), atMs);
    assert.equal(sounds.compare(print, START_MS), 'same');
  });

  it('compares what was said since the prompt began, not the announcement before it', () => {
    const sounds = new PromptSounds();
    const atMs = hear(sounds, joined(person('jane-greet'), quiet(3)));
    hear(sounds, prompt.slice(0, 3 * 8000), atMs);
    assert.equal(sounds.compare(print, atMs), 'same');
    assert.equal(sounds.compare(print, START_MS), 'other');
  });

  it('keeps a print of 30 s at most, and none of what it has not heard', () => {
    const long = new PromptSounds();
    const sound = joined(...Array.from({ length: Math.ceil(40 / seconds(prompt)) }, () => prompt));
    const endMs = hear(long, sound);
    assert.equal(long.printOf(START_MS, endMs)!.length, 8000);
    assert.equal(long.printOf(START_MS + 500, START_MS + 600), undefined);
    assert.equal(new PromptSounds().printOf(START_MS, START_MS + 5000), undefined);
  });
});
