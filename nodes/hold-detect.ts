/** Node: listens to a call on hold and says when a live human answers. */
import path from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { CallSnapshot, HoldRequest, JobReport } from '../lib/gateway/gateway.types';
import { endedBadge, faultBadge, severalBadge, type Translate } from './call-badge';
import { JobNode } from './job-node';
import {
  clockText,
  findCall,
  failureInWords,
  isOver,
  LONGEST_CALL_MINUTES,
  optionalDuration,
  pathFromUserDirectory,
  textOf,
} from './node-support';
import type { Badge } from './status-badge';

interface HoldDetectDef extends NodeDef {
  readonly callId: string;
  readonly callIdType: string;
  readonly maxHoldMinutes?: string | number;
  readonly sensitivity?: NonNullable<HoldRequest['sensitivity']>;
  readonly stallingLine?: string;
  /** The consent: without it the folder means nothing. */
  readonly keepClips?: boolean;
  readonly clipsFolder?: string;
}

/** Below the user directory. */
const DEFAULT_CLIPS_FOLDER = path.join('hold-slayer', 'false-alarms');
/** What fits on a badge behind "human 92 %: ". */
const LONGEST_EVIDENCE = 27;

/** After which a false alarm, or the agent, may still send the call back to the music. */
const WITH_A_HUMAN: readonly CallSnapshot['activity'][] = ['with-human', 'connecting', 'bridged'];

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`hold-detect.status.${key}`, values ?? {});

  function HoldDetect(this: Node, config: HoldDetectDef): void {
    RED.nodes.createNode(this, config);
    new JobNode(RED, this, {
      ports: { human: 0, progress: 1, ended: 2, failed: 2 },
      portCount: 3,
      detailsAs: 'hold',
      plan: async (message) => {
        const { callId, gateway } = await findCall(RED, this, message, {
          value: config.callId,
          type: config.callIdType,
        });
        const request = holdRequest(RED, config);
        return { gateway, begin: (owner) => gateway.detectHuman(callId, request, owner) };
      },
      badge: (call, report) => holdBadge(call, report, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
    });
  }

  RED.nodes.registerType<Node, HoldDetectDef, object, object>('hold-detect', HoldDetect);
};

function holdRequest(RED: NodeAPI, config: HoldDetectDef): HoldRequest {
  const maxHoldMinutes = optionalDuration('give up after', config.maxHoldMinutes, LONGEST_CALL_MINUTES, 'minutes');
  const stallingLine = textOf('stalling line', config.stallingLine);
  const folder = textOf('folder', config.clipsFolder) ?? DEFAULT_CLIPS_FOLDER;
  return {
    ...(maxHoldMinutes === undefined ? {} : { maxHoldSeconds: maxHoldMinutes * 60 }),
    ...(config.sensitivity ? { sensitivity: config.sensitivity } : {}),
    ...(stallingLine === undefined ? {} : { stallingLine }),
    ...(config.keepClips === true ? { clipsFolder: pathFromUserDirectory(RED, folder) } : {}),
  };
}

function holdBadge(call: CallSnapshot, report: JobReport | undefined, t: Translate): Badge {
  // "Closed" says more than that they hung up.
  const toldWhy = report?.final === true && report.topic === 'hold/ended' && report.payload !== call.endReason;
  if (isOver(call) && !toldWhy) return endedBadge(call, t);
  if (report?.final) return { fill: 'red', shape: 'ring', text: failureInWords(report) };
  if (WITH_A_HUMAN.includes(call.activity)) {
    return { fill: 'green', shape: 'dot', text: humanText(report, t) };
  }
  const position = report?.topic === 'hold/position' ? positionOf(report.payload) : undefined;
  const time = clockText(call.holdSeconds);
  const text = position === undefined ? t('holding', { time }) : t('holding-position', { time, position });
  return { fill: 'blue', shape: 'ring', text };
}

/** How sure, and why when that is short; nothing of either when another message came since. */
function humanText(report: JobReport | undefined, t: Translate): string {
  if (report?.output !== 'human' || typeof report.payload !== 'number') return t('human');
  const percent = Math.round(report.payload * 100);
  const { label, evidence } = report.call.farEnd;
  const why = label === 'live_human' ? evidence[0] : undefined;
  if (why === undefined || why.length > LONGEST_EVIDENCE) return t('human-sure', { percent });
  return t('human-why', { percent, why });
}

function positionOf(payload: unknown): number | undefined {
  const position = (payload as { readonly position?: unknown } | null)?.position;
  return typeof position === 'number' ? position : undefined;
}
