import assert from 'node:assert/strict';
import type { Decision } from '../../../lib/ivr/decision.types';
import { Navigator } from '../../../lib/ivr/navigator';
import type {
  NavigatorInput,
  NavigatorOptions,
  NavigatorOutput,
  NavigatorPlan,
} from '../../../lib/ivr/navigator.types';
import { randomSource } from '../../../bench/ivr/recogniser-noise';
import { callCompany, type CallMade, type CallOptions, type Scene, type TalkingCompany } from './talking-company';

const MUSIC: Scene = { says: [], then: 'music' };
const ACCOUNT = '8812340';

/** What happened since the press before may be told from the first digit at most this late. */
const ANSWER_MS = 700;

interface Walk extends CallOptions, Partial<NavigatorOptions> {
  readonly goal: string;
  readonly askModel?: Extract<NavigatorPlan, { kind: 'listen' }>['askModel'];
}

interface Walked extends CallMade {
  readonly navigator: Navigator;
}

function walk(company: TalkingCompany, { goal, askModel = 'never', ...options }: Walk): Walked {
  const navigator = new Navigator({ kind: 'listen', goal, askModel }, { timeoutSeconds: 200, ...options });
  return { navigator, ...callCompany(navigator, company, options) };
}

const code = ({ last }: CallMade): string => (last?.kind === 'failed' ? last.code : (last?.kind ?? 'nothing'));
const asked = ({ outputs }: CallMade): Extract<NavigatorOutput, { kind: 'ask-user' }>[] =>
  outputs.flatMap((output) => (output.kind === 'ask-user' ? [output] : []));
const manners = ({ presses }: CallMade): (string | undefined)[] => presses.map(({ manner }) => manner);

/** A menu that is said again after five seconds, and complains about keys it does not have. */
function menu(says: readonly string[], keys: Readonly<Record<string, string>>, more: Partial<Scene> = {}): Scene {
  return { says, keys: { '*else*': 'mistake', ...keys }, silence: { afterMs: 5000, leadsTo: 'start' }, ...more };
}

const MISTAKE: Scene = { says: ['That is not a valid option.'], silence: { afterMs: 200, leadsTo: 'start' } };

const WATERWORKS: TalkingCompany = {
  start: menu(
    [
      'Welcome to the city waterworks.',
      'This call may be recorded for training purposes.',
      'To open or close an account press one.',
      'For questions about your bill press two.',
      'To report a leak or a broken pipe press three.',
      'For all other questions press zero.',
    ],
    { '1': 'accounts', '2': 'bill', '3': 'leaks', '0': 'reception' },
  ),
  bill: menu(
    [
      'To pay your bill press one.',
      'To hear your balance press two.',
      'To dispute a charge press three.',
      'To hear this menu again press nine.',
    ],
    { '1': 'payments', '2': 'balance', '3': 'number' },
    { silence: { afterMs: 5000, leadsTo: 'bill' } },
  ),
  number: {
    says: ['Please enter your account number followed by the pound key.'],
    keys: { [`${ACCOUNT}#`]: 'confirm', '*else*': 'number' },
    entryLength: 12,
    silence: { afterMs: 6000, leadsTo: 'number' },
  },
  confirm: menu(['You entered eight eight one two three four zero.', 'If this is correct press one.'], {
    '1': 'queue',
  }),
  queue: { says: ['Thank you.'], then: 'music' },
  accounts: MUSIC,
  leaks: MUSIC,
  payments: MUSIC,
  balance: { says: ['You owe nothing.'], silence: { afterMs: 500, leadsTo: 'bill' } },
  reception: { says: ['One moment please.'], then: 'ringing' },
  mistake: MISTAKE,
};

const DISPUTE: Walk = {
  goal: 'I was charged twice and want to dispute it',
  facts: { account_number: ACCOUNT },
  secrets: { account_number: ACCOUNT },
};
const DISPUTED = ['start:2', 'bill:3', `number:${ACCOUNT}#`, 'confirm:1'];

