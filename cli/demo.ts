/**
 * `hold-slayer demo`: the main job on loopback, with nothing installed or configured. A company (phone-tree) answers,
 * its menu is walked by listening to it, its queue waited in, its human heard; the user's phone (an extension of the same phone-tree)
 * rings, answers and is bridged. Exit code 0 only if all of it happened, by our timeline and by the company's own log.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Gateway, parseGatewaySettings, realDependencies } from '../lib/gateway';
import type { CallSnapshot, TimelineEntry } from '../lib/gateway';
import { silentLogger } from '../lib/logger';
import { PhoneTree } from '../lib/phone-tree';
import type { TruthEntry } from '../lib/phone-tree';
import { JobRunner } from './job-runner';

const USAGE = `usage: hold-slayer demo [--json]

  The whole job on this machine: a company answers a call on loopback, its menu is walked by listening to it, its queue
  waited in, its human heard, a demo phone rung and the two connected. Prints what happens, with seconds since the start.
  --json   one JSON object at the end instead

  Exit code: 0 if all of it happened, 1 if not, 2 for a wrong call.
`;

const COMPANY = join(__dirname, '..', 'lib', 'phone-tree', 'companies', 'acme.yaml');
const GOAL = 'technical help';
/** After the bridge the user says hello and the human must hear it: this long at most. */
const TALK_MS = 6000;

interface DemoResult {
  readonly ok: boolean;
  readonly failures: readonly string[];
  readonly callId: string;
  readonly menuPath: readonly string[];
  readonly secondsHeld: number;
  readonly humanToDetectedMs: number | null;
  readonly humanToRingingMs: number | null;
  readonly humanToBridgedMs: number | null;
  readonly timeline: readonly TimelineEntry[];
  readonly company: readonly TruthEntry[];
}

/** Resolves to the exit code: 0 only if all of it happened, 2 for a wrong command line. */
export async function demo(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const json = args.includes('--json');
  const unknown = args.find((argument) => argument !== '--json');
  if (unknown !== undefined) {
    process.stderr.write(`demo takes --json only, not ${unknown}\n${USAGE}`);
    return 2;
  }
  const result = await runDemo((line) => {
    if (!json) process.stdout.write(`${line}\n`);
  });
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return result.ok ? 0 : 1;
}

async function runDemo(print: (line: string) => void): Promise<DemoResult> {
  const company = await PhoneTree.start({ scriptFile: COMPANY });
  const parsed = parseGatewaySettings({
    account: {
      user: 'hold-slayer',
      domain: `${company.sip.address}:${company.sip.port}`,
      register: false,
      bindAddress: '127.0.0.1',
    },
    devices: [{ name: 'my phone', address: 'my-phone' }],
    media: { bindAddress: '127.0.0.1' },
  });
  if (!parsed.ok) throw new Error(parsed.message);
  const gateway = new Gateway(parsed.settings, realDependencies(silentLogger));
  const runner = new JobRunner(gateway);
  const startedAt = Date.now();
  gateway.subscribe(({ entry }) => print(describe(entry, startedAt)));
  print(`Calling Acme, a company that answers on ${company.sip.address}:${company.sip.port}. Goal: ${GOAL}.`);
  try {
    const call = await mainJob(gateway, runner, company);
    const result = judge(call, gateway.timeline(call.id), company.truth());
    print(summary(result));
    return result;
  } finally {
    runner.close();
    await gateway.close();
    await company.close();
  }
}

