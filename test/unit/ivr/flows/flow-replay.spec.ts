import assert from 'node:assert/strict';
import {
  exportFlow,
  FlowReplay,
  importFlow,
  learnFlow,
  parseFlow,
  type CallFlow,
  type ExploredCall,
  type SoundLikeness,
} from '../../../../lib/ivr/flows';

const MAIN = 'Thank you for calling Acme. For sales, press 1. For billing, press 2. For repairs, press 3.';
const BILLING = 'Billing department. To pay an invoice, press 1. To dispute an invoice, press 2. For refunds, press 3.';

function explored(more: Partial<ExploredCall> = {}): ExploredCall {
  const step = (prompt: string, digits: string) => ({
    prompts: [prompt],
    heardAtMs: 0,
    promptSeconds: 9,
    answer: { kind: 'digits', digits } as const,
    why: 'test',
  });
  return {
    company: 'Acme & Söhne',
    number: '+15550100',
    goal: 'dispute an invoice',
    language: 'en',
    startedAtMs: 1000,
    endedAtMs: 61_000,
    steps: [step(MAIN, '2'), step(BILLING, '2')],
    outcome: 'reached',
    why: 'hold music',
    ...more,
  };
}

const learn = (more: Partial<ExploredCall> = {}, known: CallFlow | null = null): CallFlow =>
  learnFlow(known, explored(more)).flow!;

describe('a learned flow', () => {
  it('is a graph of the prompts with their answers, and survives JSON', () => {
    const flow = learn();
    assert.equal(flow.id, 'acme-sohne');
    assert.deepEqual(
      flow.steps.map(({ id, kind, next }) => [id, kind, next.map(({ to }) => to)]),
      [
        ['start', 'WAIT', ['for-billing']],
        ['for-billing', 'DTMF', ['to-dispute-an-invoice']],
        ['to-dispute-an-invoice', 'DTMF', ['queue']],
        ['queue', 'HOLD', []],
      ],
    );
    const again = importFlow(exportFlow(flow), 5);
    assert.deepEqual(again, { ok: true, flow });
  });

  it('is not learned from a walk that failed', () => {
    assert.equal(learnFlow(null, explored({ outcome: 'failed' })).flow, null);
    const known = learn();
    const after = learn({ outcome: 'failed', steps: [] }, known);
    assert.deepEqual([after.failCount, after.successCount, after.steps], [1, 1, known.steps]);
  });

  it('leaves out detours and answers without effect', () => {
    const [main, billing] = explored().steps;
    const wrong = { ...main!, answer: { kind: 'digits', digits: '3' } as const };
    const dead = {
      ...main!,
      prompts: ['Our repair shop is open on weekdays only. To go back, press star.'],
      answer: { kind: 'digits', digits: '*' } as const,
    };
    const deaf = { ...billing!, answer: { kind: 'digits', digits: '9' } as const, effective: false };
    assert.deepEqual(
      learn({ steps: [wrong, dead, main!, deaf, billing!] }).steps.map(({ id }) => id),
      learn().steps.map(({ id }) => id),
    );
  });

  it('leaves out a key that went into a new menu before its option was said', () => {
    const [main, billing] = explored().steps;
    const language = {
      ...main!,
      prompts: ['For English, press 1. Para español, oprima el 2.'],
      answer: { kind: 'digits', digits: '1' } as const,
    };
    const early = { ...main!, prompts: ['Thank you for calling Acme.'] };
    const menu = { ...main!, prompts: [MAIN.replace('Thank you for calling Acme. ', '')] };
    const drifts = [{ stepId: 'for-billing', expected: 'billing', heard: 'for English press one', why: 'changed' }];
    const relearned = learn({ steps: [early, language, menu, billing!], drifts });
    assert.deepEqual(
      relearned.steps.filter(({ kind }) => kind === 'DTMF').map((step) => ('digits' in step ? step.digits : '')),
      ['1', '2', '2'],
    );
  });

  it('keeps secrets by name, and refuses what may be one', () => {
    const ask = { ...explored().steps[0]!, prompts: ['Please enter your account number, then press pound.'] };
    const flow = learn({ steps: [{ ...ask, answer: { kind: 'secret', name: 'account_number', terminator: '#' } }] });
    assert.match(exportFlow(flow), /"digits": "\{\{secret:account_number\}\}#"/);
    const leaked = learnFlow(null, explored({ steps: [{ ...ask, answer: { kind: 'digits', digits: '471181599#' } }] }));
    assert.equal(leaked.flow, null);
    assert.match(leaked.changes[0]!.why, /long number/);
    const readBack = { ...ask, prompts: ['You entered four seven one one eight one. If this is correct, press 1.'] };
    assert.doesNotMatch(
      exportFlow(learn({ steps: [{ ...readBack, answer: { kind: 'digits', digits: '1' } }] })),
      /seven/,
    );
  });

  it('has one path for each goal', () => {
    const flow = learn(
      { goal: 'buy something', steps: [{ ...explored().steps[0]!, answer: { kind: 'digits', digits: '1' } }] },
      learn(),
    );
    const press = (goal: string): string => {
      const advice = new FlowReplay(flow, goal).hear(MAIN, true);
      return advice.kind === 'answer' ? advice.answer.text : advice.kind;
    };
    assert.deepEqual(
      [press('Dispute an invoice!'), press('buy something'), press('something else')],
      ['2', '1', 'drift'],
    );
  });

  it('keeps the longest print of a prompt, and only the new one after a change', () => {
    const [main, billing] = explored().steps;
    const printed = (audioFingerprint?: string) => ({
      steps: [{ ...main!, ...(audioFingerprint !== undefined && { audioFingerprint }) }, billing!],
    });
    const print = (flow: CallFlow): string | undefined => flow.steps[1]!.audioFingerprint;
    const long = 'A'.repeat(4000);
    const first = learn(printed(long));
    assert.equal(print(first), long);
    assert.equal(print(learn(printed('B'.repeat(400)), first)), long);
    assert.equal(print(learn(printed('B'.repeat(3600)), first)), 'B'.repeat(3600));
    assert.equal(print(learn(printed(), first)), long);
    const drifts = [{ stepId: 'for-billing', expected: '', heard: '', why: 'test' }];
    assert.equal(print(learn({ ...printed('C'.repeat(400)), drifts }, first)), 'C'.repeat(400));
    assert.equal(print(learn({ ...printed(), drifts }, first)), undefined);
  });

  it('forgets steps that five successful calls did not have', () => {
    let flow = learn();
    const short = { steps: [explored().steps[0]!] };
    for (let call = 0; call < 4; call++) flow = learn(short, flow);
    assert.ok(flow.steps.some(({ id }) => id === 'to-dispute-an-invoice'));
    const { flow: last, changes } = learnFlow(flow, explored(short));
    assert.ok(last!.steps.every(({ id }) => id !== 'to-dispute-an-invoice'));
    assert.equal(changes.find(({ kind }) => kind === 'step-removed')?.step, 'to-dispute-an-invoice');
    assert.equal(parseFlow(last).ok, true);
  });
});

