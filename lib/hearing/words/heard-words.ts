/**
 * What was said in this call, as it bears on who speaks now: cues of the words, and texts that were heard before, which
 * only a recording says twice. Words come from a recogniser some 0.3 to 1 s after they were spoken.
 */
import { FAR_END_KINDS, type FarEndKind } from '../far-end';
import { freeTalk, type FreeTalk } from './free-talk';
import { spokenCues, wordsForComparison, type SpokenCue } from './spoken-cues';

/** A recogniser's text for one utterance. Seconds count the call's audio, as the tracker does. */
export interface TranscriptNote {
  readonly text: string;
  /** Where the utterance began and ended; absent: it is the present one. */
  readonly sinceSeconds?: number;
  readonly endSeconds?: number;
  /** False: the utterance goes on, or may still be understood otherwise. */
  readonly final: boolean;
  /** 0 to 1, the recogniser's own. Speech it was not made for gets a low one, and its words mean little. */
  readonly confidence?: number;
  /** ISO 639-1, when it is known that this is what is spoken and understood. */
  readonly language?: string;
}

/** What a transcript says of the voice it belongs to. */
export interface WordsVerdict {
  /** `hold`: somebody, live or recorded, asks us to wait: no greeting that waits for an answer. */
  readonly leaning: 'human' | 'recording' | 'hold' | 'none';
  readonly strength: number;
  readonly why: string;
  readonly kind: FarEndKind | null;
  /** Seconds of audio at which the telling words began, or the utterance's begin. */
  readonly atSeconds: number;
  /** Where nothing leans either way: how much was said without a word of the trade. */
  readonly free: FreeTalk | null;
  /** What is spoken here is English, and understood: it is known, or an announcement of this call showed it. */
  readonly understood: boolean;
}

const KEPT = 80;
const LONGEST_TEXT = 400;
/** Words two hearings of one recording must share, of the longer one; recognisers differ in every third word. */
const SAME_SHARE = 0.67;
const LEAST_WORDS = 4;
/** A greeting an agent says in every call may come twice; a long text word by word does not. */
const LEAST_GREETING_WORDS = 8;
const SAME_GREETING_SHARE = 0.85;
/** Words of a partial text that give away a person; shorter greetings may go on as a recording's. */
const SURE_OF_PARTIAL = 0.85;
/** Under this the recogniser was guessing. */
const GUESSING = 0.25;
const GUESSED_SHARE = 0.75;
/** Words at the begin of a text that must stay as they are for the rest to be believed. */
const BEGIN_WORDS = 3;
/** Fewer than this are not called free. */
const LEAST_FREE_WORDS = 2;
/** A text of so many words and such confidence was understood. */
const UNDERSTOOD = 0.65;

interface Heard {
  readonly words: readonly string[];
  readonly endSeconds: number;
}

export class HeardWords {
  private readonly finals: Heard[] = [];
  private utteranceSince = -1;
  private told = new Set<string>();
  private understood = false;
  /** How the text under way began when it was understood last. */
  private begin = '';
  /** It was free talk then. */
  private wasFree = false;

  /** `personSaid`: whether a confirmed person spoke at a second of the call. */
  constructor(private readonly personSaid: (seconds: number) => boolean = () => false) {}

