/**
 * Are the first words of a call a person's? Every company greets, and recorded greetings are well spoken: talk without
 * a word of the trade (words/free-talk.ts) counts only where the model does not doubt it, or where a pause follows in
 * which a room is heard.
 */
import type { FreeTalk } from '../words/free-talk';

export interface FirstWords {
  readonly free: FreeTalk;
  /** What is spoken here is English, and understood. */
  readonly understood: boolean;
  /** The model's probability that the voice is live, smoothed. */
  readonly probability: number;
  readonly speechSeconds: number;
  /** How long next to nothing has been said. */
  readonly lullSeconds: number;
  /** How much louder the line is in the pauses than it was before, dB. */
  readonly roomDb: number;
}

/** Read off the same sets as TAKEOVER_RULES, against 210 announcements as the first words of a call. */
export const DIRECT_ANSWER_RULES = {
  /**
   * So many words over so much clear speech, where the model says at least this. Of 210 announcements none came near
   * half of it; of readers in the place of announcers (../shared/audio), whose words give nothing away, one in six did.
   */
  firstWords: 4,
  firstSpeech: 0.9,
  firstLeast: 0.2,
  /** Where some of them seem to be misheard. */
  firstWordsGarbled: 6,
  firstSpeechGarbled: 1.4,
  /** Where nothing shows that they are understood. */
  firstWordsUnproven: 6,
  firstSpeechUnproven: 1.8,
  firstLeastUnproven: 0.3,
  firstWordsLeaning: 4,
  firstSpeechLeaning: 1.2,
  firstLeastLeaning: 0.6,
  /** So much quiet behind them: recorded greetings go on with their menu within this. */
  firstLull: 0.5,
  firstLullLeast: 0.075,
  /** ... or where the pause brings a room along that the line did not have. */
  firstRoomDb: 6,
  firstRoomLeast: 0.065,
  firstWordsDoubted: 5,
  firstSpeechDoubted: 1.1,
  /** Who speaks longer than this does not wait for an answer. */
  firstMostSpeech: 4.5,
} as const;

export type DirectAnswerRules = { readonly [rule in keyof typeof DIRECT_ANSWER_RULES]: number };

/** `soft`: worth our line, which settles it. */
export function directAnswer(heard: FirstWords, rules: DirectAnswerRules): 'none' | 'soft' | 'hard' {
  const { free, probability: p, speechSeconds, lullSeconds } = heard;
  const garbled = free.misheard > 0;
  const says = (words: number, seconds: number): boolean => free.words >= words && speechSeconds >= seconds;
  if (!garbled && p >= rules.firstLeastLeaning && says(rules.firstWordsLeaning, rules.firstSpeechLeaning))
    return 'hard';
  if (p >= rules.firstLeastUnproven && says(rules.firstWordsUnproven, rules.firstSpeechUnproven)) return 'hard';
  if (!heard.understood) return 'none';
  const enough = garbled
    ? says(rules.firstWordsGarbled, rules.firstSpeechGarbled)
    : says(rules.firstWords, rules.firstSpeech);
  if (p >= rules.firstLeast && enough) return 'hard';
  const said = garbled ? enough : says(rules.firstWordsDoubted, rules.firstSpeechDoubted);
  if (!said || lullSeconds < rules.firstLull || speechSeconds > rules.firstMostSpeech) return 'none';
  const least = heard.roomDb >= rules.firstRoomDb ? rules.firstRoomLeast : rules.firstLullLeast;
  return p >= least ? 'hard' : 'soft';
}
