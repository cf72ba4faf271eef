import assert from 'node:assert/strict';
import { PhoneTree, type TruthEntry } from '../../lib/phone-tree';
import { EditorFeed } from './support/editor-feed';
import { nodeRed41, nodeRed5, type NodeRedVersion } from './support/installed-package';
import { type DeploymentType, type FlowNode, NodeRedProcess } from '../support/node-red-process';

/** Outside of Node-RED, so that it can tell what reached the far end and what did not. */
const COMPANY = `
company: Deploy test
prompts:
  hello: { text: "Hello, this is Robert in customer support. How can I help you today?", file: robert-greeting.wav }
  anyone: { text: "Hello? Is anyone there?", file: robert-hello.wav }
  me: { text: "Hello?", file: user-hello.wav }
sounds:
  lobby: music-lobby.wav
people:
  agent: { greeting: hello, hello: anyone, patience_seconds: 60 }
  user: { greeting: me, hello: me, patience_seconds: 60 }
extensions:
  support:
    numbers: 100
    ring_seconds: 3
    steps:
      - music: lobby
        seconds: 8
      - human: agent
  phone:
    numbers: 700
    ring_seconds: 1
    steps:
      - human: user
`;

/** Every node that a deploy of this type re-creates gets a new name with each revision. */
function flow(port: number, revision = 0, type: DeploymentType = 'full'): FlowNode[] {
  const rename = (nodes: readonly string[]) => (node: FlowNode) =>
    nodes.includes(node.id) ? { ...node, name: `revision ${revision}` } : node;
  const operation = (id: string, x: number, next: string, more: object): FlowNode => ({
    id,
    z: 'tab',
    x,
    y: 100,
    name: '',
    callId: 'call.id',
    callIdType: 'msg',
    wires: [[next, `${id}-1`], [`${id}-2`], [`${id}-3`]].map((port) => port.filter((wire) => wire !== '')),
    type: '',
    ...more,
  });
  const sink = (id: string): FlowNode => ({
    id,
    z: 'tab',
    x: 700,
    y: 300,
    type: 'debug',
    name: id,
    active: true,
    tosidebar: true,
    complete: 'true',
    targetType: 'full',
    wires: [],
  });
  const operations = ['call', 'hold', 'connect'];
  const nodes: FlowNode[] = [
    { id: 'tab', type: 'tab', label: 'Deploy test' },
    {
      id: 'gateway',
      type: 'sip-gateway',
      name: '',
      user: 'tester',
      domain: `127.0.0.1:${port}`,
      bindAddress: '127.0.0.1',
      transport: 'udp',
      register: false,
      devices: [{ name: 'desk', address: '700' }],
      codecs: 'PCMU,PCMA',
    },
    {
      id: 'start',
      z: 'tab',
      x: 100,
      y: 100,
      type: 'inject',
      props: [{ p: 'payload' }],
      payloadType: 'date',
      wires: [['call']],
    },
    {
      id: 'hang-up',
      z: 'tab',
      x: 100,
      y: 200,
      type: 'inject',
      props: [
        { p: 'action', v: 'hangup', vt: 'str' },
        { p: 'call', v: 'call', vt: 'global' },
      ],
      wires: [['call']],
    },
    operation('call', 300, 'hold', {
      type: 'sip-call',
      gateway: 'gateway',
      to: '100',
      toType: 'str',
      goal: '',
      goalType: 'str',
    }),
    operation('hold', 500, 'connect', { type: 'hold-detect', sensitivity: 'balanced' }),
    operation('connect', 700, '', { type: 'connect-user', device: 'desk', deviceType: 'str' }),
    {
      id: 'remember',
      z: 'tab',
      x: 500,
      y: 300,
      type: 'change',
      rules: [{ t: 'set', p: 'call', pt: 'global', to: 'call', tot: 'msg' }],
      wires: [[]],
    },
    ...operations.flatMap((id) => [1, 2, 3].map((output) => sink(`${id}-${output}`))),
    ...operations.flatMap((id): FlowNode[] => [
      { id: `${id}-complete`, z: 'tab', x: 300, y: 400, type: 'complete', scope: [id], wires: [[`${id}-done`]] },
      sink(`${id}-done`),
    ]),
    { id: 'catch', z: 'tab', x: 300, y: 500, type: 'catch', scope: null, wires: [['caught']] },
    sink('caught'),
  ];
  const call = nodes.find((node) => node.id === 'call')!;
  (call.wires as string[][])[0]!.push('remember');
  if (type === 'nodes') return nodes.map(rename([...operations, 'gateway']));
  if (type === 'flows') return nodes.map(rename(['caught']));
  return nodes;
}