const GOAL = 'dispute an invoice';

describe('replay of a flow', () => {
  it('barges in on known opening words where a wrong answer would show, else behind the option', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    assert.equal(replay.hear('thank you for', false).kind, 'wait');
    const early = replay.hear('thank you for calling acme for sales press one', false);
    assert.ok(early.kind === 'answer' && early.certain && early.answer.text === '2', JSON.stringify(early));
    assert.deepEqual(replay.hear('thank you for calling acme for sales press one', false), early);
    replay.answered();
    assert.equal(replay.hear('billing department to pay an invoice press one', false).kind, 'wait');
    const option = replay.hear('billing department to pay an invoice press one to dispute an invoice press two', false);
    assert.ok(option.kind === 'answer' && option.certain);
    replay.answered();
    assert.equal(
      replay.hear('Please hold. Your call will be answered by the next available agent.', true).kind,
      'hold',
    );
    assert.equal(replay.finished, true);
  });

  it('says drift when the option has another key, and listens to the end from then on', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    const changed =
      'Thank you for calling Acme. For sales, press 1. For rentals, press 2. For billing, press 3. For repairs, press 4.';
    const advice = replay.hear(changed, true);
    assert.ok(advice.kind === 'drift', JSON.stringify(advice));
    assert.match(advice.why, /"for billing" is now under "3", not "2"/);
    assert.equal(replay.drifts[0]?.stepId, 'for-billing');
    assert.equal(replay.hear('thank you for calling acme for sales press one', false).kind, 'wait');
  });

  it('blames the menu it barged into when something unknown follows', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    replay.hear('thank you for calling acme for sales press one', false);
    replay.answered();
    const advice = replay.hear(
      'You have reached rentals. For skis, press 1. For boats, press 2. For tents, press 3.',
      true,
    );
    assert.equal(advice.kind, 'drift');
    assert.equal(replay.drifts[0]?.stepId, 'for-billing');
    const after = learn({ drifts: replay.drifts, outcome: 'failed' }, learn());
    assert.equal(after.steps.find(({ id }) => id === 'for-billing')?.trust, 0);
    assert.equal(after.changes.at(-1)?.kind, 'drift');
    const careful = new FlowReplay(after, 'dispute an invoice');
    assert.equal(
      careful.hear('thank you for calling acme for sales press one for billing press two', false).kind,
      'wait',
    );
    const cutShort = 'thank you for calling acme for sales press one for';
    assert.equal(careful.hear(cutShort, true).kind, 'wait', 'the old key without its option, of all menus in this one');
    assert.equal(careful.hear(MAIN, true).kind, 'answer');
  });

  describe('before the queue, in a recording that it knows', () => {
    const [main, billing] = explored().steps;
    const flow = learn({ steps: [main!, { ...billing!, audioFingerprint: 'AAAA' }] });
    const advice = (text: string, sound: SoundLikeness = 'same') => {
      const replay = new FlowReplay(flow, GOAL, () => sound);
      replay.hear(MAIN, true);
      replay.answered();
      return replay.hear(text, false, 0);
    };

    it('answers as soon as its option is named behind the key before it', () => {
      const named = advice('billing department to pay an invoice press one to dispute');
      assert.ok(named.kind === 'answer' && named.certain && named.answer.text === '2', JSON.stringify(named));
    });

    it('waits for the key where the sound is another, or the key before was not heard', () => {
      assert.equal(advice('billing department to pay an invoice press one to dispute', 'other').kind, 'wait');
      assert.equal(advice('billing department to pay an invoice press one to dispute', 'unknown').kind, 'wait');
      assert.equal(advice('billing department to pay an invoice to dispute').kind, 'wait');
    });

    it('waits for the key where the flow wants it so', () => {
      const steps = flow.steps.map((step) =>
        step.kind === 'DTMF' && step.audioFingerprint !== undefined ? { ...step, answerAt: 'option' as const } : step,
      );
      const replay = new FlowReplay({ ...flow, steps }, GOAL, () => 'same');
      replay.hear(MAIN, true);
      replay.answered();
      const named = 'billing department to pay an invoice press one to dispute an invoice';
      assert.equal(replay.hear(named, false, 0).kind, 'wait');
      assert.equal(replay.hear(`${named} press two`, false, 0).kind, 'answer');
    });

    it('waits where another option is named in its place', () => {
      assert.equal(advice('billing department to pay an invoice press one for refunds').kind, 'wait');
      assert.equal(advice('billing department to pay an invoice press one for an invoice').kind, 'wait');
    });
  });

  it('takes a menu that is hardly like the one answered early for another one', () => {
    const cards = 'Thank you for calling. This call may be recorded. For credit cards, press 1. For loans, press 2.';
    const [main, billing] = explored().steps;
    const step = { ...main!, prompts: [cards], answer: { kind: 'digits', digits: '1' } as const };
    const replay = new FlowReplay(learn({ steps: [step, billing!] }), GOAL);
    assert.equal(replay.hear('thank you for calling this call may be recorded for credit cards', false).kind, 'answer');
    replay.answered();
    const between = 'all questions about credit cards press one for our opening hours and directions press two';
    const advice = replay.hear(between, true);
    assert.equal(advice.kind, 'drift', JSON.stringify(advice));
  });

  it('interrupts only the recording that it knows, where it has heard one', () => {
    const [main, billing] = explored().steps;
    const flow = learn({ steps: [{ ...main!, audioFingerprint: 'AAAA' }, billing!] });
    const opening = 'thank you for calling acme for sales press one';
    const advice = (sound: SoundLikeness, text = opening) =>
      new FlowReplay(flow, GOAL, () => sound).hear(text, false, 0);
    assert.equal(advice('same').kind, 'answer');
    assert.equal(advice('unknown').kind, 'wait');
    const other = advice('other');
    assert.ok(other.kind === 'wait' && other.why.includes('not the recording'));
    const behindOption = advice('other', 'thank you for calling acme for sales press one for billing press two');
    assert.ok(behindOption.kind === 'answer' && behindOption.certain);
    // What the recogniser makes of the first option is something else each time; the next one's words will do then.
    const garbled = 'thank you for calling acme force ale press one';
    assert.equal(advice('same', garbled).kind, 'wait');
    assert.equal(advice('same', 'thank you billing').kind, 'wait', 'not before most of the greeting');
    assert.equal(advice('same', `${garbled} for billing`).kind, 'answer');
    assert.equal(new FlowReplay(learn(), GOAL).hear(garbled, false).kind, 'wait');
    // Of the second call only the opening was heard: that tells nothing of where the greeting ends.
    const [step] = explored().steps;
    const cut = { ...step!, prompts: ['thank you for calling acme for sales'], audioFingerprint: 'AAAA' };
    const twice = learn({ steps: [cut, billing!] }, flow);
    const greeting = new FlowReplay(twice, GOAL, () => 'same');
    assert.equal(greeting.hear('thank you for calling the acme today', false, 0).kind, 'wait');
    // Nor does a hearing behind another menu, without the greeting.
    const bare = { ...step!, prompts: ['for sales press one for billing press two for repairs press three'] };
    const both = learn({ steps: [{ ...bare, audioFingerprint: 'AAAA' }, billing!] }, flow);
    const late = new FlowReplay(both, GOAL, () => 'same');
    assert.equal(late.hear('thank you for calling the acme', false, 0).kind, 'wait');
  });

  it('does not interrupt a menu with strange options before its own', () => {
    const replay = new FlowReplay(learn(), GOAL);
    const text = 'thank you for calling acme for skis and boats press one for sales';
    assert.equal(replay.hear(text, false).kind, 'wait');
  });

  it('does not press what a menu does not offer, because it began like another one', () => {
    const replay = new FlowReplay(learn(), GOAL);
    const advice = replay.hear('Thank you for calling Acme. For English, press 1. For Spanish, press 3.', true);
    assert.equal(advice.kind, 'drift');
    const careful = new FlowReplay(learn(), GOAL);
    careful.hear(MAIN, true);
    careful.answered();
    // The key known here is a two.
    const between = 'for old invoices and for the refunds of our partner press one for our opening hours press three';
    assert.equal(careful.hear(between, true).kind, 'drift');
  });

  it('answers no scrap of the menu that it has just interrupted', () => {
    const replay = new FlowReplay(learn(), GOAL);
    replay.hear('thank you for calling acme for sales press one', false);
    replay.answered();
    assert.equal(replay.hear('to pay an invoice', true).kind, 'wait');
    assert.notEqual(replay.doubtArrival('hold music'), undefined, 'nor is it the effect of the key');
    assert.equal(replay.hear('acme sales are', true).kind, 'wait');
    assert.equal(replay.hear(BILLING, true).kind, 'answer');
  });

  it('doubts music where a menu should follow an early answer, and nothing else', () => {
    const early = new FlowReplay(learn(), GOAL);
    early.hear('thank you for calling acme for sales press one', false);
    early.answered();
    assert.equal(early.astray, undefined);
    assert.match(early.doubtArrival('hold music')!.why, /^"2" into the opening of/);
    assert.equal(early.drifts[0]?.stepId, 'for-billing');
    early.answered(false);
    assert.notEqual(early.doubtArrival('hold music'), undefined, 'a guess from there is no way to the goal');
    early.answered();
    assert.equal(early.doubtArrival('hold music'), undefined);

    const talkedOver = new FlowReplay(learn(), GOAL);
    talkedOver.hear('thank you for calling acme for sales press one', false);
    talkedOver.answered();
    talkedOver.hear('thank you for calling acme for sales press one for rentals', true);
    assert.notEqual(talkedOver.doubtArrival('hold music'), undefined, 'the company talked on, and took the key then');

    const late = new FlowReplay(learn(), GOAL);
    late.hear('thank you for calling acme for sales press one for billing press two', false);
    late.answered();
    assert.equal(late.doubtArrival('hold music'), undefined, 'the option was heard: a company may leave a menu out');
  });

  it('listens to all of a menu that says it has changed', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    const text =
      'thank you for calling acme please note that our menu options have changed for sales press one for billing press two';
    assert.equal(replay.hear(text, false).kind, 'wait');
  });

  it('does not give a secret to another question', () => {
    const ask = { ...explored().steps[0]!, prompts: ['Please enter your account number, then press pound.'] };
    const flow = learn({ steps: [{ ...ask, answer: { kind: 'secret', name: 'account_number', terminator: '#' } }] });
    const replay = new FlowReplay(flow, 'dispute an invoice');
    assert.equal(replay.hear('Please enter your account number, then press pound.', true).kind, 'answer');
    assert.equal(replay.hear('Please enter your zip code, then press pound.', true).kind, 'drift');
  });

  it('says that an answer has no effect when its prompt comes a third time', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    for (let time = 0; time < 2; time++) {
      assert.equal(replay.hear(MAIN, true).kind, 'answer');
      replay.answered();
    }
    assert.equal(replay.hear(MAIN, true).kind, 'drift');
  });

  it('calls another company another company, and silence nothing', () => {
    const replay = new FlowReplay(learn(), 'dispute an invoice');
    assert.equal(replay.hear('', true).kind, 'wait');
    assert.equal(replay.hear('um hello', false).kind, 'wait');
    const other =
      'welcome to the city library to renew your books press one for opening times press two for the museum';
    assert.equal(replay.hear(other, false).kind, 'drift');
    const greeting = 'hello and welcome we are open all day every day of the year and wish you a good morning';
    assert.equal(new FlowReplay(learn(), GOAL).hear(greeting, false).kind, 'wait');
  });
});

