/**
 * The gateway: the public face of one SIP account's calls. It places them past the number policy, gives nodes and doors
 * jobs to run on them, and tells whoever subscribed what happens. Knows nothing of Node-RED; outlives its nodes.
 */
import type { Clock } from '../clock';
import { systemClock } from '../clock';
import { ModelSpending, withinBudget } from '../ivr/language-model';
import type { LanguageModel } from '../ivr/language-model';
import type { LanguageModelSettings } from '../ivr/language-model/settings';
import type { Logger } from '../logger';
import type { RegistrationState } from '../sip/sip-account.types';
import { Call } from './call';
import { carryOut } from './call-commands';
import type { CallEnd } from './call-end';
import { FORGETFUL } from './call-memory';
import type { CallMemory } from './call-memory';
import { chooseDevice } from './device-choice';
import type {
  ActionResult,
  CallAction,
  CallActivity,
  CallSnapshot,
  CallUpdate,
  ConnectRequest,
  FlowOwner,
  HoldRequest,
  JobOwner,
  JobReport,
  JobStart,
  NavigateRequest,
  PlaceRequest,
  Refusal,
  TimelineEntry,
  TranscribeRequest,
} from './gateway.types';
import { exportKnownFlow, importKnownFlow } from './flow-exchange';
import type { FlowExported, FlowImported } from './flow-exchange';
import { CallJob } from './jobs/call-job';
import { ConnectJob } from './jobs/connect-job';
import type { ConnectTarget } from './jobs/connect-job';
import { HoldJob } from './jobs/hold-job';
import type { Job } from './jobs/job';
import { JobBoard } from './jobs/job-board';
import { NavigateJob } from './jobs/navigate-job';
import { TranscribeJob } from './jobs/transcribe-job';
import type { DtmfMode, Line } from './leg';
import { LineKeeper } from './line-keeper';
import type { OpenLine } from './line-keeper';
import { navigationOf } from './navigation';
import { judgeNumber } from './number-policy';
import type { PolicyVerdict } from './number-policy';
import { noSuchCall, refusal } from './refusal';
import type { GatewaySettings } from './settings';
import { SpeechKeeper } from './speech-keeper';
import type { OpenSpeech } from './speech-keeper';

/** Ended calls stay readable this many calls long (history keeps them for good once it exists). */
const MAX_ENDED_CALLS = 100;
const HOUR_MS = 3_600_000;
/** The default of the settings is English wherever the user lives: it is believed only here. */
const ENGLISH_SPEAKING: ReadonlySet<string> = new Set(['US', 'CA', 'GB', 'IE', 'AU', 'NZ']);
/** Node-RED is gone soon after: whatever has not confirmed by then is left behind (DESIGN law 3, issue 2). */
const CLOSE_MS = 3000;

