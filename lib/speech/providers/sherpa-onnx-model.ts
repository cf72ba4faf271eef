/** Which kind of sherpa-onnx model lies in a folder, by the names of its files, and the configuration that loads it. Pure. */
import { join } from 'node:path';

/** The configuration sherpa-onnx wants of an offline recogniser, and what the model is. */
export interface SherpaModel {
  readonly kind: 'transducer' | 'whisper' | 'moonshine' | 'sense-voice' | 'paraformer' | 'nemo-ctc';
  readonly streaming: boolean;
  readonly config: Readonly<Record<string, unknown>>;
}

export const SHERPA_RATE_HZ = 16_000;

/** The model of a folder, or null when nothing there looks like one. `files`: names in the folder, without paths. */
export function sherpaModel(folder: string, files: readonly string[]): SherpaModel | null {
  const onnx = files.filter((file) => file.endsWith('.onnx'));
  /** Of several the one with 8-bit weights: a quarter of the memory, and as good on a telephone. */
  const find = (pattern: RegExp, not?: RegExp): string | undefined => {
    const found = onnx.filter((file) => pattern.test(file) && !not?.test(file)).sort();
    const name = found.find((file) => file.includes('int8')) ?? found[0];
    return name === undefined ? undefined : join(folder, name);
  };
  const tokens = files.find((file) => /(^|[-_.])tokens\.txt$/.test(file));
  if (tokens === undefined) return null;
  const found = parts(find, folder);
  if (!found) return null;
  const { kind, model, streaming } = found;
  const modelConfig = { ...model, tokens: join(folder, tokens), numThreads: 1, provider: 'cpu', debug: 0 };
  const featConfig = { sampleRate: SHERPA_RATE_HZ, featureDim: 80 };
  return { kind, streaming, config: { featConfig, modelConfig } };
}

type Find = (pattern: RegExp, not?: RegExp) => string | undefined;

function parts(
  find: Find,
  folder: string,
): { kind: SherpaModel['kind']; streaming: boolean; model: Record<string, unknown> } | null {
  const [preprocessor, uncachedDecoder, cachedDecoder] = [
    find(/preprocess/),
    find(/uncached[-_]decode/),
    find(/(?<!un)cached[-_]decode/),
  ];
  const encoder = find(/encode/);
  const decoder = find(/decode/, /cached/);
  const joiner = find(/join/);
  if (preprocessor && encoder && uncachedDecoder && cachedDecoder) {
    const moonshine = { preprocessor, encoder, uncachedDecoder, cachedDecoder };
    return { kind: 'moonshine', streaming: false, model: { moonshine } };
  }
  if (encoder && decoder && joiner) {
    const streaming = folder.includes('streaming') || /chunk-\d+/.test(encoder);
    return { kind: 'transducer', streaming, model: { transducer: { encoder, decoder, joiner } } };
  }
  if (encoder && decoder) return { kind: 'whisper', streaming: false, model: { whisper: { encoder, decoder } } };
  const single = find(/^model/);
  if (!single) return null;
  if (/sense-?voice/i.test(folder)) {
    return { kind: 'sense-voice', streaming: false, model: { senseVoice: { model: single, language: '' } } };
  }
  if (/paraformer/i.test(folder)) {
    return { kind: 'paraformer', streaming: false, model: { paraformer: { model: single } } };
  }
  return /nemo|ctc/i.test(folder)
    ? { kind: 'nemo-ctc', streaming: false, model: { nemoCtc: { model: single } } }
    : null;
}
