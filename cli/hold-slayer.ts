#!/usr/bin/env node
/** The `hold-slayer` command: finds the subcommand and leaves the work to its file. */
import { endWhenNobodyReads } from './closed-pipe';
import { demo } from './demo';
import { listen } from './listen';
import { navigate } from './navigate';
import { packageVersion } from './version';

const USAGE = `hold-slayer COMMAND

  demo [--json]                       the whole job on loopback: call, menu, hold, human, your phone, bridge
  listen FILE_OR_DIR... [--jsonl]     what the far end is, over WAV files, faster than real time
  navigate FILE.json [--text asr|prompt] [--jsonl]
           [--llm URL [--llm-model NAME] [--llm-key-env VAR] [--llm-kind openai|anthropic]]
                                      what the navigator would press, over a file of menus; with --llm a language
                                      model is asked where its rules are unsure

  COMMAND --help                      more about one of them
  --version                           the version of this package
`;

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { demo, listen, navigate };

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`hold-slayer: there is no command "${name}".\n\n${USAGE}`);
    return 2;
  }
  return command(args);
}

endWhenNobodyReads(process.stdout);
endWhenNobodyReads(process.stderr);
main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`hold-slayer: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
