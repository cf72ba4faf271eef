import assert from 'node:assert/strict';
import { FlowReplay, learnFlow, type CallFlow, type ExploredAnswer } from '../../../../lib/ivr/flows';
import { Navigator } from '../../../../lib/ivr/navigator';
import type { ExploredStep } from '../../../../lib/ivr/navigator.types';
import { callCompany, type CallMade, type Scene, type TalkingCompany } from '../talking-company';

interface Called extends CallMade {
  readonly flow: CallFlow | null;
  readonly drifts: number;
  readonly menuSeconds: number;
}

/** One call by hearing alone: by the rules, or by the flow; what it teaches is learned. */
function call(company: TalkingCompany, goal: string, known: CallFlow | null): Called {
  const replay = known === null ? undefined : new FlowReplay(known, goal);
  const options = { timeoutSeconds: 200, ...(replay && { replay }) };
  const navigator = new Navigator({ kind: 'listen', goal, askModel: 'never' }, options);
  const made = callCompany(navigator, company);
  const { flow } = learnFlow(known, {
    number: '+15550100',
    goal,
    startedAtMs: 0,
    endedAtMs: made.endMs,
    steps: navigator.explored.map(({ answer, prompt, answeredAtMs, ...step }) => ({
      ...step,
      prompts: prompt === '' ? [] : [prompt],
      answer: explored(answer),
      ...(answeredAtMs !== null && { answeredAtMs }),
    })),
    outcome: made.last?.kind === 'reached' ? 'reached' : 'failed',
    why: 'test',
    ...(replay && { drifts: replay.drifts }),
  });
  const drifts = made.outputs.filter(({ kind }) => kind === 'drift').length;
  return { ...made, flow, drifts, menuSeconds: (made.presses.at(-1)?.atMs ?? NaN) / 1000 };
}

const explored = ({ kind, text }: ExploredStep['answer']): ExploredAnswer =>
  kind === 'digits' ? { kind, digits: text } : kind === 'say' ? { kind, text } : { kind };

const failedWith = ({ last }: Called): string | undefined => (last?.kind === 'failed' ? last.code : undefined);

const GREETING = ['Thank you for calling Northwind Insurance.', 'This call may be recorded.'];
const MUSIC: Scene = { says: [], then: 'music' };
const QUEUE: Scene = { says: ['Please hold for the next available representative.'], then: 'music' };

interface Menus {
  readonly greeting: readonly string[];
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly before?: TalkingCompany;
  readonly start?: string;
  readonly between?: boolean;
}

const MENUS: Menus = {
  greeting: GREETING,
  first: ['For new policies', 'For billing', 'For claims', 'For all other questions'],
  second: ['To report a new claim', 'To check the status of a claim', 'To send us documents'],
};

/** Claims, then its status, is the way; all other keys lead to queues of their own. */
function company({ greeting, first, second, between, before }: Menus): TalkingCompany {
  const numbers = ['one', 'two', 'three', 'four', 'five'];
  const says = (options: readonly string[]): string[] => options.map((text, at) => `${text} press ${numbers[at]!}.`);
  const keys = (options: readonly string[], wanted: RegExp, leads: string): Record<string, string> =>
    Object.fromEntries(options.map((text, at) => [`${at + 1}`, wanted.test(text) ? leads : 'elsewhere']));
  const menu: Scene = {
    says: [...(before === undefined ? greeting : []), ...says(first)],
    keys: keys(first, /claim/i, between === true ? 'between' : 'second'),
  };
  return {
    start: menu,
    ...(before && { ...before, first: menu }),
    between: {
      says: ['For all questions about claims press one.', 'For our opening hours press two.'],
      keys: { '1': 'second', '2': 'elsewhere' },
    },
    second: { says: says(second), keys: keys(second, /status/i, 'queue') },
    elsewhere: MUSIC,
    queue: QUEUE,
  };
}

const GOAL = 'the status of my claim';

describe('a company whose menus change, called by hearing', function () {
  this.timeout(30_000);
  const { flow: learned, ...first } = call(company(MENUS), GOAL, null);
  const second = call(company(MENUS), GOAL, learned);

  it('is reached on the first call by rules, and sooner on the second by what was learned', () => {
    assert.equal(first.scene, 'queue');
    assert.deepEqual(first.path, ['start:3', 'second:2']);
    assert.deepEqual([second.path, second.scene, second.drifts], [first.path, 'queue', 0]);
    assert.ok(second.menuSeconds <= first.menuSeconds * 0.8, `${second.menuSeconds} of ${first.menuSeconds} s`);
  });

  const [policies, billing, claims, other] = MENUS.first as [string, string, string, string];
  const [report, status, documents] = MENUS.second as [string, string, string];
  const changes: Readonly<Record<string, Partial<Menus>>> = {
    'a new option in front of the first menu': { first: ['To hear about our new app', ...MENUS.first] },
    'two options changed in the first menu, before the one wanted': { first: [billing, policies, claims, other] },
    'the one wanted changed places with the one behind it': { first: [policies, billing, other, claims] },
    'the one wanted changed places with the first one': { first: [claims, billing, policies, other] },
    'an option less in the first menu': { first: [policies, claims, other] },
    'a new option in front of the second menu': { second: ['To order a form', ...MENUS.second] },
    'the second menu turned round': { second: [documents, status, report].reverse().slice(1).concat(report) },
    'other words': { first: ['For a quote', 'For payments', 'For our claims department', 'For anything else'] },
    'another greeting': { greeting: ['Hello and welcome to Northwind.', 'We are open all day every day.'] },
    'a new menu between the two': { between: true },
    'a menu of languages first': {
      before: {
        start: {
          says: [...GREETING, 'For English press one.', 'For Spanish press two.'],
          keys: { '1': 'first', '2': 'elsewhere' },
        },
      },
    },
  };
  for (const [change, menus] of Object.entries(changes)) {
    it(`${change}: no wrong queue is taken for the right one, and the call after knows the way`, () => {
      const now = company({ ...MENUS, ...menus });
      let changed = call(now, GOAL, second.flow);
      if (failedWith(changed) === 'menu-changed') {
        assert.ok(changed.drifts > 0, 'the user is told');
        changed = call(now, GOAL, changed.flow);
      }
      assert.deepEqual([changed.scene, changed.last?.kind], ['queue', 'reached'], JSON.stringify(changed.path));
      const next = call(now, GOAL, changed.flow);
      assert.deepEqual([next.scene, next.last?.kind, next.drifts], ['queue', 'reached', 0], JSON.stringify(next.path));
      assert.equal(next.presses.length, changed.presses.length);
    });
  }

  it('says menu-changed, and listens on the next call, when an early key leads to music instead of the next menu', () => {
    const now = company({ ...MENUS, first: [policies, billing, other, claims] });
    const changed = call(now, GOAL, second.flow);
    assert.deepEqual([changed.path, changed.scene], [['start:3'], 'elsewhere']);
    assert.equal(failedWith(changed), 'menu-changed');
    assert.match(changed.last?.kind === 'failed' ? changed.last.why : '', /^"3" into the opening of .* menu may have/);
    const careful = call(now, GOAL, changed.flow);
    assert.deepEqual(careful.path, ['start:4', 'second:2']);
  });
});
