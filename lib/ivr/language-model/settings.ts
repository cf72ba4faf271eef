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
});

export type LanguageModelSettings = z.output<typeof languageModelSettingsSchema>;
