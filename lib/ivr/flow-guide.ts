/** Follows a call flow, if there is one, on a walk that listens: its advice for the present prompt, its drifts. */
import type { ReplayAdvice } from './replay-advice';
import type { WalkStage } from './walk';

/** A flow's advice to wait holds for so long; then the rules go on. */
export const FLOW_PATIENCE_MS = 5000;
const PROMPT_END_MS = 900;

export type FlowAnswer = Extract<ReplayAdvice, { kind: 'answer' }>;
/** `rules`: the flow has nothing to say at this moment. `patience`: nothing is to be done yet. */
export type Guidance = 'rules' | 'patience' | FlowAnswer | { readonly kind: 'reached'; readonly why: string };

export class FlowGuide {
  readonly #stage: WalkStage;
  #advice: ReplayAdvice | undefined;
  #driftTold = false;

  constructor(stage: WalkStage) {
    this.#stage = stage;
  }

  /** `text`: all that was said of the present prompt. */
  hear(text: string, final: boolean): void {
    const { replay } = this.#stage.options;
    if (replay === undefined || replay.finished || text === '') return;
    const advice = replay.hear(text, final);
    this.#advice = advice.kind === 'drift' ? undefined : advice;
    if (advice.kind !== 'drift' || this.#driftTold) return;
    this.#driftTold = true;
    const { expected, heard, why } = advice;
    this.#stage.emit({ kind: 'drift', expected, heard, why });
  }

  /** `silenceMs`: since the last syllable; undefined while somebody speaks. */
  guidance(silenceMs: number | undefined, final: boolean): Guidance {
    const advice = this.#advice;
    const ended = silenceMs !== undefined && silenceMs >= PROMPT_END_MS;
    switch (advice?.kind) {
      case undefined:
      case 'drift':
        return 'rules';
      case 'wait':
        return (silenceMs ?? 0) < FLOW_PATIENCE_MS ? 'patience' : 'rules';
      case 'hold':
        return ended && final ? { kind: 'reached', why: advice.why } : 'patience';
      case 'answer':
        return advice.certain || ended ? advice : 'patience';
    }
  }

  /** Its answer has gone out. */
  answered(): void {
    this.#stage.options.replay?.answered();
  }

  /** The next word belongs to another prompt. */
  next(): void {
    this.#advice = undefined;
    this.#driftTold = false;
  }
}
