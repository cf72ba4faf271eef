/**
 * What is said in one call, as dated transcripts: audio and hearing in, text out. Keeps each utterance until it is
 * understood, so that the next provider can take over where one fails; minds the budgets; never stops the call.
 */
import { systemClock } from '../clock';
import type { Clock, TimerHandle } from '../clock';
import type { HearingEvent } from '../hearing/far-end';
import { silentLogger } from '../logger';
import type { Logger } from '../logger';
import { CallSpend } from './call-spend';
import type { SpendLimits } from './call-spend';
import { failure } from './failure';
import type { SampleRateHz, SpeechFailure, SpeechToText, SpeechToTextSession, Transcript } from './speech.types';
import { UtteranceSegmenter } from './utterance-segmenter';
import type { SegmenterEvent, SegmenterOptions } from './utterance-segmenter';

export interface SpeechBudget extends SpendLimits {
  /** A final later than this after its utterance's end is a failure of the provider; default 10 s. */
  readonly finalTimeoutMs?: number;
}

export interface CallTranscriberOptions {
  /** In order of preference: the next is asked when one fails. */
  readonly providers: readonly SpeechToText[];
  readonly sampleRateHz?: SampleRateHz;
  readonly language?: string;
  /** No audio leaves this house: providers of the cloud are refused. */
  readonly audioStaysInHouse?: boolean;
  readonly budget?: SpeechBudget;
  /** The call's purse, where others spend of it too; without it one with the limits of `budget`. */
  readonly spend?: CallSpend;
  readonly segmenter?: Omit<SegmenterOptions, 'sampleRateHz'>;
}

export interface CallTranscriberObserver {
  /** Utterances are numbered over the whole call here, whichever provider understood them. */
  onTranscript(transcript: Transcript): void;
  /** Speech paused for 0.4 s within an utterance: `text` is what is understood so far. */
  onPause?(utterance: number, text: string, sinceSeconds: number): void;
  /** A provider failed; the call goes on, with the next one if there is any. */
  onFailure?(failure: SpeechFailure): void;
}

interface Utterance {
  readonly number: number;
  readonly startSeconds: number;
  endSeconds: number;
  readonly audio: Int16Array[];
  confirmed: boolean;
  finished: boolean;
  /** Turned out to be no speech: its words are dropped. */
  void: boolean;
  /** Index of the provider that has it, and that session's number for it. */
  provider: number;
  sessionUtterance: number;
  partial: string;
  deadline: TimerHandle;
}

interface Slot {
  readonly provider: SpeechToText;
  session: SpeechToTextSession | null;
  opening: boolean;
  /** Epoch ms before which it is not asked again; infinity when it is not to be asked in this call. */
  restsUntil: number;
  failures: number;
}

/** After a failure a provider rests 15 s, then twice as long each time, and is then preferred again. */
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 10 * 60_000;
const HOPELESS: ReadonlySet<SpeechFailure['code']> = new Set([
  'not-allowed',
  'unauthorized',
  'model-missing',
  'refused',
  'closed',
  'budget-spent',
]);
/** Utterances under way at most: a provider that never answers must not fill the memory. */
const MOST_UTTERANCES = 8;

export class CallTranscriber {
  readonly #options: CallTranscriberOptions;
  readonly #observer: CallTranscriberObserver;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #segmenter: UtteranceSegmenter;
  readonly #rate: SampleRateHz;
  readonly #slots: Slot[];
  readonly #spend: CallSpend;
  readonly #utterances = new Map<number, Utterance>();
  #current: Utterance | null = null;
  #count = 0;
  #ended = false;
  #idle: (() => void) | null = null;

