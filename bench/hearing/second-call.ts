/**
 * What is learned on one call and what it is worth on the next: every call of a labelled set is heard twice, the second
 * time through another channel (level, codec, noise, loss) and with the recordings kept from the first.
 *
 *   tsx bench/hearing/second-call.ts [--models FOLDER] [--set FOLDER] [--told] [--step N] [--seed N] [--soft]
 *
 * Prints what each hard alarm of the second call was, with --soft each soft one too: what was played, what was heard of
 * it on the first call, and how much of it was kept. --seed: another channel for every second call.
 * --told: on the first call the user says "false alarm" five seconds after each false hard alarm, as somebody does whose
 * telephone rang for a recording. --step: every N-th call.
 */
import { FarEndTracker, type FarEnd, type FarEndTrackerOptions, type HeardRecording } from '../../lib/hearing';
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
const seed = Number(option('--seed') ?? 0);
const shown = process.argv.includes('--soft') ? ['soft', 'hard'] : ['hard'];

const HARD = 0.8;
const MERGED_SECONDS = 5;

interface Alarm {
  readonly level: 'soft' | 'hard';
  readonly seconds: number;
  readonly sinceSeconds: number;
  readonly why: string;
}

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
function count(file: LabelledFile, samples: Int16Array, options: FarEndTrackerOptions, tally: Tally): Alarm[] {
  const changes = hear(samples, new FarEndTracker(options));
  const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN' || label === 'HUMAN_PAUSE');
  const alarms: Alarm[] = [];
  for (const [level, least] of [
    ['soft', 0],
    ['hard', HARD],
  ] as const) {
    let on = false;
    let last = -100;
    for (const { atSeconds, sinceSeconds, label, confidence, evidence } of changes) {
      const is = label === 'live_human' && confidence >= least;
      const rises = is && !on;
      on = is;
      if (!rises || persons.some(({ start, end }) => atSeconds >= start && atSeconds <= end + 1)) continue;
      if (atSeconds - last >= MERGED_SECONDS) {
        tally[level]++;
        alarms.push({ level, seconds: atSeconds, sinceSeconds, why: evidence.join('; ') });
      }
      last = atSeconds;
    }
  }
  const begin = persons[0]?.start;
  if (begin === undefined) return alarms;
  tally.persons++;
  const seen = changes.some(
    ({ atSeconds, label, confidence }) =>
      label === 'live_human' && confidence >= HARD && atSeconds >= begin && atSeconds <= begin + 10,
  );
  if (seen) tally.confirmed++;
  return alarms;
}

/** Every change of the far end; `each` sees the tracker after every frame. */
function hear(samples: Int16Array, tracker: FarEndTracker, each?: (changes: readonly FarEnd[]) => void): FarEnd[] {
  const all: FarEnd[] = [];
  for (let at = 0; at < samples.length; at += 160) {
    const changes = tracker
      .push(samples.subarray(at, at + 160))
      .flatMap((event) => (event.kind === 'far-end' ? [event] : []));
    all.push(...changes);
    each?.(changes);
  }
  return all;
}

/** The first call: what was heard in it, and what is kept of it. */
function learn(
  file: LabelledFile,
  samples: Int16Array,
  options: FarEndTrackerOptions,
): { heard: readonly FarEnd[]; kept: readonly HeardRecording[] } {
  const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN');
  const tracker = new FarEndTracker(options);
  let sayAt = Infinity;
  const heard = hear(samples, tracker, (changes) => {
    for (const { label, confidence, atSeconds } of told ? changes : []) {
      if (label !== 'live_human' || confidence < HARD) continue;
      if (!persons.some((person) => atSeconds >= person.start - 1)) sayAt = Math.min(sayAt, atSeconds + 5);
    }
    if (tracker.seconds < sayAt) return;
    tracker.noteFalseAlarm();
    sayAt = Infinity;
  });
  return { heard, kept: tracker.recordingsHeard() };
}

function remembered(kept: readonly HeardRecording[]): RecordingMemory {
  const memory = new RecordingMemory();
  for (const { hashes } of kept) memory.learn(hashes);
  return memory;
}

/** Share of the half seconds from `from` to `to` that would be known by these hashes, heard as on the first call. */
function shareKept(kept: readonly HeardRecording[], samples: Int16Array, from: number, to: number): number {
  const memory = remembered(kept);
  const features = new FrameFeatures();
  const begin = Math.max(0, Math.round(from * 50));
  let asked = 0;
  let known = 0;
  for (let frame = 0; (begin + frame + 1) * 160 <= samples.length && begin + frame < to * 50; frame++) {
    features.push(samples, (begin + frame) * 160);
    memory.push(features.mel, features.levelDb > -60);
    if (frame < 50 || frame % 25 > 0) continue;
    asked++;
    if (memory.find(frame - 49, 50, -50) !== null) known++;
  }
  return asked === 0 ? 0 : known / asked;
}

function describe(
  file: LabelledFile,
  { level, seconds, sinceSeconds, why }: Alarm,
  heard: readonly FarEnd[],
  kept: readonly HeardRecording[],
  samples: Int16Array,
): string {
  const played = file.segments
    .filter(({ start, end }) => end > sinceSeconds && start < seconds)
    .map(({ start, label, src }) => `${label}${src === undefined ? '' : ` ${src}`} from ${start.toFixed(1)}`);
  const before = heard
    .filter(({ atSeconds }) => atSeconds > sinceSeconds - 1 && atSeconds < seconds + 3)
    .map(({ label, confidence }) => `${label} ${confidence.toFixed(2)}`);
  const share = shareKept(kept, samples, sinceSeconds - 1, seconds + 3);
  return [
    `${level} alarm in ${file.file} at ${seconds.toFixed(1)} s, of a voice since ${sinceSeconds.toFixed(1)} s: ${why}`,
    `    played: ${played.join(', ')}; first call: ${before.join(', ') || 'no change'}; kept of it: ${Math.round(share * 100)} %`,
  ].join('\n');
}

/** Seconds of persons that the kept hashes would know again. */
function personsIn(kept: readonly HeardRecording[], file: LabelledFile, samples: Int16Array): number {
  let found = 0;
  for (const { start, end, label } of file.segments) {
    if (label !== 'LIVE_HUMAN' || end - start < 1.2) continue;
    const memory = remembered(kept);
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
    const again = worsened(samples, new Random(i + 1 + 1000 * seed), []);
    const options = models(file);
    const { heard, kept } = learn(file, samples, options);
    const persons = file.segments.filter(({ label }) => label === 'LIVE_HUMAN' || label === 'HUMAN_PAUSE');
    holdSeconds += file.duration - persons.reduce((sum, { start, end }) => sum + end - start, 0);
    keptSeconds += kept.reduce((sum, { seconds }) => sum + seconds, 0);
    personsKept += personsIn(kept, file, samples);
    count(file, again, options, first);
    const earlierRecordings = kept.map(({ hashes }) => hashes);
    for (const alarm of count(file, again, { ...options, earlierRecordings }, second)) {
      if (shown.includes(alarm.level)) console.log(describe(file, alarm, heard, kept, samples));
    }
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
