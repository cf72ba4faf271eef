/** `hold-slayer navigate FILE.json`: the navigator over a file of menus, by its rules or with a language model beside them. */
import { decide } from '../lib/ivr/decide';
import type { Decision } from '../lib/ivr/decision.types';
import { inOrder } from './in-order';
import { readMenus, type Menu } from './menus-file';
import { ModelBesideRules, modelSettings, type ModelArguments } from './model-beside-rules';

const USAGE = `usage: hold-slayer navigate FILE.json [--text asr|prompt] [--jsonl]
                 [--llm URL [--llm-model NAME] [--llm-key-env VAR] [--llm-kind openai|anthropic]]

  What the navigator would press, by its rules. FILE.json holds
  {"menus": [{"id": "...", "prompt": "For sales, press 1. ...", "cases": [{"intent": "what the call is for"}]}]}
  --text    asr (the default) takes the menu's "asr" where it has one, as speech recognition heard it; prompt never
  --jsonl   one JSON object a line
  --llm     where the rules are unsure, ask the language model at this address: OpenAI-compatible
            (http://localhost:11434/v1 is Ollama) or Anthropic's. Where it fails, the rules decide and a note says so
  --llm-model    its name; default: what the vendor's cheap model is called, else "default"
  --llm-key-env  the environment variable that holds the API key
  --llm-kind     openai (the default) or anthropic

  Exit code: 0; 1 when the file cannot be read; 2 for a wrong call, or a file without menus.`;

/** Questions to the model under way at once. */
const AT_ONCE = 4;

interface Arguments {
  readonly file: string;
  readonly text: 'asr' | 'prompt';
  readonly jsonl: boolean;
  readonly model: ModelArguments;
}

interface MenuCase {
  readonly menu: string;
  readonly index: number;
  readonly intent: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Writes one decision a line to standard output; the exit code is 0, 1 for a file that cannot be read, 2 for a wrong call or a wrong file. */
export async function navigate(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const parsed = parseArguments(args);
  if (typeof parsed === 'string') return complain(parsed, 2);
  const read = await readMenus(parsed.file);
  if (!read.ok) return complain(`${parsed.file}: ${read.message}`, read.unreadable ? 1 : 2);
  const model = modelOf(parsed.model);
  if (typeof model === 'string') return complain(model, 2);
  const decided = inOrder(casesOf(read.menus, parsed.text), AT_ONCE, async (each) => {
    const { text, intent, facts } = each;
    const rules = decide(text, intent, { facts });
    return { each, decision: (await model?.decide(text, intent, { facts }, rules)) ?? rules };
  });
  for await (const { each, decision } of decided) {
    const line = { menu: each.menu, case: each.index, ...scored(decision) };
    process.stdout.write(parsed.jsonl ? `${JSON.stringify(line)}\n` : `${inWords(each, decision)}\n`);
  }
  model?.close();
  return 0;
}

function casesOf(menus: readonly Menu[], wanted: Arguments['text']): readonly MenuCase[] {
  return menus.flatMap(({ id, prompt, asr, cases }) =>
    cases.map(({ intent, facts }, index) => ({
      menu: id,
      index,
      intent,
      text: wanted === 'asr' ? (asr ?? prompt) : prompt,
      facts: facts ?? {},
    })),
  );
}

/** Undefined when none was asked for; text: what is wrong with how. */
function modelOf(asked: ModelArguments): ModelBesideRules | string | undefined {
  if (asked.url === undefined) {
    return (asked.model ?? asked.keyEnv ?? asked.kind)
      ? '--llm-model, --llm-key-env and --llm-kind need --llm'
      : undefined;
  }
  const settings = modelSettings(asked.url, asked);
  if (typeof settings === 'string') return settings;
  return new ModelBesideRules(settings, (note) => void process.stderr.write(`${note}\n`));
}

const MODEL_OPTIONS: Readonly<Record<string, keyof ModelArguments>> = {
  '--llm': 'url',
  '--llm-model': 'model',
  '--llm-key-env': 'keyEnv',
  '--llm-kind': 'kind',
};

function parseArguments(args: readonly string[]): Arguments | string {
  let file: string | undefined;
  let text: 'asr' | 'prompt' = 'asr';
  let jsonl = false;
  const model: { -readonly [name in keyof ModelArguments]: ModelArguments[name] } = {};
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--jsonl') jsonl = true;
    else if (Object.hasOwn(MODEL_OPTIONS, argument)) {
      const value = args[++index];
      if (value === undefined || value.startsWith('--')) return `${argument} needs a value\n${USAGE}`;
      model[MODEL_OPTIONS[argument]!] = value;
    } else if (argument === '--text') {
      const value = args[++index];
      if (value !== 'asr' && value !== 'prompt') return `--text takes asr or prompt\n${USAGE}`;
      text = value;
    } else if (argument.startsWith('-')) return `unknown option ${argument}\n${USAGE}`;
    else if (file === undefined) file = argument;
    else return `one file at a time: ${file} and ${argument} are two\n${USAGE}`;
  }
  return file === undefined ? USAGE : { file, text, jsonl, model };
}

/** The decision in the form that scorers read; the words of the option stand in `why`. */
function scored(decision: Decision): Record<string, unknown> {
  return { ...decision, option: undefined, confidence: Number(decision.confidence.toFixed(3)) };
}

function inWords({ menu, index, intent }: MenuCase, decision: Decision): string {
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

function complain(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
