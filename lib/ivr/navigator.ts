/** Walks a company's menus: hears events, asks for key presses; a pure machine of values and injected time. */
import { decide as decideByRules } from './decide';
import type { Decide, Decision } from './decision.types';
import type { PressPart } from './dial-steps';
import type {
  NavigatorFailure,
  NavigatorInput,
  NavigatorOptions,
  NavigatorOutput,
  NavigatorPlan,
} from './navigator.types';
import { PromptMemory, type KnownPrompt } from './prompt-memory';
import { PromptRhythm, sameRhythm, type Utterance } from './prompt-rhythm';
import { queueSign, type FarEndHeard, type QueueSign } from './queue-signs';
import { secretReference } from './secret-reference';

export type { NavigatorFailure, NavigatorInput, NavigatorOptions, NavigatorOutput, NavigatorPlan };

export type NavigatorState = 'walking' | 'pausing' | 'answering' | 'settling' | 'done';

/** An illegal move is a fault of this file, not of the company. */
const LEGAL_MOVES: Readonly<Record<NavigatorState, readonly NavigatorState[]>> = {
  walking: ['pausing', 'answering', 'settling', 'done'],
  pausing: ['walking', 'answering', 'done'],
  answering: ['walking', 'answering', 'pausing', 'done'],
  settling: ['walking', 'answering', 'pausing', 'done'],
  done: [],
};

const PROMPT_END_SILENCE_MS = 900;
/** Silence inside a prompt whose text says that more must come. */
const LONG_PAUSE_MS = 2500;
/** No announcer is faster: with fewer ms a word than this, the prompt cannot have been said to its end. */
const FASTEST_MS_PER_WORD = 200;
/** Quiet after the last key that means the caller is in the queue. */
const SETTLED_MS = 4000;
/** However long they talk after the last key, that is not a menu any more. */
const SETTLED_LATEST_MS = 30_000;
/** A sender that never reports the end of a press must not stop the walk. */
const SEND_MS_PER_CHARACTER = 400;
const SEND_GRACE_MS = 3000;
const MAX_PRESSES = 30;
/** The same prompt so often: the walk goes in circles. Before it fails, the way that led back here is left out. */
const MAX_SAME_PROMPT = 3;
const SAME_ANSWER_TWICE = 2;
/** A prompt without a fitting option: the first time wait for its repeat, then ask the user, then give up. */
const UNSURE_BEFORE_ASKING = 2;
const UNSURE_BEFORE_GIVING_UP = 4;

type AnswerPart = PressPart | { readonly kind: 'say'; readonly text: string };

/** One answer to one prompt. */
interface Answer {
  readonly parts: readonly AnswerPart[];
  readonly why: string;
  readonly confidence: number;
  readonly prompt?: string;
}

export class Navigator {
  readonly #plan: NavigatorPlan;
  readonly #options: NavigatorOptions;
  readonly #decide: Decide;
  readonly #rhythm: PromptRhythm;
  #state: NavigatorState = 'walking';
  #nowMs = -Infinity;
  #deadlineMs = Infinity;
  #farEnd: FarEndHeard | undefined;
  /** The next step, or the next menu. */
  #index = 0;
  #pauseUntilMs = 0;
  #unsure = 0;

  #answer: Answer | undefined;
  #partIndex = 0;
  #sendGiveUpMs = 0;
  #lastAnswer: Answer | undefined;
  #answeredAgain = false;
  #pressedFromMs: number | undefined;
  #pressedAtMs: number | undefined;
  #presses = 0;
  readonly #path: string[] = [];
  /** The prompt heard last, the one that the last answer was for, and all those heard so far. */
  #lastPrompt: readonly Utterance[] = [];
  #answeredPrompt: readonly Utterance[] = [];
  readonly #memory = new PromptMemory();

  #wakeMs: number | undefined;
  #out: NavigatorOutput[] = [];

