import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStoredMemory } from '../../../lib/gateway/stored-memory';
import { silentLogger } from '../../../lib/logger';
import { openStore } from '../../../lib/store';
import { fakeSpeech } from '../../support/fake-speech';
import { answeredCall, house, owner } from './gateway-house';

const MENU = 'thank you for calling acme for sales press 1 for billing press 2 for technical support press 3';

describe('what is remembered of a number', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hold-slayer-memory-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('outlives the gateway: its menu, its recordings, how its keys are heard, the call itself', async () => {
    const speech = fakeSpeech();
    const first = house({ storageFolder: folder }, { speech, memory: openStoredMemory(folder, silentLogger) });
    const { callId, leg } = await answeredCall(first);
    assert.equal(leg.options.hearing && leg.options.hearing.earlierRecordings, undefined);
    first.gateway.navigate(callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push(MENU);
    await leg.says(first.clock, 8);
    const hashes = Int32Array.from({ length: 200 }, (_, index) => Math.imul(index + 1, 2_654_435_761));
    leg.observer.onHeard({
      kind: 'recordings',
      items: [{ hashes, label: 'announcement', seconds: 4 }],
      sinceSeconds: 0,
      atSeconds: 0,
      sinceMs: 0,
      atMs: 0,
    });
    leg.hears('music', 0.9, first.clock.now());
    await first.clock.advance(10_000);
    await first.gateway.act(callId, 'hangup');
    await first.gateway.close();

    const second = house({ storageFolder: folder }, { speech, memory: openStoredMemory(folder, silentLogger) });
    const again = await answeredCall(second);
    const { hearing } = again.leg.options;
    assert.deepEqual(hearing && hearing.earlierRecordings?.map((print) => print.length), [200]);
    second.gateway.navigate(again.callId, { goal: 'billing' }, owner);
    speech.recogniser.texts.push(MENU);
    await again.leg.says(second.clock, 8);
    assert.deepEqual(again.leg.sent, ['2']);
    assert.match(JSON.stringify(second.gateway.timeline(again.callId)), /flow/);
    await second.gateway.close();

    const store = openStore(folder, silentLogger);
    const calls = store.calls.calls().toSorted((a, b) => a.endReason.localeCompare(b.endReason));
    assert.deepEqual(
      calls.map(({ number, goal, menuPath, endReason }) => [number, goal, menuPath, endReason]),
      [
        ['5550100', 'technical support', ['2'], 'completed'],
        ['5550100', 'technical support', ['2'], 'gateway-closed'],
      ],
    );
    store.close();
  });

  it('is nothing where no folder is given', async () => {
    const h = house({}, { speech: fakeSpeech(), memory: openStoredMemory(folder, silentLogger) });
    const { callId } = await answeredCall(h);
    await h.gateway.act(callId, 'hangup');
    const store = openStore(folder, silentLogger);
    assert.deepEqual(store.calls.calls(), []);
    store.close();
  });
});
