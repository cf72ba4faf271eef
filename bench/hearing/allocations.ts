/**
 * What hearing costs: CPU, and bytes allocated per frame in the steady state.
 *
 *   tsx bench/hearing/allocations.ts [--sites]        (starts itself again with the switches it needs)
 *
 * --sites: also which functions allocate, in bytes a frame.
 *
 * Steady is a worker that has heard minutes of everything below: its functions are compiled by the last of the engine's
 * compilers. Each sound then has a call of its own, of which the second minute is counted: between two forced
 * collections, with a heap so large that none happens in between. Events are made for whoever listens, and counted with
 * the rest; in the steady state there are none.
 */
import { spawnSync } from 'node:child_process';
import { Session, type HeapProfiler } from 'node:inspector';
import { basename, join } from 'node:path';
import { getHeapSpaceStatistics } from 'node:v8';
import { readWavSamples } from '../../cli/wav-samples';
import { FarEndTracker, type FarEndTrackerOptions } from '../../lib/hearing';

const SWITCHES = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
const FRAME = 160;
const MINUTE = 60 * 8000;
/** Of each sound, before anything is counted; so many that what runs ten times a second is compiled, too. */
const WARM_MINUTES = 15;
/** Counted of each sound. */
const CALLS = 5;
/** Of functions that allocate less a frame nothing is printed. */
const LEAST_BYTES = 0.1;

interface Kind {
  readonly name: string;
  /** The minute before, and the one counted. */
  readonly before: readonly Int16Array[];
  readonly frames: readonly Int16Array[];
  readonly options: FarEndTrackerOptions;
}

const sound = (name: string): Int16Array =>
  readWavSamples(join(__dirname, '..', '..', 'lib', 'phone-tree', 'sounds', `${name}.wav`));

const looped = (samples: Int16Array): Int16Array =>
  Int16Array.from({ length: MINUTE }, (_, i) => samples[i % samples.length]!);

function noise(): Int16Array {
  let state = 1;
  return Int16Array.from({ length: MINUTE }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 20) - 2048;
  });
}

function tone(hz: readonly number[], onSeconds: number, offSeconds: number): Int16Array {
  const wave = (second: number): number => hz.reduce((sum, f) => sum + Math.sin(2 * Math.PI * f * second), 0);
  return Int16Array.from({ length: MINUTE }, (_, i) =>
    (i / 8000) % (onSeconds + offSeconds) < onSeconds ? 4000 * wave(i / 8000) : 0,
  );
}

/** A minute in which nothing is said twice: what repeats is no person. */
function voices(): Int16Array {
  const names = 'acme-main-menu acme-support-menu acme-queue-first acme-queue-second acme-closed acme-welcome';
  const all = [...`${names} acme-enter-account voicemail-greeting robert-greeting alan-greeting`.split(' ')];
  return looped(Int16Array.from(all.flatMap((name) => [...sound(name)])));
}

function framesOf(samples: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / FRAME) }, (_, i) =>
    samples.subarray(i * FRAME, (i + 1) * FRAME),
  );
}

function kinds(): Kind[] {
  const steady = (name: string, samples: Int16Array): Kind => {
    const frames = framesOf(samples);
    return { name, before: frames, frames, options: {} };
  };
  const music = looped(sound('music-lobby'));
  return [
    steady('silence', new Int16Array(MINUTE)),
    steady('noise', noise()),
    steady('hold music', looped(sound('music-waiting-room'))),
    // Some of its notes are taken for a beep each minute.
    steady('hold music, pure notes', music),
    steady('a voice without pause', looped(sound('acme-main-menu'))),
    steady('dial tone', tone([350, 440], 60, 0)),
    steady('ringback', tone([440, 480], 2, 4)),
    steady('busy', tone([480, 620], 0.5, 0.5)),
    // Whoever speaks is a person by these rules: the minute is one of a confirmed person, with the events of talk.
    {
      name: 'a person after music',
      before: framesOf(music),
      frames: framesOf(voices()),
      options: { humanRules: { soft: 0, hard: 0, drop: 0 } },
    },
  ];
}

