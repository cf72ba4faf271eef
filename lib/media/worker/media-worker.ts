/** The body of a media worker: sessions by id, the clock, and the messages of the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { MediaError } from '../media-error';
import type { FrameTapFactory, MediaMetrics } from '../media.types';
import type {
  FromMediaWorker,
  MediaNotice,
  MediaRequest,
  MediaWorkerSettings,
  RequestKind,
  RequestOutcome,
  RequestResults,
  ToMediaWorker,
} from '../messages';
import { DropCounter } from './drop-counter';
import { FrameClock } from './frame-clock';
import { framesTap } from './frames-tap';
import { PortPairs } from './rtp-sockets';
import { preferThisThread } from './thread-priority';
import { WorkerSession } from './worker-session';
import type { WorkerSessionContext } from './worker-session';

/**
 * Runs this thread as a media worker. Call it once, from the entry file of a worker that MediaEngine starts; `taps` are the
 * listeners its sessions may add by name, beside the built-in `frames`.
 */
export function runMediaWorker(taps: Readonly<Record<string, FrameTapFactory>>): void {
  const port = parentPort;
  if (!port) throw new Error('runMediaWorker must run in a worker thread');
  const settings = workerData as MediaWorkerSettings;
  const post = (message: FromMediaWorker, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  preferThisThread();
  const worker = new MediaWorker(settings, { frames: framesTap, ...taps }, post);
  port.on('message', (message: ToMediaWorker) => {
    if (message.kind === 'notice') {
      worker.notice(message.notice);
      return;
    }
    void worker.request(message.request).then((outcome) => {
      post({ kind: 'reply', id: message.id, outcome });
      if (message.request.kind === 'shutdown') port.close();
    });
  });
  post({ kind: 'ready' });
}

class MediaWorker {
  readonly #ports: PortPairs;
  readonly #clock = new FrameClock();
  readonly #drops = new DropCounter();
  readonly #sessions = new Map<string, WorkerSession>();
  readonly #context: WorkerSessionContext;
  /** Sessions closed before their sockets were open. */
  readonly #opening = new Map<string, { closed: boolean }>();

  constructor(
    settings: MediaWorkerSettings,
    taps: Readonly<Record<string, FrameTapFactory>>,
    post: (message: FromMediaWorker, transfer?: readonly ArrayBuffer[]) => void,
  ) {
    this.#ports = new PortPairs(settings.bindAddress, settings.rtpPorts);
    this.#context = {
      taps,
      drops: this.#drops,
      news: (session, news, transfer) => post({ kind: 'news', session, news }, transfer),
      log: (level, text) => post({ kind: 'log', level, text }),
      epochMs: (monotonicMs) => Date.now() - performance.now() + monotonicMs,
    };
  }

  async request(request: MediaRequest): Promise<RequestOutcome> {
    try {
      return { ok: true, value: await this.#answer(request) };
    } catch (error) {
      const code = error instanceof MediaError ? error.code : 'worker-fault';
      return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
    }
  }

  notice(notice: MediaNotice): void {
    const session = this.#sessions.get(notice.session);
    if (notice.kind === 'close-session') {
      this.#close(notice.session);
      return;
    }
    if (!session) return;
    switch (notice.kind) {
      case 'agreed':
        session.agree(notice.parameters);
        break;
      case 'remove-tap':
        session.removeTap(notice.tap);
        break;
      case 'tell-tap':
        session.tellTap(notice.tap, notice.value);
        break;
      case 'play':
        session.play(notice.play, notice.program);
        break;
      case 'stop-playing':
        session.outbound.stopPlaying('stopped');
        break;
    }
  }

  async #answer(request: MediaRequest): Promise<RequestResults[RequestKind]> {
    switch (request.kind) {
      case 'open-session':
        return this.#open(request.session);
      case 'add-tap':
        this.#session(request.session).addTap(request.tap, request.options);
        return null;
      case 'send-digits':
        return this.#session(request.session).sendDigits(request);
      case 'stats':
        return this.#session(request.session).stats();
      case 'bridge':
        this.#bridge(this.#session(request.a), this.#session(request.b));
        return null;
      case 'unbridge':
        this.#unbridge(this.#session(request.a));
        return null;
      case 'metrics':
        return this.#metrics();
      case 'shutdown':
        for (const id of [...this.#sessions.keys()]) this.#close(id);
        return null;
    }
  }

  async #open(id: string): Promise<RequestResults['open-session']> {
    const opening = { closed: false };
    this.#opening.set(id, opening);
    const sockets = await this.#ports.open().finally(() => this.#opening.delete(id));
    if (opening.closed) {
      this.#ports.close(sockets);
      throw new MediaError('closed', 'the session was closed while its ports were opened');
    }
    const session = new WorkerSession(id, sockets, this.#context);
    this.#sessions.set(id, session);
    this.#clock.add(session);
    return { rtpPort: sockets.rtpPort, rtcpPort: sockets.rtcpPort };
  }

  #close(id: string): void {
    const opening = this.#opening.get(id);
    if (opening) opening.closed = true;
    const session = this.#sessions.get(id);
    if (!session) return;
    this.#sessions.delete(id);
    this.#unbridge(session);
    this.#clock.remove(session);
    session.close();
    this.#ports.close(session.sockets);
  }

  #bridge(a: WorkerSession, b: WorkerSession): void {
    this.#unbridge(a);
    this.#unbridge(b);
    a.bridgeTo(b);
    if (a !== b) b.bridgeTo(a);
  }

  #unbridge(session: WorkerSession): void {
    const peer = session.bridged;
    session.bridgeTo(null);
    if (peer instanceof WorkerSession) peer.bridgeTo(null);
  }

  #session(id: string): WorkerSession {
    const session = this.#sessions.get(id);
    if (!session) throw new MediaError('closed', 'the media session is closed');
    return session;
  }

  #metrics(): MediaMetrics {
    const sessions = [...this.#sessions.values()];
    return {
      sessions: sessions.length,
      bridges: sessions.reduce((sum, one) => sum + (one.bridged === one ? 1 : one.bridged ? 0.5 : 0), 0),
      tickLatenessMs: this.#clock.lateness.summary(performance.now()),
      datagramsDropped: this.#drops.toJSON(),
    };
  }
}
