/**
 * What is said in one call, understood: the company's audio and what hearing makes of it go in, dated transcripts come
 * out. Secrets in them are masked. A recogniser that fails is reported; the call goes on without words (DESIGN law 4).
 */
import type { Clock } from '../clock';
import type { HearingEvent } from '../hearing/far-end';
import { SecretMask } from '../ivr/mask-secrets';
import type { Logger } from '../logger';
import type { FramesChunk } from '../media/worker/frames-tap';
import { CallTranscriber } from '../speech';
import type { CallSpend, SpeechSettings, SpeechToText, Transcript, TranscribedWord } from '../speech';

/** One transcript of the company's side. Epoch ms; seconds count the audio of the call. */
export interface CallTranscript {
  /** `partial`: while it is spoken. `pause`: all words up to a pause of 0.4 s. `final`: the whole utterance. */
  readonly kind: 'partial' | 'pause' | 'final';
  readonly utterance: number;
  readonly text: string;
  readonly sinceMs: number;
  readonly endMs: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly provider: string;
  readonly confidence?: number;
  readonly words?: readonly TranscribedWord[];
}

export interface CallSpeechHooks {
  onTranscript(transcript: CallTranscript): void;
  onFault(provider: string, reason: string): void;
  /** Whether anybody wants to know what is said now: two people talking are nobody's business. */
  isWanted(): boolean;
}

const RATE = 8000;
/** Dates of the chunks of the last minutes: an utterance is at most 25 s long, a slow recogniser 10 s late. */
const DATES_KEPT = 2048;
/** A fault of the same provider is said once a minute at most. */
const FAULT_EVERY_MS = 60_000;

export class CallSpeech {
  readonly #transcriber: CallTranscriber;
  readonly #hooks: CallSpeechHooks;
  readonly #clock: Clock;
  /** [first sample, epoch ms] of each chunk, oldest first. */
  readonly #dates: [number, number][] = [];
  readonly #faultAt = new Map<string, number>();
  readonly #mask = new SecretMask();
  #samples = 0;
  #lastProvider = '';
  /** Utterances whose beginning was withheld are not heard of at all. */
  #wasWanted = true;

  constructor(
    speechToText: readonly SpeechToText[],
    settings: SpeechSettings,
    spend: CallSpend,
    hooks: CallSpeechHooks,
    clock: Clock,
    log: Logger,
  ) {
    this.#hooks = hooks;
    this.#clock = clock;
    this.#transcriber = new CallTranscriber(
      {
        providers: speechToText,
        sampleRateHz: RATE,
        language: settings.language,
        audioStaysInHouse: settings.audioStaysInHouse,
        spend,
      },
      {
        onTranscript: (transcript) => this.#onTranscript(transcript),
        onPause: (utterance, text, sinceSeconds) => this.#onPause(utterance, text, sinceSeconds),
        onFailure: ({ provider, code, message }) => {
          if (code !== 'closed') this.#onFailure(provider, message);
        },
      },
      { clock, log },
    );
  }

  /** Values that must not be written down, whoever speaks them (DESIGN law 8). */
  keepSecret(values: readonly string[]): void {
    this.#mask.keep(values);
  }

  audio(chunk: FramesChunk): void {
    this.#dates.push([this.#samples, chunk.timeMs]);
    if (this.#dates.length > DATES_KEPT) this.#dates.splice(0, DATES_KEPT / 2);
    this.#samples += chunk.samples.length;
    this.#transcriber.push(chunk.samples);
  }

  hear(event: HearingEvent): void {
    const wanted = this.#hooks.isWanted();
    // An utterance that began while nobody wanted it ends unheard, too.
    if (event.kind === 'utterance-start') this.#wasWanted = wanted;
    if (this.#wasWanted || event.kind === 'far-end') this.#transcriber.hear(event);
  }

  /** We answer what is being said: the next words belong to another prompt. */
  answered(): void {
    this.#transcriber.answered();
  }

  /** Something was said, or is being said, that is not understood yet. */
  get isUnderstanding(): boolean {
    return this.#transcriber.pending > 0;
  }

  /** No more audio. Resolves when what was said last is understood, or cannot be. */
  end(): Promise<void> {
    return this.#transcriber.end();
  }

  readonly #spokenSince = new Map<number, number>();

  #onTranscript(transcript: Transcript): void {
    this.#lastProvider = transcript.provider;
    const { kind, utterance, startSeconds, endSeconds, confidence } = transcript;
    if (kind === 'final') this.#spokenSince.delete(utterance);
    else this.#spokenSince.set(utterance, startSeconds);
    if (!this.#hooks.isWanted()) return;
    const text =
      kind === 'final'
        ? this.#mask.maskFinal(transcript.text, startSeconds, endSeconds)
        : this.#mask.mask(transcript.text, startSeconds);
    // Words carry their own text: those of a masked sentence would tell what the sentence does not.
    const words = text === transcript.text ? transcript.words : undefined;
    this.#hooks.onTranscript({
      kind,
      utterance,
      text,
      ...this.#dated(startSeconds, endSeconds),
      provider: transcript.provider,
      ...(confidence !== undefined && { confidence }),
      ...(words !== undefined && { words }),
    });
  }

  #onPause(utterance: number, text: string, sinceSeconds: number): void {
    if (text === '' || !this.#hooks.isWanted()) return;
    const startSeconds = this.#spokenSince.get(utterance) ?? sinceSeconds;
    this.#hooks.onTranscript({
      kind: 'pause',
      utterance,
      text: this.#mask.mask(text, startSeconds),
      ...this.#dated(startSeconds, sinceSeconds),
      provider: this.#lastProvider,
    });
  }

  #onFailure(provider: string, message: string): void {
    const now = this.#clock.now();
    if (now - (this.#faultAt.get(provider) ?? -Infinity) < FAULT_EVERY_MS) return;
    this.#faultAt.set(provider, now);
    this.#hooks.onFault(provider, message);
  }

  #dated(
    startSeconds: number,
    endSeconds: number,
  ): Pick<CallTranscript, 'startSeconds' | 'endSeconds' | 'sinceMs' | 'endMs'> {
    return { startSeconds, endSeconds, sinceMs: this.#dateOf(startSeconds), endMs: this.#dateOf(endSeconds) };
  }

  /** Epoch ms at which this second of audio arrived. */
  #dateOf(seconds: number): number {
    const sample = seconds * RATE;
    let found: [number, number] = [0, this.#clock.now()];
    for (let index = this.#dates.length - 1; index >= 0; index--) {
      found = this.#dates[index]!;
      if (found[0] <= sample) break;
    }
    return Math.round(found[1] + ((sample - found[0]) / RATE) * 1000);
  }
}
