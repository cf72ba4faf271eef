/** A session over a service that takes whole utterances: audio is collected, sent when the utterance is over. */
import { failure, tooMuchText } from './failure';
import { believableText, loudEnough } from './hallucination-guards';
import { MOST_TRANSCRIPT_CHARACTERS } from './limits';
import type { SpeechFailure, SpeechFormat, SpeechToTextSession, TranscribedWord, Transcript } from './speech.types';

export interface BatchRequest {
  readonly samples: Int16Array;
  readonly format: SpeechFormat;
  /** Fires when the session is ended or the time is up. */
  readonly signal: AbortSignal;
  /** The text so far, for services that stream it. */
  readonly onPartial: (text: string) => void;
}

export interface BatchResult {
  readonly ok: true;
  readonly text: string;
  /** Seconds since the utterance's first sample. */
  readonly words?: readonly TranscribedWord[];
  readonly confidence?: number;
}

export type TranscribeUtterance = (request: BatchRequest) => Promise<BatchResult | SpeechFailure>;

export interface BatchSessionOptions {
  readonly provider: string;
  readonly format: SpeechFormat;
  /** No answer within this is `timeout`; default 15 s. */
  readonly timeoutMs?: number;
  /** The session is over and need not be kept. */
  readonly onEnded?: () => void;
}

/** Longest utterance sent; the segmenter cuts earlier. */
const LONGEST_SECONDS = 60;

export class BatchSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  readonly #options: BatchSessionOptions;
  readonly #transcribe: TranscribeUtterance;
  readonly #pending = new Set<Promise<void>>();
  readonly #aborts = new Set<AbortController>();
  #utterances = 0;
  #current: {
    readonly utterance: number;
    readonly startSeconds: number;
    readonly parts: Int16Array[];
    length: number;
  } | null = null;
  #closed = false;

  constructor(options: BatchSessionOptions, transcribe: TranscribeUtterance) {
    this.#options = options;
    this.#transcribe = transcribe;
  }

  begin(sinceSeconds: number): number {
    this.finish();
    const utterance = ++this.#utterances;
    if (!this.#closed) this.#current = { utterance, startSeconds: sinceSeconds, parts: [], length: 0 };
    return utterance;
  }

  write(frame: Int16Array): void {
    const current = this.#current;
    if (!current || current.length > LONGEST_SECONDS * this.#options.format.sampleRateHz) return;
    current.parts.push(frame.slice());
    current.length += frame.length;
  }

  finish(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = null;
    const samples = new Int16Array(current.length);
    let at = 0;
    for (const part of current.parts) {
      samples.set(part, at);
      at += part.length;
    }
    const task = this.#run(current.utterance, current.startSeconds, samples).finally(() => this.#pending.delete(task));
    this.#pending.add(task);
  }

  async end(): Promise<void> {
    this.finish();
    await Promise.all(this.#pending);
    this.#closed = true;
    this.#options.onEnded?.();
  }

  /** Ends at once: what is owed fails with `closed`. */
  abandon(): void {
    this.#closed = true;
    this.#current = null;
    for (const abort of this.#aborts) abort.abort();
    const { provider } = this.#options;
    this.onFailure?.(failure(provider, 'closed', `${provider} was closed`), null);
  }

  async #run(utterance: number, startSeconds: number, samples: Int16Array): Promise<void> {
    const { provider, format } = this.#options;
    const endSeconds = startSeconds + samples.length / format.sampleRateHz;
    const tell = (kind: Transcript['kind'], text: string, extra: Partial<Transcript> = {}): void =>
      this.onTranscript?.({ kind, utterance, text, startSeconds, endSeconds, provider, ...extra });
    if (!loudEnough(samples)) {
      tell('final', '');
      return;
    }
    const abort = new AbortController();
    this.#aborts.add(abort);
    const timeoutMs = this.#options.timeoutMs ?? 15_000;
    let timer: NodeJS.Timeout | undefined;
    // A transcriber that ignores its signal must not hold the session up.
    const late = new Promise<SpeechFailure>((resolve) => {
      timer = setTimeout(() => {
        resolve(failure(provider, 'timeout', `${provider} did not answer within ${timeoutMs / 1000} s`));
        abort.abort();
      }, timeoutMs);
      abort.signal.addEventListener('abort', () => resolve(failure(provider, 'closed', `${provider} was closed`)));
    });
    const work = this.#transcribe({
      samples,
      format,
      signal: abort.signal,
      onPartial: (text) => {
        if (!abort.signal.aborted) tell('partial', text);
      },
    }).catch((error: unknown) => failure(provider, 'fault', error instanceof Error ? error.message : String(error)));
    const result = await Promise.race([work, late]);
    clearTimeout(timer);
    this.#aborts.delete(abort);
    if (!result.ok) {
      this.onFailure?.(result, utterance);
      return;
    }
    if (result.text.length > MOST_TRANSCRIPT_CHARACTERS) {
      this.onFailure?.(tooMuchText(provider), utterance);
      return;
    }
    const text = believableText(result.text, endSeconds - startSeconds);
    const words = result.words?.map((word) => ({
      ...word,
      startSeconds: word.startSeconds + startSeconds,
      endSeconds: word.endSeconds + startSeconds,
    }));
    tell('final', text, {
      ...(text !== '' && words ? { words } : {}),
      ...(result.confidence === undefined ? {} : { confidence: result.confidence }),
    });
  }
}
