#!/usr/bin/env node
/** The `hold-slayer` command: finds the subcommand and leaves the work to its file. */
import { demo } from './demo';
import { listen } from './listen';
import { navigate } from './navigate';

const USAGE = `hold-slayer COMMAND

  demo [--json]                       the whole job on loopback: call, menu, hold, human, your phone, bridge
  listen FILE_OR_DIR... [--jsonl]     what the far end is, over WAV files, faster than real time
  navigate FILE.json [--text asr|prompt] [--jsonl]
                                      what the navigator would press, over a file of menus
`;

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { demo, listen, navigate };

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`hold-slayer: there is no command "${name}".\n\n${USAGE}`);
    return 2;
  }
  return command(args);
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`hold-slayer: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
