/** A company that answers real SIP calls from a script: for the demo, for dry runs of a flow, and for tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../clock';
import type { Clock } from '../clock';
import { silentLogger } from '../logger';
import type { Logger } from '../logger';
import { MediaEngine } from '../media';
import { SipAccount } from '../sip';
import type { SipCall } from '../sip';
import { runCall } from './interpreter';
import { openLocalSpeech } from './local-speech';
import { allMenus, menusTo, promptTexts } from './menu-text';
import type { MenuText } from './menu-text';
import { describeProblems, parseScript } from './parse-script';
import { findExtension } from './script';
import type { Extension, Script, ScriptProblem } from './script';
import { seededRandom } from './seeded-random';
import { SipPhoneLine } from './sip-phone-line';
import { SoundLibrary } from './sound-library';
import type { Speak } from './sound-library';
import { TruthLog } from './truth';
import type { TruthEntry } from './truth';

export interface PhoneTreeOptions {
  /** YAML file of the company; its sounds lie beside it or are bundled ones. */
  readonly scriptFile?: string;
  /** The YAML itself, instead of a file. */
  readonly script?: string;
  /** Default 127.0.0.1: nobody outside this machine can call. */
  readonly bindAddress?: string;
  /** UDP port for SIP; 0 or absent: any free one. */
  readonly sipPort?: number;
  /** The random waits of the script are the same for the same seed; default 1. */
  readonly seed?: number;
  /** Calls at once; more are refused with 503. Default 50. */
  readonly maxCalls?: number;
}

export interface PhoneTreeDependencies {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Speaks prompts that have no recording; default the embedded voice. */
  readonly speak?: Speak;
}

export interface ExtensionInfo {
  readonly name: string;
  readonly numbers: readonly string[];
  readonly description: string;
  /** Every text that can be heard there, in the order of the script. */
  readonly prompts: readonly string[];
}

/** The script cannot be used. `message` lists what to do, one problem a line. */
export class ScriptError extends Error {
  readonly problems: readonly ScriptProblem[];

  constructor(file: string, problems: readonly ScriptProblem[]) {
    super(describeProblems(file, problems));
    this.name = 'ScriptError';
    this.problems = problems;
  }
}

const DEFAULT_MAX_CALLS = 50;
/** After the hang-ups were sent, for calls to note their end. */
const CLOSE_WITHIN_MS = 2000;

interface RunningCall {
  readonly line: SipPhoneLine;
  readonly done: Promise<void>;
}

export class PhoneTree {
  readonly #script: Script;
  readonly #sounds: SoundLibrary;
  readonly #options: PhoneTreeOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #account: SipAccount;
  readonly #truth: TruthLog;
  readonly #calls = new Set<RunningCall>();
  #engine: Promise<MediaEngine>;
  #callsSoFar = 0;
  #closing: Promise<void> | null = null;

  private constructor(
    script: Script,
    sounds: SoundLibrary,
    options: PhoneTreeOptions,
    dependencies: PhoneTreeDependencies,
  ) {
    this.#script = script;
    this.#sounds = sounds;
    this.#options = options;
    this.#clock = dependencies.clock ?? systemClock;
    this.#log = dependencies.log ?? silentLogger;
    this.#truth = new TruthLog((error) => this.#log.error(`phone tree: a listener failed: ${String(error)}`));
    const bindAddress = options.bindAddress ?? '127.0.0.1';
    const settings = {
      user: 'phone-tree',
      displayName: script.company,
      domain: bindAddress,
      transport: 'udp' as const,
      register: false,
      bindAddress,
      bindPort: options.sipPort ?? 0,
      userAgent: 'Hold Slayer phone tree',
    };
    const observer = { onIncoming: (call: SipCall) => this.#answer(call) };
    this.#account = new SipAccount(settings, observer, { clock: this.#clock, log: this.#log });
    this.#engine = this.#startEngine();
    this.#engine.catch(() => undefined);
  }

  /**
   * Starts a company. Resolves when it can be called. Rejects with ScriptError when the script or a sound is wrong, and
   * with the system's error (`code` EADDRINUSE, ...) when the file cannot be read or the port is taken.
   */
  static async start(options: PhoneTreeOptions, dependencies: PhoneTreeDependencies = {}): Promise<PhoneTree> {
    const { scriptFile } = options;
    if (scriptFile === undefined && options.script === undefined) throw new Error('give a scriptFile or a script');
    const name = scriptFile === undefined ? 'script' : path.basename(scriptFile);
    const parsed = parseScript(options.script ?? (await readFile(scriptFile ?? '', 'utf8')));
    if (!parsed.ok) throw new ScriptError(name, parsed.problems);
    const { script } = parsed;
    const unrecorded = [...script.prompts.values()].some((prompt) => prompt.file === null);
    const folder = scriptFile === undefined ? null : path.dirname(path.resolve(scriptFile));
    const local = unrecorded && !dependencies.speak ? openLocalSpeech() : null;
    const speak = dependencies.speak ?? local?.speak ?? null;
    const loaded = await SoundLibrary.load(script, folder, speak).finally(() => local?.close());
    if (!loaded.ok) throw new ScriptError(name, loaded.problems);
    const tree = new PhoneTree(script, loaded.sounds, options, dependencies);
    try {
      await tree.#account.start();
      await tree.#engine;
    } catch (error) {
      await tree.close();
      throw withSystemCode(error);
    }
    return tree;
  }

  /** Where it can be called. */
  get sip(): { readonly address: string; readonly port: number } {
    return this.#account.localAddress;
  }

  get company(): string {
    return this.#script.company;
  }

  get extensions(): readonly ExtensionInfo[] {
    return [...this.#script.extensions.values()].map((extension) => ({
      name: extension.name,
      numbers: extension.numbers,
      description: extension.description,
      prompts: promptTexts(this.#script, extension),
    }));
  }

