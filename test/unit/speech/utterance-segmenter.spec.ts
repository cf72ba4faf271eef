import assert from 'node:assert/strict';
import type { FarEndLabel, HearingEvent } from '../../../lib/hearing/far-end';
import { UtteranceSegmenter } from '../../../lib/speech/utterance-segmenter';
import type { SegmenterEvent } from '../../../lib/speech/utterance-segmenter';

const FRAME = 160;

/** A call of `seconds`: each sample tells its frame; the events come when their time is heard. */
function run(seconds: number, events: readonly HearingEvent[], options = {}): SegmenterEvent[] {
  const segmenter = new UtteranceSegmenter({ sampleRateHz: 8000, ...options });
  const out: SegmenterEvent[] = [];
  const left = [...events];
  for (let frame = 0; frame < seconds * 50; frame++) {
    const now = (frame + 1) / 50;
    const due = left.filter((event) => ('atSeconds' in event ? event.atSeconds : event.sinceSeconds) <= now + 1e-9);
    left.splice(0, due.length);
    out.push(...segmenter.push(new Int16Array(FRAME).fill(frame), due));
  }
  return [...out, ...segmenter.close()];
}

const label = (kind: FarEndLabel, atSeconds: number): HearingEvent => ({
  kind: 'far-end',
  label: kind,
  confidence: 0.9,
  sinceSeconds: atSeconds,
  atSeconds,
  evidence: [],
});
const start = (sinceSeconds: number): HearingEvent => ({
  kind: 'utterance-start',
  sinceSeconds,
  atSeconds: sinceSeconds + 0.3,
});
const end = (sinceSeconds: number, endSeconds: number): HearingEvent => ({
  kind: 'utterance-end',
  sinceSeconds,
  endSeconds,
  atSeconds: endSeconds + 0.4,
});
const kinds = (events: readonly SegmenterEvent[]): string[] =>
  events.filter(({ kind }) => kind !== 'audio').map(({ kind }) => kind);
const audioOf = (events: readonly SegmenterEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'audio' ? [...event.samples] : []));

