/**
 * A node whose every input starts a job on a call. It turns job reports into messages and calls done() once per input.
 *
 * The gateway outlives node instances (DESIGN law 3): a deploy closes this instance in the middle of a job, the next
 * instance attaches under the same node id and gets the reports from then on. For Complete and Catch nodes to fire, the
 * done() must be the new instance's own, so it takes each job up by receiving the stored input once more, marked.
 */
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { CallSnapshot, JobOutput, JobOwner, JobReport, JobStart, Refusal } from '../lib/gateway/gateway.types';
import type { GatewayPort } from './gateway-port';
import type { LiveProperties, Message } from './node-support';
import { asError, isOver, liveProperties, messageOut, refused, storedInput } from './node-support';
import { type Badge, StatusBadge } from './status-badge';

export interface JobPlan {
  readonly gateway: GatewayPort;
  /** The call the job works on, when there is one before it starts. */
  readonly callId?: string;
  begin(owner: JobOwner): JobStart;
}

export interface JobBehaviour {
  /** Port of each output; outputs not named go to `progress`. */
  readonly ports: Partial<Record<JobOutput, number>> & { readonly progress: number };
  readonly portCount: number;
  /** The message property for the details of a report; without it they are not sent. */
  readonly detailsAs?: string;
  /**
   * A message that is a command and starts no job: resolves when it has been carried out, to what there is to show.
   * `answer` sends a message on *progress*.
   */
  command?(message: Message, answer: (message: NodeMessage) => void): Promise<Badge | undefined> | undefined;
  /** The topic under which this refusal leaves on *failed*, when a flow must be able to handle it; else it is a fault. */
  refusedTopic?(refusal: Refusal): string | undefined;
  /** What to start for this message. Rejects with the fault to hand to Catch. */
  plan(message: Message): Promise<JobPlan>;
  /** The badge for one call, seen from this node. */
  badge(call: CallSnapshot, report: JobReport | undefined): Badge | undefined;
  several(calls: readonly CallSnapshot[]): Badge;
  fault(error: Error): Badge;
  /** The badge while there is nothing to say about a call. */
  idle?(): Badge | undefined;
}

interface Job {
  readonly send: (outputs: (NodeMessage | null)[]) => void;
  readonly done: (error?: Error) => void;
  readonly gateway: GatewayPort;
  readonly callId: string;
  report: JobReport | undefined;
}

/** What a node id leaves behind for its next instance. */
interface Memory {
  readonly gateways: Set<GatewayPort>;
  last: { readonly gateway: GatewayPort; readonly callId: string; readonly report: JobReport | undefined } | undefined;
}

/** Inputs that a node gives itself to take up a job; by identity, since receive() does not clone. */
const resumedJobs = new WeakMap<object, ResumedJob>();
const memories = new Map<string, Memory>();
/** By the stored input, which the gateway holds for as long as it has the job, however that ends. */
const liveOfInput = new WeakMap<object, LiveProperties>();

/** What nodes do once the flows run. One listener for all of them: a large flow has more nodes than an emitter allows. */
const atStart = new Set<() => void>();
const onFlowsStarted = (): void => {
  const actions = [...atStart];
  atStart.clear();
  for (const action of actions) action();
};

function whenFlowsStart(RED: NodeAPI, action: () => void): void {
  atStart.add(action);
  if (!RED.events.listeners('flows:started').includes(onFlowsStarted)) RED.events.on('flows:started', onFlowsStarted);
}

export class JobNode {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #behaviour: JobBehaviour;
  readonly #badge: StatusBadge;
  readonly #memory: Memory;
  readonly #jobs = new Map<string, Job>();
  readonly #detach = new Map<GatewayPort, () => void>();
  /** Reports on jobs of an earlier instance, until the stored input of each arrives here. */
  readonly #early = new Map<string, JobReport[]>();
  /** While a job starts: the gateway may report on it before it has told us the job's id. */
  #held: { readonly gateway: GatewayPort; readonly report: JobReport }[] | undefined;
  #closed = false;
  #ticker: NodeJS.Timeout | undefined;

