/**
 * How likely the voice on the line is a live person's, by sound alone: trees that weigh what is known of the voice, and
 * networks that have heard the call from its beginning. Each errs where the others do not, so their scores are added.
 */
import { BoostedTrees, type BoostedTreesModel } from '../models/boosted-trees';
import { COURSE_COUNT } from './call-course';
import { RecurrentNetwork, type RecurrentNetworkModel } from '../models/recurrent-network';
import { EVIDENCE_COUNT } from './evidence-names';

export interface HumanModel {
  readonly trees: BoostedTreesModel;
  /** Trained alike on other calls; none: the trees alone. */
  readonly course: readonly RecurrentNetworkModel[];
}

/** What the scores weigh, read off DEV's folds. Together more than one: a mean of several is too cautious. */
const TREES_WEIGHT = 0.5;
const COURSE_WEIGHT = 0.6;

export class HumanOdds {
  /** Of the last `judge`; in an array, as numbers are handed on in hearing (call-time.ts). */
  readonly probability = new Float64Array(1);
  private readonly trees: BoostedTrees;
  private readonly course: readonly RecurrentNetwork[];

  constructor(model: HumanModel) {
    if (model.trees.inputs !== EVIDENCE_COUNT || model.course.some(({ inputs }) => inputs !== COURSE_COUNT))
      throw new Error('the live-human models were trained for other inputs');
    this.trees = new BoostedTrees(model.trees);
    this.course = model.course.map((network) => new RecurrentNetwork(network));
  }

  /** Ten times a second, whether a voice is being judged or not. */
  hear(course: Float32Array): void {
    for (const network of this.course) network.step(course);
  }

  judge(evidence: Float32Array): Float64Array {
    const trees = this.trees.predict(evidence)[0]!;
    if (this.course.length === 0) this.probability[0] = trees;
    else {
      let heard = 0;
      for (const network of this.course) heard += network.score[0]! / this.course.length;
      const score = TREES_WEIGHT * Math.log(trees / (1 - trees)) + COURSE_WEIGHT * heard;
      this.probability[0] = 1 / (1 + Math.exp(-score));
    }
    return this.probability;
  }
}
