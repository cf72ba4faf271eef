/**
 * What hearing costs: CPU and bytes allocated per frame in the steady state (a sound that brings no events), and per
 * second of a call that brings many.
 *
 *   tsx bench/hearing/allocations.ts        (starts itself again with the switches it needs)
 *
 * Bytes are counted between two forced collections with a heap so large that none happens on its own.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readWavSamples } from '../../cli/wav-samples';
import { FarEndTracker } from '../../lib/hearing';

const SWITCHES = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
const SECONDS = 60;
const FRAME = 160;

const sound = (name: string): Int16Array =>
  readWavSamples(join(__dirname, '..', '..', 'lib', 'phone-tree', 'sounds', `${name}.wav`));

function looped(samples: Int16Array, seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 8000 }, (_, i) => samples[i % samples.length]!);
}

/** Pushes `samples` in frames made once; returns the number of events. */
function push(tracker: FarEndTracker, frames: readonly Int16Array[]): number {
  let events = 0;
  for (const frame of frames) events += tracker.push(frame).length;
  return events;
}

function framesOf(samples: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / FRAME) }, (_, i) =>
    samples.subarray(i * FRAME, (i + 1) * FRAME),
  );
}

function measure(name: string, samples: Int16Array): void {
  const frames = framesOf(samples);
  const tracker = new FarEndTracker();
  // Ten minutes of a call: compiled by the last of the engine's compilers, and settled.
  for (let i = 0; i < 10; i++) push(tracker, frames);
  // A collection in between would spoil the count: once more, then.
  for (let attempt = 0; attempt < 5 && !count(name, samples, tracker, frames); attempt++);
}

function count(name: string, samples: Int16Array, tracker: FarEndTracker, frames: readonly Int16Array[]): boolean {
  globalThis.gc!();
  const before = process.memoryUsage();
  const cpu = process.cpuUsage();
  const events = push(tracker, frames);
  const used = process.cpuUsage(cpu);
  const after = process.memoryUsage();
  const bytes = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
  if (bytes < 0) return false;
  const seconds = samples.length / 8000;
  console.log(
    `${name.padEnd(24)} ${(bytes / frames.length).toFixed(1).padStart(8)} bytes a frame, ${((used.user + used.system) / 1000 / seconds).toFixed(2)} ms CPU a second, ${events} events`,
  );
  return true;
}

if (globalThis.gc === undefined) {
  const result = spawnSync(process.execPath, [...SWITCHES, ...process.execArgv, __filename], { stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
} else {
  const random = new Int16Array(SECONDS * 8000);
  let state = 1;
  for (let i = 0; i < random.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    random[i] = (state >>> 20) - 2048;
  }
  measure('silence', new Int16Array(SECONDS * 8000));
  measure('noise', random);
  measure('hold music', looped(sound('music-lobby'), SECONDS));
  measure('a voice without pause', looped(sound('acme-main-menu'), SECONDS));
}
