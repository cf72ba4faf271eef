/** The job of whoever placed the call: every entry of the timeline is its progress, the call's end its outcome. */
import type { Call } from '../call';
import type { CallUpdate, JobOwner, JobReport } from '../gateway.types';
import { Job } from './job';

export class CallJob extends Job {
  readonly kind = 'call';
  readonly #stopObserving: () => void;
  #abandoned = false;

  constructor(call: Call, owner: JobOwner, deliver: (report: JobReport) => void) {
    super(call, owner, deliver);
    this.#stopObserving = call.observe({ onUpdate: (update) => this.#onUpdate(update) });
  }

  /** A call nobody listens to any more ends, unless somebody is being, or has been, put through (DESIGN law 3). */
  abandon(): void {
    this.#abandoned = true;
    const { activity } = this.call;
    if (activity !== 'bridged' && activity !== 'connecting') this.#hangup();
  }

  protected release(): void {
    this.#stopObserving();
  }

  #onUpdate(update: CallUpdate): void {
    const { topic, payload, entry } = update;
    const { at, since, confidence, evidence } = entry;
    // The entry without what the message holds already: when, since when, how sure and why.
    const details = {
      at,
      ...(since !== undefined && { since }),
      ...(confidence !== undefined && { confidence }),
      ...(evidence && { evidence }),
    };
    if (topic === 'call/ended') this.finish('ended', topic, payload, details);
    else this.report(topic === 'call/answered' ? 'answered' : 'progress', topic, payload, details);
    if (this.#abandoned && update.topic === 'connect/failed') this.#hangup();
  }

  #hangup(): void {
    void this.call.hangup({ reason: 'flow-removed', text: 'The flow that placed this call was removed.' });
  }
}