for (const [name, install] of [
  ['5', nodeRed5],
  ['4.1', nodeRed41],
] as const) {
  describe(`deploys during a call, Node-RED ${name}`, () => {
    let version: NodeRedVersion;
    let company: PhoneTree;
    let host: NodeRedProcess;
    let feed: EditorFeed;
    let truth: TruthEntry[];
    let stopListening: () => void;

    before(async () => {
      version = install();
      company = await PhoneTree.start({ script: COMPANY });
    });
    after(async () => {
      await company.close();
    });
    beforeEach(async () => {
      truth = [];
      stopListening = company.onTruth((entry) => truth.push(entry));
      host = await NodeRedProcess.start(version);
      feed = await EditorFeed.open(host.url);
      await host.deploy(flow(company.sip.port));
    });
    afterEach(async () => {
      stopListening();
      feed.close();
      await host.stop();
    });

    const event = (sink: string, topic?: string, limitMs?: number) =>
      feed.waitForDebug(
        `${sink} ${topic ?? ''}`,
        (message) => message.name === sink && (topic === undefined || message.topic === topic),
        limitMs,
      );

    const hangups = (): readonly string[] =>
      truth.filter((entry) => entry.event === 'hangup').map((entry) => `${entry.extension}: ${entry.text}`);

    for (const type of ['full', 'flows', 'nodes'] as const) {
      it(`${type}: ringing, holding and bridged calls live on and the new instances go on with them`, async () => {
        await host.pressInject('start');
        const { _msgid } = await event('call-2', 'call/ringing');
        await host.deploy(flow(company.sip.port, 1, type), type);

        await event('call-1', 'call/answered');
        await event('hold-2', 'hold/music');
        await host.deploy(flow(company.sip.port, 2, type), type);

        // A greeting that may be a recording is answered with a "Hello?", and the answer to that decides.
        await event('hold-1', 'human/detected', 45_000);
        await event('connect-1', 'connect/bridged');
        await event('connect-done');
        await host.deploy(flow(company.sip.port, 3, type), type);
        await new Promise((resolve) => setTimeout(resolve, 1500));
        assert.equal(company.activeCalls, 2, 'a call was dropped');
        assert.deepEqual(hangups(), []);

        await host.pressInject('hang-up');
        await event('call-3', 'call/ended');
        await event('call-done');
        await event('hold-done');
        await new Promise((resolve) => setTimeout(resolve, 500));

        const outcomes = [
          'call-1',
          'call-3',
          'hold-1',
          'hold-3',
          'connect-1',
          'connect-3',
          'hold-done',
          'connect-done',
          'caught',
        ];
        const count = (sink: string): number =>
          feed.debug.filter((message) => message.name === sink && message._msgid === _msgid).length;
        assert.deepEqual(Object.fromEntries(outcomes.map((sink) => [sink, count(sink)])), {
          'call-1': 1,
          'call-3': 1,
          'hold-1': 1,
          'hold-3': 1,
          'connect-1': 1,
          'connect-3': 0,
          'hold-done': 1,
          'connect-done': 1,
          caught: 0,
        });
        // The command's own input completes too.
        const completed = feed.debug.filter((message) => message.name === 'call-done');
        assert.equal(completed.length, 2);
        assert.equal(completed.filter((message) => message._msgid === _msgid).length, 1);
        assert.equal(hangups().length, 2);
      });
    }

    it('SIGTERM says goodbye to the far end before the process exits, within 4 s', async () => {
      await host.pressInject('start');
      await event('hold-2', 'hold/music');
      const stopMs = await host.stop();
      assert.ok(stopMs < 4000, `took ${stopMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(hangups().length, 1);
      assert.equal(company.activeCalls, 0);
    });

    it('"stop flows" ends the calls, and the flows can be started again', async () => {
      await host.pressInject('start');
      await event('hold-2', 'hold/music');
      await host.setFlowState('stop');
      const until = Date.now() + 4000;
      while (company.activeCalls > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(company.activeCalls, 0);
      await host.setFlowState('start');
      const from = feed.debug.length;
      await host.pressInject('start');
      await feed.waitForDebug('the next call', ({ topic }) => topic === 'call/answered', 10_000, from);
    });
  });
}