describe('Navigator that listens', () => {
  describe('to a company it has never called', () => {
    it('gets through greeting, two menus, an entry and its confirmation to the queue', () => {
      const walked = walk(WATERWORKS, DISPUTE);
      assert.deepEqual(walked.path, DISPUTED);
      assert.equal(walked.scene, 'queue');
      assert.equal(walked.last?.kind, 'reached');
    });

    it('answers within 700 ms of the end of each prompt, or before it', () => {
      const { presses } = walk(WATERWORKS, DISPUTE);
      for (const { afterPromptMs, digits } of presses)
        assert.ok(afterPromptMs <= ANSWER_MS, `${digits} ${afterPromptMs}`);

      const exact = walk(WATERWORKS, { goal: 'report a leak' });
      assert.deepEqual(exact.path, ['start:3']);
      assert.ok(exact.presses[0]!.afterPromptMs < 0, 'what is wanted has been said: it need not hear the rest');
    });

    it('tells why, how sure it is, and what it heard; never a value of a secret', () => {
      const { outputs } = walk(WATERWORKS, DISPUTE);
      const press = outputs.find((output) => output.kind === 'press');
      assert.ok(press?.kind === 'press');
      assert.match(press.why, /questions about your bill/);
      assert.match(press.prompt ?? '', /welcome to the city waterworks/);
      assert.ok(press.confidence > 0.6 && press.confidence <= 1);
      assert.ok(!JSON.stringify(outputs).includes(ACCOUNT));
      assert.ok(outputs.some((output) => output.kind === 'press' && output.digits === '{{secret:account_number}}#'));
    });

    it('keeps for the learner what was said, when, and what was answered', () => {
      const { navigator, presses } = walk(WATERWORKS, DISPUTE);
      const steps = navigator.explored.filter(({ answer }) => answer.kind !== 'none');
      assert.deepEqual(
        steps.map(({ answer }) => answer.text),
        ['2', '3', '{{secret:account_number}}#', '1'],
      );
      assert.deepEqual(
        steps.map(({ answeredAtMs }) => answeredAtMs),
        presses.map(({ atMs }) => atMs),
      );
      const [first] = steps;
      assert.equal(first!.heardAtMs, 300);
      assert.ok(Math.abs(first!.promptSeconds - (presses[0]!.atMs - 440 - 300) / 1000) < 0.1);
    });

    it('bears a poor recogniser: 1 word in 20 wrong, 90 of 100 calls and half of the answers within 700 ms', function () {
      // A hundred whole calls of thinking; seconds on a busy machine.
      this.timeout(60_000);
      const walks = Array.from({ length: 100 }, (_, seed) =>
        walk(WATERWORKS, { ...DISPUTE, noise: 0.05, seed: seed + 1 }),
      );
      const right = walks.filter(({ scene }) => scene === 'queue').length;
      assert.ok(right >= 90, `${right} of 100`);
      const waits = walks.flatMap(({ presses }) => presses.map(({ afterPromptMs }) => afterPromptMs));
      waits.sort((a, b) => a - b);
      assert.ok(waits[waits.length >> 1]! <= ANSWER_MS);
    });

    it('never presses a key that the company did not offer, whatever it thinks to hear', () => {
      for (let seed = 1; seed <= 40; seed++) {
        const { outputs } = walk(WATERWORKS, {
          ...DISPUTE,
          goal: 'my canary sings',
          noise: 0.3,
          seed,
          untilMs: 90_000,
        });
        for (const output of outputs) {
          if (output.kind !== 'press' || output.digits.startsWith('{{')) continue;
          const name = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
          const heard = new RegExp(`\\b(${name[Number(output.digits)]}|to|too|for|won|ate)\\b`);
          assert.match(output.prompt ?? '', heard, `${output.digits}: ${output.prompt}`);
        }
      }
    });
  });

  it('asks for a person when nothing fits, and only when the menu has ended', () => {
    const walked = walk(WATERWORKS, { goal: 'my goldfish is sad' });
    assert.deepEqual(walked.path, ['start:0']);
    assert.ok(walked.presses[0]!.afterPromptMs >= 900);
    assert.equal(walked.last?.kind, 'reached');
  });

  it('lets the company finish when it asks to', () => {
    const company = {
      start: menu(
        ['Please listen to all options before you choose.', 'For billing press one.', 'For orders press two.'],
        {
          '1': 'queue',
        },
      ),
      mistake: MISTAKE,
      queue: MUSIC,
    };
    const walked = walk(company, { goal: 'billing' });
    assert.deepEqual(walked.path, ['start:1']);
    assert.ok(walked.presses[0]!.afterPromptMs > 0);
  });

  it('waits for the repeat when an option was not understood, and puts both hearings together', () => {
    const company = {
      start: {
        says: ['For orders press one. For the your press. To return goods press three.'],
        silence: { afterMs: 5000, leadsTo: 'again' },
      },
      again: menu(['For orders press one. For a question about your bill press two. To return goods press three.'], {
        '2': 'queue',
      }),
      mistake: MISTAKE,
      queue: MUSIC,
    };
    const walked = walk(company, { goal: 'a wrong invoice' });
    assert.deepEqual(walked.path, ['again:2']);
  });

  it('takes a language menu that does not name its languages for what it is: no guess, the company goes on', () => {
    const company = {
      start: {
        says: ['For one press one. For two press two.'],
        keys: { '1': 'main', '2': 'spanish' },
        silence: { afterMs: 5000, leadsTo: 'main' },
      },
      main: menu(['For sales press one. For the accounting department press two.'], { '1': 'sales', '2': 'queue' }),
      mistake: MISTAKE,
      spanish: MUSIC,
      sales: MUSIC,
      queue: MUSIC,
    };
    assert.deepEqual(walk(company, { goal: 'a question about an invoice' }).path, ['main:2']);
  });

  it('does not press into a greeting that takes no keys', () => {
    const company = {
      start: {
        says: ['Welcome. One moment please.'],
        deafWhileTalking: true,
        silence: { afterMs: 20, leadsTo: 'choice' },
      },
      choice: menu(['Press one for new orders. Press star to start over.'], { '1': 'queue', '*': 'start' }),
      mistake: MISTAKE,
      queue: MUSIC,
    };
    assert.deepEqual(walk(company, { goal: 'place an order' }).path, ['choice:1']);
  });

  it('takes what is left of a list that the company finishes for no new menu', () => {
    const company = {
      start: menu(
        ['For billing press one.', 'For orders press two.', 'For refunds press three.', 'For help press four.'],
        {
          '1': 'second',
          '2': 'wrong',
          '3': 'wrong',
          '4': 'wrong',
        },
        { talksOn: true },
      ),
      second: menu(['For business accounts press one. For private accounts press two. For refunds press three.'], {
        '1': 'wrong',
        '2': 'wrong',
        '3': 'queue',
      }),
      mistake: MISTAKE,
      wrong: MUSIC,
      queue: MUSIC,
    };
    assert.deepEqual(walk(company, { goal: 'billing: I want a refund on my bill' }).path.slice(0, 1), ['start:1']);
  });

  describe('on the way to the queue', () => {
    it('does not take "please hold while I look" for the queue', () => {
      const company = {
        start: { says: ['Please hold while I look up your account.'], silence: { afterMs: 6000, leadsTo: 'main' } },
        main: menu(['For sales press one. For the accounting department press two.'], { '2': 'queue' }),
        mistake: MISTAKE,
        queue: MUSIC,
      };
      assert.deepEqual(walk(company, { goal: 'accounting' }).path, ['main:2']);
    });

    it('takes words that only the queue has for the queue, with or without music', () => {
      for (const says of [
        'Please hold while we connect you.',
        'Your call will be answered by the next available agent.',
        'Your estimated wait is four minutes.',
      ]) {
        const walked = walk({ start: { says: [says] } }, { goal: 'billing' });
        assert.equal(walked.last?.kind, 'reached', says);
        assert.ok(walked.endMs < 10_000, says);
      }
    });

    it('keeps its place instead of being called back, unless the goal says so', () => {
      const company = {
        start: menu(
          ['All of our agents are busy.', 'To be called back press one.', 'To keep your place in line press two.'],
          { '1': 'callback', '2': 'queue' },
        ),
        mistake: MISTAKE,
        callback: { says: ['Goodbye.'] },
        queue: MUSIC,
      };
      assert.deepEqual(walk(company, { goal: 'buy something' }).path, ['start:2']);
      assert.deepEqual(walk(company, { goal: 'please have them call me back', untilMs: 60_000 }).path, ['start:1']);
    });
  });

  describe('when the company asks for something', () => {
    const number = (says: string): TalkingCompany => ({
      start: { says: [says], keys: { '1#': 'queue' }, entryLength: 12, silence: { afterMs: 8000, leadsTo: 'start' } },
      queue: MUSIC,
    });

    it('asks the user, once, for what it was not told, by its name', () => {
      const walked = walk(number('Please enter your zip code followed by the pound key.'), {
        goal: 'billing',
        untilMs: 60_000,
      });
      assert.deepEqual(
        asked(walked).map(({ field }) => field),
        ['zip'],
      );
      assert.deepEqual(walked.presses, []);
    });

    it('enters the number by which a company knows its callers, when it has but one', () => {
      const company = number('Please enter your number then press pound.');
      const walked = walk(company, { goal: 'billing', facts: { account: '1' }, secrets: { account: '1' } });
      assert.deepEqual(walked.path, ['start:1#']);
    });

    it('enters what was refused once more, slowly, then never again', () => {
      const company: TalkingCompany = {
        start: {
          says: ['Please enter your account number followed by the pound key.'],
          keys: { '77#': 'queue', '*else*': 'wrong' },
          entryLength: 12,
        },
        wrong: { says: ['I am sorry, that number is not valid.'], silence: { afterMs: 100, leadsTo: 'start' } },
        queue: MUSIC,
      };
      const told = { account_number: '5' };
      const walked = walk(company, { goal: 'billing', facts: told, secrets: told, untilMs: 60_000 });
      assert.deepEqual(walked.path, ['start:5#', 'start:5#']);
      assert.deepEqual(manners(walked), [undefined, 'slowly']);
      assert.match(asked(walked)[0]!.why, /refuses/);
    });

    it('speaks when it is asked to speak', () => {
      const company: TalkingCompany = {
        start: {
          says: [
            'In a few words tell me how I can help. You can say things like billing, orders, or technical support.',
          ],
          spoken: { billing: 'queue' },
        },
        queue: MUSIC,
      };
      assert.deepEqual(walk(company, { goal: 'billing' }).path, ['start:billing']);
      const deaf: TalkingCompany = {
        ...company,
        start: { says: company.start!.says, silence: { afterMs: 6000, leadsTo: 'start' }, spoken: {} },
      };
      const walked = walk(deaf, { goal: 'billing' });
      assert.deepEqual(walked.path, ['start:billing', 'start:billing']);
      assert.equal(code(walked), 'no-effect');
    });
  });

  describe('when a press does nothing', () => {
    const deaf = (hears: Scene['hears'], keys: Scene['keys'] = { '2': 'queue' }): TalkingCompany => ({
      start: {
        says: ['Welcome. For orders press one. For billing press two. To hear this again press nine.'],
        ...(keys === undefined ? {} : { keys }),
        ...(hears === undefined ? {} : { hears }),
        silence: { afterMs: 5000, leadsTo: 'start' },
      },
      queue: MUSIC,
    });

    it('presses again more slowly, then by other means', () => {
      assert.deepEqual(manners(walk(deaf('slowly'), { goal: 'pay my bill' })), [undefined, 'slowly']);
      assert.deepEqual(manners(walk(deaf('otherwise'), { goal: 'pay my bill' })), [undefined, 'slowly', 'otherwise']);
    });

    it('gives up when nothing helps', () => {
      const walked = walk(deaf(undefined, {}), { goal: 'pay my bill' });
      assert.deepEqual(manners(walked), [undefined, 'slowly', 'otherwise']);
      assert.equal(code(walked), 'no-effect');
    });

    it('does not give an answer again that the company calls invalid', () => {
      const company: TalkingCompany = {
        start: menu(['For orders press one. For billing press two. For the operator press zero.'], { '0': 'queue' }),
        mistake: MISTAKE,
        queue: MUSIC,
      };
      assert.deepEqual(walk(company, { goal: 'pay my bill' }).path, ['start:2', 'start:0']);
    });
  });

  it('sees that it goes in circles, and tries another way before it gives up', () => {
    const company: TalkingCompany = {
      start: menu(['For internet problems press one. For telephone problems press two.'], {
        '1': 'second',
        '2': 'second',
      }),
      second: {
        says: ['For slow internet press one. For no connection at all press two. For a representative press zero.'],
        keys: { '1': 'start', '2': 'start', '0': 'start' },
      },
    };
    const walked = walk(company, { goal: 'my internet is slow' });
    assert.deepEqual(walked.path.slice(0, 4), ['start:1', 'second:1', 'start:1', 'second:1']);
    assert.notDeepEqual(walked.path.slice(4, 6), ['start:1', 'second:1']);
    assert.equal(walked.last?.kind, 'failed');
  });

  it('asks the user when nothing fits and nobody is offered, and gives up in the end', () => {
    const company: TalkingCompany = {
      start: menu(['For gardening tools press one. For seeds and plants press two.'], {}),
      mistake: MISTAKE,
    };
    const walked = walk(company, { goal: 'my passport has expired' });
    assert.deepEqual(walked.presses, []);
    assert.ok(asked(walked).length >= 1);
    assert.equal(code(walked), 'dead-end');
  });

  it('never answers more often than allowed', () => {
    assert.equal(code(walk(WATERWORKS, { ...DISPUTE, maxPresses: 2 })), 'too-many-steps');
  });

  it('says in a word why there is nobody', () => {
    const ends: readonly (readonly [string, string])[] = [
      [
        'Thank you for calling. Our offices are currently closed. Please call back during business hours. Goodbye.',
        'closed',
      ],
      ['Nobody can take your call. Please leave a message after the tone.', 'voicemail'],
      ['The number you have dialed is not in service.', 'not-in-service'],
    ];
    for (const [says, expected] of ends)
      assert.equal(code(walk({ start: { says: [says] } }, { goal: 'billing' })), expected);
  });
});

