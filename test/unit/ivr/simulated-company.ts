/** Drives a Navigator against a company made of timed speech and sounds, in virtual time. */
import type { Navigator } from '../../../lib/ivr/navigator';
import type { NavigatorInput, NavigatorOutput } from '../../../lib/ivr/navigator.types';

/** How long after a syllable hearing reports the onset and the end of speech (lib/hearing/far-end.ts). */
const ONSET_LAG_MS = 200;
const END_LAG_MS = 400;
const KEY_MS = 200;

/** Lengths in ms: speech, pause, speech, pause, ... */
export type Speech = readonly number[];

export type Sound =
  | { readonly kind: 'speech'; readonly afterMs: number; readonly speech: Speech }
  | { readonly kind: 'far-end'; readonly afterMs: number; readonly label: string; readonly confidence?: number };

export interface Scene {
  readonly sounds: readonly Sound[];
  /** Where these keys lead; '' is "no key within `noKeyAfterMs` of the scene's begin". */
  readonly keys?: Readonly<Record<string, string>>;
  readonly noKeyAfterMs?: number;
}

export type Company = Readonly<Record<string, Scene>>;

export interface Walked {
  readonly outputs: readonly (NavigatorOutput & { readonly atMs: number })[];
  readonly pressed: readonly { readonly digits: string; readonly atMs: number; readonly scene: string }[];
  readonly last: NavigatorOutput | undefined;
  readonly endMs: number;
}

interface Planned {
  readonly atMs: number;
  readonly event: NavigatorInput | 'no-key';
  readonly scene: number;
}

export function walkThrough(navigator: Navigator, company: Company, options: { confirm?: boolean } = {}): Walked {
  const outputs: (NavigatorOutput & { atMs: number })[] = [];
  const pressed: { digits: string; atMs: number; scene: string }[] = [];
  let queue: Planned[] = [];
  let sceneName = 'start';
  let sceneCount = 0;
  let speechOpen = false;
  let nowMs = 0;
  let wakeMs = Infinity;

  const enter = (name: string): void => {
    sceneName = name;
    sceneCount++;
    const scene = company[name];
    if (scene === undefined) throw new Error(`no scene ${name}`);
    if (speechOpen) queue.push({ atMs: nowMs + 100, event: end(nowMs, nowMs + 100), scene: sceneCount });
    let atMs = nowMs;
    for (const sound of scene.sounds) {
      atMs += sound.afterMs;
      if (sound.kind === 'far-end') {
        const event = { kind: 'far-end', label: sound.label, confidence: sound.confidence ?? 0.9 } as const;
        queue.push({ atMs: atMs + 500, event: { ...event, sinceMs: atMs, atMs: atMs + 500 }, scene: sceneCount });
        continue;
      }
      sound.speech.forEach((lengthMs, index) => {
        if (index % 2 === 0) {
          const startMs = atMs;
          queue.push({
            atMs: startMs + ONSET_LAG_MS,
            event: { kind: 'utterance-start', sinceMs: startMs, atMs: startMs + ONSET_LAG_MS },
            scene: sceneCount,
          });
          queue.push({
            atMs: startMs + lengthMs + END_LAG_MS,
            event: end(startMs, startMs + lengthMs),
            scene: sceneCount,
          });
        }
        atMs += lengthMs;
      });
    }
    if (scene.noKeyAfterMs !== undefined) {
      queue.push({ atMs: nowMs + scene.noKeyAfterMs, event: 'no-key', scene: sceneCount });
    }
  };
  const end = (startMs: number, endMs: number): NavigatorInput => ({
    kind: 'utterance-end',
    sinceMs: startMs,
    endMs,
    atMs: endMs + END_LAG_MS,
  });

  const tell = (event: NavigatorInput): boolean => {
    for (const output of navigator.hear(event)) {
      outputs.push({ ...output, ...(output.kind === 'wake' ? {} : { atMs: nowMs }) } as NavigatorOutput & {
        atMs: number;
      });
      if (output.kind === 'wake') wakeMs = output.atMs;
      if (output.kind === 'press' || output.kind === 'say') {
        const digits = output.kind === 'press' ? output.digits : output.text;
        pressed.push({ digits, atMs: nowMs, scene: sceneName });
        const next = company[sceneName]?.keys?.[digits];
        const sentMs = nowMs + digits.length * KEY_MS;
        if (next !== undefined) {
          queue = queue.filter(({ event: planned }) => planned !== 'no-key' && planned.atMs <= sentMs);
          nowMs = sentMs;
          enter(next);
        }
        if (options.confirm !== false) {
          queue.push({ atMs: sentMs, event: { kind: 'pressed', atMs: sentMs }, scene: sceneCount });
        }
      }
      if (output.kind === 'reached' || output.kind === 'failed') return false;
    }
    return true;
  };

  enter('start');
  if (!tell({ kind: 'tick', atMs: 0 })) return { outputs, pressed, last: outputs.at(-1), endMs: nowMs };
  for (let guard = 0; guard < 10_000; guard++) {
    queue.sort((a, b) => a.atMs - b.atMs);
    const next = queue[0];
    if (next === undefined || wakeMs <= next.atMs) {
      if (!Number.isFinite(wakeMs)) break;
      nowMs = Math.max(nowMs, wakeMs);
      wakeMs = Infinity;
      if (!tell({ kind: 'tick', atMs: nowMs })) break;
      continue;
    }
    queue.shift();
    nowMs = Math.max(nowMs, next.atMs);
    if (next.event === 'no-key') {
      if (next.scene === sceneCount) enter(company[sceneName]!.keys!['']!);
      continue;
    }
    if (next.event.kind === 'utterance-start') speechOpen = true;
    if (next.event.kind === 'utterance-end') speechOpen = false;
    if (!tell(next.event)) break;
  }
  const last = outputs.filter(({ kind }) => kind !== 'wake').at(-1);
  return { outputs, pressed, last, endMs: nowMs };
}
