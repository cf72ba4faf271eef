/** Walks the phone menu: hands what hearing reports to the navigator and presses what it decides. */
import type { Clock, TimerHandle } from '../../clock';
import { Navigator } from '../../ivr/navigator';
import { fillSecrets } from '../../ivr/secret-reference';
import type { NavigatorInput, NavigatorOutput, NavigatorPlan } from '../../ivr/navigator.types';
import type { Call } from '../call';
import type { JobOwner, JobReport, NavigateRequest } from '../gateway.types';
import type { DatedHearingEvent } from '../../hearing';
import type { Leg } from '../leg';
import { Job } from './job';

const DEFAULT_TIMEOUT_SECONDS = 300;
const SEND_ATTEMPTS = 3;
const BETWEEN_ATTEMPTS_MS = 1000;

export class NavigateJob extends Job {
  readonly kind = 'navigate';
  readonly #clock: Clock;
  readonly #navigator: Navigator;
  readonly #secrets: Readonly<Record<string, string>>;
  readonly #stopObserving: () => void;
  #wakeTimer: TimerHandle = null;
  #pressing: Promise<void> = Promise.resolve();

  constructor(
    call: Call,
    plan: NavigatorPlan,
    request: NavigateRequest,
    owner: JobOwner,
    deliver: (report: JobReport) => void,
    clock: Clock,
  ) {
    super(call, owner, deliver);
    this.#clock = clock;
    this.#secrets = request.secrets ?? {};
    this.#navigator = new Navigator(plan, { timeoutSeconds: request.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS });
    this.#stopObserving = call.observe({
      onHeard: (event) => this.#onHeard(event),
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
        this.#hear({ kind: 'utterance-start', sinceMs: event.sinceMs, atMs: event.atMs });
        break;
      case 'utterance-end':
        this.#hear({
          kind: 'utterance-end',
          atMs: event.atMs,
          sinceMs: event.sinceMs,
          ...(event.endMs !== undefined && { endMs: event.endMs }),
        });
        break;
      case 'digit':
        break;
    }
  }

  #hear(input: NavigatorInput): void {
    if (this.finished) return;
    for (const output of this.#navigator.hear(input)) this.#carryOut(output);
  }

  #carryOut(output: NavigatorOutput): void {
    switch (output.kind) {
      case 'press':
        this.#pressing = this.#pressing.then(() => this.#press(output.digits, output.why)).catch(this.#onFault);
        break;
      case 'wake':
        this.#clock.clearTimeout(this.#wakeTimer);
        this.#wakeTimer = this.#clock.setTimeout(
          () => this.#hear({ kind: 'tick', atMs: this.#clock.now() }),
          output.atMs - this.#clock.now(),
        );
        break;
      case 'reached':
        this.call.record('ivr/reached', this.call.farEnd.label, { evidence: [output.why] });
        this.#end('reached', 'ivr/reached', this.call.farEnd.label);
        break;
      case 'failed':
        this.call.record('ivr/failed', output.code, { evidence: [output.why] });
        this.#end('failed', 'ivr/failed', output.code);
        break;
      case 'say':
      case 'ask-user':
        // Speaking to menus needs a voice (issue "Speech and menus"); asking is honest, guessing is not.
        this.#askUser(output.kind === 'say' ? `The menu wants to hear "${output.text}". ${output.why}` : output.why);
        break;
    }
  }

  async #press(digits: string, why: string): Promise<void> {
    const leg = this.call.leg;
    if (this.finished || !leg) return;
    const filled = fillSecrets(digits, (name) =>
      Object.hasOwn(this.#secrets, name) ? this.#secrets[name] : undefined,
    );
    if (!filled.ok) {
      this.#askUser(`The menu wants ${filled.missing.join(', ')}: not among the secrets given to this node.`);
      return;
    }
    // Dated when the first digit leaves: what the far end's own log will say. Secrets stay names (DESIGN law 8).
    this.call.record('ivr/pressed', digits, { evidence: [why] });
    this.report('progress', 'ivr/pressed', digits);
    if (await this.#send(leg, filled.text)) {
      this.#hear({ kind: 'pressed', atMs: this.#clock.now() });
    } else {
      this.call.record('ivr/failed', 'keys-not-sent', { evidence: ['the far end takes no audio from us'] });
      this.#end('failed', 'ivr/failed', 'keys-not-sent');
    }
  }

  /** The far end may hold us for a moment, and takes no keys meanwhile. */
  async #send(leg: Leg, digits: string): Promise<boolean> {
    for (let attempt = 1; attempt <= SEND_ATTEMPTS && !this.finished; attempt++) {
      leg.tellHearing({ note: 'own', kind: 'digit', active: true });
      const sent = await leg.sendDigits(digits);
      leg.tellHearing({ note: 'own', kind: 'digit', active: false });
      if (sent) return true;
      if (attempt < SEND_ATTEMPTS) {
        await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, BETWEEN_ATTEMPTS_MS));
      }
    }
    return false;
  }

  readonly #onFault = (error: unknown): void => {
    this.call.record('call/fault', 'keys', { evidence: [error instanceof Error ? error.message : String(error)] });
    this.#end('failed', 'ivr/failed', 'keys-not-sent');
  };

  #askUser(why: string): void {
    this.call.record('ivr/ask-user', why);
    this.report('progress', 'ivr/ask-user', why);
  }

  #end(output: 'reached' | 'failed', topic: string, payload: unknown): void {
    if (this.finished) return;
    this.release();
    this.finish(output, topic, payload);
  }
}