/** Returns the number of events. */
function push(tracker: FarEndTracker, frames: readonly Int16Array[]): number {
  let events = 0;
  // By index: a loop over the values of a list allocates until it is compiled, and what hearing costs is counted here.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let i = 0; i < frames.length; i++) events += tracker.push(frames[i]!).length;
  return events;
}

function called({ before, options }: Kind): FarEndTracker {
  const tracker = new FarEndTracker(options);
  push(tracker, before);
  return tracker;
}

/** Bytes in buffers and on the young part of the heap, where objects begin; code the engine compiles lies elsewhere. */
function bytesInUse(): number {
  const young = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('new_'));
  return young.reduce((sum, space) => sum + space.space_used_size, process.memoryUsage().arrayBuffers);
}

/** What `run` left behind; null when it was collected meanwhile. */
function bytesOf(run: () => void): number | null {
  globalThis.gc!();
  const before = bytesInUse();
  run();
  const bytes = bytesInUse() - before;
  return bytes < 0 ? null : bytes;
}

interface Count {
  readonly bytesPerFrame: number;
  readonly cpuMsPerSecond: number;
  readonly events: number;
}

/** One call; null when a collection spoiled it. */
function count(kind: Kind): Count | null {
  const { frames } = kind;
  const tracker = called(kind);
  const own = bytesOf(() => void process.cpuUsage(process.cpuUsage()));
  let events = 0;
  let cpuMicroseconds = 0;
  const bytes = bytesOf(() => {
    const cpu = process.cpuUsage();
    events = push(tracker, frames);
    const { user, system } = process.cpuUsage(cpu);
    cpuMicroseconds = user + system;
  });
  if (bytes === null || own === null) return null;
  return { bytesPerFrame: (bytes - own) / frames.length, cpuMsPerSecond: cpuMicroseconds / 1000 / 60, events };
}

/** The middle one of the calls: the engine allocates for itself, too, now and then. */
function print(kind: Kind): void {
  const counts = Array.from({ length: CALLS }, () => count(kind)).filter((one) => one !== null);
  const middle = counts.sort((a, b) => a.bytesPerFrame - b.bytesPerFrame)[Math.floor(counts.length / 2)];
  const name = kind.name.padEnd(24);
  if (middle === undefined) console.log(`${name} not counted: the heap was collected each time`);
  else {
    const bytes = middle.bytesPerFrame.toFixed(1).padStart(6);
    console.log(
      `${name} ${bytes} bytes a frame, ${middle.cpuMsPerSecond.toFixed(2)} ms CPU a second, ${middle.events} events`,
    );
  }
}

/** Which functions allocate: every object is sampled. */
function printSites(kind: Kind): void {
  const tracker = called(kind);
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.startSampling', {
    samplingInterval: 1,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as HeapProfiler.StartSamplingParameterType);
  push(tracker, kind.frames);
  const bytes = new Map<string, number>();
  session.post('HeapProfiler.stopSampling', (error, result) => {
    if (error !== null) throw error;
    addBytes(result.profile.head, bytes);
  });
  session.disconnect();
  for (const [site, total] of [...bytes].sort((a, b) => b[1] - a[1])) {
    const perFrame = total / kind.frames.length;
    if (perFrame >= LEAST_BYTES) console.log(`    ${perFrame.toFixed(2).padStart(6)} ${site}`);
  }
}

/** Of all functions but those that count; inlined ones are part of whom they are inlined in. */
function addBytes(
  { callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode,
  to: Map<string, number>,
): void {
  const site = `${callFrame.functionName} ${basename(callFrame.url)}`;
  const counts = callFrame.url.startsWith('node:inspector') || callFrame.url.endsWith(basename(__filename));
  if (selfSize > 0 && !counts) to.set(site, (to.get(site) ?? 0) + selfSize);
  for (const child of children) addBytes(child, to);
}

if (globalThis.gc === undefined) {
  const args = [...SWITCHES, ...process.execArgv, __filename, ...process.argv.slice(2)];
  const result = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
} else {
  const all = kinds();
  for (let i = 0; i < WARM_MINUTES; i++) for (const kind of all) push(called(kind), kind.frames);
  // Counting, too, costs more the first few times.
  for (const kind of all) count(kind);
  for (const kind of all) {
    print(kind);
    if (process.argv.includes('--sites')) printSites(kind);
  }
}
