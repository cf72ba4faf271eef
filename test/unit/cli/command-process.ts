/** The command as a shell runs it: a process of its own, its output, its exit code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Ran } from './run-command';

const ROOT = join(__dirname, '..', '..', '..');

/** `readBytes`: stops reading the output after so many bytes, as `| head -c` does. */
export async function holdSlayer(args: readonly string[], readBytes = Infinity): Promise<Ran> {
  const command = [...process.execArgv, '--require', 'tsx/cjs', join(ROOT, 'cli', 'hold-slayer.ts'), ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.length >= readBytes) child.stdout.destroy();
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
