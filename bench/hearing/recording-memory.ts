/**
 * How soon a repeated announcement is known, and whether people are taken for one.
 *
 *   tsx bench/hearing/recording-memory.ts
 *
 * Every announcement of DEV of three seconds or more is played twice, music between, the second time at another level
 * through another codec with other noise and loss; then every person of DEV's calls is heard in the call as it is.
 */
import { FarEndTracker } from '../../lib/hearing';
import { DEV_SET, readAudio, readLabels } from './labelled-set';
import { worsened } from './train/channel';
import { Random } from './train/random';

const labels = readLabels(DEV_SET);
const cut = (samples: Int16Array, from: number, to: number): Int16Array =>
  samples.slice(Math.round(from * 8000), Math.round(to * 8000));

function knownSeconds(samples: Int16Array): number[] {
  const known: number[] = [];
  const tracker = new FarEndTracker({ onEvidence: (_, now, is) => is && known.push(now) });
  for (let at = 0; at < samples.length; at += 160) tracker.push(samples.subarray(at, at + 160));
  return known;
}

const delays: number[] = [];
let plays = 0;
let early = 0;
let people = 0;
let mistaken = 0;
for (const file of labels.files) {
  const samples = readAudio(DEV_SET, file);
  const music = file.segments.find((s) => s.label === 'MUSIC' && s.end - s.start > 6);
  for (const segment of file.segments) {
    if (segment.label !== 'IVR_PROMPT' || segment.end - segment.start < 3) continue;
    const prompt = cut(samples, segment.start, Math.min(segment.end, segment.start + 6));
    const between = music ? cut(samples, music.start, music.start + 6) : new Int16Array(48000);
    const again = worsened(prompt, new Random(++plays), []);
    const call = new Int16Array(prompt.length + between.length + 4000 + again.length + 4000);
    call.set(prompt);
    call.set(between, prompt.length);
    call.set(again, prompt.length + between.length + 4000);
    const onset = (prompt.length + between.length + 4000) / 8000;
    const known = knownSeconds(call);
    if (known.some((t) => t < onset)) early++;
    const first = known.find((t) => t >= onset);
    if (first !== undefined) delays.push(first - onset);
  }
  const persons = file.segments.filter((s) => s.label === 'LIVE_HUMAN');
  if (file.kind !== 'call' || persons.length === 0) continue;
  const known = knownSeconds(samples);
  for (const person of persons) {
    people++;
    // The first 0.4 s may still belong to the announcement before.
    if (known.some((t) => t > person.start + 0.4 && t < person.end)) mistaken++;
  }
}
delays.sort((a, b) => a - b);
const within = (seconds: number): string => (delays.filter((d) => d <= seconds).length / plays).toFixed(3);
console.log(`announcements played twice: ${plays}`);
console.log(
  `known within 1.0 s of the repeat's begin: ${within(1)}, 1.2 s ${within(1.2)}, 1.5 s ${within(1.5)}, 2 s ${within(2)}, 3 s ${within(3)}, ever ${within(99)}`,
);
console.log(`taken for a repeat at their first play: ${early}`);
console.log(`utterances of persons: ${people}, taken for a recording: ${mistaken}`);
