/** One question to a language model at a time: asked when the rules are unsure, void when the company speaks again. */
import type { Decision } from './decision.types';
import { decideWithModel, needsModel as needsModelByDefault, type AskModel } from './language-model/decide-with-model';
import type { NavigatorInput } from './navigator.types';
import { samePrompt } from './prompt-words';
import type { WalkStage } from './walk';

interface Judged {
  readonly decision: Decision;
  readonly text: string;
  readonly tried: readonly string[];
  /** Earlier prompts of this call and what was answered. */
  readonly explored: readonly { readonly prompt: string; readonly answer: { kind: string; text: string } }[];
}

interface Question {
  readonly ticket: number;
  readonly text: string;
  readonly untilMs: number;
  /** Undefined: no answer yet. Null: none will come, or none that can be used. */
  answer: Decision | null | undefined;
}

/** The caller tells when its own time is over; this is for one that does not. */
const LIMIT_SECONDS = 20;
const MAX_PATH = 20;

export class ModelQuestion {
  readonly #stage: WalkStage;
  readonly #plan: { readonly goal: string; readonly askModel: AskModel };
  #tickets = 0;
  #open: Question | undefined;
  /** The last question, even when it is void: a late answer serves when the same prompt comes again. */
  #last: Question | undefined;

  constructor(stage: WalkStage, plan: { readonly goal: string; readonly askModel: AskModel }) {
    this.#stage = stage;
    this.#plan = plan;
  }

  get dueMs(): number | undefined {
    return this.#open?.untilMs;
  }

  decided({ ticket, decision }: Extract<NavigatorInput, { kind: 'decided' }>): void {
    if (this.#last?.ticket === ticket) this.#last.answer ??= decision;
  }

  /** The company goes on: what was asked about is no longer what it waits for. */
  newSpeech(): void {
    this.#open = undefined;
  }

  /** What to do: the rules' decision or the model's; undefined while its answer is awaited. */
  consider(judged: Judged): Decision | undefined {
    const { decision, text } = judged;
    const { options, nowMs } = this.#stage;
    if (!(options.needsModel ?? needsModelByDefault)(decision, this.#plan.askModel)) return decision;
    const late = this.#last;
    if (this.#open === undefined && late?.answer !== undefined && late.answer !== null && samePrompt(late.text, text)) {
      return this.#usable(late.answer, judged);
    }
    if (this.#open?.text !== text) {
      this.#ask(judged);
      return undefined;
    }
    const { answer, untilMs } = this.#open;
    if (answer === undefined && nowMs < untilMs) return undefined;
    this.#open = undefined;
    return answer === undefined || answer === null ? decision : this.#usable(answer, judged);
  }

  #usable(answer: Decision, { decision, text, tried }: Judged): Decision {
    const { facts } = this.#stage.options;
    const choice = { ok: true, decision: answer, usage: { inputTokens: 0, outputTokens: 0 }, elapsedMs: 0 } as const;
    return decideWithModel(text, this.#plan.goal, { tried, ...(facts && { facts }) }, decision, choice);
  }

  #ask({ text, tried, explored }: Judged): void {
    const { options, nowMs } = this.#stage;
    const untilMs = nowMs + (options.modelLimitSeconds ?? LIMIT_SECONDS) * 1000;
    this.#open = { ticket: ++this.#tickets, text, untilMs, answer: undefined };
    this.#last = this.#open;
    const path = explored
      .filter(({ answer }) => answer.kind !== 'none')
      .slice(-MAX_PATH)
      .map(({ prompt, answer }) => ({ prompt, answer: answer.text }));
    const question = {
      prompt: text,
      goal: this.#plan.goal,
      path,
      factNames: Object.keys(options.facts ?? {}),
      tried: [...tried],
      language: options.facts?.language ?? 'en',
    };
    this.#stage.emit({ kind: 'consider', ticket: this.#tickets, question });
  }
}
