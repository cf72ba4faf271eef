import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { listen } from '../../../cli/listen';
import { company, joined, quiet, tone } from './support/audio';

interface Line {
  readonly file: string;
  readonly t: number;
  readonly label: string;
  readonly confidence: number;
}

function wav(samples: Int16Array, change: (file: WaveFile) => void = () => undefined): Uint8Array {
  const file = new WaveFile();
  file.fromScratch(1, 8000, '16', samples);
  change(file);
  return file.toBuffer();
}

describe('hold-slayer listen', () => {
  let folder: string;
  let out: string;
  let errors: string;
  const write = process.stdout.write.bind(process.stdout);
  const complain = process.stderr.write.bind(process.stderr);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'listen-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(...args: string[]): Promise<number> {
    out = '';
    errors = '';
    process.stdout.write = (text: string | Uint8Array) => ((out += String(text)), true);
    process.stderr.write = (text: string | Uint8Array) => ((errors += String(text)), true);
    try {
      return await listen(args);
    } finally {
      process.stdout.write = write;
      process.stderr.write = complain;
    }
  }

  const lines = (): Line[] =>
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);

  it('prints a line of JSON for every change, files named inside their folder', async () => {
    mkdirSync(join(folder, 'calls'));
    const ringing = joined(tone([440, 480], [2, 4], 6), company('acme-main-menu'));
    writeFileSync(
      join(folder, 'calls', 'a.wav'),
      wav(ringing, (file) => file.toMuLaw()),
    );
    writeFileSync(
      join(folder, 'b.wav'),
      wav(quiet(2), (file) => file.toALaw()),
    );
    assert.equal(await run(folder, '--jsonl'), 0);
    assert.deepEqual(
      lines()
        .filter((line) => line.file === 'calls/a.wav')
        .map((line) => line.label)
        .slice(0, 2),
      ['RINGING', 'IVR_PROMPT'],
    );
    assert.deepEqual(
      lines()
        .filter((line) => line.file === 'b.wav')
        .map((line) => line.label),
      ['SILENCE'],
    );
    for (const line of lines()) assert.ok(line.t >= 0 && line.confidence >= 0 && line.confidence <= 1);
  });

  it('reads other rates', async () => {
    writeFileSync(
      join(folder, 'wide.wav'),
      wav(tone([440, 480], [2, 4], 5), (file) => file.toSampleRate(16000)),
    );
    assert.equal(await run(join(folder, 'wide.wav'), '--jsonl'), 0);
    assert.equal(lines()[0]?.label, 'RINGING');
  });

  it('says which file is broken and goes on with the others', async () => {
    writeFileSync(join(folder, 'a.wav'), 'RIFF nonsense');
    writeFileSync(join(folder, 'b.wav'), wav(quiet(1)));
    assert.equal(await run(folder, '--jsonl'), 1);
    assert.match(errors, /a\.wav/);
    assert.equal(lines().length, 1);
  });

  it('says so when there is no such file', async () => {
    assert.equal(await run(join(folder, 'missing.wav')), 1);
    assert.match(errors, /missing\.wav/);
  });

  it('explains itself', async () => {
    assert.equal(await run(), 2);
    assert.equal(await run('--loud', folder), 2);
    assert.match(errors, /usage: hold-slayer listen/);
  });
});
