/**
 * The embedded recogniser on bad lines: `tsx bench/speech/robustness.ts [--step N]`. The clips of bench/speech/embedded.ts, every
 * N-th (default 8), each condition on the same clips; words straight from the recogniser, without hearing and segmentation.
 */
import { join } from 'node:path';
import { Concealment } from '../../lib/media/audio/concealment';
import { G711 } from '../../lib/media/codec/g711';
import { loadModel, Recogniser } from '../../lib/speech/embedded/recogniser';
import { addToTally, emptyTally, percent } from './score';
import { humanClips, syntheticClips } from './test-audio';
import type { TestClip } from './test-audio';

const FRAME = 160;
const SAMPLE_RMS = 2000;

/** Numbers in [0, 1) that are the same each time. */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

function coded(samples: Int16Array): Int16Array {
  return samples.map((sample) => G711.PCMU.decode[G711.PCMU.encode[sample & 0xffff]!]!);
}

function mixed(samples: Int16Array, noise: (index: number) => number, snrDb: number): Int16Array {
  let energy = 0;
  for (let index = 0; index < samples.length; index++) energy += noise(index) ** 2;
  const gain = (SAMPLE_RMS * 10 ** (-snrDb / 20)) / Math.sqrt(energy / samples.length || 1);
  return coded(samples.map((sample, index) => Math.max(-32768, Math.min(32767, sample + gain * noise(index)))));
}

function lossy(samples: Int16Array, share: number, seed: number): Int16Array {
  const chance = repeatable(seed);
  const concealment = new Concealment();
  const out = samples.slice();
  for (let at = 0; at + FRAME <= out.length; at += FRAME) {
    const present = new Uint8Array(FRAME).fill(at > 0 && chance() < share ? 0 : 1);
    concealment.complete(out.subarray(at, at + FRAME), present);
  }
  return out;
}

function conditions(clips: readonly TestClip[]): Record<string, (samples: Int16Array, index: number) => Int16Array> {
  const others = (index: number, count: number): ((at: number) => number) => {
    const voices = Array.from({ length: count }, (_, n) => clips[(index + 7 * (n + 1)) % clips.length]!.samples);
    return (at) => voices.reduce((sum, voice) => sum + voice[at % voice.length]!, 0);
  };
  return {
    'as it is': (samples) => samples,
    '5 % of packets lost, concealed': (samples, index) => lossy(samples, 0.05, index + 1),
    '-35 dBFS': (samples) => coded(samples.map((sample) => (sample * 583) / SAMPLE_RMS)),
    'hum of the mains, 15 dB below': (samples) =>
      mixed(
        samples,
        (n) => [1, 2, 3, 5].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 60 * k * n) / 8000) / k, 0),
        15,
      ),
    'four voices behind, 15 dB below': (samples, index) => mixed(samples, others(index, 4), 15),
    'white noise, 15 dB below': (samples, index) => {
      const chance = repeatable(index + 1);
      const noise = Float64Array.from(samples, () => chance() - 0.5);
      return mixed(samples, (n) => noise[n]!, 15);
    },
  };
}

function main(): void {
  const step = Number(process.argv[process.argv.indexOf('--step') + 1]) || 8;
  const clips = [...humanClips(), ...syntheticClips()].filter((_, index) => index % step === 0);
  const recogniser = new Recogniser(loadModel(join(__dirname, '../../lib/speech/embedded/model')));
  for (const [name, change] of Object.entries(conditions(clips))) {
    const [all, human] = [emptyTally(), emptyTally()];
    clips.forEach((clip, index) => {
      // Every clip is another call: nothing is known of its line.
      recogniser.forgetLine();
      recogniser.begin();
      recogniser.feed(change(clip.samples, index));
      const words = recogniser.end().map(({ word }) => word);
      addToTally(all, clip.words, words);
      if (clip.human) addToTally(human, clip.words, words);
    });
    console.log(
      `${name.padEnd(32)} WER ${percent(all.errors, all.words).padStart(6)}, human ${percent(human.errors, human.words).padStart(6)}` +
        `  press N: recall ${percent(all.matchedKeys, all.keys)} of ${all.keys}, precision ${percent(all.matchedKeys, all.heardKeys)}`,
    );
  }
}

main();
