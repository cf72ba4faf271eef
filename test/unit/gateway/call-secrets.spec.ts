import assert from 'node:assert/strict';
import { FORGETFUL } from '../../../lib/gateway/call-memory';
import { CallSecrets } from '../../../lib/gateway/call-secrets';
import type { PlaceRequest } from '../../../lib/gateway/gateway.types';
import { parseFlow } from '../../../lib/ivr/flows';
import type { FakeLeg } from '../../support/fake-line';
import { fakeSpeech } from '../../support/fake-speech';
import { house, owner } from './gateway-house';
import type { House } from './gateway-house';

const SECRETS = { pin: '2222', 'bank.pin': '918273', 'globex.pin': '1111', policy: 'AB12CD34' };

async function placed(h: House, request: Partial<PlaceRequest> = {}): Promise<{ callId: string; leg: FakeLeg }> {
  const started = h.gateway.placeCall({ to: '5550100', goal: 'billing', secrets: SECRETS, ...request }, owner);
  assert.ok(started.ok);
  await h.clock.advance(0);
  const leg = h.line.legs.at(-1)!;
  leg.answer();
  return { callId: started.call.id, leg };
}

describe('the secrets of a call', () => {
  it('are everybody`s and those of its tags, by their whole names and by what they are', () => {
    const secrets = new CallSecrets(['Globex'], SECRETS);
    assert.deepEqual(secrets.own, { pin: '1111', policy: 'AB12CD34', 'globex.pin': '1111' });
    assert.deepEqual(secrets.fill('{{secret:pin}}#'), { ok: true, text: '1111#' });
    assert.deepEqual(secrets.fill('{{secret:bank.pin}}#'), { ok: false, missing: ['bank.pin'] });
    assert.deepEqual(new CallSecrets([], SECRETS).facts, { pin: '2222', policy: 'AB12CD34' });
  });

  it('another company`s are refused with the tag that is missing', () => {
    const why = new CallSecrets(['globex'], SECRETS).whyMissing(['bank.pin', 'zip']);
    assert.match(why, /bank\.pin is for calls tagged "bank" only, and this call is tagged globex: add the tag "bank"/);
    assert.match(why, /There is no secret named zip/);
    assert.match(new CallSecrets([], SECRETS).whyMissing(['bank.pin']), /this call has no tags/);
    assert.doesNotMatch(why, /918273|1111/);
  });

  it('a flow cannot send another company`s', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await placed(h, { tags: ['globex'] });
    const words = 'welcome to globex please listen to all of our options for billing press one';
    const flow = {
      format: 1,
      id: 'shared',
      root: 'm',
      goals: ['billing'],
      steps: [{ kind: 'DTMF', id: 'm', transcriptPatterns: [words], digits: '{{secret:bank.pin}}#' }],
    };
    const refused = h.gateway.navigate(callId, { goal: 'billing', flow, secrets: SECRETS }, owner);
    assert.ok(!refused.ok && refused.code === 'no-secret' && refused.message.includes('"bank"'));
    const steps = h.gateway.navigate(callId, { steps: 'wait {{secret:bank.pin}}#', secrets: SECRETS }, owner);
    assert.ok(!steps.ok && steps.code === 'no-secret');
    speech.recogniser.texts.push(words);
    await leg.says(h.clock, 6);
    await h.clock.advance(8000);
    assert.deepEqual(leg.sent, []);
  });

  it('nor can one that was kept: the user is asked, and told the tag', async () => {
    const speech = fakeSpeech();
    const words = 'welcome to globex please listen to all of our options for billing press one';
    const kept = parseFlow({
      format: 1,
      id: 'kept',
      root: 'm',
      goals: ['billing'],
      numbers: ['5550100'],
      steps: [
        { kind: 'DTMF', id: 'm', transcriptPatterns: [words], digits: '{{secret:bank.pin}}#', next: ['q'] },
        { kind: 'HOLD', id: 'q' },
      ],
    });
    assert.ok(kept.ok);
    const h = house({ storageFolder: 'kept' }, { speech, memory: { ...FORGETFUL, flowOf: () => kept.flow } });
    const { callId, leg } = await placed(h, { tags: ['globex'] });
    assert.ok(h.gateway.navigate(callId, { goal: 'billing' }, owner).ok);
    speech.recogniser.texts.push(words);
    await leg.says(h.clock, 6);
    await h.clock.advance(4000);
    assert.ok(!leg.sent.join().includes('918273'));
    const asked = h.reports.find(({ output }) => output === 'ask-user');
    assert.match(String(asked?.payload), /bank\.pin is for calls tagged "bank" only/);
  });

  it('a value that is said as it is, is written down by its name', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId } = await placed(h);
    assert.ok((await h.gateway.act(callId, 'say', 'My policy is ab12cd34.')).ok);
    assert.deepEqual(speech.voice.said, ['My policy is ab12cd34.']);
    assert.match(JSON.stringify(h.gateway.timeline(callId)), /My policy is \{\{secret:policy\}\}\./);
    assert.doesNotMatch(JSON.stringify(h.gateway.timeline(callId)), /ab12cd34/i);
  });

  it('are marked for the voice, however they got into the text: it must not leave the house', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId } = await placed(h, { secrets: { ...SECRETS, digit: '7' } });
    const texts = [
      '{{secret:pin}}',
      '{{secret:digit}}',
      'my policy is ab12 cd34',
      'the PIN is two two two two',
      'one moment please',
    ];
    for (const text of texts) assert.ok((await h.gateway.act(callId, 'say', text)).ok);
    assert.deepEqual(
      speech.voice.said.map((text, index) => [text, speech.voice.secret[index]]),
      [
        ['2222', true],
        ['7', true],
        ['my policy is ab12 cd34', true],
        ['the PIN is two two two two', true],
        ['one moment please', false],
      ],
    );
  });

  it('keys and words by command neither', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await placed(h, { tags: ['globex'] });
    for (const action of ['dtmf', 'say'] as const) {
      const refused = await h.gateway.act(callId, action, '{{secret:bank.pin}}', { secrets: SECRETS });
      assert.ok(!refused.ok && refused.code === 'no-secret' && refused.message.includes('tag "bank"'));
      assert.ok((await h.gateway.act(callId, action, '{{secret:pin}}')).ok);
    }
    assert.deepEqual(leg.sent, ['1111']);
    assert.deepEqual(speech.voice.said, ['1111']);
  });

  it('are masked from the first word on, without a walk, and over utterances', async () => {
    const speech = fakeSpeech();
    const h = house({}, { speech });
    const { callId, leg } = await placed(h, { secrets: { account: '4711815', 'bank.card': '918273645' } });
    h.gateway.detectHuman(callId, {}, owner);
    h.gateway.transcribe(callId, { partials: true }, { id: 'ears', input: {} });
    const heard: unknown[] = [];
    h.gateway.attachOwner('ears', ({ topic, payload }) => {
      if (topic === 'transcript/final') heard.push(payload);
    });
    speech.recogniser.texts.push(
      'is your account number four seven one',
      'one eight one five is that correct',
      'and the card nine one eight two',
      'press one for yes press four for no',
    );
    for (let utterance = 0; utterance < 4; utterance++) await leg.says(h.clock, 3);
    assert.deepEqual(heard, [
      'is your account number [secret]',
      '[secret] is that correct',
      'and the card [secret]',
      'press one for yes press four for no',
    ]);
    assert.doesNotMatch(
      JSON.stringify([h.gateway.timeline(callId), h.reports, leg.notes]),
      /seven one|eight one five|eight two/,
    );
  });
});
