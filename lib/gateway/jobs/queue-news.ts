/** What a queue says of itself while we wait, as progress worth telling once: our place, the wait, an offer, a machine. */
import type { SpokenCue } from '../../hearing';

export interface QueueNewsItem {
  readonly topic: string;
  readonly payload: unknown;
  readonly evidence: readonly string[];
}

const TOPICS: Readonly<Partial<Record<SpokenCue['kind'], string>>> = {
  'callback-offer': 'hold/callback-offered',
  voicemail: 'hold/voicemail',
  'call-screening': 'hold/call-screening',
  'virtual-assistant': 'hold/virtual-assistant',
  closed: 'hold/closed',
  survey: 'hold/survey',
};

export class QueueNews {
  /** By topic, or by what a queue counts: what was told last. */
  readonly #told = new Map<string, string | number>();

  /** Null when the cue says nothing new. */
  take(cue: SpokenCue): QueueNewsItem | null {
    const { position, waitMinutes } = cue;
    if (position !== undefined || waitMinutes !== undefined) {
      const payload = {
        ...(position !== undefined && { position }),
        ...(waitMinutes !== undefined && { waitMinutes }),
      };
      // Many queues tell them by turns: each is news only when it is another one.
      return this.#changes(payload) ? { topic: 'hold/position', payload, evidence: [cue.why] } : null;
    }
    const topic = TOPICS[cue.kind];
    return topic === undefined || !this.#isNew(topic, cue.kind)
      ? null
      : { topic, payload: cue.words, evidence: [cue.why] };
  }

  #changes(payload: Readonly<Record<string, number>>): boolean {
    const changed = Object.entries(payload).map(([name, value]) => this.#isNew(name, value));
    return changed.includes(true);
  }

  #isNew(what: string, value: string | number): boolean {
    if (this.#told.get(what) === value) return false;
    this.#told.set(what, value);
    return true;
  }
}
