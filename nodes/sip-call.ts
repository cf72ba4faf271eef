/** Node: places a call and follows it to its end; commands in msg.action steer a live call. */
import type { NodeAPI, NodeDef, Node, NodeMessage } from 'node-red';
import type { CallAction, CallSnapshot, PlaceRequest } from '../lib/gateway/gateway.types';
import type { RegistrationState } from '../lib/sip/sip-account.types';
import type { Badge } from './status-badge';
import { endedBadge, faultBadge, holdingBadge, severalBadge, type Translate } from './call-badge';
import { exchangeFlow, type FlowAction, flowActionOf, FLOW_ACTIONS } from './flow-commands';
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
  resolveTyped,
  textOf,
} from './node-support';
import { type Secrets, secretsOf } from './secrets';
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

const ACTIONS: readonly CallAction[] = ['hangup', 'dtmf', 'say', 'play', 'hold', 'unhold', 'connect', 'false-alarm'];

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`sip-call.status.${key}`, values ?? {});

  function SipCall(this: Node, config: SipCallDef): void {
    RED.nodes.createNode(this, config);
    const gatewayNode = RED.nodes.getNode(config.gateway) as SipGatewayNode | null;

    const jobs = new JobNode(RED, this, {
      ports: { answered: 0, progress: 1, ended: 2, failed: 2 },
      portCount: 3,
      detailsAs: 'event',
      command: (message, answer) => {
        const action = flowActionOf(message);
        if (action)
          return exchange(RED, this, message, config, action)
            .then(answer)
            .then(() => undefined);
        return message.action === undefined ? undefined : steer(RED, this, message, t);
      },
      plan: async (message) => {
        const gateway = gatewayNode?.gateway();
        const problem = gatewayNode ? gatewayNode.problem() : 'choose a SIP gateway in this node';
        if (!gateway || problem !== undefined) {
          throw new NodeFault('no-gateway', problem ?? 'the SIP gateway is not ready');
        }
        const request = await placeRequest(RED, this, message, config);
        const secrets = secretsOf(RED, gateway);
        return { gateway, begin: (owner) => gateway.placeCall(withSecrets(request, secrets), owner) };
      },
      badge: (call) => callBadge(call, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
      idle: () => idleBadge(gatewayNode, registrationFailure, t),
    });

    const gateway = gatewayNode?.gateway();
    // Kept while the gateway tries again: a badge that flips at each retry cannot be read.
    let registrationFailure = failureOf(gateway?.registration);
    const unsubscribe = gateway?.onRegistration((registration) => {
      if (registration.state !== 'registering') registrationFailure = failureOf(registration);
      jobs.refreshBadge();
    });
    gatewayNode?.onProblem(() => jobs.refreshBadge());
    this.on('close', () => unsubscribe?.());
    jobs.refreshBadge();
  }

  RED.nodes.registerType<Node, SipCallDef, object, object>('sip-call', SipCall);
};

async function placeRequest(RED: NodeAPI, node: Node, message: Message, config: SipCallDef): Promise<PlaceRequest> {
  const wanted = await resolveTyped(RED, node, message, 'Call', { value: config.to, type: config.toType });
  if (isTimestamp(wanted)) {
    throw new NodeFault(
      'bad-number',
      'that is a timestamp: fill in "Call", or put the number into the property it reads',
    );
  }
  const to = textOf('number', wanted);
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

/** Given when the call is placed: what it must not write down, whichever nodes follow. */
function withSecrets(request: PlaceRequest, secrets: Secrets): PlaceRequest {
  return Object.keys(secrets).length === 0 ? request : { ...request, secrets };
}

/** For the call of the message; without one, for what this node calls with this goal. */
async function exchange(
  RED: NodeAPI,
  node: Node,
  message: Message,
  config: SipCallDef,
  action: FlowAction,
): Promise<NodeMessage> {
  const gateway = (RED.nodes.getNode(config.gateway) as SipGatewayNode | null)?.gateway();
  // Where the number is read from the payload, the flow to import stands in its place.
  const inPayload = action === 'import-flow' && config.toType === 'msg' && config.to.split(/[.[]/)[0] === 'payload';
  const number = inPayload
    ? undefined
    : await resolveText(RED, node, message, 'number', { value: config.to, type: config.toType });
  const goal = await resolveText(RED, node, message, 'goal', { value: config.goal, type: config.goalType });
  return exchangeFlow(RED, node, message, action, {
    ...(gateway ? { gateway } : {}),
    ...(number === undefined ? {} : { number }),
    ...(goal === undefined ? {} : { goal }),
  });
}

/** What an inject node left as it came puts into msg.payload: now, in epoch ms. No phone number comes as a number of 13 digits. */
function isTimestamp(value: unknown): boolean {
  return typeof value === 'number' && value >= Date.UTC(2020, 0) && value < Date.UTC(2041, 0);
}

/** msg.action, with its argument in msg.payload, for the call msg.call.id. Resolves to a badge when there was no call. */
async function steer(RED: NodeAPI, node: Node, message: Message, t: Translate): Promise<Badge | undefined> {
  const action = ACTIONS.find((known) => known === message.action);
  if (!action) {
    throw new NodeFault(
      'bad-action',
      `unknown action "${String(message.action)}": use one of ${[...ACTIONS, ...FLOW_ACTIONS].join(', ')}`,
    );
  }
  const found = await findCall(RED, node, message, { value: 'call.id', type: 'msg' }).catch((fault: unknown) => {
    if (action === 'hangup' && fault instanceof NodeFault && fault.code === 'no-call') return undefined;
    throw fault;
  });
  // What was asked for is so already.
  if (!found) return { fill: 'grey', shape: 'ring', text: t('no-call') };
  const { callId, gateway } = found;
  // A flow that hangs up when a wait or a phone gave up need not know that the other side was faster.
  const call = gateway.call(callId);
  if (action === 'hangup' && call && isOver(call)) return undefined;
  const fillsIn = action === 'dtmf' || action === 'say';
  const options = fillsIn ? { secrets: secretsOf(RED, gateway) } : {};
  const result = await gateway.act(callId, action, message.payload, options);
  if (!result.ok) throw refused(result);
  return undefined;
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

type FailedRegistration = Extract<RegistrationState, { state: 'failed' }>;

function failureOf(registration: RegistrationState | undefined): FailedRegistration | undefined {
  return registration?.state === 'failed' ? registration : undefined;
}

/** Hours and minutes where Node-RED runs: it comes within the hour. */
function timeOfDay(epochMs: number): string {
  const time = new Date(epochMs);
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

function idleBadge(
  gatewayNode: SipGatewayNode | null,
  failure: FailedRegistration | undefined,
  t: Translate,
): Badge | undefined {
  if (!gatewayNode) return { fill: 'red', shape: 'ring', text: t('no-gateway') };
  const problem = gatewayNode.problem();
  if (problem !== undefined) return { fill: 'red', shape: 'ring', text: problem };
  if (failure?.passwordRefused) {
    return { fill: 'red', shape: 'ring', text: t('password-refused', { time: timeOfDay(failure.retryAt) }) };
  }
  if (failure) return { fill: 'red', shape: 'ring', text: t('not-registered', { reason: failure.reason }) };
  const registering = gatewayNode.gateway()?.registration.state === 'registering';
  return registering ? { fill: 'grey', shape: 'ring', text: t('registering') } : undefined;
}