describe('a hand-written flow', () => {
  const written = {
    format: 1,
    id: 'acme',
    numbers: ['+15550100'],
    goals: ['billing'],
    root: 'main',
    steps: [
      {
        id: 'main',
        kind: 'DTMF',
        openings: ['Thank you for calling Acme'],
        digits: '2',
        option: 'billing',
        next: ['pin'],
      },
      { id: 'pin', kind: 'DTMF', digits: '{{secret:pin}}#', next: ['queue'] },
      { id: 'queue', kind: 'HOLD' },
    ],
  };

  it("is walked at the prompts' ends until it has proved right", () => {
    const parsed = importFlow(JSON.stringify(written), 7);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual([parsed.flow.origin, parsed.flow.createdAt], ['written', 7]);
    const replay = new FlowReplay(parsed.flow, 'billing');
    assert.equal(replay.hear('thank you for calling acme for sales press one', false).kind, 'wait');
    assert.equal(replay.hear(MAIN, true).kind, 'answer');
    replay.answered();
    const pin = replay.hear('And now your secret code please.', true);
    assert.ok(pin.kind === 'answer' && pin.answer.text === '{{secret:pin}}#' && !pin.certain);
  });

  for (const [what, flow, message] of [
    ['no JSON', '{', /is not JSON/],
    ['a step that does not exist', { ...written, root: 'start' }, /the root "start" is none of the steps/],
    [
      'an edge to nowhere',
      { ...written, steps: [{ ...written.steps[2], next: ['gone'] }], root: 'queue' },
      /"queue" leads to "gone"/,
    ],
    [
      'a number instead of a secret',
      { ...written, steps: [{ ...written.steps[1], digits: '4711815#' }] },
      /step "pin" \/ digits holds a long number: give it as a secret/,
    ],
    [
      'a broken reference',
      { ...written, steps: [{ ...written.steps[1], digits: '{{pin}}' }] },
      /step "pin" \/ digits must be keys/,
    ],
    ['a later format', { ...written, format: 2 }, /format 2; this version reads up to 1: update/],
    ['too much', ' '.repeat(1_000_001), /longer than/],
  ] as const) {
    it(`is refused in words: ${what}`, () => {
      const parsed = importFlow(typeof flow === 'string' ? flow : JSON.stringify(flow), 0);
      assert.ok(!parsed.ok);
      assert.match(parsed.message, message);
    });
  }
});
