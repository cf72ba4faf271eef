/**
 * The contracts of the speech room: what turns speech into text and text into speech, what it needs, and how it fails.
 * Plain values; an expected outcome is a value, never an exception.
 */

import type { CallSpend } from './call-spend';

/** Sample rates of audio inside the house: Int16, mono. */
export type SampleRateHz = 8000 | 16000;

export interface SpeechFormat {
  readonly sampleRateHz: SampleRateHz;
  /** BCP 47, for example `en` or `de-AT`; default `en`. */
  readonly language?: string;
}

/** What a provider needs before it works, and what becomes of the audio. */
export interface ProviderNeeds {
  /** `house`: within this process or machine; `network`: a server of the user's own network; `cloud`: a company's. */
  readonly audioGoesTo: 'house' | 'network' | 'cloud';
  /** What the user must have: `API key`, `Wyoming server`, ... in words; empty when it works as installed. */
  readonly needs: readonly string[];
  /** Languages it understands or speaks, BCP 47; `any` when the server decides. */
  readonly languages: readonly string[] | 'any';
  /** Limits that a person should know before choosing it, in words. */
  readonly limits: readonly string[];
  /** Estimated price of a minute of audio, US dollars; 0 when it costs nothing. */
  readonly dollarsPerMinute: number;
}

export const SPEECH_FAILURE_CODES = [
  /** The house rule forbids this provider (no audio leaves this house). */
  'not-allowed',
  /** The call's budget of money or audio is spent. */
  'budget-spent',
  /** No connection: refused, no route, name unknown. */
  'unreachable',
  /** The key or account is not accepted. */
  'unauthorized',
  /** The server asks to come back later. */
  'rate-limited',
  /** The server does not have that model or voice. */
  'model-missing',
  /** The request was understood and declined. */
  'refused',
  /** No answer in time. */
  'timeout',
  /** The connection broke while something was owed. */
  'disconnected',
  /** What came back is not the protocol. */
  'protocol',
  /** The provider itself failed: a 5xx, a crashed worker. */
  'fault',
  /** The session is closed. */
  'closed',
] as const;

export type SpeechFailureCode = (typeof SPEECH_FAILURE_CODES)[number];

export interface SpeechFailure {
  readonly ok: false;
  readonly code: SpeechFailureCode;
  /** For the person at the editor; holds no secret. */
  readonly message: string;
  /** Name of the provider. */
  readonly provider: string;
}

export interface TranscribedWord {
  readonly word: string;
  /** Seconds of the call. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** 0 to 1, when the provider says. */
  readonly confidence?: number;
}

export interface Transcript {
  /** `partial` texts of an utterance replace each other; exactly one `final` ends them, its text may be empty. */
  readonly kind: 'partial' | 'final';
  /** Counts the utterances of the session from 1; finals may arrive out of this order. */
  readonly utterance: number;
  readonly text: string;
  /** Seconds of the call at which the utterance's audio begins and (so far) ends. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly words?: readonly TranscribedWord[];
  /** 0 to 1, when the provider says. */
  readonly confidence?: number;
  readonly provider: string;
}

/** A transcription under way, for one call. Audio comes in utterances: what lies between them is never written. */
export interface SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null;
  /** An utterance (or, with `utterance` null, the session) failed: its final does not come. */
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null;
  /** An utterance begins; its first sample lies at `sinceSeconds` of the call. Returns its number. */
  begin(sinceSeconds: number): number;
  /** Samples of the utterance under way, any number; copied if kept. Ignored between utterances. */
  write(frame: Int16Array): void;
  /** The utterance is over: its final transcript or its failure follows. */
  finish(): void;
  /** No more utterances. Resolves when every final owed has come or failed; the session is closed then. */
  end(): Promise<void>;
}

export type OpenedSession = { readonly ok: true; readonly session: SpeechToTextSession } | SpeechFailure;

export interface SpeechToText {
  readonly name: string;
  readonly needs: ProviderNeeds;
  open(format: SpeechFormat): Promise<OpenedSession>;
  /** A call begins: what takes long to start starts now. What goes wrong shows again when it is opened. */
  warmUp?(): Promise<unknown>;
  /** Lets go of workers and connections. Sessions still open fail with `closed`. */
  close(): Promise<void>;
}

export interface SpeakOptions {
  readonly sampleRateHz: SampleRateHz;
  /** Ends the wait early with `timeout`. */
  readonly timeoutMs?: number;
  /** The purse of the call that speaks; voices beyond it are passed over (FallbackTextToSpeech). */
  readonly spend?: CallSpend;
  /** The text holds a secret's value: voices of the cloud are not given it (FallbackTextToSpeech). */
  readonly holdsSecret?: boolean;
}

export interface SpokenAudio {
  readonly ok: true;
  /** Mono at the sample rate asked for. Shared with the cache: not to be written to. */
  readonly samples: Int16Array;
  readonly sampleRateHz: SampleRateHz;
}

export interface TextToSpeech {
  readonly name: string;
  readonly needs: ProviderNeeds;
  /** `voice` null is the provider's default. */
  speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure>;
  close(): Promise<void>;
}
