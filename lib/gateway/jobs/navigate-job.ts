/**
 * Walks the phone menu: hands what hearing reports and what was understood to the navigator, and presses, says and asks
 * what it decides. The keys that leave, and why, stand in the timeline; secrets only by name (DESIGN law 8).
 */
import type { Clock, TimerHandle } from '../../clock';
import type { DatedHearingEvent } from '../../hearing';
import type { MenuQuestion } from '../../ivr/menu-question';
import { Navigator } from '../../ivr/navigator';
import type { NavigatorFailure, NavigatorInput, NavigatorOutput, NavigatorPlan } from '../../ivr/navigator.types';
import { hideSecrets } from '../../ivr/secret-reference';
import type { Call } from '../call';
import type { CallTranscript } from '../call-speech';
import type { JobOwner, JobReport, NavigateRequest } from '../gateway.types';
import { Job } from './job';
import { KeySender } from './key-sender';
import type { NavigateServices } from './navigate-services';

const DEFAULT_TIMEOUT_SECONDS = 300;

/** Longer than all silences, one after the other, that the navigator waits for until it takes words for the last ones. */
const SURELY_OVER_MS = 12_000;
const SILENCE_STEP_MS = 1000;
/** Why a company hangs up, in its own words. */
const TOLD_BY_WORDS: ReadonlySet<NavigatorFailure> = new Set(['closed', 'voicemail', 'not-in-service']);

type Press = Extract<NavigatorOutput, { kind: 'press' }>;
type Say = Extract<NavigatorOutput, { kind: 'say' }>;

export class NavigateJob extends Job {
  readonly kind = 'navigate';
  readonly #clock: Clock;
  readonly #navigator: Navigator;
  readonly #services: NavigateServices;
  readonly #keys: KeySender;
  readonly #stopObserving: () => void;
  #wakeTimer: TimerHandle = null;
  /** Keys and sentences go out one after the other. */
  #answering: Promise<void> = Promise.resolve();
  #asking: AbortController | null = null;
  /** End of the last syllable, and whether the company speaks again since. */
  #spokenUntilMs: number | null = null;
  #spokenSinceMs: number | null = null;
  #companySpeaks = false;
  /** The walk is over; another one begins soon. */
  #waiting = false;

