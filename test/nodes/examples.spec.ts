import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const FOLDER = path.join(__dirname, '..', '..', 'examples', 'flows');

interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly name?: string;
  readonly x?: number;
  readonly wires?: readonly (readonly string[])[];
  readonly sipPort?: number;
  readonly complete?: string;
  readonly targetType?: string;
  readonly props?: readonly object[];
}

/** JSONata as Node-RED brings it. */
const jsonata = createRequire(require.resolve('@node-red/util'))('jsonata') as (expression: string) => {
  evaluate(message: object): Promise<unknown>;
};

const EXAMPLES = readdirSync(FOLDER).map((file) => ({
  file,
  nodes: JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as readonly ExampleNode[],
}));

describe('the example flows', () => {
  it('can be imported beside each other: no id and no port twice', () => {
    const nodes = EXAMPLES.flatMap((example) => example.nodes);
    assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
    const ports = nodes.flatMap(({ sipPort }) => sipPort ?? []);
    assert.equal(ports.length, EXAMPLES.length);
    assert.equal(new Set(ports).size, ports.length);
  });

  for (const { file, nodes } of EXAMPLES) {
    describe(file, () => {
      const named = (name: string): ExampleNode => nodes.find((node) => node.name === name)!;

      it('is to be seen whole in a window of 1440 pixels, between palette and sidebar', () => {
        // 900 pixels of canvas; a node's x is its middle, and it grows with its label (7 pixels a letter, 60 around it).
        for (const { name, type, x } of nodes.filter(({ z, type }) => z !== undefined && type !== 'link out')) {
          const label = name === undefined || name === '' ? type : name;
          const button = type === 'debug' ? 30 : 0;
          assert.ok(x! + Math.max(60, (7 * label.length + 60) / 2) + button < 905, `${label} at ${x!}`);
        }
      });

      it('shows in the debug sidebar what happens, the answer too', () => {
        const call = nodes.find(({ type }) => type === 'sip-call')!;
        for (const output of [0, 1]) assert.ok(call.wires![output]!.includes(named('what happens').id), String(output));
      });

      it('has a button for a false alarm of the call that was remembered', () => {
        const button = named('that was no human');
        assert.deepEqual(button.props, [
          { p: 'action', v: 'false-alarm', vt: 'str' },
          { p: 'call', v: 'call', vt: 'flow' },
        ]);
        assert.equal(button.wires?.[0]?.[0], nodes.find(({ type }) => type === 'sip-call')!.id);
      });

      it('says there in words how the call ended: that they are closed, too', async () => {
        const { complete } = named('how it ended');
        const endText = 'They hung up: the company says it is closed. Said last: "our offices are closed"';
        const shown = (call: object): Promise<unknown> =>
          jsonata(complete!).evaluate({ payload: 'remote-hangup', call });
        assert.equal(await shown({ endText }), `remote-hangup: ${endText}`);
        assert.equal(await shown({}), 'remote-hangup');
      });

      it('says there why the far end is taken for what it is', async () => {
        const { complete, targetType } = named('what happens');
        assert.equal(targetType, 'jsonata');
        const shown = (topic: string, payload: unknown, evidence?: readonly string[]): Promise<unknown> =>
          jsonata(complete!).evaluate({ topic, payload, call: { farEnd: { evidence } } });
        const said = await shown('far-end/prompt', 'ivr_prompt', ['said "press one"', 'heard before']);
        assert.equal(said, 'ivr_prompt (said "press one"; heard before)');
        assert.equal(await shown('far-end/silence', 'silence', []), 'silence');
        assert.equal(await shown('ivr/pressed', '2', ['said "press one"']), '2');
        assert.equal(await shown('hold/position', { position: 2 }), '{"position":2}');
        assert.equal(await shown('call/unknown', undefined), '');
      });
    });
  }
});
