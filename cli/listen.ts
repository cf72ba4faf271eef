/**
 * `hold-slayer listen FILE_OR_DIR... [--jsonl]`: what hearing makes of WAV files, faster than real time and causally.
 * One line whenever the label or the human level changes.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { FarEndTracker, type FarEnd, type FarEndTrackerOptions } from '../lib/hearing';
import { readWavSamples } from './wav-samples';

const USAGE = 'usage: hold-slayer listen FILE_OR_DIR... [--jsonl]\n';
const FRAME = 160;

export interface ListenedChange {
  readonly file: string;
  /** Seconds of audio consumed. */
  readonly t: number;
  readonly label: string;
  readonly confidence: number;
  readonly why: string;
}

/** Every change of label or human level in one recording. */
export function* hearFile(
  file: string,
  samples: Int16Array,
  options: FarEndTrackerOptions = {},
): Generator<ListenedChange, void> {
  const tracker = new FarEndTracker(options);
  for (let at = 0; at < samples.length; at += FRAME) {
    for (const event of tracker.push(samples.subarray(at, at + FRAME))) {
      if (event.kind === 'far-end') yield change(file, Math.min(at + FRAME, samples.length) / 8000, event);
    }
  }
}

const change = (file: string, t: number, heard: FarEnd): ListenedChange => ({
  file,
  t: Number(t.toFixed(3)),
  label: heard.label.toUpperCase(),
  confidence: Number(heard.confidence.toFixed(3)),
  why: heard.evidence.join('; '),
});

/** Resolves to the exit code: 0, 1 when a file could not be read, 2 for a wrong command line. */
export function listen(args: string[]): Promise<number> {
  const jsonl = args.includes('--jsonl');
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--jsonl');
  const targets = args.filter((arg) => !arg.startsWith('-'));
  if (unknown !== undefined || targets.length === 0) {
    process.stderr.write(unknown === undefined ? USAGE : `unknown option ${unknown}\n${USAGE}`);
    return Promise.resolve(2);
  }
  const failures: string[] = [];
  const attempt = <T>(path: string, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      failures.push(path);
      process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
      return undefined;
    }
  };
  for (const target of targets) {
    for (const { path, name } of attempt(target, () => wavFiles(target)) ?? []) {
      attempt(path, () => {
        for (const line of hearFile(name, readWavSamples(path))) {
          process.stdout.write(jsonl ? `${JSON.stringify(line)}\n` : `${asText(line)}\n`);
        }
      });
    }
  }
  return Promise.resolve(failures.length > 0 ? 1 : 0);
}

const asText = (line: ListenedChange): string =>
  `${line.file}  ${line.t.toFixed(2).padStart(8)} s  ${line.label.padEnd(10)} ${line.confidence.toFixed(2)}  ${line.why}`;

/** A file is named by itself, a folder's files by their path inside it. */
function wavFiles(target: string): { path: string; name: string }[] {
  if (!statSync(target).isDirectory()) return [{ path: target, name: basename(target) }];
  return readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.toLowerCase().endsWith('.wav'))
    .sort()
    .map((name) => ({ path: join(target, name), name: name.split(sep).join('/') }));
}
