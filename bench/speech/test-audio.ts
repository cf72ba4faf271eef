/**
 * Telephone audio that the embedded recogniser was not adapted to: one human voice (Allison Smith: Debian
 * asterisk-core-sounds-en-wav, CC BY-SA 3.0, texts beside it) and synthetic voices of espeak-ng, flite and festival
 * reading prompts.json; 300 to 3400 Hz, mu-law, 8 kHz. Nothing of it is kept in the repository.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeWav } from '../../lib/media/audio/wav-file';
import { G711 } from '../../lib/media/codec/g711';
import { normaliseWords } from './score';

export interface TestClip {
  readonly name: string;
  readonly voice: string;
  readonly human: boolean;
  readonly words: readonly string[];
  /** 8 kHz. */
  readonly samples: Int16Array;
}

const SOUNDS = '/usr/share/asterisk/sounds/en_US_f_Allison';
const TEXTS = '/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz';
const LEVEL_RMS = 2000;

/** Voices kept out of the adaptation (scripts/speech/adapt.sh uses flite slt, rms, kal16 and LibriSpeech readers). */
const VOICES: Readonly<Record<string, (text: string, wav: string) => readonly [string, ...string[]]>> = {
  'espeak-us': (text, wav) => ['espeak-ng', '-v', 'en-us', '-s', '150', '-w', wav, text],
  'espeak-us-f3': (text, wav) => ['espeak-ng', '-v', 'en-us+f3', '-s', '145', '-w', wav, text],
  'flite-awb': (text, wav) => ['flite', '-voice', 'awb', '-t', text, '-o', wav],
  'festival-ked': (text, wav) => [
    'sh',
    '-c',
    'printf %s "$1" | text2wave -eval "(voice_ked_diphone)" -o "$2"',
    'sh',
    text,
    wav,
  ],
};

/** The band of a telephone line: a windowed-sinc band-pass of 255 taps at 8 kHz. */
const BAND = bandPass(300, 3400, 8000, 255);

export function telephoneLine(samples: Int16Array): Int16Array {
  const half = (BAND.length - 1) / 2;
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  const gain = LEVEL_RMS / Math.sqrt(energy / Math.max(1, samples.length) || 1);
  const out = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at++) {
    let sum = 0;
    for (let tap = 0; tap < BAND.length; tap++) sum += BAND[tap]! * (samples[at + tap - half] ?? 0);
    const clipped = Math.max(-32768, Math.min(32767, Math.round(sum * gain)));
    out[at] = G711.PCMU.decode[G711.PCMU.encode[clipped & 0xffff]!]!;
  }
  return out;
}

function bandPass(low: number, high: number, rate: number, taps: number): Float64Array {
  const half = (taps - 1) / 2;
  return Float64Array.from({ length: taps }, (_, index) => {
    const n = index - half;
    const ideal = (hz: number): number =>
      n === 0 ? (2 * hz) / rate : Math.sin((2 * Math.PI * hz * n) / rate) / (Math.PI * n);
    const window = 0.42 + 0.5 * Math.cos((Math.PI * n) / half) + 0.08 * Math.cos((2 * Math.PI * n) / half);
    return (ideal(high) - ideal(low)) * window;
  });
}

/** Every prompt of at least four words that Allison speaks, or every `step`-th. */
export function humanClips(step = 1): TestClip[] {
  const clips: TestClip[] = [];
  for (const line of gunzipSync(readFileSync(TEXTS)).toString('utf8').split('\n')) {
    const found = /^([\w/-]+):\s*(.+)$/.exec(line);
    if (!found || /[[(<]/.test(found[2]!)) continue;
    const words = normaliseWords(found[2]!);
    if (words.length < 4 || words.length > 90) continue;
    try {
      const samples = telephoneLine(decodeWav(readFileSync(join(SOUNDS, `${found[1]!}.wav`))));
      clips.push({ name: found[1]!, voice: 'allison', human: true, words, samples });
    } catch {
      continue; // a text without its sound
    }
  }
  return clips.filter((_, index) => index % step === 0);
}

export function syntheticClips(): TestClip[] {
  const folder = mkdtempSync(join(tmpdir(), 'speech-test-'));
  try {
    const { prompts } = JSON.parse(readFileSync(join(__dirname, 'prompts.json'), 'utf8')) as { prompts: string[] };
    return Object.entries(VOICES).flatMap(([voice, command]) =>
      prompts.map((text, index) => {
        const wav = join(folder, `${voice}-${index}.wav`);
        const [program, ...rest] = command(text, wav);
        execFileSync(program, rest, { stdio: 'ignore' });
        const samples = telephoneLine(decodeWav(readFileSync(wav)));
        return { name: `${voice}-${index}`, voice, human: false, words: normaliseWords(text), samples };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As 16-bit samples for other tools: one raw file a clip at 8 kHz, and manifest.tsv (name, voice, words). */
export function writeClips(folder: string, clips: readonly TestClip[]): void {
  const rows = clips.map(({ name, voice, words, samples }) => {
    const file = name.replace(/\W/g, '-');
    writeFileSync(join(folder, `${file}.raw`), Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
    return `${file}\t${voice}\t${words.join(' ')}`;
  });
  writeFileSync(join(folder, 'manifest.tsv'), `${rows.join('\n')}\n`);
}
