import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { navigate } from '../../../cli/navigate';
import { FakeLanguageModel, press } from '../../support/fake-language-model';

/** Longer than a port number, which may hold any four digits. */
const SECRET_PIN = '88421357';

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
      cases: [{ intent: 'balance', facts: { pin: SECRET_PIN } }],
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
    assert.ok(!out.includes(SECRET_PIN));
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
    for (const [wrong, says] of [
      [['--llm'], /--llm needs a value/],
      [['--llm', '--jsonl'], /--llm needs a value/],
      [['--llm', 'no address'], /--llm: .*URL/s],
      [['--llm', 'ftp://127.0.0.1'], /--llm: /],
      [['--llm', 'http://127.0.0.1:1', '--llm-kind', 'bard'], /openai or anthropic/],
      [['--llm', 'http://127.0.0.1:1', '--llm-key-env', 'HOLD_SLAYER_NO_SUCH_KEY'], /no HOLD_SLAYER_NO_SUCH_KEY/],
      [['--llm-model', 'qwen3'], /need --llm/],
    ] as const) {
      const llm = await run(file, ...wrong);
      assert.equal(llm.code, 2, wrong.join(' '));
      assert.match(llm.err, says);
    }
  });

  describe('with a language model', () => {
    let fake: FakeLanguageModel;
    let url: string;
    let unsure: string;
    beforeEach(async () => {
      fake = new FakeLanguageModel();
      url = await fake.listen();
      unsure = join(folder, 'unsure.json');
      const menus = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({
        id,
        prompt: 'For furniture, press 1. For kitchen appliances, press 2. For garden supplies, press 3.',
        cases: [
          { intent: `my ${id} chaise longue lost a leg` },
          { intent: 'garden supplies', facts: { pin: SECRET_PIN } },
        ],
      }));
      writeFileSync(unsure, JSON.stringify({ menus }));
    });
    afterEach(() => fake.close());

    const answers = (out: string): string[] =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ menu, case: index, action, digits }) => `${menu}${index} ${digits ?? action}`);
    const ALONE = 'abcdef'.split('').flatMap((id) => [`${id}0 ask_user`, `${id}1 3`]);

    it('asks it where the rules are unsure, and keeps the order', async () => {
      fake.behave = (asked) => ({
        kind: 'late',
        afterMs: asked.user.includes('my a chaise') ? 150 : 1,
        then: press('1'),
      });
      process.env.HOLD_SLAYER_TEST_KEY = 'test-key-1234';
      const options = ['--llm', url, '--llm-model', 'qwen3', '--llm-key-env', 'HOLD_SLAYER_TEST_KEY'];
      const { code, out, err } = await run(unsure, '--jsonl', ...options);
      delete process.env.HOLD_SLAYER_TEST_KEY;
      assert.equal(code, 0);
      assert.equal(err, 'language model: 6 of 6 questions answered\n');
      assert.deepEqual(
        answers(out),
        'abcdef'.split('').flatMap((id) => [`${id}0 1`, `${id}1 3`]),
      );
      assert.equal(fake.asked.length, 6);
      assert.equal(fake.asked[0]!.body.model, 'qwen3');
      assert.equal(fake.asked[0]!.headers.authorization, 'Bearer test-key-1234');
      assert.ok(!JSON.stringify(fake.asked).includes(SECRET_PIN));
    });

    it('speaks Anthropic’s protocol when told so', async () => {
      fake.behave = press('1');
      const { out } = await run(unsure, '--jsonl', '--llm', url, '--llm-kind', 'anthropic');
      assert.equal(answers(out)[0], 'a0 1');
      assert.equal(fake.asked[0]!.protocol, 'anthropic');
    });

    it('says that it was not needed', async () => {
      const sure = join(folder, 'sure.json');
      writeFileSync(
        sure,
        JSON.stringify({ menus: [{ id: 'a', prompt: 'For sales, press 1.', cases: [{ intent: 'sales' }] }] }),
      );
      const { err } = await run(sure, '--llm', url);
      assert.equal(err, 'language model: not asked; the rules were sure everywhere\n');
      assert.equal(fake.asked.length, 0);
    });

    it('goes on by the rules when the model is down, and says so', async () => {
      await fake.close();
      const { code, out, err } = await run(unsure, '--jsonl', '--llm', url);
      await fake.listen();
      assert.equal(code, 0);
      assert.deepEqual(answers(out), ALONE);
      assert.match(err, /cannot be reached .*Is it running/);
      assert.match(err, /not asked any more/);
      assert.match(err, /0 of \d questions answered/);
    });

    it('presses nothing that was not offered, whatever the model wants', async () => {
      fake.behave = press('9');
      const { code, out, err } = await run(unsure, '--jsonl', '--llm', url);
      assert.equal(code, 0);
      assert.deepEqual(answers(out), ALONE);
      assert.match(err, /the key "9" was not offered/);
      assert.match(out, /no help from the language model: the key \\"9\\" was not offered/);
    });
  });
});
