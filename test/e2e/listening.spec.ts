import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DebugMessage, EditorFeed } from './support/editor-feed';
import { nodeRed5, ROOT } from './support/installed-package';
import { type FlowNode, NodeRedProcess } from '../support/node-red-process';

const EXAMPLE = path.join(ROOT, 'examples', 'flows', '02 - Find the way by listening.json');
const CALL_ACME = 'a2f0c0de00000002';
const HANG_UP = 'a2f0c0de00000003';
const GATEWAY = 'a2f0c0de0000001e';

interface Transcript {
  readonly utterance: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly provider: string;
}

type Heard = DebugMessage & { transcript?: Transcript; navigation?: { field?: string; why?: string } };

/** The example as it is imported, with whole messages at its debug nodes. */
function example(changes: { readonly goal?: string; readonly credentials?: object } = {}): FlowNode[] {
  const flow = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as FlowNode[];
  return flow.map((node) => ({
    ...node,
    ...(node.type === 'debug' ? { complete: 'true', targetType: 'full' } : {}),
    ...(node.type === 'sip-call' && changes.goal !== undefined ? { goal: changes.goal } : {}),
    ...(node.id === GATEWAY && changes.credentials ? { credentials: changes.credentials } : {}),
  }));
}

describe('the example that finds the way by listening', () => {
  let host: NodeRedProcess;
  let feed: EditorFeed;

  before(async () => {
    host = await NodeRedProcess.start(nodeRed5());
    feed = await EditorFeed.open(host.url);
  });
  after(async () => {
    feed.close();
    await host.stop();
  });

  const from = (start: number): Heard[] => feed.debug.slice(start);
  const topics = (start: number): string[] => from(start).flatMap(({ topic }) => topic ?? []);
  const keys = (start: number): unknown[] =>
    from(start)
      .filter(({ name, topic }) => name === 'what happens' && topic === 'ivr/pressed')
      .map(({ payload }) => payload);

  /** To a person in support the company takes 2, then 1 or 2; what was misheard is asked for again. */
  function assertToSupport(start: number): void {
    const pressed = keys(start).map(String);
    assert.match(pressed.join(' '), /^2 [12]$/);
  }

  async function callUntil(topic: string): Promise<number> {
    const start = feed.debug.length;
    await host.pressInject(CALL_ACME);
    await feed.waitForDebug(topic, (message) => message.topic === topic, 60_000, start);
    return start;
  }

  async function hangUp(start: number): Promise<void> {
    await host.pressInject(HANG_UP);
    await feed.waitForDebug('the end', ({ topic }) => topic === 'call/ended', 20_000, start);
  }

  it('understands the menu, and tells what was said with its times', async () => {
    await host.deploy(example());
    await host.waitFor(/answers calls at sip:/, 15_000);
    const start = await callUntil('ivr/reached');
    assertToSupport(start);
    await feed.waitForDebug(
      'words of the queue',
      ({ payload, name }) => name === 'what Acme says' && /call is important/.exec(String(payload)) !== null,
      30_000,
      start,
    );
    const said = from(start).filter(({ name }) => name === 'what Acme says');
    // A menu is interrupted as soon as what is wanted has been said, so not all of it is there to be understood.
    assert.match(String(said.map(({ payload }) => payload)), /help.* press two/);
    assert.ok(said.every(({ topic }) => topic === 'transcript/final'));
    for (const { transcript } of said) {
      assert.equal(transcript!.provider, 'embedded');
      assert.ok(transcript!.endSeconds > transcript!.startSeconds);
    }
    assert.deepEqual(
      said.map(({ transcript }) => transcript!.utterance),
      said.map(({ transcript }) => transcript!.utterance).toSorted((a, b) => a - b),
    );
    await hangUp(start);
  });

  it('walks the same way again, from memory', async () => {
    const start = await callUntil('ivr/reached');
    assertToSupport(start);
    await hangUp(start);
  });

  it('asks the user for what it was not told, and names what is missing', async () => {
    await host.deploy(example({ goal: 'a question about my bill' }));
    const start = await callUntil('ivr/ask-user');
    const asked = from(start).find(({ name }) => name === 'Acme wants to know');
    assert.match(String(asked?.navigation?.field), /^account/);
    assert.deepEqual(keys(start), ['3']);
    assert.ok(!topics(start).includes('ivr/reached'));
    await hangUp(start);
  });

  it('enters a secret of the gateway, and tells nobody what it is', async () => {
    await host.deploy(example({ goal: 'a question about my bill', credentials: { secrets: 'account = 4711815' } }));
    const start = await callUntil('ivr/reached');
    assert.deepEqual(keys(start), ['3', '{{secret:account}}#']);
    await hangUp(start);
    assert.doesNotMatch(JSON.stringify(from(start)), /4711815/);
    assert.doesNotMatch(host.output, /4711815/);
  });
});
