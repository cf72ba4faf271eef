import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findLocalSpeech } from '../../../lib/phone-tree/local-speech';

const CLIP = path.join(__dirname, '../../../lib/phone-tree/sounds/user-hello.wav');

/** Programs of that name that write down their arguments and text and speak the same clip always. */
describe('phone-tree local speech', () => {
  const path0 = process.env.PATH;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'speech-'));
    process.env.PATH = folder;
  });

  afterEach(() => {
    process.env.PATH = path0;
    rmSync(folder, { recursive: true });
  });

  function install(program: string, output: string): void {
    const file = path.join(folder, program);
    const copy = `/bin/cp '${CLIP}' "$out"`;
    writeFileSync(
      file,
      `#!/bin/sh
echo "$@" >> '${folder}/log'
while [ $# -gt 0 ]; do case $1 in -f) /bin/cat "$2" >> '${folder}/log' ;; ${output}) out=$2 ;; esac; shift; done
${copy}
`,
    );
    chmodSync(file, 0o755);
  }

  it('finds nothing where nothing is installed', async () => {
    assert.equal(await findLocalSpeech(), null);
  });

  for (const [program, output] of [
    ['flite', '-o'],
    ['espeak-ng', '-w'],
  ] as const) {
    it(`speaks with ${program}, the text by file and the silence cut`, async () => {
      install(program, output);
      const speak = await findLocalSpeech();
      const samples = await speak!('-rf $(reboot) hello', 'awb');
      assert.ok(samples.length > 3000 && samples.length < 5000, `${samples.length} samples`);
      const log = readFileSync(path.join(folder, 'log'), 'utf8');
      assert.match(log, /^-rf \$\(reboot\) hello$/m);
      assert.match(log, /^-(voice|v) awb /m);
    });
  }

  it('refuses a voice that could be an option or a path', async () => {
    install('flite', '-o');
    const speak = await findLocalSpeech();
    for (const voice of ['-o', '../x', 'a b']) await assert.rejects(speak!('hello', voice), /not the name of a voice/);
  });
});
