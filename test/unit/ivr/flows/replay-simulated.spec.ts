import assert from 'node:assert/strict';
import { learnFlow } from '../../../../lib/ivr/flows/learn-flow';
import type { CallFlow } from '../../../../lib/ivr/flows/call-flow';
import { changeMenu, COMPANIES, type Company, type MenuChange } from './companies';
import {
  exploreCall,
  noisyHearing,
  randomSource,
  recurringHearing,
  replayCall,
  wayTo,
  type Hearing,
} from './simulated-calls';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const firstGoal = (company: Company): string => Object.keys(company.goals)[0]!;

function learned(company: Company, goal: string, hear: Hearing): { flow: CallFlow; menuSeconds: number } {
  const { explored, menuSeconds } = exploreCall(company, goal, hear);
  return { flow: learnFlow(null, explored).flow!, menuSeconds };
}

describe('call flows on the second call', function () {
  this.timeout(60_000);

  it('reach every queue by hearing alone, in less than 0.6 of the time', () => {
    const shares: number[] = [];
    for (const company of COMPANIES) {
      const hear = noisyHearing(company.language, 0, randomSource(1));
      for (const goal of Object.keys(company.goals)) {
        const { flow, menuSeconds } = learned(company, goal, hear);
        const second = replayCall(company, goal, flow, hear);
        assert.equal(second.reached, company.goals[goal], `${company.name}: ${goal}`);
        assert.deepEqual([second.drifts, second.wrong], [[], []], `${company.name}: ${goal}`);
        shares.push(second.menuSeconds / menuSeconds);
      }
    }
    assert.ok(median(shares) <= 0.6, `median share ${median(shares)}`);
  });

  for (const wordErrorRate of [0.1, 0.2, 0.3]) {
    it(`press no wrong key with ${wordErrorRate * 100} % word errors that recur, 10 of 10 seeds`, () => {
      const shares: number[] = [];
      let drifted = 0;
      for (const company of COMPANIES) {
        for (const seed of SEEDS) {
          const hear = recurringHearing(company.language, wordErrorRate, 0.03, seed, randomSource(seed * 977));
          const { flow, menuSeconds } = learned(company, firstGoal(company), hear);
          const second = replayCall(company, firstGoal(company), flow, hear);
          assert.equal(second.explored.outcome, 'reached', `${company.name}, seed ${seed}`);
          assert.deepEqual(second.wrong, [], `${company.name}, seed ${seed}`);
          if (second.drifts.length > 0) drifted++;
          shares.push(second.menuSeconds / menuSeconds);
        }
      }
      assert.ok(drifted <= shares.length * 0.07, `${drifted} of ${shares.length} calls drifted`);
      // The more is misheard, the later the menu is known for certain.
      assert.ok(median(shares) <= (wordErrorRate > 0.2 ? 0.7 : 0.65), `median share ${median(shares)}`);
    });
  }

  it('press no wrong key when both hearings err independently, at 10 and 20 %', () => {
    let drifted = 0;
    for (const company of COMPANIES) {
      for (const seed of SEEDS) {
        const random = randomSource(seed * 7919);
        const { flow } = learned(company, firstGoal(company), noisyHearing(company.language, 0.1, random));
        const second = replayCall(company, firstGoal(company), flow, noisyHearing(company.language, 0.2, random));
        assert.equal(second.explored.outcome, 'reached', `${company.name}, seed ${seed}`);
        assert.deepEqual(second.wrong, [], `${company.name}, seed ${seed}`);
        if (second.drifts.length > 0) drifted++;
      }
    }
    assert.ok(drifted <= 3, `${drifted} of 60 calls drifted`);
  });
});

describe('call flows when the company has changed its menu', function () {
  this.timeout(60_000);
  const CHANGES: readonly MenuChange[] = ['keys-swapped', 'order-turned', 'option-added-first', 'option-removed'];

  for (const change of CHANGES) {
    it(`${change}: notice it, get there all the same, and learn it`, () => {
      for (const company of COMPANIES) {
        const hear = noisyHearing(company.language, 0, randomSource(1));
        for (const goal of Object.keys(company.goals)) {
          for (const { scene, key } of wayTo(company, goal)) {
            const menu = company.scenes[scene]!;
            if (!/^\d$/.test(key) || Object.keys(menu.leads).length < 3) continue;
            const name = `${company.name}: ${goal}, ${scene}`;
            const changed = changeMenu(company, scene, key, change);
            const newKey = wayTo(changed, goal).find((step) => step.scene === scene)!.key;
            const known = learned(company, goal, hear).flow;

            const third = replayCall(changed, goal, known, hear, 2);
            assert.equal(third.explored.outcome, 'reached', name);
            const { flow, changes } = learnFlow(known, third.explored);
            if (newKey !== key) {
              const drift = changes.find((noted) => noted.kind === 'drift');
              const step = known.steps.find(({ id }) => id === drift?.step);
              assert.ok(step?.kind === 'DTMF' && step.digits === key, `${name}: the drift names the changed step`);
            }
            const fourth = replayCall(changed, goal, flow!, hear, 3);
            assert.equal(fourth.explored.outcome, 'reached', name);
            assert.deepEqual([fourth.drifts, fourth.wrong], [[], []], name);
          }
        }
      }
    });
  }

  it('trust the changed menu again only after another call has confirmed it', () => {
    const [company] = COMPANIES;
    const goal = 'a charge I did not make';
    const hear = noisyHearing('en', 0, randomSource(1));
    const changed = changeMenu(company!, 'start', '2', 'option-added-first');
    const known = learned(company!, goal, hear).flow;
    const third = replayCall(changed, goal, known, hear, 2);
    const relearned = learnFlow(known, third.explored).flow!;
    const main = (flow: CallFlow) =>
      flow.steps.find((step) => step.kind === 'DTMF' && step.digits === '3' && step.option === 'for cards')!;
    assert.equal(main(relearned).trust, 0);
    const fourth = replayCall(changed, goal, relearned, hear, 3);
    const confirmed = learnFlow(relearned, fourth.explored).flow!;
    assert.equal(main(confirmed).trust, 1);
    const fifth = replayCall(changed, goal, confirmed, hear, 4);
    assert.ok(fifth.menuSeconds < fourth.menuSeconds, 'the confirmed menu is not listened to any more');
  });
});
