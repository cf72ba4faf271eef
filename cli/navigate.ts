/** `hold-slayer navigate FILE.json [--text asr|prompt] [--jsonl]`: the navigator over a file of menus. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { decide } from '../lib/ivr/decide';
import type { Decision } from '../lib/ivr/decision.types';

const USAGE = `usage: hold-slayer navigate FILE.json [--text asr|prompt] [--jsonl]

  What the navigator would press, by its rules. FILE.json holds
  {"menus": [{"id": "...", "prompt": "For sales, press 1. ...", "cases": [{"intent": "what the call is for"}]}]}
  --text    asr (the default) takes the menu's "asr" where it has one, as speech recognition heard it; prompt never
  --jsonl   one JSON object a line`;

const MENUS = z.object({
  menus: z.array(
    z.object({
      id: z.string(),
      prompt: z.string(),
      asr: z.string().optional(),
      cases: z.array(z.object({ intent: z.string(), facts: z.record(z.string(), z.string()).optional() })),
    }),
  ),
});

interface Arguments {
  readonly file: string;
  readonly text: 'asr' | 'prompt';
  readonly jsonl: boolean;
}

/** Writes one decision a line to standard output; the exit code is 0, 1 for an unreadable file, 2 for a wrong call. */
export async function navigate(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const parsed = parseArguments(args);
  if (typeof parsed === 'string') return complain(parsed, 2);
  let menus: z.infer<typeof MENUS>['menus'];
  try {
    menus = MENUS.parse(JSON.parse(await readFile(parsed.file, 'utf8'))).menus;
  } catch (error) {
    return complain(`${parsed.file}: ${inWordsOfReader(error)}`, 1);
  }
  for (const menu of menus) {
    const text = parsed.text === 'asr' ? (menu.asr ?? menu.prompt) : menu.prompt;
    menu.cases.forEach(({ intent, facts }, index) => {
      const decision = decide(text, intent, facts === undefined ? {} : { facts });
      const line = { menu: menu.id, case: index, ...scored(decision) };
      process.stdout.write(
        parsed.jsonl ? `${JSON.stringify(line)}\n` : `${inWords(menu.id, index, intent, decision)}\n`,
      );
    });
  }
  return 0;
}

function parseArguments(args: readonly string[]): Arguments | string {
  let file: string | undefined;
  let text: 'asr' | 'prompt' = 'asr';
  let jsonl = false;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--jsonl') jsonl = true;
    else if (argument === '--llm') return '--llm is not available yet: the navigator works by rules only';
    else if (argument === '--text') {
      const value = args[++index];
      if (value !== 'asr' && value !== 'prompt') return `--text takes asr or prompt\n${USAGE}`;
      text = value;
    } else if (argument.startsWith('--')) return `unknown option ${argument}\n${USAGE}`;
    else if (file === undefined) file = argument;
    else return USAGE;
  }
  return file === undefined ? USAGE : { file, text, jsonl };
}

/** The decision in the form that scorers read; the words of the option stand in `why`. */
function scored(decision: Decision): Record<string, unknown> {
  return { ...decision, option: undefined };
}

function inWords(menu: string, index: number, intent: string, decision: Decision): string {
  const answer =
    decision.action === 'press'
      ? `press ${decision.digits}`
      : decision.action === 'say'
        ? `say "${decision.text}"`
        : decision.action === 'enter'
          ? `enter ${decision.field}${decision.terminator}`
          : decision.action === 'ask_user'
            ? `ask the user${decision.field === undefined ? '' : ` for ${decision.field}`}`
            : decision.action;
  return `${menu}#${index} "${intent}": ${answer} (${decision.confidence.toFixed(2)}; ${decision.why})`;
}

function inWordsOfReader(error: unknown): string {
  if (error instanceof z.ZodError) return `not a file of menus:\n${z.prettifyError(error)}`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder; name a file of menus';
  return error instanceof SyntaxError ? `not JSON: ${message}` : message;
}

function complain(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
