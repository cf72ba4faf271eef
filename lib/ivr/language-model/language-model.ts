/** Asks a language model about one prompt, within its time limit and never more than twice; every end is a value. */
import { systemClock, type Clock } from '../../clock';
import type { Logger } from '../../logger';
import { audioGoesTo } from '../../where-audio-goes';
import type { MenuQuestion } from '../menu-question';
import { anthropicMessages } from './anthropic-messages';
import { failed, hostOf, type WireFailure } from './failure';
import { chatRequestFor } from './instructions';
import { judgeCalls } from './judge';
import type { ChatProtocol, LanguageModel, ModelChoice, ModelFailure, TokenUsage } from './language-model.types';
import { offerOf } from './offer';
import { openAiChat } from './openai-chat';
import { plainText } from './plain-text';
import { readToolCalls } from './read-answer';
import type { LanguageModelSettings } from './settings';

export type * from './language-model.types';

/** With less time left, a second request cannot be answered. */
const LEAST_RETRY_MS = 300;
/** More questions at once than calls a house can have are a loop somewhere. */
const MAX_AT_ONCE = 16;

export function openLanguageModel(
  settings: LanguageModelSettings,
  log: Logger,
  clock: Clock = systemClock,
): LanguageModel {
  const protocol = settings.kind === 'anthropic' ? anthropicMessages(settings) : openAiChat(settings);
  return new AskedLanguageModel(settings, protocol, log, clock);
}

class AskedLanguageModel implements LanguageModel {
  readonly name: string;
  readonly audioOrTextGoesTo: LanguageModel['audioOrTextGoesTo'];
  readonly #limitMs: number;
  readonly #protocol: ChatProtocol;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #underWay = new Set<(failure: ModelFailure) => void>();
  #closed = false;

  constructor(settings: LanguageModelSettings, protocol: ChatProtocol, log: Logger, clock: Clock) {
    this.name = `${plainText(settings.model, 64)} at ${hostOf(protocol.address)}`;
    this.audioOrTextGoesTo = audioGoesTo(protocol.address);
    this.#limitMs = settings.timeoutSeconds * 1000;
    this.#protocol = protocol;
    this.#log = log;
    this.#clock = clock;
  }

  async choose(question: MenuQuestion, signal?: AbortSignal): Promise<ModelChoice> {
    if (this.#closed) return failed('fault', 'the language model is closed');
    if (this.#underWay.size >= MAX_AT_ONCE) return failed('rate-limited', `more than ${MAX_AT_ONCE} questions at once`);
    const withdrawn = new AbortController();
    let end: (failure: ModelFailure) => void = () => undefined;
    const ended = new Promise<ModelFailure>((resolve) => (end = resolve));
    const withdraw = (): void => end(failed('timeout', 'the question was withdrawn'));
    const late = failed('timeout', `${this.name} did not answer within ${this.#limitMs / 1000} s`);
    const timer = this.#clock.setTimeout(() => end(late), this.#limitMs);
    this.#underWay.add(end);
    signal?.addEventListener('abort', withdraw, { once: true });
    if (signal?.aborted) withdraw();
    try {
      const choice = await Promise.race([ended, this.#ask(question, withdrawn.signal)]);
      if (!choice.ok) this.#log.warn(`language model ${this.name}: ${choice.code}: ${choice.message}`);
      return choice;
    } finally {
      this.#clock.clearTimeout(timer);
      this.#underWay.delete(end);
      signal?.removeEventListener('abort', withdraw);
      withdrawn.abort();
    }
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#underWay) end(failed('fault', 'the language model was closed'));
  }

  async #ask(question: MenuQuestion, signal: AbortSignal): Promise<ModelChoice> {
    const startedMs = this.#clock.now();
    const leftMs = (): number => startedMs + this.#limitMs - this.#clock.now();
    try {
      const offer = offerOf(question);
      let usage: TokenUsage = { inputTokens: 0, outputTokens: 0 };
      let correction: string | undefined;
      for (let request = 1; ; request++) {
        const asking = correction === undefined ? {} : { correction };
        const limits = { signal, timeoutMs: Math.max(1, leftMs()) };
        const result = await this.#protocol.ask(chatRequestFor(question, offer, asking), limits);
        let failure: WireFailure;
        if (result.ok) {
          usage = sum(usage, result.reply.usage);
          const judged = judgeCalls(readToolCalls(result.reply), offer);
          if (judged.ok)
            return { ok: true, decision: judged.decision, usage, elapsedMs: this.#clock.now() - startedMs };
          failure = { ...judged, retryAfterMs: 0 };
          correction = judged.message;
        } else {
          failure = result;
        }
        const { ok, code, message, retryAfterMs } = failure;
        const given = { ok, code, message, ...(usage.inputTokens + usage.outputTokens > 0 && { usage }) };
        if (request > 1 || signal.aborted || retryAfterMs === undefined) return given;
        if (leftMs() - retryAfterMs < LEAST_RETRY_MS) return given;
        if (!(await this.#paused(retryAfterMs, signal))) return given;
      }
    } catch (error) {
      return failed(
        'fault',
        `the question could not be put: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** False when nobody waits for an answer any more. */
  async #paused(ms: number, signal: AbortSignal): Promise<boolean> {
    if (ms > 0) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, ms));
    return !signal.aborted;
  }
}

const sum = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
});
