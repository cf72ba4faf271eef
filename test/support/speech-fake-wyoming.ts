/** A Wyoming server with a parser and a writer of its own, so that a mistake of the client's is not made twice. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface HeardEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly payload: Buffer;
}

export class FakeWyoming {
  readonly events: HeardEvent[] = [];
  connections = 0;
  /** Called with each event of a client. */
  answer: (event: HeardEvent, socket: Socket) => void = () => undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    let rest = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const line = rest.indexOf('\n');
        if (line < 0) return;
        const head = JSON.parse(rest.subarray(0, line).toString('utf8')) as Record<string, unknown>;
        const dataBytes = Number(head.data_length ?? 0);
        const payloadBytes = Number(head.payload_length ?? 0);
        const whole = line + 1 + dataBytes + payloadBytes;
        if (rest.length < whole) return;
        const data = dataBytes > 0 ? rest.subarray(line + 1, line + 1 + dataBytes).toString('utf8') : '{}';
        const event = {
          type: String(head.type),
          data: { ...(head.data as object | undefined), ...(JSON.parse(data) as object) },
          payload: Buffer.from(rest.subarray(line + 1 + dataBytes, whole)),
        };
        rest = rest.subarray(whole);
        this.events.push(event);
        this.answer(event, socket);
      }
    });
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** As the Python library writes it: the data always in the second part. */
export function wyoming(type: string, data: object = {}, payload: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.from(JSON.stringify(data), 'utf8');
  const head = { type, version: '1.7.1', data_length: body.length, payload_length: payload.length || null };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body, payload]);
}
