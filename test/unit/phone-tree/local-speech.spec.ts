import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openLocalSpeech } from '../../../lib/phone-tree/local-speech';
import type { LocalSpeech } from '../../../lib/phone-tree/local-speech';

const CLIP = path.join(__dirname, '../../../lib/phone-tree/sounds/user-hello.wav');

describe('phone-tree local speech', () => {
  const path0 = process.env.PATH;
  let folder: string;
  let speech: LocalSpeech;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'speech-'));
    process.env.PATH = folder;
    speech = openLocalSpeech();
  });

  afterEach(async () => {
    await speech.close();
    process.env.PATH = path0;
    rmSync(folder, { recursive: true });
  });

  /** A program of that name that writes down its arguments and text and speaks the same clip always. */
  function installEspeak(): void {
    const file = path.join(folder, 'espeak-ng');
    const copy = `/bin/cp '${CLIP}' "$out"`;
    writeFileSync(
      file,
      `#!/bin/sh
echo "$@" >> '${folder}/log'
while [ $# -gt 0 ]; do case $1 in -f) /bin/cat "$2" >> '${folder}/log' ;; -w) out=$2 ;; esac; shift; done
${copy}
`,
    );
    chmodSync(file, 0o755);
  }

  it('speaks with the embedded voices wherever it runs, the silence cut', async () => {
    const rms = await speech.speak('For sales, press 1.', null);
    const awb = await speech.speak('For sales, press 1.', 'awb');
    for (const samples of [rms, awb]) {
      assert.ok(samples.length > 8000 && samples.length < 32_000, `${samples.length} samples`);
      assert.ok(samples.subarray(0, 400).some((sample) => Math.abs(sample) > 200));
    }
    assert.notDeepEqual(rms, awb);
  });

  it('speaks with a voice of espeak-ng, the text by file', async () => {
    installEspeak();
    const samples = await speech.speak('-rf $(reboot) hello', 'de');
    assert.ok(samples.length > 3000 && samples.length < 5000, `${samples.length} samples`);
    const log = readFileSync(path.join(folder, 'log'), 'utf8');
    assert.match(log, /^-rf \$\(reboot\) hello$/m);
    assert.match(log, /^-v de /m);
  });

  it('says which voices there are where espeak-ng is not installed', async () => {
    await assert.rejects(speech.speak('hello', 'de'), /no voice "de" here; use rms, slt/);
  });

  it('refuses a voice that could be an option or a path', async () => {
    installEspeak();
    for (const voice of ['-o', '../x', 'a b']) {
      await assert.rejects(speech.speak('hello', voice), /not the name of a voice/);
    }
  });
});
