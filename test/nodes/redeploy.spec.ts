import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { useFakeHouse } from './fake-gateway';
import { deploy, GATEWAY, helper, inbox, lastStatus, load, send, settle, useNodeRed } from './flow-support';
import type { NodeDefinition } from './flow-support';

const FLOW: NodeDefinition[] = [
  { id: 'tab', type: 'tab' },
  GATEWAY,
  {
    id: 'call',
    z: 'tab',
    type: 'sip-call',
    gateway: 'gw',
    to: '5550100',
    toType: 'str',
    goal: '',
    goalType: 'str',
    wires: [['hold'], ['progress'], ['ended']],
  },
  {
    id: 'hold',
    z: 'tab',
    type: 'hold-detect',
    callId: 'call.id',
    callIdType: 'msg',
    wires: [['human'], ['progress'], ['ended']],
  },
  { id: 'human', z: 'tab', type: 'helper', name: '' },
  { id: 'progress', z: 'tab', type: 'helper' },
  { id: 'ended', z: 'tab', type: 'helper' },
  { id: 'complete', z: 'tab', type: 'complete', scope: ['call', 'hold'], wires: [['completed']] },
  { id: 'completed', z: 'tab', type: 'helper' },
];

/** A change that makes Node-RED re-create the call nodes in each type of deploy. */
function changed(type: 'full' | 'flows' | 'nodes'): NodeDefinition[] {
  return FLOW.map((node) => {
    if (type === 'flows') return node.id === 'human' ? { ...node, name: 'changed' } : node;
    if (type === 'nodes') return node.id === 'call' || node.id === 'hold' ? { ...node, name: 'changed' } : node;
    return node;
  });
}

describe('a deploy in the middle of a call', () => {
  useNodeRed();
  const fake = useFakeHouse();

  async function toHolding(): Promise<void> {
    await load(FLOW);
    send('call', { _msgid: 'input', order: 42 });
    await settle();
    const { gateway } = fake();
    gateway.report(gateway.jobs[0]!, 'answered', 'call/answered', true, { call: { state: 'answered' } });
    await settle();
    assert.deepEqual(
      gateway.jobs.map((job) => job.kind),
      ['call', 'hold'],
    );
  }

  for (const type of ['full', 'flows', 'nodes'] as const) {
    it(`${type}: messages go on from the new instances, and Complete fires once for each job`, async () => {
      await toHolding();
      const { gateway } = fake();
      const before = helper.getNode('call');
      await deploy(changed(type), type);
      assert.notEqual(helper.getNode('call'), before);
      const [progress, human, ended, completed] = [
        inbox('progress'),
        inbox('human'),
        inbox('ended'),
        inbox('completed'),
      ];
      const [call, hold] = gateway.jobs;
      gateway.report(hold!, 'progress', 'hold/music', 'music', { call: { activity: 'holding' } });
      gateway.report(hold!, 'human', 'human/detected', 0.9, { call: { activity: 'with-human' } });
      const over = { final: true, call: { state: 'ended', activity: null } } as const;
      gateway.report(hold!, 'ended', 'hold/ended', 'completed', over);
      gateway.report(call!, 'ended', 'call/ended', 'completed', over);
      await settle();
      const seen = [progress, human, ended].map((box) => box.map(({ topic, order, _msgid }) => [topic, order, _msgid]));
      assert.deepEqual(seen, [
        [['hold/music', 42, 'input']],
        [['human/detected', 42, 'input']],
        [
          ['hold/ended', 42, 'input'],
          ['call/ended', 42, 'input'],
        ],
      ]);
      assert.deepEqual(
        completed.map((message) => message._msgid),
        ['input', 'input'],
      );
      assert.equal(gateway.jobs.length, 2);
      assert.deepEqual(
        fake().released.filter(({ removed }) => removed),
        [],
      );
    });
  }

  it('what happened while no instance was there arrives afterwards, in order, the outcome included', async () => {
    await toHolding();
    const { gateway } = fake();
    const [, hold] = gateway.jobs;
    const deployed = deploy(changed('full'), 'full');
    while (gateway.attachedOwners.includes('hold')) await new Promise((resolve) => setImmediate(resolve));
    gateway.report(hold!, 'progress', 'hold/announcement', 'ivr_prompt');
    gateway.report(hold!, 'human', 'human/detected', 0.9);
    gateway.report(hold!, 'ended', 'hold/ended', 'remote-hangup', { final: true });
    // The sinks must exist before the reports are delivered: listen as soon as the new nodes do.
    await deployed;
    const completed = inbox('completed');
    const [progress, human, ended] = [inbox('progress'), inbox('human'), inbox('ended')];
    await settle();
    assert.deepEqual(
      [progress, human, ended].map((box) => box.map((message) => message.topic)),
      [['hold/announcement'], ['human/detected'], ['hold/ended']],
    );
    assert.equal(completed.length, 1);
  });

  it('the new instance shows the badge of the call', async () => {
    await toHolding();
    fake().gateway.update('call-1', { activity: 'holding', holdSeconds: 61 });
    await deploy(changed('full'), 'full');
    await settle();
    assert.equal(lastStatus('call')?.text, 'sip-call.status.holding');
    assert.equal(lastStatus('hold')?.text, 'hold-detect.status.holding');
  });

  it('a second deploy takes the same jobs up again', async () => {
    await toHolding();
    await deploy(changed('full'), 'full');
    await settle();
    await deploy(FLOW, 'full');
    await settle();
    const [ended, completed] = [inbox('ended'), inbox('completed')];
    const [call] = fake().gateway.jobs;
    fake().gateway.report(call!, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
    await settle();
    assert.deepEqual([ended.length, completed.length], [1, 1]);
  });

  it('closing takes less than 100 ms with live calls', async () => {
    await toHolding();
    const started = performance.now();
    await (helper.getNode('call') as unknown as { close(removed: boolean): Promise<void> }).close(false);
    assert.ok(performance.now() - started < 100);
  });

  it('a gateway nobody needs any more is let go at the next deploy', async () => {
    await toHolding();
    const [call, hold] = fake().gateway.jobs;
    fake().gateway.report(hold!, 'ended', 'hold/ended', 'completed', { final: true });
    fake().gateway.report(call!, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
    await deploy(
      FLOW.filter((node) => node.id !== 'hold' && node.id !== 'call'),
      'full',
    );
    await settle();
    assert.deepEqual(fake().gateway.attachedOwners, []);
  });
});
