/** The package as a user gets it: packed, and installed from the tarball into a fresh Node-RED user directory. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..', '..');
export const CACHE = path.join(ROOT, '.cache', 'e2e');
export const PACKAGE_NAME = 'node-red-contrib-hold-slayer';

export interface NodeRedVersion {
  readonly name: string;
  /** Directory of the node-red package. */
  readonly directory: string;
  readonly userDirectory: string;
}

/** HOLD_SLAYER_TARBALL: one that was packed before, instead of building and packing anew. */
let tarball = process.env.HOLD_SLAYER_TARBALL;
const installed = new Map<string, NodeRedVersion>();

/** Builds and packs once per run (`npm pack` runs `prepare`, which builds). */
function pack(): string {
  if (tarball !== undefined) return tarball;
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) if (name.endsWith('.tgz')) rmSync(path.join(CACHE, name));
  npm(ROOT, 'pack', '--pack-destination', CACHE);
  tarball = path.join(
    CACHE,
    readdirSync(CACHE).find((name) => name.endsWith('.tgz'))!,
  );
  return tarball;
}

/** Node-RED 5 from our devDependencies, with the tarball in a user directory of its own. */
export function nodeRed5(): NodeRedVersion {
  return installInto('5', path.join(ROOT, 'node_modules', 'node-red'));
}

/** Node-RED 4.1, installed once and kept. */
export function nodeRed41(): NodeRedVersion {
  const home = path.join(ROOT, '.cache', 'node-red-4.1');
  const directory = path.join(home, 'node_modules', 'node-red');
  if (!existsSync(path.join(directory, 'package.json'))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name: 'node-red-4-1', private: true }));
    npm(home, 'install', 'node-red@~4.1.0');
  }
  const { version } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as { version: string };
  if (!version.startsWith('4.1.')) throw new Error(`${directory} holds Node-RED ${version}, expected 4.1`);
  return installInto('4.1', directory);
}

function installInto(name: string, directory: string): NodeRedVersion {
  const present = installed.get(name);
  if (present) return present;
  const userDirectory = path.join(CACHE, `user-${name}`);
  rmSync(userDirectory, { recursive: true, force: true });
  mkdirSync(userDirectory, { recursive: true });
  writeFileSync(path.join(userDirectory, 'package.json'), JSON.stringify({ name: 'user-directory', private: true }));
  npm(userDirectory, 'install', '--omit=dev', pack());
  const version = { name, directory, userDirectory };
  installed.set(name, version);
  return version;
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
}
