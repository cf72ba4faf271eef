/** The main-thread face of a media worker: starts it, makes sessions, pairs them, and notices when it dies. */
import { randomUUID } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { silentLogger } from '../logger';
import type { Logger } from '../logger';
import { MediaError } from './media-error';
import { MediaSession } from './media-session';
import type { SessionHost } from './media-session';
import type { MediaMetrics, MediaSessionObserver, MediaSessionSettings } from './media.types';
import type {
  FromMediaWorker,
  MediaNotice,
  MediaWorkerSettings,
  RequestKind,
  RequestOf,
  RequestOutcome,
  RequestResults,
  ToMediaWorker,
} from './messages';
import { WavReader } from './wav-reader';

/** Below the ephemeral range of common systems, above the registered services. */
const DEFAULT_RTP_PORTS: readonly [number, number] = [16384, 32766];
const START_TIMEOUT_MS = 15_000;
const CLOSE_TIMEOUT_MS = 2000;

export interface MediaEngineOptions {
  /** Entry file of the worker; it calls `runMediaWorker`. Default: the entry with the built-in `frames` tap only. */
  readonly workerFile?: string;
  /** Local address of the RTP sockets, IPv4 or IPv6 (:: serves both); default 0.0.0.0. */
  readonly bindAddress?: string;
  /** Address written into SDP; default the bound address, or the first one of this host that is not loopback. */
  readonly advertisedAddress?: string;
  /** First and last UDP port for RTP and RTCP; default 16384 to 32766. */
  readonly rtpPorts?: readonly [number, number];
}

interface PendingRequest {
  readonly resolve: (value: RequestResults[RequestKind]) => void;
  readonly reject: (error: Error) => void;
}

export class MediaEngine {
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #bindAddress: string;
  readonly #advertisedAddress: string;
  readonly #wavReader = new WavReader();
  readonly #sessions = new Map<string, MediaSession>();
  readonly #pending = new Map<number, PendingRequest>();
  readonly #faultListeners: ((error: MediaError) => void)[] = [];
  readonly #exited: Promise<void>;
  readonly #ready: Promise<void>;
  #nextRequest = 1;
  #state: 'running' | 'closing' | 'dead' = 'running';
  #fault: MediaError | null = null;

