/**
 * What learning is worth, over real SIP with the embedded recogniser: how long a call spends in the menus the first time
 * and when the way is known, and what happens when the company changes its menus. Exits 1 when a call went wrong, when
 * a known way was not shorter, or when a change was not noticed.
 *
 *   tsx bench/gateway/learned-flow.ts [--seeds 10] [--from 1] [--parallel 2] [--verbose]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Gateway } from '../../lib/gateway/gateway';
import { realDependencies } from '../../lib/gateway/registry';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { silentLogger } from '../../lib/logger';
import { PhoneTree } from '../../lib/phone-tree';
import { entryOf, inParallel, percentile } from '../support/company-gateway';
import { changingCompany } from './companies/changing-company';

interface Walk {
  /** Times the company was called. */
  readonly calls: number;
  readonly reached: boolean;
  /** From the answer to the key that led to the wanted queue, by the company's own log. */
  readonly menuSeconds: number;
  readonly driftHeard: readonly string[];
  readonly pressed: readonly string[];
  readonly story: readonly string[];
}

async function walk(gateway: Gateway, tree: PhoneTree, goal: string): Promise<Walk> {
  const placed = gateway.placeCall({ to: '5550123', goal });
  if (!placed.ok) throw new Error(placed.message);
  const { id } = placed.call;
  await entryOf(gateway, id, ({ topic }) => topic === 'call/answered', 15_000);
  gateway.navigate(id, { timeoutSeconds: 120 });
  await entryOf(gateway, id, ({ topic }) => /^ivr\/(reached|failed)$/.test(topic), 130_000);
  const sipCallId = gateway.call(id)?.sipCallId;
  const timeline = gateway.timeline(id);
  await gateway.act(id, 'hangup');
  const truth = tree.truth(sipCallId);
  const answered = truth.find(({ event }) => event === 'answered');
  const queue = truth.find(({ event, text }) => event === 'hold' && text === 'right');
  const lastKey = truth.findLast(({ event }) => event === 'digit');
  return {
    calls: timeline.filter(({ topic }) => /^call\/(dialing|redialling)$/.test(topic)).length,
    reached: queue !== undefined,
    menuSeconds: queue && answered && lastKey ? (lastKey.at - answered.at) / 1000 : NaN,
    driftHeard: timeline.filter(({ topic }) => topic === 'ivr/menu-changed').map(({ payload }) => String(payload)),
    pressed: timeline.filter(({ topic }) => topic === 'ivr/pressed').map(({ payload }) => String(payload)),
    story: timeline
      .filter(({ topic }) => /^(ivr|transcript)\//.test(topic))
      .map(({ at, topic, payload, evidence }) => {
        const second = ((at - placed.call.startedAt) / 1000).toFixed(1);
        return `${second} ${topic} ${JSON.stringify(payload)} ${(evidence ?? []).join(' | ').slice(0, 200)}`;
      }),
  };
}

interface Lesson {
  readonly ratio: number;
  /** Without flows: a first call in the wrong queue has nothing to teach, and its lesson counts nowhere else. */
  readonly firstRight: boolean;
  readonly right: boolean;
  /** The right queue when the menus had changed; with how many calls. */
  readonly found: boolean;
  readonly calls: number;
  readonly noticed: boolean;
  readonly relearned: boolean;
}

async function lesson(seed: number, verbose: boolean): Promise<Lesson> {
  const folder = mkdtempSync(join(tmpdir(), 'hold-slayer-flows-'));
  const company = changingCompany(seed);
  let tree = await PhoneTree.start({ script: company.before, seed });
  const parsed = parseGatewaySettings({
    account: { user: 'gw', domain: `127.0.0.1:${tree.sip.port}`, register: false, bindAddress: '127.0.0.1' },
    numberPolicy: { country: 'US', maxCallsPerHour: 1000 },
    media: { bindAddress: '127.0.0.1' },
    storageFolder: folder,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  const gateway = new Gateway(parsed.settings, realDependencies(silentLogger));
  const tell = (name: string, result: Walk): void => {
    const verdict = result.reached ? `${result.menuSeconds.toFixed(1)} s in the menus` : 'WRONG';
    console.log(`seed ${seed} ${name}: ${verdict}, pressed ${result.pressed.join(',')}`);
    for (const drift of result.driftHeard) console.log(`seed ${seed} ${name}: menu changed: ${drift.slice(0, 100)}`);
    if (verbose || !result.reached) for (const line of result.story) console.log(`   ${line}`);
  };
  try {
    const first = await walk(gateway, tree, company.goal);
    tell('first', first);
    // A way that led to the queue once is trusted: known prompts are interrupted from the second call on.
    const second = await walk(gateway, tree, company.goal);
    tell('second', second);
    const { port } = tree.sip;
    await tree.close();
    tree = await PhoneTree.start({ script: company.after, seed, sipPort: port });
    console.log(`seed ${seed}: ${company.change}`);
    const changed = await walk(gateway, tree, company.goal);
    tell('changed', changed);
    const again = await walk(gateway, tree, company.goal);
    tell('changed, next call', again);
    return {
      ratio: second.menuSeconds / first.menuSeconds,
      firstRight: first.reached,
      right: second.reached,
      found: changed.reached,
      calls: changed.calls,
      noticed: changed.driftHeard.length > 0 || !company.differs,
      relearned: again.reached && again.driftHeard.length === 0,
    };
  } finally {
    await gateway.close();
    await tree.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const from = Number(values.from);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + from);
  const all = await inParallel(seeds, Number(values.parallel), (seed) => lesson(seed, values.verbose));
  const lessons = all.filter(({ firstRight }) => firstRight);
  const count = (is: (each: Lesson) => boolean): string => `${lessons.filter(is).length} of ${lessons.length}`;
  const ratios = lessons.map(({ ratio }) => ratio).filter(Number.isFinite);
  console.log(`right queue on the first call: ${lessons.length} of ${all.length}; of those:`);
  console.log(`right queue on the second call: ${count(({ right }) => right)}`);
  console.log(
    `menu time of the second call, share of the first: median ${percentile(ratios, 0.5).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}`,
  );
  console.log(`second calls within 0.6: ${count(({ ratio }) => ratio <= 0.6)}`);
  const twice = lessons.filter(({ calls }) => calls > 1).length;
  console.log(`change noticed in the first call that met it: ${count(({ noticed }) => noticed)}`);
  console.log(
    `right queue when the menus had changed: ${count(({ found }) => found)}, ${twice} of them by calling again`,
  );
  console.log(`next call walked by what was relearned: ${count(({ relearned }) => relearned)}`);
  const good =
    all.every(({ firstRight }) => firstRight) &&
    lessons.every((each) => each.right && each.found && each.noticed && each.relearned && each.ratio <= 0.6);
  process.exitCode = good ? 0 : 1;
}

void main();
