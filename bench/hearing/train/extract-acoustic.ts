/**
 * Writes the inputs of the acoustic model with their truth: `<out>.f32` (rows of STATISTIC_COUNT float32) and
 * `<out>.csv` (file,t,class,source,weight,fold).
 *
 *   tsx bench/hearing/train/extract-acoustic.ts OUT [--worsened N] [SET_FOLDER...]
 *
 * --worsened N: each file N times more, at another level, under noise, with loss.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { AcousticWindow, STATISTIC_COUNT } from '../../../lib/hearing/sound/acoustic-window';
import { FRAME_SAMPLES, FrameFeatures } from '../../../lib/hearing/frames/frame-features';
import { worsened } from './channel';
import { Random } from './random';
import { DEV_SET, readAudio, readLabels, sourceOf, type LabelledFile, type Segment } from '../labelled-set';

/** A decision may come this long after the sound it names: the evaluator allows up to 1.5 s. */
const LAG_SECONDS = 0.16;
const EDGE_SECONDS = 0.3;
const HOP_FRAMES = 10;
/**
 * What composed calls are good for: music, announcers and talk over music. Their persons speak where words are not
 * marked and their quiet is too even: with those, rooms were taken for speech. More talk over music, and more music was
 * taken for it.
 */
const COMPOSED_WEIGHT: Readonly<Record<string, number>> = { MUSIC: 1, IVR_PROMPT: 0.3 };
const COMPOSED_OVER_MUSIC_WEIGHT = 0.1;

function classOf(segment: Segment): string {
  switch (segment.label) {
    case 'RINGING':
    case 'BUSY':
    case 'SIT':
    case 'DTMF':
      return 'tone';
    case 'MUSIC':
      return 'music';
    case 'IVR_PROMPT':
      return segment.kind?.endsWith('_over_music') ? 'speech-over-music' : 'speech';
    case 'LIVE_HUMAN':
      return 'speech';
    default:
      return 'silence';
  }
}

const at = (file: LabelledFile, t: number): Segment | undefined =>
  file.segments.find((segment) => segment.start <= t && t < segment.end);

function main(): void {
  const args = process.argv.slice(2);
  const at = args.indexOf('--worsened');
  const versions = 1 + (at < 0 ? 0 : Number(args.splice(at, 2)[1]));
  const [out, ...sets] = args;
  if (out === undefined) throw new Error('usage: extract-acoustic.ts OUT [--worsened N] [SET_FOLDER...]');
  const rows = openSync(`${out}.f32`, 'w');
  const meta: string[] = ['file,t,class,source,weight,fold'];
  for (const set of sets.length > 0 ? sets : [DEV_SET]) {
    const labels = readLabels(set);
    const voices = labels.files
      .filter((file) => file.kind === 'clip' && file.segments[0]?.label === 'IVR_PROMPT')
      .map((file) => readAudio(set, file));
    for (let version = 0; version < versions; version++) {
      labels.files.forEach((file, index) => {
        const clean = readAudio(set, file);
        const samples = version === 0 ? clean : worsened(clean, new Random(1000 * version + index), voices);
        extract(file, samples, version === 0 ? 1 : 0.6, rows, meta, version);
      });
    }
  }
  closeSync(rows);
  writeFileSync(`${out}.csv`, meta.join('\n') + '\n');
  console.log(`${meta.length - 1} rows of ${STATISTIC_COUNT}`);
}

function extract(
  file: LabelledFile,
  samples: Int16Array,
  scale: number,
  rows: number,
  meta: string[],
  version: number,
): void {
  const features = new FrameFeatures();
  const window = new AcousticWindow();
  let toneFrames = 0;
  for (let frame = 1; frame * FRAME_SAMPLES <= samples.length; frame++) {
    features.push(samples, (frame - 1) * FRAME_SAMPLES);
    window.push(features.values);
    toneFrames = features.levelDb > -55 ? Math.min(30, toneFrames + 1) : 0;
    if ((frame + 5 * version) % HOP_FRAMES !== 0) continue;
    const now = frame / 50;
    const truth = at(file, now - LAG_SECONDS);
    if (!truth || now < 0.3) continue;
    const name = classOf(truth);
    const composedWeight = name === 'speech-over-music' ? COMPOSED_OVER_MUSIC_WEIGHT : COMPOSED_WEIGHT[truth.label];
    if (file.fold !== undefined && composedWeight === undefined) continue;
    // The pauses of a cadence sound like silence; only what sounds is a tone.
    if (name === 'tone' && toneFrames < 15) continue;
    const edge = at(file, now - LAG_SECONDS - EDGE_SECONDS / 2) !== truth || at(file, now) !== truth;
    const weight =
      scale *
      (file.fold === undefined ? 1 : composedWeight!) *
      (edge ? 0.7 : 1) *
      (truth.label === 'HUMAN_PAUSE' ? 0.8 : 1);
    window.summarise();
    writeSync(rows, new Uint8Array(window.statistics.slice().buffer));
    meta.push(`${file.file},${now.toFixed(2)},${name},${sourceOf(truth)},${weight.toFixed(3)},${file.fold ?? ''}`);
  }
}

main();
