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
import { DEV_SET, readAudio, readLabels, type LabelledSet } from './labelled-set';
import { worsened } from './train/channel';
import { Random } from './train/random';
import { readVoices } from './train/voices';

export interface MemoryFigures {
  /** Seconds from a repeat's begin until it was known, sorted; repeats never known are missing. */
  readonly delays: readonly number[];
  readonly plays: number;
  /** Taken for a repeat at their first play. */
  readonly early: number;
  readonly people: number;
  readonly peopleMistaken: number;
}

const cut = (samples: Int16Array, from: number, to: number): Int16Array =>
  samples.slice(Math.round(from * 8000), Math.round(to * 8000));

function joined(parts: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function knownSeconds(samples: Int16Array): number[] {
  const known: number[] = [];
  const tracker = new FarEndTracker({ onDecision: (_, now, voice) => voice === 'recording' && known.push(now) });
  for (let at = 0; at < samples.length; at += 160) tracker.push(samples.subarray(at, at + 160));
  return known;
}

/** When the utterances began that were taken for a repeat; one that did before a line is an announcement's. */
function onsetsOfRepeats(samples: Int16Array): number[] {
  const onsets: number[] = [];
  const tracker = new FarEndTracker();
  for (let at = 0; at < samples.length; at += 160) {
    for (const event of tracker.push(samples.subarray(at, at + 160)))
      if (event.kind === 'repeat') onsets.push(event.sinceSeconds);
  }
  return onsets;
}

export function measureRepeats(labels: LabelledSet): MemoryFigures {
  const delays: number[] = [];
  let plays = 0;
  let early = 0;
  let people = 0;
  let peopleMistaken = 0;
  for (const file of labels.files) {
    const samples = readAudio(DEV_SET, file);
    const music = file.segments.find((s) => s.label === 'MUSIC' && s.end - s.start > 6);
    for (const segment of file.segments) {
      if (segment.label !== 'IVR_PROMPT' || segment.end - segment.start < 3) continue;
      const prompt = cut(samples, segment.start, Math.min(segment.end, segment.start + 6));
      const between = music ? cut(samples, music.start, music.start + 6) : new Int16Array(48000);
      const again = worsened(prompt, new Random(++plays), []);
      const onset = (prompt.length + between.length + 4000) / 8000;
      const known = knownSeconds(joined([prompt, between, new Int16Array(4000), again, new Int16Array(4000)]));
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
      if (known.some((t) => t > person.start + 0.4 && t < person.end)) peopleMistaken++;
    }
  }
  return { delays: delays.sort((a, b) => a - b), plays, early, people, peopleMistaken };
}

/** Lines that nobody said before, in calls full of announcements: how many are taken for a repeat. */
export function measureStrangers(
  labels: LabelledSet,
  voicesFolder: string,
): { lines: number; mistaken: number; speakers: ReadonlyMap<string, number> } {
  const speakers = new Map<string, number>();
  const random = new Random(77);
  const announcements = labels.files.flatMap((file) => {
    const samples = readAudio(DEV_SET, file);
    return file.segments
      .filter((s) => s.label === 'IVR_PROMPT' && s.end - s.start > 5)
      .map((s) => cut(samples, s.start, s.start + 6));
  });
  let lines = 0;
  let mistaken = 0;
  for (const voice of readVoices(voicesFolder)) {
    for (let first = 0; first < voice.lines.length; first += 20) {
      const parts = Array.from({ length: 10 }, () => random.pick(announcements));
      const spans: [number, number][] = [];
      let at = parts.reduce((sum, part) => sum + part.length, 0);
      for (const line of voice.lines.slice(first, first + 20)) {
        // Without voices in the room: those of the composer come again every six seconds, and are known.
        const heard = worsened(line, random, []);
        parts.push(new Int16Array(9600), heard);
        spans.push([(at + 9600) / 8000, (at + 9600 + heard.length) / 8000]);
        at += 9600 + heard.length;
      }
      const onsets = onsetsOfRepeats(joined(parts));
      lines += spans.length;
      const wrong = spans.filter(([from, to]) => onsets.some((t) => t > from - 0.1 && t < to)).length;
      mistaken += wrong;
      if (wrong > 0) speakers.set(voice.speaker, (speakers.get(voice.speaker) ?? 0) + wrong);
    }
  }
  return { lines, mistaken, speakers };
}

export function reportMemory(labels: LabelledSet, voicesFolder: string | undefined): void {
  const figures = measureRepeats(labels);
  const within = (seconds: number): string =>
    (figures.delays.filter((d) => d <= seconds).length / figures.plays).toFixed(3);
  console.log(
    `repeats known within 1.0 s of their begin ${within(1)}, 1.2 s ${within(1.2)}, 1.5 s ${within(1.5)}, 3 s ${within(3)} (of ${figures.plays}); taken for a repeat at their first play: ${figures.early}`,
  );
  console.log(`utterances of DEV's persons taken for a recording: ${figures.peopleMistaken} of ${figures.people}`);
  if (voicesFolder === undefined) return;
  const strangers = measureStrangers(labels, voicesFolder);
  console.log(`lines of other speakers taken for a recording: ${strangers.mistaken} of ${strangers.lines}`);
  for (const [speaker, count] of strangers.speakers) console.log(`  ${speaker}: ${count}`);
}

if (require.main === module) {
  const at = process.argv.indexOf('--voices');
  reportMemory(readLabels(DEV_SET), at < 0 ? undefined : process.argv[at + 1]);
}
