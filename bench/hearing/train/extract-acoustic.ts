/**
 * Writes the inputs of the acoustic model with their truth: `<out>.f32` (rows of STATISTIC_COUNT float32) and
 * `<out>.csv` (file,t,class,source,weight). Usage: tsx extract-acoustic.ts OUT [SET_FOLDER...]
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { AcousticWindow, STATISTIC_COUNT } from '../../../lib/hearing/acoustic-window';
import { FRAME_SAMPLES, FrameFeatures } from '../../../lib/hearing/frame-features';
import { DEV_SET, readAudio, readLabels, sourceOf, type LabelledFile, type Segment } from '../labelled-set';

/** A decision may come this long after the sound it names: the evaluator allows up to 1.5 s. */
const LAG_SECONDS = 0.32;
const EDGE_SECONDS = 0.6;

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
  const [out, ...sets] = process.argv.slice(2);
  if (out === undefined) throw new Error('usage: extract-acoustic.ts OUT [SET_FOLDER...]');
  const rows = openSync(`${out}.f32`, 'w');
  const meta: string[] = ['file,t,class,source,weight'];
  for (const set of sets.length > 0 ? sets : [DEV_SET]) {
    for (const file of readLabels(set).files) {
      const samples = readAudio(set, file);
      const features = new FrameFeatures();
      const window = new AcousticWindow();
      let toneFrames = 0;
      for (let frame = 1; frame * FRAME_SAMPLES <= samples.length; frame++) {
        features.push(samples, (frame - 1) * FRAME_SAMPLES);
        window.push(features.values);
        toneFrames = features.levelDb > -55 ? Math.min(30, toneFrames + 1) : 0;
        if (frame % 10 !== 0) continue;
        const now = frame / 50;
        const truth = at(file, now - LAG_SECONDS);
        if (!truth || now < 0.5) continue;
        const name = classOf(truth);
        // The pauses of a cadence sound like silence; only what sounds is a tone.
        if (name === 'tone' && toneFrames < 20) continue;
        const edge = at(file, now - LAG_SECONDS - EDGE_SECONDS / 2) !== truth || at(file, now) !== truth;
        const weight = (edge ? 0.5 : 1) * (truth.label === 'HUMAN_PAUSE' ? 0.7 : 1);
        window.summarise();
        writeSync(rows, new Uint8Array(window.statistics.slice().buffer));
        meta.push(`${file.file},${now.toFixed(2)},${name},${sourceOf(truth)},${weight}`);
      }
    }
  }
  closeSync(rows);
  writeFileSync(`${out}.csv`, meta.join('\n') + '\n');
  console.log(`${meta.length - 1} rows of ${STATISTIC_COUNT}`);
}

main();
