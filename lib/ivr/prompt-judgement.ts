/** What is to be done about the words heard so far, and how long to wait with it. */
import type { AnswerPart } from './answering';
import type { Decide, Decision } from './decision.types';
import { speaksOfPerson } from './lexicon/cues';
import { patienceFor, type Patience } from './prompt-timing';
import { secretReference } from './secret-reference';
import { mergeHearings } from './two-hearings';
import { understand, type Prompt } from './understand';
import type { WalkStage } from './walk';

export interface Judgement {
  readonly text: string;
  readonly prompt: Prompt;
  readonly decision: Decision;
  readonly patience: Patience;
  /** Answers to this prompt that led nowhere. */
  readonly tried: readonly string[];
}

export type AnsweringDecision = Extract<Decision, { action: 'press' | 'say' | 'enter' }>;

/** Two hearings are put together only at a prompt's end. */
const AT_END: Patience = { silenceMs: 1500, needsFinal: true };
/** Below, the rules ask for a person because nothing fits. */
const FITTING = 0.55;
const GOOD_SECOND_CHOICE = 0.85;

export class PromptJudgement {
  readonly #stage: WalkStage;
  readonly #goal: string;
  readonly #decide: Decide;

  constructor(stage: WalkStage, goal: string, decide: Decide) {
    this.#stage = stage;
    this.#goal = goal;
    this.#decide = decide;
  }

  /** `earlier`: what was understood when the company said it before, and nobody answered. */
  of(prompt: Prompt, text: string, earlier: string, tried: readonly string[]): Judgement {
    const decision = this.#rules(text, tried);
    const patience = patienceFor(decision, prompt, this.#stage.rhythm.longestPauseMs);
    const judged = { text, prompt, decision, patience, tried };
    if (earlier === '' || (isAnswer(decision) && decision.confidence >= FITTING)) return judged;
    const merged = mergeHearings(earlier, text);
    const better = merged === text ? decision : this.#rules(merged, tried);
    if (!isAnswer(better) || better.confidence <= decision.confidence) return judged;
    return { ...judged, decision: better, patience: AT_END };
  }

  #rules(text: string, tried: readonly string[]): Decision {
    const { facts } = this.#stage.options;
    const { path } = this.#stage.answering;
    const decision = this.#decide(text, this.#goal, { path, tried, ...(facts === undefined ? {} : { facts }) });
    return tried.length > 0 ? secondChoice(decision, text, tried) : decision;
  }
}

const REFUSED =
  /\b(invalid|in valid|not (a )?valid|not (a )?recogni[sz]ed|(is|was) (incorrect|wrong|not correct)|(did|does) not match|not a correct|try again later|ungultig|falsch|invalide|incorrecte?|invalida|no es valid\w)\b/;

/** "That is not a valid option": said of the answer, not in an option ("if this is incorrect"). */
export const refuses = (prompt: Prompt): boolean => REFUSED.test(prompt.outside);

export const isAnswer = (decision: Decision): decision is AnsweringDecision =>
  decision.action === 'press' || decision.action === 'say' || decision.action === 'enter';

export const isUndecided = (decision: Decision): boolean =>
  decision.action === 'ask_user' || (decision.action === 'wait' && decision.state === 'unsure');

export function partOf(decision: AnsweringDecision): Extract<AnswerPart, { kind: 'digits' | 'say' }> {
  switch (decision.action) {
    case 'press':
      return { kind: 'digits', digits: decision.digits };
    case 'enter':
      return { kind: 'digits', digits: secretReference(decision.field) + decision.terminator };
    case 'say':
      return { kind: 'say', text: decision.text };
  }
}

/** What fits best led nowhere. What fits a little is a guess then: better a person. */
function secondChoice(decision: Decision, text: string, tried: readonly string[]): Decision {
  if (decision.action !== 'press' || decision.confidence >= GOOD_SECOND_CHOICE) return decision;
  const person = understand(text).options.find(
    ({ keys, kind, text: words }) =>
      kind === 'choice' && keys !== '' && !tried.includes(keys) && (keys === '0' || speaksOfPerson(words)),
  );
  const why = 'what fits the goal was tried and led nowhere';
  if (person === undefined) return { action: 'ask_user', confidence: 0.3, why };
  return {
    action: 'press',
    digits: person.keys,
    confidence: 0.5,
    why: `${why}: asking for a person`,
    option: person.text,
  };
}
