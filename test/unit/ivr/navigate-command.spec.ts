import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { navigate } from '../../../cli/navigate';

const MENUS = {
  menus: [
    {
      id: 'm1',
      prompt: 'For sales, press 1. For billing, press 2.',
      asr: 'for sales press two for billing press won',
      cases: [{ intent: 'pay my bill' }, { intent: 'buy something' }],
    },
    {
      id: 'm2',
      prompt: 'Please enter your PIN followed by pound.',
      cases: [{ intent: 'balance', facts: { pin: '8842' } }],
    },
  ],
};

describe('hold-slayer navigate', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hold-slayer-navigate-'));
    file = join(folder, 'menus.json');
    writeFileSync(file, JSON.stringify(MENUS));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const { stdout, stderr } = process;
    const [writeOut, writeErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
    stdout.write = (chunk) => ((out += String(chunk)), true);
    stderr.write = (chunk) => ((err += String(chunk)), true);
    try {
      const code = await navigate(args);
      return { code, out, err };
    } finally {
      stdout.write = writeOut;
      stderr.write = writeErr;
    }
  }

  it('writes one decision a line, of the recognised text unless told otherwise', async () => {
    const { code, out } = await run(file, '--jsonl');
    assert.equal(code, 0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ menu, case: index, action, digits, field }) => [menu, index, action, digits ?? field]),
      [
        ['m1', 0, 'press', '1'],
        ['m1', 1, 'press', '2'],
        ['m2', 0, 'enter', 'pin'],
      ],
    );
    const clean = await run(file, '--jsonl', '--text', 'prompt');
    assert.equal(JSON.parse(clean.out.split('\n')[0]!).digits, '2');
    assert.ok(!out.includes('8842'));
  });

  it('writes words for people without --jsonl', async () => {
    const { out } = await run(file, '--text', 'prompt');
    assert.match(out, /m1#0 "pay my bill": press 2 \(0\.\d\d; "for billing" serves "pay my bill"\)/);
  });

  it('complains in words about what it cannot do', async () => {
    assert.equal((await run()).code, 2);
    assert.equal((await run(file, '--text', 'audio')).code, 2);
    assert.equal((await run(file, '--bogus')).code, 2);
    assert.equal((await run(file, file)).code, 2);
    assert.equal((await run(join(folder, 'none.json'))).code, 1);
    const llm = await run(file, '--llm', 'http://127.0.0.1:1');
    assert.equal(llm.code, 2);
    assert.match(llm.err, /not available yet/);
  });
});
