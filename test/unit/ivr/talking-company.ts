/** A company that talks: plays prompts word by word in virtual time to a Navigator that hears through a poor recogniser. */
import { fillSecrets } from '../../../lib/ivr/secret-reference';
import type { Navigator } from '../../../lib/ivr/navigator';
import type { NavigatorInput, NavigatorOutput } from '../../../lib/ivr/navigator.types';
import { randomSource } from '../../../bench/ivr/recogniser-noise';

const STEP_MS = 20;
const WORD_MS = 400;
/** What hearing and the segmenter take (lib/hearing/far-end.ts, lib/speech/utterance-segmenter.ts). */
const ONSET_LAG_MS = 200;
const PAUSE_MS = 400;
const END_MS = 960;
const RECOGNISER_MS = 200;
const DIGIT_MS = 200;

export interface Scene {
  /** Sentences; a number is a pause in ms. Between sentences the company pauses `pauseMs`. */
  readonly says: readonly (string | number)[];
  readonly pauseMs?: number;
  /** A sound after the last word instead of silence. */
  readonly then?: string;
  /** Where keys lead; `*else*` any other key. Longer entries end with `#` or by their length. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly entryLength?: number;
  readonly spoken?: Readonly<Record<string, string>>;
  /** Keys before the last word are lost. */
  readonly deafWhileTalking?: boolean;
  /** Keys stop nothing: the list is finished first. */
  readonly talksOn?: boolean;
  /** Keys are heard only if sent this way. */
  readonly hears?: 'slowly' | 'otherwise';
  /** After the last word and so much silence. */
  readonly silence?: { readonly afterMs: number; readonly leadsTo: string };
}

export type TalkingCompany = Readonly<Record<string, Scene>>;

export interface CallOptions {
  /** Share of words that the recogniser loses or changes. */
  readonly noise?: number;
  readonly seed?: number;
  readonly recogniserMs?: number;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Answers a `consider`, after so many ms; undefined: never. */
  readonly model?: (question: Extract<NavigatorOutput, { kind: 'consider' }>['question']) => {
    readonly afterMs: number;
    readonly decision: Extract<NavigatorInput, { kind: 'decided' }>['decision'];
  };
  readonly untilMs?: number;
}

export interface CallMade {
  /** `scene:keys`, in order; the scene is the one that heard them. */
  readonly path: readonly string[];
  readonly outputs: readonly (NavigatorOutput & { readonly sentMs: number })[];
  readonly presses: readonly {
    readonly scene: string;
    readonly digits: string;
    readonly atMs: number;
    /** From the end of the prompt to the first digit; negative: barged in. */
    readonly afterPromptMs: number;
    readonly manner: string | undefined;
  }[];
  readonly scene: string;
  readonly last: NavigatorOutput | undefined;
  readonly endMs: number;
}