describe('Navigator that listens and asks a language model', () => {
  const company: TalkingCompany = {
    start: menu(['For the red team press one. For the blue team press two.'], { '1': 'red', '2': 'blue' }),
    mistake: MISTAKE,
    red: MUSIC,
    blue: MUSIC,
  };
  const press = (digits: string): Decision => ({ action: 'press', digits, confidence: 0.8, why: 'the model says so' });
  const asking = (afterMs: number, decision: Decision | null): Walk => ({
    goal: 'something only a model can tell',
    askModel: 'when-unsure',
    model: () => ({ afterMs, decision }),
  });
  const questions = ({ outputs }: CallMade): number => outputs.filter(({ kind }) => kind === 'consider').length;

  it('asks when the rules are unsure, with no secret in the question, and does what it says', () => {
    const walked = walk(company, { ...asking(1000, press('2')), facts: { pin: '9317' } });
    assert.deepEqual(walked.path, ['start:2']);
    const question = walked.outputs.find((output) => output.kind === 'consider');
    assert.ok(question?.kind === 'consider');
    assert.equal(question.question.prompt, 'for the red team press one for the blue team press two');
    assert.deepEqual(question.question.factNames, ['pin']);
    assert.ok(!JSON.stringify(walked.outputs).includes('9317'));
  });

  it('does not ask when the rules are sure', () => {
    const walked = walk(WATERWORKS, {
      ...DISPUTE,
      askModel: 'when-unsure',
      model: () => ({ afterMs: 10, decision: press('1') }),
    });
    assert.equal(questions(walked), 0);
    assert.deepEqual(walked.path, DISPUTED);
  });

  it('presses nothing that was not offered, and falls back to the rules on no answer and on nonsense', () => {
    for (const decision of [press('7'), press(''), press('12'), null]) {
      const walked = walk(company, { ...asking(500, decision), untilMs: 60_000 });
      assert.deepEqual(walked.presses, [], JSON.stringify(decision));
      assert.ok(asked(walked).length > 0);
    }
  });

  it('does not wait for ever for a caller that never brings an answer', () => {
    const patient: TalkingCompany = {
      ...company,
      start: { ...company.start!, silence: { afterMs: 60_000, leadsTo: 'start' } },
    };
    const unanswered = new Navigator(
      { kind: 'listen', goal: 'my goldfish is sad', askModel: 'always' },
      { timeoutSeconds: 100, modelLimitSeconds: 5 },
    );
    const company2 = {
      ...patient,
      start: { ...WATERWORKS.start!, silence: { afterMs: 60_000, leadsTo: 'start' } },
      reception: MUSIC,
    };
    const made = callCompany(unanswered, company2);
    assert.deepEqual(made.path, ['start:0']);
    assert.ok(made.presses[0]!.afterPromptMs > 5000);
  });

  it('does not act on an answer that comes when the company speaks again; it serves for the repeat', () => {
    const walked = walk(company, asking(5500, press('2')));
    assert.deepEqual(walked.path, ['start:2']);
    // Asked 1.5 s after the first saying, answered in the middle of the second: the key goes out after that.
    assert.ok(walked.presses[0]!.afterPromptMs > 0);
    assert.equal(questions(walked), 1);
  });
});

