/** A telephone line of paper: sounds last as long as they would, on the test's clock; the caller does as it is told. */
import type { Clip } from '../../../lib/phone-tree/clip';
import type { ClipSource } from '../../../lib/phone-tree/conversation';
import type { LineEvent, PhoneLine, RefusalCode } from '../../../lib/phone-tree/phone-line';
import { runCall } from '../../../lib/phone-tree/interpreter';
import { parseScript } from '../../../lib/phone-tree/parse-script';
import { findExtension } from '../../../lib/phone-tree/script';
import type { Script } from '../../../lib/phone-tree/script';
import { seededRandom } from '../../../lib/phone-tree/seeded-random';
import type { TruthEvent } from '../../../lib/phone-tree/truth';
import { ManualClock } from '../../support/manual-clock';

export class PaperLine implements PhoneLine {
  readonly did: string[] = [];
  /** Of each looped sound, where in it the line began, in ms. */
  readonly startedAt: number[] = [];
  failPlay = false;
  #listener: (event: LineEvent) => void = () => undefined;
  #plays = 0;
  #ending: unknown;
  #gone = false;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  observe(listener: (event: LineEvent) => void): void {
    this.#listener = listener;
  }

  event(event: LineEvent): void {
    if (event.kind === 'gone') {
      if (this.#gone) return;
      this.#gone = true;
      this.stop();
    }
    this.#listener(event);
  }

  press_(digits: string): void {
    for (const digit of digits) this.event({ kind: 'digit', digit });
  }

  ring(): Promise<void> {
    this.did.push('ring');
    return Promise.resolve();
  }

  answer(): Promise<boolean> {
    this.did.push('answer');
    return Promise.resolve(!this.#gone);
  }

  refuse(code: RefusalCode): Promise<void> {
    this.did.push(`refuse ${code}`);
    return Promise.resolve();
  }

  hangup(): Promise<void> {
    this.did.push('hangup');
    this.event({ kind: 'gone', why: 'hung up' });
    return Promise.resolve();
  }

  play(clip: Clip, options: { readonly loop: boolean }): number {
    if (this.failPlay) throw new Error('the worker is gone');
    this.did.push(`play ${clip.name}${options.loop ? ' (loop)' : ''}`);
    this.#clock.clearTimeout(this.#ending);
    if (options.loop) this.startedAt.push(10 * clip.samples[0]!);
    const play = ++this.#plays;
    if (!options.loop) {
      this.#ending = this.#clock.setTimeout(() => this.event({ kind: 'play-ended', play }), clip.durationMs);
    }
    return play;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#ending);
  }

  press(digits: string): void {
    this.did.push(`press ${digits}`);
  }

  echo(on: boolean): void {
    this.did.push(`echo ${on ? 'on' : 'off'}`);
  }
}

/** Every prompt lasts 2 s and every sound 10 s; the first 30 ms are silent. */
export const paperClips: ClipSource = {
  prompt: (name) => paperClip(name, 2000),
  sound: (name) => paperClip(name, 10_000),
};

function paperClip(name: string, durationMs: number): Clip {
  return { name, durationMs, onsetMs: 30, samples: Int16Array.from({ length: durationMs * 8 }, (_, n) => n / 80) };
}

export function mustParse(text: string): Script {
  const result = parseScript(text);
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.line}: ${p.text}`).join('\n'));
  return result.script;
}

export class PaperCall {
  readonly clock = new ManualClock(0);
  readonly line = new PaperLine(this.clock);
  /** `event text @seconds`, in the order they were noted. */
  readonly notes: { event: TruthEvent; text: string; at: number }[] = [];
  ended = false;

  constructor(script: string | Script, dialled = 'x', seed = 1, longestCallSeconds = 4 * 3600) {
    const parsed = typeof script === 'string' ? mustParse(script) : script;
    const extension = findExtension(parsed, dialled);
    if (!extension) throw new Error(`no extension ${dialled}`);
    void runCall({
      script: parsed,
      extension,
      dialled,
      line: this.line,
      clips: paperClips,
      clock: this.clock,
      random: seededRandom(seed),
      note: (event, text, at) => this.notes.push({ event, text, at }),
      longestCallSeconds,
    }).then(() => (this.ended = true));
  }

  async seconds(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
  }

  async press(digits: string): Promise<void> {
    this.line.press_(digits);
    await this.seconds(0);
  }

  /** The caller says something for so long, and is heard to have ended 0.7 s later. */
  async speak(seconds: number): Promise<void> {
    await this.seconds(0.15);
    this.line.event({ kind: 'speech-started' });
    await this.seconds(seconds - 0.15 + 0.7);
    this.line.event({ kind: 'speech-ended', durationMs: seconds * 1000 });
    await this.seconds(0);
  }

  async hangUp(): Promise<void> {
    this.line.event({ kind: 'gone', why: 'remote-hangup' });
    await this.seconds(0);
  }

  /** `event@seconds` for the events named, or for all. */
  story(...events: TruthEvent[]): string[] {
    return this.notes
      .filter((note) => events.length === 0 || events.includes(note.event))
      .map((note) => `${note.event}${note.text === '' ? '' : `:${note.text}`}@${note.at / 1000}`);
  }
}

/** A script of one extension x whose steps are given, indented by two spaces in the way of a template. */
export function scriptOf(steps: string, more = ''): string {
  const indented = steps
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `company: Test
prompts:
  hi: Welcome.
  ask: Press 1 or 2.
  wrong: That is wrong.
  late: Too slow.
  number: Enter your number.
  greet: Hello, this is Ann.
  yes: Sure.
  hello: Hello?
  bye: Goodbye.
  second: You are second.
  first: You are first.
sounds:
  tune: tune.wav
  other: other.wav
  room: room.wav
people:
  ann: { greeting: greet, replies: yes, hello: hello, goodbye: bye, background: room, patience_seconds: 10, hellos: 2 }
extensions:
  x:
    ring_seconds: 0
    steps:
${indented}
${more}`;
}
