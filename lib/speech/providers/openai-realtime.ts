/** OpenAI's realtime transcription: G.711 mu-law straight through, one committed buffer an utterance. */
import WebSocket from 'ws';
import { systemClock } from '../../clock';
import type { Clock, TimerHandle } from '../../clock';
import { G711 } from '../../media/codec/g711';
import { connectionFailure, failure, httpFailure, tooManyMessages, tooMuchText } from '../failure';
import { MOST_MESSAGE_BYTES, MOST_TRANSCRIPT_CHARACTERS } from '../limits';
import { believableText } from '../hallucination-guards';
import { audioGoesTo } from '../../where-audio-goes';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeechFailure,
  SpeechFormat,
  SpeechToText,
  SpeechToTextSession,
  Transcript,
} from '../speech.types';
import { closeSocket } from './close-socket';
import { MessageRate } from './message-rate';

export interface OpenAiRealtimeOptions {
  readonly apiKey?: string;
  /** Default `wss://api.openai.com/v1`; Speaches: `ws://host:8000/v1`. */
  readonly baseUrl?: string;
  /** Default `gpt-live-transcribe`. */
  readonly model?: string;
  /** Speaches wants the model in the URL as well, OpenAI refuses it there. Default: when the server is not the cloud. */
  readonly modelInUrl?: boolean;
  readonly connectTimeoutMs?: number;
  /** How long a final is waited for after its utterance; default 8 s. */
  readonly finalTimeoutMs?: number;
  readonly dollarsPerMinute?: number;
  readonly clock?: Clock;
}

const NAME = 'openai-realtime';
const DEFAULT_URL = 'wss://api.openai.com/v1';
/** A commit of less than this is an error of the service. */
const LEAST_COMMIT_BYTES = 800;
/** Gathered to 100 ms: each append is a JSON text. */
const APPEND_BYTES = 800;
const MAX_BUFFERED_BYTES = 1_500_000;
const MU_LAW_SILENCE = 0xff;

export class OpenAiRealtime implements SpeechToText {
  readonly name = NAME;
  readonly needs: ProviderNeeds;
  readonly #options: OpenAiRealtimeOptions;
  readonly #sessions = new Set<RealtimeSession>();
  /** Ends the handshakes under way. */
  readonly #closing = new AbortController();

  constructor(options: OpenAiRealtimeOptions) {
    this.#options = options;
    const goesTo = audioGoesTo(options.baseUrl ?? DEFAULT_URL);
    this.needs = {
      audioGoesTo: goesTo,
      needs: goesTo === 'cloud' ? ['API key'] : ['a server of the realtime protocol'],
      languages: 'any',
      limits: [],
      dollarsPerMinute: options.dollarsPerMinute ?? (goesTo === 'cloud' ? 0.017 : 0),
    };
  }

  open(format: SpeechFormat): Promise<OpenedSession> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.resolve(failure(NAME, 'closed', 'openai-realtime is closed'));
    const { apiKey, baseUrl, connectTimeoutMs, modelInUrl } = this.#options;
    const model = this.#options.model ?? 'gpt-live-transcribe';
    const url = new URL(`${(baseUrl ?? DEFAULT_URL).replace(/\/+$/, '')}/realtime`);
    url.searchParams.set('intent', 'transcription');
    if (modelInUrl ?? this.needs.audioGoesTo !== 'cloud') url.searchParams.set('model', model);
    const language = (format.language ?? 'en').split('-')[0]!;
    return new Promise((resolve) => {
      const socket = new WebSocket(url, {
        headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
        perMessageDeflate: false,
        // The house rule was decided by this address; see http.ts.
        followRedirects: false,
        maxPayload: MOST_MESSAGE_BYTES,
      });
      const timer = setTimeout(
        () => give(failure(NAME, 'timeout', 'the realtime server did not answer in time')),
        connectTimeoutMs ?? 8000,
      );
      let given = false;
      const give = (result: OpenedSession): void => {
        if (given) return;
        given = true;
        clearTimeout(timer);
        signal.removeEventListener('abort', abandon);
        if (!result.ok) socket.terminate();
        resolve(result);
      };
      const abandon = (): void => give(failure(NAME, 'closed', 'openai-realtime was closed'));
      signal.addEventListener('abort', abandon, { once: true });
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (part: Buffer) => (body = (body + part.toString('utf8')).slice(0, 2000)));
        response.on('end', () => give(httpFailure(NAME, response.statusCode ?? 500, body, response.headers.location)));
      });
      socket.on('error', (error) => give(connectionFailure(NAME, error)));
      socket.once('close', () => give(failure(NAME, 'disconnected', 'the realtime server hung up')));
      const session = new RealtimeSession(socket, format, this.#options, () => this.#sessions.delete(session));
      const messages = new MessageRate(this.#options.clock ?? systemClock);
      socket.on('message', (message) => {
        if (session.over) return;
        if (!messages.take()) {
          const problem = tooManyMessages(NAME);
          if (given) session.fail(problem);
          else give(problem);
          return;
        }
        const event = readEvent((message as Buffer).toString('utf8'));
        if (!given) {
          if (event?.type === 'session.created' || event?.type === 'transcription_session.created') {
            socket.send(JSON.stringify(sessionUpdate(model, language)));
          } else if (event?.type === 'session.updated' || event?.type === 'transcription_session.updated') {
            this.#sessions.add(session);
            give({ ok: true, session });
          } else if (event?.type === 'error') give(asFailure(event));
          return;
        }
        session.hear(event);
      });
    });
  }

  close(): Promise<void> {
    this.#closing.abort();
    for (const session of [...this.#sessions]) session.fail(failure(NAME, 'closed', 'openai-realtime was closed'));
    return Promise.resolve();
  }
}

/** Our hearing says where utterances end, so the server's does not (`turn_detection: null` is also the portable way). */
function sessionUpdate(model: string, language: string): unknown {
  return {
    type: 'session.update',
    session: {
      type: 'transcription',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          noise_reduction: null,
          transcription: { model, language },
          turn_detection: null,
        },
      },
    },
  };
}

