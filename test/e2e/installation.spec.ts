import assert from 'node:assert/strict';
import { nodeRed41, nodeRed5, PACKAGE_NAME, type NodeRedVersion } from './support/installed-package';
import { NodeRedProcess } from '../support/node-red-process';

const NODE_TYPES = [
  'connect-user',
  'hold-detect',
  'ivr-navigate',
  'llm-service',
  'phone-tree',
  'sip-call',
  'sip-gateway',
  'speech-service',
  'transcribe',
];

const EXAMPLES = `/library/examples/flows/${PACKAGE_NAME}/flows`;

interface NodeSet {
  readonly id: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

for (const [name, install] of [
  ['5', nodeRed5],
  ['4.1', nodeRed41],
] as const) {
  describe(`the packed tarball in Node-RED ${name}`, () => {
    let version: NodeRedVersion;
    let host: NodeRedProcess;

    before(async () => {
      version = install();
      host = await NodeRedProcess.start(version);
    });
    after(async () => {
      await host.stop();
    });

    it('registers every node without an error', async () => {
      const sets = (await host.get<NodeSet[]>('/nodes')).filter((set) => set.module === PACKAGE_NAME);
      assert.deepEqual(
        sets.filter((set) => set.err !== undefined || !set.enabled),
        [],
      );
      assert.deepEqual(sets.flatMap((set) => set.types).sort(), NODE_TYPES);
    });

    it('lists the example flows', async () => {
      assert.deepEqual(await host.get(EXAMPLES), [
        { fn: '01 - Call and wait on hold' },
        { fn: '02 - Find the way by listening' },
      ]);
    });

    it('serves icons and locales', async () => {
      const icon = await fetch(`${host.url}/icons/${PACKAGE_NAME}/sip-call.svg`);
      assert.equal(icon.headers.get('content-type'), 'image/svg+xml');
      assert.match(await icon.text(), /viewBox="0 0 40 60"/);
      for (const type of NODE_TYPES) {
        const catalogue = await host.get<Record<string, unknown>>(`/locales/${PACKAGE_NAME}/${type}?lng=en-US`);
        assert.deepEqual(Object.keys(catalogue), [type]);
      }
    });

    it('starts the example as imported, with nothing to configure, and stops within 4 s', async () => {
      const flow = await host.get<never[]>(`${EXAMPLES}/01%20-%20Call%20and%20wait%20on%20hold`);
      await host.deploy(flow);
      await host.waitFor(/answers calls at sip:127\.0\.0\.1:5170/, 10_000);
      assert.doesNotMatch(host.output, /\[error\]/);
      assert.ok((await host.stop()) < 4000);
    });
  });
}
