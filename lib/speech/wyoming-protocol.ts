/** The Wyoming protocol of Home Assistant: a JSON line, then so many bytes of JSON, then so many bytes of payload. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface WyomingEvent {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
}

interface Header {
  readonly type: string;
  readonly inline: Record<string, unknown>;
  readonly fieldBytes: number;
  readonly payloadBytes: number;
}

const MAX_LINE_BYTES = 1_000_000;
const MAX_PART_BYTES = 16_000_000;
const VERSION = '1.5.2';
const NOTHING = Buffer.alloc(0);

export function encodeWyoming(type: string, fields: object = {}, payload: Buffer = NOTHING): Buffer {
  const body = Buffer.from(JSON.stringify(fields));
  const header = {
    type,
    version: VERSION,
    data_length: body.length,
    ...(payload.length > 0 ? { payload_length: payload.length } : {}),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body, payload]);
}

/** Bytes in, events out. Throws an Error when what comes is not the protocol. */
export class WyomingReader {
  #rest: Buffer = NOTHING;
  #header: Header | null = null;

  push(bytes: Buffer): WyomingEvent[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const events: WyomingEvent[] = [];
    for (let event = this.#next(); event; event = this.#next()) events.push(event);
    return events;
  }

  #next(): WyomingEvent | null {
    if (!this.#header) {
      const end = this.#rest.indexOf(0x0a);
      if (end < 0) {
        if (this.#rest.length > MAX_LINE_BYTES) throw new Error('a line without end');
        return null;
      }
      const line = this.#rest.toString('utf8', 0, end);
      this.#rest = this.#rest.subarray(end + 1);
      this.#header = readHeader(line);
    }
    const { type, inline, fieldBytes, payloadBytes } = this.#header;
    if (this.#rest.length < fieldBytes + payloadBytes) return null;
    const body = this.#rest.subarray(0, fieldBytes);
    const payload = this.#rest.subarray(fieldBytes, fieldBytes + payloadBytes);
    this.#rest = this.#rest.subarray(fieldBytes + payloadBytes);
    this.#header = null;
    // The second part is laid over what the line itself may hold.
    const fields = body.length > 0 ? { ...inline, ...record(JSON.parse(body.toString('utf8'))) } : inline;
    return { type, fields, payload };
  }
}

function readHeader(line: string): Header {
  const value = record(JSON.parse(line));
  if (typeof value.type !== 'string') throw new Error('an event without a type');
  const size = (part: unknown): number => {
    if (part === undefined || part === null) return 0;
    if (typeof part !== 'number' || !Number.isInteger(part) || part < 0 || part > MAX_PART_BYTES) {
      throw new Error('a length that makes no sense');
    }
    return part;
  };
  return {
    type: value.type,
    inline: value.data === undefined || value.data === null ? {} : record(value.data),
    fieldBytes: size(value.data_length),
    payloadBytes: size(value.payload_length),
  };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
  return value as Record<string, unknown>;
}

export interface WyomingExchange<Result> {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** What to say, in order. */
  readonly send: () => Iterable<Buffer>;
  /** Called with each event; a result other than undefined ends the exchange. */
  readonly hear: (event: WyomingEvent) => Result | undefined;
}

/**
 * One connection, one request: some servers close after each answer. Rejects with the socket's error, `AbortError`, or
 * an Error whose name is `WyomingProtocolError` or `WyomingClosed`.
 */
export function exchange<Result>(options: WyomingExchange<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: options.host, port: options.port, noDelay: true });
    const reader = new WyomingReader();
    const end = (finish: () => void): void => {
      options.signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      finish();
    };
    const abort = (): void => end(() => reject(named('AbortError', 'the time is up')));
    if (options.signal.aborted) {
      abort();
      return;
    }
    options.signal.addEventListener('abort', abort);
    socket.once('connect', () => {
      for (const part of options.send()) socket.write(part);
    });
    socket.on('data', (bytes) => {
      try {
        for (const event of reader.push(bytes)) {
          const result = options.hear(event);
          if (result !== undefined) {
            end(() => resolve(result));
            return;
          }
        }
      } catch (error) {
        end(() => reject(named('WyomingProtocolError', error instanceof Error ? error.message : String(error))));
      }
    });
    socket.once('error', (error) => end(() => reject(error)));
    socket.once('close', () => end(() => reject(named('WyomingClosed', 'the server hung up before it answered'))));
  });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
