/**
 * A phone-tree script after parsing: plain values. Times are seconds. Names refer to the script's own prompts, sounds,
 * people and sections; parse-script.ts has checked that each of them exists.
 */

/** One spoken text. Without a file it is spoken by text-to-speech when the script is loaded. */
export interface Prompt {
  readonly name: string;
  readonly text: string;
  readonly file: string | null;
  /** Voice for text-to-speech, when there is no file. */
  readonly voice: string | null;
  /** Line of the script that names it; for messages about the file. */
  readonly line: number;
}

/** A recording without words: music, the noise of a room, a jingle. */
export interface NamedSound {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** How a person on the line behaves: greets, listens, replies when the caller has spoken, says hello when nobody does. */
export interface Person {
  readonly name: string;
  readonly greeting: string;
  /** Said in this order, one each time the caller has spoken. */
  readonly replies: readonly string[];
  /** Said when the caller says nothing; without it the person waits in silence. */
  readonly hello: string | null;
  /** Said before giving up on a silent caller. */
  readonly goodbye: string | null;
  /** Sound of the room, looped while the person is there. */
  readonly background: string | null;
  /** How long the person listens before each hello, and before giving up. */
  readonly patienceSeconds: number;
  /** Hellos before the person gives up. */
  readonly hellos: number;
}

export interface SecondsRange {
  readonly from: number;
  readonly to: number;
}

/** Where a key leads: a section, the same menu again, or the end of the call. */
export type Target =
  { readonly kind: 'section'; readonly section: string } | { readonly kind: 'repeat' } | { readonly kind: 'hangup' };

export interface SayStep {
  readonly verb: 'say';
  readonly prompts: readonly string[];
}

export interface PlayStep {
  readonly verb: 'play';
  readonly sound: string;
  /** Null: once. Otherwise repeated or cut to this length. */
  readonly seconds: number | null;
}

export interface MenuStep {
  readonly verb: 'menu';
  readonly name: string;
  readonly prompts: readonly string[];
  readonly keys: ReadonlyMap<string, Target>;
  /** Whether a key may be pressed while the prompt is playing. */
  readonly bargeIn: boolean;
  /** How long the menu waits for a key after its prompt. */
  readonly timeoutSeconds: number;
  /** How many times the menu is offered altogether. */
  readonly attempts: number;
  readonly invalid: string | null;
  readonly noKey: string | null;
  /** Where any speech of the caller leads ("tell me in a few words why you are calling"). */
  readonly onSpeech: Target | null;
  /** Where the call goes when the attempts are used up. */
  readonly otherwise: Target;
}

export interface ReadDigitsStep {
  readonly verb: 'read_digits';
  readonly name: string;
  readonly prompts: readonly string[];
  readonly bargeIn: boolean;
  readonly length: SecondsRange;
  readonly terminator: string | null;
  /** Longest wait for the first and for each next digit. */
  readonly timeoutSeconds: number;
  /** Numbers that are accepted; empty: any of the right length. */
  readonly expected: readonly string[];
  readonly attempts: number;
  readonly invalid: string | null;
  /** Null: the next step. */
  readonly then: Target | null;
  readonly otherwise: Target;
}

export interface MusicStep {
  readonly verb: 'music';
  readonly sound: string;
  readonly seconds: number;
}

export interface SilenceStep {
  readonly verb: 'silence';
  readonly seconds: number;
}

export interface RingingStep {
  readonly verb: 'ringing';
  readonly seconds: number;
}

export interface QueueStep {
  readonly verb: 'queue';
  readonly name: string;
  readonly wait: SecondsRange;
  /** Tunes, the next one after each announcement. */
  readonly music: readonly string[];
  /** In this order; the last one is repeated. */
  readonly announcements: readonly string[];
  /** Seconds of music between two announcements. */
  readonly everySeconds: number;
  /** Announcements are spoken over the music instead of interrupting it. */
  readonly overMusic: boolean;
  /** Keys that lead out of the queue. */
  readonly keys: ReadonlyMap<string, Target>;
}

export interface HumanStep {
  readonly verb: 'human';
  readonly person: string;
  /** From picking up to the first word. */
  readonly pauseSeconds: number;
  /** Instead of the person's own. */
  readonly greeting: string | null;
  readonly replies: readonly string[] | null;
  /** After the last reply: stay and listen, or go on with the next step. */
  readonly then: 'stay' | 'continue';
}

export interface ListenStep {
  readonly verb: 'listen';
  readonly seconds: number;
  /** Ends earlier, once the caller has been quiet this long. */
  readonly untilSilenceSeconds: number | null;
}

export interface PressStep {
  readonly verb: 'press';
  readonly digits: string;
}

export interface EchoStep {
  readonly verb: 'echo';
  /** Null: until the caller hangs up. */
  readonly seconds: number | null;
}

export interface GotoStep {
  readonly verb: 'goto';
  readonly target: Target;
}

export interface TransferStep {
  readonly verb: 'transfer';
  readonly section: string;
  /** Ringing tone heard before the other side answers. */
  readonly ringSeconds: number;
}

export interface HangupStep {
  readonly verb: 'hangup';
  readonly reason: string;
}

export type Step =
  | SayStep
  | PlayStep
  | MenuStep
  | ReadDigitsStep
  | MusicStep
  | SilenceStep
  | RingingStep
  | QueueStep
  | HumanStep
  | ListenStep
  | PressStep
  | EchoStep
  | GotoStep
  | TransferStep
  | HangupStep;

/** What happens to a call to an extension, after it rang. */
export type OnCall = 'answer' | 'busy' | 'reject' | 'no_answer' | 'not_found' | 'unavailable' | 'forbidden';

export interface Extension {
  readonly name: string;
  /** Other numbers that reach it, digits only. */
  readonly numbers: readonly string[];
  readonly description: string;
  readonly ringSeconds: number;
  readonly onCall: OnCall;
  readonly steps: readonly Step[];
}

export interface Script {
  readonly company: string;
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly sounds: ReadonlyMap<string, NamedSound>;
  readonly people: ReadonlyMap<string, Person>;
  readonly sections: ReadonlyMap<string, readonly Step[]>;
  readonly extensions: ReadonlyMap<string, Extension>;
  /** Answers every number that no extension has; null: those are not found. */
  readonly defaultExtension: string | null;
}

/** Something wrong in a script, in words that say what to do. Lines count from 1. */
export interface ScriptProblem {
  readonly line: number;
  readonly text: string;
}

export type ScriptResult =
  { readonly ok: true; readonly script: Script } | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

/** Sounds every script has without naming a file. */
export const BUILT_IN_SOUNDS = ['silence', 'ringing', 'busy', 'congestion', 'beep', 'sit'] as const;

/** The extension that a dialled number reaches: by name, by number, else the default one. */
export function findExtension(script: Script, dialled: string): Extension | null {
  const name = dialled.trim().toLowerCase();
  const digits = dialled.replace(/[^0-9]/g, '');
  for (const extension of script.extensions.values()) {
    if (extension.name.toLowerCase() === name) return extension;
    if (digits !== '' && !/[a-z]/.test(name) && extension.numbers.includes(digits)) return extension;
  }
  return script.defaultExtension === null ? null : (script.extensions.get(script.defaultExtension) ?? null);
}
