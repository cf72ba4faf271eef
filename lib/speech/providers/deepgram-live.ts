/** Deepgram's live transcription: raw mu-law at 8 kHz over a WebSocket, kept open over the silences of a call. */
import WebSocket from 'ws';
import { G711 } from '../../media/codec/g711';
import { connectionFailure, failure, httpFailure, tooManyMessages, tooMuchText } from '../failure';
import { MOST_MESSAGE_BYTES, MOST_TRANSCRIPT_CHARACTERS, MOST_TRANSCRIPT_WORDS } from '../limits';
import { UtteranceLedger } from '../utterance-ledger';
import { audioGoesTo } from '../../where-audio-goes';
import { systemClock } from '../../clock';
import type { Clock, TimerHandle } from '../../clock';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeechFailure,
  SpeechFormat,
  SpeechToText,
  SpeechToTextSession,
  TranscribedWord,
  Transcript,
} from '../speech.types';
import { closeSocket } from './close-socket';
import { MessageRate } from './message-rate';

export interface DeepgramOptions {
  readonly apiKey: string;
  /** Default `wss://api.deepgram.com`. */
  readonly baseUrl?: string;
  /** Default `nova-3`; `nova-2-phonecall` is made for this band. */
  readonly model?: string;
  /** Words to expect. */
  readonly keyterms?: readonly string[];
  readonly connectTimeoutMs?: number;
  /** How long the finals of an utterance are waited for after it ended; default 6 s. */
  readonly finalTimeoutMs?: number;
  readonly dollarsPerMinute?: number;
  readonly clock?: Clock;
}

const NAME = 'deepgram';
const DEFAULT_URL = 'wss://api.deepgram.com';
/** Without audio or a KeepAlive for 10 s the server closes with NET-0001. */
const KEEP_ALIVE_MS = 4000;
/** A Finalize of little audio may be answered by nothing at all. */
const FINALIZE_QUIET_MS = 1500;
/** Frames of 20 ms are gathered: the server wants 20 to 250 ms. */
const SEND_BYTES = 800;
const MAX_BUFFERED_BYTES = 1_000_000;

export class DeepgramLive implements SpeechToText {
  readonly name = NAME;
  readonly needs: ProviderNeeds;
  readonly #options: DeepgramOptions;
  readonly #sessions = new Set<DeepgramSession>();
  /** Ends the handshakes under way. */
  readonly #closing = new AbortController();

  constructor(options: DeepgramOptions) {
    this.#options = options;
    this.needs = {
      audioGoesTo: audioGoesTo(options.baseUrl ?? DEFAULT_URL),
      needs: ['API key'],
      languages: 'any',
      limits: [],
      dollarsPerMinute: options.dollarsPerMinute ?? 0.0077,
    };
  }

  open(format: SpeechFormat): Promise<OpenedSession> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.resolve(failure(NAME, 'closed', 'deepgram is closed'));
    const { apiKey, baseUrl, model, keyterms, connectTimeoutMs } = this.#options;
    const url = new URL('/v1/listen', baseUrl ?? DEFAULT_URL);
    const query: Record<string, string> = {
      model: model ?? 'nova-3',
      language: format.language ?? 'en-US',
      encoding: 'mulaw',
      sample_rate: '8000',
      channels: '1',
      interim_results: 'true',
      punctuate: 'true',
      smart_format: 'true',
      numerals: 'true',
      endpointing: '300',
      utterance_end_ms: '1000',
      vad_events: 'true',
    };
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    for (const term of keyterms ?? []) url.searchParams.append('keyterm', term);
    return new Promise((resolve) => {
      const socket = new WebSocket(url, {
        headers: { authorization: `Token ${apiKey}` },
        handshakeTimeout: connectTimeoutMs ?? 8000,
        perMessageDeflate: false,
        // The house rule was decided by this address; see http.ts.
        followRedirects: false,
        maxPayload: MOST_MESSAGE_BYTES,
      });
      const abandon = (): void => {
        resolve(failure(NAME, 'closed', 'deepgram was closed'));
        socket.terminate();
      };
      signal.addEventListener('abort', abandon, { once: true });
      socket.once('close', () => signal.removeEventListener('abort', abandon));
      socket.once('open', () => {
        signal.removeEventListener('abort', abandon);
        socket.removeAllListeners('error');
        const session = new DeepgramSession(socket, format, this.#options, () => this.#sessions.delete(session));
        this.#sessions.add(session);
        resolve({ ok: true, session });
      });
      socket.once('unexpected-response', (_request, response) => {
        const { 'dg-error': reason, location } = response.headers;
        const said = typeof reason === 'string' ? reason : '';
        resolve(httpFailure(NAME, response.statusCode ?? 500, said, location));
        response.destroy();
        socket.terminate();
      });
      socket.on('error', (error) => {
        const late = /handshake has timed out/i.test(error.message);
        resolve(late ? failure(NAME, 'timeout', 'deepgram did not answer in time') : connectionFailure(NAME, error));
      });
    });
  }