  /**
   * `now`: seconds of audio heard; cues worth telling are handed to `tell`, each once an utterance.
   */
  hear(note: TranscriptNote, now: number, tell: (cue: SpokenCue, sinceSeconds: number) => void): WordsVerdict {
    const since = Math.min(now, Math.max(0, note.sinceSeconds ?? now));
    const end = Math.min(now, Math.max(since, note.endSeconds ?? now));
    if (since !== this.utteranceSince) {
      this.utteranceSince = since;
      this.told = new Set();
      this.begin = '';
      this.wasFree = false;
    }
    const text = note.text.slice(0, LONGEST_TEXT * 8);
    const doubt = note.confidence !== undefined && note.confidence < GUESSING ? GUESSED_SHARE : 1;
    const cues = spokenCues(text, note.language).map((cue) =>
      doubt === 1 ? cue : { ...cue, strength: Number((cue.strength * doubt).toFixed(2)) },
    );
    for (const cue of cues) this.tellOnce(cue, note.final, since, tell);
    const words = wordsForComparison(text).slice(0, LONGEST_TEXT);
    const understood = this.understood || note.language === 'en';
    const leaning = this.judge(cues, words, note.final, since, end);
    // Where a voice follows music the recogniser starts with nonsense and thinks better of it: what it holds to counts,
    // or what was free talk before it thought better, too.
    const begin = words.slice(0, BEGIN_WORDS).join(' ');
    const talk = leaning.leaning === 'none' && cues.length === 0 ? freeTalk(text) : null;
    const settled = note.final || begin === this.begin || this.wasFree;
    this.begin = begin;
    this.wasFree = talk !== null && talk.words >= LEAST_FREE_WORDS;
    const free = settled ? talk : null;
    const verdict = { ...leaning, free, understood };
    if (note.final && words.length >= LEAST_WORDS && (note.confidence ?? 0) >= UNDERSTOOD) this.understood = true;
    if (note.final && words.length > 0) {
      this.finals.push({ words, endSeconds: end });
      if (this.finals.length > KEPT) this.finals.shift();
    }
    return verdict;
  }

  private judge(
    cues: readonly SpokenCue[],
    words: readonly string[],
    final: boolean,
    since: number,
    end: number,
  ): Omit<WordsVerdict, 'free' | 'understood'> {
    const cue = cues.find(({ leaning }) => leaning !== 'either');
    const atSeconds = cue === undefined ? since : since + cue.at * (end - since);
    if (this.repeats(words, cue?.leaning === 'human', final, since)) {
      const kind = cue?.leaning === 'recording' ? kindOf(cue) : null;
      return { leaning: 'recording', strength: 0.9, why: 'the same words were heard before', kind, atSeconds: since };
    }
    if (cue === undefined) {
      const hold = cues.some(({ kind }) => kind === 'hold-announcement');
      return { leaning: hold ? 'hold' : 'none', strength: 0, why: cues[0]?.why ?? '', kind: null, atSeconds };
    }
    const { strength, why } = cue;
    if (cue.leaning === 'recording') return { leaning: 'recording', strength, why, kind: kindOf(cue), atSeconds };
    if (!final && strength < SURE_OF_PARTIAL) return { leaning: 'none', strength: 0, why, kind: null, atSeconds };
    return { leaning: 'human', strength, why, kind: null, atSeconds };
  }

  /** A text under way is compared with as much of the earlier ones. */
  private repeats(words: readonly string[], greeting: boolean, final: boolean, since: number): boolean {
    if (words.length < (greeting ? LEAST_GREETING_WORDS : LEAST_WORDS)) return false;
    const share = greeting ? SAME_GREETING_SHARE : SAME_SHARE;
    return this.finals.some((heard) => {
      if (heard.endSeconds > since || this.personSaid(heard.endSeconds)) return false;
      const other = final ? heard.words : heard.words.slice(0, words.length);
      if (other.length < LEAST_WORDS) return false;
      const longer = Math.max(other.length, words.length);
      if (Math.min(other.length, words.length) < share * longer) return false;
      return commonWords(words, other) >= share * longer;
    });
  }

  private tellOnce(
    cue: SpokenCue,
    final: boolean,
    since: number,
    tell: (cue: SpokenCue, sinceSeconds: number) => void,
  ): void {
    // Numbers and weak cues may still change until the text is final.
    if (!final && (cue.kind === 'position' || cue.strength < SURE_OF_PARTIAL)) return;
    const key = `${cue.kind} ${cue.position ?? ''} ${cue.waitMinutes ?? ''}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    tell(cue, since);
  }
}

const kindOf = ({ kind }: SpokenCue): FarEndKind | null => FAR_END_KINDS.find((known) => known === kind) ?? null;

/** Length of the longest common subsequence. */
function commonWords(a: readonly string[], b: readonly string[]): number {
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) {
      next[j] = word === b[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!);
    }
    row = next;
  }
  return row[b.length]!;
}
