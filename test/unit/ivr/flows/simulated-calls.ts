/** Calls a simulated company: once by someone who knows every right key, then by replaying a flow; with recogniser noise. */
import { FlowReplay } from '../../../../lib/ivr/flows/flow-replay';
import type { CallFlow } from '../../../../lib/ivr/flows/call-flow';
import type { ExploredAnswer, ExploredCall, ExploredStep } from '../../../../lib/ivr/flows/explored-call';
import { COMPANIES, type Company } from './companies';

/** A small repeatable random source (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Hearing = (prompt: string) => readonly string[];

const NUMBER_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  de: ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
};

const plain = (prompt: string, language: string): string[] =>
  prompt
    .toLowerCase()
    .replace(/\d/g, (digit) => ` ${NUMBER_WORDS[language]![Number(digit)]!} `)
    .replace(/[^\p{L}']+/gu, ' ')
    .trim()
    .split(' ');

/** What the recogniser puts in place of words: any other word of any menu, but no digit (it rarely mistakes those). */
const VOCABULARY: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(NUMBER_WORDS).map(([language, digits]) => [
    language,
    [
      ...new Set(
        COMPANIES.filter((company) => company.language === language)
          .flatMap(({ scenes }) => Object.values(scenes))
          .flatMap(({ prompt }) => plain(prompt, language)),
      ),
    ].filter((word) => !digits.includes(word)),
  ]),
);

/** Words without punctuation; of each a share `wordErrorRate` is lost (1 in 3), put in (1 in 10) or taken for another. */
export function noisyHearing(language: string, wordErrorRate: number, random: () => number): Hearing {
  const vocabulary = VOCABULARY[language]!;
  const any = (): string => vocabulary[Math.floor(random() * vocabulary.length)]!;
  return (prompt) =>
    plain(prompt, language).flatMap((word) => {
      const chance = random();
      if (chance < wordErrorRate / 3) return [];
      if (chance < wordErrorRate * 0.9) return [any()];
      return chance < wordErrorRate ? [word, any()] : [word];
    });
}

/**
 * The same recording through the same recogniser: most errors come again, because they hang on the words and their
 * neighbours; `fresh` of the words are heard otherwise each time.
 */
export function recurringHearing(
  language: string,
  wordErrorRate: number,
  fresh: number,
  voice: number,
  random: () => number,
): Hearing {
  const vocabulary = VOCABULARY[language]!;
  const again = noisyHearing(language, fresh, random);
  return (prompt) => {
    const words = plain(prompt, language);
    const heard = words.flatMap((word, index) => {
      const own = randomSource(hashOf(`${voice} ${words[index - 1] ?? ''} ${word} ${words[index + 1] ?? ''}`));
      const chance = own();
      if (chance < wordErrorRate / 3) return [];
      return [chance < wordErrorRate ? vocabulary[Math.floor(own() * vocabulary.length)]! : word];
    });
    return again(heard.join(' '));
  };
}

function hashOf(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash >>> 0;
}

/** Keys from the begin to the goal's queue, by breadth-first search. */
export function wayTo(company: Company, goal: string): readonly { readonly scene: string; readonly key: string }[] {
  const target = company.goals[goal]!;
  const queue: { at: string; way: { scene: string; key: string }[] }[] = [{ at: 'start', way: [] }];
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.at === target) return next.way;
    if (seen.has(next.at)) continue;
    seen.add(next.at);
    for (const [key, to] of Object.entries(company.scenes[next.at]!.leads)) {
      queue.push({ at: to, way: [...next.way, { scene: next.at, key }] });
    }
  }
  throw new Error(`no way to ${goal}`);
}

const SECONDS_PER_WORD = 0.4;
/** Silence that ends a prompt, and the recogniser's last words. */
const END_SECONDS = 1.3;
/** A pause after which partial words come. */
const PARTIAL_SECONDS = 0.5;
const KEY_SECONDS = 0.3;
const START_MS = Date.UTC(2026, 0, 5, 9);

