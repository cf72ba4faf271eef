/** Anthropic's messages. */
import type { Anthropic } from '@anthropic-ai/sdk' with { 'resolution-mode': 'import' };
import { z } from 'zod';
import { boundedFetch } from './bounded-fetch';
import { failed, hostOf, messageOf, wireFailure, type AskedServer } from './failure';
import type { ChatProtocol, ChatRequest, ChatResult } from './language-model.types';
import type { LanguageModelSettings } from './settings';

export const ANTHROPIC_ADDRESS = 'https://api.anthropic.com';
const MAX_ANSWER_TOKENS = 1024;

const message = z.object({
  stop_reason: z.string().nullish().catch(undefined),
  content: z.array(
    z
      .object({ type: z.string(), name: z.unknown(), input: z.unknown(), text: z.string().catch('') })
      .partial({ name: true, input: true, text: true }),
  ),
  usage: z
    .object({ input_tokens: z.number().catch(0), output_tokens: z.number().catch(0) })
    .nullish()
    .catch(undefined),
});

export function anthropicMessages(settings: LanguageModelSettings): ChatProtocol {
  // The SDK adds /v1 itself; people copy the address with it.
  const address = (settings.baseUrl ?? ANTHROPIC_ADDRESS).replace(/\/+$/, '').replace(/\/v1$/, '');
  const server: AskedServer = {
    address,
    model: settings.model,
    ...(settings.apiKey ? { apiKey: settings.apiKey } : {}),
  };
  let choice: 'any' | 'auto' = 'any';
  let client: Promise<Anthropic> | undefined;
  return {
    address,
    ask: async (request, { signal, timeoutMs }) => {
      const used = choice;
      try {
        client ??= openClient(settings, address);
        const body = bodyOf(settings.model, request, used);
        const answer: unknown = await (await client).messages.create(body, { signal, timeout: timeoutMs });
        return read(answer, server);
      } catch (error) {
        const failure = wireFailure(error, server);
        // Models that always think take no forced tool.
        if (failure.code !== 'protocol' || used === 'auto' || !messageOf(error, server).includes('tool_choice'))
          return failure;
        choice = 'auto';
        return { ...failure, retryAfterMs: 0 };
      }
    },
  };
}

async function openClient(settings: LanguageModelSettings, baseURL: string): Promise<Anthropic> {
  const { Anthropic: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    baseURL,
    // Never the environment's key or token: they would go to whatever address was configured.
    apiKey: settings.apiKey ?? 'none',
    authToken: null,
    maxRetries: 0,
    fetch: boundedFetch,
    logLevel: 'off',
  });
}

function bodyOf(
  model: string,
  { system, user, tools }: ChatRequest,
  choice: 'any' | 'auto',
): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model,
    max_tokens: MAX_ANSWER_TOKENS,
    system,
    messages: [{ role: 'user', content: user }],
    tools: tools.map(({ name, description, parameters }) => ({
      name,
      description,
      input_schema: { ...parameters, required: [...parameters.required] },
    })),
    tool_choice: { type: choice, disable_parallel_tool_use: true },
    stream: false,
  };
}

function read(answer: unknown, server: AskedServer): ChatResult {
  const parsed = message.safeParse(answer);
  if (!parsed.success) return failed('protocol', `${hostOf(server.address)} answered something else than a message`, 0);
  const { content, stop_reason: stop, usage } = parsed.data;
  if (stop === 'refusal') return failed('refused', 'the model declined to answer');
  return {
    ok: true,
    reply: {
      toolCalls: content
        .filter(({ type }) => type === 'tool_use')
        .map(({ name, input }) => ({ name, arguments: input })),
      text: content
        .filter(({ type }) => type === 'text')
        .map((part) => part.text ?? '')
        .join('\n'),
      usage: { inputTokens: usage?.input_tokens ?? 0, outputTokens: usage?.output_tokens ?? 0 },
    },
  };
}
