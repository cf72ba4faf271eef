import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FlowNode } from '../../support/node-red-process';
import { NodeRedProcess } from '../../support/node-red-process';
import { waitFor } from '../../support/wait-for';

const PROJECT = resolve(__dirname, '../../..');

/** A message that came out of the flow, as a `tap` function node saw it. */
export interface FlowMessage {
  /** Node whose output it was, and which output. */
  readonly from: string;
  readonly port: number;
  /** Epoch ms inside Node-RED when it passed. */
  readonly at: number;
  readonly message: {
    readonly topic: string;
    readonly payload: unknown;
    readonly call: Record<string, unknown>;
  } & Record<string, unknown>;
}

/** How the function nodes below reach the test: Node-RED's functionGlobalContext, and the child process's channel. */
const HARNESS = `
  functionGlobalContext: {
    harness: (() => {
      const injectors = new Map();
      process.on('message', ({ nodeId, message }) => injectors.get(nodeId)?.(message));
      return {
        onInject: (nodeId, send) => injectors.set(nodeId, send),
        report: (from, port, message) => process.send({ from, port, at: Date.now(), message }),
      };
    })(),
  },`;

/**
 * A real Node-RED that runs this checkout (built) with a flow whose outputs are tapped. Messages go in with `inject`
 * and come out over the process's own channel: no extra node packages, and times as Node-RED saw them.
 */
export class TappedNodeRed {
  readonly messages: FlowMessage[] = [];
  readonly #process: NodeRedProcess;
  readonly #userDirectory: string;

  private constructor(host: NodeRedProcess, userDirectory: string) {
    this.#process = host;
    this.#userDirectory = userDirectory;
    host.onMessage((message) => this.messages.push(message as FlowMessage));
  }

  static async start(
    flow: readonly FlowNode[],
    credentials: Readonly<Record<string, unknown>>,
  ): Promise<TappedNodeRed> {
    const userDirectory = mkdtempSync(join(tmpdir(), 'hold-slayer-node-red-'));
    const modules = join(userDirectory, 'node_modules');
    mkdirSync(modules);
    symlinkSync(PROJECT, join(modules, 'node-red-contrib-hold-slayer'));
    const write = (name: string, content: unknown): void =>
      writeFileSync(join(userDirectory, name), JSON.stringify(content));
    write('package.json', { name: 'test', version: '0.0.1', dependencies: { 'node-red-contrib-hold-slayer': '*' } });
    write('flows.json', flow);
    write('flows_cred.json', credentials);
    const directory = join(PROJECT, 'node_modules', 'node-red');
    return new TappedNodeRed(await NodeRedProcess.start({ directory, userDirectory }, HARNESS), userDirectory);
  }

  /** Sends a message out of the `injector` node of that id. */
  inject(nodeId: string, message: Record<string, unknown>): void {
    this.#process.send({ nodeId, message });
  }

  /** Waits for a message that matches; those already here count. */
  async message(what: string, matches: (message: FlowMessage) => boolean, timeoutMs = 60_000): Promise<FlowMessage> {
    try {
      return await waitFor(what, timeoutMs, () => this.messages.find(matches));
    } catch (error) {
      throw new Error(`${String(error)}\n${this.#tail()}`, { cause: error });
    }
  }

  /** SIGTERM, as a service manager does; resolves with the ms it took. */
  async stop(): Promise<number> {
    const took = await this.#process.stop();
    rmSync(this.#userDirectory, { recursive: true, force: true });
    return took;
  }

  #tail(): string {
    const topics = this.messages.slice(-15).map((m) => `  ${m.from}[${m.port}] ${m.message.topic}`);
    return `last messages:\n${topics.join('\n')}\nlog:\n${this.#process.output.slice(-1500)}`;
  }
}

/** A function node that sends out what `inject` gives it. */
export function injector(id: string, z: string, wires: readonly string[]): FlowNode {
  return {
    id,
    z,
    type: 'function',
    func: 'return msg;',
    initialize: `global.get('harness').onInject('${id}', (message) => node.send(message));`,
    outputs: 1,
    wires: [wires],
    x: 100,
    y: 100,
  };
}

/** A function node that reports what reaches it as having left `from` by `port`. */
export function tap(id: string, z: string, from: string, port: number): FlowNode {
  return {
    id,
    z,
    type: 'function',
    func: `global.get('harness').report('${from}', ${port}, msg);`,
    outputs: 0,
    wires: [],
    x: 700,
    y: 100,
  };
}
