/** Walks the fixed steps that a person wrote: wait for the prompt's end, wait so long, press these keys. */
import type { DialStep } from './dial-steps';
import { PlannedWalk } from './planned-walk';
import type { WalkStage } from './walk';

export class StepsWalk extends PlannedWalk {
  readonly #steps: readonly DialStep[];
  #index = 0;

  constructor(stage: WalkStage, steps: readonly DialStep[]) {
    super(stage);
    this.#steps = steps;
  }

  protected walk(): boolean {
    const { answering, rhythm, nowMs } = this.stage;
    const step = this.#steps[this.#index];
    switch (step?.kind) {
      case undefined:
        return this.settle();
      case 'wait-for-prompt':
        if (!this.hasEnded()) return false;
        if (this.repeatIsAnswered()) return true;
        this.lastPrompt = rhythm.next();
        this.#index++;
        return true;
      case 'wait':
        this.#index++;
        answering.pause(nowMs + step.durationMs);
        return true;
      case 'press':
        this.#index++;
        return this.give({ parts: step.parts, why: `step ${this.#index} of the plan`, confidence: 1 });
    }
  }

  protected goBackTo(): boolean {
    return false;
  }
}
