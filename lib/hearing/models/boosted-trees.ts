/** Gradient-boosted decision trees as plain data: evaluation only; the trees come from bench/hearing/train. */

/** One model as stored: arrays run over the nodes of all trees, tree after tree, root first. */
export interface BoostedTreesModel {
  /** Meaning of each output; one entry (the positive class) for a two-class model. */
  readonly classes: readonly string[];
  readonly inputs: number;
  /** Score each output starts from. */
  readonly baseline: readonly number[];
  /** Index of the first node of each tree; tree i adds to output i % baseline.length. */
  readonly roots: readonly number[];
  /** Input looked at, or -1 in a leaf. */
  readonly feature: readonly number[];
  /** Go left when input <= threshold; in a leaf: the value added. */
  readonly value: readonly number[];
  /** Index of the left child, counted from the tree's root. */
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** The same in the arrays that are quickest to walk. */
interface Nodes {
  readonly roots: Int32Array;
  readonly feature: Int16Array;
  readonly value: Float32Array;
  readonly left: Uint16Array;
  readonly right: Uint16Array;
}

/** One set for all calls that are judged by a model: some 100 kB. */
const nodesOfModels = new WeakMap<BoostedTreesModel, Nodes>();

function nodesOf(model: BoostedTreesModel): Nodes {
  const known = nodesOfModels.get(model);
  if (known !== undefined) return known;
  const nodes: Nodes = {
    roots: Int32Array.from(model.roots),
    feature: Int16Array.from(model.feature),
    value: Float32Array.from(model.value),
    left: Uint16Array.from(model.left),
    right: Uint16Array.from(model.right),
  };
  nodesOfModels.set(model, nodes);
  return nodes;
}

export class BoostedTrees {
  /** Probabilities of the last `predict`, in the order of `model.classes`. */
  readonly probabilities: Float64Array;
  private readonly nodes: Nodes;
  private readonly scores: Float64Array;

  constructor(private readonly model: BoostedTreesModel) {
    this.nodes = nodesOf(model);
    this.scores = new Float64Array(model.baseline.length);
    this.probabilities = new Float64Array(model.baseline.length);
  }

  predict(inputs: Float32Array): Float64Array {
    const { scores, probabilities, model } = this;
    const { roots, feature, value, left, right } = this.nodes;
    const outputs = scores.length;
    for (let c = 0; c < outputs; c++) scores[c] = model.baseline[c]!;
    for (let t = 0, c = 0; t < roots.length; t++, c = c + 1 === outputs ? 0 : c + 1) {
      const root = roots[t]!;
      let node = root;
      for (let f = feature[node]!; f >= 0; f = feature[node]!) {
        node = root + (inputs[f]! <= value[node]! ? left[node]! : right[node]!);
      }
      scores[c] = scores[c]! + value[node]!;
    }
    if (outputs === 1) {
      probabilities[0] = 1 / (1 + Math.exp(-scores[0]!));
      return probabilities;
    }
    let top = -Infinity;
    for (let c = 0; c < outputs; c++) top = Math.max(top, scores[c]!);
    let sum = 0;
    for (let c = 0; c < outputs; c++) sum += probabilities[c] = Math.exp(scores[c]! - top);
    for (let c = 0; c < outputs; c++) probabilities[c] = probabilities[c]! / sum;
    return probabilities;
  }
}
