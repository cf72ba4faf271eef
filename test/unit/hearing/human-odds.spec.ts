import assert from 'node:assert/strict';
import { COURSE_COUNT } from '../../../lib/hearing/human/call-course';
import { HumanOdds } from '../../../lib/hearing/human/human-odds';
import type { RecurrentNetworkModel } from '../../../lib/hearing/models/recurrent-network';
import { EVIDENCE_COUNT } from '../../../lib/hearing/human/evidence-names';
import { everyVoice } from './support/audio';

/** A network that answers `score` to whatever it hears. */
const always = (score: number): RecurrentNetworkModel => ({
  inputs: COURSE_COUNT,
  hidden: 1,
  mean: new Array<number>(COURSE_COUNT).fill(0),
  deviation: new Array<number>(COURSE_COUNT).fill(1),
  entry: new Array<number>(COURSE_COUNT).fill(0),
  entryBias: [0],
  gates: [0, 0, 0],
  gateBias: [0, 0, 0],
  state: [0, 0, 0],
  stateBias: [0, 0, 0],
  exit: [0, 0],
  exitBias: score,
});

function odds(trees: number, ...course: number[]): number {
  const judge = new HumanOdds({ ...everyVoice(trees), course: course.map(always) });
  judge.hear(new Float32Array(COURSE_COUNT));
  return judge.judge(new Float32Array(EVIDENCE_COUNT))[0]!;
}

describe('hearing human odds', () => {
  it('are those of the trees where there is no network', () => {
    assert.ok(Math.abs(odds(0.3) - 0.3) < 1e-6);
  });

  it('take the mean of the networks', () => {
    assert.ok(Math.abs(odds(0.4, -3, 1) - odds(0.4, -1)) < 1e-6);
  });

  it('lie between trees and network', () => {
    assert.ok(Math.abs(odds(0.5, 0) - 0.5) < 1e-6);
    assert.ok(odds(0.3, 3) > 0.3 && odds(0.3, 3) < 1 / (1 + Math.exp(-3)));
    assert.ok(odds(0.3, -5) < 0.3);
  });

  it('stay odds where the trees are beyond doubt', () => {
    assert.deepEqual([odds(1, -5), odds(0, 5)], [1, 0]);
  });

  it('refuse a model of other inputs', () => {
    assert.throws(() => new HumanOdds({ ...everyVoice(0.5), course: [{ ...always(0), inputs: 3 }] }), /other inputs/);
  });
});
