/** The job of whoever placed the call: every entry of the timeline is its progress, the call's end its outcome. */
import type { Call } from '../call';
import type { CallUpdate, JobOwner, JobReport } from '../gateway.types';
import { Job } from './job';

export class CallJob extends Job {
  readonly kind = 'call';

  constructor(call: Call, owner: JobOwner, deliver: (report: JobReport) => void) {
    super(call, owner, deliver);
    call.observe({ onUpdate: (update) => this.#onUpdate(update) });
  }

  /** A call nobody listens to any more ends, unless two people are talking on it (DESIGN law 3). */
  abandon(): void {
    if (this.call.activity === 'bridged') return;
    void this.call.hangup({ reason: 'flow-removed', text: 'The flow that placed this call was removed.' });
  }

  #onUpdate(update: CallUpdate): void {
    if (update.topic === 'call/ended') this.finish('ended', update.topic, update.payload);
    else this.report(update.topic === 'call/answered' ? 'answered' : 'progress', update.topic, update.payload);
  }
}