  constructor(RED: NodeAPI, node: Node, behaviour: JobBehaviour) {
    this.#RED = RED;
    this.#node = node;
    this.#behaviour = behaviour;
    this.#badge = new StatusBadge(node);
    this.#memory = memories.get(node.id) ?? { gateways: new Set(), last: undefined };
    memories.set(node.id, this.#memory);
    // Not in the constructor: the nodes this one sends to do not exist yet, and what is sent to them would be lost.
    const onStarted = (): void => this.#reattach();
    whenFlowsStart(RED, onStarted);
    node.on('input', (message, send, done) => void this.#onInput(message, send, done));
    node.on('close', (removed: boolean, done: () => void) => {
      atStart.delete(onStarted);
      this.#close(removed);
      done();
    });
  }

  /** Draws the badge anew; for what changes without a report, such as the registration. */
  refreshBadge(): void {
    if (this.#closed) return;
    const calls = [...this.#jobs.values()].flatMap((job) => job.gateway.call(job.callId) ?? []);
    this.#tick(calls.some((call) => call.activity === 'holding'));
    if (calls.length > 1) {
      this.#badge.show(this.#behaviour.several(calls));
      return;
    }
    const subject = [...this.#jobs.values()][0] ?? this.#memory.last;
    const call = subject?.gateway.call(subject.callId);
    const badge = call && this.#behaviour.badge(call, subject?.report);
    this.#badge.show(call && !isOver(call) ? badge : (this.#behaviour.idle?.() ?? badge));
  }

  async #onInput(message: Message, send: Job['send'], done: Job['done']): Promise<void> {
    const resumed = resumedJobs.get(message);
    if (resumed) {
      this.#takeUp(resumed.jobId, { ...resumed, send, done, report: undefined });
      return;
    }
    try {
      const command = this.#behaviour.command?.(message, (answer) => this.#sendTo('progress', answer, send));
      if (command) {
        const badge = await command;
        if (badge && this.#jobs.size === 0) this.#badge.show(badge);
        done();
        return;
      }
      const plan = await this.#behaviour.plan(message);
      if (this.#closed) {
        // Redeployed while the inputs were evaluated: the job belongs to the instance that lives.
        (this.#RED.nodes.getNode(this.#node.id) as Node | null)?.receive(message);
        return;
      }
      this.#start(plan, message, send, done);
    } catch (thrown) {
      const error = asError(thrown);
      if (this.#jobs.size === 0) this.#badge.show(this.#behaviour.fault(error));
      done(error);
    }
  }

  #start(plan: JobPlan, message: Message, send: Job['send'], done: Job['done']): void {
    this.#attach(plan.gateway);
    const held: { readonly gateway: GatewayPort; readonly report: JobReport }[] = [];
    this.#held = held;
    try {
      const input = storedInput(this.#RED, message);
      const live = liveProperties(message);
      if (Object.keys(live).length > 0) liveOfInput.set(input, live);
      const start = plan.begin({ id: this.#node.id, input });
      if (!start.ok) {
        if (!this.#sendRefusal(plan, start, input, live, send)) throw refused(start);
        done();
        return;
      }
      this.#takeUp(start.jobId, { gateway: plan.gateway, callId: start.call.id, send, done, report: undefined });
    } finally {
      this.#held = undefined;
      for (const { gateway, report } of held) this.#receive(gateway, report);
    }
  }

  /** False when this refusal is a fault. */
  #sendRefusal(
    { gateway, callId }: JobPlan,
    refusal: Refusal,
    input: Readonly<Record<string, unknown>>,
    live: LiveProperties,
    send: Job['send'],
  ): boolean {
    const topic = this.#behaviour.refusedTopic?.(refusal);
    const call = callId === undefined ? undefined : gateway.call(callId);
    if (topic === undefined || !call) return false;
    this.#node.warn(refusal.message);
    if (this.#jobs.size === 0) this.#badge.show(this.#behaviour.fault(refused(refusal)));
    const event = { input, topic, payload: refusal.code, call };
    this.#sendTo('failed', messageOut(this.#RED, event, live), send);
    return true;
  }

  #takeUp(jobId: string, job: Job): void {
    this.#jobs.set(jobId, job);
    this.#remember(job);
    const early = this.#early.get(jobId) ?? [];
    this.#early.delete(jobId);
    for (const report of early) this.#deliver(job, report);
    this.refreshBadge();
  }

  #attach(gateway: GatewayPort): void {
    this.#memory.gateways.add(gateway);
    if (this.#detach.has(gateway)) return;
    const unsubscribe = gateway.subscribe((update) => {
      if (this.#shows(update.call.id)) this.refreshBadge();
    });
    // Set before attachOwner, which may deliver kept reports at once.
    this.#detach.set(gateway, unsubscribe);
    const detachOwner = gateway.attachOwner(this.#node.id, (report) => this.#receive(gateway, report));
    this.#detach.set(gateway, () => {
      detachOwner();
      unsubscribe();
    });
  }

  #reattach(): void {
    if (this.#closed) return;
    for (const gateway of this.#memory.gateways) {
      this.#attach(gateway);
      for (const running of gateway.runningJobs(this.#node.id)) {
        if (!this.#jobs.has(running.jobId)) this.#resume(gateway, running.jobId, running.callId, running.input);
      }
      this.#forgetIdle(gateway);
    }
    this.refreshBadge();
  }

  /** A gateway whose settings changed lives on only for its calls; holding it longer would keep it for ever. */
  #forgetIdle(gateway: GatewayPort): void {
    const busy = [...this.#jobs.values(), this.#memory.last].some((job) => job?.gateway === gateway);
    if (busy || this.#early.size > 0) return;
    this.#detach.get(gateway)?.();
    this.#detach.delete(gateway);
    this.#memory.gateways.delete(gateway);
  }

  #receive(gateway: GatewayPort, report: JobReport): void {
    if (this.#closed) return;
    if (this.#held) {
      this.#held.push({ gateway, report });
      return;
    }
    const job = this.#jobs.get(report.jobId);
    if (job) {
      this.#deliver(job, report);
      return;
    }
    this.#resume(gateway, report.jobId, report.call.id, report.input);
    // The resumed input may have been handled at once.
    const resumed = this.#jobs.get(report.jobId);
    if (resumed) this.#deliver(resumed, report);
    else this.#early.set(report.jobId, [...(this.#early.get(report.jobId) ?? []), report]);
  }

  #resume(gateway: GatewayPort, jobId: string, callId: string, input: Readonly<Record<string, unknown>>): void {
    if (this.#early.has(jobId)) return;
    this.#early.set(jobId, []);
    const message = this.#RED.util.cloneMessage({ ...input });
    resumedJobs.set(message, { jobId, callId, gateway });
    this.#node.receive(message);
  }

  #deliver(job: Job, report: JobReport): void {
    if (report.output === 'superseded') this.#forget(job);
    else this.#send(job, report);
    if (report.final) {
      this.#jobs.delete(report.jobId);
      liveOfInput.delete(report.input);
    }
    this.refreshBadge();
    if (report.final) job.done();
  }

  #send(job: Job, report: JobReport): void {
    job.report = report;
    this.#remember(job);
    const live = liveOfInput.get(report.input) ?? {};
    this.#sendTo(report.output, messageOut(this.#RED, report, live, this.#behaviour.detailsAs), job.send);
  }

  #sendTo(output: JobOutput, message: NodeMessage, send: Job['send']): void {
    const port = this.#behaviour.ports[output] ?? this.#behaviour.ports.progress;
    const outputs = new Array<NodeMessage | null>(this.#behaviour.portCount).fill(null);
    outputs[port] = message;
    send(outputs);
  }

  #remember({ gateway, callId, report }: Job): void {
    this.#memory.last = { gateway, callId, report };
  }

  /** What this node did for the call is undone or done elsewhere now: its badge has nothing to say about it. */
  #forget({ callId }: Job): void {
    if (this.#memory.last?.callId === callId) this.#memory.last = undefined;
  }

  #shows(callId: string): boolean {
    if (this.#memory.last?.callId === callId) return true;
    return [...this.#jobs.values()].some((job) => job.callId === callId);
  }

  /** A call on hold is worth a new badge every second, and nothing else is. */
  #tick(wanted: boolean): void {
    if (wanted && !this.#ticker) {
      this.#ticker = setInterval(() => this.refreshBadge(), 1000);
      this.#ticker.unref();
    } else if (!wanted && this.#ticker) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
    }
  }

  #close(removed: boolean): void {
    this.#closed = true;
    this.#tick(false);
    for (const detach of this.#detach.values()) detach();
    this.#detach.clear();
    this.#jobs.clear();
    if (removed) memories.delete(this.#node.id);
  }
}

interface ResumedJob {
  readonly jobId: string;
  readonly callId: string;
  readonly gateway: GatewayPort;
}
