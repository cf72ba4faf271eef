import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FalseAlarmClips } from '../../../lib/gateway/jobs/false-alarm-clips';
import { waitFor } from '../../support/wait-for';
import { answeredCall, house, owner } from './gateway-house';

describe('clips of false alarms', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clips-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('hold the sound before the alarm, also where nothing turns speech into text', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    assert.ok(leg.options.hearing !== false && leg.options.hearing.audio, 'the audio is asked for');
    h.gateway.detectHuman(callId, { clipsFolder: folder }, owner);
    await leg.arrives(h.clock, 3);
    leg.hears('live_human', 0.95, h.clock.now());
    await h.gateway.act(callId, 'false-alarm');
    const kept = (): unknown => h.gateway.timeline(callId).find(({ topic }) => topic === 'human/clip-kept')?.payload;
    await waitFor('the clip', 2000, kept);
    const [file] = await readdir(folder);
    assert.equal(kept(), join(folder, file!));
    const wav = await readFile(join(folder, file!));
    assert.equal(wav.length, 44 + 3 * 8000 * 2);
  });

  it('without sound are not kept, and it is said', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    h.gateway.detectHuman(callId, { clipsFolder: folder }, owner);
    leg.hears('live_human', 0.95, h.clock.now());
    await h.gateway.act(callId, 'false-alarm');
    const entry = (): { evidence?: readonly string[] } | undefined =>
      h.gateway.timeline(callId).find(({ topic }) => topic === 'human/clip-not-kept');
    await waitFor('the entry', 2000, entry);
    assert.match(entry()!.evidence!.join(), /no sound/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('are the last twenty seconds', async () => {
    const clips = new FalseAlarmClips(folder);
    for (let chunk = 0; chunk < 500; chunk++) {
      const samples = new Int16Array(480).fill(chunk);
      clips.audio({ samples, timeMs: 0, framesConcealed: 0, framesAbsent: 0 });
    }
    const kept = await clips.keep('a-call', 0);
    assert.ok(kept.ok);
    const wav = await readFile(kept.file);
    assert.equal(wav.length, 44 + 20 * 8000 * 2);
    assert.equal(wav.readInt16LE(wav.length - 2), 499);
  });
});