  constructor(
    options: CallTranscriberOptions,
    observer: CallTranscriberObserver,
    dependencies: { readonly clock?: Clock; readonly log?: Logger } = {},
  ) {
    this.#options = options;
    this.#observer = observer;
    this.#clock = dependencies.clock ?? systemClock;
    this.#log = dependencies.log ?? silentLogger;
    this.#rate = options.sampleRateHz ?? 8000;
    this.#spend = options.spend ?? new CallSpend(options.budget);
    this.#segmenter = new UtteranceSegmenter({ ...options.segmenter, sampleRateHz: this.#rate });
    this.#slots = options.providers.map((provider) => ({
      provider,
      session: null,
      opening: false,
      restsUntil: 0,
      failures: 0,
    }));
    this.#slots.forEach((slot, index) => this.#judge(slot, index));
  }

  /** What the call has cost so far, by the providers' own estimates. */
  get spent(): { readonly dollars: number; readonly cloudAudioSeconds: number } {
    return this.#spend.spent;
  }

  /** Utterances not yet understood, the one being spoken among them. */
  get pending(): number {
    return this.#utterances.size;
  }

  /** The next samples of the call and what hearing concluded from them; every frame of the call, speech or not. */
  push(samples: Int16Array, hearing: readonly HearingEvent[] = []): void {
    if (this.#ended) return;
    for (const event of this.#segmenter.push(samples, hearing)) this.#follow(event);
  }

  /** Events of hearing that come later than their frames (from the media worker). */
  hear(event: HearingEvent): void {
    if (this.#ended) return;
    const out: SegmenterEvent[] = [];
    this.#segmenter.hear(event, out);
    for (const item of out) this.#follow(item);
  }

  /** We answer what is being said: the next words are another utterance. */
  answered(): void {
    this.#segmenter.answered();
  }

  /** The call is over. Resolves when what was said last is understood, or cannot be. */
  async end(): Promise<void> {
    if (this.#ended) return;
    for (const event of this.#segmenter.close()) this.#follow(event);
    this.#ended = true;
    if (this.#utterances.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    await Promise.all(this.#slots.flatMap(({ session }) => (session ? [session.end()] : [])));
  }

  /** The house rule and impossible providers are known before the first word. */
  #judge(slot: Slot, index: number): void {
    if (!this.#options.audioStaysInHouse || slot.provider.needs.audioGoesTo !== 'cloud') return;
    const text = `${slot.provider.name} would send audio out of this house, which is not allowed`;
    this.#fail(index, failure(slot.provider.name, 'not-allowed', text));
  }

  #follow(event: SegmenterEvent): void {
    if (event.kind === 'begin') {
      this.#begin(event.sinceSeconds);
      return;
    }
    const current = this.#current;
    if (!current) return;
    if (event.kind === 'audio') this.#audio(current, event.samples);
    else if (event.kind === 'confirmed') {
      current.confirmed = true;
      if (current.partial !== '') this.#tellPartial(current);
    } else if (event.kind === 'pause') {
      if (current.confirmed) this.#observer.onPause?.(current.number, current.partial, event.sinceSeconds);
    } else {
      this.#current = null;
      current.finished = true;
      current.confirmed = event.speech;
      current.void = !event.speech;
      current.endSeconds = event.endSeconds;
      this.#finish(current);
    }
  }

  #begin(startSeconds: number): void {
    const utterance: Utterance = {
      number: ++this.#count,
      startSeconds,
      endSeconds: startSeconds,
      audio: [],
      confirmed: false,
      finished: false,
      void: false,
      provider: -1,
      sessionUtterance: 0,
      partial: '',
      deadline: null,
    };
    if (this.#utterances.size >= MOST_UTTERANCES) {
      const oldest = this.#utterances.values().next().value!;
      this.#log.warn('speech: an utterance was given up: the providers do not keep up');
      this.#settle(oldest);
    }
    this.#utterances.set(utterance.number, utterance);
    this.#current = utterance;
    this.#assign(utterance);
  }

  #audio(utterance: Utterance, samples: Int16Array): void {
    utterance.audio.push(samples);
    utterance.endSeconds += samples.length / this.#rate;
    const slot = this.#slots[utterance.provider];
    if (slot?.session && this.#pay(utterance, slot, samples.length)) slot.session.write(samples);
  }

  /** Gives the utterance, from its first sample, to the first provider that can be asked. */
  #assign(utterance: Utterance): void {
    const now = this.#clock.now();
    const index = this.#slots.findIndex((slot) => slot.restsUntil <= now);
    utterance.provider = index;
    const slot = this.#slots[index];
    if (!slot) {
      // Nobody can be asked now: an utterance still under way may find somebody later.
      if (utterance.finished) this.#settle(utterance);
      return;
    }
    if (!slot.session) {
      void this.#open(index);
      return;
    }
    utterance.sessionUtterance = slot.session.begin(utterance.startSeconds);
    const heard = utterance.audio.reduce((sum, part) => sum + part.length, 0);
    if (!this.#pay(utterance, slot, heard)) return;
    for (const part of utterance.audio) slot.session.write(part);
    if (utterance.finished) this.#finish(utterance);
  }

  async #open(index: number): Promise<void> {
    const slot = this.#slots[index]!;
    if (slot.opening) return;
    slot.opening = true;
    const { provider } = slot;
    let opened;
    try {
      opened = await provider.open({ sampleRateHz: this.#rate, language: this.#options.language });
    } catch (error) {
      opened = failure(provider.name, 'fault', error instanceof Error ? error.message : String(error));
    }
    slot.opening = false;
    if (!opened.ok) {
      this.#fail(index, opened);
      return;
    }
    const { session } = opened;
    slot.session = session;
    session.onTranscript = (transcript) => this.#understood(index, session, transcript);
    session.onFailure = (problem, sessionUtterance) => {
      if (slot.session !== session) return;
      if (sessionUtterance === null) slot.session = null;
      this.#fail(index, problem);
    };
    for (const utterance of [...this.#utterances.values()]) if (utterance.provider === index) this.#assign(utterance);
  }

  #finish(utterance: Utterance): void {
    const slot = this.#slots[utterance.provider];
    if (!slot) {
      this.#assign(utterance);
      return;
    }
    if (!slot.session) return;
    const timeoutMs = this.#options.budget?.finalTimeoutMs ?? 10_000;
    this.#disarm(utterance);
    utterance.deadline = this.#clock.setTimeout(() => {
      const { name } = slot.provider;
      this.#fail(utterance.provider, failure(name, 'timeout', `${name} took longer than ${timeoutMs / 1000} s`));
    }, timeoutMs);
    slot.session.finish();
  }

  #understood(index: number, session: SpeechToTextSession, transcript: Transcript): void {
    const utterance = [...this.#utterances.values()].find(
      (candidate) => candidate.provider === index && candidate.sessionUtterance === transcript.utterance,
    );
    const slot = this.#slots[index]!;
    if (!utterance || slot.session !== session) return;
    if (transcript.kind === 'partial') {
      if (transcript.text === utterance.partial || utterance.void) return;
      utterance.partial = transcript.text;
      if (utterance.confirmed) this.#tellPartial(utterance);
      return;
    }
    // A final before the utterance is over is the provider's own idea of an end; ours follows.
    if (!utterance.finished) return;
    slot.failures = 0;
    const { void: dropped, startSeconds, endSeconds } = utterance;
    this.#settle(
      utterance,
      dropped ? undefined : { ...transcript, startSeconds, endSeconds, utterance: utterance.number },
    );
  }

  #tellPartial({ number, partial, startSeconds, endSeconds, provider }: Utterance): void {
    const { name } = this.#slots[provider]!.provider;
    this.#observer.onTranscript({
      kind: 'partial',
      utterance: number,
      text: partial,
      startSeconds,
      endSeconds,
      provider: name,
    });
  }

  /** The provider rests; what it owed goes to the next one, from the beginning. */
  #fail(index: number, problem: SpeechFailure): void {
    const slot = this.#slots[index]!;
    slot.failures++;
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (slot.failures - 1));
    slot.restsUntil = HOPELESS.has(problem.code) ? Infinity : this.#clock.now() + restMs;
    const { session } = slot;
    slot.session = null;
    if (session) {
      session.onTranscript = null;
      session.onFailure = null;
      void session.end().catch(() => undefined);
    }
    // Who closes a provider knows; that is no fault worth a warning.
    if (problem.code === 'closed') this.#log.debug(`speech: ${problem.message}`);
    else this.#log.warn(`speech: ${problem.message} (${problem.code})`);
    this.#observer.onFailure?.(problem);
    for (const utterance of [...this.#utterances.values()]) {
      if (utterance.provider !== index) continue;
      this.#disarm(utterance);
      utterance.partial = '';
      this.#assign(utterance);
    }
  }

  /** False, and the provider is out for this call, when the budget does not reach. */
  #pay(utterance: Utterance, slot: Slot, samples: number): boolean {
    if (this.#spend.pay(slot.provider.needs, samples / this.#rate)) return true;
    const { name } = slot.provider;
    this.#fail(utterance.provider, failure(name, 'budget-spent', `the call's budget for ${name} is spent`));
    return false;
  }

  #settle(utterance: Utterance, final?: Transcript): void {
    this.#disarm(utterance);
    this.#utterances.delete(utterance.number);
    if (final) this.#observer.onTranscript(final);
    if (this.#utterances.size === 0) this.#idle?.();
  }

  #disarm(utterance: Utterance): void {
    if (utterance.deadline !== null) this.#clock.clearTimeout(utterance.deadline);
    utterance.deadline = null;
  }
}
