/** What the Navigator and a way of walking (steps, menus, listening) are to each other. */
import type { Answer, Answering } from './answering';
import type { NavigatorFailure, NavigatorInput, NavigatorOptions, NavigatorOutput } from './navigator.types';
import type { PromptRhythm } from './prompt-rhythm';
import type { FarEndHeard } from './queue-signs';

/** The Navigator, as a walk sees it. */
export interface WalkStage {
  readonly nowMs: number;
  readonly rhythm: PromptRhythm;
  readonly answering: Answering;
  readonly options: NavigatorOptions;
  readonly farEnd: FarEndHeard | undefined;
  emit(output: NavigatorOutput): void;
  /** Sends an answer, if the budget of steps allows; otherwise the walk has failed. */
  begin(answer: Answer): void;
  /** The queue, or, `person`, somebody who speaks. */
  finish(why: string, person?: boolean): void;
  fail(code: NavigatorFailure, why: string): void;
}

export interface Walk {
  /** All answers are given: quiet means that the queue is reached. */
  readonly settling: boolean;
  /** What was heard proves that no person speaks at this moment. */
  readonly machineSpeaks?: boolean;
  /** Somebody speaks, or has spoken and is not understood yet: what is said may prove to be a menu. */
  readonly understanding?: boolean;
  /** The prompt that would be answered now has just ended. */
  readonly promptEnded: boolean;
  /** Takes an event of its own kind, at once, even while keys are being sent. */
  take?(event: NavigatorInput): void;
  /** Nothing is being sent: what now? True when something was done, and there may be more to do at this moment. */
  move(): boolean;
  /** In words: why the queue that seems to be reached may be a wrong one. */
  objection?(why: string): string | undefined;
  /** When it wants to be moved again though nothing is heard; times past are ignored. */
  wakeTimes(): readonly number[];
}
