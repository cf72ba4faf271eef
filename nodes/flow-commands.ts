/** msg.action "export-flow" and "import-flow": what is known of a company's menu, out of the gateway and into it. */
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { GatewayPort } from './gateway-port';
import type { Message } from './node-support';
import { findCall, NodeFault, refused } from './node-support';
import type { SipGatewayNode } from './sip-gateway.types';

export const FLOW_ACTIONS = ['export-flow', 'import-flow'] as const;

export type FlowAction = (typeof FLOW_ACTIONS)[number];

export function flowActionOf(message: Message): FlowAction | undefined {
  return FLOW_ACTIONS.find((action) => action === message.action);
}

/** Whose flow it is: of msg.call, or else of what the node itself says. */
export interface FlowPlace {
  /** The node's own gateway; without one the only one there is. */
  readonly gateway?: GatewayPort;
  /** What would be called, when there is no call. */
  readonly number?: string;
  readonly goal?: string;
}

/** The answer to the command, for *progress*: the flow, or what was imported, in msg.payload. Rejects with the fault. */
export async function exchangeFlow(
  RED: NodeAPI,
  node: Node,
  message: Message,
  action: FlowAction,
  place: FlowPlace,
): Promise<NodeMessage> {
  const call = hasCall(message) ? await findCall(RED, node, message, { value: 'call.id', type: 'msg' }) : undefined;
  const gateway = call?.gateway ?? place.gateway ?? onlyGateway(RED);
  const whose = {
    ...(call && { callId: call.callId }),
    ...(place.number !== undefined && { number: place.number }),
    ...(place.goal !== undefined && { goal: place.goal }),
  };
  // The command has been carried out: a node behind this one must not take it for its own.
  const rest: Message = { ...message };
  delete rest.action;
  if (action === 'export-flow') {
    const exported = gateway.exportFlow(whose);
    if (!exported.ok) throw refused(exported);
    return { ...rest, topic: 'flow/exported', payload: structuredClone(exported.flow) };
  }
  const imported = gateway.importFlow(message.payload, whose);
  if (!imported.ok) throw refused(imported);
  return { ...rest, topic: 'flow/imported', payload: structuredClone(imported.imported) };
}

function hasCall(message: Message): boolean {
  const { call } = message;
  return typeof call === 'object' && call !== null && 'id' in call && typeof call.id === 'string';
}

function onlyGateway(RED: NodeAPI): GatewayPort {
  const gateways: GatewayPort[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    if (type !== 'sip-gateway') return;
    const gateway = (RED.nodes.getNode(id) as SipGatewayNode | null)?.gateway();
    if (gateway) gateways.push(gateway);
  });
  const [only, another] = gateways;
  if (only && !another) return only;
  const message = only
    ? 'there are several SIP gateways: send this command to a sip call node of the right one'
    : 'there is no SIP gateway that works';
  throw new NodeFault('no-gateway', message);
}
