/** What walks of a known plan share: prompts told by their rhythm, repeats answered again, the quiet after the last key. */
import type { Answer } from './answering';
import { PromptMemory } from './prompt-memory';
import { sameRhythm, type Utterance } from './prompt-rhythm';
import type { Walk, WalkStage } from './walk';

/** Silence inside a prompt whose text says that more must come. */
export const LONG_PAUSE_MS = 2500;
/** Quiet after the last key that means the caller is in the queue. */
const SETTLED_MS = 4000;
/** However long they talk after the last key, that is not a menu any more. */
const SETTLED_LATEST_MS = 30_000;

export abstract class PlannedWalk implements Walk {
  protected readonly stage: WalkStage;
  protected readonly memory = new PromptMemory();
  /** The prompt heard last, and the one that the last answer was for. */
  protected lastPrompt: readonly Utterance[] = [];
  #answeredPrompt: readonly Utterance[] = [];
  #lastAnswer: Answer | undefined;
  #answeredAgain = false;
  #settling = false;
  #settlingSinceMs = 0;

  constructor(stage: WalkStage) {
    this.stage = stage;
  }

  get settling(): boolean {
    return this.#settling;
  }

  get promptEnded(): boolean {
    return this.hasEnded();
  }

  move(): boolean {
    return this.#settling ? this.#settle() : this.walk();
  }

  wakeTimes(): readonly number[] {
    const times = [undefined, LONG_PAUSE_MS].map((silenceMs) => this.stage.rhythm.endDueMs(silenceMs) ?? Infinity);
    if (this.#settling) times.push(this.#settlingSinceMs + SETTLED_MS, this.#settlingSinceMs + SETTLED_LATEST_MS);
    return times;
  }

  /** The next step of the plan. True when something was done. */
  protected abstract walk(): boolean;

  /** The company is back at a prompt heard before: whether the walk goes on from there. */
  protected abstract goBackTo(utterances: readonly Utterance[]): boolean;

  protected settle(): true {
    this.#settling = true;
    this.#settlingSinceMs = this.stage.answering.pressedAtMs ?? this.stage.nowMs;
    return true;
  }

  protected give(answer: Answer): true {
    this.#answeredAgain = false;
    this.#answeredPrompt = this.lastPrompt;
    this.lastPrompt = [];
    this.#lastAnswer = answer;
    this.stage.begin(answer);
    return true;
  }

  protected hasEnded(silenceMs?: number): boolean {
    const dueMs = this.stage.rhythm.endDueMs(silenceMs);
    return dueMs !== undefined && this.stage.nowMs >= dueMs;
  }

  /** The company says the same again: it heard nothing. The answer is given once more; a third time the walk fails. */
  protected repeatIsAnswered(): boolean {
    const { rhythm } = this.stage;
    if (this.#lastAnswer === undefined || !sameRhythm(this.#answeredPrompt, rhythm.utterances)) return false;
    if (this.#answeredAgain) {
      this.stage.fail('no-effect', 'the same prompt came a third time: the answer has no effect');
      return true;
    }
    this.#answeredAgain = true;
    this.#settling = false;
    rhythm.next();
    this.stage.begin({ ...this.#lastAnswer, why: 'the same prompt came again: the answer was not heard' });
    return true;
  }

  /** After the last answer: quiet, or a prompt that ends, unless it turns out to be the old one. */
  #settle(): boolean {
    const { rhythm, nowMs } = this.stage;
    if (this.hasEnded()) {
      if (this.repeatIsAnswered()) return true;
      if (this.goBackTo(rhythm.utterances)) {
        this.#settling = false;
        return true;
      }
    }
    const sincePressMs = nowMs - this.#settlingSinceMs;
    if (sincePressMs >= SETTLED_LATEST_MS) this.stage.finish('all keys pressed; the company talks on');
    else if (sincePressMs < SETTLED_MS) return false;
    else if (!rhythm.heardSpeech) this.stage.finish('quiet after the last key');
    else if (this.hasEnded()) this.stage.finish('the prompt after the last key has ended');
    else return false;
    return true;
  }
}
