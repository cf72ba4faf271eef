import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NodeAPI } from 'node-red';
import type { JobReport } from '../../lib/gateway/gateway.types';
import { messageOut } from '../../nodes/node-support';
import { useFakeHouse } from './fake-gateway';
import catalogue from '../../nodes/locales/en-US/sip-call.json';
import { GATEWAY, helper, inbox, lastStatus, load, send, settle, statuses, useNodeRed } from './flow-support';
import type { NodeDefinition } from './flow-support';

const FLOW: NodeDefinition[] = [
  { id: 'tab', type: 'tab' },
  GATEWAY,
  {
    id: 'call',
    z: 'tab',
    type: 'sip-call',
    gateway: 'gw',
    to: 'company',
    toType: 'msg',
    goal: 'cancel my order',
    goalType: 'str',
    tags: 'acme, home',
    answerTimeoutSeconds: '30',
    maxCallMinutes: '90',
    wires: [['answered', 'answered2'], ['progress'], ['ended']],
  },
  { id: 'answered', z: 'tab', type: 'helper' },
  { id: 'answered2', z: 'tab', type: 'helper' },
  { id: 'progress', z: 'tab', type: 'helper' },
  { id: 'ended', z: 'tab', type: 'helper' },
  { id: 'complete', z: 'tab', type: 'complete', scope: ['call'], wires: [['completed']] },
  { id: 'completed', z: 'tab', type: 'helper' },
  { id: 'catch', z: 'tab', type: 'catch', scope: null, wires: [['caught']] },
  { id: 'caught', z: 'tab', type: 'helper' },
];

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** In a frame of its own, so that nothing here holds the response afterwards. */
function sendWithResponse(): WeakRef<object> {
  const res = { socket: 'socket' };
  send('call', { company: '5550100', res });
  return new WeakRef(res);
}

