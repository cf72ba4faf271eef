/**
 * Menus nobody told us about, against a real Asterisk, with the embedded recogniser alone: the flow says what the call
 * is for, the company's own log says where it ended up (issue "Speech and menus").
 */
import assert from 'node:assert/strict';
import { Asterisk } from './support/asterisk';
import { companyFlow } from './support/company-flow';
import type { FlowMessage } from './support/tapped-node-red';
import { TappedNodeRed } from './support/tapped-node-red';

describe('listening to the menus of a real Asterisk, from Node-RED', function () {
  let company: Asterisk;
  let nodeRed: TappedNodeRed;

  before(async function () {
    company = await Asterisk.start(5460, 25_000);
    const flow = companyFlow({ account: 'gw', sipPort: company.sipPort });
    nodeRed = await TappedNodeRed.start(flow.nodes, flow.credentials);
  });

  after(async () => {
    await nodeRed?.stop();
    await company?.stop();
  });

  interface Walk {
    readonly at: number;
    of(from: string, topic: string): Promise<FlowMessage>;
    all(from: string, topic: string): readonly FlowMessage[];
    hangup(): void;
  }

  function walk(to: string, goal: string): Walk {
    const test = `${to} ${goal}`;
    const at = Date.now();
    nodeRed.inject('gw-inject', { to, goal, test, plan: 'listen' });
    const mine = (m: FlowMessage, from: string, topic: string): boolean =>
      m.message.test === test && m.from === from && m.message.topic === topic;
    return {
      at,
      of: (from, topic) => nodeRed.message(`${topic} from ${from}: ${test}`, (m) => mine(m, from, topic), 130_000),
      all: (from, topic) => nodeRed.messages.filter((m) => mine(m, from, topic)),
      hangup: () => {
        const last = nodeRed.messages.filter((m) => m.message.test === test).at(-1);
        nodeRed.inject('gw-inject', { action: 'hangup', call: { id: last?.message.call.id } });
      },
    };
  }

  it('finds the right queue by what the call is for, and says why', async () => {
    const call = walk('200', 'accounting: a question about an invoice');
    await call.of('listen', 'ivr/reached');
    await company.logged('200', call.at, 'hold', 'billing');
    const [pressed] = call.all('listen', 'ivr/pressed');
    assert.equal(pressed?.message.payload, '3');
    const { why, prompt } = pressed.message.navigation as { why: string; prompt: string };
    assert.match(why, /accounting/);
    assert.match(prompt, /press/);
    call.hangup();
    await call.of('transcribe', 'call/ended');
  });

  it('enters the account number it is asked for, confirms it, and shows it nowhere', async () => {
    const call = walk('210', 'billing');
    await call.of('listen', 'ivr/reached');
    await company.logged('210', call.at, 'digits', '4711815');
    await company.logged('210', call.at, 'hold', /^billing/);
    assert.deepEqual(
      call.all('listen', 'ivr/pressed').map((m) => m.message.payload),
      ['{{secret:account}}#', '1'],
    );
    const texts = call.all('transcribe', 'transcript/final').map((m) => String(m.message.payload));
    assert.ok(
      texts.some((text) => text.includes('number')),
      JSON.stringify(texts),
    );
    assert.doesNotMatch(JSON.stringify(nodeRed.messages), /4711815|four seven one one/);
    call.hangup();
  });

  it('keeps its place where the queue asks for it, until the person comes', async () => {
    const call = walk('240', 'talk to a person');
    await call.of('hold', 'human/detected');
    const heard = await company.logged('240', call.at, 'human_speaks');
    assert.ok(heard.at > call.at + 40_000, 'only who answers "press 1" twice gets there');
    assert.ok(call.all('hold', 'hold/pressed').length >= 2);
    call.hangup();
  });
});
