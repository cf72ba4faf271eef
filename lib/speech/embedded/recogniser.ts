/** One PocketSphinx recogniser: 16 kHz samples in, words out. Synchronous and slow: for a worker thread. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantiate, readText } from './wasm-host';
import type { RecogniserExports } from './wasm-host';

/** The compiled engine and the files of the model, shared by every recogniser of a thread. */
export interface RecogniserModel {
  readonly module: WebAssembly.Module;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface RecognisedWord {
  readonly word: string;
  /** Seconds since the utterance's first sample. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Posterior of the word among what else it could have been, 0 to 1. */
  readonly confidence: number;
}

/** The rate of what it is fed. */
export const RECOGNISER_RATE_HZ = 8000;
const FRAME_SECONDS = 0.01;
const MOST_SAMPLES_A_CALL = 1600;
/** Measured on telephone prompts (docs/speech.md): half the states cost 3 % less time and 2 % of the keys. */
const SETTINGS = ['-lw', '6.5', '-maxhmmpf', '10000', '-fwdflat', 'yes', '-mmap', 'no'];

/** Reads the model's folder. Throws when it cannot. */
export function loadModel(folder: string): RecogniserModel {
  const files = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder)) files.set(`/model/${name}`, readFileSync(join(folder, name)));
  const wasm = files.get('/model/pocketsphinx.wasm');
  if (!wasm) throw new Error('the engine is missing from the model folder');
  return { module: new WebAssembly.Module(Buffer.from(wasm)), files };
}

export class Recogniser {
  readonly #engine: RecogniserExports;
  readonly #samples: number;

  /** Takes 0.1 to 0.4 s. Throws when the model is damaged. */
  constructor(model: RecogniserModel) {
    this.#engine = instantiate(model.module, model.files);
    const settings = [
      '/model/line-mapper.bin',
      ...SETTINGS,
      '-hmm',
      '/model',
      '-lm',
      '/model/ivr.lm.bin',
      '-dict',
      '/model/ivr.dict',
    ];
    const text = Buffer.from(`${settings.join('\n')}\0`);
    const pointer = this.#engine.malloc(text.length);
    new Uint8Array(this.#engine.memory.buffer).set(text, pointer);
    const code = this.#engine.recogniser_open(pointer);
    // After a failed open every other call would trap.
    if (code !== 0) throw new Error('the speech model cannot be read');
    this.#engine.free(pointer);
    this.#samples = this.#engine.malloc(MOST_SAMPLES_A_CALL * 2);
  }

  /** Another call follows: what was learnt of the last line is forgotten. */
  forgetLine(): void {
    this.#engine.recogniser_new_stream();
  }

  begin(): void {
    if (this.#engine.recogniser_begin() !== 0) throw new Error('the recogniser did not begin');
  }

  /** At RECOGNISER_RATE_HZ. */
  feed(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += MOST_SAMPLES_A_CALL) {
      const part = samples.subarray(at, at + MOST_SAMPLES_A_CALL);
      new Int16Array(this.#engine.memory.buffer, this.#samples, part.length).set(part);
      this.#engine.recogniser_feed(this.#samples, part.length);
    }
  }

  /** What it understands so far. */
  text(): string {
    return readText(this.#engine.memory, this.#engine.recogniser_text());
  }

  end(): readonly RecognisedWord[] {
    const engine = this.#engine;
    engine.recogniser_end();
    const words: RecognisedWord[] = [];
    let more = engine.recogniser_word_first();
    while (more !== 0) {
      const word = readText(engine.memory, engine.recogniser_word());
      // <s>, </s>, <sil> and noises are no words; "the(2)" is "the", pronounced otherwise.
      if (!/^[<[+]/.test(word)) {
        words.push({
          word: word.replace(/\(\d+\)$/, ''),
          startSeconds: engine.recogniser_word_start() * FRAME_SECONDS,
          endSeconds: (engine.recogniser_word_end() + 1) * FRAME_SECONDS,
          confidence: Math.min(1, Math.max(0, engine.recogniser_word_probability())),
        });
      }
      more = engine.recogniser_word_next();
    }
    engine.recogniser_words_done();
    return words;
  }
}
