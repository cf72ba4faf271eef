/** A gateway the tests drive by hand: it keeps jobs and undelivered reports as the real one does, and calls nobody. */
import type {
  ActionResult,
  CallAction,
  CallSnapshot,
  CallUpdate,
  FlowOwner,
  JobKind,
  JobOutput,
  JobOwner,
  JobReport,
  JobStart,
  Refusal,
} from '../../lib/gateway/gateway.types';
import type { FlowExported, FlowImported } from '../../lib/gateway/flow-exchange';
import { parseFlow } from '../../lib/ivr/flows';
import type { CallFlow } from '../../lib/ivr/flows';
import type { RegistrationState } from '../../lib/sip/sip-account.types';
import type { GatewayHouse, GatewayPort } from '../../nodes/gateway-port';
import { house } from '../../nodes/house';
import { closePhoneTree } from '../../nodes/phone-tree-registry';

interface FakeJob {
  readonly jobId: string;
  readonly callId: string;
  readonly kind: JobKind;
  readonly owner: JobOwner;
  readonly request: unknown;
}

const parsed = parseFlow({ format: 1, id: 'acme', root: 'queue', steps: [{ id: 'queue', kind: 'HOLD' }] });
/** What it knows of every company's menu. */
export const KNOWN_FLOW: CallFlow = parsed.ok ? parsed.flow : (undefined as never);

export class FakeGateway implements GatewayPort {
  readonly jobs: FakeJob[] = [];
  readonly actions: { callId: string; action: CallAction; argument: unknown; secrets?: unknown }[] = [];
  registration: RegistrationState = { state: 'off' };
  /** The next request is refused with this. */
  refuse: Refusal | undefined;
  /** Reports sent while a job starts, before its id is known to the node. */
  onStart: ((job: FakeJob) => void) | undefined;
  readonly #calls = new Map<string, CallSnapshot>();
  readonly #receivers = new Map<string, (report: JobReport) => void>();
  readonly #kept = new Map<string, JobReport[]>();
  readonly #finished = new Set<string>();
  readonly #listeners = new Set<(update: CallUpdate) => void>();
  readonly #registrationListeners = new Set<(state: RegistrationState) => void>();

  placeCall(request: { to: string; goal?: string }, owner: JobOwner): JobStart {
    const id = `call-${this.#calls.size + 1}`;
    if (!this.refuse) this.#calls.set(id, snapshot(id, request.to, request.goal ?? ''));
    return this.#start('call', id, request, owner);
  }

  navigate(callId: string, request: unknown, owner: JobOwner): JobStart {
    return this.#start('navigate', callId, request, owner);
  }

  detectHuman(callId: string, request: unknown, owner: JobOwner): JobStart {
    return this.#start('hold', callId, request, owner);
  }

  connectUser(callId: string, request: unknown, owner: JobOwner): JobStart {
    return this.#start('connect', callId, request, owner);
  }

  transcribe(callId: string, request: unknown, owner: JobOwner): JobStart {
    return this.#start('transcribe', callId, request, owner);
  }

