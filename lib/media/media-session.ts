/**
 * The main-thread handle of one session: negotiates SDP, resolves addresses, and tells the worker. Everything that must
 * not wait for the main thread's event loop happens in the worker.
 */
import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { MediaError } from './media-error';
import type {
  AudioCodec,
  MediaSessionObserver,
  MediaSessionSettings,
  PlayEnd,
  PlayOptions,
  PlaySource,
  RtpStats,
} from './media.types';
import type { MediaNotice, RequestKind, RequestOf, RequestResults, SessionNews } from './messages';
import type { PlayProgram } from './audio/player';
import { requireUnicast } from './sdp/remote-description';
import { SdpNegotiator } from './sdp/sdp-negotiator';
import type { Agreement, LocalTransport } from './sdp/sdp-negotiator';
import type { MediaDirection, StreamParameters } from './stream-parameters';

const DEFAULT_CODECS: readonly AudioCodec[] = ['PCMU', 'PCMA'];
const DIGIT_DURATION_MS = 120;
const DIGIT_GAP_MS = 80;
const TONE_LEVEL_DBFS = -16;

/** The engine, as its sessions need it. */
export interface SessionHost {
  /** Address written into SDP when the session's settings name none. */
  readonly advertisedAddress: string;
  /** Whether an IPv6 (6) or IPv4 (4) peer, or both, can be reached from the bound address. */
  reaches(address: string): boolean;
  request<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<RequestResults[Kind]>;
  /** `transfer` names buffers that change hands instead of being copied. */
  notify(notice: MediaNotice, transfer?: readonly ArrayBuffer[]): void;
  readWav(file: string): Promise<Int16Array>;
  forget(session: MediaSession): void;
  warn(text: string): void;
}

export interface Negotiated {
  readonly codec: AudioCodec;
  readonly ptimeMs: number;
  /** From our side. */
  readonly direction: MediaDirection;
}

export class MediaSession {
  readonly id: string;
  readonly #host: SessionHost;
  readonly #observer: MediaSessionObserver;
  readonly #negotiator: SdpNegotiator;
  readonly #local: Promise<LocalTransport>;
  readonly #plays = new Map<number, (end: PlayEnd) => void>();
  #nextPlay = 1;
  /** Raised by each play and stop, so that a WAV file read meanwhile is not played after them. */
  #playRequest = 0;
  #agreementNumber = 0;
  #negotiated: Negotiated | null = null;
  #telephoneEventAgreed = false;
  #open = false;
  /** Notices given before the sockets were open. */
  readonly #early: MediaNotice[] = [];
  #closed = false;

