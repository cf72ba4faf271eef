import assert from 'node:assert/strict';
import * as nodeRedUtil from '@node-red/util';
import { house } from '../../nodes/house';
import { useFakeHouse } from './fake-gateway';
import {
  deploy,
  GATEWAY,
  lastStatus,
  load,
  reloadFlows,
  send,
  settle,
  startFlows,
  stopFlows,
  useNodeRed,
} from './flow-support';
import type { NodeDefinition } from './flow-support';

const TAB: NodeDefinition = { id: 'tab', type: 'tab' };
const TREE: NodeDefinition = { id: 'tree', type: 'phone-tree', sipPort: '5171', seed: '3' };

function runtimeEvent(payload: object): void {
  // Not in the published types.
  const { events } = nodeRedUtil as unknown as { events: NodeJS.EventEmitter };
  events.emit('runtime-event', { id: 'runtime-state', payload });
}

describe('sip-gateway', () => {
  useNodeRed();
  const fake = useFakeHouse();

  it('turns the dialog into the settings lib/gateway reads', async () => {
    await load(
      [
        TAB,
        {
          ...GATEWAY,
          name: 'home',
          user: ' 1001 ',
          displayName: '',
          authorizationUser: 'login',
          transport: 'tls',
          tlsInsecure: true,
          tlsCa: '',
          bindPort: '5062',
          devices: [
            { name: 'desk', address: '700' },
            { name: 'empty', address: '' },
          ],
          country: 'DE',
          allow: '+49\n\n +43 ',
          deny: '+49900, +49137',
          allowPremium: false,
          maxCallsPerHour: '12',
          rtpPortFirst: '40000',
          rtpPortLast: '40100',
          codecs: 'PCMA,PCMU',
        },
      ],
      { gw: { password: ' s3cret ' } },
    );
    assert.deepEqual(fake().acquired, [
      {
        nodeId: 'gw',
        settings: {
          name: 'home',
          account: {
            user: '1001',
            domain: 'pbx.example',
            authorizationUser: 'login',
            password: ' s3cret ',
            transport: 'tls',
            register: true,
            bindPort: 5062,
            tls: { insecure: true },
          },
          devices: [{ name: 'desk', address: '700' }],
          numberPolicy: {
            country: 'DE',
            allow: ['+49', '+43'],
            deny: ['+49900', '+49137'],
            allowPremium: false,
            maxCallsPerHour: 12,
          },
          media: { rtpPorts: [40000, 40100], codecs: ['PCMA', 'PCMU'] },
        },
      },
    ]);
  });

  it('with a phone tree needs no account: the demo company, no registration, its phone as the device', async () => {
    await load([TAB, TREE, { id: 'gw', type: 'sip-gateway', phoneTree: 'tree', user: '', domain: '', devices: [] }]);
    await settle();
    const { account, devices } = fake().acquired[0]!.settings as { account: object; devices: object };
    assert.deepEqual(account, {
      user: 'hold-slayer',
      domain: '127.0.0.1:5171',
      displayName: 'Hold Slayer',
      transport: 'udp',
      register: false,
      bindAddress: '127.0.0.1',
    });
    assert.deepEqual(devices, [{ name: 'My phone', address: 'sip:700@127.0.0.1:5171' }]);
  });

  it('keeps the gateway over a deploy and ends it when it is deleted', async () => {
    await load([TAB, GATEWAY]);
    await deploy([TAB, { ...GATEWAY, name: 'renamed' }], 'nodes');
    assert.deepEqual(fake().released, [{ nodeId: 'gw', removed: false }]);
    await deploy([TAB], 'full');
    assert.deepEqual(fake().released[1], { nodeId: 'gw', removed: true });
    assert.equal(fake().shutdowns, 0);
  });

  describe('with settings that became wrong while its calls go on', () => {
    const call = { id: 'call', z: 'tab', type: 'sip-call', gateway: 'gw', to: '1', toType: 'str', goalType: 'str' };
    const cases: [string, NodeDefinition, string][] = [
      ['a typing mistake in the account', { ...GATEWAY, user: '' }, 'wrong settings.'],
      ['a phone tree that is not there', { ...GATEWAY, phoneTree: 'gone' }, 'sip-gateway.no-phone-tree'],
    ];
    for (const [name, broken, problem] of cases) {
      it(`${name}: keeps the running gateway, shows the problem, and places no new call`, async () => {
        await load([TAB, GATEWAY, call]);
        send('call', {});
        await settle();
        fake().gateway.update('call-1', { state: 'answered', activity: 'bridged' });
        await deploy([TAB, broken, call], 'full');
        await settle();
        assert.deepEqual(fake().kept, ['gw']);
        assert.equal(fake().acquired.length, 1);
        send('call', { action: 'hangup', call: { id: 'call-1' } });
        send('call', {});
        await settle();
        assert.deepEqual(
          fake().gateway.actions.map(({ action }) => action),
          ['hangup'],
        );
        assert.equal(fake().gateway.jobs.length, 1);
        fake().gateway.report(fake().gateway.jobs[0]!, 'ended', 'call/ended', 'completed', {
          final: true,
          call: { state: 'ended' },
        });
        assert.deepEqual(lastStatus('call'), { fill: 'red', shape: 'ring', text: problem });
      });
    }

    it('has nothing to keep when it never ran', async () => {
      await load([TAB, { ...GATEWAY, user: '' }, call]);
      assert.deepEqual(fake().kept, []);
      assert.equal(lastStatus('call')?.text, 'wrong settings.');
    });
  });

  it('says which line of the secrets is wrong, and nothing of what it holds', async () => {
    const call = { id: 'call', z: 'tab', type: 'sip-call', gateway: 'gw', to: '1', toType: 'str', goalType: 'str' };
    await load([TAB, GATEWAY, call], { gw: { secrets: 'account = 4711815\n0815 4242' } });
    assert.equal(lastStatus('call')?.text, 'Secrets, line 2 is not "name = value"');
    assert.equal(fake().acquired.length, 1);
    assert.doesNotMatch(JSON.stringify(fake().acquired), /4711815/);
  });

  it('a signal that ends nothing does not make the next deploy end the calls', async () => {
    const ownHandler = (): void => undefined;
    process.on('SIGHUP', ownHandler);
    try {
      await load([TAB, GATEWAY]);
      process.emit('SIGHUP', 'SIGHUP');
      await deploy([TAB, GATEWAY], 'full');
      await deploy([TAB, { ...GATEWAY, name: 'renamed' }], 'nodes');
      assert.deepEqual(
        [fake().shutdowns, fake().released],
        [
          0,
          [
            { nodeId: 'gw', removed: false },
            { nodeId: 'gw', removed: false },
          ],
        ],
      );
    } finally {
      process.removeListener('SIGHUP', ownHandler);
    }
  });

  it('the end of the flows ends the calls before the node is closed, and a later start is none', async () => {
    await load([TAB, GATEWAY]);
    let ended = false;
    fake().shutdownGateways = async () => {
      fake().shutdowns++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended = true;
    };
    // What a stop of Node-RED (any signal, PM2) and "stop flows" come to.
    await stopFlows();
    assert.equal(ended, true);
    assert.deepEqual(fake().released, []);
    const { shutdowns } = fake();
    await startFlows();
    await deploy([TAB, GATEWAY], 'full');
    assert.deepEqual([fake().shutdowns, fake().released], [shutdowns, [{ nodeId: 'gw', removed: false }]]);
  });

  it('"restart flows" is a deploy', async () => {
    await load([TAB, GATEWAY]);
    await reloadFlows();
    assert.deepEqual([fake().shutdowns, fake().released], [0, [{ nodeId: 'gw', removed: false }]]);
  });

  it('ends the calls of a gateway that has no node when the flows are stopped', async () => {
    await load([TAB, GATEWAY]);
    runtimeEvent({ state: 'stop', deploy: true });
    runtimeEvent({ state: 'stop', error: 'missing-types' });
    assert.equal(fake().shutdowns, 0);
    runtimeEvent({ state: 'stop' });
    assert.equal(fake().shutdowns, 1);
    await settle();
  });
});

