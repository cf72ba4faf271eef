/** Copies into dist/ what tsc does not emit: edit dialogs, locales, icons, the phone tree's company and sounds, models. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const from = (...parts) => path.join(root, ...parts);
const to = (...parts) => path.join(root, 'dist', ...parts);

function copy(source, target) {
  if (!existsSync(source)) return;
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}

for (const name of readdirSync(from('nodes'))) {
  if (name.endsWith('.html')) copy(from('nodes', name), to('nodes', name));
}
copy(from('nodes', 'locales'), to('nodes', 'locales'));
// The runtime looks for icons beside the node's file only.
copy(from('icons'), to('nodes', 'icons'));

// Whatever lies in lib/ and is not source: company scripts, sounds, trained models.
for (const file of readdirSync(from('lib'), { recursive: true, withFileTypes: true })) {
  if (!file.isFile() || /\.(ts|sh|mjs)$/.test(file.name)) continue;
  const source = path.join(file.parentPath, file.name);
  copy(source, to(path.relative(root, source)));
}

const command = to('cli', 'hold-slayer.js');
if (existsSync(command)) chmodSync(command, 0o755);
