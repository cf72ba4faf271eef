/**
 * `hold-slayer listen FILE_OR_DIR... [--jsonl]`: what hearing makes of WAV files, faster than real time and causally.
 * One line whenever the label or the human level changes.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FarEndTracker, type FarEnd, type FarEndTrackerOptions } from '../lib/hearing';
import { readWav, type WavSamples } from './wav-samples';

const USAGE = `usage: hold-slayer listen FILE_OR_DIR... [--jsonl]

  What the far end is, over WAV files of any sample rate; a folder is searched for .wav files.
  --jsonl   one JSON object a line: file, t (seconds), label, confidence, why

  Labels: RINGING BUSY SIT DTMF SILENCE MUSIC IVR_PROMPT (a recorded voice) LIVE_HUMAN (certain from confidence 0.8 on)
  UNKNOWN. Exit code: 0; 1 when a file could not be read; 2 for a wrong call, a file that is cut, or no file at all.
`;
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

/**
 * Resolves to the exit code: 0, 1 when a file could not be read, 2 for a wrong command line, a file with less sound in it
 * than it says, or nothing to listen to.
 */
export async function listen(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const jsonl = args.includes('--jsonl');
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--jsonl');
  const targets = args.filter((arg) => !arg.startsWith('-'));
  if (unknown !== undefined || targets.length === 0) {
    process.stderr.write(unknown === undefined ? USAGE : `unknown option ${unknown}\n${USAGE}`);
    return 2;
  }
  let exitCode = 0;
  const complain = (path: string, message: string, code: 1 | 2): void => {
    exitCode = Math.max(exitCode, code);
    process.stderr.write(`${path}: ${message}\n`);
  };
  const attempt = <T>(path: string, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      complain(path, inWords(error), 1);
      return undefined;
    }
  };
  for (const target of targets) {
    const files = attempt(target, () => wavFiles(target));
    if (files?.length === 0) complain(target, 'there are no .wav files in this folder', 2);
    for (const { path, name } of files ?? []) {
      const wav = attempt(path, () => readWavFile(path));
      for (const line of wav ? hearFile(name, wav.samples) : []) {
        process.stdout.write(jsonl ? `${JSON.stringify(line)}\n` : `${asText(line)}\n`);
      }
      if (wav?.lacks !== undefined) complain(path, wav.lacks, 2);
      // A reader that went away is noticed between two files only.
      await nextTurn();
    }
  }
  return exitCode;
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES') return 'may not be read';
  return code === 'ERR_FS_FILE_TOO_LARGE' ? 'is too large: 2 GB at most' : message;
}

/** The samples of a file; what cannot be read as WAV is said so, whatever the reader stumbled over. */
function readWavFile(path: string): WavSamples {
  try {
    return readWav(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `not a WAV file, or a damaged one: it must be WAV (${reason}). Another format is made WAV by "ffmpeg -i FILE out.wav"`,
      { cause: error },
    );
  }
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
