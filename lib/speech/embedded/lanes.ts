/**
 * Which recogniser understands which utterance. A recogniser does one at a time, so as many calls as there are lanes
 * are understood while they speak; the utterances of others wait, whole, until a lane is free.
 */
import type { FromRecogniser, ToRecogniser } from './messages';
import { RECOGNISER_RATE_HZ } from './recogniser';
import type { RecognisedWord } from './recogniser';

/** What a lane needs of a recogniser; samples are 8 kHz. */
export interface LaneRecogniser {
  forgetLine(): void;
  begin(): void;
  feed(samples: Int16Array): void;
  text(): string;
  end(): readonly RecognisedWord[];
}

interface Utterance {
  readonly session: number;
  readonly utterance: number;
  readonly samples: Int16Array[];
  finished: boolean;
  lane: Lane | null;
  lastText: string;
  fedSinceText: number;
}

interface Lane {
  recogniser: LaneRecogniser;
  /** Whose line it has adapted to. */
  session: number | null;
  busy: Utterance | null;
}

/**
 * The text so far is looked at every 0.1 s of audio: what was said before a pause of 0.4 s is then there at the pause.
 * Looking costs 0.02 ms; it is told only when it has changed.
 */
const SAMPLES_A_PARTIAL = RECOGNISER_RATE_HZ / 10;
/** An utterance waiting for a lane keeps at most this much: 30 s. */
const LONGEST_WAITING_SAMPLES = 30 * RECOGNISER_RATE_HZ;

export class Lanes {
  readonly #lanes: Lane[] = [];
  readonly #utterances = new Map<string, Utterance>();
  readonly #most: number;
  readonly #create: () => LaneRecogniser;
  readonly #tell: (message: FromRecogniser) => void;

  constructor(most: number, create: () => LaneRecogniser, tell: (message: FromRecogniser) => void) {
    this.#most = most;
    this.#create = create;
    this.#tell = tell;
    this.#lanes.push({ recogniser: create(), session: null, busy: null });
  }

  handle(message: ToRecogniser): void {
    if (message.kind === 'forget') {
      this.#forget(message.session);
      return;
    }
    const key = `${message.session}/${message.utterance}`;
    if (message.kind === 'begin') {
      const { session, utterance } = message;
      const fresh = { session, utterance, samples: [], finished: false, lane: null, lastText: '', fedSinceText: 0 };
      this.#utterances.set(key, fresh);
      this.#assign();
      return;
    }
    const utterance = this.#utterances.get(key);
    if (!utterance) return;
    if (message.kind === 'samples') {
      const waiting = utterance.samples.reduce((sum, part) => sum + part.length, 0);
      if (waiting < LONGEST_WAITING_SAMPLES) utterance.samples.push(message.samples);
    } else utterance.finished = true;
    this.#advance(utterance);
  }

  #assign(): void {
    for (const utterance of this.#utterances.values()) {
      if (utterance.lane) continue;
      const lane = this.#freeLane(utterance.session);
      if (!lane) return;
      utterance.lane = lane;
      lane.busy = utterance;
      try {
        if (lane.session !== utterance.session) lane.recogniser.forgetLine();
        lane.session = utterance.session;
        lane.recogniser.begin();
      } catch (error) {
        this.#break(utterance, error);
        continue;
      }
      this.#advance(utterance);
    }
  }

  #freeLane(session: number): Lane | null {
    const free = this.#lanes.filter((lane) => lane.busy === null);
    const known = free.find((lane) => lane.session === session) ?? free[0];
    if (known) return known;
    if (this.#lanes.length >= this.#most) return null;
    const lane: Lane = { recogniser: this.#create(), session: null, busy: null };
    this.#lanes.push(lane);
    return lane;
  }

  #advance(utterance: Utterance): void {
    const { lane } = utterance;
    if (!lane) return;
    try {
      for (const part of utterance.samples.splice(0)) {
        lane.recogniser.feed(part);
        utterance.fedSinceText += part.length;
      }
      if (utterance.finished) {
        const words = lane.recogniser.end();
        this.#release(utterance);
        this.#tell({ kind: 'final', session: utterance.session, utterance: utterance.utterance, words });
        this.#assign();
      } else if (utterance.fedSinceText >= SAMPLES_A_PARTIAL) {
        utterance.fedSinceText = 0;
        const text = lane.recogniser.text();
        if (text === utterance.lastText) return;
        utterance.lastText = text;
        this.#tell({ kind: 'partial', session: utterance.session, utterance: utterance.utterance, text });
      }
    } catch (error) {
      this.#break(utterance, error);
      this.#assign();
    }
  }

  /** A trapped WebAssembly instance is lost: its lane gets a new one. */
  #break(utterance: Utterance, error: unknown): void {
    const { lane } = utterance;
    this.#release(utterance);
    const reason = error instanceof Error ? error.message : String(error);
    this.#tell({ kind: 'failed', session: utterance.session, utterance: utterance.utterance, reason });
    if (!lane) return;
    lane.session = null;
    lane.recogniser = this.#create();
  }

  #release(utterance: Utterance): void {
    this.#utterances.delete(`${utterance.session}/${utterance.utterance}`);
    if (utterance.lane) utterance.lane.busy = null;
    utterance.lane = null;
  }

  /** The session is closed: what it still has under way is dropped. */
  #forget(session: number): void {
    for (const utterance of [...this.#utterances.values()]) {
      if (utterance.session !== session) continue;
      try {
        utterance.lane?.recogniser.end();
        this.#release(utterance);
      } catch (error) {
        this.#break(utterance, error);
      }
    }
    this.#assign();
  }
}
