/** The Wyoming protocol of Home Assistant: a JSON line, then so many bytes of JSON, then so many bytes of payload. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ProtocolError } from './failure';
import { MOST_LINE_BYTES } from './limits';

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

/** Of one part of an event: no server sends a second of audio in more than 200 kB. */
const MOST_PAYLOAD_BYTES = 2 * 1024 * 1024;
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

/** Bytes in, events out. Throws a ProtocolError when what comes is not the protocol. */
export class WyomingReader {
  /** What came since the last whole event, as it came: joined once it is enough, not with every packet. */
  #parts: Buffer[] = [];
  #length = 0;
  #header: Header | null = null;

  push(bytes: Buffer): WyomingEvent[] {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    const events: WyomingEvent[] = [];
    // A line is searched only in what is new.
    let hasLine = bytes.includes(0x0a);
    for (;;) {
      if (!this.#header) {
        if (!hasLine) {
          if (this.#length > MOST_LINE_BYTES) throw new ProtocolError('a line without end');
          return events;
        }
        this.#header = this.#readLine();
      }
      const { fieldBytes, payloadBytes } = this.#header;
      if (this.#length < fieldBytes + payloadBytes) return events;
      events.push(this.#take(this.#header));
      this.#header = null;
      hasLine = this.#joined().includes(0x0a);
    }
  }

  #readLine(): Header {
    const all = this.#joined();
    const end = all.indexOf(0x0a);
    if (end > MOST_LINE_BYTES) throw new ProtocolError('a line without end');
    this.#keep(all.subarray(end + 1));
    return readHeader(all.toString('utf8', 0, end));
  }

  #take({ type, inline, fieldBytes, payloadBytes }: Header): WyomingEvent {
    const all = this.#joined();
    const body = all.subarray(0, fieldBytes);
    const payload = all.subarray(fieldBytes, fieldBytes + payloadBytes);
    this.#keep(all.subarray(fieldBytes + payloadBytes));
    // The second part is laid over what the line itself may hold.
    const fields = body.length > 0 ? { ...inline, ...record(parse(body.toString('utf8'))) } : inline;
    return { type, fields, payload };
  }

  #joined(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0]!;
  }

  #keep(rest: Buffer): void {
    this.#parts = [rest];
    this.#length = rest.length;
  }
}

function readHeader(line: string): Header {
  const value = record(parse(line));
  if (typeof value.type !== 'string') throw new ProtocolError('an event without a type');
  const size = (part: unknown, most: number): number => {
    if (part === undefined || part === null) return 0;
    if (typeof part !== 'number' || !Number.isInteger(part) || part < 0 || part > most) {
      throw new ProtocolError('a length that makes no sense');
    }
    return part;
  };
  return {
    type: value.type,
    inline: value.data === undefined || value.data === null ? {} : record(value.data),
    fieldBytes: size(value.data_length, MOST_LINE_BYTES),
    payloadBytes: size(value.payload_length, MOST_PAYLOAD_BYTES),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtocolError('something that is not JSON');
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProtocolError('not an object');
  return value as Record<string, unknown>;
}

export interface WyomingExchange<Result> {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** Bytes the server may answer with; more is a ProtocolError. */
  readonly mostBytes: number;
  /** What to say, in order. */
  readonly send: () => Iterable<Buffer>;
  /** Called with each event; a result other than undefined ends the exchange. */
  readonly hear: (event: WyomingEvent) => Result | undefined;
}

/**
 * One connection, one request: some servers close after each answer. Rejects with the socket's error, `AbortError`,
 * ProtocolError, or an Error whose name is `WyomingClosed`.
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
    let heard = 0;
    socket.on('data', (bytes) => {
      heard += bytes.length;
      try {
        if (heard > options.mostBytes) throw new ProtocolError('an answer that does not end');
        for (const event of reader.push(bytes)) {
          const result = options.hear(event);
          if (result !== undefined) {
            end(() => resolve(result));
            return;
          }
        }
      } catch (error) {
        end(() => reject(error instanceof Error ? error : new ProtocolError(String(error))));
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