  async act(
    callId: string,
    action: CallAction,
    argument: unknown,
    options: { secrets?: unknown } = {},
  ): Promise<ActionResult> {
    await Promise.resolve();
    if (this.refuse) return this.refuse;
    this.actions.push({ callId, action, argument, ...options });
    return { ok: true, call: this.#calls.get(callId)! };
  }

  /** What it is asked to export and import, in order. */
  readonly exchanged: unknown[] = [];

  exportFlow(whose: FlowOwner): FlowExported {
    this.exchanged.push(whose);
    return this.refuse ?? { ok: true, flow: KNOWN_FLOW };
  }

  importFlow(flow: unknown, whose: FlowOwner): FlowImported {
    this.exchanged.push([flow, whose]);
    return this.refuse ?? { ok: true, imported: { id: 'acme', numbers: ['5550100'], goals: [], steps: 1 } };
  }

  attachOwner(ownerId: string, receive: (report: JobReport) => void): () => void {
    this.#receivers.set(ownerId, receive);
    const kept = this.#kept.get(ownerId) ?? [];
    this.#kept.delete(ownerId);
    for (const report of kept) receive(report);
    return () => {
      if (this.#receivers.get(ownerId) === receive) this.#receivers.delete(ownerId);
    };
  }

  runningJobs(ownerId: string): readonly { jobId: string; callId: string; input: JobOwner['input'] }[] {
    return this.jobs
      .filter((job) => job.owner.id === ownerId && !this.#finished.has(job.jobId))
      .map(({ jobId, callId, owner }) => ({ jobId, callId, input: owner.input }));
  }

  subscribe(listener: (update: CallUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  call(callId: string): CallSnapshot | undefined {
    return this.#calls.get(callId);
  }

  onRegistration(listener: (state: RegistrationState) => void): () => void {
    this.#registrationListeners.add(listener);
    return () => this.#registrationListeners.delete(listener);
  }

  // What the tests drive.

  get attachedOwners(): readonly string[] {
    return [...this.#receivers.keys()];
  }

  /** An answered call that somebody else placed. */
  addCall(id: string): void {
    this.#calls.set(id, { ...snapshot(id, '5550100', ''), state: 'answered', activity: 'holding' });
  }

  /** The owner did not come back in time: its jobs end without a report. */
  abandon(ownerId: string): void {
    this.jobs.splice(0, this.jobs.length, ...this.jobs.filter((job) => job.owner.id !== ownerId));
  }

  /** Forgets everything, as a process that ended: node ids are the same in every test. */
  clear(): void {
    this.#calls.clear();
    this.jobs.length = 0;
    this.#finished.clear();
    this.#kept.clear();
  }

  setRegistration(state: RegistrationState): void {
    this.registration = state;
    for (const listener of this.#registrationListeners) listener(state);
  }

  update(callId: string, change: Partial<CallSnapshot>): void {
    const call = { ...this.#calls.get(callId)!, ...change };
    this.#calls.set(callId, call);
    const entry = { at: 0, topic: 'test/update' };
    for (const listener of this.#listeners) listener({ topic: entry.topic, payload: null, call, entry });
  }

  report(
    job: FakeJob,
    output: JobOutput,
    topic: string,
    payload: unknown,
    options: { final?: boolean; call?: Partial<CallSnapshot>; details?: Record<string, unknown> } = {},
  ): void {
    if (options.call) this.update(job.callId, options.call);
    const { jobId, kind, owner } = job;
    const final = options.final ?? false;
    if (final) this.#finished.add(jobId);
    const call = this.#calls.get(job.callId)!;
    const details = options.details && { details: options.details };
    const about = { jobId, kind, ownerId: owner.id, input: owner.input };
    const report = { ...about, output, final, topic, payload, ...details, call };
    const receive = this.#receivers.get(owner.id);
    if (receive) receive(report);
    else this.#kept.set(owner.id, [...(this.#kept.get(owner.id) ?? []), report]);
  }

  #start(kind: JobKind, callId: string, request: unknown, owner: JobOwner): JobStart {
    if (this.refuse) return this.refuse;
    const job = { jobId: `job-${this.jobs.length + 1}`, callId, kind, owner, request };
    this.jobs.push(job);
    this.onStart?.(job);
    return { ok: true, jobId: job.jobId, call: this.#calls.get(callId)! };
  }
}

function snapshot(id: string, to: string, goal: string): CallSnapshot {
  return {
    id,
    state: 'dialing',
    activity: null,
    to,
    from: 'hold-slayer@127.0.0.1',
    goal,
    direction: 'out',
    farEnd: { label: 'unknown', confidence: 0, since: 0, evidence: [] },
    startedAt: 1_000_000,
    holdSeconds: 0,
    tags: [],
  };
}

export interface FakeHouse extends GatewayHouse {
  readonly gateway: FakeGateway;
  readonly acquired: { nodeId: string; settings: unknown }[];
  readonly released: { nodeId: string; removed: boolean }[];
  /** Node ids whose running gateway was kept under bad settings. */
  readonly kept: string[];
  readonly startedTrees: unknown[];
  shutdowns: number;
  openTrees: number;
}

/** Moves a fake house in before each test and the real one back after it. */
export function useFakeHouse(): () => FakeHouse {
  const real = { ...house };
  let fake: FakeHouse;
  beforeEach(() => {
    fake = fakeHouse();
    house.gateways = fake;
    house.startPhoneTree = async (settings) => {
      await Promise.resolve();
      fake.startedTrees.push(settings);
      fake.openTrees++;
      return {
        sip: { address: settings.bindAddress, port: settings.sipPort },
        close: () => {
          fake.openTrees--;
          return Promise.resolve();
        },
      };
    };
  });
  afterEach(async () => {
    fake.gateway.clear();
    await closePhoneTree('tree');
    Object.assign(house, real);
  });
  return () => fake;
}

function fakeHouse(): FakeHouse {
  const gateway = new FakeGateway();
  const fake: FakeHouse = {
    gateway,
    acquired: [],
    released: [],
    kept: [],
    startedTrees: [],
    shutdowns: 0,
    openTrees: 0,
    parseGatewaySettings: (raw) => {
      const { account } = raw as { account: { user: string } };
      return account.user === '' ? { ok: false, message: 'wrong settings' } : { ok: true, settings: raw };
    },
    acquireGateway: (nodeId, settings) => {
      fake.acquired.push({ nodeId, settings });
      return gateway;
    },
    findGateway: () => gateway,
    keepGateway: (nodeId) => {
      const runs = fake.acquired.some((acquired) => acquired.nodeId === nodeId);
      if (runs) fake.kept.push(nodeId);
      return runs;
    },
    releaseGateway: (nodeId, { removed }) => {
      fake.released.push({ nodeId, removed });
      return Promise.resolve();
    },
    findGatewayOfCall: (callId) => (gateway.call(callId) ? gateway : undefined),
    shutdownGateways: () => {
      fake.shutdowns++;
      return Promise.resolve();
    },
  };
  return fake;
}
