/**
 * Who asked for what: delivers job reports to the node instance attached at that moment, keeps them while a deploy
 * replaces it, and abandons the jobs of an owner who does not come back.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { JobKind, JobReport } from '../gateway.types';
import type { Job } from './job';

/** A deploy may wait up to 15 s for the slowest node to close (Node-RED's nodeCloseTimeout), plus margin. */
export const OWNER_GRACE_MS = 20_000;
/** Reports kept for an absent owner; older progress goes first, outcomes never. */
const MAX_KEPT_REPORTS = 500;

interface Desk {
  receive: ((report: JobReport) => void) | null;
  readonly kept: JobReport[];
  graceTimer: TimerHandle;
}

export class JobBoard {
  readonly #clock: Clock;
  readonly #desks = new Map<string, Desk>();
  readonly #jobs = new Map<string, Job>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reports for `ownerId` go to `receive` from now on, those kept first. Returns how to detach. */
  attach(ownerId: string, receive: (report: JobReport) => void): () => void {
    const desk = this.#desk(ownerId);
    this.#clock.clearTimeout(desk.graceTimer);
    desk.receive = receive;
    for (const report of desk.kept.splice(0)) receive(report);
    return () => {
      // A later instance may have attached already: only the present holder can leave.
      if (desk.receive !== receive) return;
      desk.receive = null;
      if (this.#closed) return;
      desk.graceTimer = this.#clock.setTimeout(() => this.#abandon(ownerId), OWNER_GRACE_MS);
    };
  }

  add(job: Job): void {
    this.#jobs.set(job.id, job);
  }

  running(ownerId: string): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.owner.id === ownerId);
  }

  ofCall(callId: string, ...kinds: readonly JobKind[]): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.call.id === callId && kinds.includes(job.kind));
  }

  deliver(report: JobReport): void {
    if (report.final) this.#jobs.delete(report.jobId);
    const desk = this.#desks.get(report.ownerId);
    if (!desk) return;
    if (desk.receive) {
      desk.receive(report);
      return;
    }
    desk.kept.push(report);
    if (desk.kept.length > MAX_KEPT_REPORTS) {
      const oldestProgress = desk.kept.findIndex((kept) => kept.output === 'progress');
      desk.kept.splice(Math.max(0, oldestProgress), 1);
    }
  }

  /** The gateway closes: no timer may outlive it. */
  close(): void {
    this.#closed = true;
    for (const desk of this.#desks.values()) this.#clock.clearTimeout(desk.graceTimer);
    this.#desks.clear();
  }

  #desk(ownerId: string): Desk {
    let desk = this.#desks.get(ownerId);
    if (!desk) {
      desk = { receive: null, kept: [], graceTimer: null };
      this.#desks.set(ownerId, desk);
    }
    return desk;
  }

  #abandon(ownerId: string): void {
    this.#desks.delete(ownerId);
    for (const job of this.running(ownerId)) job.abandon();
  }
}
