/**
 * What is learned on one call and what it is worth on the next: every call of a labelled set is heard twice, the second
 * time through another channel (level, codec, noise, loss) and with the recordings kept from the first.
 *
 *   tsx bench/hearing/second-call.ts [--models FOLDER] [--set FOLDER] [--told] [--step N]
 *
 * --told: on the first call the user says "false alarm" five seconds after each false hard alarm, as somebody does whose
 * telephone rang for a recording. --step: every N-th call.
 */
import { hearFile } from '../../cli/listen';
import { FarEndTracker, type FarEndTrackerOptions, type HeardRecording } from '../../lib/hearing';
import { RecordingMemory } from '../../lib/hearing/recordings/recording-memory';
import { FrameFeatures } from '../../lib/hearing/frames/frame-features';
import { DEV_SET, readAudio, readLabels, type LabelledFile } from './labelled-set';
import { heldOutModels, shippedModels } from './predictions';
import { worsened } from './train/channel';
import { Random } from './train/random';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const set = option('--set') ?? DEV_SET;
const folder = option('--models');
const models = folder === undefined ? shippedModels : heldOutModels(folder);
const told = process.argv.includes('--told');
const step = Number(option('--step') ?? 1);

const HARD = 0.8;
const MERGED_SECONDS = 5;

interface Tally {
  soft: number;
  hard: number;
  persons: number;
  confirmed: number;
}

const first: Tally = { soft: 0, hard: 0, persons: 0, confirmed: 0 };
const second: Tally = { soft: 0, hard: 0, persons: 0, confirmed: 0 };
let holdSeconds = 0;
let keptSeconds = 0;
let personsKept = 0;

/** Alarms outside the person's part, edges within five seconds counted once; was the person confirmed within 10 s? */
function count(file: LabelledFile, samples: Int16Array, options: FarEndTrackerOptions, tally: Tally): void {
  const lines = [...hearFile(file.file, samples, options)];
  const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN' || label === 'HUMAN_PAUSE');
  for (const [level, least] of [
    ['soft', 0],
    ['hard', HARD],
  ] as const) {
    let on = false;
    let last = -100;
    for (const { t, label, confidence } of lines) {
      const is = label === 'LIVE_HUMAN' && confidence >= least;
      const rises = is && !on;
      on = is;
      if (!rises || persons.some((person) => t >= person.start && t <= person.end + 1)) continue;
      if (t - last >= MERGED_SECONDS) tally[level]++;
      last = t;
    }
  }
  const begin = persons[0]?.start;
  if (begin === undefined) return;
  tally.persons++;
  const seen = lines.some(
    ({ t, label, confidence }) => label === 'LIVE_HUMAN' && confidence >= HARD && t >= begin && t <= begin + 10,
  );
  if (seen) tally.confirmed++;
}

/** The first call: what is kept of it. */
function learn(file: LabelledFile, samples: Int16Array, options: FarEndTrackerOptions): readonly HeardRecording[] {
  const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN');
  const tracker = new FarEndTracker(options);
  let sayAt = Infinity;
  for (let at = 0; at < samples.length; at += 160) {
    for (const event of tracker.push(samples.subarray(at, at + 160))) {
      if (!told || event.kind !== 'far-end' || event.label !== 'live_human' || event.confidence < HARD) continue;
      const now = event.atSeconds;
      if (!persons.some((person) => now >= person.start - 1)) sayAt = Math.min(sayAt, now + 5);
    }
    if (tracker.seconds < sayAt) continue;
    tracker.noteFalseAlarm();
    sayAt = Infinity;
  }
  return tracker.recordingsHeard();
}

/** Seconds of persons that the kept hashes would know again. */
function personsIn(kept: readonly HeardRecording[], file: LabelledFile, samples: Int16Array): number {
  let found = 0;
  for (const { start, end, label } of file.segments) {
    if (label !== 'LIVE_HUMAN' || end - start < 1.2) continue;
    const memory = new RecordingMemory();
    for (const { hashes } of kept) memory.learn(hashes);
    const features = new FrameFeatures();
    for (let at = Math.round(start * 50) * 160; at + 160 <= end * 8000; at += 160) {
      features.push(samples, at);
      memory.push(features.mel, features.levelDb > -60);
    }
    if (memory.find(5, 50, -50) !== null) found++;
  }
  return found;
}

readLabels(set)
  .files.filter(({ kind }) => kind === 'call')
  .filter((_, i) => i % step === 0)
  .forEach((file, i) => {
    const samples = readAudio(set, file);
    const again = worsened(samples, new Random(i + 1), []);
    const options = models(file);
    const kept = learn(file, samples, options);
    const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN' || label === 'HUMAN_PAUSE');
    holdSeconds += file.duration - persons.reduce((sum, { start, end }) => sum + end - start, 0);
    keptSeconds += kept.reduce((sum, { seconds }) => sum + seconds, 0);
    personsKept += personsIn(kept, file, samples);
    count(file, again, options, first);
    count(file, again, { ...options, earlierRecordings: kept.map(({ hashes }) => hashes) }, second);
  });

const perHour = (n: number): string => ((n * 3600) / holdSeconds).toFixed(1);
console.log(`hold ${(holdSeconds / 3600).toFixed(2)} h; kept ${Math.round(keptSeconds)} s of recordings`);
console.log(`utterances of persons among what was kept: ${personsKept}`);
for (const [name, tally] of [
  ['nothing known', first],
  ['known from the first call', second],
] as const) {
  console.log(
    `${name.padEnd(26)} false alarms per hour: soft ${perHour(tally.soft)}, hard ${perHour(tally.hard)} (${tally.hard}); persons confirmed within 10 s: ${tally.confirmed} of ${tally.persons}`,
  );
}
