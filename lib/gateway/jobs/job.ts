/**
 * A job is one thing a node asked of a call: place it, walk its menu, wait for a human, connect the user. It lives in
 * the gateway, not in the node, so that a deploy does not end it (DESIGN law 3). It reports progress and outcomes, and
 * is over with the report marked final.
 */
import { randomUUID } from 'node:crypto';
import type { Call } from '../call';
import type { JobKind, JobOutput, JobOwner, JobReport } from '../gateway.types';

export abstract class Job {
  readonly id = randomUUID();
  readonly owner: JobOwner;
  readonly call: Call;
  abstract readonly kind: JobKind;
  readonly #deliver: (report: JobReport) => void;
  #finished = false;

  constructor(call: Call, owner: JobOwner, deliver: (report: JobReport) => void) {
    this.call = call;
    this.owner = owner;
    this.#deliver = deliver;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** The node that asked is gone for good: end quietly, in the way that loses the caller least. */
  abstract abandon(): void;

  /** Another job takes this one's place: it is over, and no output speaks of it. */
  supersede(): void {
    this.release();
    this.finish('superseded', 'job/superseded', this.kind);
  }

  /** Lets go of timers and observers. Called once or more, before the last report. */
  protected abstract release(): void;

  protected report(output: JobOutput, topic: string, payload: unknown, details?: JobReport['details']): void {
    if (!this.#finished) this.#send(output, false, topic, payload, details);
  }

  /** The last report. Later ones are ignored, so that two endings in one tick stay one. */
  protected finish(output: JobOutput, topic: string, payload: unknown, details?: JobReport['details']): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#send(output, true, topic, payload, details);
  }

  #send(output: JobOutput, final: boolean, topic: string, payload: unknown, details?: JobReport['details']): void {
    this.#deliver({
      jobId: this.id,
      kind: this.kind,
      ownerId: this.owner.id,
      input: this.owner.input,
      output,
      final,
      topic,
      payload,
      ...(details && { details }),
      call: this.call.snapshot(),
    });
  }
}