  /** Calls being run now. */
  get activeCalls(): number {
    return this.#calls.size;
  }

  /**
   * The menus from an extension to a goal, with the keys that lead there; for a goal that is not in the script, all menus,
   * nearest first, without keys. Empty when there is no such extension.
   */
  menusTo(dialled: string, goal: string | null): readonly MenuText[] {
    const extension = findExtension(this.#script, dialled);
    if (!extension) return [];
    return menusTo(this.#script, extension, goal) ?? allMenus(this.#script, extension);
  }

  /** Tells of everything that happens from now on; returns how to stop that. */
  onTruth(listener: (entry: TruthEntry) => void): () => void {
    return this.#truth.onEntry(listener);
  }

  /** What happened so far, in one call (by SIP Call-ID) or in all, by time. */
  truth(callId?: string): readonly TruthEntry[] {
    return this.#truth.entries(callId);
  }

  /** Hangs up all calls and closes. Safe to call more than once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const calls = [...this.#calls];
    for (const { line } of calls) void line.hangup();
    let timer: unknown;
    const late = new Promise<void>((resolve) => (timer = this.#clock.setTimeout(() => resolve(), CLOSE_WITHIN_MS)));
    await Promise.race([Promise.all(calls.map((call) => call.done)), late]);
    this.#clock.clearTimeout(timer);
    await this.#account.stop();
    const engine = await this.#engine.catch(() => null);
    await engine?.close();
  }

  async #startEngine(): Promise<MediaEngine> {
    const engine = await MediaEngine.start(
      {
        workerFile: path.join(__dirname, `media-worker${path.extname(__filename)}`),
        bindAddress: this.#options.bindAddress ?? '127.0.0.1',
      },
      { log: this.#log },
    );
    engine.onFault((error) => {
      this.#log.error(`phone tree: its media worker died (${error.message}); its calls end and a new one is started`);
      for (const { line } of this.#calls) void line.hangup();
      if (this.#closing) return;
      this.#engine = this.#startEngine();
      this.#engine.catch((fault: unknown) => this.#log.error(`phone tree: no media worker: ${String(fault)}`));
    });
    return engine;
  }

  /** The running engine, or a new one after one that could not be started. */
  #mediaEngine(): Promise<MediaEngine> {
    const engine = this.#engine;
    return engine.catch(() => {
      if (this.#engine === engine) this.#engine = this.#startEngine();
      return this.#engine;
    });
  }

  #answer(call: SipCall): void {
    const dialled = printable(call.dialled ?? '');
    const extension = findExtension(this.#script, dialled);
    if (this.#closing || this.#calls.size >= (this.#options.maxCalls ?? DEFAULT_MAX_CALLS)) {
      this.#log.debug(`phone tree: a call to ${dialled} was refused: too many at once`);
      void call.reject(503);
      return;
    }
    const running = this.#run(call, dialled, extension ?? notFound(dialled));
    this.#calls.add(running);
    void running.done.finally(() => this.#calls.delete(running));
  }

  #run(call: SipCall, dialled: string, extension: Extension): RunningCall {
    const warn = (text: string): void => this.#log.warn(`phone tree, call to ${extension.name}: ${text}`);
    const line = new SipPhoneLine(call, () => this.#mediaEngine(), warn);
    const seed = (this.#options.seed ?? 1) + 1_000_003 * this.#callsSoFar++;
    const done = runCall({
      script: this.#script,
      extension,
      dialled,
      line,
      clips: this.#sounds,
      clock: this.#clock,
      random: seededRandom(seed),
      note: (event, text, at) => this.#truth.add({ at, callId: call.id, extension: extension.name, event, text }),
    });
    return { line, done };
  }
}

/** lib/sip says in words that a port is taken; whoever starts a company wants to tell that from a wrong script. */
function withSystemCode(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  const code = /\b(EADDRINUSE|EADDRNOTAVAIL|EACCES)\b/.exec(error.message)?.[1];
  return code === undefined ? error : Object.assign(new Error(error.message, { cause: error }), { code });
}

/** A stranger chooses what it dials: no control characters and no novels in the record. */
const printable = (dialled: string): string => dialled.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);

/** What a number that nobody has behaves like. */
function notFound(dialled: string): Extension {
  return { name: dialled, numbers: [], description: '', ringSeconds: 0, onCall: 'not_found', steps: [] };
}

/** The texts of the menus on the way to a goal, as a navigator takes them; see `PhoneTree.menusTo`. */
export function menuTexts(tree: PhoneTree, dialled: string, goal: string | null): string[] {
  return tree.menusTo(dialled, goal).map((menu) => menu.text);
}
