import assert from 'node:assert/strict';
import { fakeSpeech } from '../../support/fake-speech';
import { answeredCall, house, outputs, owner } from './gateway-house';

describe('what the company says', () => {
  it('reaches whoever transcribes, dated and in order, beside another job', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    assert.ok(h.gateway.detectHuman(callId, {}, owner).ok);
    assert.ok(h.gateway.transcribe(callId, { partials: true }, { id: 'ears', input: {} }).ok);
    const heard: [string, unknown][] = [];
    h.gateway.attachOwner('ears', ({ topic, payload }) => heard.push([topic, payload]));
    speech.recogniser.texts.push('thank you for calling', 'please hold');
    const beganMs = h.clock.now();
    await leg.says(h.clock);
    await leg.says(h.clock);
    assert.deepEqual(
      heard.filter(([topic]) => topic === 'transcript/final').map(([, text]) => text),
      ['thank you for calling', 'please hold'],
    );
    assert.ok(heard.some(([topic]) => topic === 'transcript/partial'));
    const entries = h.gateway.timeline(callId).filter(({ topic }) => topic === 'transcript/final');
    assert.equal(entries.length, 2);
    assert.ok(Math.abs(entries[0]!.since! - beganMs) < 350, `dated ${entries[0]!.since! - beganMs} ms after its begin`);
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
  });

  it('is told to hearing, so that words count beside sound', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { leg } = await answeredCall(h);
    speech.recogniser.texts.push('how can I help you');
    await leg.says(h.clock);
    const told = leg.notes.filter(({ note }) => note === 'transcript');
    assert.ok(told.some((note) => note.note === 'transcript' && note.final && note.text === 'how can I help you'));
  });

  it('is nobody`s business while the user talks, unless a flow transcribes', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.connectUser(callId, {}, owner);
    await h.clock.advance(0);
    h.line.legs[1]!.answer();
    await h.clock.advance(10);
    assert.equal(h.gateway.call(callId)!.activity, 'bridged');
    speech.recogniser.texts.push('my card number is 1');
    await leg.says(h.clock);
    assert.deepEqual(
      h.gateway.timeline(callId).filter(({ topic }) => topic.startsWith('transcript')),
      [],
    );
    h.gateway.transcribe(callId, {}, { id: 'ears', input: {} });
    speech.recogniser.texts.splice(0, Infinity, 'now it is wanted');
    await leg.says(h.clock);
    const finals = h.gateway.timeline(callId).filter(({ topic }) => topic === 'transcript/final');
    assert.deepEqual(
      finals.map(({ payload }) => payload),
      ['now it is wanted'],
    );
  });

  it('never shows a secret it repeats', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { steps: 'wait {{secret:account}}', secrets: { account: '4711815' } }, owner);
    speech.recogniser.texts.push('you entered four seven one one eight one five');
    await leg.says(h.clock);
    assert.doesNotMatch(JSON.stringify(h.gateway.timeline(callId)), /four seven|4711815/);
    assert.match(JSON.stringify(h.gateway.timeline(callId)), /you entered \[secret\]/);
  });

  it('is refused in words where nothing understands', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    const refused = h.gateway.transcribe(callId, {}, owner);
    assert.ok(!refused.ok && refused.code === 'no-speech-to-text');
    const walk = h.gateway.navigate(callId, { goal: 'billing' }, owner);
    assert.ok(!walk.ok && walk.code === 'no-speech-to-text');
  });

  it('a recogniser that fails is told once, and the call goes on', async () => {
    const speech = fakeSpeech();
    speech.recogniser.open = () =>
      Promise.resolve({ ok: false, code: 'unreachable', message: 'no connection', provider: 'fake' });
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    await leg.says(h.clock);
    await leg.says(h.clock);
    const faults = h.gateway.timeline(callId).filter(({ topic }) => topic === 'call/fault');
    assert.equal(faults.length, 1);
    assert.equal(h.gateway.call(callId)!.state, 'answered');
  });
});

