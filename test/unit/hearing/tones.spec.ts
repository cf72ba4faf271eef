import assert from 'node:assert/strict';
import { FarEndTracker, type HearingEvent } from '../../../lib/hearing';
import { company, hear, joined, labelAt, labelsOf, overTelephone, person, quiet, tone } from './support/audio';

/** National tones as E.180 Supplement 2 lists them. */
const RINGBACK: Record<string, [number[], number[]]> = {
  'North America': [
    [440, 480],
    [2, 4],
  ],
  'United Kingdom': [
    [400, 450],
    [0.4, 0.2, 0.4, 2],
  ],
  'Germany (ETSI)': [[425], [1, 4]],
  France: [[440], [1.5, 3.5]],
  Spain: [[425], [1.5, 3]],
  Italy: [[425], [1, 4]],
  Japan: [
    [384, 416],
    [1, 2],
  ],
  Australia: [
    [400, 425, 450],
    [0.4, 0.2, 0.4, 2],
  ],
};
const BUSY: Record<string, [number[], number[]]> = {
  'North America': [
    [480, 620],
    [0.5, 0.5],
  ],
  'North America, reorder': [
    [480, 620],
    [0.25, 0.25],
  ],
  'United Kingdom': [[400], [0.375, 0.375]],
  'Germany (ETSI)': [[425], [0.48, 0.48]],
  'Germany, congestion': [[425], [0.24, 0.24]],
  France: [[440], [0.5, 0.5]],
  Spain: [[425], [0.2, 0.2]],
  Italy: [[425], [0.5, 0.5]],
  Japan: [[400], [0.5, 0.5]],
  Australia: [[425], [0.375, 0.375]],
};

describe('hearing tones', () => {
  for (const [country, [hz, cadence]] of Object.entries(RINGBACK)) {
    it(`knows the ringback of ${country}, through its pauses`, () => {
      const events = hear(overTelephone(joined(quiet(1), tone(hz, cadence, 12))));
      const labels = labelsOf(events);
      const ringing = labels.find((event) => event.label === 'ringing');
      assert.ok(ringing, 'never said ringing');
      assert.ok(ringing.atSeconds < 2, `said so at ${ringing.atSeconds}`);
      assert.ok(Math.abs(ringing.sinceSeconds - 1) < 0.1, `dated ${ringing.sinceSeconds}`);
      assert.deepEqual([...new Set(labels.filter((event) => event.atSeconds > 2).map((event) => event.label))], []);
    });
  }

  for (const [country, [hz, cadence]] of Object.entries(BUSY)) {
    it(`knows the busy tone of ${country}`, () => {
      const events = hear(overTelephone(joined(quiet(1), tone(hz, cadence, 8))));
      const busy = labelsOf(events).find((event) => event.label === 'busy');
      assert.ok(busy && busy.atSeconds < 2.3, `said so at ${busy?.atSeconds}`);
      assert.equal(
        labelsOf(events).some((event) => event.label === 'ringing'),
        false,
      );
      assert.equal(labelAt(events, 8.9), 'busy');
    });
  }

  it('knows special information tones', () => {
    const events = hear(
      overTelephone(
        joined(quiet(1), tone([950], [1], 0.33), tone([1400], [1], 0.33), tone([1800], [1], 0.33), quiet(2)),
      ),
    );
    const sit = labelsOf(events).find((event) => event.label === 'sit');
    assert.ok(sit && Math.abs(sit.sinceSeconds - 1) < 0.1);
    assert.equal(labelAt(events, 4), 'silence');
  });

  it('ends ringing when somebody speaks', () => {
    const events = hear(joined(tone([440, 480], [2, 4], 8), person('carl-greet'), quiet(1)));
    assert.equal(labelAt(events, 8), 'ringing');
    assert.notEqual(labelAt(events, 10), 'ringing');
  });

  it('knows one double ring between hold music and an answer', () => {
    const music = overTelephone(company('music-lobby'));
    const ring = tone([400, 450], [0.4, 0.2, 0.4, 2], 2.4);
    const from = music.length / 8000 + 0.3;
    const events = labelsOf(hear(joined(music, quiet(0.3), overTelephone(ring), person('carl-greet'))));
    const heard = events.find((event) => event.label === 'ringing');
    assert.ok(heard && Math.abs(heard.sinceSeconds - from) < 0.15, JSON.stringify(heard));
  });

  it('knows special information tones whose first tone has a hole', () => {
    const sit = joined(tone([985.2], [9], 0.33), tone([1370.6], [9], 0.33), tone([1776.7], [9], 0.33));
    sit.fill(0, 1500, 1820);
    const events = hear(joined(quiet(1), overTelephone(sit), quiet(1)));
    assert.ok(labelsOf(events).some((event) => event.label === 'sit'));
  });

  it('names a fax, a dial tone and a beep', () => {
    const signalOf = (...parts: Int16Array[]): (string | false)[] =>
      hear(joined(quiet(1), ...parts, quiet(1)))
        .map((event) => event.kind === 'signal' && event.signal)
        .filter(Boolean);
    assert.deepEqual(signalOf(tone([2100], [3], 2.6)), ['fax-answer']);
    assert.deepEqual(signalOf(tone([1100], [0.5, 3], 0.5)), ['fax-calling']);
    assert.deepEqual(signalOf(tone([350, 440], [9], 2)), ['dial-tone']);
    assert.deepEqual(signalOf(tone([1000], [0.3, 9], 0.3)), ['beep']);
  });

  it('hears no call progress in music', () => {
    for (const name of ['music-lobby', 'music-waiting-room']) {
      const labels = labelsOf(hear(overTelephone(joined(company(name), company(name)))));
      assert.deepEqual(
        labels.filter((event) => ['ringing', 'busy', 'sit', 'dtmf'].includes(event.label)),
        [],
      );
    }
  });
});

