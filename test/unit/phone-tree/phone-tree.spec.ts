/** The whole phone tree over loopback sockets: real SIP, real RTP, a caller made of the same libraries. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MediaEngine } from '../../../lib/media';
import type { FramesChunk, MediaSession } from '../../../lib/media';
import { PhoneTree, ScriptError, menuTexts } from '../../../lib/phone-tree';
import type { PhoneTreeOptions, TruthEvent } from '../../../lib/phone-tree';
import { SipAccount } from '../../../lib/sip';
import type { SipCall, SipEnd } from '../../../lib/sip';
import { seededRandom } from '../../../lib/phone-tree/seeded-random';

const SCRIPT = `company: Small Company
prompts:
  hello: { text: Hello?, file: user-hello.wav }
  here: { text: Yes I am here., file: user-who.wav }
sounds: { room: room-office.wav }
people:
  ann: { greeting: hello, replies: here, background: room, patience_seconds: 5 }
default_extension: anybody
extensions:
  shop:
    numbers: 100
    ring_seconds: 0.2
    steps:
      - menu: main
        prompt: here
        keys: { 1: person, 2: music }
  echo:
    ring_seconds: 0
    steps: [echo]
  busy: { on_call: busy, ring_seconds: 0 }
  never: { on_call: no_answer }
  anybody: { on_call: not_found, ring_seconds: 0 }
sections:
  person:
    - human: ann
      pause_seconds: 0.2
  music:
    - queue: music
      music: ringing
      wait_seconds: 100
`;

const speak = (): Promise<Int16Array> => Promise.resolve(new Int16Array(800));

/** A caller: one account, one media engine, any number of calls. */
class Caller {
  readonly #engine: MediaEngine;
  readonly #account: SipAccount;

  private constructor(engine: MediaEngine, account: SipAccount) {
    this.#engine = engine;
    this.#account = account;
  }

  static async start(port: number): Promise<Caller> {
    const engine = await MediaEngine.start({ bindAddress: '127.0.0.1' });
    const domain = `127.0.0.1:${port}`;
    const account = new SipAccount(
      { user: 'caller', domain, transport: 'udp', register: false, bindAddress: '127.0.0.1' },
      {},
    );
    await account.start();
    return new Caller(engine, account);
  }

  call(target: string): CallOut {
    return new CallOut(this.#engine, this.#account, target);
  }

  async close(): Promise<void> {
    await this.#account.stop();
    await this.#engine.close();
  }
}

class CallOut {
  readonly session: MediaSession;
  readonly call: SipCall;
  readonly ended: Promise<SipEnd>;
  readonly answered: Promise<void>;
  /** Everything heard since the answer. */
  readonly heard: { timeMs: number; samples: Int16Array }[] = [];

  constructor(engine: MediaEngine, account: SipAccount, target: string) {
    this.session = engine.createSession({}, { onTap: (_tap, value) => void this.heard.push(value as FramesChunk) });
    let answered: () => void;
    let ended: (end: SipEnd) => void;
    this.answered = new Promise((resolve) => (answered = resolve));
    this.ended = new Promise((resolve) => (ended = resolve));
    this.call = account.place(target, this.session, {
      onState: (state) => state === 'answered' && answered(),
      onEnded: (end) => ended(end),
    });
    void this.answered.then(() => this.session.addTap('frames'));
  }

  /** When the first 20 ms louder than -42 dBFS were heard after `sinceMs`. */
  firstSound(sinceMs: number): number | null {
    for (const { timeMs, samples } of this.heard) {
      for (let frame = 0; frame < 5; frame++) {
        const at = timeMs + 20 * frame;
        const part = samples.subarray(frame * 160, frame * 160 + 160);
        const rms = Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / 160);
        if (at >= sinceMs && rms > 260) return at;
      }
    }
    return null;
  }
}

