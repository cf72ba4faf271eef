/** OpenAI's chat completions, and the many servers that speak them with an accent of their own. */
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { z } from 'zod';
import { boundedFetch } from './bounded-fetch';
import { failed, hostOf, messageOf, wireFailure, type AskedServer } from './failure';
import { proseInstructions } from './instructions';
import type { ChatProtocol, ChatReply, ChatRequest, ChatResult } from './language-model.types';
import type { LanguageModelSettings } from './settings';

export const OPENAI_ADDRESS = 'https://api.openai.com/v1';
/** Room for models that think before they answer; the time limit ends them sooner. */
const MAX_ANSWER_TOKENS = 2000;

/** How this server wants to be asked: learned from what it refuses, kept for the next question. */
interface Dialect {
  tools: boolean;
  toolChoice: 'required' | 'auto' | undefined;
  /** OpenAI's reasoning models refuse `max_tokens`; older servers know nothing else. */
  tokenLimit: 'max_completion_tokens' | 'max_tokens' | undefined;
  /** The same menu should get the same answer; some models take no temperature at all. */
  temperature: boolean;
}

const text = z.string().nullish().catch(undefined);
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: text,
        message: z.object({
          content: z
            .union([z.string(), z.array(z.object({ text }))])
            .nullish()
            .catch(undefined),
          refusal: text,
          tool_calls: z.array(z.unknown()).nullish().catch(undefined),
          function_call: z.unknown().optional(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.number().catch(0), completion_tokens: z.number().catch(0) })
    .nullish()
    .catch(undefined),
});
const toolCall = z.object({ name: z.unknown(), arguments: z.unknown(), function: z.unknown() }).partial();

export function openAiChat(settings: LanguageModelSettings): ChatProtocol {
  const address = withVersion(settings.baseUrl ?? OPENAI_ADDRESS);
  const server: AskedServer = {
    address,
    model: settings.model,
    ...(settings.apiKey ? { apiKey: settings.apiKey } : {}),
  };
  const openAi = hostOf(address) === 'api.openai.com';
  const dialect: Dialect = {
    tools: true,
    toolChoice: 'required',
    tokenLimit: openAi ? 'max_completion_tokens' : 'max_tokens',
    temperature: !openAi,
  };
  let client: Promise<OpenAI> | undefined;
  return {
    address,
    ask: async (request, { signal, timeoutMs }) => {
      const used = { ...dialect };
      try {
        client ??= openClient(settings, address);
        const body = bodyOf(settings.model, request, used);
        const answer: unknown = await (await client).chat.completions.create(body, { signal, timeout: timeoutMs });
        return read(answer, server);
      } catch (error) {
        const failure = wireFailure(error, server);
        const said = messageOf(error, server);
        return adapted(dialect, used, failure.code, said) ? { ...failure, retryAfterMs: 0 } : failure;
      }
    },
  };
}

/** Loaded when the first question comes: the SDK costs a sixth of a second, and most flows never ask. */
async function openClient(settings: LanguageModelSettings, baseURL: string): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  return new Client({
    baseURL,
    // Never the environment's key: it would go to whatever address was configured. Local servers take any.
    apiKey: settings.apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    fetch: boundedFetch,
    logLevel: 'off',
  });
}

/** "http://localhost:11434" is what people type; all these servers answer below /v1. */
function withVersion(address: string): string {
  const url = new URL(address);
  return url.pathname === '/' ? new URL('/v1', url).href : address.replace(/\/+$/, '');
}

function bodyOf(
  model: string,
  { system, user, tools }: ChatRequest,
  dialect: Dialect,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const functions = tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters: { ...parameters, required: [...parameters.required] } },
  }));
  return {
    model,
    messages: [
      { role: 'system', content: dialect.tools ? system : `${system}\n\n${proseInstructions(tools)}` },
      { role: 'user', content: user },
    ],
    // Streamed tool calls get lost or lack their index with several servers (ollama issues 7881, 9632, 12557).
    stream: false,
    ...(dialect.tools ? { tools: functions } : {}),
    ...(dialect.tools && dialect.toolChoice !== undefined ? { tool_choice: dialect.toolChoice } : {}),
    ...(dialect.tokenLimit === undefined ? {} : { [dialect.tokenLimit]: MAX_ANSWER_TOKENS }),
    ...(dialect.temperature ? { temperature: 0 } : {}),
  };
}

/**
 * Changes the dialect when the server refused a part of what it was asked with. Seen: "… does not support tools"
 * (Ollama, 400), "tools param requires --jinja flag" and "Unsupported param: tools" (llama.cpp, 500), "tool choice
 * requires --enable-auto-tool-choice" (vLLM, 400), "Unsupported parameter: 'max_tokens' … Use 'max_completion_tokens'"
 * and "'temperature' does not support 0" (OpenAI, 400).
 */
function adapted(dialect: Dialect, used: Dialect, code: string, said: string): boolean {
  if (code !== 'protocol' && code !== 'fault') return false;
  if (/temperature/i.test(said) && used.temperature) dialect.temperature = false;
  else if (/max_(completion_)?tokens/i.test(said) && used.tokenLimit !== undefined) {
    const other = used.tokenLimit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    dialect.tokenLimit = said.includes(other) || /unsupported|unrecogni|unknown|extra/i.test(said) ? other : undefined;
  } else if (/tool_choice/i.test(said) && used.tools && used.toolChoice !== undefined) {
    dialect.toolChoice = used.toolChoice === 'required' ? 'auto' : undefined;
  } else if (/\btools?\b|function call|jinja/i.test(said) && used.tools) dialect.tools = false;
  else return false;
  return true;
}

function read(answer: unknown, server: AskedServer): ChatResult {
  const error = typeof answer === 'object' && answer !== null ? (answer as { error?: unknown }).error : undefined;
  // Some gateways report a failure of the model behind them with status 200.
  if (error !== undefined && error !== null)
    return failed('fault', `${hostOf(server.address)}: ${messageOf(answer, server)}`, 0);
  const parsed = completion.safeParse(answer);
  if (!parsed.success)
    return failed('protocol', `${hostOf(server.address)} answered something else than a completion`, 0);
  const { message, finish_reason: finish } = parsed.data.choices[0]!;
  if (message.refusal || finish === 'content_filter')
    return failed('refused', `the model declined: ${message.refusal ?? 'filtered'}`.slice(0, 300));
  const calls = [...(message.tool_calls ?? []), ...(message.function_call ? [message.function_call] : [])];
  const content = message.content ?? '';
  const reply: ChatReply = {
    toolCalls: calls.map(readCall),
    text: typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n'),
    usage: {
      inputTokens: parsed.data.usage?.prompt_tokens ?? 0,
      outputTokens: parsed.data.usage?.completion_tokens ?? 0,
    },
  };
  return { ok: true, reply };
}

function readCall(value: unknown): ChatReply['toolCalls'][number] {
  const call = toolCall.safeParse(value).data ?? {};
  const inner = toolCall.safeParse(call.function).data ?? call;
  return { name: inner.name, arguments: inner.arguments };
}
