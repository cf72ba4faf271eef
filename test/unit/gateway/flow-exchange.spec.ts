import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStoredMemory } from '../../../lib/gateway/stored-memory';
import { importFlow } from '../../../lib/ivr/flows';
import { silentLogger } from '../../../lib/logger';
import { fakeSpeech } from '../../support/fake-speech';
import { answeredCall, house, owner } from './gateway-house';
import type { House } from './gateway-house';

const MENU = 'thank you for calling acme for sales press one for billing press two';
const WRITTEN = {
  format: 1,
  id: 'acme',
  numbers: ['555-0100'],
  goals: ['billing'],
  root: 'main',
  steps: [
    { id: 'main', kind: 'DTMF', transcriptPatterns: [MENU], digits: '{{secret:pin}}#', next: ['queue'] },
    { id: 'queue', kind: 'HOLD' },
  ],
};

describe('call flows in and out', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flows-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const remembering = (name: string, speech = fakeSpeech()): House =>
    house({ storageFolder: name }, { speech, memory: openStoredMemory(join(folder, name), silentLogger) });

  it('what a call learned goes out, by the call and by the number, and into another gateway', async () => {
    const speech = fakeSpeech();
    const h = remembering('first', speech);
    const { callId, leg } = await answeredCall(h);
    h.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push(MENU);
    await leg.says(h.clock, 6);
    leg.hears('music', 0.9, h.clock.now());
    await h.clock.advance(12_000);
    assert.deepEqual(leg.sent, ['2']);
    const ofCall = h.gateway.exportFlow({ callId, goal: 'billing' });
    const ofNumber = h.gateway.exportFlow({ number: '(555) 0100', goal: 'billing' });
    assert.ok(ofCall.ok && ofNumber.ok);
    assert.deepEqual(ofNumber.flow, ofCall.flow);
    assert.deepEqual(ofCall.flow.numbers, ['5550100']);
    assert.match(JSON.stringify(ofCall.flow.steps), /"digits":"2"/);
    assert.ok(ofCall.flow.changes.length > 0, 'what changed is there to see');

    const other = remembering('second');
    const imported = other.gateway.importFlow(JSON.stringify(ofCall.flow));
    assert.ok(imported.ok);
    assert.deepEqual([imported.imported.numbers, imported.imported.goals], [['5550100'], ofCall.flow.goals]);
    const again = other.gateway.exportFlow({ number: '5550100' });
    assert.ok(again.ok);
    assert.deepEqual({ ...again.flow, updatedAt: 0 }, { ...ofCall.flow, updatedAt: 0 });
  });

  it('one written by hand is kept for what is dialled, in place of the one before', () => {
    const h = remembering('first');
    assert.ok(h.gateway.importFlow(WRITTEN).ok);
    assert.ok(h.gateway.importFlow({ ...WRITTEN, company: 'Acme' }).ok);
    const exported = h.gateway.exportFlow({ number: '5550100', goal: 'billing' });
    assert.ok(exported.ok);
    assert.deepEqual([exported.flow.company, exported.flow.numbers], ['Acme', ['5550100']]);
    assert.match(JSON.stringify(exported.flow), /\{\{secret:pin\}\}#/);
    assert.ok(h.gateway.importFlow({ ...WRITTEN, numbers: [], id: 'b' }, { number: '5550199' }).ok);
    assert.ok(h.gateway.exportFlow({ number: '5550199' }).ok);
  });

  it('what cannot be is refused in words', () => {
    const h = remembering('first');
    const codes = (flow: unknown): string => {
      const imported = h.gateway.importFlow(flow);
      return imported.ok ? 'kept' : `${imported.code}: ${imported.message}`;
    };
    assert.match(codes({ ...WRITTEN, numbers: undefined }), /bad-flow: .*names no number/);
    assert.match(codes('no json'), /bad-flow: .*not JSON/);
    assert.match(codes({ ...WRITTEN, root: 'nowhere' }), /bad-flow/);
    assert.equal(
      codes({ format: 1, id: 'acme' }),
      'bad-flow: The call flow cannot be used: root is missing; steps are missing.',
    );
    assert.equal(
      codes({ ...WRITTEN, format: undefined, id: 7, goals: 'billing' }),
      'bad-flow: The call flow cannot be used: format is missing: write 1; id must be a text; goals must be a list.',
    );
    assert.match(
      codes({ ...WRITTEN, steps: [{ id: 'main', kind: 'PRESS' }, { kind: 'HOLD' }], extra: 1 }),
      /step "main" \/ kind must be one of DTMF, SPEAK, .*; step number 2 \/ id is missing; it has what is not known: extra/,
    );
    assert.match(codes([1]), /it must be an object with format, id, root and steps/);
    for (const nothing of [undefined, null, '', 7, [], () => 1]) assert.match(codes(nothing), /bad-flow/);
    const none = h.gateway.exportFlow({ number: '5550100' });
    assert.ok(!none.ok && none.code === 'no-flow' && none.message.includes('5550100'));
    const nobody = h.gateway.exportFlow({});
    assert.ok(!nobody.ok && nobody.code === 'no-number');
    const forgetful = house().gateway.importFlow(WRITTEN);
    assert.ok(!forgetful.ok && forgetful.code === 'not-kept' && forgetful.message.includes('folder'));
    assert.ok(importFlow(JSON.stringify(WRITTEN), 0).ok);
  });
});
