import assert from 'node:assert/strict';
import type { FakeLeg } from '../../support/fake-line';
import { fakeSpeech } from '../../support/fake-speech';
import { FORGETFUL } from '../../../lib/gateway/call-memory';
import type { JobReport, TimelineEntry } from '../../../lib/gateway/gateway.types';
import { answeredCall, house, outputs, owner } from './gateway-house';
import type { House } from './gateway-house';

const CLOSED = 'our offices are closed please call again tomorrow goodbye';

/** The company says its last words, and hangs up before the recogniser could know that they were the last. */
async function saysAndHangsUp(h: House, leg: FakeLeg, seconds = 4, end?: 'cut off'): Promise<void> {
  const sinceMs = h.clock.now();
  const since = { sinceSeconds: leg.audioSeconds, sinceMs };
  const now = (): { atSeconds: number; atMs: number } => ({ atSeconds: leg.audioSeconds, atMs: h.clock.now() });
  leg.observer.onHeard({ kind: 'utterance-start', ...since, ...now() });
  leg.observer.onHeard({ kind: 'far-end', label: 'ivr_prompt', confidence: 0.9, evidence: [], ...since, ...now() });
  await leg.arrives(h.clock, seconds);
  if (end === undefined) {
    const ended = { endSeconds: leg.audioSeconds, endMs: h.clock.now() };
    leg.observer.onHeard({ kind: 'utterance-end', ...ended, ...since, ...now() });
    await leg.arrives(h.clock, 0.3);
  }
  leg.end({ reason: 'remote-hangup', text: 'BYE' });
}

