/**
 * Writes the inputs of the live-human models with their truth, ten times a second of every call: `<out>.f32` (rows of
 * COURSE_COUNT float32) and `<out>.csv` (file,t,live,source,weight,fold,asked,heard,since). `live` is -1 where nothing is
 * known; `asked`: a voice is being judged that is no known recording; `heard`: what sounds; `since`: seconds since the
 * person came to the line, -1 where there is none. Sounds are judged by acoustic models that have not heard them.
 *
 *   tsx bench/hearing/train/extract-human.ts OUT --models FOLDER [--worsened N] [SET_FOLDER...]
 */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FarEndTracker } from '../../../lib/hearing';
import type { BoostedTreesModel } from '../../../lib/hearing/models/boosted-trees';
import { COURSE_COUNT } from '../../../lib/hearing/human/call-course';
import { everyVoice } from '../../../test/unit/hearing/support/audio';
import { DEV_SET, readAudio, readLabels, sourceOf, type LabelledFile, type Segment } from '../labelled-set';
import { worsened } from './channel';
import { Random } from './random';

const LAG_SECONDS = 0.2;
/** No input hangs on what is thought of the voice, and the networks take longer than all the rest. */
const NO_OPINION = everyVoice(0.5);

function option(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

/** Live: the person speaks, or listens after having spoken. Recorded: prompts and whatever else was taken for speech. */
function truthAt(file: LabelledFile, t: number): { live: boolean; segment: Segment } | null {
  const segment = file.segments.find((s) => s.start <= t && t < s.end);
  if (!segment) return null;
  if (segment.label === 'LIVE_HUMAN' || segment.label === 'HUMAN_PAUSE') return { live: true, segment };
  if (segment.label === 'IVR_PROMPT' || segment.label === 'MUSIC') return { live: false, segment };
  // A line that opens is no person yet: lines are switched without one, too.
  if (segment.pre === true) return t + LAG_SECONDS < segment.end ? { live: false, segment } : null;
  // The quiet after an announcement belongs to it.
  const spoken = file.segments.findLast((s) => s.end <= segment.start && s.label !== 'SILENCE' && s.label !== 'DTMF');
  if (!spoken || segment.label !== 'SILENCE') return null;
  return spoken.label === 'IVR_PROMPT' ? { live: false, segment: spoken } : null;
}

function heardAt(file: LabelledFile, t: number): string {
  const segment = file.segments.find((s) => s.start <= t && t < s.end);
  switch (segment?.label) {
    case undefined:
      return '';
    case 'IVR_PROMPT':
      return segment.kind?.includes('natural') === true ? 'announcer' : 'studio';
    case 'LIVE_HUMAN':
      return 'person';
    case 'HUMAN_PAUSE':
      return 'listening';
    case 'MUSIC':
      return 'music';
    case 'SILENCE':
      return 'silence';
    default:
      return 'tone';
  }
}

function personSince(file: LabelledFile, t: number): number {
  const live = (s: Segment): boolean => s.label === 'LIVE_HUMAN' || s.label === 'HUMAN_PAUSE';
  let at = file.segments.findIndex((s) => s.start <= t && t < s.end);
  if (at < 0 || !live(file.segments[at]!)) return -1;
  while (at > 0 && live(file.segments[at - 1]!)) at--;
  return t - file.segments[at]!.start;
}

const args = process.argv.slice(2);
const versions = 1 + Number(option(args, '--worsened') ?? 0);
const folder = option(args, '--models');
const [out, ...sets] = args;
if (out === undefined || folder === undefined) throw new Error('usage: extract-human.ts OUT --models FOLDER [SET...]');
const folds = JSON.parse(readFileSync(join(folder, 'fold-files.json'), 'utf8')) as Record<string, number>;
const models = new Map<number, BoostedTreesModel>();
const modelOf = (file: LabelledFile): BoostedTreesModel => {
  const fold = folds[file.file] ?? file.fold;
  if (fold === undefined) throw new Error(`${file.file} is in no fold`);
  let model = models.get(fold);
  if (!model) {
    model = JSON.parse(readFileSync(join(folder, `acoustic-fold-${fold}.json`), 'utf8')) as BoostedTreesModel;
    models.set(fold, model);
  }
  return model;
};

const rows = openSync(`${out}.f32`, 'w');
const meta = ['file,t,live,source,weight,fold,asked,heard,since'];
for (const set of sets.length > 0 ? sets : [DEV_SET]) {
  const labels = readLabels(set);
  const voices = labels.files
    .filter((file) => file.kind === 'clip' && file.segments[0]?.label === 'IVR_PROMPT')
    .map((file) => readAudio(set, file));
  for (let version = 0; version < versions; version++) {
    labels.files.forEach((file, index) => {
      const clean = readAudio(set, file);
      const samples = version === 0 ? clean : worsened(clean, new Random(7000 * version + index), voices);
      const tracker = new FarEndTracker({
        acousticModel: modelOf(file),
        humanModel: NO_OPINION,
        onDecision: (inputs, now, voice) => {
          const truth = truthAt(file, now - LAG_SECONDS);
          const pause = truth?.segment.label === 'HUMAN_PAUSE' || truthAt(file, now)?.segment !== truth?.segment;
          const weight = truth === null ? 0 : (version === 0 ? 1 : 0.5) * (pause ? 0.5 : 1);
          const live = truth === null ? -1 : truth.live ? 1 : 0;
          const source = truth === null ? '' : sourceOf(truth.segment);
          writeSync(rows, new Uint8Array(inputs.slice().buffer));
          meta.push(
            `${file.file}#${version},${now.toFixed(2)},${live},${source},${weight},${file.fold ?? ''},${voice === 'unknown' ? 1 : 0},` +
              `${heardAt(file, now - LAG_SECONDS)},${personSince(file, now - LAG_SECONDS).toFixed(1)}`,
          );
        },
      });
      for (let at = 0; at < samples.length; at += 160) tracker.push(samples.subarray(at, at + 160));
    });
  }
}
closeSync(rows);
writeFileSync(`${out}.csv`, meta.join('\n') + '\n');
console.log(`${meta.length - 1} rows of ${COURSE_COUNT}`);
