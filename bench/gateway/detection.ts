/**
 * Live humans in whole calls to a real Asterisk, with sound, words and the probe together: how long from a person's
 * first word (the company's own log) to our hard level, and does a recording ever raise it? Exits 1 when a person was
 * missed or a recording was taken for one.
 *
 *   tsx bench/gateway/detection.ts [--runs 10] [--parallel 3] [--remember] [--verbose] [--keep FILE.jsonl] [SCENARIO...]
 *
 * --remember: every run knows the recordings of the runs before it, as calls to one number do. The company's people
 * are recordings as well: each of them must be confirmed all the same.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TruthEvent } from '../../test/interop/support/asterisk';
import { entryOf, inParallel, openCompanyGateway, percentile, truthOf } from '../support/company-gateway';
import type { CompanyGateway } from '../support/company-gateway';

/** Number to dial, keys to press first, how long the call may last. */
const CALLS: readonly { readonly to: string; readonly steps?: string; readonly limitSeconds: number }[] = [
  { to: '100', limitSeconds: 20 },
  { to: '102', limitSeconds: 50 },
  { to: '20015', steps: 'wait 2 wait 1', limitSeconds: 70 },
  { to: '20115', limitSeconds: 50 },
  { to: '205', limitSeconds: 90 },
  { to: '240', limitSeconds: 80 },
  { to: '241', limitSeconds: 90 },
  { to: '242', limitSeconds: 65 },
  { to: '290', limitSeconds: 50 },
  { to: '291', limitSeconds: 45 },
  { to: '292', limitSeconds: 75 },
];

/** A person's clips this close together are one appearance. */
const SAME_PERSON_MS = 16_000;
/** An alarm this long after a person's last word is still about them. */
const AFTERWARDS_MS = 12_000;

/** Told with --verbose. */
const SLOW_MS = 3500;

interface Result {
  readonly to: string;
  readonly people: number;
  readonly delaysMs: readonly number[];
  readonly missed: number;
  readonly falseAlarms: readonly string[];
  /** What was heard around each person. */
  readonly story: readonly string[];
}

/** `keepIn`: a file to which the company's log and our timeline of the call are added, as a line of JSON. */
async function run(
  { company, gateway }: CompanyGateway,
  call: (typeof CALLS)[number],
  keepIn: string | undefined,
): Promise<Result> {
  const placed = gateway.placeCall({ to: call.to, goal: 'talk to a person' });
  if (!placed.ok) throw new Error(placed.message);
  const { id } = placed.call;
  await entryOf(gateway, id, ({ topic }) => topic === 'call/answered', 20_000);
  if (call.steps !== undefined) {
    gateway.navigate(id, { steps: call.steps });
    await entryOf(gateway, id, ({ topic }) => /^ivr\/(reached|failed)$/.test(topic), 60_000);
  }
  gateway.detectHuman(id, {});
  const sipCallId = gateway.call(id)?.sipCallId ?? '';
  await entryOf(gateway, id, ({ topic }) => topic === 'call/ended', call.limitSeconds * 1000);
  const timeline = gateway.timeline(id);
  await gateway.act(id, 'hangup');
  const truth = truthOf(company, sipCallId);
  if (keepIn !== undefined) appendFileSync(keepIn, `${JSON.stringify({ to: call.to, truth, timeline })}\n`);
  const people = appearances(truth);
  const alarms = timeline.filter(({ topic }) => topic === 'human/heard');
  const delaysMs: number[] = [];
  let missed = 0;
  for (const { fromMs, toMs } of people) {
    const first = alarms.find(({ at }) => at >= fromMs && at <= toMs + AFTERWARDS_MS);
    if (first) delaysMs.push(Math.round(first.at - fromMs));
    else missed++;
  }
  const falseAlarms = alarms
    .filter(({ at }) => !people.some(({ fromMs, toMs }) => at >= fromMs - 100 && at <= toMs + AFTERWARDS_MS))
    .map(({ at, evidence }) => `${((at - placed.call.startedAt) / 1000).toFixed(1)} s: ${(evidence ?? []).join('; ')}`);
  const story = timeline
    .filter(({ at }) => people.some(({ fromMs }) => at >= fromMs - 3000 && at <= fromMs + 9000))
    .map(({ at, topic, payload, evidence }) => {
      const since = people.findLast(({ fromMs }) => at >= fromMs - 3000)!.fromMs;
      return `${((at - since) / 1000).toFixed(2)} ${topic} ${JSON.stringify(payload)} ${(evidence ?? []).join('; ')}`;
    });
  return { to: call.to, people: people.length, delaysMs, missed, falseAlarms, story };
}

