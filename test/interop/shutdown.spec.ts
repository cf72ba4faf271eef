/** The end of the process is not the end of manners: SIGTERM says BYE or CANCEL to everyone, within 3 s. */
import assert from 'node:assert/strict';
import { Asterisk } from './support/asterisk';
import { companyFlow } from './support/company-flow';
import { TappedNodeRed } from './support/tapped-node-red';

/** What the gateway may take, and what Node-RED needs besides to stop its flows and exit. */
const GATEWAY_MS = 3000;
const NODE_RED_MS = 1500;

describe('shutdown during calls', () => {
  let company: Asterisk;

  before(async () => {
    company = await Asterisk.start(5390, 30000);
  });

  after(() => company.stop());

  it('hangs up a call being held and one still ringing, and the user\u2019s phone', async () => {
    const flow = companyFlow({ account: 'gw', sipPort: company.sipPort, register: true });
    const nodeRed = await TappedNodeRed.start(flow.nodes, flow.credentials);
    const at = Date.now();
    nodeRed.inject('gw-inject', { to: '261', plan: 'hold', test: 'held' });
    nodeRed.inject('gw-inject', { to: '281', plan: 'none', test: 'ringing' });
    nodeRed.inject('gw-inject', { to: '296', plan: 'connect', device: '703', test: 'connecting' });
    for (const [test, topic] of [
      ['held', 'hold/started'],
      ['ringing', 'call/ringing'],
      ['connecting', 'connect/ringing'],
    ] as const) {
      await nodeRed.message(`${topic} of ${test}`, (m) => m.message.test === test && m.message.topic === topic);
    }
    const stoppedAt = Date.now();
    const took = await nodeRed.stop();
    assert.ok(took <= GATEWAY_MS + NODE_RED_MS, `Node-RED took ${took} ms to stop`);
    for (const scenario of ['261', '281', '296', 'userphone-noanswer']) {
      const hangup = await company.logged(scenario, at, 'HANGUP');
      assert.ok(hangup.at - stoppedAt <= GATEWAY_MS, `${scenario} ended ${hangup.at - stoppedAt} ms after SIGTERM`);
    }
  });
});
