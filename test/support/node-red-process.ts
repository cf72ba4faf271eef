import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { waitFor } from './wait-for';

const PROJECT = resolve(__dirname, '../..');

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A message that came out of the flow, as a `report` function node saw it. */
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

export interface NodeRedOptions {
  /** Folder of a Node-RED installation; default: the devDependency. */
  readonly nodeRed?: string;
  /** Where the package under test is installed; default: this checkout (built), linked in. */
  readonly packageFolder?: string;
  readonly credentials?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A real Node-RED in a process of its own, with a flow loaded. Messages go in with `inject` and come out of the nodes
 * named in `tap`, over the process's own channel, so that tests need no extra node packages and no polling.
 */
export class NodeRedProcess {
  readonly messages: FlowMessage[] = [];
  readonly log: string[] = [];
  readonly url: string;
  readonly userDir: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, userDir: string, port: number) {
    this.#child = child;
    this.userDir = userDir;
    this.url = `http://127.0.0.1:${port}`;
    child.on('message', (message) => this.messages.push(message as FlowMessage));
    child.stdout?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
  }

  static async start(flow: readonly FlowNode[], options: NodeRedOptions = {}): Promise<NodeRedProcess> {
    const userDir = mkdtempSync(join(tmpdir(), 'hold-slayer-node-red-'));
    const modules = join(userDir, 'node_modules');
    mkdirSync(modules);
    symlinkSync(options.packageFolder ?? PROJECT, join(modules, 'node-red-contrib-hold-slayer'));
    writeFileSync(
      join(userDir, 'package.json'),
      JSON.stringify({ name: 'test', version: '0.0.1', dependencies: { 'node-red-contrib-hold-slayer': '*' } }),
    );
    const port = await freePort();
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
    if (options.credentials) {
      writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify(options.credentials));
    }
    writeFileSync(join(userDir, 'settings.js'), settingsFile(port));
    const red = join(options.nodeRed ?? join(PROJECT, 'node_modules', 'node-red'), 'red.js');
    const child = fork(red, ['-u', userDir, '-s', join(userDir, 'settings.js')], {
      silent: true,
      execArgv: [],
      env: { ...process.env, ...options.env, NODE_OPTIONS: '' },
    });
    const nodeRed = new NodeRedProcess(child, userDir, port);
    try {
      await waitFor('Node-RED to start its flows', 60_000, () => {
        if (child.exitCode !== null) throw new Error(`Node-RED ended: ${nodeRed.log.join('')}`);
        return nodeRed.log.join('').includes('Started flows');
      });
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`Node-RED did not start\n${nodeRed.log.join('')}`, { cause: error });
    }
    return nodeRed;
  }

  /** Sends a message out of the `inject` function node of that id. */
  inject(nodeId: string, message: Record<string, unknown>): void {
    this.#child.send({ nodeId, message });
  }

  /** Waits for a message that matches; already arrived ones count. */
  async message(what: string, matches: (message: FlowMessage) => boolean, timeoutMs = 60_000): Promise<FlowMessage> {
    return waitFor(`${what}\n${this.tail()}`, timeoutMs, () => this.messages.find(matches));
  }

  tail(): string {
    const topics = this.messages.slice(-15).map((m) => `  ${m.from}[${m.port}] ${m.message.topic}`);
    return `last messages:\n${topics.join('\n')}\nlog:\n${this.log.join('').slice(-1500)}`;
  }

  /** Deploys a flow as the editor does. */
  async deploy(flow: readonly FlowNode[], type: 'full' | 'flows' | 'nodes'): Promise<void> {
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flow),
    });
    if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`);
  }

  /** SIGTERM, as a service manager does; resolves with the ms it took. */
  async stop(): Promise<number> {
    const begin = Date.now();
    if (this.#child.exitCode === null) {
      const exited = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGTERM');
      const killer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(killer);
    }
    rmSync(this.userDir, { recursive: true, force: true });
    return Date.now() - begin;
  }
}

/** A function node that sends out what `NodeRedProcess.inject` gives it. */
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

function settingsFile(port: number): string {
  return `
const injectors = new Map();
process.on('message', ({ nodeId, message }) => injectors.get(nodeId)?.(message));
module.exports = {
  uiPort: ${port},
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  credentialSecret: false,
  editorTheme: { tours: false },
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
  functionGlobalContext: {
    harness: {
      onInject: (nodeId, send) => injectors.set(nodeId, send),
      report: (from, port, message) => process.send({ from, port, at: Date.now(), message }),
    },
  },
};
`;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
