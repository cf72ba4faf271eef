/** What the company did and when: the record that a test compares the caller's idea with. */

export type TruthEvent =
  /** A call came to `extension`; text: the number dialled. */
  | 'call'
  | 'ringing'
  | 'answered'
  /** Not answered on purpose; text: 486 busy, ... */
  | 'refused'
  /** A recorded voice begins and ends; text: its words. */
  | 'prompt'
  | 'prompt-end'
  /** A sound without words begins; text: its name. */
  | 'sound'
  /** Nothing is sent for a while; text: how long. */
  | 'silence'
  /** A menu begins to be offered; text: its name. */
  | 'menu'
  /** A menu took a key; text: the key. */
  | 'digit'
  /** A key that nothing was waiting for. */
  | 'digit-ignored'
  /** A number was read to its end; text: the digits. */
  | 'digits'
  | 'invalid'
  | 'timeout'
  /** Waiting begins (music, silence, ringing) and ends; text: queue or tune. */
  | 'hold'
  | 'hold-end'
  | 'transferred'
  /** A person picked up, not yet speaking; text: who. */
  | 'agent-answers'
  /** A person begins to speak, dated at the first audible sound, and ends; text: the words. */
  | 'human-speaks'
  | 'human-silent'
  /** The caller spoke and has been quiet since for 0.7 s. */
  | 'agent-heard-caller'
  /** Nobody spoke to the person, who hangs up. */
  | 'agent-gave-up'
  | 'listening'
  | 'caller-spoke'
  | 'echo'
  | 'sends-digits'
  /** The company ends the call although the caller had not got anywhere; text: why. */
  | 'dropped'
  /** Last entry of every call; text: who ended it. */
  | 'hangup'
  /** The phone tree itself failed; text: how. */
  | 'fault';

export interface TruthEntry {
  /** Epoch ms. */
  readonly at: number;
  /** SIP Call-ID. */
  readonly callId: string;
  readonly extension: string;
  readonly event: TruthEvent;
  readonly text: string;
}

const CALLS_KEPT = 200;
const ENTRIES_PER_CALL = 5000;

/** Keeps the record of the last 200 calls, at most 5000 entries each, and tells listeners of every entry. */
export class TruthLog {
  readonly #calls = new Map<string, TruthEntry[]>();
  readonly #listeners = new Set<(entry: TruthEntry) => void>();
  readonly #onListenerFault: (error: unknown) => void;

  /** A listener that throws must not end the call it is told of: its error goes to `onListenerFault`. */
  constructor(onListenerFault: (error: unknown) => void = () => undefined) {
    this.#onListenerFault = onListenerFault;
  }

  add(entry: TruthEntry): void {
    let entries = this.#calls.get(entry.callId);
    if (!entries) {
      entries = [];
      this.#calls.set(entry.callId, entries);
      for (const oldest of this.#calls.keys()) {
        if (this.#calls.size <= CALLS_KEPT) break;
        this.#calls.delete(oldest);
      }
    }
    if (entries.length < ENTRIES_PER_CALL || entry.event === 'hangup') entries.push(entry);
    for (const listener of this.#listeners) {
      try {
        listener(entry);
      } catch (error) {
        this.#onListenerFault(error);
      }
    }
  }

  /** Entries of one call, or of all calls, in the order of their time. */
  entries(callId?: string): readonly TruthEntry[] {
    const chosen = callId === undefined ? [...this.#calls.values()].flat() : [...(this.#calls.get(callId) ?? [])];
    return chosen.sort((a, b) => a.at - b.at);
  }

  onEntry(listener: (entry: TruthEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
