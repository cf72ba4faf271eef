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
  /** By topic: what was told last. */
  readonly #told = new Map<string, string>();

  /** Null when the cue says nothing new. */
  take(cue: SpokenCue): QueueNewsItem | null {
    const { position, waitMinutes } = cue;
    if (position !== undefined || waitMinutes !== undefined) {
      const payload = {
        ...(position !== undefined && { position }),
        ...(waitMinutes !== undefined && { waitMinutes }),
      };
      return this.#once('hold/position', payload, cue);
    }
    const topic = TOPICS[cue.kind];
    return topic === undefined ? null : this.#once(topic, cue.words, cue, cue.kind);
  }

  #once(topic: string, payload: unknown, cue: SpokenCue, key = JSON.stringify(payload)): QueueNewsItem | null {
    if (this.#told.get(topic) === key) return null;
    this.#told.set(topic, key);
    return { topic, payload, evidence: [cue.why] };
  }
}
