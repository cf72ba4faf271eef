/** Walks a company's menus: hears events, asks for key presses; a pure machine of values and injected time. */
import { Answering, type Answer } from './answering';
import { decide as decideByRules } from './decide';
import type { Decide } from './decision.types';
import { ListeningWalk } from './listening-walk';
import { MenusWalk } from './menus-walk';
import type {
  ExploredStep,
  NavigatorFailure,
  NavigatorInput,
  NavigatorOptions,
  NavigatorOutput,
  NavigatorPlan,
} from './navigator.types';
import { PromptRhythm } from './prompt-rhythm';
import { MusicStretch, queueSign, type FarEndHeard, type QueueSign } from './queue-signs';
import { StepsWalk } from './steps-walk';
import type { Walk, WalkStage } from './walk';

export type { NavigatorFailure, NavigatorInput, NavigatorOptions, NavigatorOutput, NavigatorPlan };

export type NavigatorState = 'walking' | 'pausing' | 'answering' | 'settling' | 'done';

const PROMPT_END_SILENCE_MS = 900;
const MAX_PRESSES = 30;
/** Nothing takes so many moves at one moment: a walk that does has a fault, and must not stop the process. */
const MAX_MOVES = 100;

export class Navigator {
  readonly #options: NavigatorOptions;
  readonly #walk: Walk;
  readonly #rhythm: PromptRhythm;
  readonly #answering = new Answering((output) => void this.#out.push(output));
  #done = false;
  #nowMs = -Infinity;
  #deadlineMs = Infinity;
  #farEnd: FarEndHeard | undefined;
  readonly #music = new MusicStretch();
  #wakeMs: number | undefined;
  #out: NavigatorOutput[] = [];

  /** `decide` answers prompts whose text is known; the default is the rules. */
  constructor(plan: NavigatorPlan, options: NavigatorOptions, decide: Decide = decideByRules) {
    this.#options = options;
    this.#rhythm = new PromptRhythm(options.promptEndSilenceMs ?? PROMPT_END_SILENCE_MS);
    const stage = this.#stage();
    switch (plan.kind) {
      case 'steps':
        this.#walk = new StepsWalk(stage, plan.steps);
        break;
      case 'menus':
        this.#walk = new MenusWalk(stage, plan.menus, plan.goal, decide);
        break;
      case 'listen':
        this.#walk = new ListeningWalk(stage, plan, decide);
        break;
    }
  }

  get state(): NavigatorState {
    if (this.#done) return 'done';
    if (this.#answering.state === 'sending') return 'answering';
    if (this.#answering.state === 'pausing') return 'pausing';
    return this.#walk.settling ? 'settling' : 'walking';
  }

  /** What was heard and answered on a listening walk, for the learner; empty for other plans. */
  get explored(): readonly ExploredStep[] {
    return this.#walk instanceof ListeningWalk ? this.#walk.explored : [];
  }

  /** Takes one event, in order of time, and answers with what to do now. After `reached` or `failed`: nothing. */
  hear(event: NavigatorInput): readonly NavigatorOutput[] {
    if (this.#done) return [];
    this.#out = [];
    if (this.#nowMs === -Infinity) this.#deadlineMs = event.atMs + this.#options.timeoutSeconds * 1000;
    this.#nowMs = Math.max(this.#nowMs, event.atMs);
    this.#take(event);
    this.#advance();
    this.#askToWake();
    return this.#out;
  }

  #stage(): WalkStage {
    const now = (): number => this.#nowMs;
    const farEnd = (): FarEndHeard | undefined => this.#farEnd;
    return {
      get nowMs() {
        return now();
      },
      get farEnd() {
        return farEnd();
      },
      rhythm: this.#rhythm,
      answering: this.#answering,
      options: this.#options,
      emit: (output) => void this.#out.push(output),
      begin: (answer) => this.#begin(answer),
      finish: (why, person) => this.#arrive(why, person),
      fail: (code, why) => this.#end({ kind: 'failed', code, why }),
    };
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
        this.#farEnd = this.#music.joined({ label, confidence, sinceMs, atMs });
        break;
      }
      case 'pressed':
        if (this.#answering.state === 'sending') this.#sent(() => this.#answering.sent(this.#nowMs));
        break;
      case 'tick':
        // Timers may fire a millisecond early: ask again for the same time.
        this.#wakeMs = undefined;
        break;
      case 'transcript':
      case 'decided':
        break;
    }
    this.#walk.take?.(event);
  }

  #advance(): void {
    for (let moves = 0; moves < MAX_MOVES && !this.#done; moves++) {
      const sign = this.#sign();
      if (sign !== undefined && this.#nowMs >= sign.atMs) {
        if (sign.kind === 'busy') this.#end({ kind: 'failed', code: 'busy', why: sign.why });
        else this.#arrive(sign.why, this.#farEnd?.label === 'live_human');
      } else if (this.#nowMs >= this.#deadlineMs) {
        const why = `not there after ${this.#options.timeoutSeconds} s`;
        this.#end({ kind: 'failed', code: 'timeout', why });
      } else if (!this.#move()) {
        return;
      }
    }
  }

  #move(): boolean {
    if (this.#answering.state === 'idle') return this.#walk.move();
    if (this.#nowMs < (this.#answering.dueMs ?? Infinity)) return false;
    if (this.#answering.state === 'sending') this.#sent(() => this.#answering.move(this.#nowMs));
    else this.#answering.move(this.#nowMs);
    return true;
  }

  /** `next` may begin the next part: what has been sent is asked for before. */
  #sent(next: () => void): void {
    const sinceMs = this.#answering.pressedFromMs ?? this.#nowMs;
    next();
    this.#rhythm.keysSent(sinceMs, this.#nowMs);
  }

  #begin(answer: Answer): void {
    const most = this.#options.maxPresses ?? MAX_PRESSES;
    if (this.#answering.answers >= most) {
      this.#end({ kind: 'failed', code: 'too-many-steps', why: `more than ${most} answers` });
      return;
    }
    this.#answering.begin(answer, this.#nowMs);
  }

  #sign(): QueueSign | undefined {
    const farEnd = this.#farEnd;
    if (farEnd === undefined || this.#answering.state === 'sending') return undefined;
    if (farEnd.label === 'live_human' && this.#walk.machineSpeaks === true) return undefined;
    return queueSign(farEnd, {
      settling: this.state === 'settling',
      pressedFromMs: this.#answering.pressedFromMs,
      heardSpeech: this.#rhythm.heardSpeech,
      promptEnded: this.#walk.promptEnded,
      understanding: this.#walk.understanding === true,
    });
  }

  /** A person is never hung up on: who answers in the wrong place can put the caller through. */
  #arrive(why: string, person = false): void {
    const objection = this.#walk.objection?.(why);
    if (objection === undefined || person) this.#end({ kind: 'reached', why });
    else this.#end({ kind: 'failed', code: 'menu-changed', why: objection });
  }

  #end(output: NavigatorOutput): void {
    this.#out.push(output);
    this.#done = true;
  }

  #askToWake(): void {
    if (this.#done) return;
    const times = [this.#deadlineMs, this.#answering.dueMs ?? Infinity, ...this.#walk.wakeTimes()];
    times.push(this.#sign()?.atMs ?? Infinity);
    const next = Math.min(...times.filter((time) => time > this.#nowMs));
    if (next === this.#wakeMs || !Number.isFinite(next)) return;
    this.#wakeMs = next;
    this.#out.push({ kind: 'wake', atMs: next });
  }
}
