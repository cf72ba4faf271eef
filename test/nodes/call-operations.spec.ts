import assert from 'node:assert/strict';
import path from 'node:path';
import type { CallActivity, CallSnapshot, JobOutput } from '../../lib/gateway/gateway.types';
import catalogue from '../../nodes/locales/en-US/hold-detect.json';
import { useFakeHouse } from './fake-gateway';
import { deploy, GATEWAY, inbox, lastStatus, load, send, settle, useNodeRed } from './flow-support';
import type { NodeDefinition } from './flow-support';

function flow(node: Record<string, unknown> & { type: string }): NodeDefinition[] {
  return [
    { id: 'tab', type: 'tab' },
    GATEWAY,
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

function inEnglish(key: string, values: object): string {
  const status: Record<string, string> = catalogue['hold-detect'].status;
  const text = status[key.replace('hold-detect.status.', '')]!;
  return text.replaceAll(/__(\w+)__/g, (_, name: string) => String((values as Record<string, unknown>)[name]));
}

interface Case {
  readonly type: string;
  readonly config: Record<string, unknown>;
  readonly request: unknown;
  readonly outcomes: readonly [
    output: JobOutput,
    topic: string,
    payload: unknown,
    port: 'one' | 'three',
    badge: string,
    activity?: CallActivity,
  ][];
  /** A duration that is too long, and what the fault says. */
  readonly tooLong?: readonly [config: Record<string, unknown>, expected: RegExp];
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
    tooLong: [{ timeoutSeconds: '3601' }, /^give up after: .* at most 3600 seconds, got "3601"$/],
  },
  {
    type: 'hold-detect',
    config: { sensitivity: 'patient', maxHoldMinutes: '2' },
    request: { maxHoldSeconds: 120, sensitivity: 'patient' },
    outcomes: [
      ['ended', 'hold/timeout', 120, 'three', 'timeout'],
      ['ended', 'hold/ended', 'busy-tone', 'three', 'busy tone'],
    ],
    tooLong: [{ maxHoldMinutes: '99999' }, /^give up after: .* at most 1440 minutes, got "99999"$/],
  },
  {
    type: 'connect-user',
    config: { device: 'desk', deviceType: 'str', ringSeconds: 20 },
    request: { device: 'desk', ringSeconds: 20 },
    outcomes: [
      ['bridged', 'connect/bridged', 'desk', 'one', 'connect-user.status.connected', 'bridged'],
      ['failed', 'connect/failed', 'no-answer', 'three', 'no answer'],
    ],
    tooLong: [{ ringSeconds: 601 }, /^ring for: .* at most 600 seconds, got 601$/],
  },
  {
    type: 'transcribe',
    config: { partials: true },
    request: { partials: true },
    outcomes: [
      ['transcript', 'transcript/final', 'press one for sales', 'one', 'press one for sales'],
      ['ended', 'transcript/ended', 'flow-removed', 'three', 'transcribe.status.ended'],
    ],
  },
];

describe('the nodes that work on a call', () => {
  useNodeRed();
  const fake = useFakeHouse();

  for (const { type, config, request, outcomes, tooLong } of CASES) {
    describe(type, () => {
      for (const [output, topic, payload, port, badge, activity] of outcomes) {
        it(`${topic} leaves on port "${port}" after the progress, and completes the input`, async () => {
          await load(flow({ ...config, type }));
          const [outcome, progress, completed] = [inbox(port), inbox('two'), inbox('completed')];
          fake().gateway.addCall('live');
          send('node', { _msgid: 'input', call: { id: 'live', state: 'stale' }, order: 7 });
          await settle();
          const job = fake().gateway.jobs[0]!;
          assert.deepEqual([job.callId, job.request], ['live', request]);
          fake().gateway.report(job, 'progress', 'some/progress', 'p');
          const call = activity ? { activity } : {};
          fake().gateway.report(job, output, topic, payload, { final: true, call });
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

      if (tooLong)
        it('refuses a duration that is too long', async () => {
          const [change, expected] = tooLong;
          await load(flow({ ...config, ...change, type }));
          const caught = inbox('caught');
          fake().gateway.addCall('live');
          send('node', { call: { id: 'live' } });
          await settle();
          assert.match(caught[0]!.error!.message, expected);
          assert.equal(fake().gateway.jobs.length, 0);
        });

      it('is done without a word when another job takes the place of its own', async () => {
        await load(flow({ ...config, type }));
        const boxes = [inbox('one'), inbox('two'), inbox('three'), inbox('caught')];
        const completed = inbox('completed');
        fake().gateway.addCall('live');
        send('node', { call: { id: 'live' } });
        await settle();
        fake().gateway.report(fake().gateway.jobs[0]!, 'superseded', 'job/superseded', 'hold', { final: true });
        await settle();
        assert.deepEqual(
          [...boxes, completed].map((box) => box.length),
          [0, 0, 0, 0, 1],
        );
        assert.deepEqual(lastStatus('node'), {});
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

    const steps = {
      type: 'ivr-navigate',
      mode: 'steps',
      steps: 'wait {{secret:account}}#',
      stepsType: 'str',
      goal: '',
      goalType: 'str',
    };

    it('gives the gateway the secrets by name, and no message ever shows them', async () => {
      await load(flow(steps), { gw: { secrets: 'account = 4711815\n\npin: 99\r\n' } });
      const progress = inbox('two');
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      const job = fake().gateway.jobs[0]!;
      assert.deepEqual(job.request, { steps: 'wait {{secret:account}}#', secrets: { account: '4711815', pin: '99' } });
      fake().gateway.report(job, 'progress', 'ivr/pressed', '{{secret:account}}#');
      await settle();
      assert.doesNotMatch(JSON.stringify([progress, job.owner]), /4711815/);
      assert.equal(lastStatus('node')?.text, 'ivr-navigate.status.pressed');
    });

    it('finds the secrets of the gateway that has the call', async () => {
      const another = { ...GATEWAY, id: 'another', user: '' };
      await load([...flow(steps), another], { gw: { secrets: 'account = 1' }, another: { secrets: 'account = 2' } });
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      assert.deepEqual((fake().gateway.jobs[0]?.request as { secrets: object }).secrets, { account: '1' });
    });
  });

  describe('ivr-navigate, listening', () => {
    const listen = { type: 'ivr-navigate', mode: 'listen', goal: 'help with an order', goalType: 'str' };
    const unused = { steps: 'wiat', stepsType: 'str', menus: 'For sales, press 1.', menusType: 'str' };
    const CALL_FLOW = { version: 1, steps: [] };

    for (const [name, config, request] of [
      ['with a goal only', {}, {}],
      [
        'as the dialog saves it',
        { askModel: 'never', useFlow: false, flow: '', flowType: 'json' },
        { askModel: 'never', useFlow: false },
      ],
      ['by a call flow of the dialog', { flow: JSON.stringify(CALL_FLOW), flowType: 'json' }, { flow: CALL_FLOW }],
      ['by a call flow of the message', { flow: 'way', flowType: 'msg' }, { flow: CALL_FLOW }],
      ['by a call flow the message has as text', { flow: 'text', flowType: 'msg' }, { flow: CALL_FLOW }],
      ['by a call flow the message may have, and has not', { flow: 'gone', flowType: 'msg' }, {}],
    ] as const) {
      it(`asks for a walk ${name}, and for nothing of the other modes`, async () => {
        await load(flow({ ...listen, ...unused, ...config }));
        fake().gateway.addCall('live');
        send('node', { call: { id: 'live' }, way: CALL_FLOW, text: JSON.stringify(CALL_FLOW) });
        await settle();
        assert.deepEqual(fake().gateway.jobs[0]?.request, { goal: 'help with an order', ...request });
        assert.deepEqual(lastStatus('node')?.text, 'ivr-navigate.status.listening');
      });
    }

    it('leaves an empty goal to the gateway, which knows that of the call', async () => {
      await load(flow({ ...listen, goal: '' }));
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      assert.deepEqual(fake().gateway.jobs[0]?.request, {});
    });

    it('hands a call flow that is no JSON to catch', async () => {
      await load(flow({ ...listen, flow: 'text', flowType: 'msg' }));
      const caught = inbox('caught');
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' }, text: 'press 1' });
      await settle();
      assert.match(caught[0]!.error!.message, /^call flow: that is not JSON/);
      assert.equal(fake().gateway.jobs.length, 0);
    });

    it('says on *progress* that the menu needs the user, and shows it until something else happens', async () => {
      await load(flow(listen));
      const [progress, completed] = [inbox('two'), inbox('completed')];
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      const [job] = gateway.jobs;
      const badges: unknown[] = [];
      gateway.report(job!, 'ask-user', 'ivr/ask-user', 'The menu wants your zip code.', { details: { field: 'zip' } });
      badges.push(lastStatus('node'));
      gateway.report(job!, 'progress', 'ivr/pressed', '2', { details: { why: 'support', confidence: 0.9 } });
      badges.push(lastStatus('node')?.text);
      await settle();
      assert.deepEqual(
        progress.map(({ topic, payload, navigation }) => [topic, payload, navigation]),
        [
          ['ivr/ask-user', 'The menu wants your zip code.', { field: 'zip' }],
          ['ivr/pressed', '2', { why: 'support', confidence: 0.9 }],
        ],
      );
      assert.deepEqual(badges, [
        { fill: 'yellow', shape: 'ring', text: 'ivr-navigate.status.needs-you' },
        'ivr-navigate.status.pressed',
      ]);
      assert.equal(completed.length, 0);
    });
  });

  describe('ivr-navigate, of before there was a choice', () => {
    it('walks by its steps', async () => {
      await load(flow({ type: 'ivr-navigate', steps: 'wait 2', stepsType: 'str', goal: '', goalType: 'str' }));
      fake().gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      assert.deepEqual(fake().gateway.jobs[0]?.request, { steps: 'wait 2' });
    });
  });

  describe('ivr-navigate, at the deploy', () => {
    const node = { type: 'ivr-navigate', mode: 'steps', stepsType: 'str', goal: '', goalType: 'str' };
    for (const [name, config, badge] of [
      ['a misspelt step', { steps: 'wiat 2 then 1' }, 'Steps: "wiat" is neither "wait", "wait…'],
      ['no steps', { steps: ' ' }, 'Steps: no steps'],
      ['good steps', { steps: 'wait 2 then {{secret:pin}}#' }, undefined],
      ['steps read from the message', { steps: 'wiat', stepsType: 'msg' }, undefined],
      ['menu texts', { steps: 'wiat', mode: 'menus' }, undefined],
      ['steps it does not walk by', { steps: 'wiat', mode: 'listen' }, undefined],
    ] as const) {
      it(`${badge === undefined ? 'has nothing to say about' : 'shows'} ${name}`, async () => {
        await load(flow({ ...node, ...config }));
        await settle();
        assert.equal(lastStatus('node')?.text, badge);
      });
    }
  });

  describe('hold-detect', () => {
    const hold = { type: 'hold-detect', sensitivity: 'balanced', maxHoldMinutes: '' };

    for (const [name, config, request] of [
      ['a stalling line', { stallingLine: ' One moment please. ' }, { stallingLine: 'One moment please.' }],
      ['no folder without consent', { keepClips: false, clipsFolder: 'clips' }, {}],
      [
        'a folder below the user directory',
        { keepClips: true, clipsFolder: 'clips' },
        { clipsFolder: path.resolve('clips') },
      ],
      [
        'a folder of its own',
        { keepClips: true, clipsFolder: '' },
        { clipsFolder: path.resolve('hold-slayer', 'false-alarms') },
      ],
    ] as const) {
      it(`gives the gateway ${name}`, async () => {
        await load(flow({ ...hold, ...config }));
        fake().gateway.addCall('live');
        send('node', { call: { id: 'live' } });
        await settle();
        assert.deepEqual(fake().gateway.jobs[0]?.request, { sensitivity: 'balanced', ...request });
      });
    }

    const humanOf = (evidence: readonly string[]): Partial<CallSnapshot> => ({
      activity: 'with-human',
      farEnd: { label: 'live_human', confidence: 0.92, since: 0, evidence },
    });
    for (const [name, call, badge] of [
      ['the reason when it is short', humanOf(['it answered us', 'more']), 'human 92 %: it answered us'],
      ['no reason that is long', humanOf(['a voice that was never heard before in this call']), 'human 92 %'],
      ['no reason where there is none', humanOf([]), 'human 92 %'],
    ] as const) {
      it(`shows how sure it is of the human, and ${name}`, async () => {
        await load(flow(hold), {}, { translate: inEnglish });
        const { gateway } = fake();
        gateway.addCall('live');
        send('node', { call: { id: 'live' } });
        await settle();
        gateway.report(gateway.jobs[0]!, 'human', 'human/detected', 0.918, { call });
        assert.equal(lastStatus('node')?.text, badge);
      });
    }

    it('sends what was announced and what it heard on *progress*, and shows the number in the queue', async () => {
      await load(flow(hold));
      const progress = inbox('two');
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      const [job] = gateway.jobs;
      const details = { confidence: 0.8, evidence: ['music'] };
      gateway.report(job!, 'progress', 'hold/music', 'music', { details });
      gateway.report(job!, 'progress', 'hold/position', { position: 2, waitMinutes: 5 });
      const badge = lastStatus('node')?.text;
      gateway.report(job!, 'progress', 'hold/position', { waitMinutes: 4 });
      await settle();
      assert.deepEqual(
        progress.map(({ topic, payload, hold }) => [topic, payload, hold]),
        [
          ['hold/music', 'music', details],
          ['hold/position', { position: 2, waitMinutes: 5 }, undefined],
          ['hold/position', { waitMinutes: 4 }, undefined],
        ],
      );
      assert.deepEqual(
        [badge, lastStatus('node')?.text],
        ['hold-detect.status.holding-position', 'hold-detect.status.holding'],
      );
    });

    it('says that the company is closed, in the badge too, although they hung up', async () => {
      await load(flow(hold));
      const ended = inbox('three');
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      const details = { evidence: ['the company says it is closed', 'said: we are closed'] };
      const call = { state: 'ended', activity: null, endReason: 'remote-hangup' } as const;
      gateway.report(gateway.jobs[0]!, 'ended', 'hold/ended', 'closed', { final: true, details, call });
      gateway.update('live', call);
      await settle();
      assert.deepEqual([ended[0]?.payload, ended[0]?.hold], ['closed', details]);
      assert.deepEqual(lastStatus('node'), { fill: 'red', shape: 'ring', text: 'closed' });
    });

    it('says human again after a false alarm, and is done once, when the call is over', async () => {
      await load(flow(hold));
      const [human, progress, ended, completed] = [inbox('one'), inbox('two'), inbox('three'), inbox('completed')];
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { _msgid: 'input', call: { id: 'live' } });
      await settle();
      const [job] = gateway.jobs;
      const badges: unknown[] = [];
      const badge = (): void => void badges.push(lastStatus('node')?.text);
      gateway.report(job!, 'human', 'human/detected', 0.7, { call: { activity: 'with-human' } });
      badge();
      gateway.update('live', { activity: 'connecting' });
      badge();
      gateway.report(job!, 'progress', 'hold/resumed', 'music', { call: { activity: 'holding' } });
      badge();
      gateway.report(job!, 'human', 'human/detected', 0.9, { call: { activity: 'with-human' } });
      gateway.update('live', { activity: 'bridged' });
      badge();
      await settle();
      assert.equal(completed.length, 0);
      gateway.report(job!, 'ended', 'hold/ended', 'completed', {
        final: true,
        call: { state: 'ended', activity: null, endReason: 'completed' },
      });
      badge();
      await settle();
      assert.deepEqual(
        [human, progress, ended].map((box) => box.map(({ payload, _msgid }) => [payload, _msgid])),
        [
          [
            [0.7, 'input'],
            [0.9, 'input'],
          ],
          [['music', 'input']],
          [['completed', 'input']],
        ],
      );
      assert.equal(completed.length, 1);
      assert.deepEqual(
        badges,
        ['human-sure', 'human-sure', 'holding', 'human-sure', 'ended'].map((name) => `hold-detect.status.${name}`),
      );
    });

    it('goes on after a deploy that came between the human and a false alarm', async () => {
      const nodes = flow(hold);
      await load(nodes);
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { _msgid: 'input', call: { id: 'live' } });
      await settle();
      const [job] = gateway.jobs;
      gateway.report(job!, 'human', 'human/detected', 0.7, { call: { activity: 'with-human' } });
      await settle();
      await deploy(nodes, 'full');
      await settle();
      const [human, ended, completed] = [inbox('one'), inbox('three'), inbox('completed')];
      gateway.report(job!, 'human', 'human/detected', 0.9, { call: { activity: 'with-human' } });
      gateway.report(job!, 'ended', 'hold/ended', 'completed', { final: true, call: { state: 'ended' } });
      await settle();
      assert.deepEqual(
        [human, ended, completed].map((box) => box.map((message) => message._msgid)),
        [['input'], ['input'], ['input']],
      );
      assert.equal(gateway.jobs.length, 1);
    });
  });

  describe('transcribe', () => {
    const transcribe = { type: 'transcribe' };
    const details = {
      utterance: 1,
      startSeconds: 2.5,
      endSeconds: 6,
      provider: 'embedded',
      confidence: 0.8,
      words: [],
    };

    it('gives finals and partials with their details, each on its output, and shows the last words', async () => {
      await load(flow(transcribe));
      const [finals, progress, completed] = [inbox('one'), inbox('two'), inbox('completed')];
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { call: { id: 'live' }, order: 7 });
      await settle();
      const [job] = gateway.jobs;
      assert.deepEqual(job!.request, {});
      const badges = [lastStatus('node')?.text];
      gateway.report(job!, 'progress', 'transcript/partial', 'for sales press', { details });
      badges.push(lastStatus('node')?.text);
      const text = 'for sales press one for support press two for billing press three';
      gateway.report(job!, 'transcript', 'transcript/final', text, { details });
      badges.push(lastStatus('node')?.text);
      await settle();
      assert.deepEqual(
        [finals, progress].map((box) =>
          box.map(({ topic, payload, transcript, order }) => [topic, payload, transcript, order]),
        ),
        [[['transcript/final', text, details, 7]], [['transcript/partial', 'for sales press', details, 7]]],
      );
      assert.deepEqual(badges, [
        'transcribe.status.listening',
        'for sales press',
        '…press two for billing press three',
      ]);
      assert.equal(completed.length, 0);
    });

    it('works beside the other nodes of the call, and goes on after a deploy', async () => {
      const nodes = [
        ...flow(transcribe),
        { id: 'hold', z: 'tab', type: 'hold-detect', callId: 'call.id', callIdType: 'msg', wires: [[], [], []] },
      ];
      await load(nodes);
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { _msgid: 'input', call: { id: 'live' } });
      send('hold', { call: { id: 'live' } });
      await settle();
      assert.deepEqual(
        gateway.jobs.map(({ kind }) => kind),
        ['transcribe', 'hold'],
      );
      await deploy(nodes, 'full');
      await settle();
      const [finals, ended, completed] = [inbox('one'), inbox('three'), inbox('completed')];
      gateway.report(gateway.jobs[0]!, 'transcript', 'transcript/final', 'hello', { details });
      gateway.report(gateway.jobs[0]!, 'ended', 'call/ended', 'completed', {
        final: true,
        call: { state: 'ended', endReason: 'completed' },
      });
      await settle();
      assert.deepEqual(
        [finals, ended, completed].map((box) => box.map(({ topic, _msgid }) => [topic, _msgid])),
        [[['transcript/final', 'input']], [['call/ended', 'input']], [[undefined, 'input']]],
      );
      assert.equal(lastStatus('node')?.text, 'transcribe.status.ended');
    });
  });

  describe('connect-user', () => {
    it('sends a phone that cannot be rung to *failed*, and is done', async () => {
      await load(flow({ type: 'connect-user', device: '', deviceType: 'str', ringSeconds: '' }));
      const [failed, caught, completed] = [inbox('three'), inbox('caught'), inbox('completed')];
      fake().gateway.addCall('live');
      fake().gateway.refuse = { ok: false, code: 'no-device', message: 'No phone to ring: add one under "Devices".' };
      send('node', { _msgid: 'input', call: { id: 'live' }, order: 7 });
      await settle();
      assert.deepEqual(
        failed.map(({ topic, payload, order, _msgid, call }) => [topic, payload, order, _msgid, call]),
        [['connect/failed', 'no-device', 7, 'input', fake().gateway.call('live')]],
      );
      assert.deepEqual([caught.length, completed.length], [0, 1]);
      assert.deepEqual(lastStatus('node'), { fill: 'red', shape: 'ring', text: 'No phone to ring' });
    });

    it('says nothing more once the user was taken off a call that goes on', async () => {
      await load(flow({ type: 'connect-user', device: '', deviceType: 'str', ringSeconds: '' }));
      const { gateway } = fake();
      gateway.addCall('live');
      send('node', { call: { id: 'live' } });
      await settle();
      gateway.report(gateway.jobs[0]!, 'bridged', 'connect/bridged', 'desk', {
        final: true,
        call: { activity: 'bridged' },
      });
      assert.equal(lastStatus('node')?.text, 'connect-user.status.connected');
      gateway.update('live', { activity: 'holding' });
      assert.deepEqual(lastStatus('node'), {});
    });
  });
});
