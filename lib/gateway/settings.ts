/** The gateway's settings, validated at the door (zod) so that everything below may trust them. */
import { z } from 'zod';
import { languageModelSettingsSchema } from '../ivr/language-model/settings';
import { speechSettingsSchema } from '../speech/speech-settings';
import { countryProblem } from './number-plans';
import { readDialTarget } from './phone-number';

const HOST = /^(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/i;

const host = z
  .string()
  .trim()
  .min(1, 'is missing')
  .refine((text) => text === '' || HOST.test(text), { error: ({ input }) => notAHost(String(input)) });

/** The address of the box's own page is what people copy. */
function notAHost(text: string): string {
  const [scheme] = /^(?:[a-z][a-z0-9+]*:\/\/|sips?:)/i.exec(text) ?? [];
  const leaveOut = scheme === undefined ? '' : `leave out ${scheme} and `;
  return `"${text.slice(0, 100)}" is no host name or address: ${leaveOut}write it like fritz.box or 192.168.178.1:5060`;
}

const optionalText = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

const port = z.coerce.number().int().min(0).max(65535);

const account = z.object({
  user: z.string().trim().min(1, 'is missing: the user name or number your SIP provider or PBX gave you').max(128),
  domain: host,
  displayName: optionalText,
  authorizationUser: optionalText,
  password: z.string().max(256).optional(),
  outboundProxy: z.union([z.literal('').transform(() => undefined), host]).optional(),
  transport: z.enum(['udp', 'tcp', 'tls']).default('udp'),
  register: z.boolean().default(true),
  registerSeconds: z.coerce.number().int().min(30).max(86_400).optional(),
  bindAddress: optionalText,
  bindPort: port.optional(),
  tls: z.object({ ca: optionalText, insecure: z.boolean().optional(), serverName: optionalText }).optional(),
});

const device = z.object({
  name: z.string().trim().min(1, 'needs a name').max(64),
  address: z
    .string()
    .trim()
    .min(1, 'needs a number or SIP URI')
    .max(256)
    // Else it would be said when a human is on the line.
    .superRefine((address, context) => {
      const target = readDialTarget(address);
      if (address !== '' && target.kind === 'invalid') context.addIssue({ code: 'custom', message: target.message });
    }),
});

const numberPolicy = z.object({
  country: z
    .string()
    .trim()
    .superRefine((country, context) => {
      const message = countryProblem(country);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .transform((country) => country.toUpperCase())
    .default(''),
  allow: z.array(z.string().trim().min(1)).default([]),
  deny: z.array(z.string().trim().min(1)).default([]),
  allowPremium: z.boolean().default(false),
  /** Calls placed in any 60 minutes, those to numbers that are not among the devices included. */
  maxCallsPerHour: z.coerce.number().int().min(1).max(10_000).default(30),
  maxConcurrentCalls: z.coerce.number().int().min(1).max(1000).default(8),
});

const media = z.object({
  bindAddress: optionalText,
  advertisedAddress: optionalText,
  rtpPorts: z
    .tuple([port, port])
    .refine(([low, high]) => low >= 1024 && high >= low + 3, 'must leave room: from 1024 up, at least four ports')
    .optional(),
  codecs: z
    .array(z.enum(['PCMU', 'PCMA']))
    .min(1)
    .optional(),
  /** How keys may be sent, the preferred way first; the next is tried when keys have no effect. */
  dtmfModes: z
    .array(z.enum(['rfc4733', 'info', 'inband']))
    .min(1)
    .default(['rfc4733', 'inband', 'info']),
});

export const gatewaySettingsSchema = z.object({
  name: z.string().trim().default(''),
  account,
  devices: z.array(device).max(32).default([]),
  numberPolicy: numberPolicy.default(() => numberPolicy.parse({})),
  media: media.default(() => media.parse({})),
  /** What understands and speaks; the embedded recogniser and voice unless something else was chosen. */
  speech: speechSettingsSchema.default(() => speechSettingsSchema.parse({})),
  /** Chooses menu options where the rules are unsure; none by default. */
  languageModel: languageModelSettingsSchema.optional(),
  /** Folder for what is remembered from call to call; nothing is kept without one. */
  storageFolder: optionalText,
});

export type GatewaySettings = z.output<typeof gatewaySettingsSchema>;
export type Device = z.output<typeof device>;

export type SettingsResult =
  { readonly ok: true; readonly settings: GatewaySettings } | { readonly ok: false; readonly message: string };

/** Reads settings from outside; the message names every field that is wrong, for the person at the editor. */
export function parseGatewaySettings(raw: unknown): SettingsResult {
  const result = gatewaySettingsSchema.safeParse(raw);
  if (result.success) return { ok: true, settings: result.data };
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'settings'} ${issue.message}`);
  return { ok: false, message: `Gateway settings: ${problems.join('; ')}` };
}
