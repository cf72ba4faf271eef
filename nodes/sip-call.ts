/** Node: places a call and follows it to its end; commands in msg.action steer a live call. */
import type { NodeAPI, NodeDef, Node } from 'node-red';
import type { CallAction, CallSnapshot, PlaceRequest } from '../lib/gateway/gateway.types';
import type { Badge } from './status-badge';
import { endedBadge, faultBadge, holdingBadge, severalBadge, type Translate } from './call-badge';
import { JobNode } from './job-node';
import type { Message } from './node-support';
import {
  findCall,
  isOver,
  LONGEST_CALL_MINUTES,
  LONGEST_RING_SECONDS,
  NodeFault,
  optionalDuration,
  refused,
  resolveText,
} from './node-support';
import { secretsOf } from './secrets';
import type { SipGatewayNode } from './sip-gateway.types';

interface SipCallDef extends NodeDef {
  readonly gateway: string;
  readonly to: string;
  readonly toType: string;
  readonly goal: string;
  readonly goalType: string;
  readonly tags?: string;
  readonly answerTimeoutSeconds?: string | number;
  readonly maxCallMinutes?: string | number;
}

const ACTIONS: readonly CallAction[] = ['hangup', 'dtmf', 'play', 'hold', 'unhold', 'connect', 'false-alarm'];

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`sip-call.status.${key}`, values ?? {});

  function SipCall(this: Node, config: SipCallDef): void {
    RED.nodes.createNode(this, config);
    const gatewayNode = RED.nodes.getNode(config.gateway) as SipGatewayNode | null;

    const jobs = new JobNode(RED, this, {
      ports: { answered: 0, progress: 1, ended: 2, failed: 2 },
      portCount: 3,
      command: (message) => (message.action === undefined ? undefined : steer(RED, this, message)),
      plan: async (message) => {
        const gateway = gatewayNode?.gateway();
        const problem = gatewayNode ? gatewayNode.problem() : 'choose a SIP gateway in this node';
        if (!gateway || problem !== undefined) {
          throw new NodeFault('no-gateway', problem ?? 'the SIP gateway is not ready');
        }
        const request = await placeRequest(RED, this, message, config);
        return { gateway, begin: (owner) => gateway.placeCall(request, owner) };
      },
      badge: (call) => callBadge(call, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
      idle: () => idleBadge(gatewayNode, t),
    });

    const unsubscribe = gatewayNode?.gateway()?.onRegistration(() => jobs.refreshBadge());
    gatewayNode?.onProblem(() => jobs.refreshBadge());
    this.on('close', () => unsubscribe?.());
    jobs.refreshBadge();
  }

  RED.nodes.registerType<Node, SipCallDef, object, object>('sip-call', SipCall);
};

async function placeRequest(RED: NodeAPI, node: Node, message: Message, config: SipCallDef): Promise<PlaceRequest> {
  const to = await resolveText(RED, node, message, 'number', { value: config.to, type: config.toType });
  if (to === undefined) throw new NodeFault('no-number', 'no number to call: fill in "Call" or the property it reads');
  const goal = await resolveText(RED, node, message, 'goal', { value: config.goal, type: config.goalType });
  const answerTimeoutSeconds = optionalDuration(
    'ring for',
    config.answerTimeoutSeconds,
    LONGEST_RING_SECONDS,
    'seconds',
  );
  const maxCallMinutes = optionalDuration('give up after', config.maxCallMinutes, LONGEST_CALL_MINUTES, 'minutes');
  const tags = (config.tags ?? '').split(',').flatMap((tag) => tag.trim() || []);
  return {
    to,
    ...(goal === undefined ? {} : { goal }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(answerTimeoutSeconds === undefined ? {} : { answerTimeoutSeconds }),
    ...(maxCallMinutes === undefined ? {} : { maxCallSeconds: maxCallMinutes * 60 }),
  };
}

/** msg.action, with its argument in msg.payload, for the call msg.call.id. */
async function steer(RED: NodeAPI, node: Node, message: Message): Promise<void> {
  const action = ACTIONS.find((known) => known === message.action);
  if (!action) {
    throw new NodeFault('bad-action', `unknown action "${String(message.action)}": use one of ${ACTIONS.join(', ')}`);
  }
  const { callId, gateway } = await findCall(RED, node, message, { value: 'call.id', type: 'msg' });
  // A flow that hangs up when a wait or a phone gave up need not know that the other side was faster.
  const call = gateway.call(callId);
  if (action === 'hangup' && call && isOver(call)) return;
  const options = action === 'dtmf' ? { secrets: secretsOf(RED, gateway) } : {};
  const result = await gateway.act(callId, action, message.payload, options);
  if (!result.ok) throw refused(result);
}

function callBadge(call: CallSnapshot, t: Translate): Badge {
  if (isOver(call)) return endedBadge(call, t);
  if (call.state === 'ringing') return { fill: 'yellow', shape: 'dot', text: t('ringing') };
  if (call.state !== 'answered') return { fill: 'yellow', shape: 'ring', text: t('dialing') };
  switch (call.activity) {
    case 'navigating':
      return { fill: 'blue', shape: 'dot', text: t('navigating') };
    case 'holding':
      return holdingBadge(call, t);
    case 'with-human':
      return { fill: 'green', shape: 'dot', text: t('human') };
    case 'connecting':
      return { fill: 'yellow', shape: 'dot', text: t('connecting') };
    case 'bridged':
      return { fill: 'green', shape: 'ring', text: t('connected') };
    case null:
      return { fill: 'blue', shape: 'dot', text: t('answered') };
  }
}

function idleBadge(gatewayNode: SipGatewayNode | null, t: Translate): Badge | undefined {
  if (!gatewayNode) return { fill: 'red', shape: 'ring', text: t('no-gateway') };
  const problem = gatewayNode.problem();
  if (problem !== undefined) return { fill: 'red', shape: 'ring', text: problem };
  const registration = gatewayNode.gateway()?.registration;
  if (registration?.state === 'registering') return { fill: 'grey', shape: 'ring', text: t('registering') };
  if (registration?.state !== 'failed') return undefined;
  return { fill: 'red', shape: 'ring', text: t('not-registered', { reason: registration.reason }) };
}