async function until<T>(what: () => T | undefined | false, withinMs = 5000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = what();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what.toString()}`);
    await sleep(10);
  }
}

describe('phone tree over loopback SIP', () => {
  let tree: PhoneTree;
  let caller: Caller;

  const start = (options: PhoneTreeOptions = {}): Promise<PhoneTree> =>
    PhoneTree.start({ script: SCRIPT, ...options }, { speak });

  before(async () => {
    tree = await start({ maxCalls: 3 });
    caller = await Caller.start(tree.sip.port);
  });

  after(async () => {
    await caller.close();
    await tree.close();
  });

  /** The first entry of that event in the newest call to the extension. */
  const noted = (event: TruthEvent, callId: string): { at: number; text: string } | undefined =>
    tree.truth(callId).find((entry) => entry.event === event);

  it('rings, answers, takes a key, is heard to speak when it says so, listens, replies, and notes the hang-up', async () => {
    const shop = caller.call('100');
    await shop.answered;
    const id = await until(() => tree.truth().find((entry) => entry.event === 'answered')?.callId);
    assert.equal(id, shop.call.id);
    await until(() => noted('prompt', id));
    await shop.session.sendDigits('1');

    const speaks = await until(() => noted('human-speaks', id));
    await until(() => noted('human-silent', id));
    await sleep(150);
    const heardAt = shop.firstSound(speaks.at - 20);
    assert.ok(heardAt !== null && heardAt - speaks.at < 200, `heard ${heardAt! - speaks.at} ms after it was noted`);

    const random = seededRandom(1);
    const words = Int16Array.from({ length: 3200 }, () => 8000 * (random() - 0.5));
    await shop.session.play({ kind: 'samples', samples: words });
    await until(() => noted('agent-heard-caller', id));
    await until(() => tree.truth(id).filter((entry) => entry.event === 'human-silent').length === 2);
    await shop.call.hangup();
    await until(() => noted('hangup', id));
    assert.deepEqual(
      tree.truth(id).map((entry) => `${entry.event}:${entry.text}`),
      [
        'call:100',
        'ringing:0.2 s',
        'answered:shop',
        'menu:main',
        'prompt:Yes I am here.',
        'prompt-end:Yes I am here. (cut short)',
        'digit:1',
        'agent-answers:ann',
        'human-speaks:Hello?',
        'human-silent:Hello?',
        'agent-heard-caller:ann',
        'human-speaks:Yes I am here.',
        'human-silent:Yes I am here.',
        'hangup:by the caller (remote-hangup)',
      ],
    );
    assert.ok(tree.truth(id).every((entry) => entry.extension === 'shop' && entry.callId === id));
    assert.equal(tree.activeCalls, 0);
  });

  it('is busy, unknown, and never answers', async () => {
    assert.equal((await caller.call('busy').ended).statusCode, 486);
    assert.equal((await caller.call('12345').ended).statusCode, 404);
    const never = caller.call('never');
    await until(() => never.call.state === 'ringing');
    await never.call.hangup();
    assert.equal((await never.ended).reason, 'cancelled');
    await until(() => tree.activeCalls === 0);
    assert.equal(noted('hangup', never.call.id)?.text, 'while ringing (cancelled)');
  });

  it('echoes in less than 400 ms, without holes', async () => {
    const echo = caller.call('echo');
    await echo.answered;
    await sleep(300);
    const random = seededRandom(7);
    // Noise whose loudness changes every 20 ms can only match itself at one delay.
    const loudness = Array.from({ length: 75 }, () => 1000 + 7000 * random());
    const sent = Int16Array.from({ length: 75 * 160 }, (_, n) => loudness[Math.floor(n / 160)]! * (2 * random() - 1));
    const startedAt = Date.now();
    await echo.session.play({ kind: 'samples', samples: sent });
    await sleep(500);
    const heardAt = echo.firstSound(startedAt);
    assert.ok(heardAt !== null && heardAt - startedAt < 400, `${heardAt! - startedAt} ms`);
    const heard = Int16Array.from(echo.heard.flatMap((chunk) => [...chunk.samples]));
    const from = heard.findIndex((sample) => Math.abs(sample) > 200);
    let silentFrames = 0;
    for (let frame = 0; frame < 70; frame++) {
      const part = heard.subarray(from + frame * 160, from + frame * 160 + 160);
      if (Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / 160) < 100) silentFrames++;
    }
    assert.ok(silentFrames <= 5, `${silentFrames} of 70 frames were silent`);
    await echo.call.hangup();
  });

  it('runs calls side by side, each with its own story, and refuses one too many', async () => {
    const calls = [caller.call('echo'), caller.call('shop'), caller.call('shop')];
    await Promise.all(calls.map((call) => call.answered));
    assert.equal(tree.activeCalls, 3);
    assert.equal((await caller.call('shop').ended).statusCode, 503);
    await calls[1]!.session.sendDigits('2');
    await until(() => noted('hold', calls[1]!.call.id));
    assert.equal(noted('hold', calls[2]!.call.id), undefined);
    await Promise.all(calls.map((call) => call.call.hangup()));
    await until(() => tree.activeCalls === 0);
    for (const { call } of calls) assert.equal(tree.truth(call.id).at(-1)?.event, 'hangup');
  });

  it('tells listeners as it happens', async () => {
    const events: string[] = [];
    const leave = tree.onTruth((entry) => events.push(entry.event));
    await caller.call('busy').ended;
    leave();
    await caller.call('busy').ended;
    assert.deepEqual(events, ['call', 'refused', 'hangup']);
  });

  it('describes its extensions and the way to a goal', () => {
    assert.deepEqual(
      tree.extensions.map((extension) => extension.name),
      ['shop', 'echo', 'busy', 'never', 'anybody'],
    );
    assert.deepEqual(tree.extensions[0]?.prompts, ['Yes I am here.', 'Hello?']);
    assert.deepEqual(menuTexts(tree, 'shop', 'ann'), ['Yes I am here.']);
    assert.deepEqual(menuTexts(tree, 'shop', 'a refund for my bicycle'), ['Yes I am here.']);
  });

  it('hangs up its calls when it closes, and leaves the port free', async () => {
    const other = await start();
    const { port } = other.sip;
    const visitor = await Caller.start(port);
    const echo = visitor.call('echo');
    await echo.answered;
    await Promise.all([other.close(), other.close()]);
    assert.equal((await echo.ended).reason, 'remote-hangup');
    await visitor.close();
    const again = await start({ sipPort: port });
    assert.equal(again.sip.port, port);
    await again.close();
  });

  it('does not start on a port that is taken, and says which way', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    try {
      await assert.rejects(start({ sipPort: socket.address().port }), { code: 'EADDRINUSE' });
    } finally {
      socket.close();
    }
  });

  it('does not start with a script that is wrong', async () => {
    await assert.rejects(PhoneTree.start({ script: 'company: T\nextensions: { x: { on_call: buzy } }' }), (error) => {
      assert.ok(error instanceof ScriptError);
      assert.match(error.message, /^script line 2: extensions > x > on_call: expected one of/);
      return true;
    });
    await assert.rejects(PhoneTree.start({ scriptFile: 'no-such.yaml' }), { code: 'ENOENT' });
  });
});
