/**
 * A small gated recurrent network as plain data: evaluation only; its weights come from bench/hearing/train.
 *
 * Entry layer (ReLU), one layer of gated recurrent units (Cho et al. 2014, in the form PyTorch uses), and one output from
 * both. One step costs about `hidden * (inputs + 6 * hidden)` multiplications.
 */

/** One network as stored; matrices row by row. */
export interface RecurrentNetworkModel {
  readonly inputs: number;
  readonly hidden: number;
  /** Inputs are taken as (x - mean) / deviation, held within +-4. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** hidden x inputs, and hidden. */
  readonly entry: readonly number[];
  readonly entryBias: readonly number[];
  /** 3 hidden x hidden each, in the order reset, update, new: what the gates make of the entry and of the state. */
  readonly gates: readonly number[];
  readonly gateBias: readonly number[];
  readonly state: readonly number[];
  readonly stateBias: readonly number[];
  /** 2 hidden: of the entry, then of the state. */
  readonly exit: readonly number[];
  readonly exitBias: number;
}

/** Inputs further from the mean than this say no more than that they are far. */
const FARTHEST_DEVIATIONS = 4;

/** The same in arrays that multiply quickly. */
interface Weights {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  readonly entry: Float32Array;
  readonly entryBias: Float32Array;
  readonly gates: Float32Array;
  readonly gateBias: Float32Array;
  readonly state: Float32Array;
  readonly stateBias: Float32Array;
  readonly exit: Float32Array;
}

/** One set for all calls that are judged by a model: some 150 kB. */
const weightsOfModels = new WeakMap<RecurrentNetworkModel, Weights>();

function weightsOf(model: RecurrentNetworkModel): Weights {
  const known = weightsOfModels.get(model);
  if (known !== undefined) return known;
  const { inputs, hidden } = model;
  const weights: Weights = {
    mean: sized('mean', model.mean, inputs),
    scale: sized('deviation', model.deviation, inputs).map((deviation) => 1 / deviation),
    entry: sized('entry', model.entry, hidden * inputs),
    entryBias: sized('entryBias', model.entryBias, hidden),
    gates: sized('gates', model.gates, 3 * hidden * hidden),
    gateBias: sized('gateBias', model.gateBias, 3 * hidden),
    state: sized('state', model.state, 3 * hidden * hidden),
    stateBias: sized('stateBias', model.stateBias, 3 * hidden),
    exit: sized('exit', model.exit, 2 * hidden),
  };
  weightsOfModels.set(model, weights);
  return weights;
}

export class RecurrentNetwork {
  /** Answer of the last `step`: a score, the logarithm of the odds. In an array, as numbers are handed on in hearing (call-time.ts). */
  readonly score = new Float64Array(1);
  private readonly weights: Weights;
  private readonly input: Float32Array;
  private readonly entered: Float32Array;
  private readonly fromEntry: Float32Array;
  private readonly fromState: Float32Array;
  /** Reset and update, 0 to 1. */
  private readonly opened: Float64Array;
  private readonly remembered: Float32Array;

  constructor(private readonly model: RecurrentNetworkModel) {
    const { inputs, hidden } = model;
    this.weights = weightsOf(model);
    this.input = new Float32Array(inputs);
    this.entered = new Float32Array(hidden);
    this.fromEntry = new Float32Array(3 * hidden);
    this.fromState = new Float32Array(3 * hidden);
    this.opened = new Float64Array(2 * hidden);
    this.remembered = new Float32Array(hidden);
  }

  /** One step further in the sequence. */
  step(inputs: Float32Array): Float64Array {
    const { weights: w, input, entered, fromEntry, fromState, opened, remembered, model } = this;
    const { hidden } = model;
    for (let i = 0; i < input.length; i++) {
      const x = (inputs[i]! - w.mean[i]!) * w.scale[i]!;
      input[i] = Math.max(-FARTHEST_DEVIATIONS, Math.min(FARTHEST_DEVIATIONS, x));
    }
    multiply(w.entry, input, w.entryBias, entered);
    for (let h = 0; h < hidden; h++) entered[h] = Math.max(0, entered[h]!);
    multiply(w.gates, entered, w.gateBias, fromEntry);
    multiply(w.state, remembered, w.stateBias, fromState);
    for (let g = 0; g < opened.length; g++) opened[g] = 1 / (1 + Math.exp(-(fromEntry[g]! + fromState[g]!)));
    let score = model.exitBias;
    for (let h = 0; h < hidden; h++) {
      const update = opened[hidden + h]!;
      const fresh = Math.tanh(fromEntry[2 * hidden + h]! + opened[h]! * fromState[2 * hidden + h]!);
      remembered[h] = (1 - update) * fresh + update * remembered[h]!;
      score += w.exit[h]! * entered[h]! + w.exit[hidden + h]! * remembered[h]!;
    }
    this.score[0] = score;
    return this.score;
  }
}

/**
 * target = matrix * vector + bias. Four rows at once: a sum waits for its last addition, and four of them need not wait
 * for each other: four networks take 104 instead of 176 microseconds a step, and the result is the same bit for bit.
 */
function multiply(matrix: Float32Array, vector: Float32Array, bias: Float32Array, target: Float32Array): void {
  const columns = vector.length;
  const rows = target.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const first = row * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    let a = bias[row]!;
    let b = bias[row + 1]!;
    let c = bias[row + 2]!;
    let d = bias[row + 3]!;
    for (let column = 0; column < columns; column++) {
      const x = vector[column]!;
      a += matrix[first + column]! * x;
      b += matrix[second + column]! * x;
      c += matrix[third + column]! * x;
      d += matrix[fourth + column]! * x;
    }
    target[row] = a;
    target[row + 1] = b;
    target[row + 2] = c;
    target[row + 3] = d;
  }
  for (; row < rows; row++) {
    let sum = bias[row]!;
    for (let column = 0; column < columns; column++) sum += matrix[row * columns + column]! * vector[column]!;
    target[row] = sum;
  }
}

function sized(name: string, numbers: readonly number[], length: number): Float32Array {
  if (numbers.length !== length)
    throw new Error(`the network's ${name} holds ${numbers.length} numbers, not ${length}`);
  return Float32Array.from(numbers);
}