/** When live people were there: from a first word to the last before a hold, a transfer or the end. */
function appearances(truth: readonly TruthEvent[]): { fromMs: number; toMs: number }[] {
  const out: { fromMs: number; toMs: number }[] = [];
  let open = false;
  for (const { event, at } of truth) {
    const last = out.at(-1);
    if (event === 'human_speaks') {
      if (open && last && at - last.toMs < SAME_PERSON_MS) last.toMs = at;
      else out.push({ fromMs: at, toMs: at });
      open = true;
    } else if (event === 'human_silent' || event === 'agent_echo' || event === 'agent_heard_caller') {
      if (open && last) last.toMs = at;
    } else if (/^(hold|agent_holds|transferred|agent_unholds|dropped)$/.test(event)) open = false;
  }
  // Who echoes what we say stays until we hang up.
  const echoes = truth.findLast(({ event }) => event === 'agent_echo');
  const last = out.at(-1);
  if (echoes && last && echoes.at >= last.fromMs) last.toMs = Infinity;
  return out;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      parallel: { type: 'string', default: '3' },
      verbose: { type: 'boolean', default: false },
      remember: { type: 'boolean', default: false },
      keep: { type: 'string' },
    },
    allowPositionals: true,
  });
  const chosen = CALLS.filter(({ to }) => positionals.length === 0 || positionals.includes(to));
  const storageFolder = values.remember ? mkdtempSync(join(tmpdir(), 'hold-slayer-detection-')) : undefined;
  const house = await openCompanyGateway(storageFolder === undefined ? {} : { storageFolder });
  try {
    const calls = Array.from({ length: Number(values.runs) }, () => chosen).flat();
    const results = await inParallel(calls, Number(values.parallel), (call) => run(house, call, values.keep));
    for (const { to } of chosen) {
      const own = results.filter((result) => result.to === to);
      const delays = own.flatMap((result) => result.delaysMs);
      const missed = own.reduce((sum, result) => sum + result.missed, 0);
      const people = own.reduce((sum, result) => sum + result.people, 0);
      const alarms = own.flatMap((result) => result.falseAlarms);
      const times = delays.length > 0 ? `p50 ${percentile(delays, 0.5)} max ${Math.max(...delays)} ms` : '';
      console.log(`${to}: ${people - missed} of ${people} people confirmed, ${times}, ${alarms.length} false alarms`);
      for (const alarm of alarms) console.log(`   false alarm at ${alarm}`);
      const slow = own.filter((result) => result.missed > 0 || result.delaysMs.some((ms) => ms > SLOW_MS));
      if (values.verbose) for (const line of slow.flatMap((result) => result.story)) console.log(`   ${line}`);
    }
    const delays = results.flatMap((result) => result.delaysMs);
    const [p50, p95] = [percentile(delays, 0.5), percentile(delays, 0.95)];
    console.log(`a person's first word to the hard level: p50 ${p50} ms, p95 ${p95} ms, of ${delays.length}`);
    const wrong = results.some((result) => result.missed > 0 || result.falseAlarms.length > 0);
    process.exitCode = wrong ? 1 : 0;
  } finally {
    await house.close();
    if (storageFolder !== undefined) rmSync(storageFolder, { recursive: true });
  }
}

void main();
