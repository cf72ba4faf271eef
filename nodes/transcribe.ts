/** Node: writes down what is said on a call, beside whatever else is done with it. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { CallSnapshot, JobReport } from '../lib/gateway/gateway.types';
import { endedBadge, faultBadge, severalBadge, type Translate } from './call-badge';
import { JobNode } from './job-node';
import { failureInWords, findCall, isOver } from './node-support';
import { type Badge, tailOf } from './status-badge';

interface TranscribeDef extends NodeDef {
  readonly callId: string;
  readonly callIdType: string;
  readonly partials?: boolean;
}

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`transcribe.status.${key}`, values ?? {});

  function Transcribe(this: Node, config: TranscribeDef): void {
    RED.nodes.createNode(this, config);
    new JobNode(RED, this, {
      ports: { transcript: 0, progress: 1, ended: 2, failed: 2 },
      portCount: 3,
      detailsAs: 'transcript',
      plan: async (message) => {
        const { callId, gateway } = await findCall(RED, this, message, {
          value: config.callId,
          type: config.callIdType,
        });
        const request = config.partials === true ? { partials: true } : {};
        return { gateway, begin: (owner) => gateway.transcribe(callId, request, owner) };
      },
      badge: (call, report) => transcribeBadge(call, report, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
    });
  }

  RED.nodes.registerType<Node, TranscribeDef, object, object>('transcribe', Transcribe);
};

function transcribeBadge(call: CallSnapshot, report: JobReport | undefined, t: Translate): Badge {
  if (report?.output === 'failed') return { fill: 'red', shape: 'ring', text: failureInWords(report) };
  if (isOver(call)) return endedBadge(call, t);
  if (report?.output === 'ended')
    return { fill: 'grey', shape: 'ring', text: t('ended', { reason: failureInWords(report) }) };
  const words = report?.topic.startsWith('transcript/') && typeof report.payload === 'string' ? report.payload : '';
  return { fill: 'blue', shape: 'dot', text: words === '' ? t('listening') : tailOf(words) };
}
