/** Says goodbye on a WebSocket, and does not wait for a server that never answers it: ws alone would for 30 s. */
import type WebSocket from 'ws';
import type { Clock } from '../../clock';

const CLOSE_TIMEOUT_MS = 2000;

export function closeSocket(socket: Pick<WebSocket, 'close' | 'terminate' | 'once'>, clock: Clock): void {
  const timer = clock.setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once('close', () => clock.clearTimeout(timer));
  socket.close();
}
