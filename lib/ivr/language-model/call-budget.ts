/** What one call may spend on a language model: a menu that never ends, or one that was made to cost, costs so much. */
import type { Clock } from '../../clock';
import { failed } from './failure';
import type { LanguageModel, ModelChoice } from './language-model.types';
import type { LanguageModelSettings } from './settings';

const OUT_OF_TIME = 'the seconds of this call are used up';
const SECONDS = 'seconds of waiting for answers';

export type ModelBudget = Pick<LanguageModelSettings, 'questionsPerCall' | 'tokensPerCall' | 'secondsPerCall'>;

/** Of one call so far, whichever models it asked. */
export class ModelSpending {
  questions = 0;
  /** As far as servers say. */
  tokens = 0;
  seconds = 0;
}

/** The same model, for one call: what it costs is added to `spending`, and it is not asked when the budget is used up. */
export function withinBudget(
  model: LanguageModel,
  budget: ModelBudget,
  spending: ModelSpending,
  clock: Clock,
): LanguageModel {
  return {
    name: model.name,
    audioOrTextGoesTo: model.audioOrTextGoesTo,
    choose: async (question, signal) => {
      const used = usedUp(budget, spending);
      if (used !== null) return used;
      spending.questions++;
      const startedMs = clock.now();
      const leftMs = (budget.secondsPerCall - spending.seconds) * 1000;
      const withdrawn = new AbortController();
      const withdraw = (): void => withdrawn.abort();
      const timer = clock.setTimeout(() => withdrawn.abort(OUT_OF_TIME), leftMs);
      signal?.addEventListener('abort', withdraw, { once: true });
      if (signal?.aborted) withdraw();
      try {
        const choice = await model.choose(question, withdrawn.signal);
        const { inputTokens, outputTokens } = choice.usage ?? { inputTokens: 0, outputTokens: 0 };
        spending.tokens += inputTokens + outputTokens;
        return withdrawn.signal.reason === OUT_OF_TIME
          ? failed('budget-spent', inWords(budget.secondsPerCall, SECONDS))
          : choice;
      } finally {
        clock.clearTimeout(timer);
        signal?.removeEventListener('abort', withdraw);
        spending.seconds += (clock.now() - startedMs) / 1000;
      }
    },
    close: () => model.close(),
  };
}

function usedUp(budget: ModelBudget, spending: ModelSpending): ModelChoice | null {
  const limits: readonly (readonly [number, number, string])[] = [
    [spending.questions, budget.questionsPerCall, 'questions'],
    [spending.tokens, budget.tokensPerCall, 'tokens'],
    [spending.seconds, budget.secondsPerCall, SECONDS],
  ];
  const reached = limits.find(([spent, most]) => spent >= most);
  return reached ? failed('budget-spent', inWords(reached[1], reached[2])) : null;
}

const inWords = (most: number, what: string): string =>
  `the ${most} ${what} that one call may take are used up; the rules decide alone. ` +
  `More can be allowed in the language model's settings`;
