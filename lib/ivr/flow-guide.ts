/** Follows a call flow, if there is one, on a walk that listens: its advice for the present prompt, its drifts. */
import type { FlowDoubt, ReplayAdvice } from './replay-advice';
import type { WalkStage } from './walk';

/** A flow's advice to wait holds for so long; then the rules go on. */
export const FLOW_PATIENCE_MS = 5000;
const PROMPT_END_MS = 900;
/** From here on an option is clearly what the goal asks for (prompt-timing.ts). */
const SURE = 0.72;

export type FlowAnswer = Extract<ReplayAdvice, { kind: 'answer' }>;
/** `rules`: the flow has nothing to say at this moment. `patience`: nothing is to be done yet. */
export type Guidance = 'rules' | 'patience' | FlowAnswer | { readonly kind: 'reached'; readonly why: string };

export class FlowGuide {
  readonly #stage: WalkStage;
  #advice: ReplayAdvice | undefined;
  #driftTold = false;
  readonly #told = new Set<string>();

  constructor(stage: WalkStage) {
    this.#stage = stage;
  }

  /** `text`: all that was said of the present prompt, `sinceMs`. */
  hear(text: string, final: boolean, sinceMs: number): void {
    const { replay } = this.#stage.options;
    if (replay === undefined || replay.finished || text === '') return;
    const advice = replay.hear(text, final, sinceMs);
    this.#advice = advice.kind === 'drift' ? undefined : advice;
    if (advice.kind === 'drift' && !this.#driftTold) this.#tell(advice);
    else if (replay.astray !== undefined) this.#tell(replay.astray);
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

  /** In words: why what sounds like the queue may be another one than the flow's; undefined: nothing speaks against it. */
  objection(sign: string): string | undefined {
    const doubt = this.#stage.options.replay?.doubtArrival(sign);
    if (doubt !== undefined) this.#tell(doubt);
    return doubt?.why;
  }

  /** Each difference once, and one at a prompt. */
  #tell({ expected, heard, why }: FlowDoubt): void {
    if (this.#told.has(why)) return;
    this.#driftTold = true;
    this.#told.add(why);
    this.#stage.emit({ kind: 'drift', expected, heard, why });
  }

  /** An answer to the present prompt has gone out, the flow's or another one; 0 to 1: how sure it was. */
  answered(confidence: number): void {
    this.#stage.options.replay?.answered(confidence >= SURE);
  }

  /** The next word belongs to another prompt. */
  next(): void {
    this.#advice = undefined;
    this.#driftTold = false;
  }
}
