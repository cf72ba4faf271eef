/**
 * Whole calls through the menus of a real Asterisk with the embedded recogniser alone: does each walk end in the right
 * queue, and how long after a prompt's end does the key leave? Exits 1 when a call went wrong.
 *
 *   tsx bench/gateway/menus.ts [--runs 20] [--parallel 2] [SCENARIO...]
 */
import { parseArgs } from 'node:util';
import type { TimelineEntry } from '../../lib/gateway/gateway.types';
import type { TruthEvent } from '../../test/interop/support/asterisk';
import { entryOf, inParallel, openCompanyGateway, percentile, truthOf } from '../support/company-gateway';
import type { CompanyGateway } from '../support/company-gateway';

interface Errand {
  readonly to: string;
  readonly goal: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The company's own word that we are where we wanted to be. */
  readonly arrived: (event: TruthEvent) => boolean;
}

const holds = (queue: string) => (event: TruthEvent) => event.event === 'hold' && event.text.startsWith(queue);

const ERRANDS: readonly Errand[] = [
  { to: '200', goal: 'accounting: a question about an invoice', arrived: holds('billing') },
  { to: '200', goal: 'speak with a customer advocate', arrived: (e) => e.event === 'menu' && e.text === 'support' },
  // "Please enter the first ... your number": no word of an account, and one number is known.
  { to: '210', goal: 'billing', secrets: { account: '4711815' }, arrived: holds('billing') },
  // "For 1 press 1, for 2 press 2": nothing to choose by; who waits gets the menu of 200.
  { to: '220', goal: 'accounting', arrived: holds('billing') },
  { to: '230', goal: 'agent login', arrived: holds('sales') },
  // The person comes only to who answers "press 1" each time.
  { to: '240', goal: 'talk to a person', arrived: (e) => e.event === 'human_speaks' },
  { to: '250', goal: 'sales', arrived: holds('sales') },
];

interface Result {
  readonly errand: Errand;
  readonly right: boolean;
  readonly seconds: number;
  readonly pressed: string;
  readonly note: string;
  /** What was heard and done. */
  readonly story: readonly string[];
  /** From the last sound of a prompt to the key in answer to it, by the company's clock; only where no barge-in. */
  readonly answerMs: readonly number[];
}

async function run({ company, gateway }: CompanyGateway, errand: Errand): Promise<Result> {
  const beganMs = Date.now();
  const placed = gateway.placeCall({ to: errand.to, goal: errand.goal });
  if (!placed.ok) throw new Error(placed.message);
  const { id } = placed.call;
  await entryOf(gateway, id, ({ topic }) => topic === 'call/answered', 15_000);
  const walk = gateway.navigate(id, { timeoutSeconds: 150, useFlow: false, secrets: errand.secrets ?? {} });
  let note = walk.ok ? '' : walk.message;
  if (walk.ok) {
    const over = await entryOf(gateway, id, ({ topic }) => /^ivr\/(reached|failed)$/.test(topic), 160_000);
    note = over ? `${over.topic} ${String(over.payload)} ${(over.evidence ?? []).join('; ')}` : 'no end';
    gateway.detectHuman(id, {});
  }
  const sipCallId = gateway.call(id)?.sipCallId ?? '';
  const untilMs = Date.now() + (errand.to === '240' ? 80_000 : 6000);
  let truth = truthOf(company, sipCallId);
  while (!truth.some(errand.arrived) && Date.now() < untilMs && gateway.call(id)?.state !== 'ended') {
    await new Promise((resolve) => setTimeout(resolve, 250));
    truth = truthOf(company, sipCallId);
  }
  const timeline = gateway.timeline(id);
  await gateway.act(id, 'hangup');
  const pressed = timeline
    .filter(({ topic }) => topic === 'ivr/pressed' || topic === 'hold/pressed')
    .map(({ payload }) => String(payload));
  return {
    errand,
    right: truth.some(errand.arrived),
    seconds: (Date.now() - beganMs) / 1000,
    pressed: pressed.join(','),
    note,
    story: timeline
      .filter(({ topic }) => /^(ivr|hold|transcript|human|far-end)\//.test(topic))
      .map(({ at, topic, payload, evidence }) => {
        const second = ((at - placed.call.startedAt) / 1000).toFixed(1);
        return `${second} ${topic} ${JSON.stringify(payload)} ${(evidence ?? []).join(' | ')}`;
      }),
    answerMs: answerTimes(timeline),
  };
}

/** Keys pressed after a prompt had ended, by our own hearing: ms since its last syllable. */
function answerTimes(timeline: readonly TimelineEntry[]): number[] {
  return timeline
    .filter(({ topic }) => topic === 'ivr/pressed')
    .flatMap(({ evidence }) => (evidence ?? []).flatMap((text) => /^(\d+) ms after the prompt$/.exec(text)?.[1] ?? []))
    .map(Number);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      runs: { type: 'string', default: '20' },
      parallel: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const errands = ERRANDS.filter(({ to }) => positionals.length === 0 || positionals.includes(to));
  const house = await openCompanyGateway();
  try {
    const calls = Array.from({ length: Number(values.runs) }, () => errands).flat();
    const results = await inParallel(calls, Number(values.parallel), async (errand) => {
      const result = await run(house, errand);
      if (!result.right || values.verbose) {
        const verdict = result.right ? 'right' : 'WRONG';
        console.log(`${verdict} ${errand.to} "${errand.goal}" pressed ${result.pressed || 'nothing'}: ${result.note}`);
        for (const line of result.story) console.log(`   ${line}`);
      }
      return result;
    });
    for (const errand of errands) {
      const own = results.filter((result) => result.errand === errand);
      const right = own.filter((result) => result.right).length;
      const seconds = own.map((result) => result.seconds);
      const median = percentile(seconds, 0.5).toFixed(1);
      console.log(`${errand.to} "${errand.goal}": ${right} of ${own.length} right, median ${median} s`);
    }
    const answers = results.flatMap((result) => result.answerMs);
    console.log(
      `prompt end to key: p50 ${percentile(answers, 0.5)} ms, p95 ${percentile(answers, 0.95)} ms, of ${answers.length}`,
    );
    process.exitCode = results.every((result) => result.right) ? 0 : 1;
  } finally {
    await house.close();
  }
}

void main();
