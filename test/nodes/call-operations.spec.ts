import assert from 'node:assert/strict';
import type { JobOutput } from '../../lib/gateway/gateway.types';
import { useFakeHouse } from './fake-gateway';
import { inbox, lastStatus, load, send, settle, useNodeRed } from './flow-support';
import type { NodeDefinition } from './flow-support';

function flow(node: Record<string, unknown> & { type: string }): NodeDefinition[] {
  return [
    { id: 'tab', type: 'tab' },
    { callId: 'call.id', callIdType: 'msg', ...node, id: 'node', z: 'tab', wires: [['one'], ['two'], ['three']] },
    { id: 'one', z: 'tab', type: 'helper' },
    { id: 'two', z: 'tab', type: 'helper' },
    { id: 'three', z: 'tab', type: 'helper' },
    { id: 'complete', z: 'tab', type: 'complete', scope: ['node'], wires: [['completed']] },
    { id: 'completed', z: 'tab', type: 'helper' },
    { id: 'catch', z: 'tab', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', z: 'tab', type: 'helper' },
  ];
}

interface Case {
  readonly type: string;
  readonly config: Record<string, unknown>;
  readonly request: unknown;
  readonly outcomes: readonly [JobOutput, string, unknown, port: 'one' | 'three', badge: string][];
}

const CASES: readonly Case[] = [
  {
    type: 'ivr-navigate',
    config: {
      mode: 'steps',
      steps: 'wait 2 wait 1',
      stepsType: 'str',
      goal: '',
      goalType: 'str',
      timeoutSeconds: '60',
    },
    request: { steps: 'wait 2 wait 1', timeoutSeconds: 60 },
    outcomes: [
      ['reached', 'ivr/reached', 'music', 'one', 'ivr-navigate.status.reached'],
      ['failed', 'ivr/failed', 'no-effect', 'three', 'no effect'],
    ],
  },
  {
    type: 'hold-detect',
    config: { sensitivity: 'patient', maxHoldMinutes: '2' },
    request: { maxHoldSeconds: 120, sensitivity: 'patient' },
    outcomes: [
      ['human', 'human/detected', 0.93, 'one', 'hold-detect.status.human'],
      ['ended', 'hold/timeout', 120, 'three', 'timeout'],
    ],
  },
  {
    type: 'connect-user',
    config: { device: 'desk', deviceType: 'str', ringSeconds: 20 },
    request: { device: 'desk', ringSeconds: 20 },
    outcomes: [
      ['bridged', 'connect/bridged', 'desk', 'one', 'connect-user.status.connected'],
      ['failed', 'connect/failed', 'no-answer', 'three', 'no answer'],
    ],
  },
];

describe('the nodes that work on a call', () => {
  useNodeRed();
  const fake = useFakeHouse();

  for (const { type, config, request, outcomes } of CASES) {
    describe(type, () => {
      for (const [output, topic, payload, port, badge] of outcomes) {
        it(`${topic} leaves on port "${port}" after the progress, and completes the input`, async () => {
          await load(flow({ ...config, type }));
          const [outcome, progress, completed] = [inbox(port), inbox('two'), inbox('completed')];
          fake().gateway.addCall('live');
          send('node', { _msgid: 'input', call: { id: 'live', state: 'stale' }, order: 7 });
          await settle();
          const job = fake().gateway.jobs[0]!;
          assert.deepEqual([job.callId, job.request], ['live', request]);
          fake().gateway.report(job, 'progress', 'some/progress', 'p');
          fake().gateway.report(job, output, topic, payload, { final: true });
          await settle();
          assert.deepEqual(
            progress.map((message) => message.topic),
            ['some/progress'],
          );
          assert.deepEqual(
            outcome.map((message) => [message.topic, message.payload, message.order, message._msgid]),
            [[topic, payload, 7, 'input']],
          );
          assert.equal((outcome[0]!.call as { state: string }).state, 'answered');
          assert.equal(completed.length, 1);
          assert.equal(lastStatus('node')?.text, badge);
        });
      }

      it('shows the end of the call after its own job is over', async () => {
        await load(flow({ ...config, type }));
        fake().gateway.addCall('live');
        send('node', { call: { id: 'live' } });
        await settle();
        const [output, topic, payload] = outcomes[0]!;
        fake().gateway.report(fake().gateway.jobs[0]!, output, topic, payload, { final: true });
        fake().gateway.update('live', { state: 'ended', activity: null, endReason: 'remote-hangup' });
        assert.deepEqual(lastStatus('node'), { fill: 'grey', shape: 'ring', text: `${type}.status.ended` });
      });

      it('knows its call by msg.call.id and by nothing else', async () => {
        await load(flow({ ...config, type }));
        const caught = inbox('caught');
        fake().gateway.addCall('live');
        send('node', { payload: 'live' });
        send('node', { call: { id: 'another' } });
        await settle();
        assert.match(caught[0]!.error!.message, /no call: msg\.call\.id is missing/);
        assert.match(caught[1]!.error!.message, /another/);
        assert.equal(fake().gateway.jobs.length, 0);
      });

      it('reads the call id from where the typed input says', async () => {
        await load(flow({ ...config, type, callId: 'payload.which', callIdType: 'msg' }));
        fake().gateway.addCall('live');
        send('node', { payload: { which: 'live' } });
        await settle();
        assert.equal(fake().gateway.jobs[0]?.callId, 'live');
      });

      it('hands a refusal to catch', async () => {
        await load(flow({ ...config, type }));
        const caught = inbox('caught');
        fake().gateway.addCall('live');
        fake().gateway.refuse = { ok: false, code: 'not-answered', message: 'Call live is ringing' };
        send('node', { call: { id: 'live' } });
        await settle();
        assert.equal(caught[0]?.error?.message, 'Call live is ringing');
        assert.deepEqual(lastStatus('node'), { fill: 'red', shape: 'ring', text: 'Call live is ringing' });
      });
    });
  }

  describe('ivr-navigate', () => {
    const menus = { type: 'ivr-navigate', mode: 'menus', goal: 'goal', goalType: 'msg', stepsType: 'str', steps: '' };

    it('takes menu texts as paragraphs', async () => {
      await load(
        flow({
          ...menus,
          menus: 'For sales, press 1.\nFor support, press 2.\n\nPress 1 for bills.\n',
          menusType: 'str',
        }),
      );
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' }, goal: 'support' });
      await settle();
      assert.deepEqual(fake().gateway.jobs[0]?.request, {
        menus: ['For sales, press 1.\nFor support, press 2.', 'Press 1 for bills.'],
        goal: 'support',
      });
    });

    it('takes menu texts as a list from the message', async () => {
      await load(flow({ ...menus, menus: 'menus', menusType: 'msg' }));
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' }, menus: ['Press 1.', 'Press 2.'] });
      await settle();
      assert.deepEqual(fake().gateway.jobs[0]?.request, { menus: ['Press 1.', 'Press 2.'] });
    });

    it('gives the gateway the secrets by name, and no message ever shows them', async () => {
      const steps = {
        type: 'ivr-navigate',
        mode: 'steps',
        steps: 'wait {{secret:account}}#',
        stepsType: 'str',
        goal: '',
        goalType: 'str',
      };
      await load(flow(steps), { node: { secrets: 'account = 4711815\npin: 99' } });
      const progress = inbox('two');
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      const job = fake().gateway.jobs[0]!;
      assert.deepEqual(job.request, { steps: 'wait {{secret:account}}#', secrets: { account: '4711815', pin: '99' } });
      fake().gateway.report(job, 'progress', 'ivr/pressed', '{{secret:account}}#');
      await settle();
      assert.doesNotMatch(JSON.stringify(progress), /4711815/);
      assert.equal(lastStatus('node')?.text, 'ivr-navigate.status.pressed');
    });
  });
});