interface Utterance {
  readonly utterance: number;
  readonly startSeconds: number;
  bytes: number;
  itemId: string | null;
  text: string;
  timer: TimerHandle;
}

class RealtimeSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  readonly #socket: WebSocket;
  readonly #halve: boolean;
  readonly #clock: Clock;
  readonly #finalTimeoutMs: number;
  readonly #closed: () => void;
  readonly #owed: Utterance[] = [];
  #current: Utterance | null = null;
  #utterances = 0;
  #bytes: number[] = [];
  #dead = false;
  #ended: (() => void) | null = null;

  constructor(socket: WebSocket, format: SpeechFormat, options: OpenAiRealtimeOptions, closed: () => void) {
    this.#socket = socket;
    this.#halve = format.sampleRateHz === 16_000;
    this.#clock = options.clock ?? systemClock;
    this.#finalTimeoutMs = options.finalTimeoutMs ?? 8000;
    this.#closed = closed;
    socket.on('error', (error) => this.fail(connectionFailure(NAME, error)));
    socket.on('close', (code) =>
      this.fail(failure(NAME, 'disconnected', `the realtime server closed the connection (${code})`)),
    );
  }

  get over(): boolean {
    return this.#dead;
  }

  begin(sinceSeconds: number): number {
    this.finish();
    const utterance = ++this.#utterances;
    if (this.#dead) return utterance;
    this.#current = { utterance, startSeconds: sinceSeconds, bytes: 0, itemId: null, text: '', timer: null };
    return utterance;
  }

  write(frame: Int16Array): void {
    if (this.#dead || !this.#current) return;
    const step = this.#halve ? 2 : 1;
    for (let index = 0; index + step <= frame.length; index += step) {
      const sample = this.#halve ? (frame[index]! + frame[index + 1]!) >> 1 : frame[index]!;
      this.#bytes.push(G711.PCMU.encode[sample & 0xffff]!);
    }
    if (this.#bytes.length >= APPEND_BYTES) this.#flush();
  }

  finish(): void {
    const current = this.#current;
    if (this.#dead || !current) return;
    while (current.bytes + this.#bytes.length < LEAST_COMMIT_BYTES) this.#bytes.push(MU_LAW_SILENCE);
    if (!this.#flush()) return;
    this.#current = null;
    this.#owed.push(current);
    this.#socket.send(JSON.stringify({ type: 'input_audio_buffer.commit' }));
    current.timer = this.#clock.setTimeout(() => {
      this.#drop(current, failure(NAME, 'timeout', 'the realtime server did not answer in time'));
    }, this.#finalTimeoutMs);
  }

  async end(): Promise<void> {
    this.finish();
    if (!this.#dead && this.#owed.length > 0) await new Promise<void>((resolve) => (this.#ended = resolve));
    if (!this.#leave()) return;
    closeSocket(this.#socket, this.#clock);
    this.#closed();
  }

  hear(event: ServerEvent | null): void {
    if (this.#dead) return;
    if (!event) {
      this.fail(failure(NAME, 'protocol', 'the realtime server sent something that is not its protocol'));
      return;
    }
    if (event.type === 'input_audio_buffer.committed') {
      // Commits are acknowledged in their order; only what follows may overtake.
      const next = this.#owed.find(({ itemId }) => itemId === null);
      if (next) next.itemId = event.itemId;
      return;
    }
    if (event.type === 'error') {
      const problem = asFailure(event);
      if (problem.code === 'unauthorized' || problem.code === 'rate-limited') this.fail(problem);
      else if (this.#owed[0]) this.#drop(this.#owed[0], problem);
      return;
    }
    const utterance = this.#owed.find(({ itemId }) => itemId !== null && itemId === event.itemId);
    if (!utterance) return;
    if (event.type.endsWith('input_audio_transcription.delta')) {
      utterance.text += event.text;
      if (utterance.text.length > MOST_TRANSCRIPT_CHARACTERS) this.#drop(utterance, tooMuchText(NAME));
      else this.#tell('partial', utterance, utterance.text);
    } else if (event.type.endsWith('input_audio_transcription.completed')) {
      if (event.text.length > MOST_TRANSCRIPT_CHARACTERS) {
        this.#drop(utterance, tooMuchText(NAME));
        return;
      }
      this.#settle(utterance);
      this.#tell('final', utterance, believableText(event.text, utterance.bytes / 8000));
      if (this.#owed.length === 0) this.#ended?.();
    } else if (event.type.endsWith('input_audio_transcription.failed')) this.#drop(utterance, asFailure(event));
  }

  /** False when it was over before. */
  #leave(): boolean {
    const first = !this.#dead;
    this.#dead = true;
    return first;
  }

  fail(problem: SpeechFailure): void {
    if (!this.#leave()) return;
    this.#socket.terminate();
    const owed = this.#owed.splice(0);
    if (this.#current) owed.push(this.#current);
    this.#current = null;
    for (const entry of owed) {
      if (entry.timer !== null) this.#clock.clearTimeout(entry.timer);
      this.onFailure?.(problem, entry.utterance);
    }
    this.onFailure?.(problem, null);
    this.#ended?.();
    this.#closed();
  }

  #drop(utterance: Utterance, problem: SpeechFailure): void {
    this.#settle(utterance);
    this.onFailure?.(problem, utterance.utterance);
    if (this.#owed.length === 0) this.#ended?.();
  }

  #settle(utterance: Utterance): void {
    if (utterance.timer !== null) this.#clock.clearTimeout(utterance.timer);
    const at = this.#owed.indexOf(utterance);
    if (at >= 0) this.#owed.splice(at, 1);
  }

  #tell(kind: Transcript['kind'], { utterance, startSeconds, bytes }: Utterance, text: string): void {
    const endSeconds = startSeconds + bytes / 8000;
    this.onTranscript?.({ kind, utterance, text: text.trim(), startSeconds, endSeconds, provider: NAME });
  }

  /** False when the connection had to be given up. */
  #flush(): boolean {
    if (this.#bytes.length === 0 || !this.#current) return true;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.fail(failure(NAME, 'timeout', 'the connection to the realtime server is too slow'));
      return false;
    }
    const audio = Buffer.from(this.#bytes).toString('base64');
    this.#current.bytes += this.#bytes.length;
    this.#bytes = [];
    this.#socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
    return true;
  }
}

interface ServerEvent {
  readonly type: string;
  readonly itemId: string;
  /** Delta or transcript. */
  readonly text: string;
  readonly errorCode: string;
  readonly errorText: string;
}

function readEvent(text: string): ServerEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.type !== 'string') return null;
  const error = isRecord(value.error) ? value.error : {};
  return {
    type: value.type,
    itemId: string(value.item_id),
    text: string(value.delta) || string(value.transcript),
    errorCode: string(error.code) || string(error.type),
    errorText: string(error.message),
  };
}

function asFailure(event: ServerEvent): SpeechFailure {
  const text = `the realtime server: ${event.errorText || event.errorCode || 'an error without a text'}`.slice(0, 300);
  if (/api_key|auth|permission/i.test(event.errorCode)) return failure(NAME, 'unauthorized', text);
  if (/rate_limit|quota/i.test(event.errorCode)) return failure(NAME, 'rate-limited', text);
  if (/model/i.test(event.errorCode)) return failure(NAME, 'model-missing', text);
  return failure(NAME, 'fault', text);
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
