/**
 * The gateway: the public face of one SIP account's calls. It places them past the number policy, gives nodes and doors
 * jobs to run on them, and tells whoever subscribed what happens. Knows nothing of Node-RED; outlives its nodes.
 */
import type { Clock } from '../clock';
import { systemClock } from '../clock';
import { parseDialSteps } from '../ivr/dial-steps';
import { fillSecrets } from '../ivr/secret-reference';
import type { NavigatorPlan } from '../ivr/navigator.types';
import type { Logger } from '../logger';
import type { RegistrationState } from '../sip/sip-account.types';
import { Call } from './call';
import type { CallEnd } from './call-end';
import type {
  ActionResult,
  CallAction,
  CallSnapshot,
  CallUpdate,
  ConnectRequest,
  HoldRequest,
  JobOwner,
  JobReport,
  JobStart,
  NavigateRequest,
  PlaceRequest,
  Refusal,
  TimelineEntry,
} from './gateway.types';
import { CallJob } from './jobs/call-job';
import { ConnectJob } from './jobs/connect-job';
import type { ConnectTarget } from './jobs/connect-job';
import { HoldJob } from './jobs/hold-job';
import type { Job } from './jobs/job';
import { JobBoard } from './jobs/job-board';
import { NavigateJob } from './jobs/navigate-job';
import type { Line } from './leg';
import { LineKeeper } from './line-keeper';
import type { OpenLine } from './line-keeper';
import { judgeNumber } from './number-policy';
import type { PolicyVerdict } from './number-policy';
import type { GatewaySettings } from './settings';

/** Ended calls stay readable this many calls long (history keeps them for good once it exists). */
const MAX_ENDED_CALLS = 100;
const HOUR_MS = 3_600_000;
/** Node-RED is gone soon after: whatever has not confirmed by then is left behind (DESIGN law 3, issue 2). */
const CLOSE_MS = 3000;

export interface GatewayDependencies {
  readonly openLine: OpenLine;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Illegal state moves throw (tests) instead of being logged. */
  readonly strict?: boolean;
}

/** The owner of jobs nobody waits for: actions and doors. */
const NOBODY: JobOwner = { id: '', input: {} };

export class Gateway {
  readonly #dependencies: GatewayDependencies;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #board: JobBoard;
  readonly #lines: LineKeeper;
  readonly #calls = new Map<string, Call>();
  readonly #subscribers = new Set<(update: CallUpdate) => void>();
  readonly #dialledAt: number[] = [];
  /** By call id: who holds the user's leg. */
  readonly #connects = new Map<string, ConnectJob>();
  #settings: GatewaySettings;
  #closed = false;

