/** The language model of a command line: asked where the rules are unsure, given up where it does not answer. */
import type { Decision, DecisionContext } from '../lib/ivr/decision.types';
import {
  decideWithModel,
  languageModelSettingsSchema,
  needsModel,
  openLanguageModel,
  type LanguageModel,
  type LanguageModelSettings,
  type ModelFailureCode,
} from '../lib/ivr/language-model';
import { languageOf } from '../lib/ivr/language';
import { silentLogger } from '../lib/logger';

export interface ModelArguments {
  readonly url?: string;
  readonly model?: string;
  readonly keyEnv?: string;
  readonly kind?: string;
}

/** For those who name none; whoever runs a server of their own mostly has one model loaded. */
const USUAL_MODEL = { openai: 'gpt-4.1-mini', anthropic: 'claude-haiku-4-5', own: 'default' };

/** Text: what is wrong, for the person who typed it. */
export function modelSettings(url: string, asked: ModelArguments): LanguageModelSettings | string {
  const kind = asked.kind ?? 'openai';
  if (kind !== 'openai' && kind !== 'anthropic') return '--llm-kind takes openai or anthropic';
  const apiKey = asked.keyEnv === undefined ? undefined : process.env[asked.keyEnv];
  if (asked.keyEnv !== undefined && !apiKey) return `--llm-key-env: the environment has no ${asked.keyEnv}`;
  const usual = kind === 'anthropic' || url.includes('//api.openai.com') ? USUAL_MODEL[kind] : USUAL_MODEL.own;
  const parsed = languageModelSettingsSchema.safeParse({ kind, baseUrl: url, model: asked.model ?? usual, apiKey });
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues[0]?.path ?? [];
  return WRONG[String(field)]?.(url) ?? `--llm: ${parsed.error.issues[0]?.message ?? 'not to be used'}`;
}

/** What is wrong, by the setting that it is wrong in. */
const WRONG: Readonly<Record<string, (url: string) => string>> = {
  baseUrl: (url) =>
    `--llm: "${url.slice(0, 200)}" is not the URL of a server: give one such as http://localhost:11434/v1`,
  model: () => '--llm-model: give the name of a model, of 256 characters at most',
  apiKey: () => '--llm-key-env: that is too long for an API key',
};

/** Failures that the next question will meet again. */
const LASTING: ReadonlySet<ModelFailureCode> = new Set(['timeout', 'unreachable', 'unauthorized', 'model-missing']);
const LASTING_AFTER = 3;

export class ModelBesideRules {
  readonly #model: LanguageModel;
  readonly #note: (text: string) => void;
  readonly #failures = new Map<ModelFailureCode, number>();
  #asked = 0;
  #inARow = 0;
  #givenUp = false;

  /** `note` gets a line for people whenever the rules go on alone. */
  constructor(settings: LanguageModelSettings, note: (text: string) => void) {
    this.#model = openLanguageModel(settings, silentLogger);
    this.#note = note;
  }

  async decide(prompt: string, goal: string, context: DecisionContext, rules: Decision): Promise<Decision> {
    if (this.#givenUp || !needsModel(rules, 'when-unsure')) return rules;
    this.#asked++;
    const choice = await this.#model.choose({
      prompt,
      goal,
      path: [],
      factNames: Object.keys(context.facts ?? {}),
      tried: context.tried ?? [],
      language: context.facts?.language ?? languageOf(goal.toLowerCase().split(/\W+/)),
    });
    if (choice.ok) this.#inARow = 0;
    else this.#failed(choice.code, choice.message);
    return decideWithModel(prompt, goal, context, rules, choice);
  }

  /** Ends with a line on how often it was asked. */
  close(): void {
    this.#model.close();
    this.#note(`language model: ${this.#tally()}`);
  }

  /** Said also when all went well: rules that are sure never ask, and that looks like a model that is not there. */
  #tally(): string {
    if (this.#asked === 0) return 'not asked; the rules were sure everywhere';
    const failed = [...this.#failures].map(([code, count]) => `${count} ${code}`);
    const answered = this.#asked - [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
    const tally = `${answered} of ${this.#asked} questions answered`;
    return failed.length === 0 ? tally : `${tally} (${failed.join(', ')}); the rules decided the others`;
  }

  #failed(code: ModelFailureCode, message: string): void {
    const times = this.#failures.get(code) ?? 0;
    this.#failures.set(code, times + 1);
    if (times === 0) this.#note(`language model: ${message}`);
    this.#inARow = LASTING.has(code) ? this.#inARow + 1 : 0;
    if (this.#inARow < LASTING_AFTER || this.#givenUp) return;
    this.#givenUp = true;
    this.#note(`language model: no answer ${LASTING_AFTER} times in a row; it is not asked any more`);
  }
}
