/**
 * The company of ../shared/peers/asterisk as audio, without a network: its dial plan's steps composed from the sounds
 * of an installed Asterisk (Debian asterisk-core-sounds-en-wav, asterisk-moh-opsound-wav), through mu-law. Prints what
 * hearing says beside what was played; exits 1 when a person was not confirmed or a recording was (hard level).
 *
 *   tsx bench/hearing/asterisk-scenarios.ts [SCENARIO...]
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mulaw } from 'alawmulaw';
import { readWavSamples } from '../../cli/wav-samples';
import { FarEndTracker } from '../../lib/hearing';

const SOUNDS = '/usr/share/asterisk/sounds/en_US_f_Allison';
const MUSIC = '/usr/share/asterisk/moh';
const COMPANY = join(__dirname, '..', '..', '..', 'shared', 'peers', 'asterisk', 'company', 'sounds');

type Step = readonly [
  kind: 'quiet' | 'ring' | 'prompt' | 'music' | 'human' | 'office' | 'busy' | 'sit',
  what: string | number,
  seconds?: number,
];

const music = (name: string, seconds: number): Step => ['music', name, seconds];
/** Greets, listens, replies to our line (played as quiet), listens. */
const converse = (voice: string): Step[] => [
  ['human', `human/${voice}-greet`],
  ['office', 4],
  ['human', `human/${voice}-reply`],
  ['office', 6],
];
const support = (cycles: number): Step[] =>
  Array.from(
    { length: cycles },
    () => [music('macroform-cold_day', 20), ['prompt', 'queue-periodic-announce']] as Step[],
  ).flat();

export const SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  100: [['quiet', 0.7], ...converse('simon')],
  20015: [
    ['quiet', 0.5],
    ['prompt', 'basic-pbx-ivr-main'],
    ['quiet', 1],
    ['prompt', 'for'],
    ['prompt', 'info-about-last-call'],
    ['prompt', 'vm-press'],
    ['prompt', 'digits/1'],
    ['prompt', 'for'],
    ['prompt', 'telephone-number'],
    ['prompt', 'vm-press'],
    ['prompt', 'digits/2'],
    ['prompt', 'vm-reachoper'],
    ['quiet', 0.6],
    music('macroform-cold_day', 15),
    ['quiet', 1],
    ...converse('simon'),
  ],
  201: [['quiet', 0.5], ...support(3), music('macroform-cold_day', 6), ['quiet', 1], ...converse('jane')],
  240: [
    music('macroform-the_simplicity', 15),
    ['prompt', 'queue-thankyou'],
    ['prompt', 'vm-press'],
    ['prompt', 'digits/1'],
    ['prompt', 'pls-hold-while-try'],
    ['quiet', 1],
    music('macroform-the_simplicity', 15),
    ['prompt', 'queue-thankyou'],
    ['prompt', 'vm-press'],
    ['prompt', 'digits/1'],
    ['prompt', 'pls-hold-while-try'],
    ['quiet', 1],
    music('macroform-the_simplicity', 10),
    ['quiet', 1],
    ...converse('hts'),
  ],
  241: [
    ...Array.from(
      { length: 3 },
      () => [music('macroform-the_simplicity', 10), ['prompt', 'company:ad']] as Step[],
    ).flat(),
    music('macroform-the_simplicity', 5),
    ['quiet', 0.8],
    ...converse('carl'),
  ],
  242: [
    music('macroform-cold_day', 12),
    ['quiet', 2],
    music('macroform-robot_dity', 12),
    ['prompt', 'beep'],
    music('reno_project-system', 12),
    ['quiet', 0.6],
    ...converse('jane'),
  ],
  286: [['prompt', 'pls-hold-while-try'], ['ring', 7], ['quiet', 0.8], ...converse('simon')],
  287: [
    ['quiet', 0.5],
    ['sit', 1],
    ['prompt', 'ss-noservice'],
    ['quiet', 2],
  ],
  289: [
    ['quiet', 0.5],
    ['busy', 8],
  ],
  290: [['quiet', 0.5], ['prompt', 'pls-hold-while-try'], ['quiet', 20], ...converse('anna')],
  291: [['quiet', 0.5], ['prompt', 'transfer'], ['ring', 14], ['quiet', 0.8], ...converse('jane')],
};

