/**
 * One call as the steps see it: play and wait, keys that came early, whether the caller is speaking, and the record of
 * truth. Once the caller is gone every wait returns at once, so that a step only has to look for `over`.
 */
import type { Clock } from '../clock';
import { turned } from './clip';
import type { Clip } from './clip';
import type { LineEvent, PhoneLine } from './phone-line';
import type { Script, Target } from './script';
import type { TruthEvent } from './truth';

/** Where the sounds of a script come from. */
export interface ClipSource {
  prompt(name: string): Clip;
  sound(name: string): Clip;
}

/** What a step ends with. */
export type Next =
  | { readonly kind: 'next' }
  | { readonly kind: 'goto'; readonly section: string }
  /** The company hangs up; `dropped` when the caller had not got what it came for. */
  | { readonly kind: 'hangup'; readonly reason: string; readonly dropped: boolean }
  /** The caller has gone. */
  | { readonly kind: 'over' };

export const NEXT: Next = { kind: 'next' };
export const OVER: Next = { kind: 'over' };

/** Follows a target; "repeat" is for the menu itself to understand and ends as the next step elsewhere. */
export function follow(target: Target, reason: string, dropped: boolean): Next {
  if (target.kind === 'section') return { kind: 'goto', section: target.section };
  return target.kind === 'hangup' ? { kind: 'hangup', reason, dropped } : NEXT;
}

/** What ended a wait. */
export type Waited = 'deadline' | 'digit' | 'speech' | 'heard' | 'played' | 'over';

export interface WaitFor {
  /** Epoch ms; absent: as long as it takes. */
  readonly until?: number;
  /** Return when a key is there. */
  readonly digit?: boolean;
  /** Return when the caller begins to speak. */
  readonly speech?: boolean;
  /** Return when the caller has spoken and is quiet again. */
  readonly heard?: boolean;
  /** Return when this sound is over. */
  readonly play?: number;
}

const KEYS_KEPT = 64;

export class Conversation {
  readonly script: Script;
  readonly line: PhoneLine;
  /** 0 to 1, the same sequence for the same seed. */
  readonly random: () => number;
  readonly #clips: ClipSource;
  readonly #clock: Clock;
  readonly #note: (event: TruthEvent, text: string, at: number) => void;
  readonly #lastsUntil: number;
  readonly #tunePosition = new Map<string, number>();
  #pending: LineEvent[] = [];
  #wake: (() => void) | null = null;
  #digits = '';
  #callerSpeaks = false;
  #over: string | null = null;

