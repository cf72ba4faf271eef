/** The prompt that is being spoken, put together from the transcripts of its utterances. */
import type { NavigatorInput } from './navigator.types';
import { promptWords, wordsAfter } from './prompt-words';

export type HeardTranscript = Extract<NavigatorInput, { kind: 'transcript' }>;

interface HeardUtterance {
  readonly number: number;
  text: string;
  final: boolean;
  readonly sinceMs: number;
  endMs: number;
  confidence: number | undefined;
}

/** Companies stop talking within about a second of a key. */
const CUT_MS = 1200;
/** A recogniser is some 0.3 s behind the last syllable: what it has understood by then was said before the stop. */
const STOPS_WITHIN_MS = 450;
/** Perhaps the first word of the new prompt, and without it the words of each option belong to the key before. */
const OPENS_AN_OPTION: ReadonlySet<string> = new Set(['for', 'to', 'if', 'fur', 'pour', 'para', 'si', 'wenn']);
/** So few words behind those known when the key went out are the rest of the old prompt. */
const CUT_WORDS = 3;
/** Utterances remembered as answered: late finals concern the last few only. */
const MOST_CUT = 16;

export class HeardPrompt {
  #utterances: HeardUtterance[] = [];
  /** What had been understood of an utterance when its prompt was answered or over. */
  readonly #cut = new Map<number, string>();
  #answeredFromMs = -Infinity;

  /** All that was said of it, as understood so far. */
  get text(): string {
    return this.#utterances
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join(' ');
  }

  get heard(): boolean {
    return this.#utterances.length > 0;
  }

  /** Whether the text will not change any more unless the company goes on. */
  get final(): boolean {
    return this.#utterances.every(({ final }) => final);
  }

  /** Onset of its first syllable and end of the last one understood, ms. */
  get sinceMs(): number {
    return this.#utterances[0]?.sinceMs ?? -Infinity;
  }

  get endMs(): number {
    return Math.max(-Infinity, ...this.#utterances.map(({ endMs }) => endMs));
  }

  /** The least that the recogniser said of any utterance's words, 0 to 1; 1 when it says nothing. */
  get confidence(): number {
    return Math.min(1, ...this.#utterances.map(({ text, confidence }) => (text === '' ? 1 : (confidence ?? 1))));
  }

  /** False when it tells nothing about the present prompt: it is late, or the rest of one that was answered. */
  hear({ utterance, text, final, sinceMs, endMs, confidence }: HeardTranscript): boolean {
    const known = this.#utterances.find(({ number }) => number === utterance);
    const before = this.#cut.get(utterance);
    if (known === undefined) {
      const old = sinceMs < this.#answeredFromMs || before !== undefined;
      if (old && endMs < this.#answeredFromMs + CUT_MS) return false;
    }
    if (known === undefined && before !== undefined && !final && endMs < this.#answeredFromMs + STOPS_WITHIN_MS) {
      // The company has not stopped yet: these words are the old prompt's, too.
      const words = promptWords(text);
      while (OPENS_AN_OPTION.has(words.at(-1) ?? '')) words.pop();
      if (words.length > promptWords(before).length) this.#cut.set(utterance, words.join(' '));
      return false;
    }
    const rest = before === undefined ? text : wordsAfter(before, text);
    if (known === undefined && before !== undefined && promptWords(rest).length <= CUT_WORDS) return false;
    if (known === undefined) {
      const fromMs = before === undefined ? sinceMs : Math.max(sinceMs, this.#answeredFromMs);
      this.#utterances.push({ number: utterance, text: rest, final, sinceMs: fromMs, endMs, confidence });
      this.#utterances.sort((a, b) => a.sinceMs - b.sinceMs);
      return true;
    }
    if (known.final && !final) return false;
    const changed = known.text !== rest || known.final !== final || endMs > known.endMs;
    known.text = rest;
    known.final = final;
    known.endMs = Math.max(known.endMs, endMs);
    known.confidence = confidence;
    return changed;
  }

  /** An answer goes out: what was said until now is dealt with, and so is what the company says before it hears it. */
  answered(fromMs: number): void {
    this.#answeredFromMs = fromMs;
    this.next();
  }

  /** The next word belongs to another prompt. */
  next(): void {
    for (const { number, text } of this.#utterances) {
      const before = this.#cut.get(number);
      this.#cut.set(number, before === undefined ? text : `${before} ${text}`);
    }
    for (const number of [...this.#cut.keys()].slice(0, -MOST_CUT)) this.#cut.delete(number);
    this.#utterances = [];
  }
}