  constructor(settings: GatewaySettings, dependencies: GatewayDependencies) {
    this.#settings = settings;
    this.#dependencies = dependencies;
    this.#clock = dependencies.clock ?? systemClock;
    this.#log = dependencies.log;
    this.#board = new JobBoard(this.#clock);
    const hooks = {
      isBusy: (line: Line) => [...this.#calls.values()].some((call) => call.line === line && call.state !== 'ended'),
      onFault: (line: Line, reason: string) => this.#onLineFault(line, reason),
    };
    this.#lines = new LineKeeper(dependencies.openLine, settings, hooks, this.#clock, this.#log);
  }

  get settings(): GatewaySettings {
    return this.#settings;
  }

  get registration(): RegistrationState {
    return this.#lines.current.registration;
  }

  onRegistration(listener: (state: RegistrationState) => void): () => void {
    return this.#lines.onRegistration(listener);
  }

  /** New settings for calls to come; live calls stay on the line they were placed on. */
  applySettings(settings: GatewaySettings): void {
    this.#settings = settings;
    this.#lines.apply(settings);
  }

  placeCall(request: PlaceRequest, owner: JobOwner = NOBODY): JobStart {
    if (this.#closed) return refusal('gateway-closed', 'The gateway is closing; no new calls.');
    const verdict = this.#judge(request.to);
    if (!verdict.allowed) return refusal(verdict.code, verdict.message);
    const overBudget = this.#overBudget();
    if (overBudget) return overBudget;
    const { account } = this.#settings;
    const call = new Call(request, `${account.user}@${account.domain}`, {
      line: this.#lines.current,
      mayDial: (target) => this.#judge(target).allowed,
      clock: this.#clock,
      log: this.#log,
      strict: this.#dependencies.strict ?? false,
    });
    this.#calls.set(call.id, call);
    call.observe({ onUpdate: (update) => this.#publish(update), onEnded: () => this.#onCallEnded() });
    const job = new CallJob(call, owner, (report) => this.#board.deliver(report));
    this.#board.add(job);
    void call.dial(verdict.target);
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  navigate(callId: string, request: NavigateRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#answeredCall(callId);
    if ('ok' in call) return call;
    const plan = this.#plan(request, call);
    if ('ok' in plan) return plan;
    return this.#start(call, new NavigateJob(call, plan, request, owner, this.#deliver, this.#clock));
  }

  detectHuman(callId: string, request: HoldRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#answeredCall(callId);
    if ('ok' in call) return call;
    return this.#start(call, new HoldJob(call, request, owner, this.#deliver, this.#clock));
  }

  connectUser(callId: string, request: ConnectRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#answeredCall(callId);
    if ('ok' in call) return call;
    const device = this.#device(request.device);
    if ('ok' in device) return device;
    const overBudget = device.configured ? null : this.#overHourlyBudget();
    if (overBudget) return overBudget;
    const hooks = {
      onReleased: () => this.#connects.delete(call.id),
      isWaitedFor: () => this.#board.ofCall(call.id, 'hold').length > 0,
    };
    const job = new ConnectJob(call, device, request, hooks, owner, this.#deliver, this.#clock);
    this.#connects.set(call.id, job);
    this.#board.add(job);
    job.start();
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  /**
   * A command on a live call. Refusals say what to do; faults of the far end are refusals too, never exceptions.
   * `secrets` fill `{{secret:name}}` in digits.
   */
  async act(
    callId: string,
    action: CallAction,
    argument?: unknown,
    options: { readonly secrets?: Readonly<Record<string, string>> } = {},
  ): Promise<ActionResult> {
    const call = this.#calls.get(callId);
    if (!call || call.state === 'ended') return noSuchCall(callId);
    try {
      const refused = await this.#carryOut(call, action, argument, options.secrets ?? {});
      return refused ?? { ok: true, call: call.snapshot() };
    } catch (error) {
      return refusal('failed', `${action}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Reports of this owner's jobs go to `receive`, those kept while nobody was attached first. Returns detach. */
  attachOwner(ownerId: string, receive: (report: JobReport) => void): () => void {
    return this.#board.attach(ownerId, receive);
  }

  runningJobs(ownerId: string): readonly { jobId: string; callId: string; input: JobOwner['input'] }[] {
    return this.#board.running(ownerId).map((job) => ({ jobId: job.id, callId: job.call.id, input: job.owner.input }));
  }

  /** Every entry of every call's timeline, as it happens. */
  subscribe(listener: (update: CallUpdate) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  call(callId: string): CallSnapshot | undefined {
    return this.#calls.get(callId)?.snapshot();
  }

  /** Live calls and the latest ended ones, oldest first. */
  calls(): readonly CallSnapshot[] {
    return [...this.#calls.values()].map((call) => call.snapshot());
  }

  timeline(callId: string): readonly TimelineEntry[] {
    return this.#calls.get(callId)?.timeline ?? [];
  }

  /** Hangs up every call, unregisters and frees everything: at most 3 s, whatever the network does. */
  async close(end: CallEnd = { reason: 'gateway-closed', text: 'The gateway was closed.' }): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const live = [...this.#calls.values()].filter((call) => call.state !== 'ended');
    await this.#atMost(CLOSE_MS / 2, Promise.all(live.map((call) => call.hangup(end))));
    for (const call of live) call.finish(end);
    this.#board.close();
    await this.#atMost(CLOSE_MS / 2, this.#lines.close());
  }

  readonly #deliver = (report: JobReport): void => this.#board.deliver(report);

  /** One job at a time walks or listens: the latest asked for takes the place of the one before. */
  #start(call: Call, job: Job & { start(): void }): JobStart {
    for (const other of this.#board.ofCall(call.id, 'navigate', 'hold')) other.supersede();
    this.#board.add(job);
    job.start();
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  async #carryOut(
    call: Call,
    action: CallAction,
    argument: unknown,
    secrets: Readonly<Record<string, string>>,
  ): Promise<Refusal | null> {
    switch (action) {
      case 'hangup':
        await call.hangup();
        return null;
      case 'connect': {
        const started = this.connectUser(call.id, typeof argument === 'string' && argument ? { device: argument } : {});
        return started.ok ? null : started;
      }
      case 'dtmf':
        return this.#press(call, argument, secrets);
      case 'play':
        if (typeof argument !== 'string') return refusal('no-file', 'msg.payload must hold the path of a WAV file.');
        call.record('call/playing', argument);
        await call.leg?.play({ kind: 'wav', file: argument });
        return null;
      case 'hold':
      case 'unhold':
        await call.leg?.hold(action === 'hold');
        call.record(`call/${action}`, action === 'hold');
        return null;
      case 'false-alarm':
        return this.#falseAlarm(call);
    }
  }

  /** Back to hold from wherever the alarm has led: the user's phone stops ringing, or leaves the bridge. */
  async #falseAlarm(call: Call): Promise<Refusal | null> {
    if (call.activity !== 'with-human' && call.activity !== 'connecting' && call.activity !== 'bridged') {
      return refusal('no-alarm', 'There is no human alarm to take back on this call.');
    }
    await this.#connects.get(call.id)?.takeUserOff();
    call.forgetHuman();
    if (this.#board.ofCall(call.id, 'hold').length === 0) call.busyWith(null);
    call.record('human/false-alarm', true);
    return null;
  }

  async #press(call: Call, argument: unknown, secrets: Readonly<Record<string, string>>): Promise<Refusal | null> {
    const written = typeof argument === 'number' ? String(argument) : argument;
    if (typeof written !== 'string') return badDigits();
    const filled = fillSecrets(written, (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined));
    if (!filled.ok) return refusal('no-secret', `There is no secret named ${filled.missing.join(', ')}.`);
    if (!/^[0-9*#A-D]{1,64}$/i.test(filled.text)) return badDigits();
    // One or two keys are a menu choice; more may be a PIN or a card (DESIGN law 8).
    const shown = written !== filled.text || written.length <= 2 ? written : `${written.length} keys`;
    call.record('call/pressed', shown);
    const sent = (await call.leg?.sendDigits(filled.text)) ?? false;
    return sent ? null : refusal('not-sent', 'The digits could not be sent: the far end takes no audio from us now.');
  }

  #answeredCall(callId: string): Call | Refusal {
    const call = this.#calls.get(callId);
    if (!call || call.state === 'ended') return noSuchCall(callId);
    if (call.activity === 'bridged') {
      return refusal('bridged', 'You are talking on this call already; hang up or wait until it ends.');
    }
    if (call.activity === 'connecting') {
      return refusal('connecting', 'The phone is being rung for this call; wait for connect-user to finish.');
    }
    if (call.state === 'answered') return call;
    return refusal('not-answered', `Call ${callId} is ${call.state}, not answered: wire this node to "answered".`);
  }

  #plan(request: NavigateRequest, call: Call): NavigatorPlan | Refusal {
    if (request.steps !== undefined && request.steps.trim() !== '') {
      const parsed = parseDialSteps(request.steps);
      return parsed.ok ? { kind: 'steps', steps: parsed.steps } : refusal('bad-steps', parsed.message);
    }
    const goal = request.goal ?? call.goal;
    const menus = request.menus ?? [];
    if (menus.length === 0) return refusal('no-plan', 'Say how to walk the menu: fixed steps, or the prompts as text.');
    if (goal === '') return refusal('no-goal', 'Say what the call is for (goal), so that a menu option can be chosen.');
    return { kind: 'menus', menus, goal };
  }

  #device(wanted: string | undefined): (ConnectTarget & { readonly configured: boolean }) | Refusal {
    const { devices } = this.#settings;
    const named = wanted === undefined ? devices[0] : devices.find((device) => device.name === wanted);
    const address = named?.address ?? wanted;
    if (address === undefined) {
      return refusal('no-device', 'No phone to ring: add one under "Devices" in the gateway, or name a number.');
    }
    const verdict = this.#judge(address);
    if (!verdict.allowed) return refusal(verdict.code, verdict.message);
    return { name: named?.name ?? address, target: verdict.target, configured: named !== undefined };
  }

  #judge(target: string): PolicyVerdict {
    const { account, devices, numberPolicy } = this.#settings;
    const addresses = devices.map((device) => device.address);
    return judgeNumber(target, numberPolicy, { homeDomain: account.domain, devices: addresses });
  }

  #overBudget(): Refusal | null {
    const { maxConcurrentCalls } = this.#settings.numberPolicy;
    if (this.#liveCalls() >= maxConcurrentCalls) {
      return refusal('too-many-calls', `${maxConcurrentCalls} calls are under way, the limit of this gateway.`);
    }
    return this.#overHourlyBudget();
  }

  /** Counts the call it allows. Rings of configured devices are not counted: they must never fail for money. */
  #overHourlyBudget(): Refusal | null {
    const { maxCallsPerHour } = this.#settings.numberPolicy;
    const now = this.#clock.now();
    while (this.#dialledAt.length > 0 && now - this.#dialledAt[0]! >= HOUR_MS) this.#dialledAt.shift();
    if (this.#dialledAt.length >= maxCallsPerHour) {
      return refusal(
        'budget',
        `${maxCallsPerHour} calls were placed within the hour, the limit of this gateway. Raise it there if this is right.`,
      );
    }
    this.#dialledAt.push(now);
    return null;
  }

  #liveCalls(): number {
    return [...this.#calls.values()].filter((call) => call.state !== 'ended').length;
  }

  #publish(update: CallUpdate): void {
    for (const subscriber of [...this.#subscribers]) subscriber(update);
  }

  #onCallEnded(): void {
    const ended = [...this.#calls.values()].filter((call) => call.state === 'ended');
    for (const call of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_CALLS))) this.#calls.delete(call.id);
    void this.#lines.closeIdle();
  }

  /** The media worker died: its calls have no audio any more and end, honestly. */
  #onLineFault(line: Line, reason: string): void {
    const end: CallEnd = { reason: 'failed', text: `The audio engine stopped: ${reason}` };
    for (const call of this.#calls.values()) {
      if (call.line === line && call.state !== 'ended') void call.hangup(end);
    }
  }

  async #atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#clock.setTimeout(resolve, limitMs);
      const settle = (): void => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
      work.then(settle, settle);
    });
  }
}

function refusal(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

function badDigits(): Refusal {
  return refusal('bad-digits', 'msg.payload must hold the digits to press: 0-9, *, #, A-D, 64 at most.');
}

function noSuchCall(callId: string): Refusal {
  return refusal('no-such-call', `There is no live call ${callId || '(msg.call.id is missing)'}.`);
}