  close(): Promise<void> {
    this.#closing.abort();
    for (const session of [...this.#sessions]) session.fail(failure(NAME, 'closed', 'deepgram was closed'));
    return Promise.resolve();
  }
}

class DeepgramSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  readonly #socket: WebSocket;
  readonly #halve: boolean;
  readonly #clock: Clock;
  readonly #finalTimeoutMs: number;
  readonly #closed: () => void;
  readonly #ledger = new UtteranceLedger();
  readonly #messages: MessageRate;
  /** Final segments of the utterance now answered. */
  #segments: { text: string; words: TranscribedWord[]; confidence: number }[] = [];
  #bytes: number[] = [];
  #keepAlive: TimerHandle = null;
  #deadline: TimerHandle = null;
  #dead = false;
  #ended: (() => void) | null = null;

  constructor(socket: WebSocket, format: SpeechFormat, options: DeepgramOptions, closed: () => void) {
    this.#socket = socket;
    this.#halve = format.sampleRateHz === 16_000;
    this.#clock = options.clock ?? systemClock;
    this.#messages = new MessageRate(this.#clock);
    this.#finalTimeoutMs = options.finalTimeoutMs ?? 6000;
    this.#closed = closed;
    socket.on('message', (message, binary) => {
      if (!binary) this.#hear((message as Buffer).toString('utf8'));
    });
    socket.on('error', (error) => this.fail(connectionFailure(NAME, error)));
    socket.on('close', (code, reason) => {
      const said = reason.toString('utf8');
      this.fail(failure(NAME, 'disconnected', `deepgram closed the connection (${code}${said ? ` ${said}` : ''})`));
    });
    this.#rest();
  }

  begin(sinceSeconds: number): number {
    this.finish();
    return this.#ledger.begin(sinceSeconds);
  }

  write(frame: Int16Array): void {
    if (this.#dead || !this.#ledger.open) return;
    this.#ledger.sent(frame.length / (this.#halve ? 16_000 : 8000));
    const step = this.#halve ? 2 : 1;
    for (let index = 0; index + step <= frame.length; index += step) {
      // Two samples' mean is filter enough for speech that was 8 kHz before.
      const sample = this.#halve ? (frame[index]! + frame[index + 1]!) >> 1 : frame[index]!;
      this.#bytes.push(G711.PCMU.encode[sample & 0xffff]!);
    }
    if (this.#bytes.length >= SEND_BYTES) this.#flush();
  }

  finish(): void {
    if (this.#dead || !this.#ledger.open) return;
    this.#flush();
    this.#ledger.finish();
    this.#send(JSON.stringify({ type: 'Finalize' }));
    this.#expect(this.#finalTimeoutMs);
  }

  async end(): Promise<void> {
    this.finish();
    if (!this.#dead && this.#ledger.owed > 0) await new Promise<void>((resolve) => (this.#ended = resolve));
    if (!this.#leave()) return;
    this.#stopTimers();
    this.#socket.send(JSON.stringify({ type: 'CloseStream' }));
    closeSocket(this.#socket, this.#clock);
    this.#closed();
  }

  /** False when it was over before. */
  #leave(): boolean {
    const first = !this.#dead;
    this.#dead = true;
    return first;
  }

  fail(problem: SpeechFailure): void {
    if (!this.#leave()) return;
    this.#stopTimers();
    this.#socket.terminate();
    for (const utterance of this.#ledger.clear()) this.onFailure?.(problem, utterance);
    this.onFailure?.(problem, null);
    this.#ended?.();
    this.#closed();
  }

  #hear(text: string): void {
    if (this.#dead) return;
    if (!this.#messages.take()) {
      this.fail(tooManyMessages(NAME));
      return;
    }
    const message = readMessage(text);
    if (message === null) {
      this.fail(failure(NAME, 'protocol', 'deepgram sent something that is not its protocol'));
      return;
    }
    if (message.type === 'Error') {
      this.fail(failure(NAME, 'fault', `deepgram: ${message.description ?? 'an error without a description'}`));
    } else if (message.type === 'Results') this.#results(message);
    // SpeechStarted, UtteranceEnd and Metadata say nothing that hearing has not said before.
  }

  #results(message: Results): void {
    const current = this.#ledger.first;
    if (!current) return;
    const known = this.#segments.reduce((sum, { text }) => sum + text.length, 0);
    if (known + message.text.length > MOST_TRANSCRIPT_CHARACTERS || message.words.length > MOST_TRANSCRIPT_WORDS) {
      this.fail(tooMuchText(NAME));
      return;
    }
    const words = message.words.map((word) => ({
      ...word,
      startSeconds: this.#ledger.callSeconds(word.startSeconds),
      endSeconds: this.#ledger.callSeconds(word.endSeconds),
    }));
    if (!message.isFinal) {
      const stable = this.#segments.map(({ text }) => text);
      this.#tell('partial', [...stable, message.text].filter(Boolean).join(' '), []);
      return;
    }
    if (message.text !== '') this.#segments.push({ text: message.text, words, confidence: message.confidence });
    // The flush itself, or everything that was sent has been answered.
    if (current.finished && (message.fromFinalize || message.endSeconds >= current.streamEnd - 0.05)) {
      this.#settle();
      return;
    }
    this.#tell('partial', this.#segments.map(({ text }) => text).join(' '), []);
    if (current.finished) this.#expect(FINALIZE_QUIET_MS);
  }

  #settle(): void {
    this.#cancel('deadline');
    const text = this.#segments.map((segment) => segment.text).join(' ');
    const words = this.#segments.flatMap((segment) => segment.words);
    const sure =
      this.#segments.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, this.#segments.length);
    this.#tell('final', text, words, this.#segments.length > 0 ? sure : undefined);
    this.#segments = [];
    this.#ledger.settle();
    if (this.#ledger.first?.finished) this.#expect(this.#finalTimeoutMs);
    if (this.#ledger.owed === 0) this.#ended?.();
  }

  #tell(kind: Transcript['kind'], text: string, words: readonly TranscribedWord[], confidence?: number): void {
    const { utterance, startSeconds, endSeconds } = this.#ledger.first!;
    this.onTranscript?.({
      kind,
      utterance,
      text,
      startSeconds,
      endSeconds,
      provider: NAME,
      ...(words.length > 0 ? { words } : {}),
      ...(confidence === undefined ? {} : { confidence }),
    });
  }

  /** The utterance answered now is over: what is known counts, if nothing more comes within this. */
  #expect(ms: number): void {
    this.#cancel('deadline');
    this.#deadline = this.#clock.setTimeout(() => {
      if (this.#segments.length > 0 || ms === FINALIZE_QUIET_MS) this.#settle();
      else this.fail(failure(NAME, 'timeout', 'deepgram did not answer in time'));
    }, ms);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#send(Buffer.from(this.#bytes));
    this.#bytes = [];
  }

  #send(what: Buffer | string): void {
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.fail(failure(NAME, 'timeout', 'the connection to deepgram is too slow'));
      return;
    }
    this.#socket.send(what);
    this.#rest();
  }

  #rest(): void {
    this.#cancel('keepAlive');
    this.#keepAlive = this.#clock.setTimeout(() => this.#send(JSON.stringify({ type: 'KeepAlive' })), KEEP_ALIVE_MS);
  }

  #cancel(which: 'keepAlive' | 'deadline'): void {
    if (which === 'keepAlive') {
      if (this.#keepAlive !== null) this.#clock.clearTimeout(this.#keepAlive);
      this.#keepAlive = null;
    } else {
      if (this.#deadline !== null) this.#clock.clearTimeout(this.#deadline);
      this.#deadline = null;
    }
  }

  #stopTimers(): void {
    this.#cancel('keepAlive');
    this.#cancel('deadline');
  }
}

interface Results {
  readonly type: 'Results';
  readonly text: string;
  readonly confidence: number;
  readonly words: readonly TranscribedWord[];
  readonly isFinal: boolean;
  readonly fromFinalize: boolean;
  /** Seconds of the stream. */
  readonly endSeconds: number;
}

type Message = Results | { readonly type: 'Error'; readonly description?: string } | { readonly type: 'other' };

function readMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.type !== 'string') return null;
  if (value.type === 'Error') {
    const description = value.description ?? value.message;
    return { type: 'Error', ...(typeof description === 'string' ? { description } : {}) };
  }
  if (value.type !== 'Results') return { type: 'other' };
  const { channel, start, duration } = value;
  const alternatives = isRecord(channel) && Array.isArray(channel.alternatives) ? channel.alternatives : [];
  const best: unknown = alternatives[0];
  if (!isRecord(best) || typeof best.transcript !== 'string') return null;
  const words = Array.isArray(best.words) ? best.words.filter(isRecord) : [];
  return {
    type: 'Results',
    text: best.transcript.trim(),
    confidence: typeof best.confidence === 'number' ? best.confidence : 0,
    words: words.flatMap((word) =>
      typeof word.word === 'string' && typeof word.start === 'number' && typeof word.end === 'number'
        ? [
            {
              word: typeof word.punctuated_word === 'string' ? word.punctuated_word : word.word,
              startSeconds: word.start,
              endSeconds: word.end,
              ...(typeof word.confidence === 'number' ? { confidence: word.confidence } : {}),
            },
          ]
        : [],
    ),
    isFinal: value.is_final === true,
    fromFinalize: value.from_finalize === true,
    endSeconds: (typeof start === 'number' ? start : 0) + (typeof duration === 'number' ? duration : 0),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
