/** The real line: one SIP account and one media engine introduced to each other. The only place that knows both. */
import { extname, join } from 'node:path';
import type { Logger } from '../logger';
import { MediaEngine } from '../media';
import type { MediaSession } from '../media';
import type { PlayEnd, PlayOptions, PlaySource, RtpStats } from '../media/media.types';
import { SipAccount } from '../sip';
import type { RegistrationState, SipCall } from '../sip/sip-account.types';
import type { DatedHearingEvent, HearingNote } from '../hearing';
import type { FramesChunk } from '../media/worker/frames-tap';
import type { DigitManner, Leg, LegHearing, LegObserver, Line, PlaceLegOptions } from './leg';
import type { GatewaySettings } from './settings';

/** Media worker with hearing composed in; `.ts` under the test runner, `.js` when built. */
const WORKER_FILE = join(__dirname, `media-worker${extname(__filename)}`);

/** 60 ms: a key is due 0.7 s after the prompt, and much of that belongs to the recogniser. */
const FRAMES_PER_CHUNK = 3;
/** For systems that miss short tones. */
const SLOW = { durationMs: 250, gapMs: 250 };

/** Opens once `after` is over: a line that is closing may still hold the port. */
export function openSipLine(settings: GatewaySettings, log: Logger, after?: Promise<unknown>): Line {
  return new SipLine(settings, log, after);
}

class SipLine implements Line {
  readonly ready: Promise<void>;
  readonly #account: SipAccount;
  readonly #settings: GatewaySettings;
  readonly #listeners = new Set<(state: RegistrationState) => void>();
  readonly #log: Logger;
  readonly #faultListeners = new Set<(reason: string) => void>();
  #engine: MediaEngine | null = null;
  #openFailure: string | null = null;
  #closed = false;