describe('phone-tree', () => {
  useNodeRed();
  const fake = useFakeHouse();

  it('starts the bundled company on loopback', async () => {
    await load([TAB, TREE]);
    await settle();
    const [settings] = fake().startedTrees as { scriptFile: string }[];
    assert.deepEqual(
      { ...settings, scriptFile: settings!.scriptFile.split(/[\\/]/).slice(-3).join('/') },
      {
        scriptFile: 'phone-tree/companies/acme.yaml',
        bindAddress: '127.0.0.1',
        sipPort: 5171,
        seed: 3,
      },
    );
  });

  it('goes on over a deploy, starts anew with other settings, and closes when it is deleted', async () => {
    await load([TAB, TREE]);
    await settle();
    await deploy([TAB, TREE], 'full');
    await settle();
    assert.deepEqual([fake().startedTrees.length, fake().openTrees], [1, 1]);
    await deploy([TAB, { ...TREE, sipPort: '5172' }], 'full');
    await settle();
    assert.deepEqual([fake().startedTrees.length, fake().openTrees], [2, 1]);
    await deploy([TAB], 'full');
    await settle();
    assert.equal(fake().openTrees, 0);
  });

  describe('whose port is taken', () => {
    const GATEWAY_OF_TREE = { id: 'gw', type: 'sip-gateway', phoneTree: 'tree', user: '', domain: '', devices: [] };

    /** Port 5171 is taken; the system gives 40000. */
    function takePort(): void {
      const start = house.startPhoneTree;
      house.startPhoneTree = async (settings, log) => {
        if (settings.sipPort === 5171) throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
        return start({ ...settings, sipPort: settings.sipPort || 40_000 }, log);
      };
    }
    const domains = (): string[] =>
      fake().acquired.map(({ settings }) => (settings as { account: { domain: string } }).account.domain);

    it('answers on a free one when it is the bundled company, and the gateway calls it there', async () => {
      takePort();
      await load([TAB, TREE, GATEWAY_OF_TREE]);
      await settle();
      assert.deepEqual(domains(), ['127.0.0.1:5171', '127.0.0.1:40000']);
      await deploy([TAB, TREE, GATEWAY_OF_TREE], 'full');
      await settle();
      assert.deepEqual(domains().slice(2), ['127.0.0.1:40000']);
      assert.equal(fake().startedTrees.length, 1);
    });

    it('says so when it is a company of somebody else', async () => {
      takePort();
      const call = { id: 'call', z: 'tab', type: 'sip-call', gateway: 'gw', to: '1', toType: 'str', goalType: 'str' };
      await load([TAB, { ...TREE, scriptFile: __filename }, GATEWAY_OF_TREE, call]);
      await settle();
      assert.deepEqual(domains(), ['127.0.0.1:5171']);
      assert.equal(lastStatus('call')?.text, 'UDP port 5171 is taken');
    });
  });

  it('is missed by the gateway that needs it', async () => {
    const call = {
      id: 'call',
      z: 'tab',
      type: 'sip-call',
      gateway: 'gw',
      to: '1',
      toType: 'str',
      goal: '',
      goalType: 'str',
    };
    await load([TAB, { id: 'gw', type: 'sip-gateway', phoneTree: 'gone', user: '1', domain: 'x' }, call]);
    assert.equal(lastStatus('call')!.text!, 'sip-gateway.no-phone-tree');
    assert.deepEqual(fake().acquired, []);
  });

  for (const [field, value, expected] of [
    ['sipPort', 'abc', 'SIP port: "abc" is no port'],
    ['sipPort', '70000', 'SIP port: "70000" is no port'],
    ['seed', 'x', 'Seed: "x" is no whole number'],
  ] as const) {
    it(`does not answer elsewhere when its ${field} is "${value}"`, async () => {
      const call = { id: 'call', z: 'tab', type: 'sip-call', gateway: 'gw', to: '1', toType: 'str', goalType: 'str' };
      const gateway = { id: 'gw', type: 'sip-gateway', phoneTree: 'tree' };
      await load([TAB, { ...TREE, [field]: value }, gateway, call]);
      await settle();
      assert.deepEqual(fake().startedTrees, []);
      assert.equal(lastStatus('call')?.text, expected);
    });
  }

  it('says that its script is missing, in the badge of the calls that need it', async () => {
    const call = {
      id: 'call',
      z: 'tab',
      type: 'sip-call',
      gateway: 'gw',
      to: '1',
      toType: 'str',
      goal: '',
      goalType: 'str',
    };
    await load([
      TAB,
      { ...TREE, scriptFile: 'no-such.yaml' },
      { id: 'gw', type: 'sip-gateway', phoneTree: 'tree' },
      call,
    ]);
    assert.match(lastStatus('call')!.text!, /^the script file does not exist$/);
  });
});
