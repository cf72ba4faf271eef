/**
 * Which audio is worth understanding, and where one utterance ends and the next begins. Hearing says where speech is;
 * this keeps a menu whole over its pauses, adds what came just before the first syllable, and lets no music through.
 * Pure: time comes from samples only.
 */
import type { FarEndLabel, HearingEvent } from '../hearing/far-end';
import type { SampleRateHz } from './speech.types';

export interface SegmenterOptions {
  readonly sampleRateHz: SampleRateHz;
  /** Audio kept from before the first syllable; default 0.3 s. */
  readonly preRollSeconds?: number;
  /**
   * Silence that ends an utterance; default 0.95 s. Menus pause 0.3 to 0.6 s between options, and hearing is sure of the
   * next syllable up to 0.3 s after it began.
   */
  readonly endGapSeconds?: number;
  /** From this length on the next pause that hearing reports (0.4 s) ends the utterance; default 15 s. */
  readonly longSeconds?: number;
  /** Nothing is longer; the rest is the next utterance. Default 25 s. */
  readonly capSeconds?: number;
}

export type SegmenterEvent =
  | { readonly kind: 'begin'; readonly sinceSeconds: number }
  | { readonly kind: 'audio'; readonly samples: Int16Array }
  /** Hearing is sure that this is speech: what was understood so far may be shown. At most once an utterance. */
  | { readonly kind: 'confirmed' }
  /** Speech paused for 0.4 s: a complete menu option may be acted upon, but more may come. */
  | { readonly kind: 'pause'; readonly sinceSeconds: number }
  | {
      readonly kind: 'finish';
      readonly endSeconds: number;
      readonly reason: 'gap' | 'long' | 'cap' | 'answered' | 'not-speech' | 'closed';
      /** False: nothing said that it is speech, or it turned out to be music or a tone. Its words do not count. */
      readonly speech: boolean;
    };

const SPEECH: ReadonlySet<FarEndLabel> = new Set(['ivr_prompt', 'live_human']);
const NEVER_SPEECH: ReadonlySet<FarEndLabel> = new Set(['ringing', 'busy', 'sit', 'music']);
/**
 * Speech that was called music for a moment is taken up again from where it was left, if that was no longer ago: so much
 * is kept of the past. Hearing dates onsets back by less.
 */
const MISJUDGED_SECONDS = 4;
/** The acoustic label is slower than the onset: music counts against an utterance once it has lasted this long. */
const LABEL_LAG_SECONDS = 1.2;
/**
 * Companies stop within a second of a key and go on at once with the next prompt: what lies between is often no longer
 * than 40 ms, and quieter than speech by so much.
 */
const CUT_WITHIN_SECONDS = 1;
const SPLICE_SECONDS = 0.04;
const QUIETER_DB = 22;
const LOUDEST_OF_SECONDS = 1;
const LEVEL_SECONDS = 0.02;

export class UtteranceSegmenter {
  readonly #rate: number;
  readonly #preRoll: number;
  readonly #endGap: number;
  readonly #long: number;
  readonly #cap: number;
  readonly #recent: Int16Array;
  /** Samples heard so far. */
  #heard = 0;
  #label: FarEndLabel = 'unknown';
  #labelSince = 0;
  #open: { since: number; confirmed: boolean; speaking: boolean; lastSyllable: number } | null = null;
  /** Hearing is within an utterance, whether or not it is worth anything. */
  #speaking = false;
  /** First sample left out because the utterance it belongs to was called music or a tone; null: none was. */
  #leftOut: number | null = null;
  /** We answered, and the company has not stopped for it yet: from here on it may (samples); null: it need not. */
  #cutFrom: number | null = null;

  constructor(options: SegmenterOptions) {
    this.#rate = options.sampleRateHz;
    this.#preRoll = options.preRollSeconds ?? 0.3;
    this.#endGap = options.endGapSeconds ?? 0.95;
    this.#long = options.longSeconds ?? 15;
    this.#cap = options.capSeconds ?? 25;
    this.#recent = new Int16Array(Math.ceil((MISJUDGED_SECONDS + this.#preRoll) * this.#rate));
  }

  /** Seconds of the call heard so far. */
  get seconds(): number {
    return this.#heard / this.#rate;
  }

