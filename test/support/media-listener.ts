/** A session's observer that keeps what it hears, and waits for it: for tests of lib/media on loopback. */
import type { MediaEngine } from '../../lib/media/media-engine';
import type { MediaSession } from '../../lib/media/media-session';
import type { DigitReceived, MediaSessionObserver, MediaSessionSettings } from '../../lib/media/media.types';
import type { FramesChunk } from '../../lib/media/worker/frames-tap';

export class MediaListener implements MediaSessionObserver {
  readonly digits: DigitReceived[] = [];
  readonly chunks: FramesChunk[] = [];
  readonly silences: boolean[] = [];
  firstPacketMs: number | null = null;
  #waiting: { readonly test: () => boolean; readonly resolve: () => void }[] = [];

  onDigit(digit: DigitReceived): void {
    this.digits.push(digit);
    this.#check();
  }

  onTap(tap: string, value: unknown): void {
    if (tap === 'frames') this.chunks.push(value as FramesChunk);
    this.#check();
  }

  onFirstPacket(timeMs: number): void {
    this.firstPacketMs = timeMs;
    this.#check();
  }

  onSilentRtp(silent: boolean): void {
    this.silences.push(silent);
    this.#check();
  }

  /** Resolves when `test` holds, asked after each thing heard; rejects after `withinMs`. */
  async until(what: string, test: () => boolean, withinMs = 5000): Promise<void> {
    if (test()) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`waited ${withinMs} ms for ${what}`)), withinMs);
      this.#waiting.push({ test, resolve });
    });
    clearTimeout(timer);
  }

  /** Forgets the audio so far and waits for `count` chunks of 100 ms more. */
  async audio(count: number): Promise<Int16Array> {
    this.chunks.length = 0;
    await this.until(`${count} chunks`, () => this.chunks.length >= count, count * 100 + 5000);
    return joined(this.chunks.slice(0, count));
  }

  #check(): void {
    this.#waiting = this.#waiting.filter(({ test, resolve }) => {
      if (!test()) return true;
      resolve();
      return false;
    });
  }
}

export function joined(chunks: readonly FramesChunk[]): Int16Array {
  const samples = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    samples.set(chunk.samples, at);
    at += chunk.samples.length;
  }
  return samples;
}

export interface Endpoint {
  readonly session: MediaSession;
  readonly heard: MediaListener;
}

export function endpoint(engine: MediaEngine, settings: MediaSessionSettings = {}): Endpoint {
  const heard = new MediaListener();
  return { session: engine.createSession(settings, heard), heard };
}

/** Offer and answer between two sessions, as a SIP call would carry them. */
export async function connect(a: Endpoint, b: Endpoint, rewriteAnswer = (sdp: string): string => sdp): Promise<void> {
  const answer = await b.session.createAnswer(await a.session.createOffer());
  await a.session.acceptAnswer(rewriteAnswer(answer));
}

/** Two sessions that talk to each other, with their received audio tapped. */
export async function call(
  engine: MediaEngine,
  settingsA: MediaSessionSettings = {},
  settingsB: MediaSessionSettings = {},
): Promise<[Endpoint, Endpoint]> {
  const a = endpoint(engine, settingsA);
  const b = endpoint(engine, settingsB);
  await connect(a, b);
  await Promise.all([a.session.addTap('frames'), b.session.addTap('frames')]);
  await Promise.all([a, b].map(({ heard }) => heard.until('a packet', () => heard.firstPacketMs !== null)));
  return [a, b];
}
