/**
 * Our hearing on the labelled set, scored by ../shared/audio/evaluate.mjs.
 *
 *   tsx bench/hearing/evaluate.ts [--models FOLDER] [--set FOLDER] [--out FILE.jsonl] [--detail] [--rule NAME=VALUE]...
 *     [--memory] [--voices FOLDER]
 *
 * Prints our figures and those of the three-second heuristic on the same audio.
 *
 * --memory: the recording memory too (recording-memory.ts; --voices: with the lines of other speakers).
 * --models: held-out folds as bench/hearing/train wrote them; without it the shipped models, which were trained on
 * DEV and therefore flatter themselves there.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEV_SET, readLabels, type LabelledSet } from './labelled-set';
import { reportMemory } from './recording-memory';
import { hearSet, hearSetNaively, heldOutModels, shippedModels, type Run } from './predictions';

interface Score {
  seconds: {
    accuracy: number;
    macroF1: number;
    macroF1_4: number;
    flipsPerMinute: number;
    per: Record<string, { n: number; precision: number; recall: number; f1: number }>;
    confusion: Record<string, Record<string, number>>;
  };
  pickup: Record<string, number>;
  falseAlarmsOn: Record<string, number>;
  calls: { file: string; human?: string; latency: number | null; falseAlarms: number }[];
}

type Evaluate = (labels: LabelledSet, predictions: readonly object[], options: { humanConf: number }) => Score;

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

async function main(): Promise<void> {
  const set = option('--set') ?? DEV_SET;
  const folder = option('--models');
  const labels = readLabels(set);
  const { evaluate } = (await import(pathToFileURL(join(DEV_SET, 'evaluate.mjs')).href)) as { evaluate: Evaluate };
  const rules = process.argv.flatMap((arg, i) => (process.argv[i - 1] === '--rule' ? [arg.split('=')] : []));
  const humanRules: Record<string, number> = Object.fromEntries(
    rules.map(([name, value]) => [name ?? '', Number(value)] as const),
  );
  const models = folder === undefined ? shippedModels : heldOutModels(folder);
  const run = hearSet(set, labels, (file) => ({ ...models(file), humanRules }));
  const out = option('--out');
  if (out !== undefined) writeFileSync(out, run.predictions.map((line) => JSON.stringify(line)).join('\n') + '\n');
  report(folder === undefined ? 'hold-slayer, shipped models' : 'hold-slayer, held-out folds', labels, run, evaluate);
  if (process.argv.includes('--memory')) reportMemory(readLabels(DEV_SET), option('--voices'));
  report('three-second heuristic', labels, hearSetNaively(set, labels), evaluate);
}

function report(name: string, labels: LabelledSet, run: Run, evaluate: Evaluate): void {
  const soft = evaluate(labels, run.predictions, { humanConf: 0 });
  const hard = evaluate(labels, run.predictions, { humanConf: 0.8 });
  const s = soft.seconds;
  console.log(`== ${name}`);
  console.log(
    `macro-F1 4 classes ${s.macroF1_4}  8 classes ${s.macroF1}  accuracy ${s.accuracy}  changes/min ${s.flipsPerMinute}`,
  );
  for (const [label, row] of Object.entries(s.per)) {
    const misses = Object.entries(s.confusion[label] ?? {})
      .filter(([l, n]) => l !== label && n > 0)
      .map(([l, n]) => `${l} ${n}`);
    console.log(
      `  ${label.padEnd(10)} n ${String(row.n).padStart(4)}  P ${row.precision}  R ${row.recall}  F1 ${row.f1}   taken for: ${misses.join(', ')}`,
    );
  }
  for (const [level, score] of [
    ['soft', soft],
    ['hard', hard],
  ] as const) {
    const p = score.pickup;
    const pickups = score.calls.filter((call) => call.human !== undefined);
    const within10 = pickups.filter((call) => call.latency !== null && call.latency <= 10).length / pickups.length;
    const onMusic = score.falseAlarmsOn.MUSIC ?? 0;
    console.log(
      `${level}: recall@2 ${p.recall2s}  @5 ${p.recall5s}  @10 ${within10.toFixed(3)}  ever ${p.everDetected}  median ${p.medianLatency} s  p95 ${p.p95Latency} s  false alarms/h ${p.falseAlarmsPerHour} (${p.falseAlarms} in ${p.holdHours} h; on music ${(onMusic / (p.holdHours ?? 1)).toFixed(1)}/h)  clean ${p.cleanCallRate}`,
    );
    console.log('   on', JSON.stringify(score.falseAlarmsOn));
    if (process.argv.includes('--detail')) for (const call of score.calls) console.log('   ', JSON.stringify(call));
  }
  console.log(`CPU ${run.cpuMsPerSecond.toFixed(2)} ms per second of audio`);
}

void main();
