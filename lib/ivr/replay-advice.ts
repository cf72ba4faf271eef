/** What a call flow says to what the company says, while it is being walked again by hearing. */

export type ReplayAdvice =
  /** `certain`: known from what was said so far, however it goes on; otherwise to be given at the prompt's end. */
  | {
      readonly kind: 'answer';
      readonly stepId: string;
      readonly answer: { readonly kind: 'digits' | 'say'; readonly text: string };
      readonly certain: boolean;
      readonly why: string;
      readonly confidence: number;
    }
  /** Known, and not to be answered; or not enough was said yet to tell. */
  | { readonly kind: 'wait'; readonly why: string }
  /** The flow's queue. */
  | { readonly kind: 'hold'; readonly stepId: string; readonly why: string }
  /** Not what the flow expects here. */
  | { readonly kind: 'drift'; readonly expected: string; readonly heard: string; readonly why: string };

/** What was expected and did not come. */
export interface FlowDoubt {
  readonly expected: string;
  readonly heard: string;
  readonly why: string;
}

export interface Replay {
  /** `text`: all that was said of the present prompt, `sinceMs`; `final`: the company has stopped speaking. */
  hear(text: string, final: boolean, sinceMs?: number): ReplayAdvice;
  /** The answer advised last has gone out, or, where none was, somebody else's: `sure` that it leads to the goal. */
  answered(sure?: boolean): void;
  /**
   * What is heard, `sign` in words, is taken for the queue. Undefined: it may be. Otherwise an answer was given before
   * its option was said, and what should follow it did not: this may be any queue.
   */
  doubtArrival(sign: string): FlowDoubt | undefined;
  /** What such an answer led to instead, once it is known; until an answer that is sure. */
  readonly astray?: FlowDoubt | undefined;
  /** The flow has nothing more to say. */
  readonly finished: boolean;
}
