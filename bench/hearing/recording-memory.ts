/**
 * How soon a repeated announcement is known, and whether people are taken for one.
 *
 *   tsx bench/hearing/recording-memory.ts [--voices FOLDER]
 *
 * Every announcement of DEV of three seconds or more is played twice, music between, the second time at another level
 * through another codec with other noise and loss; then every person of DEV's calls is heard in the call as it is.
 * --voices: what train/voices.sh wrote; every line of these speakers is said once, in calls of twenty lines that begin
 * with a minute of announcements.
 */
import { FarEndTracker } from '../../lib/hearing';
import { DEV_SET, readAudio, readLabels } from './labelled-set';
import { worsened } from './train/channel';
import { Random } from './train/random';
import { readVoices } from './train/voices';

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
const folderAt = process.argv.indexOf('--voices');
let lines = 0;
let linesMistaken = 0;
if (folderAt > 0) {
  const random = new Random(77);
  const announcements = labels.files.flatMap((file) => {
    const samples = readAudio(DEV_SET, file);
    return file.segments
      .filter((s) => s.label === 'IVR_PROMPT' && s.end - s.start > 5)
      .map((s) => cut(samples, s.start, s.start + 6));
  });
  for (const voice of readVoices(process.argv[folderAt + 1] ?? '')) {
    for (let first = 0; first < voice.lines.length; first += 20) {
      const parts = Array.from({ length: 10 }, () => random.pick(announcements));
      const begins: [number, number][] = [];
      let at = parts.reduce((sum, part) => sum + part.length, 0);
      for (const line of voice.lines.slice(first, first + 20)) {
        const heard = worsened(line, random, announcements);
        parts.push(new Int16Array(9600), heard);
        begins.push([at + 9600, at + 9600 + heard.length]);
        at += 9600 + heard.length;
      }
      const call = new Int16Array(at);
      at = 0;
      for (const part of parts) {
        call.set(part, at);
        at += part.length;
      }
      const known = knownSeconds(call);
      lines += begins.length;
      const wrong = begins.filter(([from, to]) => known.some((t) => t > from / 8000 + 0.4 && t < to / 8000)).length;
      linesMistaken += wrong;
      if (wrong > 0) console.log(`  ${voice.speaker}: ${wrong} of lines ${first}.. taken for a recording`);
    }
  }
}
delays.sort((a, b) => a - b);
const within = (seconds: number): string => (delays.filter((d) => d <= seconds).length / plays).toFixed(3);
console.log(`announcements played twice: ${plays}`);
console.log(
  `known within 1.0 s of the repeat's begin: ${within(1)}, 1.2 s ${within(1.2)}, 1.5 s ${within(1.5)}, 2 s ${within(2)}, 3 s ${within(3)}, ever ${within(99)}`,
);
console.log(`taken for a repeat at their first play: ${early}`);
console.log(`utterances of DEV's persons: ${people}, taken for a recording: ${mistaken}`);
if (lines > 0) console.log(`lines of other speakers: ${lines}, taken for a recording: ${linesMistaken}`);
