/** Runs hearing over a labelled set and gives what the evaluator reads, with the CPU it took. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hearFile, type ListenedChange } from '../../cli/listen';
import type { FarEndTrackerOptions } from '../../lib/hearing';
import type { BoostedTreesModel } from '../../lib/hearing/models/boosted-trees';
import type { RecurrentNetworkModel } from '../../lib/hearing/models/recurrent-network';
import { hearNaively } from './naive-heuristic';
import { readAudio, type LabelledFile, type LabelledSet } from './labelled-set';

export interface Run {
  readonly predictions: readonly ListenedChange[];
  /** CPU milliseconds per second of audio, reading excluded. */
  readonly cpuMsPerSecond: number;
}

/** Which models judge a file: the shipped ones, or those of the fold it is held out from. */
export type ModelsFor = (file: LabelledFile) => FarEndTrackerOptions;

export const shippedModels: ModelsFor = () => ({});

/** `folder`: what train-acoustic.py, train-human.py and train-course.py wrote. */
export function heldOutModels(folder: string): ModelsFor {
  const folds = JSON.parse(readFileSync(join(folder, 'fold-files.json'), 'utf8')) as Record<string, number>;
  const networks = readdirSync(folder).filter((name) => /^course-\d+-fold-/.test(name));
  if (networks.length === 0) throw new Error(`${folder} holds no networks: train-course.py writes them`);
  const loaded = new Map<string, unknown>();
  const load = (name: string): unknown => {
    if (!loaded.has(name)) loaded.set(name, JSON.parse(readFileSync(join(folder, name), 'utf8')));
    return loaded.get(name);
  };
  return (file) => {
    const fold = folds[file.file] ?? file.fold;
    if (fold === undefined) throw new Error(`${file.file} is in no fold of ${folder}`);
    return {
      acousticModel: load(`acoustic-fold-${fold}.json`) as BoostedTreesModel,
      humanModel: {
        trees: load(`human-fold-${fold}.json`) as BoostedTreesModel,
        course: networks
          .filter((name) => name.endsWith(`-fold-${fold}.json`))
          .map((name) => load(name) as RecurrentNetworkModel),
      },
    };
  };
}

export const hearSet = (set: string, labels: LabelledSet, models: ModelsFor): Run =>
  timed(set, labels, (file, samples) => hearFile(file.file, samples, models(file)));

export const hearSetNaively = (set: string, labels: LabelledSet): Run =>
  timed(set, labels, (file, samples) => hearNaively(file.file, samples));

function timed(
  set: string,
  labels: LabelledSet,
  hear: (file: LabelledFile, samples: Int16Array) => Iterable<ListenedChange>,
): Run {
  const predictions: ListenedChange[] = [];
  let cpuMicroseconds = 0;
  let seconds = 0;
  for (const file of labels.files) {
    const samples = readAudio(set, file);
    const before = process.cpuUsage();
    for (const line of hear(file, samples)) predictions.push(line);
    const used = process.cpuUsage(before);
    cpuMicroseconds += used.user + used.system;
    seconds += samples.length / 8000;
  }
  return { predictions, cpuMsPerSecond: cpuMicroseconds / 1000 / seconds };
}
