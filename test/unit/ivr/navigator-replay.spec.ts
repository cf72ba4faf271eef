import assert from 'node:assert/strict';
import { Navigator } from '../../../lib/ivr/navigator';
import type { Replay, ReplayAdvice } from '../../../lib/ivr/replay-advice';
import { callCompany, type CallMade, type TalkingCompany } from './talking-company';

const COMPANY: TalkingCompany = {
  start: {
    says: [
      'Welcome to the harbour office.',
      'For berths press one.',
      'For fees and payments press two.',
      'For all else press zero.',
    ],
    keys: { '1': 'berths', '2': 'queue', '0': 'queue' },
  },
  berths: { says: ['To rent a berth press one. To give one back press two.'], keys: { '1': 'queue', '2': 'queue' } },
  queue: { says: [], then: 'music' },
};

/** Advises by what was said; counts what it was asked and told. */
class FakeReplay implements Replay {
  readonly #advise: (text: string, final: boolean) => ReplayAdvice;
  readonly heard: string[] = [];
  answers = 0;
  finished = false;

  constructor(advise: (text: string, final: boolean) => ReplayAdvice) {
    this.#advise = advise;
  }

  hear(text: string, final: boolean): ReplayAdvice {
    this.heard.push(text);
    return this.#advise(text, final);
  }

  answered(): void {
    this.answers++;
    this.finished = true;
  }

  doubtArrival(): undefined {
    return undefined;
  }
}

const answer = (text: string, certain: boolean): ReplayAdvice => ({
  kind: 'answer',
  stepId: 'first',
  answer: { kind: 'digits', text },
  certain,
  why: 'the flow knows this prompt',
  confidence: 0.95,
});
const WAIT: ReplayAdvice = { kind: 'wait', why: 'too little was said' };
const DRIFT: ReplayAdvice = {
  kind: 'drift',
  expected: 'welcome to the town hall',
  heard: 'harbour',
  why: 'the prompt is new',
};

function replay(flow: Replay, goal = 'fees'): CallMade {
  const navigator = new Navigator({ kind: 'listen', goal, askModel: 'never' }, { timeoutSeconds: 60, replay: flow });
  return callCompany(navigator, COMPANY);
}

describe('Navigator that walks by a call flow', () => {
  it('gives a certain answer at once, in the middle of the prompt, and says that it did', () => {
    const flow = new FakeReplay((text) => (text.includes('harbour office') ? answer('2', true) : WAIT));
    const walked = replay(flow);
    assert.deepEqual(walked.path, ['start:2']);
    assert.ok(walked.presses[0]!.afterPromptMs < -4000);
    assert.equal(flow.answers, 1);
  });

  it('gives an uncertain answer at the end of the prompt', () => {
    const walked = replay(new FakeReplay(() => answer('2', false)));
    assert.deepEqual(walked.path, ['start:2']);
    assert.ok(walked.presses[0]!.afterPromptMs >= 0);
    assert.ok(walked.presses[0]!.afterPromptMs < 1300);
  });

  it('goes before the rules, which would take another key', () => {
    assert.deepEqual(replay(new FakeReplay(() => answer('0', true))).path, ['start:0']);
  });

  it('leaves the next prompt to the rules when it is finished', () => {
    const flow = new FakeReplay(() => answer('1', true));
    assert.deepEqual(replay(flow, 'give my berth back').path, ['start:1', 'berths:2']);
  });

  it('tells a drift once a prompt and goes on by the rules', () => {
    const walked = replay(new FakeReplay(() => DRIFT));
    assert.deepEqual(walked.path, ['start:2']);
    const drifts = walked.outputs.filter(({ kind }) => kind === 'drift');
    assert.equal(drifts.length, 1);
    assert.equal(drifts[0]!.kind === 'drift' && drifts[0]!.expected, 'welcome to the town hall');
  });

  it('does not wait for ever for a flow that only says wait', () => {
    const walked = replay(new FakeReplay(() => WAIT));
    assert.deepEqual(walked.path, ['start:2']);
    assert.ok(walked.presses[0]!.afterPromptMs >= 5000);
  });

  it('is at the goal where the flow holds', () => {
    const hold: ReplayAdvice = { kind: 'hold', stepId: 'queue', why: "the flow's queue" };
    const walked = replay(new FakeReplay(() => hold));
    assert.deepEqual(walked.presses, []);
    assert.equal(walked.last?.kind === 'reached' && walked.last.why, "the flow's queue");
  });
});
