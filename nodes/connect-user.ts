/** Node: rings the user's own phone and puts the user through to the call. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { CallSnapshot, ConnectRequest, JobReport } from '../lib/gateway/gateway.types';
import { endedBadge, faultBadge, severalBadge, type Translate } from './call-badge';
import { JobNode } from './job-node';
import type { Message } from './node-support';
import { findCall, failureInWords, isOver, LONGEST_RING_SECONDS, optionalDuration, resolveText } from './node-support';
import type { Badge } from './status-badge';

interface ConnectUserDef extends NodeDef {
  readonly callId: string;
  readonly callIdType: string;
  readonly device: string;
  readonly deviceType: string;
  readonly ringSeconds?: string | number;
}

/** Refusals that say nothing about the phone: the node is wired to the wrong output, or twice. */
const STATE_OF_CALL: readonly string[] = ['no-such-call', 'not-answered', 'connecting', 'bridged'];

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`connect-user.status.${key}`, values ?? {});

  function ConnectUser(this: Node, config: ConnectUserDef): void {
    RED.nodes.createNode(this, config);
    new JobNode(RED, this, {
      ports: { bridged: 0, progress: 1, failed: 2, ended: 2 },
      portCount: 3,
      plan: async (message) => {
        const { callId, gateway } = await findCall(RED, this, message, {
          value: config.callId,
          type: config.callIdType,
        });
        const request = await connectRequest(RED, this, message, config);
        return { gateway, callId, begin: (owner) => gateway.connectUser(callId, request, owner) };
      },
      // The human is on the line: the flow must be able to try another phone.
      refusedTopic: ({ code }) => (STATE_OF_CALL.includes(code) ? undefined : 'connect/failed'),
      badge: (call, report) => connectBadge(call, report, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
    });
  }

  RED.nodes.registerType<Node, ConnectUserDef, object, object>('connect-user', ConnectUser);
};

async function connectRequest(
  RED: NodeAPI,
  node: Node,
  message: Message,
  config: ConnectUserDef,
): Promise<ConnectRequest> {
  const device = await resolveText(RED, node, message, 'device', { value: config.device, type: config.deviceType });
  const ringSeconds = optionalDuration('ring for', config.ringSeconds, LONGEST_RING_SECONDS, 'seconds');
  return {
    ...(device === undefined ? {} : { device }),
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
  };
}

function connectBadge(call: CallSnapshot, report: JobReport | undefined, t: Translate): Badge | undefined {
  if (report?.output === 'failed') return { fill: 'red', shape: 'ring', text: failureInWords(report) };
  if (isOver(call)) return endedBadge(call, t);
  if (call.activity === 'bridged') return { fill: 'green', shape: 'ring', text: t('connected') };
  // The user is off the line and the call goes on: a false alarm, or the agent's hold music.
  if (report?.final) return undefined;
  return { fill: 'yellow', shape: 'dot', text: t('ringing') };
}
