import assert from 'node:assert/strict';
import { Gateway } from '../../../lib/gateway/gateway';
import type { CallMemory } from '../../../lib/gateway/call-memory';
import type { JobReport } from '../../../lib/gateway/gateway.types';
import { parseGatewaySettings } from '../../../lib/gateway/settings';
import type { GatewaySettings } from '../../../lib/gateway/settings';
import type { LanguageModel } from '../../../lib/ivr/language-model';
import { silentLogger } from '../../../lib/logger';
import type { FakeLeg } from '../../support/fake-line';
import { FakeLine } from '../../support/fake-line';
import type { FakeSpeech } from '../../support/fake-speech';
import { ManualClock } from '../../support/manual-clock';

/** A gateway on a fake line and a clock that moves when told. */
export function settings(changes: Record<string, unknown> = {}): GatewaySettings {
  const parsed = parseGatewaySettings({
    account: { user: 'gw', domain: '127.0.0.1:5060', register: false },
    devices: [{ name: 'Desk', address: '700' }],
    numberPolicy: { country: 'US' },
    ...changes,
  });
  assert.ok(parsed.ok);
  return parsed.settings;
}

export interface HouseOptions {
  readonly strict?: boolean;
  /** Something understands and speaks; without it calls have no words. */
  readonly speech?: FakeSpeech;
  readonly model?: LanguageModel;
  readonly memory?: CallMemory;
}

export interface House {
  readonly gateway: Gateway;
  readonly clock: ManualClock;
  readonly lines: FakeLine[];
  readonly line: FakeLine;
  /** Lines opened from now on fail so. */
  readonly readiness: { failWith: Error | null };
  /** What the owner "node" was told. */
  readonly reports: JobReport[];
}

export function house(changes: Record<string, unknown> = {}, options: HouseOptions = {}): House {
  const clock = new ManualClock();
  const lines: FakeLine[] = [];
  const readiness: House['readiness'] = { failWith: null };
  const gateway = new Gateway(settings(changes), {
    openLine: () => {
      const line = new FakeLine();
      if (readiness.failWith) line.ready = Promise.reject(readiness.failWith);
      lines.push(line);
      return line;
    },
    ...(options.speech && { openSpeech: () => options.speech! }),
    ...(options.model && { openModel: () => options.model! }),
    ...(options.memory && { openMemory: () => options.memory! }),
    log: silentLogger,
    clock,
    strict: options.strict ?? true,
  });
  const reports: JobReport[] = [];
  gateway.attachOwner('node', (report) => reports.push(report));
  return { gateway, clock, lines, line: lines[0]!, readiness, reports };
}

export const owner = { id: 'node', input: { _msgid: 'm1' } };

export async function answeredCall(h: House): Promise<{ callId: string; leg: FakeLeg }> {
  const started = h.gateway.placeCall({ to: '5550100', goal: 'technical support' }, owner);
  assert.ok(started.ok);
  await h.clock.advance(0);
  const leg = h.lines.at(-1)!.legs.at(-1)!;
  leg.ringing();
  leg.answer();
  return { callId: started.call.id, leg };
}

export const outputs = (reports: readonly JobReport[]): string[] => reports.map((r) => `${r.output} ${r.topic}`);
