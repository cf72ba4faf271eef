/** Walks menus whose texts are known beforehand: hearing tells when each has ended, the rules choose the key. */
import type { Decide, Decision } from './decision.types';
import { LONG_PAUSE_MS, PlannedWalk } from './planned-walk';
import type { KnownPrompt } from './prompt-memory';
import type { Utterance } from './prompt-rhythm';
import { secretReference } from './secret-reference';
import type { WalkStage } from './walk';

/** No announcer is faster: with fewer ms a word than this, the prompt cannot have been said to its end. */
const FASTEST_MS_PER_WORD = 200;
/** The same prompt so often: the walk goes in circles. Before it fails, the way that led back here is left out. */
const MAX_SAME_PROMPT = 3;
const SAME_ANSWER_TWICE = 2;
/** A prompt without a fitting option: the first time wait for its repeat, then ask the user, then give up. */
const UNSURE_BEFORE_ASKING = 2;
const UNSURE_BEFORE_GIVING_UP = 4;

export class MenusWalk extends PlannedWalk {
  readonly #menus: readonly string[];
  readonly #goal: string;
  readonly #decide: Decide;
  #index = 0;
  #unsure = 0;

  constructor(stage: WalkStage, menus: readonly string[], goal: string, decide: Decide) {
    super(stage);
    this.#menus = menus;
    this.#goal = goal;
    this.#decide = decide;
  }

  protected walk(): boolean {
    const text = this.#menus[this.#index];
    if (text === undefined) return this.settle();
    const { rhythm, options, answering } = this.stage;
    const cutShort = rhythm.spokenMs < text.split(/\s+/).length * FASTEST_MS_PER_WORD;
    if (!this.hasEnded(cutShort ? LONG_PAUSE_MS : undefined)) return false;
    if (this.repeatIsAnswered()) return true;
    const known = this.#recognise();
    if (known === undefined) return true;
    this.#index = known.menu;
    this.lastPrompt = rhythm.next();
    const prompt = this.#menus[known.menu]!;
    const { facts } = options;
    const tried = known.times > SAME_ANSWER_TWICE ? known.answers : [];
    const context = { path: answering.path, tried, ...(facts === undefined ? {} : { facts }) };
    const decision = this.#decide(prompt, this.#goal, context);
    if (decision.action === 'press') known.answers.push(decision.digits);
    this.#carryOut(decision, prompt);
    return true;
  }

  protected goBackTo(utterances: readonly Utterance[]): boolean {
    const known = this.memory.find(utterances);
    if (known === undefined) return false;
    this.#index = known.menu;
    return true;
  }

  /** Which menu this prompt is: one heard before, or the next one. Undefined: the walk has failed. */
  #recognise(): KnownPrompt | undefined {
    const known = this.memory.hear(this.stage.rhythm.utterances, this.#index);
    if (known.times <= MAX_SAME_PROMPT) return known;
    this.stage.fail('loop', `the same prompt came ${known.times} times`);
    return undefined;
  }

  #carryOut(decision: Decision, prompt: string): void {
    const { why, confidence } = decision;
    const about = { why, confidence, prompt };
    switch (decision.action) {
      case 'press':
        this.#answer({ parts: [{ kind: 'digits', digits: decision.digits }], ...about });
        break;
      case 'enter': {
        const digits = secretReference(decision.field) + decision.terminator;
        this.#answer({ parts: [{ kind: 'digits', digits }], ...about });
        break;
      }
      case 'say':
        this.#answer({ parts: [{ kind: 'say', text: decision.text }], ...about });
        break;
      case 'ask_user': {
        const field = decision.field === undefined ? {} : { field: decision.field };
        this.#notSure(why, prompt, field, UNSURE_BEFORE_ASKING);
        break;
      }
      case 'wait':
        // "Please hold while I look that up" is not the queue while prompts are known to follow.
        if (decision.state === 'hold' && this.#index + 1 >= this.#menus.length) this.stage.finish(why);
        else if (decision.state === 'hold' || decision.state === 'announcement') this.#index++;
        else this.#notSure(why, prompt, {}, 1);
        break;
      case 'hangup':
        this.stage.fail(decision.reason, why);
        break;
      case 'connect':
        this.stage.finish(why);
        break;
    }
  }

  #answer(answer: Parameters<PlannedWalk['give']>[0]): void {
    this.#unsure = 0;
    this.#index++;
    this.give(answer);
  }

  #notSure(why: string, prompt: string, field: { field?: string }, weight: number): void {
    this.#unsure += weight;
    if (this.#unsure > UNSURE_BEFORE_GIVING_UP) this.stage.fail('dead-end', why);
    else if (this.#unsure >= UNSURE_BEFORE_ASKING) this.stage.emit({ kind: 'ask-user', why, prompt, ...field });
  }
}
