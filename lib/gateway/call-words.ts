/**
 * The words of one call, in both directions and over all dialling attempts: what the company says is understood and told
 * to hearing, what the gateway says is spoken, and both are paid from one purse.
 */
import type { Clock } from '../clock';
import type { DatedHearingEvent } from '../hearing';
import type { HearingNote } from '../hearing/hearing-tap';
import type { Logger } from '../logger';
import type { FramesChunk } from '../media/worker/frames-tap';
import { CallSpend } from '../speech';
import { CallSpeech } from './call-speech';
import type { CallTranscript } from './call-speech';
import type { Leg } from './leg';
import { sayOn, spoken } from './own-voice';
import type { SpeechLease } from './speech-keeper';

export interface CallWordsHooks {
  /** What hearing, beside the company's audio, is to know. */
  tellHearing(note: HearingNote): void;
  onTranscript(transcript: CallTranscript): void;
  onFault(provider: string, reason: string): void;
  /** Two people talking are nobody's business. */
  areTwoPeopleTalking(): boolean;
  /** Secrets that must not be written down. */
  secretsToMask(): readonly string[];
}

export class CallWords {
  readonly #lease: SpeechLease | undefined;
  /** What is spoken where we call, if that is known; ISO 639-1. */
  readonly #language: string | undefined;
  readonly #hooks: CallWordsHooks;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #spend: CallSpend;
  #speech: CallSpeech | null;
  /** What hearing was told last. */
  #toldText = '';
  /** Who wants to know what is said even while the user talks. */
  #listeners = 0;

  constructor(
    lease: SpeechLease | undefined,
    language: string | undefined,
    hooks: CallWordsHooks,
    clock: Clock,
    log: Logger,
  ) {
    this.#lease = lease;
    this.#language = language;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#log = log;
    const { dollarsPerCall: dollars, cloudMinutesPerCall = 60 } = lease?.settings ?? {};
    this.#spend = new CallSpend({ dollars, cloudAudioSeconds: cloudMinutesPerCall * 60 });
    this.#speech = this.#open();
  }

  /** Whether what the company says can be understood. */
  get areUnderstood(): boolean {
    return this.#speech !== null;
  }

  /** Somebody speaks, or has spoken and is not understood to the end yet. */
  get areToCome(): boolean {
    return this.#speech?.isUnderstanding === true;
  }

  /** Whether anybody may learn of what is said now. */
  get areWanted(): boolean {
    return !this.#hooks.areTwoPeopleTalking() || this.#listeners > 0;
  }

  /** They are wanted whoever talks; returns how to take that back. */
  keepListening(): () => void {
    this.#listeners++;
    let kept = true;
    return () => {
      if (kept) this.#listeners--;
      kept = false;
    };
  }

  secretsChanged(): void {
    this.#speech?.keepSecret(this.#hooks.secretsToMask());
  }

  audio(chunk: FramesChunk): void {
    this.#speech?.audio(chunk);
  }

  hear(event: DatedHearingEvent): void {
    this.#speech?.hear(event);
  }

  /** Keys or words of ours go out: what the company says next is another prompt. */
  answered(): void {
    this.#speech?.answered();
  }

  /** Speaks to the company with the gateway's voice. Resolves with words on why not, or null when it was said. */
  async say(text: string, leg: Leg): Promise<string | null> {
    if (!this.#lease) return 'no voice is set up in the gateway';
    const source = await spoken(text, this.#lease.providers.textToSpeech, this.#spend);
    if ('ok' in source) return source.message;
    await sayOn(leg, source);
    return null;
  }

  /** The company is called anew: what was said on the line before is over. */
  beginAnew(): void {
    void this.#speech?.end();
    this.#speech = this.#open();
  }

  /** No more audio. Resolves when what was said last is understood, or cannot be; undefined when nothing listens. */
  end(): Promise<void> | undefined {
    if (this.#speech === null) {
      this.#lease?.release();
      return undefined;
    }
    return this.#speech.end().finally(() => this.#lease?.release());
  }

  #open(): CallSpeech | null {
    const lease = this.#lease;
    if (!lease || lease.providers.speechToText.length === 0) return null;
    const hooks = {
      onTranscript: (transcript: CallTranscript) => this.#onTranscript(transcript),
      onFault: (provider: string, reason: string) => this.#hooks.onFault(provider, reason),
      isWanted: () => this.areWanted,
    };
    const { providers, settings } = lease;
    const speech = new CallSpeech(providers.speechToText, settings, this.#spend, hooks, this.#clock, this.#log);
    speech.keepSecret(this.#hooks.secretsToMask());
    return speech;
  }

  #onTranscript(transcript: CallTranscript): void {
    const { kind, text, startSeconds, endSeconds, confidence } = transcript;
    // Also what is only half said: "how can I" is a person a second before the sentence is over.
    if (text !== '' && (kind === 'final' || text !== this.#toldText)) {
      this.#toldText = text;
      this.#hooks.tellHearing({
        note: 'transcript',
        text,
        sinceSeconds: startSeconds,
        endSeconds,
        final: kind === 'final',
        ...(confidence !== undefined && { confidence }),
        ...(this.#language !== undefined && { language: this.#language }),
      });
    }
    this.#hooks.onTranscript(transcript);
  }
}