  /** `decide` answers prompts whose text is known; the default is the rules. */
  constructor(plan: NavigatorPlan, options: NavigatorOptions, decide: Decide = decideByRules) {
    this.#plan = plan;
    this.#options = options;
    this.#decide = decide;
    this.#rhythm = new PromptRhythm(options.promptEndSilenceMs ?? PROMPT_END_SILENCE_MS);
  }

  get state(): NavigatorState {
    return this.#state;
  }

  /** Takes one event, in order of time, and answers with what to do now. After `reached` or `failed`: nothing. */
  hear(event: NavigatorInput): readonly NavigatorOutput[] {
    if (this.#state === 'done') return [];
    this.#out = [];
    if (this.#nowMs === -Infinity) this.#deadlineMs = event.atMs + this.#options.timeoutSeconds * 1000;
    this.#nowMs = Math.max(this.#nowMs, event.atMs);
    this.#take(event);
    this.#advance();
    this.#askToWake();
    return this.#out;
  }

  #take(event: NavigatorInput): void {
    switch (event.kind) {
      case 'utterance-start':
        this.#rhythm.speechBegan(event.sinceMs ?? event.atMs);
        break;
      case 'utterance-end':
        if (event.sinceMs !== undefined) this.#rhythm.speechBegan(event.sinceMs);
        this.#rhythm.speechEnded(event.endMs ?? event.atMs);
        break;
      case 'far-end': {
        const { label, confidence, sinceMs, atMs } = event;
        this.#farEnd = { label, confidence, sinceMs, atMs };
        break;
      }
      case 'pressed':
        if (this.#state === 'answering') this.#partSent();
        break;
      case 'tick':
        // Timers may fire a millisecond early: ask again for the same time.
        this.#wakeMs = undefined;
        break;
    }
  }

  #advance(): void {
    let before: string;
    do {
      before = `${this.#state} ${this.#index} ${this.#partIndex}`;
      const sign = this.#sign();
      if (sign !== undefined && this.#nowMs >= sign.atMs) {
        if (sign.kind === 'busy') this.#fail('busy', sign.why);
        else this.#finish(sign.why);
      } else if (this.#nowMs >= this.#deadlineMs) {
        this.#fail('timeout', `not there after ${this.#options.timeoutSeconds} s`);
      } else {
        this.#move();
      }
    } while (!this.#is('done') && before !== `${this.#state} ${this.#index} ${this.#partIndex}`);
  }

  #move(): void {
    switch (this.#state) {
      case 'walking':
        this.#walk();
        break;
      case 'pausing':
        if (this.#nowMs < this.#pauseUntilMs) return;
        if (this.#answer === undefined) {
          this.#index++;
          this.#go('walking');
        } else {
          this.#nextPart();
        }
        break;
      case 'answering':
        if (this.#nowMs >= this.#sendGiveUpMs) this.#partSent();
        break;
      case 'settling':
        this.#settle();
        break;
      case 'done':
        break;
    }
  }

  #walk(): void {
    const plan = this.#plan;
    if (plan.kind === 'menus') {
      const text = plan.menus[this.#index];
      if (text === undefined) this.#go('settling');
      else this.#walkMenu(text, plan.menus, plan.goal);
      return;
    }
    const step = plan.steps[this.#index];
    switch (step?.kind) {
      case undefined:
        this.#go('settling');
        break;
      case 'wait-for-prompt':
        if (!this.#promptEnded() || this.#repeatIsAnswered()) return;
        this.#lastPrompt = this.#rhythm.next();
        this.#index++;
        break;
      case 'wait':
        this.#pauseUntilMs = this.#nowMs + step.durationMs;
        this.#go('pausing');
        break;
      case 'press':
        this.#give({ parts: step.parts, why: `step ${this.#index + 1} of the plan`, confidence: 1 });
        break;
    }
  }

  #walkMenu(text: string, menus: readonly string[], goal: string): void {
    const cutShort = this.#rhythm.spokenMs < text.split(/\s+/).length * FASTEST_MS_PER_WORD;
    if (!this.#promptEnded(cutShort ? LONG_PAUSE_MS : undefined) || this.#repeatIsAnswered()) return;
    const known = this.#recognise();
    if (known === undefined) return;
    this.#index = known.menu;
    this.#lastPrompt = this.#rhythm.next();
    const prompt = menus[known.menu]!;
    const { facts } = this.#options;
    const tried = known.times > SAME_ANSWER_TWICE ? known.answers : [];
    const decision = this.#decide(prompt, goal, { path: this.#path, tried, ...(facts === undefined ? {} : { facts }) });
    if (decision.action === 'press') known.answers.push(decision.digits);
    this.#carryOut(decision, prompt);
  }

  /** Which menu this prompt is: one heard before, or the next one. Undefined: the walk has failed. */
  #recognise(): KnownPrompt | undefined {
    const known = this.#memory.hear(this.#rhythm.utterances, this.#index);
    if (known.times <= MAX_SAME_PROMPT) return known;
    this.#fail('loop', `the same prompt came ${known.times} times`);
    return undefined;
  }

  #carryOut(decision: Decision, prompt: string): void {
    const { why, confidence } = decision;
    switch (decision.action) {
      case 'press':
        this.#give({ parts: [{ kind: 'digits', digits: decision.digits }], why, confidence, prompt });
        break;
      case 'enter': {
        const digits = secretReference(decision.field) + decision.terminator;
        this.#give({ parts: [{ kind: 'digits', digits }], why, confidence, prompt });
        break;
      }
      case 'say':
        this.#give({ parts: [{ kind: 'say', text: decision.text }], why, confidence, prompt });
        break;
      case 'ask_user': {
        const field = decision.field === undefined ? {} : { field: decision.field };
        this.#notSure(why, prompt, field, UNSURE_BEFORE_ASKING);
        break;
      }
      case 'wait':
        // "Please hold while I look that up" is not the queue while prompts are known to follow.
        if (decision.state === 'hold' && this.#isLastMenu()) this.#finish(why);
        else if (decision.state === 'hold' || decision.state === 'announcement') this.#index++;
        else this.#notSure(why, prompt, {}, 1);
        break;
      case 'hangup':
        this.#fail(decision.reason, why);
        break;
      case 'connect':
        this.#finish(why);
        break;
    }
  }

  #isLastMenu(): boolean {
    return this.#plan.kind === 'steps' || this.#index + 1 >= this.#plan.menus.length;
  }

  #notSure(why: string, prompt: string, field: { field?: string }, weight: number): void {
    this.#unsure += weight;
    if (this.#unsure > UNSURE_BEFORE_GIVING_UP) this.#fail('dead-end', why);
    else if (this.#unsure >= UNSURE_BEFORE_ASKING) this.#out.push({ kind: 'ask-user', why, prompt, ...field });
  }

  #promptEnded(silenceMs?: number): boolean {
    const dueMs = this.#rhythm.endDueMs(silenceMs);
    return dueMs !== undefined && this.#nowMs >= dueMs;
  }

  /** The company says the same again: it heard nothing. The answer is given once more; a third time the walk fails. */
  #repeatIsAnswered(): boolean {
    if (this.#lastAnswer === undefined || !sameRhythm(this.#answeredPrompt, this.#rhythm.utterances)) return false;
    if (this.#answeredAgain) {
      this.#fail('no-effect', 'the same prompt came a third time: the answer has no effect');
      return true;
    }
    this.#answeredAgain = true;
    this.#rhythm.next();
    this.#begin({ ...this.#lastAnswer, why: 'the same prompt came again: the answer was not heard' });
    return true;
  }

  #give(answer: Answer): void {
    this.#answeredAgain = false;
    this.#answeredPrompt = this.#lastPrompt;
    this.#lastPrompt = [];
    this.#unsure = 0;
    this.#index++;
    this.#begin(answer);
  }

  #begin(answer: Answer): void {
    const most = this.#options.maxPresses ?? MAX_PRESSES;
    this.#presses++;
    if (this.#presses > most) {
      this.#fail('too-many-steps', `more than ${most} answers`);
      return;
    }
    this.#answer = answer;
    this.#lastAnswer = answer;
    this.#partIndex = -1;
    this.#nextPart();
  }

  #nextPart(): void {
    this.#partIndex++;
    const answer = this.#answer!;
    const part = answer.parts[this.#partIndex];
    if (part === undefined) {
      this.#answer = undefined;
      this.#go('walking');
      return;
    }
    if (part.kind === 'pause') {
      this.#pauseUntilMs = this.#nowMs + part.durationMs;
      this.#go('pausing');
      return;
    }
    const { why, confidence } = answer;
    const reason = answer.prompt === undefined ? { why, confidence } : { why, confidence, prompt: answer.prompt };
    const text = part.kind === 'say' ? part.text : part.digits;
    if (part.kind === 'say') this.#out.push({ kind: 'say', text, ...reason });
    else this.#out.push({ kind: 'press', digits: text, ...reason });
    this.#path.push(text);
    this.#pressedFromMs = this.#nowMs;
    this.#sendGiveUpMs = this.#nowMs + text.length * SEND_MS_PER_CHARACTER + SEND_GRACE_MS;
    this.#go('answering');
  }

  #partSent(): void {
    this.#pressedAtMs = this.#nowMs;
    this.#rhythm.keysSent(this.#pressedFromMs!, this.#nowMs);
    this.#nextPart();
  }

