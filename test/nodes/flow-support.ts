/** Node-RED's own test helper, with the few lines every spec here needs: load, deploy, wait for what a node got. */
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import type { NodeAPI, NodeInitializer } from 'node-red';
import phoneTree from '../../nodes/phone-tree';
import speechService from '../../nodes/speech-service';
import llmService from '../../nodes/llm-service';
import sipGateway from '../../nodes/sip-gateway';
import sipCall from '../../nodes/sip-call';
import ivrNavigate from '../../nodes/ivr-navigate';
import holdDetect from '../../nodes/hold-detect';
import connectUser from '../../nodes/connect-user';
import transcribe from '../../nodes/transcribe';

helper.init(require.resolve('node-red'));

const ALL_NODES = [
  phoneTree,
  speechService,
  llmService,
  sipGateway,
  sipCall,
  ivrNavigate,
  holdDetect,
  connectUser,
  transcribe,
] as NodeInitializer[];

export type NodeDefinition = Record<string, unknown> & { id: string; type: string };

export const GATEWAY: NodeDefinition = {
  id: 'gw',
  type: 'sip-gateway',
  user: '1001',
  domain: 'pbx.example',
  transport: 'udp',
  register: true,
  devices: [{ name: 'desk', address: '700' }],
};

export function useNodeRed(): void {
  before(async () => {
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
  });
  afterEach(async () => {
    await helper.unload();
  });
}

/** `translate`: what nodes get for a key of their catalogue; the helper gives them the key. */
export async function load(
  flow: readonly NodeDefinition[],
  credentials: object = {},
  options: { readonly translate?: (key: string, values: object) => string } = {},
): Promise<void> {
  const { translate } = options;
  const nodes = ALL_NODES.map(
    (register): NodeInitializer =>
      (RED) =>
        register(translate ? ({ ...RED, _: translate } as NodeAPI) : RED),
  );
  await helper.load(nodes, placed(flow), credentials);
}

/** A node without a place on the canvas would count as a config node, and start before those it belongs to. */
function placed(flow: readonly NodeDefinition[]): NodeDefinition[] {
  return flow.map((node) => structuredClone(node.z === undefined ? node : { x: 0, y: 0, wires: [], ...node }));
}

/** Deploys as the editor does. */
export async function deploy(flow: readonly NodeDefinition[], type: 'full' | 'flows' | 'nodes'): Promise<void> {
  const set = helper as unknown as { setFlows(flow: unknown, type: string): Promise<void> };
  await set.setFlows(placed(flow), type);
}

interface FlowsOfRuntime {
  startFlows(): Promise<void>;
  stopFlows(): Promise<void>;
  loadFlows(forceStart: boolean): Promise<unknown>;
}

const runtimeFlows = (): FlowsOfRuntime => (helper as unknown as { _redNodes: FlowsOfRuntime })._redNodes;

/** As "stop flows" and every stop of Node-RED do. */
export function stopFlows(): Promise<void> {
  return runtimeFlows().stopFlows();
}

export function startFlows(): Promise<void> {
  return runtimeFlows().startFlows();
}

/** "Restart flows" of the editor. */
export async function reloadFlows(): Promise<void> {
  const started = once((helper as unknown as { _events: NodeJS.EventEmitter })._events, 'flows:started');
  await runtimeFlows().loadFlows(true);
  await started;
  await settle();
}

export interface Received extends Record<string, unknown> {
  topic?: string;
  payload?: unknown;
  _msgid?: string;
  error?: { message: string };
}

/** Collects the messages that reach this node, across redeploys when asked again. */
export function inbox(nodeId: string): Received[] {
  const messages: Received[] = [];
  helper.getNode(nodeId).on('input', (message: unknown) => messages.push(message as Received));
  return messages;
}

export function send(nodeId: string, message: object): void {
  helper.getNode(nodeId).receive(message as never);
}

interface StatusCalls {
  readonly args: [Badge][];
  readonly thisValues: { id: string }[];
}

export interface Badge {
  fill?: string;
  shape?: string;
  text?: string;
}

/** Every badge of this node since the flow was loaded, over redeploys; the helper spies on the method all nodes share. */
export function statuses(nodeId: string): Badge[] {
  const { args, thisValues } = (helper.getNode(nodeId) as unknown as { status: StatusCalls }).status;
  return args.flatMap(([badge], index) => (thisValues[index]!.id === nodeId ? [badge] : []));
}

export function lastStatus(nodeId: string): Badge | undefined {
  return statuses(nodeId).at(-1);
}

/** Node-RED delivers messages in later turns of the loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export { helper };
