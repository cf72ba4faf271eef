/** The prompts answered on one walk, told apart by their words, and what each was answered with. */
import { samePrompt } from './prompt-words';

export interface AnsweredPrompt {
  readonly text: string;
  /** How often it was answered after another prompt had come between. */
  times: number;
  /** Keys and sayings it was answered with. */
  readonly answers: string[];
  /** Those that the company refused: not to be given again. */
  readonly refused: Set<string>;
}

const SAME_ANSWER_TWICE = 2;

export class AnsweredPrompts {
  readonly #known: AnsweredPrompt[] = [];

  find(text: string): AnsweredPrompt | undefined {
    return this.#known.find((prompt) => samePrompt(prompt.text, text));
  }

  /** Answers not to be given to it: refused ones, and those that led back to it more than once. */
  tried(text: string, repeated: boolean): readonly string[] {
    const known = this.find(text);
    if (known === undefined) return [];
    const circling = !repeated && known.times >= SAME_ANSWER_TWICE;
    return [...known.refused, ...(circling ? known.answers : [])];
  }

  /** The key that ended this entry when it was asked for before: "" when it was not, or had none. */
  terminatorOf(entry: string): string {
    const answers = this.#known.flatMap(({ answers }) => answers);
    return answers.findLast((answer) => answer.startsWith(entry))?.slice(entry.length) ?? '';
  }

  /** Counts the prompt and its answer. */
  answer(text: string, answer: string): AnsweredPrompt {
    const known = this.find(text) ?? { text, times: 0, answers: [], refused: new Set<string>() };
    if (known.times === 0) this.#known.push(known);
    known.times++;
    known.answers.push(answer);
    return known;
  }
}
