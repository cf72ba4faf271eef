/** A real Node-RED as a child process: started on loopback, deployed to over its admin API, stopped by signal. */
import { fork, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

export type FlowNode = Record<string, unknown> & { id: string; type: string };
export type DeploymentType = 'full' | 'flows' | 'nodes';

/** Where a Node-RED is installed, and the user directory to start it with. */
export interface NodeRedFolders {
  readonly directory: string;
  readonly userDirectory: string;
}

const START_MS = 60_000;

export class NodeRedProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #output: string[];

  private constructor(url: string, child: ChildProcess, output: string[]) {
    this.url = url;
    this.#child = child;
    this.#output = output;
  }

  /** `settings`: the body of more properties for settings.js, as JavaScript. */
  static async start(folders: NodeRedFolders, settings = ''): Promise<NodeRedProcess> {
    const port = await freeTcpPort();
    const file = path.join(folders.userDirectory, 'settings.js');
    // What an earlier run left: its flows, that it had stopped them, and what the calls of other tests had taught it.
    for (const name of ['.config.runtime.json', ...(settings === '' ? ['flows.json', 'hold-slayer'] : [])]) {
      rmSync(path.join(folders.userDirectory, name), { force: true, recursive: true });
    }
    writeFileSync(file, settingsFile(port, settings));
    const script = path.join(folders.directory, 'red.js');
    const child = fork(script, ['-u', folders.userDirectory, '-s', file], {
      silent: true,
      execArgv: [],
      // tsx must not be loaded into Node-RED: it runs what is installed.
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => output.push(String(chunk)));
    const host = new NodeRedProcess(`http://127.0.0.1:${port}`, child, output);
    try {
      await host.waitFor(/Started flows/, START_MS);
    } catch (error) {
      await host.stop('SIGKILL');
      throw error;
    }
    return host;
  }

  /** Over the process's own channel, to what `settings` listens with. */
  send(message: object): void {
    this.#child.send(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  get output(): string {
    return this.#output.join('');
  }

  async waitFor(text: RegExp, limitMs: number): Promise<void> {
    const until = Date.now() + limitMs;
    while (!text.test(this.output)) {
      if (this.#child.exitCode !== null || Date.now() > until) {
        throw new Error(`Node-RED did not print ${String(text)}:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async get<T>(resource: string): Promise<T> {
    const response = await fetch(this.url + resource, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`GET ${resource}: ${response.status}`);
    return (await response.json()) as T;
  }

  async deploy(flow: readonly FlowNode[], type: DeploymentType = 'full'): Promise<void> {
    const started = this.#count(/Started (modified )?(flows|nodes)/g);
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'node-red-deployment-type': type,
        'node-red-api-version': 'v1',
      },
      body: JSON.stringify(flow),
    });
    if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`);
    const until = Date.now() + 20_000;
    while (this.#count(/Started (modified )?(flows|nodes)/g) === started) {
      if (Date.now() > until) throw new Error(`the ${type} deploy did not start the flows:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async setFlowState(state: 'start' | 'stop'): Promise<void> {
    const response = await fetch(`${this.url}/flows/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state }),
    });
    if (!response.ok) throw new Error(`flows/state: ${response.status} ${await response.text()}`);
  }

  async pressInject(nodeId: string): Promise<void> {
    const response = await fetch(`${this.url}/inject/${nodeId}`, { method: 'POST' });
    if (!response.ok) throw new Error(`inject: ${response.status}`);
  }

  /** Stops as an operator does. Returns how long it took, ms. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    const asked = Date.now();
    if (this.#child.exitCode !== null) return 0;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await exited;
    clearTimeout(killer);
    return Date.now() - asked;
  }

  #count(pattern: RegExp): number {
    return [...this.output.matchAll(pattern)].length;
  }
}

function settingsFile(port: number, more: string): string {
  return `module.exports = {
  uiHost: '127.0.0.1',
  uiPort: ${port},
  flowFile: 'flows.json',
  credentialSecret: false,
  runtimeState: { enabled: true, ui: true },
  editorTheme: { tours: false },
  telemetry: { enabled: false, updateNotification: false },
  ${more}
};`;
}

export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}
