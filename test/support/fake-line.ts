import type { DigitManner, Leg, LegObserver, Line, PlaceLegOptions } from '../../lib/gateway/leg';
import type { DatedHearingEvent, HearingNote } from '../../lib/hearing';
import type { PlayEnd, PlaySource, RtpStats } from '../../lib/media/media.types';
import type { RegistrationState, SipEnd } from '../../lib/sip/sip-account.types';
import type { FarEndLabel } from '../../lib/hearing/far-end';

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
