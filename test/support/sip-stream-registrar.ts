import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { StreamFramer } from '../../lib/sip/wire/stream-framer';
import { PEER_SDP, SeenMessage } from './sip-fake-peer';

/** Says 200 to everything that comes over TCP, and drops connections when told to. */
export class StreamRegistrar {
  registers = 0;
  readonly invites: SeenMessage[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer((socket) => {
      const framer = new StreamFramer();
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (chunk: Buffer) => {
        for (const frame of framer.push(chunk)) {
          if (frame.kind !== 'message') continue;
          const request = new SeenMessage(frame.bytes.toString(), 0);
          if (request.method === 'REGISTER') this.registers++;
          if (request.method === 'INVITE') this.invites.push(request);
          if (request.method === 'ACK') continue;
          const body = request.method === 'INVITE' ? PEER_SDP : '';
          const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${request.header(name)}`);
          const to = request.header('To');
          const contact =
            request.method === 'INVITE'
              ? `<sip:r@127.0.0.1:${socket.localPort};transport=tcp>`
              : request.header('Contact');
          const rest = [
            `To: ${to}${to.includes(';tag=') ? '' : ';tag=r'}`,
            `Contact: ${contact}`,
            'Content-Type: application/sdp',
            `Content-Length: ${body.length}`,
          ];
          socket.write(`${['SIP/2.0 200 OK', ...copied, ...rest].join('\r\n')}\r\n\r\n${body}`);
        }
      });
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '127.0.0.1', () => resolve()));
  }

  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.dropAll();
    this.#server.close();
  }
}
