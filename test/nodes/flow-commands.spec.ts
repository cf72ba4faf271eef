import assert from 'node:assert/strict';
import { KNOWN_FLOW, useFakeHouse } from './fake-gateway';
import { GATEWAY, inbox, lastStatus, load, type NodeDefinition, send, settle, useNodeRed } from './flow-support';

const node = (id: string, type: string, more: object): NodeDefinition => ({
  id,
  type,
  z: 'tab',
  goal: 'goal',
  goalType: 'msg',
  wires: [[], ['progress'], []],
  ...more,
});
const FLOW: NodeDefinition[] = [
  { id: 'tab', type: 'tab' },
  GATEWAY,
  node('call', 'sip-call', { gateway: 'gw', to: 'payload', toType: 'msg' }),
  node('walk', 'ivr-navigate', { mode: 'listen', callId: 'call.id', callIdType: 'msg' }),
  { id: 'progress', z: 'tab', type: 'helper' },
  { id: 'catch', z: 'tab', type: 'catch', wires: [['caught']] },
  { id: 'caught', z: 'tab', type: 'helper' },
  { id: 'complete', z: 'tab', type: 'complete', scope: ['call', 'walk'], wires: [['completed']] },
  { id: 'completed', z: 'tab', type: 'helper' },
];

describe('call flows by msg.action', () => {
  useNodeRed();
  const fake = useFakeHouse();

  for (const id of ['call', 'walk']) {
    describe(`of the node "${id}"`, () => {
      it('go out: of a call, or of a number without one', async () => {
        await load(FLOW);
        const [progress, completed] = [inbox('progress'), inbox('completed')];
        fake().gateway.addCall('other');
        send(id, { _msgid: 'm1', action: 'export-flow', goal: 'billing', payload: 'x', call: { id: 'other' } });
        send(id, { action: 'export-flow', payload: '5550100' });
        await settle();
        assert.deepEqual(
          progress.map(({ topic, payload, action }) => [topic, payload, action]),
          Array(2).fill(['flow/exported', KNOWN_FLOW, undefined]),
        );
        assert.notEqual(progress[0]!.payload, KNOWN_FLOW);
        assert.equal(completed.length, 2);
        const asked = fake().gateway.exchanged as { callId?: string; number?: string; goal?: string }[];
        const ofCall = asked.find(({ callId }) => callId === 'other');
        const ofNumber = asked.find(({ callId }) => callId === undefined);
        assert.deepEqual([ofCall?.goal, ofNumber?.number], ['billing', '5550100']);
        assert.equal(fake().gateway.jobs.length, 0);
      });

      it('come in: as an object, or as JSON', async () => {
        await load(FLOW);
        const progress = inbox('progress');
        send(id, { action: 'import-flow', payload: { format: 1 } });
        send(id, { action: 'import-flow', payload: '{"format":1}' });
        await settle();
        assert.deepEqual(fake().gateway.exchanged, [
          [{ format: 1 }, {}],
          ['{"format":1}', {}],
        ]);
        assert.equal(progress[0]!.topic, 'flow/imported');
        assert.deepEqual(progress[0]!.payload, { id: 'acme', numbers: ['5550100'], goals: [], steps: 1 });
      });

      it('are refused to Catch, and to the badge', async () => {
        await load(FLOW);
        const [progress, caught] = [inbox('progress'), inbox('caught')];
        fake().gateway.refuse = { ok: false, code: 'no-flow', message: 'No call flow is known for 5550100.' };
        send(id, { action: 'export-flow', payload: '5550100' });
        send(id, { action: 'export-flow', call: { id: 'long ago' } });
        await settle();
        assert.match(String(caught[0]?.error?.message), /No call flow is known/);
        assert.match(String(caught[1]?.error?.message), /no call with this id/);
        assert.equal(progress.length, 0);
        assert.equal(lastStatus(id)?.fill, 'red');
      });
    });
  }

  it('of two gateways, ivr navigate must be told which by a call, and sip call has its own', async () => {
    await load([...FLOW, { ...GATEWAY, id: 'gw2' }]);
    const [progress, caught] = [inbox('progress'), inbox('caught')];
    send('walk', { action: 'export-flow', payload: '5550100' });
    send('call', { action: 'export-flow', payload: '5550100' });
    await settle();
    assert.match(String(caught[0]?.error?.message), /several SIP gateways: send this command to a sip call node/);
    assert.equal(progress.length, 1);
  });
});
