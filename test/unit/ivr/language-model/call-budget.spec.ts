import assert from 'node:assert/strict';
import { ModelSpending, withinBudget } from '../../../../lib/ivr/language-model';
import type { LanguageModel, ModelBudget, ModelChoice } from '../../../../lib/ivr/language-model';
import { ManualClock } from '../../../support/manual-clock';
import { question } from './questions';

const CHOICE: ModelChoice = {
  ok: true,
  decision: { action: 'press', digits: '1', confidence: 0.8, why: 'so' },
  usage: { inputTokens: 900, outputTokens: 100 },
  elapsedMs: 1,
};

describe('what one call may spend on a language model', () => {
  const clock = new ManualClock();
  let asked = 0;
  beforeEach(() => (asked = 0));
  const model = (answer: (signal?: AbortSignal) => Promise<ModelChoice>): LanguageModel => ({
    name: 'm',
    audioOrTextGoesTo: 'cloud',
    choose: (_question, signal) => {
      asked++;
      return answer(signal);
    },
    close: () => undefined,
  });
  const budget = (changes: Partial<ModelBudget>): ModelBudget => ({
    questionsPerCall: 100,
    tokensPerCall: 1_000_000,
    secondsPerCall: 100,
    ...changes,
  });
  const MENU = question('for billing press one for sales press two');

  it('is questions', async () => {
    const spending = new ModelSpending();
    const limited = withinBudget(
      model(() => Promise.resolve(CHOICE)),
      budget({ questionsPerCall: 2 }),
      spending,
      clock,
    );
    assert.ok((await limited.choose(MENU)).ok);
    assert.ok((await limited.choose(MENU)).ok);
    const third = await limited.choose(MENU);
    assert.ok(
      !third.ok &&
        third.code === 'budget-spent' &&
        third.message.includes('used up; the rules decide alone') &&
        third.message.includes('2 questions'),
    );
    assert.equal(asked, 2);
  });

  it('is tokens, those of answers that could not be used among them', async () => {
    const useless: ModelChoice = {
      ok: false,
      code: 'not-offered',
      message: 'no',
      usage: { inputTokens: 1500, outputTokens: 600 },
    };
    const spending = new ModelSpending();
    const limited = withinBudget(
      model(() => Promise.resolve(useless)),
      budget({ tokensPerCall: 2000 }),
      spending,
      clock,
    );
    await limited.choose(MENU);
    const second = await limited.choose(MENU);
    assert.ok(!second.ok && second.code === 'budget-spent' && second.message.includes('2000 tokens'));
    assert.equal(asked, 1);
  });

  it('is seconds: an answer that takes longer than is left is not waited for', async () => {
    const spending = new ModelSpending();
    const slow = model(
      (signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve({ ok: false, code: 'timeout', message: 'withdrawn' }));
        }),
    );
    const limited = withinBudget(slow, budget({ secondsPerCall: 3 }), spending, clock);
    const startedMs = clock.now();
    const first = limited.choose(MENU);
    await clock.advance(10_000);
    const answer = await first;
    assert.ok(!answer.ok && answer.code === 'budget-spent' && answer.message.includes('3 seconds'));
    assert.equal(spending.seconds, 3);
    assert.ok(clock.now() > startedMs);
    assert.equal((await limited.choose(MENU)).ok, false);
    assert.equal(asked, 1);
    assert.equal(clock.pending, 0);
  });

  it('a question that nobody waits for any more is withdrawn at the model', async () => {
    const nobody = new AbortController();
    const limited = withinBudget(
      model((signal) => Promise.resolve(signal?.aborted ? { ok: false, code: 'timeout', message: 'gone' } : CHOICE)),
      budget({}),
      new ModelSpending(),
      clock,
    );
    nobody.abort();
    assert.equal((await limited.choose(MENU, nobody.signal)).ok, false);
  });
});