const isKeys = (key: string): boolean => /^[\d*#]+$|\{\{/.test(key);

function answerFor(key: string): ExploredAnswer {
  if (key === '') return { kind: 'none' };
  return isKeys(key) ? { kind: 'digits', digits: key } : { kind: 'say', text: key };
}

class Recorder {
  readonly steps: ExploredStep[] = [];
  seconds = 0;

  add(words: readonly string[], answer: ExploredAnswer, heardSeconds: number): void {
    const heardAtMs = START_MS + this.seconds * 1000;
    this.seconds += heardSeconds + KEY_SECONDS;
    this.steps.push({ prompts: [words.join(' ')], heardAtMs, promptSeconds: heardSeconds, answer, why: 'test' });
  }

  call(company: Company, goal: string, outcome: 'reached' | 'failed', day: number): ExploredCall {
    const startedAtMs = START_MS + day * 86_400_000;
    return {
      company: company.name,
      number: '+15550100',
      goal,
      language: company.language,
      startedAtMs,
      endedAtMs: startedAtMs + Math.round(this.seconds * 1000),
      steps: this.steps,
      outcome,
      why: 'hold music: this is the queue',
    };
  }
}

export interface Called {
  readonly explored: ExploredCall;
  readonly menuSeconds: number;
}

/** Listens to every prompt to its end, and always answers right. */
export function exploreCall(company: Company, goal: string, hear: Hearing, day = 0): Called {
  const recorder = new Recorder();
  for (const { scene, key } of wayTo(company, goal)) {
    const words = hear(company.scenes[scene]!.prompt);
    recorder.add(words, answerFor(key), words.length * SECONDS_PER_WORD + END_SECONDS);
  }
  const menuSeconds = recorder.seconds;
  const queue = company.scenes[company.goals[goal]!]!;
  recorder.add(hear(queue.prompt), { kind: 'none' }, 5);
  return { explored: recorder.call(company, goal, 'reached', day), menuSeconds };
}

export interface Replayed extends Called {
  readonly replay: FlowReplay;
  /** The scene at whose prompt the replay said drift, each time. */
  readonly drifts: readonly { readonly scene: string; readonly why: string }[];
  /** Keys that lead elsewhere than to the goal. */
  readonly wrong: readonly { readonly scene: string; readonly key: string }[];
  /** Answers given into a prompt. */
  readonly early: number;
  readonly reached: string;
}

/** Follows the flow; where it drifts, answers right at the prompt's end, as rules or a model would. */
export function replayCall(company: Company, goal: string, flow: CallFlow, hear: Hearing, day = 1): Replayed {
  const replay = new FlowReplay(flow, goal);
  const recorder = new Recorder();
  const drifts: { scene: string; why: string }[] = [];
  const wrong: { scene: string; key: string }[] = [];
  let early = 0;
  let scene = 'start';
  let seconds = 0;
  for (let guard = 0; guard < 30; guard++) {
    const { prompt, leads } = company.scenes[scene]!;
    const words = hear(prompt);
    const given = listen(replay, words);
    if (given.drift !== undefined) drifts.push({ scene, why: given.drift });
    if (given.kind === 'hold') break;
    const right = rightKey(company, scene, goal);
    if (right === undefined) {
      // The rules see the queue, or a dead end from which the caller goes back to the main menu.
      if (Object.values(company.goals).includes(scene) && scene === company.goals[goal]) break;
      recorder.add(words, { kind: 'digits', digits: '*' }, words.length * SECONDS_PER_WORD + END_SECONDS);
      replay.answered();
      scene = 'start';
      continue;
    }
    const key = given.kind === 'answer' ? given.key : right;
    const heard = given.kind === 'answer' ? given.words : words.length;
    const atEnd = given.kind !== 'answer' || given.final;
    if (!atEnd) early++;
    const heardSeconds = heard * SECONDS_PER_WORD + (atEnd ? END_SECONDS : PARTIAL_SECONDS);
    recorder.add(words.slice(0, heard), answerFor(key), heardSeconds);
    if (key !== '') replay.answered();
    if (key !== right) wrong.push({ scene, key });
    scene = leads[key] ?? scene;
    seconds = recorder.seconds;
  }
  const outcome = scene === company.goals[goal] ? 'reached' : 'failed';
  const explored = { ...recorder.call(company, goal, outcome, day), drifts: replay.drifts };
  return { replay, explored, menuSeconds: seconds, drifts, wrong, early, reached: scene };
}

function rightKey(company: Company, scene: string, goal: string): string | undefined {
  try {
    return wayTo({ ...company, scenes: { ...company.scenes, start: company.scenes[scene]! } }, goal)[0]?.key;
  } catch {
    return undefined;
  }
}

type Given =
  | {
      readonly kind: 'answer';
      readonly key: string;
      readonly words: number;
      readonly final: boolean;
      readonly drift?: string;
    }
  | { readonly kind: 'wait' | 'hold'; readonly drift?: string };

/** Partial texts every four words, then the whole. */
function listen(replay: FlowReplay, words: readonly string[]): Given {
  for (let count = 4; count < words.length; count += 4) {
    const advice = replay.hear(words.slice(0, count).join(' '), false);
    if (advice.kind === 'answer' && advice.certain) {
      return { kind: 'answer', key: advice.answer.text, words: count, final: false };
    }
    if (advice.kind === 'hold') return { kind: 'hold' };
    if (advice.kind === 'drift') return { kind: 'wait', drift: advice.why };
  }
  const advice = replay.hear(words.join(' '), true);
  switch (advice.kind) {
    case 'answer':
      return { kind: 'answer', key: advice.answer.text, words: words.length, final: true };
    case 'drift':
      return { kind: 'wait', drift: advice.why };
    default:
      return { kind: advice.kind };
  }
}
