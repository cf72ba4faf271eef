/** What a Navigator is told and what it asks for: values on one timeline of ms (any origin, never backwards). */
import type { Decision, Facts } from './decision.types';
import type { MenuQuestion } from './menu-question';
import type { DialStep } from './dial-steps';
import type { AskModel } from './language-model/decide-with-model';
import type { Replay } from './replay-advice';

export type NavigatorPlan =
  | { readonly kind: 'steps'; readonly steps: readonly DialStep[] }
  /** The company's prompts as text, in the order they come; the rules choose the key for `goal`. */
  | { readonly kind: 'menus'; readonly menus: readonly string[]; readonly goal: string }
  /** Nothing is known beforehand: the prompts come as transcripts while they are spoken. */
  | { readonly kind: 'listen'; readonly goal: string; readonly askModel: AskModel };

export interface NavigatorOptions {
  /** No speech for this long ends a prompt; menus pause 300 to 600 ms between options. Default 900. */
  readonly promptEndSilenceMs?: number;
  /** Give up this long after the first event. */
  readonly timeoutSeconds: number;
  /** Facts the user configured, by name. Values are not sent out: a press refers to them as `{{secret:name}}`. */
  readonly facts?: Facts;
  /** At most so many presses and sayings; default 30. */
  readonly maxPresses?: number;
  /** Listening: a call flow that knows the way; it is asked before the rules. */
  readonly replay?: Replay;
  /** Listening: whether a language model is asked about what the rules decided; default: language-model's own. */
  readonly needsModel?: (decision: Decision, askModel: AskModel) => boolean;
  /** Listening: go on by the rules when no `decided` came for this long; default 20 s. */
  readonly modelLimitSeconds?: number;
}

export type NavigatorInput =
  /** `sinceMs`: the onset, when it is known to lie before `atMs`. */
  | { readonly kind: 'utterance-start'; readonly atMs: number; readonly sinceMs?: number; readonly endMs?: number }
  /** `endMs`: end of the last syllable; default `atMs`. */
  | { readonly kind: 'utterance-end'; readonly atMs: number; readonly sinceMs?: number; readonly endMs?: number }
  | {
      readonly kind: 'far-end';
      /** One of hearing's far-end labels. */
      readonly label: string;
      readonly confidence: number;
      readonly sinceMs: number;
      readonly atMs: number;
    }
  /**
   * What the company said, for a plan that listens. Not final: all that is understood so far, while it is spoken and at
   * each pause of 0.4 s within the utterance. Final: the whole utterance; its text may be empty.
   */
  | {
      readonly kind: 'transcript';
      readonly atMs: number;
      readonly utterance: number;
      readonly text: string;
      readonly final: boolean;
      readonly sinceMs: number;
      readonly endMs: number;
      /** 0 to 1, when the recogniser says. */
      readonly confidence?: number;
    }
  /** The answer to a `consider`; null: none came in time, or none that can be used. */
  | { readonly kind: 'decided'; readonly atMs: number; readonly ticket: number; readonly decision: Decision | null }
  /** Time has passed. Wanted at the start and whenever a `wake` asked for it; more often does no harm. */
  | { readonly kind: 'tick'; readonly atMs: number }
  /** What the last `press` or `say` asked for has been sent to its end. */
  | { readonly kind: 'pressed'; readonly atMs: number };

/** One prompt of a listening walk and what was done about it, for the learner of call flows. */
export interface ExploredStep {
  readonly prompt: string;
  /** Its first syllable, ms. */
  readonly heardAtMs: number;
  /** How much of it was said until it was answered, or was over. */
  readonly promptSeconds: number;
  /** Secrets by name. */
  readonly answer: { readonly kind: 'digits' | 'say' | 'none'; readonly text: string };
  readonly answeredAtMs: number | null;
  readonly why: string;
  /** The words of the prompt that the answer rests on. */
  readonly option?: string;
}

export type NavigatorFailure =
  | 'timeout'
  | 'no-effect'
  | 'loop'
  | 'dead-end'
  | 'too-many-steps'
  | 'closed'
  | 'voicemail'
  | 'not-in-service'
  | 'busy'
  /** A known answer led to a queue where another menu should follow: perhaps the wrong one. Call again. */
  | 'menu-changed';

export type NavigatorOutput =
  /** Keys to send; `{{secret:name}}` in them is for the sender to fill in. `prompt`: the text that was answered. */
  | {
      readonly kind: 'press';
      readonly digits: string;
      readonly why: string;
      readonly confidence: number;
      readonly prompt?: string;
      /** `slowly`: the first press had no effect. `otherwise`: nor had the slow one, use the account's next DTMF mode. */
      readonly manner?: 'slowly' | 'otherwise';
    }
  | {
      readonly kind: 'say';
      readonly text: string;
      readonly why: string;
      readonly confidence: number;
      readonly prompt?: string;
    }
  /** Ask the language model; `decided` with this ticket brings its answer. A later `consider` replaces this one. */
  | { readonly kind: 'consider'; readonly ticket: number; readonly question: MenuQuestion }
  /** The company no longer says what the call flow expects here; the rules go on for this prompt. */
  | { readonly kind: 'drift'; readonly expected: string; readonly heard: string; readonly why: string }
  /** Please send a tick at that time; a later `wake` replaces this one. */
  | { readonly kind: 'wake'; readonly atMs: number }
  | { readonly kind: 'ask-user'; readonly why: string; readonly field?: string; readonly prompt?: string }
  /** The queue or a person: navigation is over. */
  | { readonly kind: 'reached'; readonly why: string }
  | { readonly kind: 'failed'; readonly code: NavigatorFailure; readonly why: string };
