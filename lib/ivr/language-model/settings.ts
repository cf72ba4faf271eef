/** Which language model a user chose, validated at the door (zod). */
import { z } from 'zod';

const optionalText = z
  .string()
  .trim()
  .max(512)
  .transform((text) => (text === '' ? undefined : text))
  .optional();

export const languageModelSettingsSchema = z.object({
  /** `openai`: any server with OpenAI's chat completions (Ollama, LM Studio, llama.cpp, vLLM, ...). */
  kind: z.enum(['openai', 'anthropic']),
  /** Default: the vendor's own. */
  baseUrl: z.union([z.literal('').transform(() => undefined), z.url({ protocol: /^https?$/ }).max(512)]).optional(),
  model: z.string().trim().min(1, 'is missing: the name of a model').max(256),
  apiKey: optionalText,
  /** A person on the phone would have answered by then; the rules go on without it. */
  timeoutSeconds: z.coerce.number().min(1).max(60).default(8),
  /** What one call may take at most: a walk asks a few times, each for about 2000 tokens. */
  questionsPerCall: z.coerce.number().int().min(1).max(1000).default(20),
  tokensPerCall: z.coerce.number().int().min(1000).max(10_000_000).default(60_000),
  /** Of waiting for answers, all questions together. */
  secondsPerCall: z.coerce.number().min(1).max(3600).default(120),
});

export type LanguageModelSettings = z.output<typeof languageModelSettingsSchema>;
