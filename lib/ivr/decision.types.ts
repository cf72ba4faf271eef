/** What to do about one prompt: plain values, the same for rules, models and people. */

export type DecisionAction = 'press' | 'say' | 'enter' | 'ask_user' | 'wait' | 'hangup' | 'connect';

interface DecisionReason {
  /** 0 to 1. */
  readonly confidence: number;
  /** In words for the person whose call it is. */
  readonly why: string;
  /** The words of the prompt that the decision rests on. */
  readonly option?: string;
}

export type Decision = DecisionReason &
  (
    | { readonly action: 'press'; readonly digits: string }
    | { readonly action: 'say'; readonly text: string }
    /** Send the fact `field` as digits, then the terminator ("" for none). */
    | { readonly action: 'enter'; readonly field: string; readonly terminator: string }
    /** Only the user can answer: a fact is missing, or no option fits. */
    | { readonly action: 'ask_user'; readonly field?: string }
    | { readonly action: 'wait'; readonly state?: 'hold' | 'announcement' | 'unsure' }
    | { readonly action: 'hangup'; readonly reason: 'closed' | 'voicemail' | 'not-in-service' }
    | { readonly action: 'connect' }
  );

/** What the user configured, by name (`account_number`, `zip`, `language`); values never leave the sender of the digits. */
export type Facts = Readonly<Record<string, string>>;

export interface DecisionContext {
  readonly facts?: Facts;
  /** Keys pressed so far in this call, oldest first. */
  readonly path?: readonly string[];
  /** Answers to this same prompt that led nowhere: not to be given again. */
  readonly tried?: readonly string[];
}

export type Decide = (prompt: string, goal: string, context?: DecisionContext) => Decision;