describe('sip-call', () => {
  useNodeRed();
  const fake = useFakeHouse();

  it('turns typed inputs into a request', async () => {
    await load(FLOW);
    send('call', { company: ' +1 555 010 0123 ' });
    await settle();
    assert.deepEqual(fake().gateway.jobs[0]?.request, {
      to: '+1 555 010 0123',
      goal: 'cancel my order',
      tags: ['acme', 'home'],
      answerTimeoutSeconds: 30,
      maxCallSeconds: 5400,
    });
  });

  it('sends each report on the port of its outcome, with the input and a snapshot of the call', async () => {
    await load(FLOW);
    const [answered, progress, ended] = [inbox('answered'), inbox('progress'), inbox('ended')];
    send('call', { _msgid: 'original', company: '5550100', order: 42, payload: 'gone' });
    await settle();
    const job = fake().gateway.jobs[0]!;
    fake().gateway.report(job, 'progress', 'call/ringing', 'ringing', { call: { state: 'ringing' } });
    fake().gateway.report(job, 'answered', 'call/answered', true, { call: { state: 'answered' } });
    fake().gateway.report(job, 'ended', 'call/ended', 'busy', {
      final: true,
      call: { state: 'ended', endReason: 'busy' },
    });
    await settle();
    assert.deepEqual(
      [progress, answered, ended].map((box) =>
        box.map(({ topic, payload, order, _msgid }) => [topic, payload, order, _msgid]),
      ),
      [
        [['call/ringing', 'ringing', 42, 'original']],
        [['call/answered', true, 42, 'original']],
        [['call/ended', 'busy', 42, 'original']],
      ],
    );
    const { endReason, ...call } = fake().gateway.call('call-1')!;
    assert.equal(endReason, 'busy');
    assert.deepEqual(answered[0]?.call, { ...call, state: 'answered' });
  });

  it('says in msg.event when, how sure and why', async () => {
    await load(FLOW);
    const progress = inbox('progress');
    send('call', { company: '5550100' });
    await settle();
    const details = { at: 1000, since: 900, confidence: 0.9, evidence: ['a steady beat'] };
    fake().gateway.report(fake().gateway.jobs[0]!, 'progress', 'hold/music', 'music', { details });
    await settle();
    assert.deepEqual([progress[0]?.payload, progress[0]?.event], ['music', details]);
  });

  it('shares nothing between messages, branches, the stored input and the gateway', async () => {
    await load(FLOW);
    const [one, two, progress] = [inbox('answered'), inbox('answered2'), inbox('progress')];
    const input = { company: '5550100', nested: { list: [1] } };
    send('call', input);
    await settle();
    input.nested.list.push(2);
    const job = fake().gateway.jobs[0]!;
    fake().gateway.report(job, 'answered', 'call/answered', { deep: true });
    await settle();
    const first = one[0] as { nested: { list: number[] }; call: { tags: string[] }; payload: { deep: boolean } };
    first.nested.list.push(3);
    first.call.tags.push('mine');
    first.payload.deep = false;
    fake().gateway.report(job, 'progress', 'call/noise', null);
    await settle();
    assert.deepEqual((two[0] as unknown as typeof first).nested.list, [1]);
    assert.deepEqual((two[0] as unknown as typeof first).payload, { deep: true });
    assert.deepEqual((progress[0] as unknown as typeof first).nested.list, [1]);
    assert.deepEqual((progress[0] as unknown as typeof first).call.tags, []);
    assert.deepEqual(fake().gateway.call('call-1')?.tags, []);
  });

  it('keeps req and res by reference for an http response node, and out of the stored input', async () => {
    await load(FLOW);
    const ended = inbox('ended');
    const res = { socket: Symbol('socket') };
    send('call', { company: '5550100', res, req: { url: '/' } });
    await settle();
    const job = fake().gateway.jobs[0]!;
    assert.deepEqual(Object.keys(job.owner.input).sort(), ['_msgid', 'company']);
    fake().gateway.report(job, 'ended', 'call/ended', 'completed', { final: true });
    await settle();
    assert.equal(ended[0]?.res, res);
  });

  it('is done once, when the call is over', async () => {
    await load(FLOW);
    const completed = inbox('completed');
    send('call', { _msgid: 'original', company: '5550100' });
    await settle();
    const job = fake().gateway.jobs[0]!;
    fake().gateway.report(job, 'answered', 'call/answered', true, { call: { state: 'answered' } });
    await settle();
    assert.equal(completed.length, 0);
    fake().gateway.report(job, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
    await settle();
    assert.deepEqual(
      completed.map((message) => message._msgid),
      ['original'],
    );
  });

  it('delivers what the gateway reports before it has told the job id', async () => {
    await load(FLOW);
    const [progress, ended, completed] = [inbox('progress'), inbox('ended'), inbox('completed')];
    fake().gateway.onStart = (job) => {
      fake().gateway.report(job, 'progress', 'call/dialing', null);
      fake().gateway.report(job, 'ended', 'call/ended', 'network', { final: true });
    };
    send('call', { company: '5550100' });
    await settle();
    assert.deepEqual([progress.length, ended.length, completed.length], [1, 1, 1]);
  });

  it('keeps concurrent calls apart and counts them in the badge', async () => {
    await load(FLOW);
    const [answered, completed] = [inbox('answered'), inbox('completed')];
    for (const order of [1, 2, 3]) send('call', { _msgid: `input-${order}`, company: `555010${order}`, order });
    await settle();
    const [first, second, third] = fake().gateway.jobs;
    fake().gateway.report(second!, 'answered', 'call/answered', true, { call: { state: 'answered' } });
    fake().gateway.update('call-2', { activity: 'with-human' });
    await settle();
    assert.deepEqual(
      answered.map(({ order, call }) => [order, (call as { id: string }).id]),
      [[2, 'call-2']],
    );
    assert.deepEqual(lastStatus('call'), { fill: 'green', shape: 'dot', text: 'sip-call.status.several-humans' });
    for (const job of [third, first, second]) {
      fake().gateway.report(job!, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
    }
    await settle();
    assert.deepEqual(
      completed.map((message) => message._msgid),
      ['input-3', 'input-1', 'input-2'],
    );
  });

  describe('badge', () => {
    it('follows the call', async () => {
      await load(FLOW);
      send('call', { company: '5550100' });
      await settle();
      const { gateway } = fake();
      gateway.update('call-1', { state: 'ringing' });
      gateway.update('call-1', { state: 'answered' });
      gateway.update('call-1', { activity: 'navigating' });
      gateway.update('call-1', { activity: 'holding', holdSeconds: 723 });
      gateway.update('call-1', { activity: 'with-human' });
      gateway.update('call-1', { activity: 'connecting' });
      gateway.update('call-1', { activity: 'bridged' });
      gateway.report(gateway.jobs[0]!, 'ended', 'call/ended', 'completed', {
        final: true,
        call: { state: 'ended', activity: null, endReason: 'completed' },
      });
      const names = [
        'dialing',
        'ringing',
        'answered',
        'navigating',
        'holding',
        'human',
        'connecting',
        'connected',
        'ended',
      ];
      assert.deepEqual(
        statuses('call').map(({ text }) => text),
        [undefined, ...names.map((name) => `sip-call.status.${name}`)],
      );
      assert.deepEqual([lastStatus('call')?.fill, lastStatus('call')?.shape], ['grey', 'ring']);
    });

    it('is red with the reason when the call failed', async () => {
      await load(FLOW);
      send('call', { company: '5550100' });
      await settle();
      fake().gateway.report(fake().gateway.jobs[0]!, 'ended', 'call/ended', 'no-answer', {
        final: true,
        call: { state: 'ended', endReason: 'no-answer' },
      });
      assert.deepEqual(lastStatus('call'), { fill: 'red', shape: 'ring', text: 'no answer' });
    });

    it('says when the gateway is not registered, and stops saying so', async () => {
      await load(FLOW);
      const failed = { state: 'failed', reason: '401 wrong password', retryAt: 0 } as const;
      fake().gateway.setRegistration(failed);
      assert.deepEqual(lastStatus('call'), { fill: 'red', shape: 'ring', text: 'sip-call.status.not-registered' });
      const before = statuses('call').length;
      fake().gateway.setRegistration({ state: 'registering' });
      fake().gateway.setRegistration(failed);
      assert.equal(statuses('call').length, before);
      fake().gateway.setRegistration({ state: 'registered', expiresAt: 0 });
      assert.deepEqual(lastStatus('call'), {});
      fake().gateway.setRegistration({ state: 'registering' });
      assert.equal(lastStatus('call')?.text, 'sip-call.status.registering');
    });

    it('says that the password was refused, and when it is tried again', async () => {
      const translate = (key: string, values: object): string => `${(values as { time?: string }).time ?? ''} ${key}`;
      await load(FLOW, {}, { translate });
      const retryAt = new Date(2026, 10, 23, 7, 5, 59).getTime();
      const reason = 'Password refused: the registrar does not accept the user name or password (401).';
      fake().gateway.setRegistration({ state: 'failed', reason, statusCode: 401, retryAt, passwordRefused: true });
      const badge = lastStatus('call');
      assert.equal(badge?.fill, 'red');
      assert.match(String(badge?.text), /^07:05 sip-call\.status\.password/);
      fake().gateway.setRegistration({ state: 'registering' });
      assert.deepEqual(lastStatus('call'), badge);
      const text = catalogue['sip-call'].status['password-refused'];
      assert.equal(text.replace('__time__', '07:05'), 'password refused; next try at 07:05');
      assert.ok(text.length + 5 - '__time__'.length <= 40, 'it is shown whole');
    });

    it('has the essence of a long fault; catch has the whole text', async () => {
      await load(FLOW);
      const caught = inbox('caught');
      const message = 'There is no live call: it ended long ago, or this Node-RED was started anew since.';
      fake().gateway.refuse = { ok: false, code: 'no-such-call', message };
      send('call', { company: '5550100' });
      await settle();
      assert.equal(caught[0]?.error?.message, message);
      assert.equal(lastStatus('call')?.text, 'There is no live call');
      fake().gateway.refuse = {
        ok: false,
        code: 'budget',
        message: '30 calls were placed within the hour, the limit.',
      };
      send('call', { company: '5550100' });
      await settle();
      assert.equal(lastStatus('call')?.text, '30 calls were placed within the hour,…');
    });

    it('of many nodes needs one listener at the start of the flows', async () => {
      const many = Array.from({ length: 30 }, (_, index) => ({ ...FLOW[2]!, id: `call${index}`, wires: [] }));
      const warnings: string[] = [];
      const listen = ({ name }: Error): void => void warnings.push(name);
      process.on('warning', listen);
      await load([...FLOW, ...many]);
      await settle();
      process.removeListener('warning', listen);
      assert.deepEqual(warnings, []);
    });
  });

  describe('faults go to catch', () => {
    const cases: [string, object, RegExp][] = [
      ['no number', {}, /no number to call/],
      ['a number that is no text', { company: { a: 1 } }, /expected text, got object/],
      ['an unknown command', { action: 'explode', call: { id: 'call-1' } }, /unknown action "explode".*hangup/],
      ['a timestamp, as an inject node sends it', { company: 1_795_371_000_000 }, /that is a timestamp/],
      ['a command without a call', { action: 'dtmf' }, /msg\.call\.id is missing; wire this node behind \*answered\*/],
      ['a command for a call that is gone', { action: 'dtmf', call: { id: 'call-9' } }, /call-9/],
    ];
    for (const [name, message, expected] of cases) {
      it(name, async () => {
        await load(FLOW);
        const [caught, completed] = [inbox('caught'), inbox('completed')];
        send('call', message);
        await settle();
        assert.equal(caught.length, 1);
        assert.match(caught[0]!.error!.message, expected);
        assert.equal(completed.length, 0);
        assert.equal(lastStatus('call')?.fill, 'red');
      });
    }

    for (const [name, config, expected] of [
      [
        'an expression that cannot be read',
        { to: '$foo(', toType: 'jsonata' },
        /^Call: the expression "\$foo\(" is wrong: Expected "\)" before end of expression$/,
      ],
      [
        'an expression that cannot be evaluated',
        { goal: '$foo()', goalType: 'jsonata' },
        /^goal: the expression "\$foo\(\)" is wrong: Attempted to invoke a non-function$/,
      ],
      ['a call of 99999 minutes', { maxCallMinutes: '99999' }, /^give up after: .* at most 1440 minutes, got "99999"$/],
      ['a phone that rings for ever', { answerTimeoutSeconds: 'Infinity' }, /^ring for: .* at most 600 seconds/],
      ['a negative duration', { answerTimeoutSeconds: '-1' }, /^ring for: expected more than 0/],
    ] as const) {
      it(name, async () => {
        await load(FLOW.map((node) => (node.id === 'call' ? { ...node, ...config } : node)));
        const caught = inbox('caught');
        send('call', { company: '5550100' });
        await settle();
        assert.match(caught[0]!.error!.message, expected);
        assert.equal(fake().gateway.jobs.length, 0);
      });
    }

    it('a refusal of the gateway', async () => {
      await load(FLOW);
      const caught = inbox('caught');
      fake().gateway.refuse = { ok: false, code: 'emergency', message: '911 reaches emergency services' };
      send('call', { company: '911' });
      await settle();
      assert.equal(caught[0]?.error?.message, '911 reaches emergency services');
    });

    it('a gateway with bad settings', async () => {
      await load(FLOW.map((node) => (node.id === 'gw' ? { ...node, user: '' } : node)));
      const caught = inbox('caught');
      assert.deepEqual(lastStatus('call'), { fill: 'red', shape: 'ring', text: 'wrong settings.' });
      send('call', { company: '5550100' });
      await settle();
      assert.equal(caught[0]?.error?.message, 'wrong settings.');
    });
  });

  it('carries out commands on msg.call.id and is done at once', async () => {
    await load(FLOW);
    const [completed, progress] = [inbox('completed'), inbox('progress')];
    fake().gateway.addCall('other');
    send('call', { _msgid: 'command', action: 'dtmf', payload: '12#', call: { id: 'other' } });
    await settle();
    assert.deepEqual(fake().gateway.actions, [{ callId: 'other', action: 'dtmf', argument: '12#', secrets: {} }]);
    assert.deepEqual(
      completed.map((message) => message._msgid),
      ['command'],
    );
    assert.equal(progress.length, 0);
    assert.equal(fake().gateway.jobs.length, 0);
  });

  it('says the text of the payload', async () => {
    await load(FLOW);
    const completed = inbox('completed');
    fake().gateway.addCall('other');
    send('call', { action: 'say', payload: 'One moment please.', call: { id: 'other' } });
    await settle();
    assert.deepEqual(fake().gateway.actions, [
      { callId: 'other', action: 'say', argument: 'One moment please.', secrets: {} },
    ]);
    assert.equal(completed.length, 1);
  });

  it('gives the gateway its secrets for keys and words, and for no other command', async () => {
    await load(FLOW, { gw: { secrets: 'pin = 4711' } });
    const completed = inbox('completed');
    fake().gateway.addCall('other');
    send('call', { action: 'dtmf', payload: '{{secret:pin}}#', call: { id: 'other' } });
    send('call', { action: 'say', payload: 'It is {{secret:pin}}.', call: { id: 'other' } });
    send('call', { action: 'connect', payload: '{{secret:pin}}', call: { id: 'other' } });
    await settle();
    assert.deepEqual(fake().gateway.actions, [
      { callId: 'other', action: 'dtmf', argument: '{{secret:pin}}#', secrets: { pin: '4711' } },
      { callId: 'other', action: 'say', argument: 'It is {{secret:pin}}.', secrets: { pin: '4711' } },
      { callId: 'other', action: 'connect', argument: '{{secret:pin}}' },
    ]);
    assert.doesNotMatch(JSON.stringify(completed), /4711/);
  });

  it('gives the call its secrets when it is placed, whichever nodes follow, and shows them in no message', async () => {
    await load(FLOW, { gw: { secrets: 'pin = 4711' } });
    const [progress, answered] = [inbox('progress'), inbox('answered')];
    send('call', { company: '5550100' });
    await settle();
    const job = fake().gateway.jobs[0]!;
    assert.deepEqual((job.request as { secrets: object }).secrets, { pin: '4711' });
    fake().gateway.report(job, 'answered', 'call/answered', '5550100');
    await settle();
    assert.equal(answered.length, 1);
    assert.doesNotMatch(JSON.stringify([progress, answered, job.owner]), /4711/);
  });

  it('hanging up a call that is over already is no fault', async () => {
    await load(FLOW);
    const [completed, caught] = [inbox('completed'), inbox('caught')];
    fake().gateway.addCall('other');
    fake().gateway.update('other', { state: 'ended' });
    send('call', { action: 'hangup', call: { id: 'other' } });
    await settle();
    assert.deepEqual([completed.length, caught.length, fake().gateway.actions.length], [1, 0, 0]);
  });

  for (const [name, call] of [
    ['without a call', undefined],
    ['of a call that is not known', { id: 'gone' }],
  ] as const) {
    it(`a hangup ${name} is no fault, and the badge says so`, async () => {
      await load(FLOW);
      const [completed, caught] = [inbox('completed'), inbox('caught')];
      send('call', { action: 'hangup', ...(call && { call }) });
      await settle();
      assert.deepEqual([completed.length, caught.length], [1, 0]);
      assert.deepEqual(lastStatus('call'), { fill: 'grey', shape: 'ring', text: 'sip-call.status.no-call' });
    });
  }

  it('dials 13 digits that come as text, or that are no timestamp', async () => {
    await load(FLOW);
    send('call', { company: '1795371000000' });
    send('call', { company: 4_930_123_456_789 });
    await settle();
    assert.deepEqual(
      fake().gateway.jobs.map(({ request }) => (request as { to: string }).to),
      ['1795371000000', '4930123456789'],
    );
  });

  it('clones no input payload, topic or call for messages that replace them', () => {
    const cloned: object[] = [];
    const RED = { util: { cloneMessage: (message: object) => (cloned.push(message), structuredClone(message)) } };
    const big = Buffer.alloc(10);
    const input = { payload: big, topic: 'button', call: { id: 'old' }, order: 1 };
    const report = { input, topic: 'call/ringing', payload: 'ringing', call: { id: 'new' } };
    const message = messageOut(RED as unknown as NodeAPI, report as unknown as JobReport, {});
    const expected = { payload: 'ringing', topic: 'call/ringing', call: { id: 'new' }, order: 1 };
    assert.deepEqual(cloned, [expected]);
    assert.deepEqual(message, expected);
  });

  it('lets go of req and res when the gateway gives the job up', async () => {
    await load(FLOW);
    const seen = sendWithResponse();
    await settle();
    await helper.unload();
    collectGarbage();
    // The gateway still has the job: a next instance may want to answer the request.
    assert.notEqual(seen.deref(), undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    fake().gateway.abandon('call');
    await settle();
    collectGarbage();
    assert.equal(seen.deref(), undefined);
  });

  it('lets go of the gateway when it is closed', async () => {
    await load(FLOW);
    send('call', { company: '5550100' });
    await settle();
    assert.deepEqual(fake().gateway.attachedOwners, ['call']);
    await helper.unload();
    assert.deepEqual(fake().gateway.attachedOwners, []);
  });
});
