/** One prompt put to a language model: plain values, and no secret's value among them (DESIGN law 8). */
export interface MenuQuestion {
  /** What the company said, as transcribed: to be read as data, whatever it asks for. */
  readonly prompt: string;
  readonly goal: string;
  /** Earlier prompts of this call and what was answered, oldest first. */
  readonly path: readonly { readonly prompt: string; readonly answer: string }[];
  /** Names of the facts the user configured (`account_number`, `zip`, ...). */
  readonly factNames: readonly string[];
  /** Answers to this same prompt that led nowhere: not to be given again. */
  readonly tried: readonly string[];
  /** ISO 639-1. */
  readonly language: string;
}
