/**
 * The script language in zod: what each part of the YAML may hold. Every value arrives as text (the YAML is read with
 * its "failsafe" schema, so that `0800` stays 0800 and `yes` stays yes) and is turned into what it means here.
 */
import { z } from 'zod';
import type { OnCall, SecondsRange, Step, Target } from './script';

const LONGEST_SECONDS = 24 * 3600;

/** A value that is text to YAML: parsed by `read`, or refused with `expected`. */
function word<T>(expected: string, read: (text: string) => T | undefined) {
  return z.string(`expected ${expected}`).transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `"${text}" is not ${expected}` });
    return z.NEVER;
  });
}

function readSeconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(s|sec|seconds?|m|min|minutes?)?$/i.exec(text);
  if (!match) return undefined;
  const value = Number(match[1]) * (match[2]?.toLowerCase().startsWith('m') ? 60 : 1);
  return value <= LONGEST_SECONDS ? value : undefined;
}

function readRange(text: string, read: (part: string) => number | undefined): SecondsRange | undefined {
  const [first = '', second, ...more] = text.split(/\s*(?:to|\.\.|-)\s*/);
  const from = read(first);
  const to = second === undefined ? from : read(second);
  if (from === undefined || to === undefined || to < from || more.length > 0) return undefined;
  return { from, to };
}

const readCount = (text: string): number | undefined => (/^\d{1,3}$/.test(text) ? Number(text) : undefined);