  /** After the last answer: quiet, or a prompt that ends, unless it turns out to be the old one. */
  #settle(): void {
    this.#pressedAtMs ??= this.#nowMs;
    const sincePressMs = this.#nowMs - this.#pressedAtMs;
    if (this.#promptEnded()) {
      if (this.#repeatIsAnswered()) return;
      const known = this.#memory.find(this.#rhythm.utterances);
      if (known !== undefined) {
        this.#index = known.menu;
        this.#go('walking');
        return;
      }
    }
    if (sincePressMs >= SETTLED_LATEST_MS) this.#finish('all keys pressed; the company talks on');
    else if (sincePressMs < SETTLED_MS) return;
    else if (!this.#rhythm.heardSpeech) this.#finish('quiet after the last key');
    else if (this.#promptEnded()) this.#finish('the prompt after the last key has ended');
  }

  #sign(): QueueSign | undefined {
    if (this.#farEnd === undefined || this.#state === 'answering') return undefined;
    return queueSign(this.#farEnd, {
      settling: this.#state === 'settling',
      pressedFromMs: this.#pressedFromMs,
      heardSpeech: this.#rhythm.heardSpeech,
      promptEnded: this.#promptEnded(),
    });
  }

  #finish(why: string): void {
    this.#out.push({ kind: 'reached', why });
    this.#go('done');
  }