// Measured on a real Asterisk: "if this is ..." sounded like free talk until the recogniser's last word, "press one".
describe('Navigator that listens, told of a person who may be a menu', () => {
  const speaks = (confidence: number): { navigator: Navigator; kinds: (event: NavigatorInput) => string[] } => {
    const navigator = new Navigator({ kind: 'listen', goal: 'billing', askModel: 'never' }, { timeoutSeconds: 100 });
    const kinds = (event: NavigatorInput): string[] =>
      navigator.hear(event).flatMap(({ kind }) => (kind === 'wake' ? [] : [kind]));
    kinds({ kind: 'utterance-start', atMs: 1000, sinceMs: 900 });
    const partial = { utterance: 1, text: 'if this is to', final: false, sinceMs: 900, endMs: 2000 };
    kinds({ kind: 'transcript', atMs: 2100, ...partial });
    kinds({ kind: 'utterance-end', atMs: 2900, sinceMs: 900, endMs: 2500 });
    return {
      navigator,
      kinds: (event) => [
        ...kinds({ kind: 'far-end', atMs: 3500, sinceMs: 900, label: 'live_human', confidence }),
        ...kinds(event),
      ],
    };
  };
  const tick = (atMs: number): NavigatorInput => ({ kind: 'tick', atMs });
  const final = (text: string): NavigatorInput => {
    return { kind: 'transcript', atMs: 4500, utterance: 1, text, final: true, sinceMs: 900, endMs: 2500 };
  };

  it('waits for the last word, and takes a menu for a menu', () => {
    assert.deepEqual(speaks(0.84).kinds(tick(4000)), []);
    assert.equal(speaks(0.84).kinds(final('if this is correct press one')).includes('reached'), false);
    assert.deepEqual(speaks(0.84).kinds(final('ron speaking if this is about yesterday')), ['reached']);
  });

  it('does not wait for a recogniser that brings no last word, nor when a person is proven', () => {
    assert.deepEqual(speaks(0.84).kinds(tick(7600)), ['reached']);
    assert.deepEqual(speaks(0.84).kinds(tick(6100)), []);
    assert.deepEqual(speaks(0.9).kinds(tick(6100)), ['reached']);
  });
});

