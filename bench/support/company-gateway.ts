/** A real gateway beside the real Asterisk of ../shared/peers: what the benches of whole calls run on. */
import { Gateway } from '../../lib/gateway/gateway';
import type { CallUpdate, TimelineEntry } from '../../lib/gateway/gateway.types';
import { realDependencies } from '../../lib/gateway/registry';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { silentLogger } from '../../lib/logger';
import { Asterisk } from '../../test/interop/support/asterisk';
import type { TruthEvent } from '../../test/interop/support/asterisk';

export interface CompanyGateway {
  readonly company: Asterisk;
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** COMPANY_SIP_PORT: benches that run side by side each need a company of their own, ports 20 apart (5560, 5580, ...). */
const SIP_PORT = Number(process.env.COMPANY_SIP_PORT ?? 5560);
const RTP_START = 28_000 + (SIP_PORT - 5560) * 100;

export async function openCompanyGateway(changes: Record<string, unknown> = {}): Promise<CompanyGateway> {
  const company = await Asterisk.start(SIP_PORT, RTP_START);
  const parsed = parseGatewaySettings({
    account: {
      user: 'gw',
      domain: `127.0.0.1:${company.sipPort}`,
      password: 'secret',
      register: false,
      bindAddress: '127.0.0.1',
    },
    devices: [{ name: 'Desk', address: '700' }],
    numberPolicy: { country: 'US', maxCallsPerHour: 10_000, maxConcurrentCalls: 50 },
    media: { bindAddress: '127.0.0.1' },
    ...changes,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  const gateway = new Gateway(parsed.settings, realDependencies(silentLogger));
  const close = async (): Promise<void> => {
    await gateway.close();
    await company.stop();
  };
  // A company left behind holds its ports against the next run.
  const stop = (): void => void close().finally(() => process.exit(1));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return { company, gateway, close };
}

/** Waits for an entry of the call's timeline; null when the call ended or the time was up first. */
export function entryOf(
  gateway: Gateway,
  callId: string,
  matches: (entry: TimelineEntry) => boolean,
  limitMs: number,
): Promise<TimelineEntry | null> {
  const known = gateway.timeline(callId).find(matches);
  if (known) return Promise.resolve(known);
  return new Promise((resolve) => {
    const finish = (entry: TimelineEntry | null): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve(entry);
    };
    const timer = setTimeout(() => finish(null), limitMs);
    const unsubscribe = gateway.subscribe(({ call, entry }: CallUpdate) => {
      if (call.id !== callId) return;
      if (matches(entry)) finish(entry);
      else if (entry.topic === 'call/ended') finish(null);
    });
  });
}

/** The company's own log of the call to `scenario` placed at `sinceMs`, found by its order among calls to it. */
export function truthOf(company: Asterisk, sipCallId: string): readonly TruthEvent[] {
  const all = company.events();
  const begin = all.find((event) => event.event === 'call' && event.text.includes(`callid=${sipCallId} `));
  return begin ? all.filter((event) => event.callId === begin.callId) : [];
}

/** `n` at a time, in order of begin. */
export async function inParallel<T, R>(items: readonly T[], n: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: n }, async () => {
      while (next < items.length) {
        const index = next++;
        results[index] = await run(items[index]!);
      }
    }),
  );
  return results;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}
