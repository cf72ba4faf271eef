import assert from 'node:assert/strict';
import { BoostedTrees } from '../../../lib/hearing/models/boosted-trees';

describe('hearing boosted trees', () => {
  it('adds the leaves each tree reaches and gives probabilities', () => {
    const trees = new BoostedTrees({
      classes: ['a', 'b'],
      inputs: 2,
      baseline: [0, Math.log(2)],
      roots: [0, 3],
      feature: [0, -1, -1, -1],
      value: [1.5, Math.log(8), 0, 0],
      left: [1, 0, 0, 0],
      right: [2, 0, 0, 0],
    });
    assert.ok(Math.abs(trees.predict(Float32Array.of(1.5, 0))[0]! - 0.8) < 1e-6);
    assert.ok(Math.abs(trees.predict(Float32Array.of(1.6, 0))[0]! - 1 / 3) < 1e-6);
  });

  it('is a sigmoid for two classes with one output', () => {
    const trees = new BoostedTrees({
      classes: ['yes'],
      inputs: 1,
      baseline: [0],
      roots: [0],
      feature: [-1],
      value: [Math.log(3)],
      left: [0],
      right: [0],
    });
    assert.ok(Math.abs(trees.predict(Float32Array.of(0))[0]! - 0.75) < 1e-6);
  });
});
