/**
 * Did somebody take the call over from the hold? Talk without a word of the trade (words/free-talk.ts), out of a hush, in
 * a voice that was not heard in this call before: each is a weak sign, and the more of them come together, the fewer
 * words it takes.
 */
import type { FreeTalk } from '../words/free-talk';

export interface TakenOver {
  readonly free: FreeTalk;
  /** What is spoken here is English, and understood. */
  readonly understood: boolean;
  /** The model's probability that the voice is live, smoothed. */
  readonly probability: number;
  /** Speech of the present turn. */
  readonly speechSeconds: number;
  /** Quiet, in one piece, just before it. Infinity: a person is back. */
  readonly hushSeconds: number;
  /** Distance from the nearest voice of the last minute; -1: none to compare it with. */
  readonly voiceNovelty: number;
  /** That one was a confirmed person's. */
  readonly nearPerson: boolean;
}

/**
 * Read off calls composed of the sounds of an Asterisk, clips of ../shared/audio and synthetic agents, against 370
 * announcements without many words of the trade, each after music and 0.8 s of quiet (docs/measurements/hearing.md).
 */
export const TAKEOVER_RULES = {
  /** Quiet, in one piece, before who takes the call over; what plays into a queue follows its music sooner. */
  hush: 0.5,
  hushDoubted: 0.7,
  /** Nearer to a voice of this call than this: its announcer again, whatever is said, unless the model leans to a person ... */
  familiarVoice: 0.3,
  /** ... farther than this from all of them: somebody new. */
  newVoice: 0.45,
  /** So many words over so much clear speech are a person's ... */
  freeWords: 4,
  freeSpeech: 0.9,
  /** ... a little more where the model doubts ... */
  freeDoubt: 0.075,
  freeWordsDoubted: 5,
  freeSpeechDoubted: 1.1,
  /** ... fewer where it leans to a person (where the recogniser has not proven itself, it must), or does not doubt a new voice. */
  leaningLeast: 0.32,
  fewWords: 3,
  fewSpeech: 0.6,
  /** The model rules a person out: only somebody else's voice makes it worth more than our line ... */
  freeLeast: 0.03,
  /** ... and here not that either. */
  somebodyElseLeast: 0.009,
  /** Nobody was heard before: doubts beyond this want the longer hush. */
  firstVoiceLeast: 0.03,
  /** Where a few of the words seem to be misheard: so many more of them, so much more speech; twice as many where the model doubts. */
  garbledWords: 1,
  garbledSpeech: 0.3,
} as const;

export type TakeoverRules = { readonly [rule in keyof typeof TAKEOVER_RULES]: number };

interface Enough {
  readonly words: number;
  readonly speechSeconds: number;
  readonly hushSeconds: number;
}

/** `soft`: worth our line, which settles it. */
export function takeover(heard: TakenOver, rules: TakeoverRules): 'none' | 'soft' | 'hard' {
  const { free, probability, hushSeconds } = heard;
  const leans = probability >= rules.leaningLeast;
  if (!heard.understood && !leans) return 'none';
  const voice = voiceOf(heard, rules);
  const enough = enoughOf(voice, probability, rules);
  const doubted = probability < rules.freeDoubt;
  const garbled = free.misheard === 0 ? 0 : doubted ? 2 : 1;
  if (
    hushSeconds < enough.hushSeconds ||
    free.words < enough.words + garbled * rules.garbledWords ||
    heard.speechSeconds < enough.speechSeconds + garbled * rules.garbledSpeech
  ) {
    return 'none';
  }
  if (voice === 'familiar') return leans ? 'hard' : 'soft';
  const least = isSomebodyElse(voice) ? rules.somebodyElseLeast : rules.freeLeast;
  return probability >= least ? 'hard' : 'soft';
}

/** `first`: there is none to compare it with. `person`: somebody is back. */
type Voice = 'new' | 'other' | 'familiar' | 'first' | 'person';

function voiceOf({ voiceNovelty, nearPerson, hushSeconds }: TakenOver, rules: TakeoverRules): Voice {
  if (hushSeconds === Infinity) return 'person';
  if (voiceNovelty < 0) return 'first';
  if (voiceNovelty >= rules.newVoice) return 'new';
  if (voiceNovelty >= rules.familiarVoice) return 'other';
  return nearPerson ? 'person' : 'familiar';
}

/** None of the recordings heard. */
const isSomebodyElse = (voice: Voice): boolean => voice === 'new' || voice === 'person';

function enoughOf(voice: Voice, probability: number, rules: TakeoverRules): Enough {
  const { hush, hushDoubted } = rules;
  const few = { words: rules.fewWords, speechSeconds: rules.fewSpeech, hushSeconds: hush };
  const usual = { words: rules.freeWords, speechSeconds: rules.freeSpeech, hushSeconds: hush };
  const more = { words: rules.freeWordsDoubted, speechSeconds: rules.freeSpeechDoubted, hushSeconds: hushDoubted };
  if (probability >= rules.leaningLeast) return voice === 'familiar' ? usual : few;
  if (probability >= rules.freeDoubt) return isSomebodyElse(voice) ? few : usual;
  if (isSomebodyElse(voice) && probability >= rules.freeLeast) return usual;
  if (voice === 'first' && probability >= rules.firstVoiceLeast) return { ...more, hushSeconds: hush };
  return more;
}