interface Word {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const CONFUSED: Readonly<Record<string, readonly string[]>> = {
  two: ['to', 'too'],
  four: ['for'],
  one: ['won'],
  eight: ['ate'],
  press: ['pressed'],
  billing: ['building'],
  for: ['four'],
};
const STRAY = ['the', 'a', 'and', 'is', 'may', 'your', 'in', 'when', 'service', 'time'];

export function callCompany(navigator: Navigator, company: TalkingCompany, options: CallOptions = {}): CallMade {
  const random = randomSource(options.seed ?? 1);
  const noise = options.noise ?? 0;
  const recogniserMs = options.recogniserMs ?? RECOGNISER_MS;
  const outputs: (NavigatorOutput & { sentMs: number })[] = [];
  const presses: { scene: string; digits: string; atMs: number; afterPromptMs: number; manner: string | undefined }[] =
    [];
  const path: string[] = [];
  let nowMs = 0;
  let wakeMs = Infinity;
  let over = false;
  let sceneName = 'start';
  let words: Word[] = [];
  let wordsEndMs = 0;
  let soundFromMs = Infinity;
  let entry = '';
  let nextScene: string | undefined;
  const digits: { atMs: number; digit: string; manner: string | undefined; last: boolean; said?: string }[] = [];
  const pending: { atMs: number; event: NavigatorInput }[] = [];
  const spokenWords: { word: string; endMs: number }[] = [];

  const hears = (word: string): readonly string[] => {
    if (random() >= noise) return [word];
    const confused = CONFUSED[word];
    if (confused !== undefined && random() < 0.7) return [confused[Math.floor(random() * confused.length)]!];
    return random() < 0.5 ? [] : [STRAY[Math.floor(random() * STRAY.length)]!];
  };

  const enter = (name: string): void => {
    const scene = company[name];
    if (scene === undefined) throw new Error(`no scene ${name}`);
    sceneName = name;
    entry = '';
    nextScene = undefined;
    words = [];
    let atMs = nowMs + 300;
    for (const part of scene.says) {
      if (typeof part === 'number') {
        atMs += part;
        continue;
      }
      for (const text of part
        .toLowerCase()
        .replace(/[^\p{L}\p{N}' ]/gu, '')
        .split(/\s+/)) {
        words.push({ text, fromMs: atMs, toMs: atMs + WORD_MS });
        atMs += WORD_MS;
      }
      atMs += scene.pauseMs ?? 500;
    }
    wordsEndMs = words.at(-1)?.toMs ?? nowMs;
    soundFromMs = scene.then === undefined ? Infinity : wordsEndMs + 300;
  };

  const tell = (event: NavigatorInput): void => {
    if (over) return;
    for (const output of navigator.hear(event)) {
      outputs.push({ ...output, sentMs: nowMs });
      if (output.kind === 'wake') wakeMs = output.atMs;
      else if (output.kind === 'press' || output.kind === 'say') send(output);
      else if (output.kind === 'consider') {
        const answer = options.model?.(output.question);
        if (answer === undefined) continue;
        const atMs = nowMs + answer.afterMs;
        pending.push({ atMs, event: { kind: 'decided', atMs, ticket: output.ticket, decision: answer.decision } });
      } else if (output.kind === 'reached' || output.kind === 'failed') over = true;
    }
  };

  const send = (output: Extract<NavigatorOutput, { kind: 'press' | 'say' }>): void => {
    const text = output.kind === 'press' ? output.digits : output.text;
    const manner = output.kind === 'press' ? output.manner : undefined;
    presses.push({ scene: sceneName, digits: text, atMs: nowMs, afterPromptMs: nowMs - wordsEndMs, manner });
    if (output.kind === 'say') {
      const atMs = nowMs + text.split(' ').length * WORD_MS;
      digits.push({ atMs, digit: '', manner, last: true, said: text });
      return;
    }
    const filled = fillSecrets(text, (name) => options.secrets?.[name]);
    if (!filled.ok) throw new Error(`missing ${filled.missing.join()}`);
    Array.from(filled.text).forEach((digit, index) => {
      digits.push({ atMs: nowMs + 100 + index * DIGIT_MS, digit, manner, last: index === filled.text.length - 1 });
    });
  };

  const receive = ({ digit, manner, said }: { digit: string; manner: string | undefined; said?: string }): void => {
    const scene = company[sceneName]!;
    const talking = nowMs < wordsEndMs;
    if (scene.deafWhileTalking === true && talking) return;
    if (said !== undefined) {
      const leadsTo = scene.spoken?.[said];
      path.push(`${sceneName}:${said}`);
      if (leadsTo !== undefined) enter(leadsTo);
      return;
    }
    if (scene.hears !== undefined && manner !== scene.hears) return;
    entry += digit;
    const { keys } = scene;
    if (keys === undefined) return;
    const long = Object.keys(keys).some((key) => key.length > 1 && key !== '*else*');
    const complete = !long || digit === '#' || entry.length === scene.entryLength;
    if (!complete) return;
    path.push(`${sceneName}:${entry}`);
    const leadsTo = keys[entry] ?? keys['*else*'];
    entry = '';
    if (leadsTo === undefined) return;
    if (scene.talksOn === true && talking) nextScene = leadsTo;
    else enter(leadsTo);
  };

  // What hearing and the recogniser make of it.
  let onsetMs: number | undefined;
  let lastSyllableMs = -Infinity;
  let speaking = false;
  let told = false;
  let utterance = 0;
  let utteranceSinceMs = 0;
  let utteranceOpen = false;
  let farEnd = 'unknown';
  let soundSinceMs = 0;
  const text = (): string => spokenWords.map(({ word }) => word).join(' ');
  let partialAtMs = Infinity;

  const listen = (): void => {
    const word = words.find(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
    if (word !== undefined) {
      onsetMs ??= nowMs;
      lastSyllableMs = nowMs + STEP_MS;
      if (!utteranceOpen) {
        utteranceOpen = true;
        utterance++;
        utteranceSinceMs = nowMs;
        spokenWords.length = 0;
      }
      if (word.fromMs > (spokenWords.at(-1)?.endMs ?? -1) - 1 && nowMs >= word.toMs - STEP_MS) {
        for (const heard of hears(word.text)) spokenWords.push({ word: heard, endMs: word.toMs });
      }
    }
    if (!speaking && onsetMs !== undefined && nowMs - onsetMs >= ONSET_LAG_MS && nowMs - lastSyllableMs < PAUSE_MS) {
      speaking = true;
      tell({ kind: 'utterance-start', atMs: nowMs, sinceMs: onsetMs });
      if (farEnd !== 'ivr_prompt') {
        farEnd = 'ivr_prompt';
        tell({ kind: 'far-end', label: 'ivr_prompt', confidence: 0.9, sinceMs: onsetMs, atMs: nowMs });
      }
    }
    if (onsetMs !== undefined && nowMs - lastSyllableMs >= PAUSE_MS) {
      if (speaking) {
        tell({ kind: 'utterance-end', atMs: nowMs, sinceMs: onsetMs, endMs: lastSyllableMs });
        partialAtMs = nowMs + 40;
      }
      speaking = false;
      onsetMs = undefined;
      told = false;
    }
    if (nowMs >= partialAtMs) {
      partialAtMs = Infinity;
      if (!told && utteranceOpen) tell(transcript(false));
      told = true;
    }
    if (utteranceOpen && !speaking && onsetMs === undefined && nowMs - lastSyllableMs >= END_MS) {
      utteranceOpen = false;
      const event = transcript(true);
      pending.push({ atMs: nowMs + recogniserMs, event: { ...event, atMs: nowMs + recogniserMs } });
    }
    const sound = nowMs >= soundFromMs ? company[sceneName]!.then : undefined;
    if (sound !== undefined) {
      if (soundSinceMs === 0) soundSinceMs = nowMs;
      if (farEnd !== sound && nowMs - soundSinceMs >= 800) {
        farEnd = sound;
        tell({ kind: 'far-end', label: sound, confidence: 0.95, sinceMs: soundSinceMs, atMs: nowMs });
      }
    } else soundSinceMs = 0;
  };

  const transcript = (final: boolean): Extract<NavigatorInput, { kind: 'transcript' }> => ({
    kind: 'transcript',
    atMs: nowMs,
    utterance,
    text: text(),
    final,
    sinceMs: utteranceSinceMs,
    endMs: lastSyllableMs,
  });

  enter('start');
  tell({ kind: 'tick', atMs: 0 });
  const untilMs = options.untilMs ?? 300_000;
  for (; nowMs < untilMs && !over; nowMs += STEP_MS) {
    for (const digit of digits.filter(({ atMs }) => atMs <= nowMs)) {
      digits.splice(digits.indexOf(digit), 1);
      receive(digit);
      if (digit.last) pending.push({ atMs: nowMs + 100, event: { kind: 'pressed', atMs: nowMs + 100 } });
    }
    if (nextScene !== undefined && nowMs >= wordsEndMs) enter(nextScene);
    const { silence } = company[sceneName]!;
    if (silence !== undefined && entry === '' && digits.length === 0 && nowMs >= wordsEndMs + silence.afterMs) {
      enter(silence.leadsTo);
    }
    listen();
    for (const due of pending.filter(({ atMs }) => atMs <= nowMs)) {
      pending.splice(pending.indexOf(due), 1);
      tell(due.event);
    }
    if (nowMs >= wakeMs) {
      wakeMs = Infinity;
      tell({ kind: 'tick', atMs: nowMs });
    }
  }
  const last = outputs.filter(({ kind }) => kind !== 'wake').at(-1);
  return { path, outputs, presses, scene: sceneName, last, endMs: nowMs };
}
