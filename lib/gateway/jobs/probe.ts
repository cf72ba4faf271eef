/**
 * The probe: when a voice might be a person but sound alone cannot tell (a greeting at the start of a call, then quiet),
 * we speak. A person answers; a recording talks on, or the music comes back. Hearing judges the answer.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { DatedHearingEvent } from '../../hearing';
import type { Call } from '../call';
import { HARD_CONFIDENCE } from '../far-end-topic';
import { PROBE_LINES } from '../our-lines';
import { sayOn } from '../own-voice';

/** Since the last syllable, before we speak: breaths and commas inside a greeting are shorter (a turn ends after 0.7 s). */
const QUIET_MS = 700;
const BETWEEN_PROBES_MS = 8000;
/** A recording that keeps being suspected is not talked to for ever; a hold of hours has many suspicions. */
const MOST_PROBES = 5;
const MOST_PROBES_WITHIN_MS = 600_000;

export class Probe {
  readonly #call: Call;
  readonly #clock: Clock;
  readonly #line: string | undefined;
  #speaking = false;
  #quietSinceMs = -Infinity;
  #timer: TimerHandle = null;
  /** When we spoke, the last MOST_PROBES times; and how often at all. */
  readonly #spokeAt: number[] = [];
  #count = 0;
  #stopped = false;

  /** `line`: what to say first instead of "Hello?", spoken by the gateway's voice. */
  constructor(call: Call, clock: Clock, line?: string) {
    this.#call = call;
    this.#clock = clock;
    this.#line = line?.trim() ? line.trim() : undefined;
  }

  onHeard(event: DatedHearingEvent): void {
    if (event.kind === 'utterance-start') this.#speaking = true;
    if (event.kind === 'utterance-end') {
      this.#speaking = false;
      this.#quietSinceMs = event.endMs ?? event.atMs;
    }
    this.consider();
  }

  /** Arms the probe when the far end may be a person who waits; disarms it otherwise. */
  consider(): void {
    this.#clock.clearTimeout(this.#timer);
    if (!this.#wanted()) return;
    const earliestMs = Math.max(
      this.#quietSinceMs + QUIET_MS,
      (this.#spokeAt.at(-1) ?? -Infinity) + BETWEEN_PROBES_MS,
      (this.#spokeAt.at(-MOST_PROBES) ?? -Infinity) + MOST_PROBES_WITHIN_MS,
    );
    this.#timer = this.#clock.setTimeout(() => void this.#speak(), Math.max(0, earliestMs - this.#clock.now()));
  }

  stop(): void {
    this.#stopped = true;
    this.#clock.clearTimeout(this.#timer);
  }

  #wanted(): boolean {
    const { label, confidence } = this.#call.farEnd;
    return !this.#stopped && !this.#speaking && label === 'live_human' && confidence < HARD_CONFIDENCE;
  }

  async #speak(): Promise<void> {
    const { leg } = this.#call;
    if (!leg || !this.#wanted()) return;
    this.#count++;
    this.#spokeAt.push(this.#clock.now());
    if (this.#spokeAt.length > MOST_PROBES) this.#spokeAt.shift();
    this.#call.record('human/probed', this.#count);
    try {
      if (this.#count > 1) await sayOn(leg, PROBE_LINES[1]);
      else if (this.#line === undefined || (await this.#call.say(this.#line)) !== null)
        await sayOn(leg, PROBE_LINES[0]);
    } catch (error) {
      this.#call.record('call/fault', 'probe', { evidence: [error instanceof Error ? error.message : String(error)] });
    } finally {
      leg.tellHearing({ note: 'probe' });
    }
  }
}