const name = z.string('expected a name').min(1, 'expected a name, found nothing');
const text = z.string('expected text').min(1, 'expected text, found nothing');
const seconds = word('a number of seconds, for example 6 or 1.5', readSeconds);
const secondsRange = word('a number of seconds or a range, for example 20 or "10 to 40"', (value) =>
  readRange(value, readSeconds),
);
const count = word('a whole number', readCount);
const length = word('a number of digits or a range, for example 7 or "4 to 10"', (value) => {
  const range = readRange(value, readCount);
  return range && range.from >= 1 ? range : undefined;
});
const yesNo = word('yes or no', (value) => {
  if (/^(yes|true|on)$/i.test(value)) return true;
  return /^(no|false|off)$/i.test(value) ? false : undefined;
});
const digits = word('keys of a telephone: 0 to 9, * and #', (value) =>
  /^[0-9*#A-D]{1,64}$/.test(value) ? value : undefined,
);
const terminator = word('one key, in quotation marks: "#" or "*"', (value) =>
  /^[0-9*#]$/.test(value) ? value : undefined,
);

function list<T extends z.ZodType<unknown, string>>(item: T, noun: string) {
  return z.union(
    [item.transform((one) => [one]), z.array(item)],
    `expected ${noun} or a list of them, [first, second]`,
  );
}

/** "repeat" and "hangup" are words of the language, anything else names a section. */
const target = name.transform((value): Target => {
  if (value === 'repeat') return { kind: 'repeat' };
  return value === 'hangup' ? { kind: 'hangup' } : { kind: 'section', section: value };
});
const HANGUP: Target = { kind: 'hangup' };

const keys = z
  .record(z.string(), target, 'expected keys and where they lead, one a line, for example   1: sales')
  .transform((record, context) => {
    for (const key of Object.keys(record)) {
      if (/^[0-9*#A-D]{1,4}$/.test(key)) continue;
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `"${key}" is not a key of a telephone: use 0 to 9, "*" or "#" (these two in quotation marks)`,
      });
    }
    return new Map(Object.entries(record));
  });

/** Each verb's step, keyed by the verb; `menu: main` puts "main" under `menu`. */
export const STEP_GRAMMAR = {
  say: z.strictObject({ say: list(text, 'a prompt') }).transform((s): Step => ({ verb: 'say', prompts: s.say })),
  play: z
    .strictObject({ play: name, seconds: seconds.optional() })
    .transform((s): Step => ({ verb: 'play', sound: s.play, seconds: s.seconds ?? null })),
  menu: z
    .strictObject({
      menu: name,
      prompt: list(text, 'a prompt'),
      keys,
      barge_in: yesNo.optional(),
      timeout_seconds: seconds.optional(),
      attempts: count.optional(),
      invalid: text.optional(),
      no_key: text.optional(),
      on_speech: target.optional(),
      otherwise: target.optional(),
    })
    .transform((s): Step => ({
      verb: 'menu',
      name: s.menu,
      prompts: s.prompt,
      keys: s.keys,
      bargeIn: s.barge_in ?? true,
      timeoutSeconds: s.timeout_seconds ?? 5,
      attempts: Math.max(1, s.attempts ?? 3),
      invalid: s.invalid ?? null,
      noKey: s.no_key ?? null,
      onSpeech: s.on_speech ?? null,
      otherwise: s.otherwise ?? HANGUP,
    })),
  read_digits: z
    .strictObject({
      read_digits: name,
      prompt: list(text, 'a prompt'),
      length: length.optional(),
      terminator: terminator.optional(),
      timeout_seconds: seconds.optional(),
      barge_in: yesNo.optional(),
      expected: list(digits, 'a number').optional(),
      attempts: count.optional(),
      invalid: text.optional(),
      then: target.optional(),
      otherwise: target.optional(),
    })
    .transform((s): Step => ({
      verb: 'read_digits',
      name: s.read_digits,
      prompts: s.prompt,
      bargeIn: s.barge_in ?? true,
      length: s.length ?? { from: 1, to: 64 },
      terminator: s.terminator ?? null,
      timeoutSeconds: s.timeout_seconds ?? 5,
      expected: s.expected ?? [],
      attempts: Math.max(1, s.attempts ?? 3),
      invalid: s.invalid ?? null,
      then: s.then ?? null,
      otherwise: s.otherwise ?? HANGUP,
    })),
  music: z
    .strictObject({ music: name, seconds })
    .transform((s): Step => ({ verb: 'music', sound: s.music, seconds: s.seconds })),
  silence: z.strictObject({ silence: seconds }).transform((s): Step => ({ verb: 'silence', seconds: s.silence })),
  ringing: z.strictObject({ ringing: seconds }).transform((s): Step => ({ verb: 'ringing', seconds: s.ringing })),
  queue: z
    .strictObject({
      queue: name,
      wait_seconds: secondsRange,
      music: list(name, 'a sound'),
      announcements: list(text, 'a prompt').optional(),
      every_seconds: seconds.optional(),
      over_music: yesNo.optional(),
      keys: keys.optional(),
    })
    .transform((s): Step => ({
      verb: 'queue',
      name: s.queue,
      wait: s.wait_seconds,
      music: s.music,
      announcements: s.announcements ?? [],
      everySeconds: Math.max(1, s.every_seconds ?? 20),
      overMusic: s.over_music ?? false,
      keys: s.keys ?? new Map(),
    })),
  human: z
    .strictObject({
      human: name,
      pause_seconds: seconds.optional(),
      greeting: text.optional(),
      replies: list(text, 'a prompt').optional(),
      then: z.enum(['stay', 'continue'], 'expected stay or continue').optional(),
    })
    .transform((s): Step => ({
      verb: 'human',
      person: s.human,
      pauseSeconds: s.pause_seconds ?? 1,
      greeting: s.greeting ?? null,
      replies: s.replies ?? null,
      then: s.then ?? 'stay',
    })),
  listen: z.strictObject({ listen: seconds, until_silence_seconds: seconds.optional() }).transform((s): Step => ({
    verb: 'listen',
    seconds: s.listen,
    untilSilenceSeconds: s.until_silence_seconds ?? null,
  })),
  press: z.strictObject({ press: digits }).transform((s): Step => ({ verb: 'press', digits: s.press })),
  echo: z
    .strictObject({
      echo: word('a number of seconds, or nothing', (value) => (value === '' ? null : readSeconds(value))),
    })
    .transform((s): Step => ({ verb: 'echo', seconds: s.echo })),
  goto: z.strictObject({ goto: target }).transform((s): Step => ({ verb: 'goto', target: s.goto })),
  transfer: z
    .strictObject({ transfer: name, ring_seconds: seconds.optional() })
    .transform((s): Step => ({ verb: 'transfer', section: s.transfer, ringSeconds: s.ring_seconds ?? 4 })),
  hangup: z
    .strictObject({ hangup: z.string('expected a reason in words, or nothing') })
    .transform((s): Step => ({ verb: 'hangup', reason: s.hangup })),
} as const satisfies Record<Step['verb'], z.ZodType<Step>>;

export const VERBS = Object.keys(STEP_GRAMMAR) as Step['verb'][];

const ON_CALL = [
  'answer',
  'busy',
  'reject',
  'no_answer',
  'not_found',
  'unavailable',
  'forbidden',
] as const satisfies readonly OnCall[];

/** Steps are checked one by one afterwards, so that a problem names its own step and not every verb there is. */
const steps = z.array(z.unknown(), 'expected steps, each on a line that begins with a dash');

const promptEntry = z.union(
  [
    text.transform((value) => ({ text: value, file: undefined, voice: undefined })),
    z.strictObject({ text, file: name.optional(), voice: name.optional() }),
  ],
  'expected the text, or   text: and file:',
);

const person = z.strictObject({
  greeting: text,
  replies: list(text, 'a prompt').optional(),
  hello: text.optional(),
  goodbye: text.optional(),
  background: name.optional(),
  patience_seconds: seconds.optional(),
  hellos: count.optional(),
});

const extension = z.strictObject({
  description: z.string().optional(),
  numbers: list(
    word('a number', (value) => value.replace(/[^0-9]/g, '') || undefined),
    'a number',
  ).optional(),
  ring_seconds: seconds.optional(),
  on_call: z.enum(ON_CALL, `expected one of: ${ON_CALL.join(', ')}`).optional(),
  steps: steps.optional(),
});

export const SCRIPT_GRAMMAR = z.strictObject({
  company: text,
  default_extension: name.optional(),
  prompts: z.record(z.string(), promptEntry, 'expected names of prompts, each with its text').optional(),
  sounds: z.record(z.string(), name, 'expected names of sounds, each with its file').optional(),
  people: z.record(z.string(), person, 'expected names of people').optional(),
  extensions: z.record(z.string(), extension, 'expected names of extensions'),
  sections: z.record(z.string(), steps, 'expected names of sections, each with its steps').optional(),
});

export type ScriptDocument = z.output<typeof SCRIPT_GRAMMAR>;
