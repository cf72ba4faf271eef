import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listen } from '../../../cli/listen';
import { navigate } from '../../../cli/navigate';
import { run } from './run-command';

const ROOT = join(__dirname, '..', '..', '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((page) => join('docs', page)),
].filter((page) => page.endsWith('.md'));

describe('what the documentation gives to try', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

  it('is a recording to listen to', async () => {
    const [, file] = /hold-slayer\.js listen (\S+)/.exec(readme)!;
    const { code, out } = await run(listen, join(ROOT, file!));
    assert.equal(code, 0);
    assert.match(out, /IVR_PROMPT/);
  });

  it('is a file of menus to walk', async () => {
    const [, file] = /hold-slayer\.js navigate (\S+)/.exec(readme)!;
    const { code, out } = await run(navigate, join(ROOT, file!));
    assert.equal(code, 0);
    for (const answer of ['press 3', 'press 2', 'press 0', 'enter account_number#', 'ask the user', 'wait']) {
      assert.ok(out.includes(`: ${answer}`), answer);
    }
  });

  for (const page of PAGES) {
    it(`leads from ${page} to pages that are there`, () => {
      const text = readFileSync(join(ROOT, page), 'utf8');
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
        assert.ok(existsSync(join(ROOT, dirname(page), target!)), `${page}: ${target!}`);
      }
      for (const [, installed] of text.matchAll(/node_modules\/node-red-contrib-hold-slayer\/([\w/.-]+\.\w+)/g)) {
        assert.ok(existsSync(join(ROOT, installed!)), `${page}: ${installed!}`);
      }
      for (const [named] of text.matchAll(/(?<![\w./-])docs\/[\w/-]+\.(md|json)/g)) {
        assert.ok(existsSync(join(ROOT, named)), `${page}: ${named}`);
      }
    });
  }
});
