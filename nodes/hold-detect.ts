/** Node: listens to a call on hold and says when a live human answers. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { CallSnapshot, HoldRequest, JobReport } from '../lib/gateway/gateway.types';
import { endedBadge, faultBadge, holdingBadge, severalBadge, type Translate } from './call-badge';
import { JobNode } from './job-node';
import { findCall, failureInWords, isOver, LONGEST_CALL_MINUTES, optionalDuration } from './node-support';
import type { Badge } from './status-badge';

interface HoldDetectDef extends NodeDef {
  readonly callId: string;
  readonly callIdType: string;
  readonly maxHoldMinutes?: string | number;
  readonly sensitivity?: NonNullable<HoldRequest['sensitivity']>;
}

/** After which a false alarm, or the agent, may still send the call back to the music. */
const WITH_A_HUMAN: readonly CallSnapshot['activity'][] = ['with-human', 'connecting', 'bridged'];

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`hold-detect.status.${key}`, values ?? {});

  function HoldDetect(this: Node, config: HoldDetectDef): void {
    RED.nodes.createNode(this, config);
    new JobNode(RED, this, {
      ports: { human: 0, progress: 1, ended: 2, failed: 2 },
      portCount: 3,
      plan: async (message) => {
        const { callId, gateway } = await findCall(RED, this, message, {
          value: config.callId,
          type: config.callIdType,
        });
        const request = holdRequest(config);
        return { gateway, begin: (owner) => gateway.detectHuman(callId, request, owner) };
      },
      badge: (call, report) => holdBadge(call, report, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
    });
  }

  RED.nodes.registerType<Node, HoldDetectDef, object, object>('hold-detect', HoldDetect);
};

function holdRequest(config: HoldDetectDef): HoldRequest {
  const maxHoldMinutes = optionalDuration('give up after', config.maxHoldMinutes, LONGEST_CALL_MINUTES, 'minutes');
  return {
    ...(maxHoldMinutes === undefined ? {} : { maxHoldSeconds: maxHoldMinutes * 60 }),
    ...(config.sensitivity ? { sensitivity: config.sensitivity } : {}),
  };
}

function holdBadge(call: CallSnapshot, report: JobReport | undefined, t: Translate): Badge {
  if (isOver(call)) return endedBadge(call, t);
  if (report?.final) return { fill: 'red', shape: 'ring', text: failureInWords(report) };
  if (WITH_A_HUMAN.includes(call.activity)) {
    return { fill: 'green', shape: 'dot', text: t('human') };
  }
  return holdingBadge(call, t);
}