export interface GatewayDependencies {
  readonly openLine: OpenLine;
  /** Without it calls have no words. */
  readonly openSpeech?: OpenSpeech;
  readonly openModel?: (settings: LanguageModelSettings, log: Logger) => LanguageModel;
  readonly openMemory?: (folder: string, log: Logger) => CallMemory;
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
  readonly #speech: SpeechKeeper | null;
  #model: LanguageModel | null = null;
  /** What each call has spent on it. */
  readonly #spendings = new WeakMap<Call, ModelSpending>();
  #memory: CallMemory = FORGETFUL;
  readonly #calls = new Map<string, Call>();
  readonly #subscribers = new Set<(update: CallUpdate) => void>();
  readonly #dialledAt: number[] = [];
  /** By call id: who holds the user's leg. */
  readonly #connects = new Map<string, ConnectJob>();
  /** By call id: what was dialled. */
  readonly #numbers = new Map<string, string>();
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
    const { openSpeech } = dependencies;
    this.#speech = openSpeech ? new SpeechKeeper(openSpeech, settings.speech, this.#log) : null;
    this.#openModel(settings);
    this.#openMemory(settings);
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
    const before = this.#settings;
    this.#settings = settings;
    this.#lines.apply(settings);
    this.#speech?.apply(settings.speech);
    if (JSON.stringify(before.languageModel) !== JSON.stringify(settings.languageModel)) this.#openModel(settings);
    if (before.storageFolder !== settings.storageFolder) this.#openMemory(settings);
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
      ...(this.#speech && { speech: this.#speech.lease() }),
      ...this.#language(),
      earlierRecordings: this.#memory.recordingsOf(verdict.target),
      mayDial: (target) => this.#judge(target).allowed,
      clock: this.#clock,
      log: this.#log,
      strict: this.#dependencies.strict ?? false,
    });
    this.#calls.set(call.id, call);
    this.#numbers.set(call.id, verdict.target);
    call.observe({ onUpdate: (update) => this.#publish(update), onEnded: () => this.#onCallEnded(call) });
    const job = new CallJob(call, owner, (report) => this.#board.deliver(report));
    this.#board.add(job);
    void call.dial(verdict.target);
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  navigate(callId: string, request: NavigateRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#answeredCall(callId);
    if ('ok' in call) return call;
    const navigation = navigationOf(request, call, {
      model: this.#modelFor(call),
      memory: this.#memory,
      dtmfModes: this.#dtmfModes(call),
      number: this.#numberOf(call),
      clock: this.#clock,
      walkAgain: (why) => this.#walkAgain(call, request, owner, why),
    });
    if (!navigation.ok) return navigation;
    const { plan, services } = navigation;
    return this.#start(call, new NavigateJob(call, plan, request, services, owner, this.#deliver, this.#clock));
  }

  detectHuman(callId: string, request: HoldRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#answeredCall(callId);
    if ('ok' in call) return call;
    const modes = this.#dtmfModes(call);
    return this.#start(call, new HoldJob(call, request, modes, owner, this.#deliver, this.#clock));
  }

  /** Reports what the company says until the call ends, beside whatever else the call is doing. */
  transcribe(callId: string, request: TranscribeRequest, owner: JobOwner = NOBODY): JobStart {
    const call = this.#calls.get(callId);
    if (!call || call.state === 'ended') return noSuchCall(callId);
    if (!call.understands) {
      return refusal('no-speech-to-text', 'Nothing turns speech into text in this gateway: add a service to it.');
    }
    const job = new TranscribeJob(call, request, owner, this.#deliver);
    this.#board.add(job);
    job.start();
    return { ok: true, jobId: job.id, call: call.snapshot() };
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
      isStillGoing: (activity: CallActivity) => this.#isStillGoing(call.id, activity),
    };
    const job = new ConnectJob(call, device, request, hooks, owner, this.#deliver, this.#clock);
    this.#connects.set(call.id, job);
    this.#board.add(job);
    job.start();
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  /**
   * A command on a live call. Refusals say what to do; faults of the far end are refusals too, never exceptions.
   * `secrets` fill `{{secret:name}}` in digits and words, beside those given when the call was placed.
   */
  async act(
    callId: string,
    action: CallAction,
    argument?: unknown,
    options: { readonly secrets?: Readonly<Record<string, string>> } = {},
  ): Promise<ActionResult> {
    const call = this.#calls.get(callId);
    if (!call || call.state === 'ended') return noSuchCall(callId);
    if (options.secrets) call.giveSecrets(options.secrets);
    try {
      const refused = await carryOut(call, action, argument, {
        connectUser: (request) => this.connectUser(call.id, request),
        takeUserOff: async () => this.#connects.get(call.id)?.takeUserOff(),
        isWaitedFor: () => this.#board.ofCall(call.id, 'hold').length > 0,
      });
      return refused ?? { ok: true, call: call.snapshot() };
    } catch (error) {
      return refusal('failed', `${action}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What is known of the menu that this call walked, or that answers at `number`. */
  exportFlow(whose: FlowOwner): FlowExported {
    const number = this.#numberOfFlow(whose);
    if (number === undefined) return refusal('no-number', 'Whose call flow? Name a call or a number.');
    const goal = whose.goal ?? (whose.callId === undefined ? undefined : this.#calls.get(whose.callId)?.goal);
    return exportKnownFlow(this.#memory, number, goal ?? '');
  }

  /** Keeps a call flow, JSON or an object, for the numbers it names; else for that of the call, or for `number`. */
  importFlow(flow: unknown, whose: FlowOwner = {}): FlowImported {
    const dialled = (number: string): string => this.#dialled(number);
    return importKnownFlow(this.#memory, flow, this.#numberOfFlow(whose), dialled, this.#clock);
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
    for (const call of this.#calls.values()) call.finish(end);
    this.#board.close();
    this.#model?.close();
    await this.#atMost(CLOSE_MS / 2, Promise.all([this.#lines.close(), this.#speech?.close()]));
    this.#memory.close();
  }

  readonly #deliver = (report: JobReport): void => this.#board.deliver(report);

  /** A second wrong turn in one call is told to whoever asked: something else is wrong then. */
  #walkAgain(call: Call, request: NavigateRequest, owner: JobOwner, why: string): boolean {
    // The user's phone rings, or is connected, for the company that is on the line now.
    if (call.activity === 'connecting' || call.activity === 'bridged') return false;
    if (this.#closed || call.timesDialled > 1 || this.#overHourlyBudget() !== null) return false;
    // A flow that was given does not learn: what it says is not believed this time.
    const { flow, ...rest } = request;
    const again = flow === undefined ? request : { ...rest, useFlow: false };
    void call.redial(this.#numberOf(call), why).then((answered) => {
      const walk = answered ? this.navigate(call.id, again, owner) : null;
      if (walk?.ok === false) void call.hangup({ reason: 'failed', text: walk.message });
    });
    return true;
  }

  /** One job at a time walks or listens: the latest asked for takes the place of the one before. */
  #start(call: Call, job: Job & { start(): void }): JobStart {
    for (const other of this.#board.ofCall(call.id, 'navigate', 'hold')) other.supersede();
    this.#board.add(job);
    job.start();
    return { ok: true, jobId: job.id, call: call.snapshot() };
  }

  #isStillGoing(callId: string, activity: CallActivity): boolean {
    if (activity === 'navigating') return this.#board.ofCall(callId, 'navigate').length > 0;
    if (activity === 'holding') return this.#board.ofCall(callId, 'hold').length > 0;
    return true;
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

  #device(wanted: string | undefined): (ConnectTarget & { readonly configured: boolean }) | Refusal {
    const chosen = chooseDevice(wanted, this.#settings.devices);
    if ('ok' in chosen) return chosen;
    const verdict = this.#judge(chosen.address);
    if (!verdict.allowed) return refusal(verdict.code, verdict.message);
    return { name: chosen.name, target: verdict.target, configured: chosen.configured };
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

  /** How keys may be sent, that which worked on an earlier call first. */
  #dtmfModes(call: Call): readonly DtmfMode[] {
    const { dtmfModes } = this.#settings.media;
    const worked = this.#memory.dtmfModeOf(this.#numberOf(call));
    return worked === null ? dtmfModes : [worked, ...dtmfModes.filter((mode) => mode !== worked)];
  }

  /** The language of the settings is what the user's companies speak where the country of the line speaks it, too. */
  #language(): { readonly language?: string } {
    const language = this.#settings.speech.language.slice(0, 2).toLowerCase();
    const spoken = ENGLISH_SPEAKING.has(this.#settings.numberPolicy.country) ? 'en' : undefined;
    return language === spoken ? { language } : {};
  }

  #numberOfFlow({ callId, number }: FlowOwner): string | undefined {
    const call = callId === undefined ? undefined : this.#calls.get(callId);
    if (call) return this.#numberOf(call);
    return number === undefined ? undefined : this.#dialled(number);
  }

  /** A number as it is dialled, and remembered by; one that may not be called stays as it is. */
  #dialled(number: string): string {
    const verdict = this.#judge(number);
    return verdict.allowed ? verdict.target : number;
  }

  #numberOf(call: Call): string {
    return this.#numbers.get(call.id) ?? call.to;
  }

  #publish(update: CallUpdate): void {
    for (const subscriber of [...this.#subscribers]) subscriber(update);
  }

  #modelFor(call: Call): LanguageModel | null {
    const { languageModel } = this.#settings;
    if (!this.#model || !languageModel) return null;
    const spending = this.#spendings.get(call) ?? new ModelSpending();
    this.#spendings.set(call, spending);
    return withinBudget(this.#model, languageModel, spending, this.#clock);
  }

  #openModel({ languageModel }: GatewaySettings): void {
    this.#model?.close();
    const { openModel } = this.#dependencies;
    this.#model = languageModel && openModel ? openModel(languageModel, this.#log) : null;
  }

  /** A memory in use is closed when the last call that may write to it is over: its close is reference counted. */
  #openMemory({ storageFolder }: GatewaySettings): void {
    const { openMemory } = this.#dependencies;
    this.#memory.close();
    this.#memory = storageFolder !== undefined && openMemory ? openMemory(storageFolder, this.#log) : FORGETFUL;
  }

  #onCallEnded(over: Call): void {
    this.#memory.keepCall(this.#numberOf(over), over.snapshot(), over.timeline);
    this.#memory.learnRecordings(this.#numberOf(over), over.recordings);
    const ended = [...this.#calls.values()].filter((call) => call.state === 'ended');
    for (const call of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_CALLS))) {
      this.#calls.delete(call.id);
      this.#numbers.delete(call.id);
    }
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
