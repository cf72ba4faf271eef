/** From the text of a script to a checked Script, or to the list of everything that is wrong with it, by line. */
import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { SCRIPT_GRAMMAR, STEP_GRAMMAR, VERBS } from './script-grammar';
import type { ScriptDocument } from './script-grammar';
import { BUILT_IN_SOUNDS } from './script';
import type {
  Extension,
  NamedSound,
  Person,
  Prompt,
  Script,
  ScriptProblem,
  ScriptResult,
  Step,
  Target,
} from './script';

/** A script is a page or ten; the YAML parser takes quadratic time for a group with very many names. */
const LONGEST_SCRIPT = 250_000;

const PROBLEMS_SHOWN = 20;

type Path = readonly PropertyKey[];

/** Parses and checks a script. Never throws for what the text holds. */
export function parseScript(text: string): ScriptResult {
  if (text.length > LONGEST_SCRIPT) return { ok: false, problems: [{ line: 1, text: 'the script is too long' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      text: explainYaml(error.code, error.message, sourceLine(text, lines.linePos(error.pos[0]).line)),
    }));
    return { ok: false, problems };
  }
  return new ScriptReader(document, lines).read();
}

const sourceLine = (text: string, line: number): string => text.split(/\r?\n/)[line - 1]?.trim() ?? '';