function tone(frequencies: readonly number[], cadence: readonly number[], seconds: number): Int16Array {
  const out = new Int16Array(Math.round(seconds * 8000));
  const period = cadence.reduce((a, b) => a + b, 0);
  for (let i = 0; i < out.length; i++) {
    let inside = (i / 8000) % period;
    let on = true;
    for (const length of cadence) {
      if (inside < length) break;
      inside -= length;
      on = !on;
    }
    if (!on) continue;
    let sum = 0;
    for (const hz of frequencies) sum += Math.sin((2 * Math.PI * hz * i) / 8000);
    out[i] = Math.round((sum / frequencies.length) * 6000);
  }
  return out;
}

const seek = new Map<string, number>();

function sound([kind, what, seconds]: Step): Int16Array {
  switch (kind) {
    case 'quiet':
      return new Int16Array(Math.round(Number(what) * 8000));
    case 'ring':
      return tone([440, 480], [2, 4], Number(what));
    case 'busy':
      return tone([480, 620], [0.5, 0.5], Number(what));
    case 'sit': {
      const parts = [tone([950], [0.33], 0.33), tone([1400], [0.33], 0.33), tone([1800], [0.33], 0.33)];
      return joined(parts);
    }
    case 'music': {
      const all = readWavSamples(join(MUSIC, `${String(what)}.wav`));
      // Asterisk goes on where it left off.
      const from = seek.get(String(what)) ?? 0;
      const length = Math.round((seconds ?? 10) * 8000);
      seek.set(String(what), (from + length) % all.length);
      return Int16Array.from({ length }, (_, i) => all[(from + i) % all.length]!);
    }
    case 'office': {
      const all = readWavSamples(join(COMPANY, 'human', 'office.wav'));
      return Int16Array.from({ length: Math.round(Number(what) * 8000) }, (_, i) => all[i % all.length]!);
    }
    case 'human':
      return readWavSamples(join(COMPANY, `${String(what)}.wav`));
    case 'prompt': {
      const name = String(what);
      return readWavSamples(
        name.startsWith('company:') ? join(COMPANY, `${name.slice(8)}.wav`) : join(SOUNDS, `${name}.wav`),
      );
    }
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function run(name: string, steps: readonly Step[]): boolean {
  seek.clear();
  const parts = steps.map(sound);
  const spans: { from: number; to: number; kind: string; what: string }[] = [];
  let at = 0;
  parts.forEach((part, i) => {
    const [kind, what] = steps[i]!;
    spans.push({ from: at, to: at + part.length / 8000, kind, what: String(what) });
    at += part.length / 8000;
  });
  const samples = mulaw.decode(mulaw.encode(joined(parts)));
  const tracker = new FarEndTracker();
  const reply = spans.find((span) => span.what.endsWith('-reply'));
  let confirmed: number | null = null;
  let wrong = false;
  console.log(`== ${name}`);
  for (let i = 0; i < samples.length; i += 160) {
    // Our line runs while the person listens, and has ended shortly before the reply.
    if (reply && Math.round((reply.from - 0.4) * 50) === i / 160) tracker.noteProbe();
    for (const event of tracker.push(samples.subarray(i, i + 160))) {
      if (event.kind !== 'far-end') continue;
      const span = spans.find((s) => event.atSeconds <= s.to + 0.01)!;
      console.log(
        `  ${event.atSeconds.toFixed(2).padStart(7)}  ${event.label.padEnd(10)} ${event.confidence.toFixed(2)} since ${event.sinceSeconds.toFixed(2)}  | played ${span.kind} ${span.what} (+${(event.atSeconds - span.from).toFixed(1)})  ${event.evidence.join('; ')}`,
      );
      if (event.label !== 'live_human' || event.confidence < 0.8) continue;
      const human = spans.find((s) => s.kind === 'human');
      if (!human || event.atSeconds < human.from) wrong = true;
      else confirmed ??= event.atSeconds - human.from;
    }
  }
  const expected = spans.some((span) => span.kind === 'human');
  const ok = !wrong && (!expected || confirmed !== null);
  console.log(
    `  ${ok ? 'ok' : 'WRONG'}  ${expected ? `person confirmed ${confirmed?.toFixed(2) ?? 'never'} s after the first word` : 'no person'}${wrong ? ', a recording was taken for one' : ''}`,
  );
  return ok;
}

if (!existsSync(SOUNDS) || !existsSync(MUSIC))
  throw new Error('needs the Debian packages asterisk-core-sounds-en-wav and asterisk-moh-opsound-wav');
const wanted = process.argv.slice(2);
let good = true;
for (const [name, steps] of Object.entries(SCENARIOS)) {
  if (wanted.length === 0 || wanted.includes(name)) good = run(name, steps) && good;
}
process.exitCode = good ? 0 : 1;