describe('hearing DTMF', () => {
  const FREQUENCIES: Record<string, [number, number]> = {
    '1': [697, 1209],
    '5': [770, 1336],
    '9': [852, 1477],
    D: [941, 1633],
    '*': [941, 1209],
    '0': [941, 1336],
    '#': [941, 1477],
    A: [697, 1633],
  };
  const digits = (events: readonly HearingEvent[]): (HearingEvent & { kind: 'digit' })[] =>
    events.flatMap((event) => (event.kind === 'digit' ? [event] : []));
  const dialled = (durationSeconds: number): Int16Array =>
    joined(quiet(0.5), ...Object.values(FREQUENCIES).flatMap((pair) => [tone(pair, [9], durationSeconds), quiet(0.1)]));

  for (const duration of [0.05, 0.12, 0.25]) {
    it(`reads digits of ${duration * 1000} ms, each with its duration and begin`, () => {
      const heard = digits(hear(overTelephone(dialled(duration))));
      assert.deepEqual(
        heard.map((event) => event.digit),
        Object.keys(FREQUENCIES),
      );
      heard.forEach((event, i) => {
        assert.ok(Math.abs(event.durationMs - duration * 1000) <= 20, `${event.digit} ${event.durationMs} ms`);
        assert.ok(
          Math.abs(event.sinceSeconds - (0.5 + i * (duration + 0.1))) <= 0.02,
          `${event.digit} at ${event.sinceSeconds}`,
        );
      });
    });
  }

  it('takes no digit out of voices and music', () => {
    for (const sound of [
      person('carl-reply'),
      person('jane-greet'),
      person('carl-greet'),
      company('acme-main-menu'),
      company('music-lobby'),
    ]) {
      assert.deepEqual(digits(hear(sound)), []);
    }
  });

  it('knows the echo of our own digits', () => {
    const tracker = new FarEndTracker();
    tracker.push(quiet(0.5));
    tracker.noteOwn('digit', true);
    const echoed = hear(joined(quiet(0.06), tone([697, 1209], [9], 0.16)), tracker);
    tracker.noteOwn('digit', false);
    echoed.push(...hear(joined(tone([697, 1209], [9], 0.06), quiet(0.5)), tracker));
    assert.deepEqual(
      echoed.filter((event) => event.kind === 'digit' || (event.kind === 'far-end' && event.label === 'dtmf')),
      [],
    );
    assert.equal(digits(hear(joined(tone([770, 1336], [9], 0.1), quiet(0.3)), tracker)).length, 1);
  });
});
