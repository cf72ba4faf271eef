/**
 * How a lexicon of spoken cues is written: one cue a line, `kind | leaning | strength | phrases | unless`, phrases
 * apart by semicolons. Within a phrase:
 *
 *   a/b        either word          word*   any word beginning so
 *   #          a number             _       a name: any word that is not a small one
 *   =hello     the text holds nothing else but such words and `alone` ones
 *   ^thank     the text begins with it               !yes        counts as a key word, though it is a small one
 *
 * Words of `small` are weighed little, because recognisers drop and confuse them. A phrase of three to five key words
 * may miss one, a longer one two; shorter ones none. No lexicon holds accents: texts are compared without them.
 */

export type CueKind =
  | 'greeting'
  | 'hold-announcement'
  | 'position'
  | 'menu'
  | 'voicemail'
  | 'call-screening'
  | 'virtual-assistant'
  | 'closed'
  | 'callback-offer'
  | 'survey'
  | 'question';

export type CueLeaning = 'human' | 'recording' | 'either';

export interface CueLexicon {
  /** ISO 639-1. */
  readonly language: string;
  readonly cues: string;
  /** Words that carry little and are often misheard. */
  readonly small: string;
  /** Words that may stand beside a phrase marked `=`. */
  readonly alone: string;
  /** Words that stand for a number, in order: `one/first=1`. */
  readonly numbers: string;
  /** Contractions written out, before anything is compared. */
  readonly spelledOut: readonly (readonly [RegExp, string])[];
  /** Words for units of time and how many minutes they are. */
  readonly minutes: Readonly<Record<string, number>>;
  /** Words that mean "before you": the number beside one counts the callers ahead of us. */
  readonly ahead: string;
  /** Words that mean "you are next", beside no number. */
  readonly next: string;
  /** Words before the number of a key, which is no place in a queue. */
  readonly pressing: string;
  /** Words a recogniser writes for a number that sounds the same. */
  readonly soundsLike: Readonly<Record<string, number>>;
}