describe('utterance segmenter', () => {
  it('begins 0.3 s before the first syllable and loses no sample after it', () => {
    const events = run(5, [start(1), label('ivr_prompt', 1.5), end(1, 3)]);
    const begin = events.find((event) => event.kind === 'begin')!;
    assert.equal(begin.sinceSeconds, 0.7);
    const audio = audioOf(events);
    assert.equal(audio[0], 35);
    const frames = audio.filter((_, index) => index % FRAME === 0);
    frames.forEach((frame, index) => assert.equal(frame, 35 + index));
    // The last syllable ended at 3.0; 0.95 s later the utterance is over.
    assert.ok(Math.abs(frames.at(-1)! - 3.95 * 50) <= 1);
  });

  for (const pause of [0.3, 0.45, 0.6]) {
    it(`keeps a menu whole over a pause of ${pause} s`, () => {
      // Hearing reports an end only for pauses of 0.4 s and more.
      const hearing =
        pause < 0.4
          ? [start(1), label('ivr_prompt', 1.6), end(1, 6)]
          : [start(1), label('ivr_prompt', 1.6), end(1, 3), start(3 + pause), end(3 + pause, 6)];
      const sorted = [...hearing].sort((a, b) => at(a) - at(b));
      assert.equal(kinds(run(8, sorted)).filter((kind) => kind === 'begin').length, 1);
      assert.equal(kinds(run(8, sorted)).filter((kind) => kind === 'finish').length, 1);
    });
  }

  it('tells of a pause so that a complete option can be acted upon at once', () => {
    const events = run(8, [start(1), label('ivr_prompt', 1.6), end(1, 3), start(3.5), end(3.5, 6)]);
    assert.deepEqual(kinds(events), ['begin', 'confirmed', 'pause', 'pause', 'finish']);
  });

  it('ends an utterance after 0.95 s of silence, dated by its last syllable', () => {
    const finish = run(5, [start(1), label('ivr_prompt', 1.6), end(1, 2.5)]).find(({ kind }) => kind === 'finish');
    assert.deepEqual(finish, { kind: 'finish', endSeconds: 2.5, reason: 'gap', speech: true });
  });

  it('calls nothing speech that hearing calls music', () => {
    const events = run(6, [label('music', 0.6), start(1), end(1, 2.5)]);
    const finish = events.find(({ kind }) => kind === 'finish');
    assert.ok(finish?.kind === 'finish' && !finish.speech);
    assert.ok(!kinds(events).includes('confirmed'));
  });

  it('drops an utterance that turns out to be music before it was sure of speech', () => {
    const events = run(8, [start(1), label('music', 1.8)]);
    const finish = events.find(({ kind }) => kind === 'finish');
    assert.ok(finish?.kind === 'finish' && finish.reason === 'not-speech' && !finish.speech);
  });

  it('keeps the words of a prompt when music follows it without a pause', () => {
    const events = run(8, [start(1), label('ivr_prompt', 1.6), label('music', 4)]);
    const finish = events.find(({ kind }) => kind === 'finish');
    assert.ok(finish?.kind === 'finish' && finish.reason === 'not-speech' && finish.speech);
  });

  it('takes a prompt up again that was called music for a moment, without losing a sample', () => {
    const events = run(12, [
      start(1),
      label('ivr_prompt', 1.6),
      label('music', 4),
      label('ivr_prompt', 5.4),
      end(1, 10),
    ]);
    assert.deepEqual(kinds(events), ['begin', 'confirmed', 'finish', 'begin', 'confirmed', 'pause', 'finish']);
    const frames = audioOf(events).filter((_, index) => index % FRAME === 0);
    frames.forEach((frame, index) => assert.equal(frame, 35 + index));
    assert.ok(frames.at(-1)! >= 10 * 50);
  });

  it('takes it up from where it was left, though hearing is sure again only later', () => {
    const events = run(14, [
      start(1),
      label('ivr_prompt', 1.6),
      label('music', 4),
      label('ivr_prompt', 8.9),
      end(1, 12),
    ]);
    const begins = events.filter((event) => event.kind === 'begin').map(({ sinceSeconds }) => sinceSeconds);
    assert.equal(begins.length, 2);
    assert.ok(Math.abs(begins[1]! - 5.2) < 0.03, `${begins[1]!}`);
  });

  it('gives what was dropped as music as a whole, when it turns out to be speech after all', () => {
    const events = run(8, [label('music', 0.5), start(1), label('ivr_prompt', 3.5), end(1, 6)]);
    const finishes = events.filter((event) => event.kind === 'finish');
    assert.deepEqual(
      finishes.map(({ speech }) => speech),
      [false, true],
    );
    const begins = events.filter((event) => event.kind === 'begin').map(({ sinceSeconds }) => sinceSeconds);
    assert.ok(begins[1]! <= 0.7 + 1e-9, `${begins[1]!}`);
  });

  describe('when we answer what is being said', () => {
    const LOUD = 4000;
    const QUIET = 20;

    /** Speech from 1 s to 6 s but for these quiet frames; we answer at 3 s. */
    function answered(quietFrames: readonly number[], events: readonly HearingEvent[]): SegmenterEvent[] {
      const segmenter = new UtteranceSegmenter({ sampleRateHz: 8000 });
      const out: SegmenterEvent[] = [];
      const left = [...events];
      for (let frame = 0; frame < 400; frame++) {
        const spoken = frame >= 50 && frame < 300 && !quietFrames.includes(frame);
        const level = spoken ? LOUD : QUIET;
        const samples = Int16Array.from({ length: FRAME }, (_, index) => (index % 2 === 0 ? level : -level));
        const due = left.filter((event) => at(event) <= (frame + 1) / 50 + 1e-9);
        left.splice(0, due.length);
        if (frame === 150) segmenter.answered();
        out.push(...segmenter.push(samples, due));
      }
      return [...out, ...segmenter.close()];
    }

    const talksOn = [start(1), label('ivr_prompt', 1.6), end(1, 6)];
    const reasons = (events: readonly SegmenterEvent[]): string[] =>
      events.flatMap((event) => (event.kind === 'finish' ? [event.reason] : []));

    it('the next prompt is an utterance of its own, from the splice between the two on', () => {
      const events = answered([158, 159, 170, 171], talksOn);
      assert.deepEqual(kinds(events), ['begin', 'confirmed', 'finish', 'begin', 'confirmed', 'pause', 'finish']);
      assert.deepEqual(reasons(events), ['answered', 'gap']);
      const begins = events.flatMap((event) => (event.kind === 'begin' ? [event.sinceSeconds] : []));
      assert.ok(begins[1]! > 3.15 && begins[1]! < 3.21, `${begins[1]}`);
      // No sample is lost from there until the first frame that ends 0.95 s after the last syllable.
      const first = events.findIndex(({ kind }) => kind === 'finish');
      const next = audioOf(events.slice(first));
      assert.equal(next.length, Math.round((6.96 - begins[1]!) * 8000));
    });

    it('a company that talks on without a breath, or stops later, is not cut', () => {
      assert.deepEqual(reasons(answered([], talksOn)), ['gap']);
      assert.deepEqual(reasons(answered([148, 149, 158, 205, 206], talksOn)), ['gap']);
    });

    it('what it says after a pause is another utterance, though it is soon', () => {
      const pauses = [start(1), label('ivr_prompt', 1.6), end(1, 2.5), start(3.3), end(3.3, 6)];
      const quiet = Array.from({ length: 40 }, (_, index) => 125 + index);
      const events = answered(quiet, pauses);
      assert.deepEqual(reasons(events), ['answered', 'gap']);
      assert.equal(kinds(events).filter((kind) => kind === 'begin').length, 2);
    });
  });

  it('leaves out real music between two prompts of one breath', () => {
    const events = run(20, [
      start(1),
      label('ivr_prompt', 1.6),
      label('music', 4),
      label('ivr_prompt', 14),
      end(1, 18),
    ]);
    const begins = events.filter((event) => event.kind === 'begin').map(({ sinceSeconds }) => sinceSeconds);
    assert.equal(begins.length, 2);
    assert.ok(Math.abs(begins[1]! - 13.7) < 0.03, `${begins[1]!}`);
  });

  it('begins nothing because of a label while nobody speaks', () => {
    const events = run(12, [start(1), label('ivr_prompt', 1.6), end(1, 3), label('music', 5), label('ivr_prompt', 7)]);
    assert.equal(kinds(events).filter((kind) => kind === 'begin').length, 1);
  });

  it('hears a prompt that begins while the label still says music', () => {
    const events = run(6, [label('music', 0.6), start(2), label('ivr_prompt', 2.9), end(2, 4)]);
    assert.deepEqual(kinds(events), ['begin', 'confirmed', 'pause', 'finish']);
  });

  it('ends a long utterance at its next pause, and goes on in a new one', () => {
    const events = run(25, [start(1), label('ivr_prompt', 1.6), end(1, 17), start(17.5), end(17.5, 20)]);
    const finishes = events.filter((event) => event.kind === 'finish');
    assert.deepEqual(
      finishes.map(({ reason }) => reason),
      ['long', 'gap'],
    );
  });

  it('cuts speech without a pause at the cap without losing a sample', () => {
    const events = run(40, [start(1), label('ivr_prompt', 1.6)]);
    assert.deepEqual(kinds(events), ['begin', 'confirmed', 'finish', 'begin', 'confirmed', 'finish']);
    const frames = audioOf(events).filter((_, index) => index % FRAME === 0);
    frames.forEach((frame, index) => assert.equal(frame, 35 + index));
  });

  it('counts a short word before the label has changed from silence', () => {
    const finish = run(3, [label('silence', 0.4), start(1), end(1, 1.3)]).find(({ kind }) => kind === 'finish');
    assert.ok(finish?.kind === 'finish' && finish.speech);
  });
});

function at(event: HearingEvent): number {
  return 'atSeconds' in event ? event.atSeconds : event.sinceSeconds;
}
