/** A PhoneLine over one incoming SIP call and one media session. */
import type { FramesChunk, MediaEngine, MediaSession } from '../media';
import type { SipCall } from '../sip/sip-account.types';
import { CALLER_SPEECH_TAP } from './caller-speech-tap';
import type { CallerSpeech } from './caller-speech-tap';
import type { Clip } from './clip';
import type { LineEvent, PhoneLine, RefusalCode } from './phone-line';

/** The tap every media worker has: received audio in chunks of 100 ms. */
const FRAMES_TAP = 'frames';

export class SipPhoneLine implements PhoneLine {
  readonly #call: SipCall;
  readonly #engine: () => Promise<MediaEngine>;
  readonly #warn: (text: string) => void;
  #session: MediaSession | null = null;
  #listener: ((event: LineEvent) => void) | null = null;
  #plays = 0;
  #echoing = false;
  #gone: string | null = null;

  constructor(call: SipCall, engine: () => Promise<MediaEngine>, warn: (text: string) => void) {
    this.#call = call;
    this.#engine = engine;
    this.#warn = warn;
    call.observe({
      onInfoDigit: (digit) => this.#tell({ kind: 'digit', digit }),
      onEnded: (end) => this.#end(end.reason),
    });
  }

  observe(listener: (event: LineEvent) => void): void {
    this.#listener = listener;
    if (this.#gone !== null) listener({ kind: 'gone', why: this.#gone });
  }

  ring(): Promise<void> {
    return this.#call.ring();
  }

  async answer(): Promise<boolean> {
    if (this.#gone !== null) return false;
    const engine = await this.#engine();
    if (this.#isGone()) return false;
    const session = engine.createSession(
      {},
      {
        onDigit: ({ digit }) => this.#tell({ kind: 'digit', digit }),
        onTap: (tap, value) => this.#hear(tap, value),
      },
    );
    this.#session = session;
    await this.#call.accept(session);
    if (this.#isGone()) return false;
    await session.addTap(CALLER_SPEECH_TAP);
    return !this.#isGone();
  }

  async refuse(code: RefusalCode): Promise<void> {
    if (this.#gone === null) await this.#call.reject(code);
  }

  /** The call is over when the company hangs up, not when the caller's phone has confirmed it, up to 32 s later. */
  hangup(): Promise<void> {
    if (this.#gone === null) void this.#call.hangup();
    this.#end('local-hangup');
    return Promise.resolve();
  }

  play(clip: Clip, options: { readonly loop: boolean }): number {
    const play = ++this.#plays;
    this.#session
      ?.play({ kind: 'samples', samples: clip.samples }, options)
      .then((end) => {
        if (end === 'finished') this.#tell({ kind: 'play-ended', play });
      })
      .catch((error: unknown) => this.#warn(`"${clip.name}" could not be played: ${String(error)}`));
    return play;
  }

  stop(): void {
    this.#session?.stopPlaying();
  }

  press(digits: string): void {
    this.#session
      ?.sendDigits(digits)
      .catch((error: unknown) => this.#warn(`the keys ${digits} could not be sent: ${String(error)}`));
  }

  echo(on: boolean): void {
    if (!this.#session || this.#gone !== null || on === this.#echoing) return;
    this.#echoing = on;
    if (on) {
      this.#session
        .addTap(FRAMES_TAP)
        .catch((error: unknown) => this.#warn(`the echo could not begin: ${String(error)}`));
    } else {
      this.#session.removeTap(FRAMES_TAP);
      this.#session.stopPlaying();
    }
  }

  #hear(tap: string, value: unknown): void {
    if (tap === CALLER_SPEECH_TAP) {
      const speech = value as CallerSpeech;
      if (speech.kind === 'started') this.#tell({ kind: 'speech-started' });
      else this.#tell({ kind: 'speech-ended', durationMs: speech.durationMs });
    } else if (tap === FRAMES_TAP && this.#echoing) {
      // Chunks come on the media clock and last as long as the time between them: played one after the other they join up.
      const { samples } = value as FramesChunk;
      void this.#session?.play({ kind: 'samples', samples }).catch(() => undefined);
    }
  }

  #tell(event: LineEvent): void {
    if (this.#gone === null) this.#listener?.(event);
  }

  #end(why: string): void {
    if (this.#gone !== null) return;
    this.#listener?.({ kind: 'gone', why });
    this.#gone = why;
    this.#session?.close();
  }

  /** A method, because it changes while awaiting. */
  #isGone(): boolean {
    return this.#gone !== null;
  }
}