  /** The next samples of the call, and what hearing concluded from exactly these. */
  push(samples: Int16Array, hearing: readonly HearingEvent[]): SegmenterEvent[] {
    const out: SegmenterEvent[] = [];
    this.#keep(samples);
    if (this.#open) out.push({ kind: 'audio', samples: samples.slice() });
    for (const event of hearing) this.hear(event, out);
    this.#watch(out);
    return out;
  }

  /** We answer what is being said: what follows the first quiet spot is another prompt, and another utterance. */
  answered(): void {
    this.#cutFrom = this.#open ? this.#heard : null;
  }

  /** The call is over. */
  close(): SegmenterEvent[] {
    const out: SegmenterEvent[] = [];
    this.#finish('closed', out);
    return out;
  }

  /** One event of hearing, for a caller whose events come apart from the frames. */
  hear(event: HearingEvent, out: SegmenterEvent[]): void {
    if (event.kind === 'far-end') {
      if (event.label !== this.#label) this.#labelSince = event.atSeconds;
      this.#label = event.label;
      if (!SPEECH.has(event.label)) return;
      if (this.#open) this.#confirm(out);
      else if (this.#speaking) this.#takeUp(event.sinceSeconds, out);
    } else if (event.kind === 'utterance-start') {
      this.#speaking = true;
      if (this.#open) {
        this.#open.speaking = true;
      } else this.#begin(event.sinceSeconds - this.#preRoll, event.sinceSeconds, out);
    } else if (event.kind === 'utterance-end') {
      this.#speaking = false;
      if (!this.#open) return;
      this.#open.speaking = false;
      this.#open.lastSyllable = event.endSeconds;
      out.push({ kind: 'pause', sinceSeconds: event.endSeconds });
      if (this.seconds - this.#open.since >= this.#long) this.#finish('long', out);
    }
  }

  #watch(out: SegmenterEvent[]): void {
    this.#watchForCut(out);
    if (!this.#open) return;
    const { since, speaking, lastSyllable } = this.#open;
    const now = this.seconds;
    if (NEVER_SPEECH.has(this.#label) && now - Math.max(this.#labelSince, since) >= LABEL_LAG_SECONDS) {
      this.#finish('not-speech', out);
    } else if (!speaking && now - lastSyllable >= this.#endGap) {
      this.#finish('gap', out);
    } else if (now - since >= this.#cap) {
      const { confirmed } = this.#open;
      this.#finish('cap', out);
      if (!this.#speaking) return;
      this.#begin(now, now, out);
      if (confirmed) this.#confirm(out);
    }
  }

  /** The first quiet spot since our answer ends the utterance; the next one begins there, its first syllable with it. */
  #watchForCut(out: SegmenterEvent[]): void {
    const from = this.#cutFrom;
    if (from === null) return;
    if (!this.#open?.speaking || this.#heard - from > CUT_WITHIN_SECONDS * this.#rate) {
      this.#cutFrom = null;
      // It paused when we answered: what it says next is the next prompt.
      if (this.#open?.speaking === false) this.#finish('answered', out);
      return;
    }
    const spot = this.#quietSpot(from);
    if (spot === null) return;
    this.#cutFrom = null;
    const { confirmed } = this.#open;
    const onset = spot / this.#rate;
    this.#finish('answered', out);
    this.#begin(onset, onset, out);
    if (confirmed) this.#confirm(out);
  }

  /** The sample in the middle of the first stretch from `from` on that is much quieter than what was said; null: none yet. */
  #quietSpot(from: number): number | null {
    const step = Math.round(LEVEL_SECONDS * this.#rate);
    const loudest = this.#loudest(this.#heard - Math.round(LOUDEST_OF_SECONDS * this.#rate), step);
    const least = Math.round(SPLICE_SECONDS * this.#rate);
    let quiet = 0;
    for (let at = from; at + step <= this.#heard; at += step) {
      quiet = this.#levelDb(at, step) <= loudest - QUIETER_DB ? quiet + step : 0;
      if (quiet >= least) return at + step - Math.round(quiet / 2);
    }
    return null;
  }

  #loudest(from: number, step: number): number {
    let loudest = -Infinity;
    for (let at = Math.max(0, from); at + step <= this.#heard; at += step) {
      loudest = Math.max(loudest, this.#levelDb(at, step));
    }
    return loudest;
  }

  #levelDb(from: number, length: number): number {
    let energy = 0;
    for (let index = from; index < from + length; index++) {
      const sample = this.#recent[index % this.#recent.length]!;
      energy += sample * sample;
    }
    return 10 * Math.log10(energy / length + 1);
  }

  #begin(since: number, onset: number, out: SegmenterEvent[]): void {
    const wanted = Math.min(this.#heard, Math.round(since * this.#rate));
    const first = Math.max(0, this.#heard - this.#recent.length, wanted);
    this.#leftOut = null;
    this.#open = { since: first / this.#rate, confirmed: false, speaking: true, lastSyllable: onset };
    out.push({ kind: 'begin', sinceSeconds: first / this.#rate });
    const samples = this.#since(first);
    if (samples.length > 0) out.push({ kind: 'audio', samples });
    if (SPEECH.has(this.#label)) this.#confirm(out);
  }

  /** Somebody whose voice was called music or a tone still speaks, and is called speech again since `onset`. */
  #takeUp(onset: number, out: SegmenterEvent[]): void {
    const leftOut = this.#leftOut === null ? 0 : this.#leftOut / this.#rate;
    const aMoment = this.seconds - leftOut <= MISJUDGED_SECONDS;
    this.#begin(aMoment ? leftOut : Math.max(leftOut, onset - this.#preRoll), onset, out);
  }

  #confirm(out: SegmenterEvent[]): void {
    if (!this.#open || this.#open.confirmed) return;
    this.#open.confirmed = true;
    out.push({ kind: 'confirmed' });
  }

  #finish(reason: Extract<SegmenterEvent, { kind: 'finish' }>['reason'], out: SegmenterEvent[]): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    // A single short word may be over before the label has changed from silence; on music or a tone it never counts.
    const speech = open.confirmed || !(NEVER_SPEECH.has(this.#label) || this.#label === 'dtmf');
    // The words of an utterance that was never confirmed are dropped: it is left out as a whole.
    if (reason === 'not-speech') this.#leftOut = speech ? this.#heard : Math.round(open.since * this.#rate);
    const endSeconds = open.speaking ? this.seconds : Math.max(open.since, open.lastSyllable);
    out.push({ kind: 'finish', endSeconds, reason, speech });
  }

  #keep(samples: Int16Array): void {
    const { length } = this.#recent;
    for (let index = Math.max(0, samples.length - length); index < samples.length; index++) {
      this.#recent[(this.#heard + index) % length] = samples[index]!;
    }
    this.#heard += samples.length;
  }

  #since(first: number): Int16Array {
    const out = new Int16Array(this.#heard - first);
    for (let index = 0; index < out.length; index++) out[index] = this.#recent[(first + index) % this.#recent.length]!;
    return out;
  }
}
