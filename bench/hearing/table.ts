/**
 * Our hearing beside others on the same audio, in one run: the three-second heuristic, WebRTC VAD, Silero VAD.
 *
 *   tsx bench/hearing/table.ts [--models FOLDER] [--set FOLDER] [--step N] [--allocations]
 *
 * --models: held-out folds as bench/hearing/train wrote them; without it the shipped models, which were trained on DEV
 * and flatter themselves there. --step: every N-th file.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sileroVad } from './baselines/silero-vad';
import { webRtcVad, type Baseline } from './baselines/webrtc-vad';
import { DEV_SET, readAudio, readLabels, type LabelledSet } from './labelled-set';
import { hearSet, hearSetNaively, heldOutModels, shippedModels, type Run } from './predictions';

interface Score {
  readonly seconds: {
    readonly macroF1: number;
    readonly macroF1_4: number;
    readonly per: Record<string, { f1: number }>;
  };
  readonly pickup: Record<string, number | null>;
  readonly falseAlarmsOn: Record<string, number>;
}
type Evaluate = (labels: LabelledSet, predictions: readonly object[], options: { humanConf: number }) => Score;

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

async function run(set: string, labels: LabelledSet, baseline: Baseline): Promise<Run> {
  const predictions: Run['predictions'][number][] = [];
  let microseconds = 0;
  let seconds = 0;
  for (const file of labels.files) {
    const samples = readAudio(set, file);
    const before = process.cpuUsage();
    predictions.push(...(await baseline(file.file, samples)));
    const used = process.cpuUsage(before);
    microseconds += used.user + used.system;
    seconds += samples.length / 8000;
  }
  return { predictions, cpuMsPerSecond: microseconds / 1000 / seconds };
}

const COLUMNS = [
  'F1 of 4',
  'F1 of 8',
  'music',
  'human',
  'r@2',
  'r@5',
  'median s',
  'alarms/h',
  'on music/h',
  'clean',
  'ms/s',
];

function row(name: string, score: Score, cpu: number): string {
  const { seconds, pickup, falseAlarmsOn } = score;
  const onMusic = (falseAlarmsOn.MUSIC ?? 0) / (pickup.holdHours ?? 1);
  const cells = [
    seconds.macroF1_4,
    seconds.macroF1,
    seconds.per.MUSIC?.f1 ?? 0,
    seconds.per.LIVE_HUMAN?.f1 ?? 0,
    pickup.recall2s,
    pickup.recall5s,
    pickup.medianLatency,
    pickup.falseAlarmsPerHour,
    Number(onMusic.toFixed(1)),
    pickup.cleanCallRate,
    Number(cpu.toFixed(2)),
  ];
  return name.padEnd(36) + cells.map((cell) => String(cell ?? '-').padStart(11)).join('');
}

async function main(): Promise<void> {
  const set = option('--set') ?? DEV_SET;
  const folder = option('--models');
  const step = Number(option('--step') ?? 1);
  const all = readLabels(set);
  const labels = { ...all, files: all.files.filter((_, i) => i % step === 0) };
  const { evaluate } = (await import(pathToFileURL(join(DEV_SET, 'evaluate.mjs')).href)) as { evaluate: Evaluate };
  console.log(' '.repeat(36) + COLUMNS.map((column) => column.padStart(11)).join(''));
  const print = (
    name: string,
    { predictions, cpuMsPerSecond }: Run,
    levels: readonly (readonly [string, number])[],
  ): void => {
    for (const [level, humanConf] of levels) {
      console.log(row(`${name}${level}`, evaluate(labels, predictions, { humanConf }), cpuMsPerSecond));
    }
  };
  const both = [
    [', soft', 0],
    [', hard', 0.8],
  ] as const;
  const models = folder === undefined ? shippedModels : heldOutModels(folder);
  print(`hold-slayer, ${folder === undefined ? 'shipped' : 'held-out'}`, hearSet(set, labels, models), both);
  const one = [['', 0]] as const;
  print('three-second heuristic', hearSetNaively(set, labels), one);
  print('WebRTC VAD, 0.5 s of speech', await run(set, labels, await webRtcVad()), one);
  const silero = await sileroVad();
  if (silero === null)
    console.log('Silero VAD is not installed: bench/hearing/baselines/install.sh (300 MB, that folder only)');
  else print('Silero VAD, 0.5 s of speech', await run(set, labels, silero), one);
}

void main();
