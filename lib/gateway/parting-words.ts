/**
 * Why a company hung up, in its own words: "our offices are closed, goodbye". What was said last is judged by the same
 * turns of phrase as a menu is (lib/ivr) and a queue (lib/hearing). Pure.
 */
import { spokenCues } from '../hearing';
import { CUES } from '../ivr/lexicon/cues';
import { understand } from '../ivr/understand';
import type { CallTranscript } from './call-speech';

/** As a walk through a menu names them (docs/menus.md). */
export type PartingReason = 'closed' | 'voicemail' | 'not-in-service';

export interface Parting {
  readonly reason: PartingReason;
  /** In words: what it means. */
  readonly why: string;
  /** What was said, as understood; secrets masked. */
  readonly words: string;
}

interface Utterance {
  readonly number: number;
  text: string;
  sinceMs: number;
  endMs: number;
}

const WHY: Readonly<Record<PartingReason, string>> = {
  closed: 'the company says it is closed',
  voicemail: 'a mailbox: no person is to be had',
  'not-in-service': 'the number is not in service',
};

/** "We are closed." A breath. "Please call again tomorrow. Goodbye." */
const MOST_UTTERANCES = 3;
const LONGEST_PAUSE_MS = 4000;
/** Who says why and hangs up does so soon: after more than that the words were not the reason. */
const SOON_MS = 10_000;
/** Back to the music: what was said before was one announcement of the queue among others. */
const BACK_TO_MUSIC_MS = 3000;
const LONGEST_WORDS = 300;

export class PartingWords {
  #utterances: Utterance[] = [];
  #musicSinceMs: number | null = null;

  hear({ utterance, text, sinceMs, endMs }: CallTranscript): void {
    const known = this.#utterances.find(({ number }) => number === utterance);
    // Half of a sentence is better than nothing: a recogniser may be too slow for the end of it.
    if (known) Object.assign(known, { text, sinceMs, endMs });
    else this.#utterances.push({ number: utterance, text, sinceMs, endMs });
    this.#utterances = this.#utterances.slice(-MOST_UTTERANCES);
  }

  hearFarEnd(label: string, sinceMs: number): void {
    if (label !== 'music') this.#musicSinceMs = null;
    else this.#musicSinceMs ??= sinceMs;
  }

  /** The company is called anew: what was said on the line before is over. */
  forget(): void {
    this.#utterances = [];
    this.#musicSinceMs = null;
  }

  /** What the words say about an end at that time; null: nothing. */
  before(endedAtMs: number): Parting | null {
    const said = this.#lastWords(endedAtMs);
    const last = said.at(-1);
    if (!last || endedAtMs - last.endMs > SOON_MS) return null;
    const music = this.#musicSinceMs;
    if (music !== null && music >= last.endMs && endedAtMs - music >= BACK_TO_MUSIC_MS) return null;
    const words = said.map(({ text }) => text).join(' ');
    const reason = reasonIn(words);
    return reason && { reason, why: WHY[reason], words: words.slice(-LONGEST_WORDS) };
  }

  /** Utterances that belong together, the last ones before that time. */
  #lastWords(endedAtMs: number): readonly Utterance[] {
    const said = this.#utterances.filter(({ text, sinceMs }) => text !== '' && sinceMs <= endedAtMs);
    let from = said.length - 1;
    while (from > 0 && said[from]!.sinceMs - said[from - 1]!.endMs <= LONGEST_PAUSE_MS) from--;
    return said.slice(Math.max(0, from));
  }
}

function reasonIn(words: string): PartingReason | null {
  const prompt = understand(words);
  // Who offers keys has not said goodbye.
  const keys = prompt.options.filter((option) => option.keys !== '').length;
  const offers = keys > 0 && !prompt.has('goodbye');
  if (offers) return null;
  if (prompt.says('notInService')) return 'not-in-service';
  if (prompt.says('voicemail')) return 'voicemail';
  const closedAt = Math.max(lastOf(CUES.closed, prompt.text), closedCueAt(words) * prompt.text.length);
  if (closedAt < 0) return null;
  // "Our hours are nine to five. Your call will be answered in the order it was received": they keep us waiting.
  return lastOf(CUES.hold, prompt.text) > closedAt && !prompt.has('goodbye') ? null : 'closed';
}

/** Where in the text, 0 to 1; below 0: nowhere. Knows more languages, and words a recogniser got wrong. */
function closedCueAt(words: string): number {
  return spokenCues(words).find(({ kind }) => kind === 'closed')?.at ?? -1;
}

function lastOf(pattern: RegExp, text: string): number {
  return [...text.matchAll(new RegExp(pattern, 'g'))].at(-1)?.index ?? -1;
}
