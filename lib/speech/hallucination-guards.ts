/**
 * What recognisers write when nobody spoke: thanks for watching, subtitle credits, one word without end. Only speech is
 * ever sent to them (the segmenter); these rules catch what is left. Pure.
 */

import { MOST_TRANSCRIPT_CHARACTERS } from './limits';

/** One segment as whisper-like servers describe it (`verbose_json`). */
export interface WhisperSegment {
  readonly text: string;
  readonly noSpeechProbability?: number;
  readonly averageLogProbability?: number;
  readonly compressionRatio?: number;
}

/** Samples below this RMS hold no telephone speech: -54 dBFS. */
const QUIETEST_RMS = 65;
const SURE_OF_SILENCE = 0.6;
const UNSURE_OF_WORDS = -1;
const TOO_REPETITIVE = 2.4;
const TIMES_A_LOOP = 3;
const SHORTEST_PHRASE = 2;
const TIMES_A_PHRASE = 4;
/** Below this much audio a stock phrase is not believed. */
const SHORT_SECONDS = 0.5;
const STOCK_PHRASES = new Set([
  'thank you',
  'thank you very much',
  'thanks for watching',
  'thank you for watching',
  'please subscribe',
  'subscribe',
  'bye',
  'bye bye',
  'you',
  'so',
  'the end',
  'okay',
  'music',
  'applause',
]);
/** Nobody says these on a telephone, however long the audio. */
const NEVER_SAID =
  /subtitles? by|amara\.org|transcri(bed|ption) by|thanks? (you )?for watching|don't forget to subscribe/i;
/** Sound descriptions: [Music], (applause), ♪. None is longer, and brackets that never close cost no second look. */
const DESCRIPTION = /\[[^\]]{0,200}\]|\([^)]{0,200}\)|[♪♫]+/g;

/** Whether the samples are loud enough to hold speech at all. */
export function loudEnough(samples: Int16Array): boolean {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return samples.length > 0 && Math.sqrt(energy / samples.length) >= QUIETEST_RMS;
}

/** The text of the segments that are believable, joined. */
export function believableSegments(segments: readonly WhisperSegment[]): string {
  return segments
    .filter((segment) => {
      const silent =
        (segment.noSpeechProbability ?? 0) > SURE_OF_SILENCE && (segment.averageLogProbability ?? 0) < UNSURE_OF_WORDS;
      return !silent && (segment.compressionRatio ?? 0) <= TOO_REPETITIVE;
    })
    .map((segment) => segment.text.trim())
    .join(' ')
    .trim();
}

/** The text, or an empty one when it is what a recogniser invents. `spokenSeconds`: how much speech there was. */
export function believableText(text: string, spokenSeconds: number): string {
  if (text.length > MOST_TRANSCRIPT_CHARACTERS) return '';
  const plain = text.replace(DESCRIPTION, ' ').replace(/\s+/g, ' ').trim();
  if (NEVER_SAID.test(plain)) return '';
  const words = plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
  if (words.length === 0) return '';
  if (spokenSeconds < SHORT_SECONDS && STOCK_PHRASES.has(words.join(' '))) return '';
  // Digits are read out one by one, "zero zero zero" is a number.
  if (words.length >= TIMES_A_LOOP && new Set(words).size === 1 && !isNumber(words[0]!)) return '';
  return loops(words) ? '' : plain;
}

/** A word as the embedded recogniser reports it. */
export interface SureWord {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Announcers speak two to three words a second; what PocketSphinx reads into music comes at 0.9 to 1.6, unsurely. */
const SLOWEST_SPEECH = 1.8;
const SURE_ENOUGH = 0.65;
/** Too little to judge by its rate. */
const SHORT_SPAN_SECONDS = 2;
/** Below this on average several words are noise, at whatever rate: on hold music 0.05 to 0.15, on a prompt full of names 0.33. */
const NOISE = 0.25;
/** "to" and "for" of a second and more are notes of an instrument; a drawn "hello" has 0.15 s a letter. */
const LONGEST_LETTER_SECONDS = 0.26;
const SHORTEST_LIMIT_SECONDS = 0.4;
/** Keys that sure, or less, were wrong as often as right. */
const DOUBTFUL_KEY = 0.3;
const ORDERS = new Set(['press', 'dial']);
const KEYS = /^(zero|oh|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)$/;

/**
 * The words that may be believed: without what is drawn out beyond speech, without the keys after "press" that are in doubt
 * (no key is better than a wrong one), and none at all when together they sound like music.
 */
export function believableWords<T extends SureWord & { readonly word: string }>(words: readonly T[]): T[] {
  const spoken = words.filter(
    ({ word, startSeconds, endSeconds }) =>
      endSeconds - startSeconds <= Math.max(SHORTEST_LIMIT_SECONDS, LONGEST_LETTER_SECONDS * word.length),
  );
  const sure = spoken.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;
  if ((words.length > 1 && sure < NOISE) || !soundsSpoken(spoken)) return [];
  return spoken.filter(({ word, confidence }, index) => {
    const before = spoken[index - 1];
    if (!before || !ORDERS.has(before.word) || !KEYS.test(word)) return true;
    return Math.min(confidence, before.confidence) >= DOUBTFUL_KEY;
  });
}

/** False for words that are spread thin and unsure at once: music that was taken for a voice. */
export function soundsSpoken(words: readonly SureWord[]): boolean {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return true;
  const span = last.endSeconds - first.startSeconds;
  const sure = words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;
  return sure >= SURE_ENOUGH || span < SHORT_SPAN_SECONDS || words.length / span >= SLOWEST_SPEECH;
}

/** The same few words again and again from the first to the last, four times or more. One pass: the failure function of KMP. */
function loops(words: readonly string[]): boolean {
  const { length } = words;
  /** For each word, how many words before and with it are also how the text begins. */
  const overlaps = new Uint16Array(length);
  for (let index = 1, overlap = 0; index < length; index++) {
    while (overlap > 0 && words[index] !== words[overlap]) overlap = overlaps[overlap - 1]!;
    if (words[index] === words[overlap]) overlap++;
    overlaps[index] = overlap;
  }
  const period = Math.max(SHORTEST_PHRASE, length - (overlaps[length - 1] ?? 0));
  return period * TIMES_A_PHRASE <= length;
}

function isNumber(word: string): boolean {
  return /^(\d+|zero|oh|one|two|three|four|five|six|seven|eight|nine)$/.test(word);
}
