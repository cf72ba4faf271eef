/** What a caller will be told on the way through a script: for a dry run, whose navigator then need not transcribe. */
import type { Extension, Script, Step, Target } from './script';

/** One prompt at which the caller has to do something. */
export interface MenuText {
  /** Everything said since the caller last did something, in one piece, as it will be heard. */
  readonly text: string;
  /** The keys that lead on towards the goal; null when only the caller knows them, or when speaking does it. */
  readonly press: string | null;
  /** Name of the menu or of the number asked for. */
  readonly name: string;
}

/**
 * The menus on the shortest way (fewest keys) from an extension to a goal: the name of a section, queue or person, words
 * of the menu that offers it ("technical help"), or null for the nearest person. Null when there is no such way.
 */
export function menusTo(script: Script, extension: Extension, goal: string | null = null): MenuText[] | null {
  const seen = new Set<string>();
  let paths: Path[] = [{ steps: extension.steps, at: 0, spoken: [], menus: [] }];
  while (paths.length > 0) {
    const longer: Path[] = [];
    for (const path of paths) {
      const walked = walk(script, path, goal, seen);
      if (walked.kind === 'reached') return walked.menus;
      longer.push(...walked.paths);
    }
    paths = longer;
  }
  return null;
}

/** Every menu a caller can come to, the nearest first: for a goal in words that only a navigator understands. */
export function allMenus(script: Script, extension: Extension): MenuText[] {
  const met: MenuText[] = [];
  const seen = new Set<string>();
  let paths: Path[] = [{ steps: extension.steps, at: 0, spoken: [], menus: [] }];
  while (paths.length > 0) {
    paths = paths.flatMap((path) => {
      const walked = walk(script, path, NOWHERE, seen, met);
      return walked.kind === 'on' ? walked.paths : [];
    });
  }
  return met;
}

/** A goal that nothing is called. */
const NOWHERE = '\u0000';

interface Path {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly spoken: readonly string[];
  readonly menus: MenuText[];
}

type Walked =
  { readonly kind: 'reached'; readonly menus: MenuText[] } | { readonly kind: 'on'; readonly paths: Path[] };

/** Follows the steps up to the next menu; its keys are the paths that go on from there. */
function walk(script: Script, start: Path, goal: string | null, seen: Set<string>, met: MenuText[] = []): Walked {
  const texts = (prompts: readonly string[]): string[] =>
    prompts.map((prompt) => script.prompts.get(prompt)?.text ?? prompt);
  const { menus } = start;
  let { steps, at } = start;
  let spoken = [...start.spoken];
  const enter = (section: string): boolean => {
    if (seen.has(section)) return false;
    seen.add(section);
    [steps, at] = [script.sections.get(section) ?? [], 0];
    return true;
  };
  for (;;) {
    const step = steps[at++];
    if (!step) return { kind: 'on', paths: [] };
    switch (step.verb) {
      case 'say':
        spoken.push(...texts(step.prompts));
        break;
      case 'queue':
        if (step.name === goal) return { kind: 'reached', menus };
        spoken = [];
        break;
      case 'human':
        if (goal === null || step.person === goal) return { kind: 'reached', menus };
        spoken = [];
        break;
      case 'goto':
      case 'transfer': {
        const section = step.verb === 'transfer' ? step.section : sectionOf(step.target);
        if (section === null || !enter(section)) return { kind: 'on', paths: [] };
        if (section === goal) return { kind: 'reached', menus };
        break;
      }
      case 'menu': {
        const text = [...spoken, ...texts(step.prompts)].join(' ');
        met.push({ text, press: null, name: step.name });
        if (goal !== null && offers(text, goal)) {
          return { kind: 'reached', menus: [...menus, { text, press: keyFor(text, goal), name: step.name }] };
        }
        const choices: [string | null, Target][] = [...step.keys];
        if (step.onSpeech) choices.push([null, step.onSpeech]);
        const paths: Path[] = [];
        for (const [press, target] of choices) {
          const section = sectionOf(target);
          if (section === null) continue;
          const chosen = [...menus, { text, press, name: step.name }];
          if (section === goal) return { kind: 'reached', menus: chosen };
          if (seen.has(section)) continue;
          seen.add(section);
          paths.push({ steps: script.sections.get(section) ?? [], at: 0, spoken: [], menus: chosen });
        }
        return { kind: 'on', paths };
      }
      case 'read_digits': {
        const text = [...spoken, ...texts(step.prompts)].join(' ');
        const [expected] = step.expected;
        const press = expected === undefined ? null : `${expected}${step.terminator ?? ''}`;
        met.push({ text, press: null, name: step.name });
        const done = [...menus, { text, press, name: step.name }];
        const section = step.then === null ? null : sectionOf(step.then);
        if (step.then === null) return walk(script, { steps, at, spoken: [], menus: done }, goal, seen, met);
        if (section === null || seen.has(section)) return { kind: 'on', paths: [] };
        if (section === goal) return { kind: 'reached', menus: done };
        seen.add(section);
        return { kind: 'on', paths: [{ steps: script.sections.get(section) ?? [], at: 0, spoken: [], menus: done }] };
      }
      case 'hangup':
        return { kind: 'on', paths: [] };
      default:
        break;
    }
  }
}

const offers = (text: string, goal: string): boolean => text.toLowerCase().includes(goal.toLowerCase().trim());

/** The key said in the same sentence as the goal: "For technical help, press 2." */
function keyFor(text: string, goal: string): string | null {
  const sentence = text.split(/(?<=[.!?])\s/).find((part) => offers(part, goal)) ?? '';
  return /press (?:the )?([0-9*#])/i.exec(sentence)?.[1] ?? null;
}

const sectionOf = (target: Target): string | null => (target.kind === 'section' ? target.section : null);

/** Every text that can be heard in a call to this extension, in the order of the script. */
export function promptTexts(script: Script, extension: Extension): string[] {
  const names = new Set<string>();
  const sections = new Set<string>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      for (const name of promptsOf(script, step)) names.add(name);
      for (const section of sectionsOf(step)) {
        if (sections.has(section)) continue;
        sections.add(section);
        visit(script.sections.get(section) ?? []);
      }
    }
  };
  visit(extension.steps);
  return [...names].map((name) => script.prompts.get(name)?.text ?? name);
}

function promptsOf(script: Script, step: Step): string[] {
  const present = (...names: (string | null)[]): string[] => names.filter((name) => name !== null);
  switch (step.verb) {
    case 'say':
      return [...step.prompts];
    case 'menu':
      return present(...step.prompts, step.invalid, step.noKey);
    case 'read_digits':
      return present(...step.prompts, step.invalid);
    case 'queue':
      return [...step.announcements];
    case 'human': {
      const person = script.people.get(step.person);
      const replies = step.replies ?? person?.replies ?? [];
      return present(
        step.greeting ?? person?.greeting ?? null,
        ...replies,
        person?.hello ?? null,
        person?.goodbye ?? null,
      );
    }
    default:
      return [];
  }
}

function sectionsOf(step: Step): string[] {
  const targets: (Target | null)[] = [];
  if (step.verb === 'menu') targets.push(...step.keys.values(), step.onSpeech, step.otherwise);
  else if (step.verb === 'read_digits') targets.push(step.then, step.otherwise);
  else if (step.verb === 'queue') targets.push(...step.keys.values());
  else if (step.verb === 'goto') targets.push(step.target);
  else if (step.verb === 'transfer') return [step.section];
  return targets.flatMap((target) => (target?.kind === 'section' ? [target.section] : []));
}
