import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { listen } from '../../../cli/listen';
import { navigate } from '../../../cli/navigate';
import { run } from './run-command';

const RECORDING = join(__dirname, '..', '..', '..', 'lib', 'phone-tree', 'sounds', 'acme-main-menu.wav');

describe('what the command line says of input that is not what it ought to be', () => {
  let folder: string;
  const inFolder = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hold-slayer-input-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('listen', () => {
    it('says that a folder has no recordings', async () => {
      mkdirSync(join(folder, 'empty'));
      inFolder('notes.txt', 'nothing to hear');
      const { code, out, err } = await run(listen, folder);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.equal(err, `${folder}: there are no .wav files in this folder\n`);
    });

    it('says that a recording is cut, and hears what there is of it', async () => {
      const whole = readFileSync(RECORDING);
      const { code, err } = await run(listen, inFolder('cut.wav', whole.subarray(0, 1000)));
      assert.equal(code, 2);
      assert.match(err, /cut\.wav: it is cut: it says that it lasts \d\.\d s and ends after 0\.1 s\n$/);
      const half = await run(listen, inFolder('half.wav', whole.subarray(0, whole.length / 2)), '--jsonl');
      assert.equal(half.code, 2);
      assert.match(half.out, /"label":"IVR_PROMPT"/);
    });

    it('says what to do with a recording that is no WAV', async () => {
      const { code, err } = await run(listen, inFolder('call.mp3', 'ID3'));
      assert.equal(code, 1);
      assert.match(err, /call\.mp3: not a WAV file.*"ffmpeg -i FILE out\.wav"\n$/);
    });

    it('says that there is no sound in a recording', async () => {
      const silent = new WaveFile();
      silent.fromScratch(1, 8000, '16', new Int16Array(0));
      const { code, err } = await run(listen, inFolder('none.wav', silent.toBuffer()));
      assert.equal(code, 2);
      assert.match(err, /there is no sound in it/);
    });

    it('takes a recording whose length its recorder did not know', async () => {
      const streamed = Buffer.from(readFileSync(RECORDING));
      streamed.writeUInt32LE(0xffffffff, streamed.indexOf('data') + 4);
      const { code, out, err } = await run(listen, inFolder('streamed.wav', streamed), '--jsonl');
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      assert.match(out, /IVR_PROMPT/);
    });
  });

  describe('navigate', () => {
    const menu = { id: 'billing', prompt: 'For billing, press 2.', cases: [{ intent: 'pay my bill' }] };
    for (const [what, content, says] of [
      ['no menus', { menus: [] }, /there are no menus in it/],
      ['menus without cases', { menus: [{ ...menu, cases: [] }] }, /nothing to decide/],
      ['something else', { flows: [] }, /is not a file of menus \(.*--help.*\): "menus" is missing$/],
      ['a list', [menu], /it must be an object with a list "menus"$/],
      ['menus that are no list', { menus: 'none' }, /"menus" must be a list$/],
      ['a menu without words', { menus: [menu, { id: 'x', cases: [] }] }, /menu 2 \("x"\): "prompt" is missing$/],
      ['a menu that is text', { menus: ['press 2'] }, /menu 1 must be an object$/],
      [
        'a case without an intent',
        { menus: [{ ...menu, cases: [{}] }] },
        /menu 1 \("billing"\), case 1: "intent" is missing$/,
      ],
      [
        'a fact that is a number',
        { menus: [{ ...menu, cases: [{ intent: 'pay', facts: { pin: 1234 } }] }] },
        /menu 1 \("billing"\), case 1: "facts\.pin" must be text$/,
      ],
      ['many mistakes', { menus: new Array(40).fill({ id: 'x', prompt: 'y' }) }, /; and 35 more$/],
    ] as const) {
      it(`says what is wrong with ${what}`, async () => {
        const { code, out, err } = await run(navigate, inFolder('menus.json', JSON.stringify(content)));
        assert.deepEqual({ code, out }, { code: 2, out: '' });
        assert.match(err.trimEnd(), says);
        assert.doesNotMatch(err, /Invalid|undefined|→|1234/);
      });
    }

    it('says that it takes one file, and knows no such option', async () => {
      const file = inFolder('menus.json', JSON.stringify({ menus: [menu] }));
      const two = await run(navigate, file, file);
      assert.equal(two.code, 2);
      assert.match(two.err, /^one file at a time: .* and .* are two\nusage:/);
      const option = await run(navigate, '-x', file);
      assert.equal(option.code, 2);
      assert.match(option.err, /^unknown option -x\nusage:/);
    });

    it('says that a file cannot be read', async () => {
      for (const [path, says] of [
        [inFolder('broken.json', '{"menus": ['), /broken\.json: not JSON/],
        [folder, /is a folder/],
        [join(folder, 'none.json'), /there is no such file/],
      ] as const) {
        const { code, err } = await run(navigate, path);
        assert.equal(code, 1);
        assert.match(err, says);
      }
    });

    it('says in words what is wrong with the address of a language model', async () => {
      const file = inFolder('menus.json', JSON.stringify({ menus: [menu] }));
      for (const address of ['localhost:11434', 'no address', 'ftp://127.0.0.1']) {
        const { code, err } = await run(navigate, file, '--llm', address);
        assert.equal(code, 2);
        assert.equal(
          err,
          `--llm: "${address}" is not the URL of a server: give one such as http://localhost:11434/v1\n`,
        );
      }
      const { err } = await run(navigate, file, '--llm', 'http://127.0.0.1:1', '--llm-model', ' ');
      assert.match(err, /^--llm-model: give the name of a model/);
    });

    it('writes how sure it is with three places', async () => {
      const prompts = ['For sales, press 1. For billing, press 2.', 'Press 1 for a bill, 2 for anything else.'];
      const menus = prompts.map((prompt, index) => ({ ...menu, id: `m${index}`, prompt }));
      const intents = ['pay my bill', 'buy something', 'a question about something odd', 'speak to a person'];
      const cases = intents.map((intent) => ({ intent }));
      const file = inFolder('menus.json', JSON.stringify({ menus: menus.map((each) => ({ ...each, cases })) }));
      const { out } = await run(navigate, file, '--jsonl');
      const lines = out.trim().split('\n');
      assert.equal(lines.length, prompts.length * intents.length);
      for (const line of lines) assert.match(line, /"confidence":(0(\.\d{1,3})?|1)[,}]/);
    });
  });
});