  constructor(parts: {
    script: Script;
    line: PhoneLine;
    clips: ClipSource;
    clock: Clock;
    random: () => number;
    longestCallSeconds: number;
    note: (event: TruthEvent, text: string, at: number) => void;
  }) {
    this.script = parts.script;
    this.line = parts.line;
    this.random = parts.random;
    this.#clips = parts.clips;
    this.#clock = parts.clock;
    this.#note = parts.note;
    this.#lastsUntil = parts.clock.now() + parts.longestCallSeconds * 1000;
    this.line.observe((event) => this.#push(event));
  }

  /** Why the call is over, or null. */
  get over(): string | null {
    return this.#over;
  }

  get callerSpeaks(): boolean {
    return this.#callerSpeaks;
  }

  /** Keys pressed and not yet taken. */
  get digits(): string {
    return this.#digits;
  }

  now(): number {
    return this.#clock.now();
  }

  note(event: TruthEvent, text: string, at = this.#clock.now()): void {
    this.#note(event, text, at);
  }

  takeDigits(length: number): string {
    const taken = this.#digits.slice(0, length);
    this.#digits = this.#digits.slice(length);
    return taken;
  }

  /** Drops keys that came while nothing was waiting for one. */
  ignoreDigits(): void {
    if (this.#digits !== '') this.note('digit-ignored', this.takeDigits(KEYS_KEPT));
  }

  /** Waits for the first of what is asked for, or for the end of the call. */
  async wait(what: WaitFor): Promise<Waited> {
    for (;;) {
      if (this.#over !== null) return 'over';
      if (what.digit && this.#digits !== '') return 'digit';
      if (what.speech && this.#callerSpeaks) return 'speech';
      const event = this.#pending.shift();
      if (event) {
        const happened = this.#take(event, what);
        if (happened) return happened;
        continue;
      }
      const until = Math.min(what.until ?? Infinity, this.#lastsUntil);
      if (this.#clock.now() >= until) {
        if (until === this.#lastsUntil) this.#over = 'the longest time of a call';
        return this.#over === null ? 'deadline' : 'over';
      }
      await this.#sleep(until);
    }
  }

  async pause(seconds: number): Promise<Waited> {
    return this.wait({ until: this.#clock.now() + seconds * 1000 });
  }

  /**
   * A recorded voice. With `bargeIn` a key (or, with `speech`, the voice of the caller) cuts it short, even before its
   * first word.
   */
  async say(
    prompt: string,
    options: { bargeIn?: boolean; speech?: boolean; clip?: Clip } = {},
  ): Promise<'finished' | 'interrupted' | 'over'> {
    const interruptions = { digit: options.bargeIn ?? false, speech: options.speech ?? false };
    if (this.#over !== null) return 'over';
    if ((interruptions.digit && this.#digits !== '') || (interruptions.speech && this.#callerSpeaks)) {
      return 'interrupted';
    }
    const clip = options.clip ?? this.#clips.prompt(prompt);
    const text = this.textOf(prompt);
    const heardFrom = this.now() + clip.onsetMs;
    this.note('prompt', text, heardFrom);
    const play = this.line.play(clip, { loop: false });
    const waited = await this.wait({ ...interruptions, play, until: this.#overdue(clip) });
    if (waited === 'digit' || waited === 'speech') this.line.stop();
    const interrupted = waited === 'digit' || waited === 'speech' || waited === 'over';
    this.note('prompt-end', interrupted ? `${text} (cut short)` : text, Math.max(heardFrom, this.now()));
    if (waited === 'over') return 'over';
    return interrupted ? 'interrupted' : 'finished';
  }

  /** A person's words: dated where they begin to be heard. The room goes on around them. */
  async speak(prompt: string, background: string | null): Promise<Waited> {
    if (this.#over !== null) return 'over';
    const clip = this.#clips.prompt(prompt);
    const heardFrom = this.now() + clip.onsetMs;
    this.note('human-speaks', this.textOf(prompt), heardFrom);
    const play = this.line.play(clip, { loop: false });
    const waited = await this.wait({ play, until: this.#overdue(clip) });
    this.note('human-silent', this.textOf(prompt), Math.max(heardFrom, this.now()));
    if (waited !== 'over') this.startBackground(background);
    return waited;
  }

  startBackground(sound: string | null): void {
    if (this.#over !== null) return;
    if (sound === null) this.line.stop();
    else this.startTune(sound);
  }

  /** Loops a sound, from where this call last heard it. */
  startTune(sound: string): void {
    if (this.#over !== null) return;
    this.line.play(turned(this.#clips.sound(sound), this.tunePositionMs(sound)), { loop: true });
  }

  tunePositionMs(sound: string): number {
    return this.#tunePosition.get(sound) ?? 0;
  }

  /** The tune was heard for so long; it goes on from there next time. */
  advanceTune(sound: string, heardMs: number): void {
    const { durationMs } = this.#clips.sound(sound);
    if (durationMs > 0) this.#tunePosition.set(sound, (this.tunePositionMs(sound) + heardMs) % durationMs);
  }

  sound(name: string): Clip {
    return this.#clips.sound(name);
  }

  prompt(name: string): Clip {
    return this.#clips.prompt(name);
  }

  textOf(prompt: string): string {
    return this.script.prompts.get(prompt)?.text ?? prompt;
  }

  /** When a sound must be over, should the line never say so. */
  #overdue(clip: Clip): number {
    return this.now() + clip.durationMs + 2000;
  }

  #push(event: LineEvent): void {
    if (event.kind === 'gone') {
      this.#over ??= event.why;
      this.#pending = [];
    } else if (this.#pending.length < 1000) {
      this.#pending.push(event);
    }
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Takes an event into account; says what it ends, if it is waited for. */
  #take(event: LineEvent, what: WaitFor): Waited | null {
    switch (event.kind) {
      case 'digit':
        if (this.#digits.length < KEYS_KEPT) this.#digits += event.digit;
        return what.digit ? 'digit' : null;
      case 'speech-started':
        this.#callerSpeaks = true;
        return what.speech ? 'speech' : null;
      case 'speech-ended':
        this.#callerSpeaks = false;
        return what.heard ? 'heard' : null;
      case 'play-ended':
        return event.play === what.play ? 'played' : null;
      case 'gone':
        return 'over';
    }
  }

  #sleep(until: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => this.#wake?.(), until - this.#clock.now());
      this.#wake = () => {
        this.#clock.clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