describe('Navigator that listens, told nonsense', () => {
  const WORDS = 'for press one two three to billing orders please hold enter your number pound not valid again'.split(
    ' ',
  );
  const FEW = 400;

  /** Events in any order and number: late, doubled, contradictory, with absurd texts and times. */
  function nonsense(random: () => number, nowMs: number): NavigatorInput {
    const pick = (count: number): number => Math.floor(random() * count);
    const sinceMs = nowMs - pick(30_000);
    const endMs = sinceMs + pick(20_000);
    const text = Array.from({ length: pick(40) }, () => WORDS[pick(WORDS.length)]!).join(' ');
    const labels = ['ivr_prompt', 'silence', 'ringing', 'unknown', 'dtmf'];
    switch (pick(7)) {
      case 0:
        return { kind: 'utterance-start', atMs: nowMs, sinceMs };
      case 1:
        return { kind: 'utterance-end', atMs: nowMs, sinceMs, endMs };
      case 2:
        return { kind: 'pressed', atMs: nowMs };
      case 3:
        return { kind: 'decided', atMs: nowMs, ticket: pick(5), decision: random() < 0.5 ? null : press('7') };
      case 4:
        return { kind: 'far-end', atMs: nowMs, sinceMs, label: labels[pick(labels.length)]!, confidence: random() };
      case 5:
        return { kind: 'tick', atMs: nowMs };
      default:
        return { kind: 'transcript', atMs: nowMs, utterance: pick(10), text, final: random() < 0.5, sinceMs, endMs };
    }
  }

  const press = (digits: string): Decision => ({ action: 'press', digits, confidence: 0.9, why: 'nonsense' });

  it('neither throws nor presses what was not said, and asks to be woken in the future only', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomSource(seed);
      const plan = { kind: 'listen', goal: 'billing', askModel: 'always' } as const;
      const navigator = new Navigator(plan, { timeoutSeconds: 10_000, facts: { account: '1' } });
      let nowMs = 0;
      for (let count = 0; count < FEW; count++) {
        nowMs += Math.floor(random() * 2000);
        for (const output of navigator.hear(nonsense(random, nowMs))) {
          if (output.kind === 'wake') assert.ok(output.atMs > nowMs);
          if (output.kind === 'press') assert.match(output.digits, /^([0-9*#]{1,2}|\{\{secret:account\}\}[#*]?)$/);
          if (output.kind === 'press') assert.notEqual(output.digits, '7');
        }
      }
      assert.ok(navigator.explored.length <= 100);
    }
  });
});