describe('the last words before the company hangs up', () => {
  it('are told, and the walk knows why it failed', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    h.gateway.transcribe(callId, {}, owner);
    speech.recogniser.texts.push(CLOSED);
    await saysAndHangsUp(h, leg);
    const endedAt = h.clock.now();
    assert.equal(h.gateway.call(callId)!.state, 'ended');
    await h.clock.advance(5000);
    const timeline = h.gateway.timeline(callId);
    assert.deepEqual(
      timeline.slice(-3).map(({ topic, payload }) => [topic, payload]),
      [
        ['transcript/final', CLOSED],
        ['ivr/failed', 'closed'],
        ['call/ended', 'remote-hangup'],
      ],
    );
    const ends = h.reports.filter(({ final }) => final).map(({ kind, topic, payload }) => [kind, topic, payload]);
    assert.deepEqual(ends, [
      ['navigate', 'ivr/failed', 'closed'],
      ['call', 'call/ended', 'remote-hangup'],
      ['transcribe', 'call/ended', 'remote-hangup'],
    ]);
    const { details } = h.reports.find(({ kind, final }) => kind === 'navigate' && final)!;
    assert.deepEqual(details, { why: 'the company says it is closed' });
    assert.equal(h.gateway.call(callId)!.endedAt, endedAt);
    assert.ok(timeline.every(({ at }) => at <= endedAt));
    assert.equal(timeline.at(-1)!.at, endedAt);
  });

  it('tell why it failed, also when they are cut off before hearing knew their end', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    speech.recogniser.later = (say) => void h.clock.setTimeout(say, 400);
    const { leg, callId } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push(CLOSED);
    await saysAndHangsUp(h, leg, 6, 'cut off');
    await h.clock.advance(3000);
    assert.deepEqual(
      h.reports.filter(({ kind, final }) => kind === 'navigate' && final).map(({ payload }) => payload),
      ['closed'],
    );
  });

  it('of a slow recogniser are waited for a second and a half, and no longer', async () => {
    for (const [lateMs, told] of [
      [1200, true],
      [4000, false],
    ] as const) {
      const speech = fakeSpeech();
      const h = house({}, { speech });
      speech.recogniser.later = (say) => void h.clock.setTimeout(say, lateMs);
      const { callId, leg } = await answeredCall(h);
      h.gateway.detectHuman(callId, {}, owner);
      speech.recogniser.texts.push(CLOSED);
      await saysAndHangsUp(h, leg);
      const endedAt = h.clock.now();
      assert.ok(!outputs(h.reports).includes('ended call/ended'));
      await h.clock.advance(1600);
      assert.ok(outputs(h.reports).includes('ended call/ended'));
      assert.ok(outputs(h.reports).includes('ended hold/ended'));
      await h.clock.advance(5000);
      const topics = h.gateway.timeline(callId).map(({ topic }) => topic);
      assert.equal(topics.includes('transcript/final'), told);
      assert.equal(topics.at(-1), 'call/ended');
      assert.equal(h.gateway.timeline(callId).at(-1)!.at, endedAt);
    }
  });

  it('are answered by nobody: the line is gone', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push('for billing press one for sales press two');
    await saysAndHangsUp(h, leg);
    await h.clock.advance(10_000);
    assert.deepEqual(leg.sent, []);
    assert.deepEqual(
      h.reports.filter(({ kind, final }) => kind === 'navigate' && final).map(({ payload }) => payload),
      ['call-ended'],
    );
    assert.doesNotMatch(JSON.stringify(h.gateway.timeline(callId)), /ivr\/pressed|ivr\/reached/);
  });

  it('a queue announced with them was not reached', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push('please hold while we connect you to the next available agent');
    await saysAndHangsUp(h, leg);
    await h.clock.advance(10_000);
    assert.ok(!outputs(h.reports).includes('reached ivr/reached'));
  });

  it('nothing is waited for when nobody is speaking, nor when we hang up', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const quiet = await answeredCall(h);
    quiet.leg.end({ reason: 'remote-hangup', text: 'BYE' });
    assert.ok(outputs(h.reports).includes('ended call/ended'));
    h.reports.length = 0;
    const ours = await answeredCall(h);
    ours.leg.speaks(h.clock.now());
    await ours.leg.arrives(h.clock, 1);
    await h.gateway.act(ours.callId, 'hangup');
    assert.ok(outputs(h.reports).includes('ended call/ended'));
  });

  it('the user is not left on the line meanwhile, and what two people said stays theirs', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.transcribe(callId, {}, { id: 'ears', input: {} });
    h.gateway.connectUser(callId, {}, owner);
    await h.clock.advance(0);
    const user = h.line.legs[1]!;
    user.answer();
    await h.clock.advance(10);
    speech.recogniser.texts.push('goodbye then');
    await saysAndHangsUp(h, leg, 2);
    await h.clock.advance(0);
    assert.ok(user.hungUp);
    await h.clock.advance(2000);
    assert.ok(h.gateway.timeline(callId).some(({ payload }) => payload === 'goodbye then'));

    const unheard = await answeredCall(h);
    h.gateway.connectUser(unheard.callId, {}, owner);
    await h.clock.advance(0);
    h.line.legs.at(-1)!.answer();
    await h.clock.advance(10);
    speech.recogniser.texts.splice(0, Infinity, 'between the two of us');
    await saysAndHangsUp(h, unheard.leg, 2);
    await h.clock.advance(5000);
    assert.doesNotMatch(JSON.stringify(h.gateway.timeline(unheard.callId)), /two of us/);
  });

  it('a gateway that closes waits for none, and keeps the call', async () => {
    const speech = fakeSpeech();
    const kept: (readonly TimelineEntry[])[] = [];
    const memory = {
      ...FORGETFUL,
      keepCall: (_n: string, _c: unknown, timeline: readonly TimelineEntry[]) => void kept.push(timeline),
    };
    const h = house({ storageFolder: 'kept' }, { speech, memory });
    speech.recogniser.later = () => undefined;
    const { leg } = await answeredCall(h);
    await saysAndHangsUp(h, leg);
    assert.equal(kept.length, 0);
    const closing = h.gateway.close();
    await h.clock.advance(0);
    assert.equal(kept.length, 1);
    assert.equal(kept[0]!.at(-1)!.payload, 'remote-hangup');
    await h.clock.advance(3000);
    await closing;
  });

  describe('during hold', () => {
    const heldUntil = async (
      texts: readonly string[],
      act: (h: House, leg: FakeLeg) => Promise<void> = (h, leg) => saysAndHangsUp(h, leg),
    ): Promise<{ h: House; callId: string; end: JobReport | undefined }> => {
      const speech = fakeSpeech();
      const h = house({}, { speech });
      const { callId, leg } = await answeredCall(h);
      h.gateway.detectHuman(callId, {}, owner);
      speech.recogniser.texts.push(...texts);
      await act(h, leg);
      await h.clock.advance(2000);
      return { h, callId, end: h.reports.find(({ kind, final }) => kind === 'hold' && final) };
    };

    for (const [words, reason] of [
      [CLOSED, 'closed'],
      ['there is no one available to take your call please try again later', 'closed'],
      ['all of our agents are busy please try your call again later goodbye', 'closed'],
      ['unsere geschaftszeiten sind montag bis freitag auf wiederhoren', 'closed'],
      ['please leave a message after the tone', 'voicemail'],
      ['the number you have dialed is not in service', 'not-in-service'],
    ] as const) {
      it(`are the reason of the end: "${words}"`, async () => {
        const { h, callId, end } = await heldUntil([words]);
        assert.deepEqual([end?.topic, end?.payload], ['hold/ended', reason]);
        const evidence = (end?.details as { evidence: string[] }).evidence;
        assert.equal(evidence[1], `said: ${words}`);
        assert.match(evidence[0]!, /closed|mailbox|not in service/);
        const call = h.gateway.call(callId)!;
        assert.equal(call.endReason, 'remote-hangup');
        assert.ok(call.endText!.includes(words), call.endText);
        const [ended, last] = h.gateway.timeline(callId).slice(-2);
        assert.deepEqual([ended!.topic, ended!.payload, last!.topic], ['hold/ended', reason, 'call/ended']);
        assert.ok(last!.evidence![0]!.includes(words));
      });
    }

    it('are the reason in two breaths, and cut off', async () => {
      const { end } = await heldUntil(['we are closed', 'thank you for calling goodbye'], async (h, leg) => {
        await leg.says(h.clock, 2);
        await saysAndHangsUp(h, leg, 3, 'cut off');
      });
      assert.equal(end?.payload, 'closed');
    });

    it('are the reason where a busy tone follows instead of a hang-up', async () => {
      const { end } = await heldUntil([CLOSED], async (h, leg) => {
        await leg.says(h.clock, 4);
        leg.hears('busy', 0.95, h.clock.now());
        await h.clock.advance(21_000);
      });
      assert.deepEqual([end?.topic, end?.payload], ['hold/ended', 'closed']);
    });

    for (const [what, texts] of [
      ['an announcement of the queue', ['thank you for holding your call is important to us']],
      ['a queue with hours', ['our hours are nine to five your call will be answered in the order it was received']],
      ['a mailbox on offer', ['to leave a message press one or stay on the line for the next agent']],
      ['nothing understood', ['']],
    ] as const) {
      it(`are not the reason: ${what}`, async () => {
        const { h, callId, end } = await heldUntil(texts);
        assert.deepEqual([end?.topic, end?.payload, end?.details], ['hold/ended', 'remote-hangup', undefined]);
        assert.equal(h.gateway.call(callId)!.endText, 'BYE');
      });
    }

    it('are not the reason when the music came back, nor long afterwards', async () => {
      for (const [label, seconds] of [
        ['music', 5],
        ['silence', 15],
      ] as const) {
        const { end } = await heldUntil(['our hours are nine to five monday to friday'], async (h, leg) => {
          await leg.says(h.clock, 4);
          leg.hears(label, 0.95, h.clock.now());
          await leg.arrives(h.clock, seconds);
          leg.end({ reason: 'remote-hangup', text: 'BYE' });
        });
        assert.equal(end?.payload, 'remote-hangup', label);
      }
    });

    it('are not the reason when we hang up, nor what a person said', async () => {
      const ours = await heldUntil([CLOSED], async (h, leg) => {
        await leg.says(h.clock, 4);
        await h.gateway.act(h.gateway.calls()[0]!.id, 'hangup');
      });
      assert.equal(ours.end?.payload, 'completed');
      const person = await heldUntil(['we are closed tomorrow goodbye'], async (h, leg) => {
        leg.hears('live_human', 0.95, h.clock.now());
        await saysAndHangsUp(h, leg, 3, 'cut off');
      });
      assert.equal(person.end?.payload, 'remote-hangup');
    });
  });

  it('are the reason of a walk by fixed steps, too', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { steps: 'wait 2 wait 1' }, owner);
    speech.recogniser.texts.push(CLOSED);
    await saysAndHangsUp(h, leg, 4, 'cut off');
    await h.clock.advance(2000);
    const end = h.reports.find(({ kind, final }) => kind === 'navigate' && final);
    assert.deepEqual([end?.topic, end?.payload], ['ivr/failed', 'closed']);
    assert.deepEqual(end?.details, { why: 'the company says it is closed', prompt: CLOSED });
  });
});
