/** Runs gateway jobs one after the other from the command line: starts one, waits for what comes of it. */
import { randomUUID } from 'node:crypto';
import type { Gateway, JobOwner, JobReport, JobStart } from '../lib/gateway';

/** Nothing is decided yet. */
const UNDER_WAY: ReadonlySet<JobReport['output']> = new Set(['progress', 'ask-user', 'transcript']);

export class JobRunner {
  readonly owner: JobOwner = { id: `cli-${randomUUID()}`, input: {} };
  readonly #outcomes = new Map<string, JobReport>();
  readonly #waiting = new Map<string, (report: JobReport) => void>();
  readonly #detach: () => void;

  constructor(gateway: Gateway) {
    this.#detach = gateway.attachOwner(this.owner.id, (report) => {
      if (UNDER_WAY.has(report.output) || this.#outcomes.has(report.jobId)) return;
      this.#outcomes.set(report.jobId, report);
      this.#waiting.get(report.jobId)?.(report);
    });
  }

  /** The first report of the job that is more than progress: answered, reached, human, bridged, or how it failed. */
  outcome(started: JobStart): Promise<JobReport> {
    if (!started.ok) return Promise.reject(new Error(started.message));
    const early = this.#outcomes.get(started.jobId);
    if (early) return Promise.resolve(early);
    return new Promise((resolve) => this.#waiting.set(started.jobId, resolve));
  }

  close(): void {
    this.#detach();
  }
}
