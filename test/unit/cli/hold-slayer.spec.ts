import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOBODY_READS } from '../../../cli/closed-pipe';
import { demo } from '../../../cli/demo';
import { listen } from '../../../cli/listen';
import { navigate } from '../../../cli/navigate';
import { holdSlayer } from './command-process';
import { run } from './run-command';

const ROOT = join(__dirname, '..', '..', '..');
const RECORDING = join(ROOT, 'lib', 'phone-tree', 'sounds', 'acme-main-menu.wav');

describe('the command hold-slayer', function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hold-slayer-command-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('tells its version, as the package has it', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await holdSlayer(['--version']), { code: 0, out: `${version}\n`, err: '' });
  });

  it('names in its help every option of every command', async () => {
    const { code, out } = await holdSlayer(['--help']);
    assert.equal(code, 0);
    for (const command of [demo, listen, navigate]) {
      const help = await run(command, '--help');
      assert.deepEqual([help.code, help.err], [0, ''], command.name);
      for (const [option] of help.out.split('\n\n')[0]!.matchAll(/--[a-z-]+/g)) {
        assert.ok(out.includes(option), `${command.name} ${option}`);
      }
      assert.match(help.out, /Exit code: 0/);
    }
  });

  it('says what it does not know', async () => {
    const unknown = await holdSlayer(['constructor']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /no command "constructor"[^]*demo \[--json\]/);
    const { code, err } = await run(demo, '--jsnol');
    assert.equal(code, 2);
    assert.match(err, /not --jsnol[^]*usage: hold-slayer demo/);
  });

  it('ends without a word when nobody reads any more', async () => {
    const menus = Array.from({ length: 3000 }, (_, index) => ({
      id: `menu-${index}`,
      prompt: 'For sales, press 1. For billing, press 2.',
      cases: [{ intent: 'pay my bill' }],
    }));
    const file = join(folder, 'many.json');
    writeFileSync(file, JSON.stringify({ menus }));
    for (const args of [
      ['navigate', file, '--jsonl'],
      ['listen', ...new Array<string>(300).fill(RECORDING), '--jsonl'],
    ]) {
      const { code, out, err } = await holdSlayer(args, 1);
      assert.equal(err, '', args[0]);
      assert.equal(code, NOBODY_READS, args[0]);
      assert.ok(out.split('\n').length < 2000, 'it went on to the end');
    }
  });
});
