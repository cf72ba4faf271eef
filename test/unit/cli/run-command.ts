/** A command of the command line, run in this process: what it writes, and its exit code. */

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function run(command: (args: string[]) => Promise<number>, ...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const { stdout, stderr } = process;
  const [writeOut, writeErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  stdout.write = (chunk) => ((out += String(chunk)), true);
  stderr.write = (chunk) => ((err += String(chunk)), true);
  try {
    return { code: await command(args), out, err };
  } finally {
    stdout.write = writeOut;
    stderr.write = writeErr;
  }
}
