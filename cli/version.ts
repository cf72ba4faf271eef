/** The version of the package that this command came with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the package.json nearest above: one folder up in the sources, two when built. */
export function packageVersion(): string {
  for (const above of [['..'], ['..', '..']]) {
    try {
      const { version } = JSON.parse(readFileSync(join(__dirname, ...above, 'package.json'), 'utf8')) as {
        readonly version: string;
      };
      return version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('the package.json of hold-slayer is gone: install it again');
}
