/** What a call through a company's menu was, told after its end: the learner's food. Plain values, no secrets. */

export type ExploredAnswer =
  /** Keys; secrets in them by name, `{{secret:account_number}}#`. */
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'secret'; readonly name: string; readonly terminator: string }
  /** The prompt was listened to and not answered. */
  | { readonly kind: 'none' };

export interface ExploredStep {
  /** What was understood of this prompt, once or several times; an empty list when nobody listened to words. */
  readonly prompts: readonly string[];
  /** Epoch ms. */
  readonly heardAtMs: number;
  readonly promptSeconds: number;
  readonly answer: ExploredAnswer;
  readonly answeredAtMs?: number;
  readonly why: string;
  /** The option's own words, when whoever decided named them (`Decision.option`). */
  readonly option?: string;
  /** False: the company went on as if nothing had been answered, or called it wrong. */
  readonly effective?: boolean;
  /** What the prompt sounded like until it was answered (sound-print.ts). */
  readonly audioFingerprint?: string;
}

/** Where a prompt was not what the flow expected (FlowReplay.drifts). */
export interface FlowDrift {
  /** The step that is no longer trusted; null when the prompt belongs to none. */
  readonly stepId: string | null;
  readonly expected: string;
  readonly heard: string;
  readonly why: string;
}

export interface ExploredCall {
  readonly company?: string;
  /** Normalised, as dialled. */
  readonly number: string;
  readonly goal: string;
  /** ISO 639-1. */
  readonly language?: string;
  /** Epoch ms. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly steps: readonly ExploredStep[];
  /** `reached`: the queue or a person. Everything else teaches nothing but what failed. */
  readonly outcome: 'reached' | 'failed';
  /** In words: "hold music: this is the queue", "closed", ... */
  readonly why: string;
  readonly drifts?: readonly FlowDrift[];
}
