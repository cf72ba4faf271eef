/**
 * How late words come: `tsx bench/speech/latency.ts [--calls 1|2] [--clips N]`. Audio is fed in real time, 20 ms frames, to one or two
 * calls at once. Printed: from finish() to the final; from a pause (0.4 s after the last syllable) to the partial that holds
 * every word of the final up to there, 0 when it was there already.
 */
import { EmbeddedSpeechToText } from '../../lib/speech';
import type { Transcript } from '../../lib/speech';
import { syntheticClips } from './test-audio';
import type { TestClip } from './test-audio';

const FRAME = 160;
const PAUSE_SECONDS = 0.4;
const END_GAP_SECONDS = 0.95;
const option = (name: string, otherwise: number): number =>
  Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) || otherwise;

interface Lateness {
  readonly finalMs: number;
  /** Null: the words at the pause were others than those of the final. */
  readonly partialMs: number | null;
}

/** The clip from its first to its last loud frame. */
function trimmed({ samples }: TestClip): Int16Array {
  const loud = (at: number): boolean => samples.subarray(at, at + FRAME).some((sample) => Math.abs(sample) > 500);
  let [first, last] = [0, samples.length - FRAME];
  while (first < last && !loud(first)) first += FRAME;
  while (last > first && !loud(last)) last -= FRAME;
  return samples.subarray(first, Math.min(last + FRAME, first + 15 * 8000));
}

async function listen(recogniser: EmbeddedSpeechToText, clips: readonly TestClip[]): Promise<Lateness[]> {
  const opened = await recogniser.open({ sampleRateHz: 8000 });
  if (!opened.ok) throw new Error(opened.message);
  const { session } = opened;
  const found: Lateness[] = [];
  for (const clip of clips) {
    const speech = trimmed(clip);
    const frames = Math.ceil(speech.length / FRAME);
    const partials: { readonly text: string; readonly atMs: number }[] = [];
    let settle: (transcript: Transcript) => void = () => undefined;
    const final = new Promise<Transcript>((resolve) => (settle = resolve));
    session.onTranscript = (transcript) => {
      if (transcript.kind === 'final') settle(transcript);
      else partials.push({ text: transcript.text, atMs: performance.now() });
    };
    session.begin(0);
    const started = performance.now();
    const pauseMs = started + frames * 20 + PAUSE_SECONDS * 1000;
    for (let index = 0; index < frames + END_GAP_SECONDS * 50; index++) {
      const frame = new Int16Array(FRAME).map((_, n) => speech[index * FRAME + n] ?? ((n * 7919) % 5 === 0 ? 8 : -8));
      session.write(frame);
      const wait = started + (index + 1) * 20 - performance.now();
      if (wait > 0) await new Promise((give) => setTimeout(give, wait));
    }
    const finished = performance.now();
    session.finish();
    const { text } = await final;
    const complete = partials.find((partial) => partial.text === partials.at(-1)?.text);
    found.push({
      finalMs: performance.now() - finished,
      partialMs: complete && endsAlike(complete.text, text) ? Math.max(0, complete.atMs - pauseMs) : null,
    });
  }
  await session.end();
  return found;
}

/** The last two words are the same: nothing was missing at the end. */
function endsAlike(partial: string, final: string): boolean {
  const last = (text: string): string => text.split(' ').slice(-2).join(' ');
  return last(partial) === last(final);
}

function describe(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(0)} ms`;
  return `${name}: p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} of ${sorted.length}`;
}

async function main(): Promise<void> {
  const recogniser = new EmbeddedSpeechToText();
  const problem = await recogniser.warmUp();
  if (problem) throw new Error(problem.message);
  const clips = syntheticClips().filter((_, index) => index % 7 === 0);
  const calls = option('calls', 1);
  const share = clips.slice(0, option('clips', clips.length));
  const found = (await Promise.all(Array.from({ length: calls }, () => listen(recogniser, share)))).flat();
  const complete = found.flatMap(({ partialMs }) => (partialMs === null ? [] : [partialMs]));
  console.log(`${calls} calls at once`);
  console.log(
    describe(
      'finish() to final',
      found.map(({ finalMs }) => finalMs),
    ),
  );
  console.log(describe('pause to complete partial', complete));
  console.log(`${found.length - complete.length} partials ended in other words than their final`);
  await recogniser.close();
}

void main();