/** What the first example flow does, wire by wire. Stops at the first outcome that is not the wanted one. */
async function mainJob(gateway: Gateway, runner: JobRunner, company: PhoneTree): Promise<CallSnapshot> {
  const placed = gateway.placeCall({ to: 'acme', goal: GOAL }, runner.owner);
  const answered = await runner.outcome(placed);
  const { id } = answered.call;
  const ended = (): CallSnapshot => gateway.call(id) ?? answered.call;
  if (answered.output !== 'answered') return ended();

  const walked = await runner.outcome(gateway.navigate(id, { goal: GOAL }, runner.owner));
  if (walked.output !== 'reached') return ended();

  const held = await runner.outcome(gateway.detectHuman(id, { maxHoldSeconds: 60 }, runner.owner));
  if (held.output !== 'human') return ended();

  const connected = await runner.outcome(gateway.connectUser(id, { device: 'my phone' }, runner.owner));
  if (connected.output !== 'bridged') return ended();

  const bridgedAt = Date.now();
  while (Date.now() < bridgedAt + TALK_MS && !heardUser(company.truth(), bridgedAt)) await sleep(100);
  await gateway.act(id, 'hangup');
  return ended();
}

/** The human heard the user, through the bridge: not us, who may have spoken before it. */
function heardUser(truth: readonly TruthEntry[], bridgedAt: number | null): boolean {
  return truth.some((entry) => entry.event === 'agent-heard-caller' && bridgedAt !== null && entry.at >= bridgedAt);
}

function judge(call: CallSnapshot, timeline: readonly TimelineEntry[], truth: readonly TruthEntry[]): DemoResult {
  const at = (topic: string): number | null => timeline.find((entry) => entry.topic === topic)?.at ?? null;
  const humanSpoke = truth.find((entry) => entry.event === 'human-speaks' && entry.extension === 'acme')?.at ?? null;
  const sinceHuman = (time: number | null): number | null =>
    time === null || humanSpoke === null ? null : Math.round(time - humanSpoke);
  const menuPath = timeline.filter((entry) => entry.topic === 'ivr/pressed').map((entry) => String(entry.payload));
  const digitsHeard = truth.filter((entry) => entry.event === 'digit').map((entry) => entry.text);
  const wanted: readonly (readonly [string, boolean])[] = [
    ['the company answered', at('call/answered') !== null],
    ['the menu was walked', at('ivr/reached') !== null],
    ['the company heard the same keys', menuPath.length > 0 && menuPath.join('') === digitsHeard.join('')],
    ['the hold was noticed', truth.some((entry) => entry.event === 'hold') && call.holdSeconds > 1],
    ['the human was detected', at('human/detected') !== null],
    ['the human was detected only after speaking', (sinceHuman(at('human/detected')) ?? -1) >= 0],
    ['the user\u2019s phone rang', at('connect/ringing') !== null],
    ['the two were bridged', at('connect/bridged') !== null],
    ['the human heard the user', heardUser(truth, at('connect/bridged'))],
    ['the call ended properly', call.state === 'ended' && call.endReason === 'completed'],
  ];
  const failures = wanted.filter(([, happened]) => !happened).map(([what]) => what);
  return {
    ok: failures.length === 0,
    failures,
    callId: call.id,
    menuPath,
    secondsHeld: call.holdSeconds,
    humanToDetectedMs: sinceHuman(at('human/detected')),
    humanToRingingMs: sinceHuman(at('connect/ringing')),
    humanToBridgedMs: sinceHuman(at('connect/bridged')),
    timeline,
    company: truth,
  };
}

function describe(entry: TimelineEntry, startedAt: number): string {
  const seconds = ((entry.at - startedAt) / 1000).toFixed(1).padStart(6);
  const payload = entry.payload === undefined ? '' : ` ${JSON.stringify(entry.payload)}`;
  const evidence = entry.evidence?.length ? `  (${entry.evidence.join('; ')})` : '';
  return `${seconds} s  ${entry.topic}${payload}${evidence}`;
}

function summary(result: DemoResult): string {
  const ms = (value: number | null): string => (value === null ? 'never' : `${value} ms`);
  const verdict = result.ok ? 'All of it happened.' : `Did not happen: ${result.failures.join('; ')}.`;
  return [
    '',
    `pressed ${result.menuPath.join(', ') || 'nothing'}; held ${result.secondsHeld} s`,
    `from the human's first sound: detected after ${ms(result.humanToDetectedMs)}, phone ringing after ` +
      `${ms(result.humanToRingingMs)}, bridged after ${ms(result.humanToBridgedMs)}`,
    verdict,
  ].join('\n');
}