  /** @internal Sessions are made by MediaEngine.createSession. */
  constructor(id: string, settings: MediaSessionSettings, observer: MediaSessionObserver, host: SessionHost) {
    this.id = id;
    this.#host = host;
    this.#observer = observer;
    this.#negotiator = new SdpNegotiator({
      codecs: settings.codecs && settings.codecs.length > 0 ? settings.codecs : DEFAULT_CODECS,
      telephoneEvent: settings.telephoneEvent ?? true,
      sessionId: randomInt(1, 2 ** 40),
    });
    this.#local = host.request<'open-session'>({ kind: 'open-session', session: id }).then((ports) => {
      return { address: settings.advertisedAddress ?? host.advertisedAddress, ...ports };
    });
    this.#local.then(
      () => this.#flush(),
      // Whoever asks for an offer or answer hears of the failure to open; nobody else needs to.
      () => undefined,
    );
  }

  /** Codec, packet time and direction in force; null before the first answer. */
  get negotiated(): Negotiated | null {
    return this.#negotiated;
  }

  /** The peer takes RFC 4733 telephone-event; otherwise digits are sent as tones. */
  get telephoneEventAgreed(): boolean {
    return this.#telephoneEventAgreed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** A local offer; `hold` undefined keeps the present hold state. Rejects with MediaError `ports-exhausted`, `closed`. */
  async createOffer(options: { readonly hold?: boolean } = {}): Promise<string> {
    const local = await this.#opened();
    return this.#negotiator.offer(local, options.hold);
  }

  /** The local answer to `remoteOffer`. Rejects with a MediaError when nothing fits (then answer 488). */
  async createAnswer(remoteOffer: string): Promise<string> {
    const local = await this.#opened();
    const { sdp, agreement, revert } = this.#negotiator.answer(remoteOffer, local);
    try {
      await this.#apply(agreement);
    } catch (error) {
      revert();
      throw error;
    }
    return sdp;
  }

  /** The peer's answer to our last offer. May be called again; the last answer is in force. */
  async acceptAnswer(remoteAnswer: string, options: { readonly early?: boolean } = {}): Promise<void> {
    await this.#opened();
    await this.#apply(this.#negotiator.acceptAnswer(remoteAnswer, options.early ?? false));
  }

  /** Our offer was refused: back to what was agreed before. */
  rollback(): void {
    const agreement = this.#negotiator.rollback();
    if (!agreement || this.#closed) return;
    this.#apply(agreement).catch((error: unknown) => this.#host.warn(`rollback of ${this.id}: ${String(error)}`));
  }

  /** Lets a listener of the worker hear what arrives. Rejects with MediaError `unknown-tap`. */
  async addTap(name: string, options?: unknown): Promise<void> {
    await this.#opened();
    await this.#host.request<'add-tap'>({ kind: 'add-tap', session: this.id, tap: name, options });
  }

  removeTap(name: string): void {
    this.#notify({ kind: 'remove-tap', session: this.id, tap: name });
  }

  /** `value` must be cloneable (structured clone); throws when it is not. */
  tellTap(name: string, value: unknown): void {
    this.#notify({ kind: 'tell-tap', session: this.id, tap: name, value });
  }

  /**
   * Plays to the far end, in place of what was playing. Resolves when the last sample is sent, when it is replaced or
   * stopped, or when the session closes. Rejects with MediaError `wav-unreadable`, `ports-exhausted`.
   */
  async play(source: PlaySource, options: PlayOptions = {}): Promise<PlayEnd> {
    const request = ++this.#playRequest;
    const loop = options.loop ?? false;
    if (this.#closed) return 'closed';
    const program = await this.#program(source, loop);
    await this.#local.catch((error: unknown) => {
      if (!this.#isClosed()) throw error;
    });
    if (this.#isClosed()) return 'closed';
    if (request !== this.#playRequest) return 'stopped';
    const play = this.#nextPlay++;
    return new Promise((resolve) => {
      this.#plays.set(play, resolve);
      // A file's samples are nobody else's; those of a caller stay the caller's.
      const owned = source.kind === 'wav' && program.kind === 'samples' ? [program.samples.buffer as ArrayBuffer] : [];
      this.#host.notify({ kind: 'play', session: this.id, play, program }, owned);
    });
  }

  stopPlaying(): void {
    this.#playRequest++;
    this.#notify({ kind: 'stop-playing', session: this.id });
  }

  /**
   * Sends digits (0-9 * # A-D) as RFC 4733 events, or as tones when the peer takes none or `inBand` asks so. Resolves true when the last gap is
   * over; false when they cannot be sent: nothing agreed, the peer holds us, an illegal character, or the session closed.
   */
  async sendDigits(
    digits: string,
    manner: { readonly durationMs?: number; readonly gapMs?: number; readonly inBand?: boolean } = {},
  ): Promise<boolean> {
    if (this.#closed || !this.#negotiated) return false;
    const { durationMs = DIGIT_DURATION_MS, gapMs = DIGIT_GAP_MS, inBand = false } = manner;
    try {
      const request = { kind: 'send-digits', session: this.id, digits, durationMs, gapMs, inBand } as const;
      return await this.#host.request<'send-digits'>(request);
    } catch (error) {
      if (this.#isClosed()) return false;
      throw error;
    }
  }

  async stats(): Promise<RtpStats> {
    await this.#opened();
    return this.#host.request<'stats'>({ kind: 'stats', session: this.id });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#host.notify({ kind: 'close-session', session: this.id });
    this.#host.forget(this);
    this.#endPlays();
  }

  /** @internal What the worker reports. */
  hear(news: SessionNews): void {
    if (news.kind === 'play-ended') {
      this.#plays.get(news.play)?.(news.end);
      this.#plays.delete(news.play);
      return;
    }
    if (this.#closed) return;
    try {
      this.#tell(news);
    } catch (error) {
      // An observer's fault must not surface as an uncaught exception of the worker's message.
      this.#host.warn(`observer of media session ${this.id}: ${String(error)}`);
    }
  }

  #tell(news: Exclude<SessionNews, { kind: 'play-ended' }>): void {
    switch (news.kind) {
      case 'digit':
        this.#observer.onDigit?.(news.digit);
        break;
      case 'tap':
        this.#observer.onTap?.(news.tap, news.value);
        break;
      case 'tap-fault':
        this.#observer.onTapFault?.(news.tap, news.reason);
        break;
      case 'first-packet':
        this.#observer.onFirstPacket?.(news.timeMs);
        break;
      case 'silent-rtp':
        this.#observer.onSilentRtp?.(news.silent);
        break;
    }
  }

  /** @internal The worker is gone. */
  lost(): void {
    this.#closed = true;
    this.#endPlays();
  }

  #endPlays(): void {
    for (const resolve of this.#plays.values()) resolve('closed');
    this.#plays.clear();
  }

  /** A method, because it changes while awaiting. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #opened(): Promise<LocalTransport> {
    if (this.#closed) throw new MediaError('closed', 'the media session is closed');
    const local = await this.#local;
    if (this.#isClosed()) throw new MediaError('closed', 'the media session is closed');
    return local;
  }

  #notify(notice: MediaNotice): void {
    if (this.#closed) return;
    // The worker knows the session only once its sockets are open.
    if (this.#open) this.#host.notify(notice);
    else this.#early.push(notice);
  }

  #flush(): void {
    this.#open = true;
    for (const notice of this.#early.splice(0)) {
      try {
        this.#notify(notice);
      } catch (error) {
        this.#host.warn(`media session ${this.id}: ${String(error)}`);
      }
    }
  }

  async #apply(agreement: Agreement): Promise<void> {
    const number = ++this.#agreementNumber;
    const remote = agreement.remote && (await this.#resolve(agreement.remote));
    const remoteRtcp = agreement.remoteRtcp && (await this.#resolve(agreement.remoteRtcp).catch(() => null));
    // A later agreement overtook the look-up of this one.
    if (number !== this.#agreementNumber || this.#closed) return;
    const parameters: StreamParameters = { ...agreement.parameters, remote, remoteRtcp };
    const { codec, ptimeMs, direction } = parameters;
    this.#negotiated = { codec, ptimeMs, direction };
    this.#telephoneEventAgreed = parameters.eventPayloadType !== null;
    this.#host.notify({ kind: 'agreed', session: this.id, parameters });
  }

  /** SDP may name a host (RFC 4566 section 5.7); packets are sent to addresses. */
  async #resolve(remote: { readonly host: string; readonly port: number }): Promise<{ address: string; port: number }> {
    let address = remote.host;
    if (isIP(address) === 0) {
      const found = await lookup(remote.host, { all: true }).catch(() => []);
      address = found.find((entry) => this.#host.reaches(entry.address))?.address ?? remote.host;
    }
    requireUnicast(address);
    if (!this.#host.reaches(address)) {
      const family = isIPv6(address) ? 'IPv6' : 'IPv4';
      throw new MediaError('unusable-address', `the peer's media address ${address} is ${family}, ours is not`);
    }
    return { address, port: remote.port };
  }

  async #program(source: PlaySource, loop: boolean): Promise<PlayProgram> {
    if (source.kind === 'wav') return { kind: 'samples', samples: await this.#host.readWav(source.file), loop };
    if (source.kind === 'samples') return { kind: 'samples', samples: source.samples, loop };
    const { frequenciesHz, cadenceMs, levelDbfs = TONE_LEVEL_DBFS } = source;
    return { kind: 'tone', frequenciesHz, cadenceMs, levelDbfs, loop };
  }
}