  #fail(code: NavigatorFailure, why: string): void {
    this.#out.push({ kind: 'failed', code, why });
    this.#go('done');
  }

  #is(state: NavigatorState): boolean {
    return this.#state === state;
  }

  #go(next: NavigatorState): void {
    if (!LEGAL_MOVES[this.#state].includes(next)) throw new Error(`navigator: ${this.#state} -> ${next}`);
    this.#state = next;
  }

  #askToWake(): void {
    if (this.#is('done')) return;
    const times = [this.#deadlineMs];
    if (this.#state === 'pausing') times.push(this.#pauseUntilMs);
    if (this.#state === 'answering') times.push(this.#sendGiveUpMs);
    for (const silenceMs of [undefined, LONG_PAUSE_MS]) times.push(this.#rhythm.endDueMs(silenceMs) ?? Infinity);
    if (this.#state === 'settling') {
      times.push(this.#pressedAtMs! + SETTLED_MS, this.#pressedAtMs! + SETTLED_LATEST_MS);
    }
    times.push(this.#sign()?.atMs ?? Infinity);
    const next = Math.min(...times.filter((time) => time > this.#nowMs));
    if (next === this.#wakeMs || !Number.isFinite(next)) return;
    this.#wakeMs = next;
    this.#out.push({ kind: 'wake', atMs: next });
  }
}
