/**
 * The embedded recogniser on telephone audio of voices it was not adapted to, the way a call uses it: hearing, utterance
 * segmentation, worker thread. Prints word error rate, "press N" recall and precision by voice, CPU, cold start, and
 * the words invented on hold music and ringback; exits 1 when a figure of docs/speech.md is missed.
 *
 *   tsx bench/speech/embedded.ts [--step N] [--show]      every N-th clip; show what was heard
 *
 * Needs Debian's asterisk-core-sounds-en-wav, asterisk-moh-opsound-wav, espeak-ng, flite, festival, festvox-kdlpc16k.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FarEndTracker } from '../../lib/hearing';
import { decodeWav } from '../../lib/media/audio/wav-file';
import { CallTranscriber, EmbeddedSpeechToText } from '../../lib/speech';
import type { Transcript } from '../../lib/speech';
import { addToTally, emptyTally, percent } from './score';
import type { Tally } from './score';
import { humanClips, syntheticClips, telephoneLine } from './test-audio';
import type { TestClip } from './test-audio';

const MUSIC = '/usr/share/asterisk/moh';
const FRAME = 160;
const step = Number(process.argv[process.argv.indexOf('--step') + 1]) || 1;
const show = process.argv.includes('--show');

/** One call: what is pushed is heard and understood; `text` is all finals since the last call of it. */
class BenchCall {
  readonly #tracker = new FarEndTracker();
  readonly #transcriber: CallTranscriber;
  readonly #finals: Transcript[] = [];
  readonly latenciesMs: number[] = [];
  labels = new Set<string>();
  #finished = 0;

  constructor(recogniser: EmbeddedSpeechToText) {
    this.#transcriber = new CallTranscriber(
      { providers: [recogniser], budget: { finalTimeoutMs: 120_000 } },
      {
        onTranscript: (transcript) => {
          if (transcript.kind !== 'final') return;
          this.#finals.push(transcript);
          if (this.#finished > 0) this.latenciesMs.push(performance.now() - this.#finished);
        },
        onFailure: (failure) => console.error(failure),
      },
    );
  }

  async push(samples: Int16Array): Promise<void> {
    for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
      const frame = samples.subarray(at, at + FRAME);
      const events = this.#tracker.push(frame);
      for (const event of events) if (event.kind === 'far-end') this.labels.add(event.label);
      const before = this.#transcriber.pending;
      this.#transcriber.push(frame, events);
      // The worker is kept close behind, as it is in a call; else the audio would only pile up in its mailbox.
      if (at % (FRAME * 100) === 0 || this.#transcriber.pending > before)
        await new Promise((give) => setImmediate(give));
      while (this.#transcriber.pending > 2) await new Promise((give) => setTimeout(give, 5));
    }
  }

  end(): Promise<void> {
    return this.#transcriber.end();
  }

  /** Two seconds of a quiet line, then all words since the last time. */
  async words(): Promise<string[]> {
    await this.push(quiet(2));
    this.#finished = performance.now();
    while (this.#transcriber.pending > 0) await new Promise((give) => setTimeout(give, 5));
    return this.#finals.splice(0).flatMap(({ text }) => text.split(' ').filter(Boolean));
  }
}

function quiet(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 8000 }, (_, index) => ((index * 7919) % 5 === 0 ? 8 : -8));
}

function ringback(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 8000 }, (_, index) => {
    const on = (index / 8000) % 6 < 2;
    const phase = (2 * Math.PI * index) / 8000;
    return on ? 3000 * (Math.sin(440 * phase) + Math.sin(480 * phase)) : 0;
  });
}

async function main(): Promise<void> {
  const clips: TestClip[] = [...humanClips(), ...syntheticClips()].filter((_, index) => index % step === 0);
  const recogniser = new EmbeddedSpeechToText();
  const started = performance.now();
  const problem = await recogniser.warmUp();
  if (problem) throw new Error(problem.message);
  const coldSeconds = (performance.now() - started) / 1000;

  const tallies = new Map<string, Tally>();
  const tally = (name: string): Tally => tallies.get(name) ?? tallies.set(name, emptyTally()).get(name)!;
  const calls = new Map<string, BenchCall>();
  const cpu = process.cpuUsage();
  let seconds = 0;
  for (const { name, voice, human, words, samples } of clips) {
    const call = calls.get(voice) ?? calls.set(voice, new BenchCall(recogniser)).get(voice)!;
    await call.push(samples);
    const heard = await call.words();
    seconds += samples.length / 8000 + 2;
    if (show) console.log(`${name}\n  said  ${words.join(' ')}\n  heard ${heard.join(' ')}`);
    for (const group of ['all', human ? 'human' : 'synthetic', voice]) addToTally(tally(group), words, heard);
  }
  const used = process.cpuUsage(cpu);
  const realTimeFactor = (used.user + used.system) / 1e6 / seconds;
  console.log(
    `${(seconds / 60).toFixed(1)} min of audio in ${clips.length} clips, RSS ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
  );
  for (const [name, t] of tallies) {
    console.log(
      `${name.padEnd(14)} ${String(t.clips).padStart(4)} clips  WER ${percent(t.errors, t.words).padStart(6)}` +
        `  press N: recall ${percent(t.matchedKeys, t.keys)} of ${t.keys}, precision ${percent(t.matchedKeys, t.heardKeys)}`,
    );
  }
  for (const call of calls.values()) await call.end();
  const waits = [...calls.values()].flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  console.log(
    `cold start ${coldSeconds.toFixed(2)} s; CPU with hearing ${realTimeFactor.toFixed(3)} s a second of audio`,
  );
  if (waits.length > 0) console.log(`finals that came after the audio: p50 ${waits[waits.length >> 1]!.toFixed(0)} ms`);

  let invented = 0;
  let mistaken = 0;
  const tracks = readdirSync(MUSIC).filter((file) => file.endsWith('.wav'));
  for (const file of ['ringback', ...tracks]) {
    const samples = file === 'ringback' ? ringback(60) : telephoneLine(decodeWav(readFileSync(join(MUSIC, file))));
    const call = new BenchCall(recogniser);
    await call.push(samples.subarray(0, 90 * 8000));
    const heard = await call.words();
    const asSpeech = call.labels.has('ivr_prompt') || call.labels.has('live_human');
    const what = heard.length > 0 ? ` (${heard.join(' ')})` : '';
    console.log(`${file}: ${heard.length} words${what}; heard as ${[...call.labels].join(', ')}`);
    // Where hearing takes music for a voice, that is hearing's figure; it is printed all the same.
    if (asSpeech) mistaken += heard.length;
    else invented += heard.length;
    await call.end();
  }
  console.log(`${invented} words on what hearing calls music or tones, ${mistaken} where it heard a voice in them`);
  await recogniser.close();

  const all = tally('all');
  const human = tally('human');
  const reached =
    all.matchedKeys / all.keys >= 0.93 &&
    all.matchedKeys / all.heardKeys >= 0.97 &&
    all.errors / all.words <= 0.25 &&
    realTimeFactor <= 0.15 &&
    coldSeconds <= 0.6 &&
    invented === 0;
  console.log(
    `${reached ? 'all figures reached' : 'NOT all figures reached'}; human voice alone: WER ${percent(human.errors, human.words)}`,
  );
  process.exitCode = reached ? 0 : 1;
}

void main();
