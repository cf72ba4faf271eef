import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobReport } from '../../../lib/gateway/gateway.types';
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

  describe('where the alarm is taken back later', () => {
    const pushed = (clips: FalseAlarmClips, value: number, seconds: number): void => {
      for (let left = Math.round(seconds / 0.06); left > 0; left--) {
        const samples = new Int16Array(480).fill(value);
        clips.audio({ samples, timeMs: 0, framesConcealed: 0, framesAbsent: 0 });
      }
    };
    const values = async (clips: FalseAlarmClips, call: string): Promise<number[]> => {
      const kept = await clips.keep(call, 0);
      assert.ok(kept.ok);
      const wav = await readFile(kept.file);
      return Array.from({ length: (wav.length - 44) / 2 }, (_, index) => wav.readInt16LE(44 + 2 * index));
    };

    it('hold what raised it, and a little of what came then: not the phone that rang meanwhile', async () => {
      const clips = new FalseAlarmClips(folder);
      pushed(clips, 1, 60);
      pushed(clips, 2, 3);
      clips.alarm();
      pushed(clips, 3, 90);
      const kept = await values(clips, 'one');
      const seconds = (value: number): number => kept.filter((each) => each === value).length / 8000;
      assert.equal(kept.length, 20 * 8000);
      assert.deepEqual([seconds(2), seconds(3)], [3, 6]);
      assert.equal(kept[0], 1);
    });

    it('hold nothing of an earlier alarm that was right', async () => {
      const clips = new FalseAlarmClips(folder);
      pushed(clips, 1, 30);
      clips.alarm();
      pushed(clips, 2, 30);
      clips.goOn();
      pushed(clips, 3, 4);
      clips.alarm();
      pushed(clips, 4, 60);
      assert.deepEqual([...new Set(await values(clips, 'two'))], [3, 4]);
    });

    it('so they do in a call: the phone rings for half a minute before the user says that it was none', async () => {
      const h = house();
      const { callId, leg } = await answeredCall(h);
      h.gateway.detectHuman(callId, { clipsFolder: folder }, owner);
      await leg.arrives(h.clock, 10);
      leg.hears('live_human', 0.95, h.clock.now());
      h.gateway.connectUser(callId, {}, owner);
      await leg.arrives(h.clock, 30);
      await h.gateway.act(callId, 'false-alarm');
      const told = (): JobReport | undefined => h.reports.find(({ topic }) => topic === 'human/clip-kept');
      await waitFor('the clip', 2000, told);
      const wav = await readFile(String(told()!.payload));
      assert.equal(told()!.kind, 'call');
      assert.ok(h.reports.some(({ kind, topic }) => kind === 'hold' && topic === 'human/clip-kept'));
      // Ten seconds before, six after, to the chunk of 60 ms.
      assert.ok(Math.abs((wav.length - 44) / 16_000 - 16) < 0.2, `${(wav.length - 44) / 16_000} s`);
    });
  });

  it('that cannot be written are told with the folder', async () => {
    const h = house();
    const { callId, leg } = await answeredCall(h);
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    h.gateway.detectHuman(callId, { clipsFolder: join(file, 'clips') }, owner);
    await leg.arrives(h.clock, 3);
    leg.hears('live_human', 0.95, h.clock.now());
    await h.gateway.act(callId, 'false-alarm');
    const entry = (): { evidence?: readonly string[] } | undefined =>
      h.gateway.timeline(callId).find(({ topic }) => topic === 'human/clip-not-kept');
    await waitFor('the entry', 2000, entry);
    assert.match(entry()!.evidence!.join(), /^the folder .*clips cannot be written: /);
  });
});