  constructor(
    call: Call,
    plan: NavigatorPlan,
    request: NavigateRequest,
    services: NavigateServices,
    owner: JobOwner,
    deliver: (report: JobReport) => void,
    clock: Clock,
  ) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#services = services;
    this.#keys = new KeySender(call, services, clock);
    this.#navigator = new Navigator(plan, {
      timeoutSeconds: request.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      facts: services.secrets.facts,
      ...(services.replay && { replay: services.replay }),
    });
    this.#stopObserving = call.observe({
      onHeard: (event) => this.#onHeard(event),
      onTranscript: (transcript) => this.#onTranscript(transcript),
      onAudio: (chunk) => services.sounds?.audio(chunk),
      onLastWords: () => this.#onLastWords(),
      onEnded: () => this.#end('failed', 'ivr/failed', 'call-ended'),
    });
  }

  start(): void {
    this.call.busyWith('navigating');
    this.call.record('ivr/started', this.call.goal);
    const { label, confidence, since } = this.call.farEnd;
    this.#hear({ kind: 'tick', atMs: this.#clock.now() });
    this.#hear({ kind: 'far-end', label, confidence, sinceMs: since, atMs: this.#clock.now() });
  }

  abandon(): void {
    this.#end('failed', 'ivr/failed', 'flow-removed');
  }

  protected release(): void {
    this.#clock.clearTimeout(this.#wakeTimer);
    this.#asking?.abort();
    this.#keys.stop();
    this.#stopObserving();
    if (this.call.activity === 'navigating') this.call.busyWith(null);
  }

  #onHeard(event: DatedHearingEvent): void {
    switch (event.kind) {
      case 'far-end':
        this.#hear({
          kind: 'far-end',
          label: event.label,
          confidence: event.confidence,
          sinceMs: event.sinceMs,
          atMs: event.atMs,
        });
        break;
      case 'utterance-start':
        this.#companySpeaks = true;
        this.#spokenSinceMs = event.sinceMs;
        this.#hear({ kind: 'utterance-start', sinceMs: event.sinceMs, atMs: event.atMs });
        break;
      case 'utterance-end':
        this.#companySpeaks = false;
        this.#spokenUntilMs = event.endMs ?? event.atMs;
        this.#hear({
          kind: 'utterance-end',
          atMs: event.atMs,
          sinceMs: event.sinceMs,
          ...(event.endMs !== undefined && { endMs: event.endMs }),
        });
        break;
      default:
        break;
    }
  }

  #onTranscript(transcript: CallTranscript): void {
    const { kind, utterance, text, sinceMs, endMs, confidence } = transcript;
    this.#hear({
      kind: 'transcript',
      atMs: this.#clock.now(),
      utterance,
      text,
      final: kind === 'final',
      sinceMs,
      endMs,
      ...(confidence !== undefined && { confidence }),
    });
  }

  #hear(input: NavigatorInput): void {
    if (this.finished || this.#waiting) return;
    for (const output of this.#navigator.hear(input)) this.#carryOut(output);
  }

  /** Who hangs up says nothing more: what was said last is judged as if it had been followed by silence. */
  #onLastWords(): void {
    if (this.call.snapshot().endReason !== 'remote-hangup') return;
    this.#judgeLastWords();
    // A walk by fixed steps, or one that is settling, does not judge words by itself.
    const { parting } = this.call;
    if (parting === null || this.finished) return;
    const { reason, why, words } = parting;
    this.call.record('ivr/failed', reason, { evidence: [why, `heard: ${words}`] });
    this.#end('failed', 'ivr/failed', reason, why, words);
  }

  #judgeLastWords(): void {
    const endMs = this.#clock.now();
    const sinceMs = this.#spokenSinceMs ?? endMs;
    if (this.#companySpeaks) this.#hear({ kind: 'utterance-end', sinceMs, endMs, atMs: endMs });
    for (let afterMs = SILENCE_STEP_MS; afterMs <= SURELY_OVER_MS; afterMs += SILENCE_STEP_MS) {
      this.#hear({ kind: 'tick', atMs: endMs + afterMs });
    }
  }

  #carryOut(output: NavigatorOutput): void {
    // A line that is gone takes no answer and leads nowhere; only why it is gone is worth knowing.
    if (this.call.state === 'ended' && !(output.kind === 'failed' && TOLD_BY_WORDS.has(output.code))) return;
    switch (output.kind) {
      case 'press':
        this.#answer(() => this.#press(output));
        break;
      case 'say':
        this.#answer(() => this.#say(output));
        break;
      case 'wake':
        this.#clock.clearTimeout(this.#wakeTimer);
        this.#wakeTimer = this.#clock.setTimeout(
          () => this.#hear({ kind: 'tick', atMs: this.#clock.now() }),
          Math.max(0, output.atMs - this.#clock.now()),
        );
        break;
      case 'consider':
        void this.#consider(output.ticket, output.question);
        break;
      case 'drift':
        this.call.record('ivr/menu-changed', output.expected, {
          evidence: [output.why, `expected: ${output.expected}`, `heard: ${output.heard}`],
        });
        this.report('progress', 'ivr/menu-changed', { expected: output.expected, heard: output.heard });
        break;
      case 'reached':
        this.call.record('ivr/reached', this.call.farEnd.label, { evidence: [output.why] });
        this.#learn(true, output.why);
        this.#end('reached', 'ivr/reached', this.call.farEnd.label, output.why);
        break;
      case 'failed':
        this.#learn(false, output.why);
        if (output.code === 'menu-changed' && this.#services.walkAgain?.(output.why) === true) {
          this.#wait();
          break;
        }
        this.call.record('ivr/failed', output.code, { evidence: [output.why] });
        this.#end('failed', 'ivr/failed', output.code, output.why);
        break;
      case 'ask-user':
        this.#askUser(output.why, output.field);
        break;
    }
  }

  #answer(give: () => Promise<void>): void {
    this.#answering = this.#answering.then(give).catch((error: unknown) => {
      this.call.record('call/fault', 'menu', { evidence: [inWords(error)] });
      this.#end('failed', 'ivr/failed', 'keys-not-sent');
    });
  }

  async #press({ digits: decided, why, confidence, prompt, manner }: Press): Promise<void> {
    if (this.#isOver()) return;
    const digits = hideSecrets(decided, this.#services.secrets.own);
    const filled = this.#services.secrets.fill(digits);
    if (!filled.ok) {
      this.#askUser(
        `The menu wants ${filled.missing.join(', ')}. ${this.#services.secrets.whyMissing(filled.missing)}`,
        filled.missing[0],
      );
      return;
    }
    // Dated when the first digit leaves: what the far end's own log will say. Secrets stay names (DESIGN law 8).
    this.call.record('ivr/pressed', digits, {
      evidence: [...reasons(why, confidence, prompt), ...this.#promptness()],
    });
    this.#services.sounds?.answered();
    this.report('progress', 'ivr/pressed', digits, { why, confidence, ...(prompt !== undefined && { prompt }) });
    if (await this.#keys.send(filled.text, manner)) this.#hear({ kind: 'pressed', atMs: this.#clock.now() });
    else if (!this.#isOver()) {
      this.call.record('ivr/failed', 'keys-not-sent', { evidence: ['the far end takes no keys from us'] });
      this.#end('failed', 'ivr/failed', 'keys-not-sent');
    }
  }

  async #say({ text: decided, why, confidence, prompt }: Say): Promise<void> {
    if (this.#isOver()) return;
    const text = hideSecrets(decided, this.#services.secrets.own);
    const filled = this.#services.secrets.fill(text);
    if (!filled.ok) {
      this.#askUser(
        `The menu wants to hear ${filled.missing.join(', ')}. ${this.#services.secrets.whyMissing(filled.missing)}`,
      );
      return;
    }
    this.#services.sounds?.answered();
    this.call.record('ivr/said', text, { evidence: reasons(why, confidence, prompt) });
    this.report('progress', 'ivr/said', text, { why, confidence });
    const problem = await this.call.say(text);
    if (problem !== null) this.#askUser(`The menu wants to hear "${text}", and it could not be said: ${problem}`);
    this.#hear({ kind: 'pressed', atMs: this.#clock.now() });
  }

  async #consider(ticket: number, question: MenuQuestion): Promise<void> {
    const { ask } = this.#services;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    let answer = { decision: null, why: 'no language model is set up' } as Awaited<ReturnType<NonNullable<typeof ask>>>;
    if (ask) {
      try {
        answer = await ask(question, signal);
      } catch (error) {
        answer = { decision: null, why: inWords(error) };
      }
    }
    if (signal.aborted || this.finished) return;
    this.call.record('ivr/considered', answer.decision?.action ?? null, { evidence: [answer.why] });
    this.#hear({ kind: 'decided', atMs: this.#clock.now(), ticket, decision: answer.decision });
  }

  #isOver(): boolean {
    return this.finished || this.call.state === 'ended';
  }

  #promptness(): string[] {
    if (this.#companySpeaks) return ['while the company spoke'];
    if (this.#spokenUntilMs === null) return [];
    return [`${Math.round(this.#clock.now() - this.#spokenUntilMs)} ms after the prompt`];
  }

  #askUser(why: string, field?: string): void {
    this.call.record('ivr/ask-user', why);
    this.report('ask-user', 'ivr/ask-user', why, field === undefined ? {} : { field });
  }

  #learn(reached: boolean, why: string): void {
    try {
      this.#services.learn?.({ reached, why, prompts: this.#navigator.explored });
    } catch (error) {
      this.call.record('call/fault', 'call flow', { evidence: [inWords(error)] });
    }
  }

  /** Another walk takes this one's place as soon as the company has answered again; if it does not, this one has failed. */
  #wait(): void {
    this.#waiting = true;
    this.#clock.clearTimeout(this.#wakeTimer);
    this.#keys.stop();
    this.report('progress', 'ivr/walking-again', 'menu-changed');
  }

  /** `prompt`: the words it rests on. */
  #end(output: 'reached' | 'failed', topic: string, payload: unknown, why?: string, prompt?: string): void {
    if (this.finished) return;
    if (output === 'reached') this.#keys.worked();
    this.release();
    this.finish(
      output,
      topic,
      payload,
      why === undefined ? undefined : { why, ...(prompt !== undefined && { prompt }) },
    );
  }
}

function reasons(why: string, confidence: number, prompt: string | undefined): string[] {
  return [why, `confidence ${confidence.toFixed(2)}`, ...(prompt === undefined ? [] : [`heard: ${prompt}`])];
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