  private constructor(options: MediaEngineOptions, log: Logger) {
    this.#log = log;
    this.#bindAddress = options.bindAddress ?? '0.0.0.0';
    this.#advertisedAddress = options.advertisedAddress ?? ownAddress(this.#bindAddress);
    const settings: MediaWorkerSettings = {
      bindAddress: this.#bindAddress,
      rtpPorts: options.rtpPorts ?? DEFAULT_RTP_PORTS,
    };
    const defaultFile = join(__dirname, 'worker', `entry${extname(__filename)}`);
    this.#worker = new Worker(options.workerFile ?? defaultFile, { workerData: settings, name: 'hold-slayer-media' });
    let ready = (): void => undefined;
    this.#ready = new Promise((resolve, reject) => {
      ready = resolve;
      this.#worker.once('error', reject);
      this.#worker.once('exit', (code) => reject(new Error(`the worker ended with code ${code}`)));
    });
    this.#ready.catch(() => undefined);
    this.#worker.on('message', (message: FromMediaWorker) => {
      if (message.kind === 'ready') ready();
      else this.#hear(message);
    });
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error.message : String(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#die(`the media worker ended with code ${code}`);
        resolve();
      });
    });
  }

  /** Starts a media worker. Rejects with MediaError `worker-fault` when it does not come up. */
  static async start(
    options: MediaEngineOptions = {},
    dependencies: { readonly log?: Logger } = {},
  ): Promise<MediaEngine> {
    const engine = new MediaEngine(options, dependencies.log ?? silentLogger);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it did not answer in time')), START_TIMEOUT_MS);
    });
    try {
      await Promise.race([engine.#ready, late]);
    } catch (error) {
      engine.#state = 'dead';
      await engine.#worker.terminate();
      const reason = error instanceof Error ? error.message : String(error);
      throw new MediaError('worker-fault', `the media worker did not start: ${reason}`);
    } finally {
      clearTimeout(timer);
    }
    return engine;
  }

  /** A new session; its ports are opened in the background. Throws MediaError when the engine is closed or dead. */
  createSession(settings: MediaSessionSettings = {}, observer: MediaSessionObserver = {}): MediaSession {
    if (this.#state !== 'running') throw this.#gone();
    const session = new MediaSession(randomUUID(), settings, observer, this.#host());
    this.#sessions.set(session.id, session);
    return session;
  }

  /**
   * Connects two sessions: each hears what the other receives, taps still hear both. A session that was bridged before is
   * taken out of its old bridge. A session bridged with itself is an echo (of audio, not of digits), after the delay of its
   * jitter buffer. Rejects with MediaError `closed` when one of them is closed.
   */
  async bridge(a: MediaSession, b: MediaSession): Promise<void> {
    await this.#request<'bridge'>({ kind: 'bridge', a: a.id, b: b.id });
  }

  /** Takes a session out of its bridge; both legs hear silence. */
  async unbridge(a: MediaSession): Promise<void> {
    if (a.closed) return;
    await this.#request<'unbridge'>({ kind: 'unbridge', a: a.id });
  }

  metrics(): Promise<MediaMetrics> {
    return this.#request<'metrics'>({ kind: 'metrics' });
  }

  /** The worker died: all sessions are closed, and a new engine is needed. Called at most once. */
  onFault(listener: (error: MediaError) => void): void {
    if (this.#fault) listener(this.#fault);
    else this.#faultListeners.push(listener);
  }

  /** Says RTCP BYE for every session and ends the worker. */
  async close(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'closing';
      const bye = this.#send({ kind: 'shutdown' }).catch(() => undefined);
      const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_TIMEOUT_MS);
      for (const session of this.#sessions.values()) session.lost();
      this.#sessions.clear();
      await bye;
      await this.#exited;
      clearTimeout(timer);
      await this.#wavReader.close();
    }
    await this.#exited;
  }

  #host(): SessionHost {
    return {
      advertisedAddress: this.#advertisedAddress,
      reaches: (address) => reaches(this.#bindAddress, address),
      request: <Kind extends RequestKind>(request: RequestOf<Kind>) => this.#request<Kind>(request),
      notify: (notice, transfer) => this.#notify(notice, transfer),
      readWav: (file) => this.#wavReader.read(file),
      forget: (session) => void this.#sessions.delete(session.id),
      warn: (text) => this.#log.warn(text),
    };
  }

  async #request<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<RequestResults[Kind]> {
    if (this.#state !== 'running') throw this.#gone();
    return this.#send(request);
  }

  #send<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<RequestResults[Kind]> {
    const id = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      // The worker answers a request of this kind with a value of this kind (messages.ts).
      this.#pending.set(id, { resolve: resolve as PendingRequest['resolve'], reject });
      this.#post({ kind: 'request', id, request: request as RequestOf<RequestKind> } as ToMediaWorker);
    });
  }

  #notify(notice: MediaNotice, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#state === 'running') this.#post({ kind: 'notice', notice }, transfer);
  }

  #post(message: ToMediaWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: Exclude<FromMediaWorker, { kind: 'ready' }>): void {
    switch (message.kind) {
      case 'reply':
        this.#settle(message.id, message.outcome);
        break;
      case 'news':
        this.#sessions.get(message.session)?.hear(message.news);
        break;
      case 'log':
        this.#log[message.level](message.text);
        break;
    }
  }

  #settle(id: number, outcome: RequestOutcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (outcome.ok) pending?.resolve(outcome.value);
    else pending?.reject(new MediaError(outcome.code, outcome.message));
  }

  #die(reason: string): void {
    if (this.#state === 'dead') return;
    const expected = this.#state === 'closing';
    this.#state = 'dead';
    const fault = new MediaError(expected ? 'closed' : 'worker-fault', reason);
    for (const { reject } of this.#pending.values()) reject(fault);
    this.#pending.clear();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) session.lost();
    if (expected) return;
    this.#fault = fault;
    this.#log.error(`media worker died: ${reason}`);
    for (const listener of this.#faultListeners) {
      try {
        listener(fault);
      } catch (error) {
        this.#log.error(`listener of the media fault: ${String(error)}`);
      }
    }
    void this.#wavReader.close();
  }

  #gone(): MediaError {
    return this.#fault ?? new MediaError('closed', 'the media engine is closed');
  }
}

function reaches(bindAddress: string, address: string): boolean {
  if (isIPv4(address)) return isIPv4(bindAddress) || bindAddress === '::';
  return isIPv6(address) && isIPv6(bindAddress);
}

/** The address peers can most likely reach us at, when nobody configured one. */
function ownAddress(bindAddress: string): string {
  if (bindAddress !== '0.0.0.0' && bindAddress !== '::') return bindAddress;
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const outside = addresses.filter((entry) => !entry.internal && !entry.address.startsWith('fe80'));
  const four = outside.find((entry) => entry.family === 'IPv4');
  return (four ?? (bindAddress === '::' ? outside[0] : undefined))?.address ?? '127.0.0.1';
}
