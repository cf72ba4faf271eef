/**
 * The main job against a real Asterisk, through a real flow in a real Node-RED: what the company's own log says
 * happened is what our messages say happened, times within 200 ms (issue "One real call").
 */
import assert from 'node:assert/strict';
import { Asterisk } from './support/asterisk';
import { companyFlow } from './support/company-flow';
import type { FlowMessage } from './support/tapped-node-red';
import { TappedNodeRed } from './support/tapped-node-red';

/** How far our time of an event may lie from the company's. */
const TOLERANCE_MS = 200;

interface Placed {
  readonly account: string;
  readonly at: number;
  readonly scenario: string;
  /** Messages of this call, by its id. */
  of(from: string, topic: string, port?: number): Promise<FlowMessage>;
  command(action: string, payload?: unknown): void;
}

describe('the main job, Node-RED to a real Asterisk', function () {
  let company: Asterisk;
  let nodeRed: TappedNodeRed;
  let serial = 0;

  before(async function () {
    company = await Asterisk.start(5360, 24000);
    const flows = ['gw', 'gw-hold'].map((account) => companyFlow({ account, sipPort: company.sipPort }));
    nodeRed = await TappedNodeRed.start(
      flows.flatMap((flow) => flow.nodes),
      Object.assign({}, ...flows.map((flow) => flow.credentials)),
    );
  });

  after(async () => {
    await nodeRed?.stop();
    await company?.stop();
  });

  function place(to: string, message: Record<string, unknown>, account = 'gw'): Placed {
    const test = `t${++serial}`;
    const at = Date.now();
    nodeRed.inject(`${account}-inject`, { to, test, device: '700', plan: 'none', ...message });
    const mine = (m: FlowMessage): boolean => m.message.test === test;
    return {
      account,
      at,
      scenario: /^\d{5}$/.test(to) ? to.slice(0, 3) : to,
      of: (from, topic, port) =>
        nodeRed.message(
          `${topic} from ${from} in the call to ${to}`,
          (m) => mine(m) && m.from === from && m.message.topic === topic && (port === undefined || m.port === port),
          100_000,
        ),
      command: (action, payload) => {
        const last = nodeRed.messages.filter(mine).at(-1);
        assert.ok(last, 'no message of this call yet');
        nodeRed.inject(`${account}-inject`, { action, payload, call: { id: last.message.call.id } });
      },
    };
  }

  function within(what: string, ours: number, theirs: number): void {
    const difference = Math.round(ours - theirs);
    assert.ok(
      Math.abs(difference) <= TOLERANCE_MS,
      `${what}: ours ${difference} ms from the company's log (at most ${TOLERANCE_MS})`,
    );
  }

  const labelOf = (m: FlowMessage): string => (m.message.call.farEnd as { label: string }).label;

  /** Changes of the far end in the call of `after`, later than it. */
  const heard = (after: FlowMessage): readonly FlowMessage[] =>
    nodeRed.messages.filter(
      (m) =>
        m.from === 'call' &&
        m.message.call.id === after.message.call.id &&
        m.at > after.at &&
        /^(far-end|hold|human)\//.test(m.message.topic),
    );

  /** The onset of the voice that turned out to be a person, epoch ms. */
  const firstWord = (human: FlowMessage): number => {
    const voice = nodeRed.messages.filter(
      (m) => m.message.call.id === human.message.call.id && labelOf(m) === 'live_human',
    );
    return Math.min(...voice.map(sinceOf));
  };

  const sinceOf = (m: FlowMessage): number => (m.message.call.farEnd as { since: number }).since;

  it('100: rings, a human answers; detected, the user is rung, bridged, both hang up together', async () => {
    const call = place('100', { plan: 'hold' });
    await call.of('call', 'call/ringing', 1);
    const answered = await call.of('call', 'call/answered', 0);
    within('answer', answered.at, (await company.logged('100', call.at, 'ANSWER')).at);
    const human = await call.of('hold', 'human/detected', 0);
    const speaks = await company.logged('100', call.at, 'human_speaks');
    within('first word', firstWord(human), speaks.at);
    assert.ok(human.at > speaks.at, 'detected before anybody spoke');
    const bridged = await call.of('connect', 'connect/bridged', 0);
    const user = await company.logged('userphone', call.at, 'user_answers');
    within('the user\u2019s phone answers', bridged.at, user.at);
    await company.logged('100', call.at, 'agent_heard_caller');
    call.command('hangup');
    const ended = await call.of('call', 'call/ended', 2);
    assert.equal(ended.message.payload, 'completed');
    within('hang-up', ended.at, (await company.logged('100', call.at, 'HANGUP')).at);
    await company.logged('userphone', call.at, 'HANGUP');
  });

  it('20015: menu 2 then 1, music, agent; keys and times as the company has them', async () => {
    const call = place('20015', { plan: 'navigate', steps: 'wait 2 wait 1' });
    await call.of('navigate', 'ivr/reached', 0);
    const keys = company.callEvents('200', call.at).filter((event) => event.event === 'digit');
    assert.deepEqual(
      keys.map((key) => key.text),
      ['2', '1'],
    );
    const presses = nodeRed.messages.filter((m) => m.from === 'navigate' && m.message.topic === 'ivr/pressed');
    assert.deepEqual(
      presses.map((press) => press.message.payload),
      ['2', '1'],
    );
    presses.forEach((press, index) => within(`key ${keys[index]!.text}`, press.at, keys[index]!.at));
    // Asterisk's queue speaks ("you are first in line") before its music: the hold begins with that first sound.
    const queue = heard(presses.at(-1)!).find((m) => ['ivr_prompt', 'music'].includes(labelOf(m)));
    assert.ok(queue, 'nothing heard of the queue');
    within('hold', sinceOf(queue), (await company.logged('200', call.at, 'hold')).at);
    const human = await call.of('hold', 'human/detected', 0);
    within('first word', firstWord(human), (await company.logged('200', call.at, 'human_speaks')).at);
    await call.of('connect', 'connect/bridged', 0);
    await company.logged('200', call.at, 'agent_heard_caller');
    call.command('hangup');
    await call.of('call', 'call/ended', 2);
  });

  for (const [number, reason, cause] of [
    ['280', 'busy', /17/],
    ['283', 'not-found', null],
    ['284', 'unavailable', /34|38|42/],
  ] as const) {
    it(`${number}: ends as ${reason} on the third output, not as a fault`, async () => {
      const call = place(number, {});
      const ended = await call.of('call', 'call/ended', 2);
      assert.equal(ended.message.payload, reason);
      if (cause) {
        const hangup = await company.logged(number, call.at, 'HANGUP');
        within('end', ended.at, hangup.at);
        assert.match(hangup.text, cause);
      }
    });
  }

  it('281: nobody answers: cancelled after the time given', async () => {
    const call = place('281', {});
    await call.of('call', 'call/ringing', 1);
    const ended = await call.of('call', 'call/ended', 2);
    assert.equal(ended.message.payload, 'no-answer');
    within('cancel', ended.at, (await company.logged('281', call.at, 'HANGUP')).at);
  });

  it('286: early media, then the answer, then a human', async () => {
    const call = place('286', { plan: 'hold' });
    const early = await call.of('call', 'call/early-media', 1);
    within('early media', early.at, (await company.logged('286', call.at, 'early_media')).at);
    const answered = await call.of('call', 'call/answered', 0);
    within('answer', answered.at, (await company.logged('286', call.at, 'ANSWER')).at);
    const human = await call.of('hold', 'human/detected', 0);
    within('first word', firstWord(human), (await company.logged('286', call.at, 'human_speaks')).at);
    call.command('hangup');
    await call.of('call', 'call/ended', 2);
  });

  it('296: an echo answers, stays, and is hung up by command', async () => {
    const call = place('296', {});
    const answered = await call.of('call', 'call/answered', 0);
    within('answer', answered.at, (await company.logged('296', call.at, 'ANSWER')).at);
    call.command('hangup');
    const ended = await call.of('call', 'call/ended', 2);
    assert.equal(ended.message.payload, 'completed');
    within('hang-up', ended.at, (await company.logged('296', call.at, 'HANGUP')).at);
  });

  it('293: the far end holds, comes back and changes the codec by re-INVITE; the call lives on', async () => {
    const call = place('293', {}, 'gw-hold');
    const held = await call.of('call', 'call/remote-hold', 1);
    within('hold', held.at, (await company.logged('293', call.at, 'reinvite_hold')).at);
    const back = await call.of('call', 'call/remote-unhold', 1);
    within('unhold', back.at, (await company.logged('293', call.at, 'reinvite_unhold')).at);
    await company.logged('293', call.at, 'reinvite_codec', 'ulaw');
    await company.logged('293', call.at, 'agent_echo');
    const events = company.callEvents('293', call.at).map((event) => event.event);
    assert.ok(!events.includes('HANGUP'), 'the company hung up after a re-INVITE');
    call.command('hangup');
    const ended = await call.of('call', 'call/ended', 2);
    assert.equal(ended.message.payload, 'completed');
  });

  for (const [device, reason] of [
    ['702', 'busy'],
    ['703', 'no-answer'],
    ['704', 'forbidden'],
  ] as const) {
    it(`the user's phone ${device}: ${reason}; the company's leg stays`, async () => {
      const call = place('296', { plan: 'connect', device });
      const failed = await call.of('connect', 'connect/failed', 2);
      assert.equal(failed.message.payload, reason);
      assert.equal(failed.message.call.state, 'answered');
      const events = company.callEvents('296', call.at).map((event) => event.event);
      assert.ok(events.includes('ANSWER') && !events.includes('HANGUP'));
      call.command('hangup');
      await call.of('call', 'call/ended', 2);
    });
  }
});
