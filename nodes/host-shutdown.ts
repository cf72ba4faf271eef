/**
 * Tells the end of the flows from a deploy: a deploy keeps calls, the end of the process or "stop flows" ends them.
 *
 * Node-RED closes its nodes in the same way for both, and says why only afterwards. A signal listener put in front of
 * Node-RED's own runs before the nodes are closed; "stop flows" is told apart by the runtime event that follows.
 */
import type { NodeAPI } from 'node-red';
import { house } from './house';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let shuttingDown = false;
let installed = false;
let ending: Promise<void> | undefined;

export function isShuttingDown(): boolean {
  return shuttingDown;
}

/** Ends every call of every gateway (bounded by lib/gateway, 3 s). Whoever asks waits for the same end. */
export function endAllCalls(): Promise<void> {
  ending ??= house.gateways.shutdownGateways().finally(() => {
    ending = undefined;
  });
  return ending;
}

/** Installs the listeners, once per process. */
export function watchHost(RED: NodeAPI): void {
  if (installed) return;
  installed = true;
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      shuttingDown = true;
      if (process.listenerCount(signal) > 1) return;
      // Nobody else handles this signal, and by listening we took its default away: end the calls, then let it happen.
      void endAllCalls().finally(() => {
        process.removeListener(signal, onSignal);
        process.kill(process.pid, signal);
      });
    };
    process.prependListener(signal, onSignal);
  }
  // PM2 on Windows asks by message, and Node-RED obeys.
  process.prependListener('message', (message) => {
    if (message === 'shutdown') shuttingDown = true;
  });
  RED.events.on('runtime-event', (event: unknown) => {
    if (isStopOfFlows(event)) void endAllCalls();
  });
}

function isStopOfFlows(event: unknown): boolean {
  const { id, payload } = event as { id?: string; payload?: { state?: string; deploy?: boolean; error?: string } };
  return id === 'runtime-state' && payload?.state === 'stop' && payload.deploy !== true && payload.error === undefined;
}
