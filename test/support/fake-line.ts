import type { DigitManner, Leg, LegObserver, Line, PlaceLegOptions } from '../../lib/gateway/leg';
import type { DatedHearingEvent, HearingNote } from '../../lib/hearing';
import type { PlayEnd, PlaySource, RtpStats } from '../../lib/media/media.types';
import type { RegistrationState, SipEnd } from '../../lib/sip/sip-account.types';
import type { FarEndLabel } from '../../lib/hearing/far-end';
import type { ManualClock } from './manual-clock';

/** A leg whose far end is the test: say what the network would say, see what was sent. */
export class FakeLeg implements Leg {
  readonly sipCallId = 'fake';
  readonly sent: string[] = [];
  readonly played: PlaySource[] = [];
  readonly notes: HearingNote[] = [];
  held = false;
  stopped = 0;
  hungUp = false;
  ended = false;
  answersHangup = true;

  constructor(
    readonly target: string,
    readonly observer: LegObserver,
    readonly options: PlaceLegOptions,
  ) {}

  async hangup(): Promise<void> {
    this.hungUp = true;
    if (!this.answersHangup) await new Promise(() => undefined);
    this.end({ reason: 'local-hangup', text: 'We hung up.' });
  }

  async hold(held: boolean): Promise<void> {
    this.held = held;
  }

  /** False while the far end holds us. */
  takesDigits = true;

  readonly manners: (DigitManner | undefined)[] = [];

  async sendDigits(digits: string, manner?: DigitManner): Promise<boolean> {
    if (!this.takesDigits || this.hungUp) return false;
    this.sent.push(digits);
    this.manners.push(manner);
    return true;
  }

  async play(source: PlaySource): Promise<PlayEnd> {
    this.played.push(source);
    return 'finished';
  }

  stopPlaying(): void {
    this.stopped++;
  }

  tellHearing(note: HearingNote): void {
    this.notes.push(note);
  }

  stats(): Promise<RtpStats> {
    return Promise.reject(new Error('a fake leg has no RTP'));
  }

  ringing(): void {
    this.observer.onState('ringing', '180 Ringing');
  }

  answer(): void {
    this.observer.onState('answered', '200 OK');
  }

  end(end: SipEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.observer.onEnded(end);
  }

  /** Seconds of the company's audio that have arrived. */
  audioSeconds = 0;

  /**
   * The company says something for so long, and is quiet for 1.2 s: hearing reports it and the audio arrives, in chunks
   * of 60 ms. The clock moves along.
   */
  async says(clock: ManualClock, seconds = 2, label: FarEndLabel = 'ivr_prompt'): Promise<void> {
    const since = this.audioSeconds;
    await this.arrives(clock, 0.3);
    this.observer.onHeard({ kind: 'utterance-start', ...this.#dated(clock, since) });
    this.observer.onHeard({ kind: 'far-end', label, confidence: 0.9, evidence: [], ...this.#dated(clock, since) });
    await this.arrives(clock, seconds - 0.3);
    const end = this.audioSeconds;
    await this.arrives(clock, 0.42);
    const endMs = clock.now() - 420;
    this.observer.onHeard({ kind: 'utterance-end', endSeconds: end, endMs, ...this.#dated(clock, since) });
    await this.arrives(clock, 0.78);
  }

  /** What is being said is the same recording as so long ago. */
  repeats(clock: ManualClock, agoSeconds: number): void {
    this.observer.onHeard({ kind: 'repeat', agoSeconds, ...this.#dated(clock, this.audioSeconds) });
  }

  /** Audio of no importance arrives, chunk by chunk. */
  async arrives(clock: ManualClock, seconds: number): Promise<void> {
    for (let left = Math.round(seconds / 0.06); left > 0; left--) {
      const chunk = { samples: new Int16Array(480), timeMs: clock.now(), framesConcealed: 0, framesAbsent: 0 };
      this.observer.onAudio(chunk);
      this.audioSeconds += 0.06;
      await clock.advance(60);
    }
  }

  #dated(
    clock: ManualClock,
    sinceSeconds: number,
  ): { sinceSeconds: number; atSeconds: number; sinceMs: number; atMs: number } {
    const atSeconds = this.audioSeconds;
    const atMs = clock.now();
    return { sinceSeconds, atSeconds, atMs, sinceMs: atMs - Math.round((atSeconds - sinceSeconds) * 1000) };
  }

  /** An utterance begins. */
  speaks(nowMs = 0): void {
    this.observer.onHeard({ kind: 'utterance-start', sinceSeconds: 0, atSeconds: 0, sinceMs: nowMs, atMs: nowMs });
  }

  /** An utterance has ended: its last syllable at `endMs`, known now. */
  pauses(endMs: number, nowMs: number): void {
    const seconds = { sinceSeconds: 0, endSeconds: 0, atSeconds: 0 };
    this.observer.onHeard({ kind: 'utterance-end', ...seconds, sinceMs: endMs, endMs, atMs: nowMs });
  }

  hears(label: FarEndLabel, confidence: number, nowMs: number, sinceMs = nowMs): void {
    const event: DatedHearingEvent = {
      kind: 'far-end',
      label,
      confidence,
      sinceSeconds: 0,
      atSeconds: 0,
      evidence: [`test says ${label}`],
      sinceMs,
      atMs: nowMs,
    };
    this.observer.onHeard(event);
  }
}

export class FakeLine implements Line {
  ready: Promise<void> = Promise.resolve();
  registration: RegistrationState = { state: 'off' };
  readonly legs: FakeLeg[] = [];
  readonly bridges: [Leg, Leg][] = [];
  closed = false;
  readonly #faults = new Set<(reason: string) => void>();

  onRegistration(): () => void {
    return () => undefined;
  }

  /** How often somebody asked for it. */
  registeredNow = 0;

  registerNow(): void {
    this.registeredNow++;
  }

  onFault(listener: (reason: string) => void): () => void {
    this.#faults.add(listener);
    return () => this.#faults.delete(listener);
  }

  fault(reason: string): void {
    for (const listener of [...this.#faults]) listener(reason);
  }

  /** When set, placing throws, as a line whose engine is gone does. */
  placeFault: Error | null = null;

  place(target: string, observer: LegObserver, options: PlaceLegOptions): Leg {
    if (this.placeFault) throw this.placeFault;
    const leg = new FakeLeg(target, observer, options);
    this.legs.push(leg);
    return leg;
  }

  /** When set, a bridge takes until this resolves. */
  bridgeGate: Promise<void> | null = null;

  async bridge(a: Leg, b: Leg): Promise<void> {
    await this.bridgeGate;
    if ([a, b].some((leg) => leg instanceof FakeLeg && (leg.hungUp || leg.ended))) throw new Error('a leg is gone');
    if (this.bridges.some((pair) => pair.includes(a) || pair.includes(b))) throw new Error('already bridged');
    this.bridges.push([a, b]);
  }

  async unbridge(leg: Leg): Promise<void> {
    const index = this.bridges.findIndex((pair) => pair.includes(leg));
    if (index >= 0) this.bridges.splice(index, 1);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
