/** What a language model is asked and what comes back: plain values; every failure is one, and the call goes on. */
import type { Decision } from '../decision.types';
import type { MenuQuestion } from '../menu-question';

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type ModelFailureCode =
  /** No answer within the time limit, or the question was withdrawn. */
  | 'timeout'
  /** No connection, or it broke. */
  | 'unreachable'
  /** The key or account is not accepted. */
  | 'unauthorized'
  /** The server asks to come back later, or the account is spent. */
  | 'rate-limited'
  /** What this call may spend on it is spent. */
  | 'budget-spent'
  /** The server does not have that model, or not at that address. */
  | 'model-missing'
  /** What came back is not the protocol, or holds no answer. */
  | 'protocol'
  /** The model chose what the company did not offer. */
  | 'not-offered'
  /** An answer that is never given on a model's word; or the model declined to answer. */
  | 'refused'
  /** The server itself failed. */
  | 'fault';

export interface ModelFailure {
  readonly ok: false;
  readonly code: ModelFailureCode;
  /** For the person at the editor; holds no secret. */
  readonly message: string;
  /** Of answers that could not be used, as far as there were any. */
  readonly usage?: TokenUsage;
}

export type ModelChoice =
  | {
      readonly ok: true;
      /** Judged against what the prompt offers. */
      readonly decision: Decision;
      /** Of all requests that the answer took. */
      readonly usage: TokenUsage;
      readonly elapsedMs: number;
    }
  | ModelFailure;

export interface LanguageModel {
  readonly name: string;
  /** Where the text of prompts and goals goes: this machine, the user's network, or a company's servers. */
  readonly audioOrTextGoesTo: 'house' | 'network' | 'cloud';
  /** Never rejects, and answers within the time limit of its settings; at most two requests. */
  choose(question: MenuQuestion, signal?: AbortSignal): Promise<ModelChoice>;
  /** Questions under way are answered with a failure. */
  close(): void;
}

/** A tool as JSON Schema; both protocols take it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, unknown>>;
    readonly required: readonly string[];
  };
}

export interface ChatRequest {
  readonly system: string;
  readonly user: string;
  readonly tools: readonly ToolDefinition[];
}

/** What a server sent, before anybody judged it. */
export interface ChatReply {
  readonly toolCalls: readonly { readonly name: unknown; readonly arguments: unknown }[];
  readonly text: string;
  readonly usage: TokenUsage;
}

/** `retryAfterMs`: worth asking again after so long; absent: not worth it. */
export type ChatResult =
  { readonly ok: true; readonly reply: ChatReply } | (ModelFailure & { readonly retryAfterMs?: number });

/** One protocol's way to ask. */
export interface ChatProtocol {
  /** Base URL. */
  readonly address: string;
  ask(request: ChatRequest, limits: { readonly signal: AbortSignal; readonly timeoutMs: number }): Promise<ChatResult>;
}
