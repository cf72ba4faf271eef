/** Runs gateway jobs one after the other from the command line: starts one, waits for its last report. */
import { randomUUID } from 'node:crypto';
import type { Gateway, JobOwner, JobReport, JobStart } from '../lib/gateway';

export class JobRunner {
  readonly owner: JobOwner = { id: `cli-${randomUUID()}`, input: {} };
  readonly #outcomes = new Map<string, (report: JobReport) => void>();
  readonly #early = new Map<string, JobReport>();
  readonly #detach: () => void;

  constructor(gateway: Gateway) {
    this.#detach = gateway.attachOwner(this.owner.id, (report) => {
      if (!report.final && report.output === 'progress') return;
      const key = `${report.jobId} ${report.output === 'answered' ? 'answered' : 'final'}`;
      const waiting = this.#outcomes.get(key);
      if (waiting) waiting(report);
      else this.#early.set(key, report);
    });
  }

  /** The report that ends this job; a refusal is thrown with its words. */
  outcome(started: JobStart): Promise<JobReport> {
    return this.#wait(started, 'final');
  }

  /** The first of: the call was answered, the call ended. */
  async answered(started: JobStart): Promise<JobReport> {
    return Promise.race([this.#wait(started, 'answered'), this.#wait(started, 'final')]);
  }

  close(): void {
    this.#detach();
  }

  #wait(started: JobStart, which: 'answered' | 'final'): Promise<JobReport> {
    if (!started.ok) return Promise.reject(new Error(started.message));
    const key = `${started.jobId} ${which}`;
    const early = this.#early.get(key);
    if (early) return Promise.resolve(early);
    return new Promise((resolve) => this.#outcomes.set(key, resolve));
  }
}
