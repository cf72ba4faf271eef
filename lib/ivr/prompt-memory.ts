/** The prompts heard on one walk, told apart by their rhythm, and what they were answered with. */
import { sameRhythm, type Utterance } from './prompt-rhythm';

export interface KnownPrompt {
  readonly utterances: readonly Utterance[];
  /** Index of the menu it was taken for. */
  readonly menu: number;
  times: number;
  /** Keys it was answered with. */
  readonly answers: string[];
}

export class PromptMemory {
  readonly #known: KnownPrompt[] = [];

  find(utterances: readonly Utterance[]): KnownPrompt | undefined {
    return this.#known.find((prompt) => sameRhythm(prompt.utterances, utterances));
  }

  /** Counts the prompt; one not heard before is taken for `menu`. */
  hear(utterances: readonly Utterance[], menu: number): KnownPrompt {
    const known = this.find(utterances);
    if (known !== undefined) {
      known.times++;
      return known;
    }
    const heard: KnownPrompt = { utterances: [...utterances], menu, times: 1, answers: [] };
    this.#known.push(heard);
    return heard;
  }
}
