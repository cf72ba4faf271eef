/**
 * Tells the end of the flows from a deploy: a deploy keeps calls, the end of the process or "stop flows" ends them.
 *
 * Node-RED closes its nodes in the same way for both, and a signal proves nothing: a program with Node-RED inside may
 * take SIGHUP to read its own configuration. What tells them apart is the configuration named by `flows:stopping`, which
 * comes right before the nodes are closed: every deploy puts a new one in place first (a reload of the same flows too),
 * a stop names the one that runs (runtime `flows/index.js`, the same in 4.1 and 5.0; tried).
 */
import type { NodeAPI } from 'node-red';
import { house } from './house';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let stopping = false;
let installed = false;
let ending: Promise<void> | undefined;

/** Whether the nodes that are being closed right now are closed for good. */
export function areFlowsStopping(): boolean {
  return stopping;
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
  watchFlows(RED);
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      if (process.listenerCount(signal) > 1) return;
      // Nobody else handles this signal, and by listening we took its default away: end the calls, then let it happen.
      void endAllCalls().finally(() => {
        process.removeListener(signal, onSignal);
        process.kill(process.pid, signal);
      });
    };
    process.prependListener(signal, onSignal);
  }
}

function watchFlows(RED: NodeAPI): void {
  let known: unknown;
  RED.events.on('flows:starting', (event: unknown) => {
    known = configurationOf(event);
    stopping = false;
  });
  RED.events.on('flows:stopping', (event: unknown) => {
    const configuration = configurationOf(event);
    stopping = configuration !== undefined && configuration === known;
    // A deploy whose start fails (a node type is missing) leaves nodes running that a later stop closes.
    known = configuration;
  });
  // A gateway without a node at that moment (disabled, or its settings are wrong) has calls to end as well.
  RED.events.on('runtime-event', (event: unknown) => {
    if (isStopOfFlows(event)) void endAllCalls();
  });
}

function configurationOf(event: unknown): unknown {
  return (event as { readonly config?: unknown } | undefined)?.config;
}

function isStopOfFlows(event: unknown): boolean {
  const { id, payload } = event as { id?: string; payload?: { state?: string; deploy?: boolean; error?: string } };
  return id === 'runtime-state' && payload?.state === 'stop' && payload.deploy !== true && payload.error === undefined;
}
