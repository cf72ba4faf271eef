/** A WebSocket server for the protocols of speech services; the test says what it answers. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface Client {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Text frames, parsed. */
  readonly texts: Record<string, unknown>[];
  /** Binary frames. */
  readonly binary: Buffer[];
  send(value: unknown): void;
  readonly socket: WebSocket;
}

export class FakeWebSocket {
  readonly clients: Client[] = [];
  onConnect: (client: Client) => void = () => undefined;
  onText: (message: Record<string, unknown>, client: Client) => void = () => undefined;
  onBinary: (bytes: Buffer, client: Client) => void = () => undefined;
  /** Refuse the upgrade with this status and these headers. */
  refuse: { readonly status: number; readonly headers?: string; readonly body?: string } | null = null;
  /** Take the connection and never answer the upgrade. */
  silent = false;
  readonly #http = createServer();
  readonly #raw = new Set<Duplex>();
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.#http.on('upgrade', (request, socket, head) => {
      this.#raw.add(socket);
      socket.on('error', () => undefined);
      if (this.silent) return;
      if (this.refuse) {
        const { status, headers = '', body = '' } = this.refuse;
        socket.end(
          `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n${headers}\r\n${body}`,
        );
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const client: Client = {
          url: new URL(request.url ?? '/', 'ws://fake'),
          headers: request.headers,
          texts: [],
          binary: [],
          send: (value) => webSocket.send(typeof value === 'string' ? value : JSON.stringify(value)),
          socket: webSocket,
        };
        this.clients.push(client);
        webSocket.on('message', (message, binary) => {
          if (binary) {
            client.binary.push(message as Buffer);
            this.onBinary(message as Buffer, client);
            return;
          }
          const value = JSON.parse((message as Buffer).toString('utf8')) as Record<string, unknown>;
          client.texts.push(value);
          this.onText(value, client);
        });
        this.onConnect(client);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  reset(): void {
    for (const { socket } of this.clients.splice(0)) socket.terminate();
    this.refuse = null;
    this.silent = false;
    this.onConnect = this.onText = this.onBinary = () => undefined;
  }

  async close(): Promise<void> {
    this.reset();
    for (const socket of this.#raw) socket.destroy();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }
}
