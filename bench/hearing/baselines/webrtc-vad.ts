/** WebRTC's voice activity detector (libfvad as WebAssembly), mode 2, frames of 30 ms. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ListenedChange } from '../../../cli/listen';
import { SpeechRule } from './speech-rule';

interface Fvad {
  readonly HEAP16: Int16Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _fvad_new(): number;
  _fvad_free(instance: number): void;
  _fvad_set_mode(instance: number, mode: number): number;
  _fvad_set_sample_rate(instance: number, hz: number): number;
  /** 1 speech, 0 none, -1 for a frame of a wrong length. */
  _fvad_process(instance: number, samples: number, length: number): number;
}

/** It brings no types. */
const PACKAGE = ['@echogarden', 'fvad-wasm'].join('/');
const FRAME = 240;
const MODE = 2;

export type Baseline = (file: string, samples: Int16Array) => Promise<ListenedChange[]>;

export async function webRtcVad(): Promise<Baseline> {
  const { default: load } = (await import(PACKAGE)) as {
    default: (options: object) => Promise<Fvad>;
  };
  const folder = dirname(require.resolve(PACKAGE));
  const vad = await load({ wasmBinary: readFileSync(join(folder, 'fvad.wasm')) });
  const buffer = vad._malloc(FRAME * 2);
  return (file, samples) => {
    const instance = vad._fvad_new();
    vad._fvad_set_sample_rate(instance, 8000);
    vad._fvad_set_mode(instance, MODE);
    const rule = new SpeechRule(file, 'WebRTC VAD');
    for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
      vad.HEAP16.set(samples.subarray(at, at + FRAME), buffer >> 1);
      const speaking = vad._fvad_process(instance, buffer, FRAME) === 1;
      rule.push(speaking, FRAME / 8000, (at + FRAME) / 8000);
    }
    vad._fvad_free(instance);
    return Promise.resolve(rule.changes);
  };
}