  constructor(settings: GatewaySettings, log: Logger, after?: Promise<unknown>) {
    this.#settings = settings;
    this.#log = log;
    this.#account = new SipAccount(
      settings.account,
      {
        onRegistration: (state) => {
          for (const listener of [...this.#listeners]) listener(state);
        },
        // Nobody answers calls from outside yet; say so at once instead of letting the caller wait.
        onIncoming: (call) => void call.reject(480),
      },
      { log },
    );
    this.ready = this.#open(after);
  }

  get registration(): RegistrationState {
    if (this.#openFailure === null) return this.#account.registration;
    return { state: 'failed', reason: this.#openFailure, retryAt: Infinity };
  }

  onFault(listener: (reason: string) => void): () => void {
    this.#faultListeners.add(listener);
    return () => this.#faultListeners.delete(listener);
  }

  onRegistration(listener: (state: RegistrationState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  registerNow(): void {
    this.#account.registerNow();
  }

  place(target: string, observer: LegObserver, options: PlaceLegOptions): Leg {
    if (!this.#engine) throw new Error('place() before the line is ready');
    return new SipLeg(this.#account, this.#engine, target, observer, options, this.#settings);
  }

  async bridge(a: Leg, b: Leg): Promise<void> {
    if (!this.#engine) throw new Error('bridge() before the line is ready');
    await this.#engine.bridge(mediaOf(a), mediaOf(b));
  }

  async unbridge(a: Leg): Promise<void> {
    await this.#engine?.unbridge(mediaOf(a));
  }

  /** Also while it is still opening: whatever that brings up is taken down again. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.ready.catch(() => undefined);
    await this.#account.stop();
    await this.#engine?.close();
    this.#engine = null;
  }

  async #open(after?: Promise<unknown>): Promise<void> {
    await after;
    this.#throwIfClosed();
    const { bindAddress, advertisedAddress, rtpPorts } = this.#settings.media;
    try {
      this.#engine = await MediaEngine.start(
        {
          workerFile: WORKER_FILE,
          ...(bindAddress !== undefined && { bindAddress }),
          ...(advertisedAddress !== undefined && { advertisedAddress }),
          ...(rtpPorts && { rtpPorts }),
        },
        { log: this.#log },
      );
      this.#engine.onFault((error) => {
        for (const listener of [...this.#faultListeners]) listener(error.message);
      });
      this.#throwIfClosed();
      await this.#account.start();
    } catch (error) {
      this.#openFailure = error instanceof Error ? error.message : String(error);
      for (const listener of [...this.#listeners]) listener(this.registration);
      throw error;
    }
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new Error('The line was closed while it was opening.');
  }
}

class SipLeg implements Leg {
  readonly media: MediaSession;
  readonly #call: SipCall;

  constructor(
    account: SipAccount,
    engine: MediaEngine,
    target: string,
    observer: LegObserver,
    options: PlaceLegOptions,
    settings: GatewaySettings,
  ) {
    this.media = engine.createSession(
      {
        ...(settings.media.codecs && { codecs: settings.media.codecs }),
        advertisedAddress: settings.media.advertisedAddress ?? account.localAddress.address,
      },
      {
        onDigit: ({ digit, durationMs }) => observer.onDigit(digit, durationMs),
        onTap: (tap, value) => {
          if (tap === 'hearing') observer.onHeard(value as DatedHearingEvent);
          else if (tap === 'frames') observer.onAudio(value as FramesChunk);
        },
        onTapFault: (tap, reason) => observer.onFault(tap === 'frames' ? 'audio' : 'hearing', reason),
        onSilentRtp: (silent) => observer.onSilentRtp(silent),
      },
    );
    if (options.hearing) this.#listen(options.hearing, observer);
    this.#call = account.place(
      target,
      this.media,
      {
        onState: (state, detail) => observer.onState(state, detail),
        onRemoteHold: (held) => observer.onRemoteHold(held),
        onInfoDigit: (digit, durationMs) => observer.onDigit(digit, durationMs),
        onEnded: (end) => {
          this.media.close();
          observer.onEnded(end);
        },
      },
      {
        allowRedirect: options.mayDial,
        ...(options.answerTimeoutSeconds !== undefined && { answerTimeoutSeconds: options.answerTimeoutSeconds }),
        ...(options.displayName !== undefined && { displayName: options.displayName }),
      },
    );
  }

  get sipCallId(): string {
    return this.#call.id;
  }

  /** Both taps are added before the first frame, so that what one counts as a second is the other's too. */
  #listen({ audio, earlierRecordings }: LegHearing, observer: LegObserver): void {
    const add = (tap: string, service: 'hearing' | 'audio', options: unknown): void => {
      this.media.addTap(tap, options).catch((error: unknown) => {
        observer.onFault(service, error instanceof Error ? error.message : String(error));
      });
    };
    add('hearing', 'hearing', earlierRecordings ? { earlierRecordings } : undefined);
    if (audio) add('frames', 'audio', { framesPerChunk: FRAMES_PER_CHUNK });
  }

  hangup(): Promise<void> {
    return this.#call.hangup();
  }

  hold(held: boolean): Promise<void> {
    return this.#call.hold(held);
  }

  async sendDigits(digits: string, { mode = 'rfc4733', slowly = false }: DigitManner = {}): Promise<boolean> {
    if (mode !== 'info') return this.media.sendDigits(digits, { ...(slowly && SLOW), inBand: mode === 'inband' });
    for (const digit of digits) {
      // A far end that knows no INFO says so (RFC 3261 section 21.4.6): the key was not sent.
      const taken = await this.#call.sendInfoDigit(digit, SLOW.durationMs).then(
        () => true,
        () => false,
      );
      if (!taken) return false;
    }
    return true;
  }

  play(source: PlaySource, options?: PlayOptions): Promise<PlayEnd> {
    return this.media.play(source, options);
  }

  stopPlaying(): void {
    this.media.stopPlaying();
  }

  tellHearing(note: HearingNote): void {
    this.media.tellTap('hearing', note);
  }

  stats(): Promise<RtpStats> {
    return this.media.stats();
  }
}

function mediaOf(leg: Leg): MediaSession {
  if (leg instanceof SipLeg) return leg.media;
  throw new Error('this leg belongs to another line');
}