describe('what we say', () => {
  it('is spoken by the gateway`s voice, and hearing knows it as ours', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    const done = await h.gateway.act(callId, 'say', 'My account is {{secret:account}}', { secrets: { account: '42' } });
    assert.ok(done.ok);
    assert.deepEqual(speech.voice.said, ['My account is 42']);
    assert.equal(leg.played.at(-1)?.kind, 'samples');
    assert.deepEqual(
      leg.notes.filter((note) => note.note === 'own').map((note) => note.note === 'own' && note.active),
      [true, false],
    );
    assert.ok(!JSON.stringify(h.gateway.timeline(callId)).includes('is 42'));
  });

  it('is refused in words without a voice, without text, and while the user talks', async () => {
    const h = house();
    const { callId } = await answeredCall(h);
    const mute = await h.gateway.act(callId, 'say', 'Hello');
    assert.ok(!mute.ok && mute.message.includes('voice'));
    const empty = await h.gateway.act(callId, 'say', ' ');
    assert.ok(!empty.ok && empty.code === 'no-text');
  });
});

describe('waiting on hold with words', () => {
  it('presses the key that keeps our place, once', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    speech.recogniser.texts.push('to continue holding press 3', 'your call is important to us');
    await leg.says(h.clock, 3);
    await leg.says(h.clock, 3);
    assert.deepEqual(leg.sent, ['3']);
    assert.ok(outputs(h.reports).includes('progress hold/pressed'));
  });

  it('does with what is understood so far when the last word is late', async () => {
    const speech = fakeSpeech();
    speech.recogniser.later = () => undefined;
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    speech.recogniser.texts.push('thank you for your patience press one');
    await leg.says(h.clock, 4);
    assert.deepEqual(leg.sent, []);
    await h.clock.advance(2500);
    assert.deepEqual(leg.sent, ['1']);
  });

  it('presses it again when the same recording comes again, whatever the recogniser makes of it', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    speech.recogniser.texts.push(
      'thank you for your patience press one',
      'ain t you for',
      'your call is important to us',
    );
    await leg.says(h.clock, 4);
    assert.deepEqual(leg.sent, ['1']);
    await leg.arrives(h.clock, 15);
    leg.repeats(h.clock, 19);
    await leg.says(h.clock, 4);
    await h.clock.advance(2000);
    assert.deepEqual(leg.sent, ['1', '1']);
    // Another announcement that is known, too: nothing was answered when it was heard first.
    await leg.arrives(h.clock, 15);
    leg.repeats(h.clock, 9);
    await leg.says(h.clock, 4);
    await h.clock.advance(5000);
    assert.deepEqual(leg.sent, ['1', '1']);
  });

  it('lets words that are still to come decide about a voice that has only left some quiet', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    let tell = (): void => undefined;
    speech.recogniser.later = (say) => (tell = say);
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    speech.recogniser.texts.push('thank you for your patience');
    await leg.says(h.clock, 3);
    leg.hears('live_human', 0.82, h.clock.now());
    await h.clock.advance(1000);
    tell();
    await h.clock.advance(100);
    leg.hears('ivr_prompt', 0.9, h.clock.now());
    await h.clock.advance(5000);
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    // Words that never come are not waited for, nor any where the evidence is strong.
    await leg.says(h.clock, 3);
    leg.hears('live_human', 0.82, h.clock.now());
    await h.clock.advance(2400);
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
    await h.clock.advance(200);
    assert.equal(h.gateway.call(callId)!.activity, 'with-human');
  });

  it('rings nobody when the words leave a mere suspicion', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    let tell = (): void => undefined;
    speech.recogniser.later = (say) => (tell = say);
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, {}, owner);
    speech.recogniser.texts.push('the latest news and offers are on our page');
    await leg.says(h.clock, 3);
    leg.hears('live_human', 0.82, h.clock.now());
    await h.clock.advance(1000);
    tell();
    await h.clock.advance(100);
    leg.hears('live_human', 0.5, h.clock.now());
    await h.clock.advance(5000);
    assert.equal(h.gateway.call(callId)!.activity, 'holding');
  });

  it('says the line of the flow to somebody who may be a person', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, { stallingLine: 'Hello, one moment please.' }, owner);
    leg.hears('live_human', 0.6, h.clock.now());
    await h.clock.advance(3000);
    assert.deepEqual(speech.voice.said, ['Hello, one moment please.']);
  });
});
