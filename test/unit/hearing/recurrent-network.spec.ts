import assert from 'node:assert/strict';
import { RecurrentNetwork, type RecurrentNetworkModel } from '../../../lib/hearing/models/recurrent-network';

/** Weights drawn by chance; what PyTorch 1.13 (Linear, GRU, Linear) answers to `steps` with them. */
const network: RecurrentNetworkModel = {
  inputs: 3,
  hidden: 2,
  mean: [0.5, -1, 0],
  deviation: [2, 0.5, 1],
  entry: [0.38, -0.43, 0.47, 0.37, 0.49, -0.44],
  entryBias: [-0.39, 0.27],
  gates: [-0.66, 0.7, 0.15, 0.09, -0.6, 0.23, 0.3, 0.11, 0.68, 0.21, -0.63, 0.59],
  gateBias: [-0.64, -0.02, 0.42, 0.34, 0.66, -0.62],
  state: [0.24, -0.34, -0.65, 0.4, 0.67, -0.58, 0.04, 0.25, -0.33, -0.15, -0.47, -0.33],
  stateBias: [-0.09, 0.69, 0.12, -0.2, -0.64, 0.33],
  exit: [0.38, 0.4, 0.42, 0.1],
  exitBias: 0.36,
};
/** The second one holds inputs further than four deviations from the mean. */
const steps = [
  [1, -2, 0.5],
  [0, 3, 9],
  [-1.5, 0.25, 0],
];
const answers = [0.7951929569, 0.6465472579, 0.9722471237];

describe('hearing recurrent network', () => {
  it('answers as the network it was trained as, step after step', () => {
    const evaluated = new RecurrentNetwork(network);
    steps.forEach((step, n) => {
      const score = evaluated.step(Float32Array.from(step))[0]!;
      assert.ok(Math.abs(score - answers[n]!) < 1e-5, `step ${n}: ${score}`);
    });
  });

  it('remembers what came before', () => {
    const score = new RecurrentNetwork(network).step(Float32Array.from(steps[2]!))[0]!;
    assert.ok(Math.abs(score - answers[2]!) > 0.01);
  });

  it('is evaluated for each call by itself, though calls share its weights', () => {
    const calls = [new RecurrentNetwork(network), new RecurrentNetwork(network)];
    const alone = new RecurrentNetwork({ ...network });
    for (const step of steps) {
      const scores = calls.map((call) => call.step(Float32Array.from(step))[0]);
      const expected = alone.step(Float32Array.from(step))[0];
      assert.deepEqual(scores, [expected, expected]);
    }
  });

  it('refuses weights of another size', () => {
    assert.throws(() => new RecurrentNetwork({ ...network, exit: [1, 2, 3] }), /exit holds 3 numbers, not 4/);
  });
});
