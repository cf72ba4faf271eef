/** Badges that several nodes draw the same way. `t` translates a key of the node's own catalogue. */
import type { CallEndReason, CallSnapshot } from '../lib/gateway/gateway.types';
import { clockText, inWords } from './node-support';
import type { Badge } from './status-badge';

export type Translate = (key: string, values?: Record<string, string | number>) => string;

const ORDINARY_ENDS: readonly CallEndReason[] = ['completed', 'remote-hangup', 'cancelled'];

export function endedBadge(call: CallSnapshot, t: Translate): Badge {
  const reason = call.endReason ?? 'completed';
  if (ORDINARY_ENDS.includes(reason))
    return { fill: 'grey', shape: 'ring', text: t('ended', { reason: inWords(reason) }) };
  return { fill: 'red', shape: 'ring', text: inWords(reason) };
}

export function holdingBadge(call: CallSnapshot, t: Translate): Badge {
  return { fill: 'blue', shape: 'ring', text: t('holding', { time: clockText(call.holdSeconds) }) };
}

export function severalBadge(calls: readonly CallSnapshot[], t: Translate): Badge {
  const humans = calls.filter((call) => call.activity === 'with-human' || call.activity === 'bridged').length;
  const text = t(humans > 0 ? 'several-humans' : 'several', { count: calls.length, humans });
  return { fill: humans > 0 ? 'green' : 'blue', shape: 'dot', text };
}

export function faultBadge(error: Error): Badge {
  return { fill: 'red', shape: 'ring', text: error.message };
}