function explainYaml(code: string, message: string, source: string): string {
  if (code === 'DUPLICATE_KEY') return 'this name is there twice in the same group; rename or remove one';
  if (code === 'TAB_AS_INDENT') return 'a tab at the beginning of the line; use spaces';
  if (/alias/i.test(message) || /^(- *)?[*&]|: *[*&]/.test(source)) {
    return 'a key or text that begins with * or & must be in quotation marks: "*"';
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'a text with a colon in it must be in quotation marks';
  return `not readable as YAML: ${message}`;
}

class ScriptReader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #problems: ScriptProblem[] = [];
  readonly #prompts = new Map<string, Prompt>();
  #parsed: ScriptDocument | undefined;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(): ScriptResult {
    let plain: unknown;
    try {
      plain = this.#document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      return { ok: false, problems: [{ line: 1, text: `not readable as YAML: ${String(error)}` }] };
    }
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      return { ok: false, problems: [{ line: 1, text: 'expected a script that begins with   company: its name' }] };
    }
    const result = SCRIPT_GRAMMAR.safeParse(plain);
    if (!result.success) {
      this.#report([], result.error.issues);
      return { ok: false, problems: this.#sorted() };
    }
    this.#parsed = result.data;
    const script = this.#build(result.data);
    return this.#problems.length > 0 ? { ok: false, problems: this.#sorted() } : { ok: true, script };
  }

  #build(parsed: ScriptDocument): Script {
    for (const [name, entry] of Object.entries(parsed.prompts ?? {})) {
      const line = this.#line(['prompts', name]);
      this.#prompts.set(name, { name, text: entry.text, file: entry.file ?? null, voice: entry.voice ?? null, line });
    }
    const sounds = new Map<string, NamedSound>();
    for (const [name, file] of Object.entries(parsed.sounds ?? {})) {
      if ((BUILT_IN_SOUNDS as readonly string[]).includes(name)) {
        this.#problem(['sounds', name], `"${name}" is built in; choose another name`);
      }
      sounds.set(name, { name, file, line: this.#line(['sounds', name]) });
    }
    const people = new Map(
      Object.entries(parsed.people ?? {}).map(([name, entry]) => [name, this.#person(name, entry)]),
    );
    const sections = new Map(
      Object.entries(parsed.sections ?? {}).map(([name, steps]) => [name, this.#steps(['sections', name], steps)]),
    );
    const extensions = new Map(
      Object.entries(parsed.extensions).map(([name, entry]) => [name, this.#extension(name, entry)]),
    );
    this.#checkNumbers(extensions);
    const defaultExtension = parsed.default_extension ?? null;
    if (defaultExtension !== null) {
      this.#known('extension', defaultExtension, extensions.keys(), ['default_extension']);
    }
    if (extensions.size === 0) this.#problem(['extensions'], 'there is no extension; nobody could call');
    return {
      company: parsed.company,
      prompts: this.#prompts,
      sounds,
      people,
      sections,
      extensions,
      defaultExtension,
    };
  }

  #person(name: string, entry: NonNullable<ScriptDocument['people']>[string]): Person {
    const path = ['people', name];
    if (entry.background !== undefined) this.#sound(entry.background, [...path, 'background']);
    return {
      name,
      greeting: this.#prompt(entry.greeting, [...path, 'greeting']),
      replies: (entry.replies ?? []).map((reply) => this.#prompt(reply, [...path, 'replies'])),
      hello: entry.hello === undefined ? null : this.#prompt(entry.hello, [...path, 'hello']),
      goodbye: entry.goodbye === undefined ? null : this.#prompt(entry.goodbye, [...path, 'goodbye']),
      background: entry.background ?? null,
      patienceSeconds: Math.max(1, entry.patience_seconds ?? 10),
      hellos: entry.hellos ?? 2,
    };
  }

  #extension(name: string, entry: ScriptDocument['extensions'][string]): Extension {
    const path = ['extensions', name];
    const onCall = entry.on_call ?? 'answer';
    if (onCall === 'answer' && (entry.steps ?? []).length === 0) {
      this.#problem(path, `"${name}" answers but has no steps; add   steps:   or say   on_call: no_answer`);
    }
    if (onCall !== 'answer' && entry.steps) {
      this.#problem([...path, 'steps'], `"${name}" does not answer (on_call: ${onCall}), so it can have no steps`);
    }
    // lib/sip gives an unanswered call up after 60 s, as most callers do.
    if ((entry.ring_seconds ?? 0) > 50)
      this.#problem([...path, 'ring_seconds'], 'nobody lets it ring longer than 50 s');
    return {
      name,
      numbers: [...(/^\d+$/.test(name) ? [name] : []), ...(entry.numbers ?? [])],
      description: entry.description ?? '',
      ringSeconds: entry.ring_seconds ?? (onCall === 'answer' ? 1.5 : 0.5),
      onCall,
      steps: this.#steps([...path, 'steps'], entry.steps ?? []),
    };
  }

  #checkNumbers(extensions: ReadonlyMap<string, Extension>): void {
    const owner = new Map<string, string>();
    for (const extension of extensions.values()) {
      for (const number of extension.numbers) {
        const other = owner.get(number);
        if (other !== undefined && other !== extension.name) {
          this.#problem(['extensions', extension.name, 'numbers'], `${number} is already the number of "${other}"`);
        }
        owner.set(number, extension.name);
      }
    }
  }

  #steps(path: Path, entries: readonly unknown[]): Step[] {
    const steps: Step[] = [];
    entries.forEach((entry, index) => {
      const step = this.#step([...path, index], entry);
      if (step) steps.push(step);
    });
    return steps;
  }

  #step(path: Path, entry: unknown): Step | null {
    // "- hangup" alone is a string to YAML; the other way to write it is "- hangup:".
    const fields = typeof entry === 'string' ? { [entry.trim()]: '' } : entry;
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      this.#problem(path, `expected a step, for example   say: welcome`);
      return null;
    }
    const verb = Object.keys(fields)[0] ?? '';
    if (!isVerb(verb)) {
      this.#problem(path, `"${verb}" is not a step${suggest(verb, VERBS)}; steps are: ${VERBS.join(', ')}`);
      return null;
    }
    const result = STEP_GRAMMAR[verb].safeParse(fields);
    if (!result.success) {
      this.#report(path, result.error.issues);
      return null;
    }
    return this.#resolve(path, result.data);
  }

  /** Checks every name a step refers to; texts written in place become prompts. */
  #resolve(path: Path, step: Step): Step {
    const at = (...more: PropertyKey[]): Path => [...path, ...more];
    const prompts = (names: readonly string[], field: string): string[] =>
      names.map((name) => this.#prompt(name, at(field)));
    const optional = (name: string | null, field: string): string | null =>
      name === null ? null : this.#prompt(name, at(field));
    switch (step.verb) {
      case 'say':
        return { ...step, prompts: prompts(step.prompts, 'say') };
      case 'play':
        this.#sound(step.sound, at('play'));
        return step;
      case 'music':
        this.#sound(step.sound, at('music'));
        return step;
      case 'menu':
        for (const [key, target] of step.keys) this.#target(target, at('keys', key));
        if (step.keys.size === 0 && !step.onSpeech) this.#problem(at('keys'), 'a menu needs at least one key');
        if (step.onSpeech) this.#target(step.onSpeech, at('on_speech'));
        this.#target(step.otherwise, at('otherwise'));
        return {
          ...step,
          prompts: prompts(step.prompts, 'prompt'),
          invalid: optional(step.invalid, 'invalid'),
          noKey: optional(step.noKey, 'no_key'),
        };
      case 'read_digits':
        if (step.then) this.#target(step.then, at('then'));
        this.#target(step.otherwise, at('otherwise'));
        return { ...step, prompts: prompts(step.prompts, 'prompt'), invalid: optional(step.invalid, 'invalid') };
      case 'queue':
        for (const sound of step.music) this.#sound(sound, at('music'));
        for (const [key, target] of step.keys) this.#target(target, at('keys', key));
        return { ...step, announcements: prompts(step.announcements, 'announcements') };
      case 'human':
        this.#known('person', step.person, Object.keys(this.#parsed?.people ?? {}), at('human'));
        return {
          ...step,
          greeting: optional(step.greeting, 'greeting'),
          replies: step.replies === null ? null : prompts(step.replies, 'replies'),
        };
      case 'goto':
        this.#target(step.target, at('goto'));
        return step;
      case 'transfer':
        this.#target({ kind: 'section', section: step.section }, at('transfer'));
        return step;
      default:
        return step;
    }
  }

  /** The name of a prompt: a declared one, or a text in place (which has a space in it), declared here and now. */
  #prompt(nameOrText: string, path: Path): string {
    if (this.#prompts.has(nameOrText)) return nameOrText;
    if (/\s/.test(nameOrText.trim())) {
      const text = nameOrText.trim();
      this.#prompts.set(nameOrText, { name: nameOrText, text, file: null, voice: null, line: this.#line(path) });
      return nameOrText;
    }
    this.#known('prompt', nameOrText, this.#prompts.keys(), path);
    return nameOrText;
  }

  #sound(name: string, path: Path): void {
    this.#known('sound', name, [...Object.keys(this.#parsed?.sounds ?? {}), ...BUILT_IN_SOUNDS], path);
  }

  #target(target: Target, path: Path): void {
    if (target.kind !== 'section') return;
    this.#known('section', target.section, Object.keys(this.#parsed?.sections ?? {}), path);
  }

  #known(kind: string, name: string, known: Iterable<string>, path: Path): void {
    const names = [...known];
    if (names.includes(name)) return;
    const there = names.length === 0 ? 'none is declared' : `there are: ${names.slice(0, 20).join(', ')}`;
    this.#problem(path, `there is no ${kind} "${name}"${suggest(name, names)}; ${there}`);
  }

  #report(path: Path, issues: readonly z.core.$ZodIssue[]): void {
    for (const issue of issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) {
          this.#problem(
            [...path, ...issue.path, key],
            `"${key}" is not known here; check its spelling and indentation`,
          );
        }
      } else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
        const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
        if (depth(deepest) > 0) this.#report([...path, ...issue.path], deepest);
        else this.#problem([...path, ...issue.path], issue.message);
      } else if (issue.input === undefined && this.#node([...path, ...issue.path]) === undefined) {
        this.#problem([...path, ...issue.path], `"${String(issue.path.at(-1))}" is missing; ${issue.message}`);
      } else {
        this.#problem([...path, ...issue.path], issue.message);
      }
    }
  }

  #problem(path: Path, text: string): void {
    const where = path.map((part) => (typeof part === 'number' ? `step ${part + 1}` : String(part))).join(' > ');
    this.#problems.push({ line: this.#line(path), text: where === '' ? text : `${where}: ${text}` });
  }

  #sorted(): ScriptProblem[] {
    return this.#problems.sort((a, b) => a.line - b.line);
  }

  /** Line of the nearest thing on the path that is in the text. */
  #line(path: Path): number {
    for (let depthNow = path.length; depthNow > 0; depthNow--) {
      const offset = this.#node(path.slice(0, depthNow));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return 1;
  }

  /** Offset of what is at the path (of its key, in a group), or undefined. */
  #node(path: Path): number | undefined {
    let node: unknown = this.#document.contents;
    let offset: number | undefined;
    for (const part of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(part));
        if (!pair) return undefined;
        offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
        node = pair.value;
      } else if (isSeq(node)) {
        const item: unknown = node.items[Number(part)];
        if (item === undefined) return undefined;
        node = item;
        if (isMap(node) || isSeq(node) || isScalar(node)) offset = node.range?.[0] ?? offset;
      } else return undefined;
    }
    return offset;
  }
}

const isVerb = (verb: string): verb is Step['verb'] => Object.hasOwn(STEP_GRAMMAR, verb);

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));

/** `, did you mean "x"?` when a known name is near. */
function suggest(name: string, known: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === undefined ? '' : `, did you mean "${best}"?`;
}

function editDistance(a: string, b: string): number {
  if (a.length > 40 || b.length > 40) return Infinity;
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** All problems in one text, for a log or an error: `acme.yaml line 12: ...`. */
export function describeProblems(file: string, problems: readonly ScriptProblem[]): string {
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => `${file} line ${problem.line}: ${problem.text}`);
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`... and ${more} more`] : [])].join('\n');
}
