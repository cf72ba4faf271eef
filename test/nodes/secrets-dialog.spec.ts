import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseSecrets } from '../../nodes/secrets';

const NODES = path.join(__dirname, '..', '..', 'nodes');
const HTML = readFileSync(path.join(NODES, 'sip-gateway.html'), 'utf8');

/** What the dialog has to say of the lines typed into it. */
function wrongSecretLines(text: string): number[] {
  const [, script] = /<script type="text\/javascript">(.*?)<\/script>/s.exec(HTML)!;
  let found: { judge: { wrongSecretLines(text: string): number[] } } | undefined;
  const registerType = (_: string, definition: typeof found): void => {
    found = definition;
  };
  runInNewContext(script!, { RED: { validators: { number: () => () => true }, nodes: { registerType } } });
  return [...found!.judge.wrongSecretLines(text)];
}

describe('the secrets in the gateway dialog', () => {
  for (const [text, wrong] of [
    ['account = 4711815', []],
    ['account=4711815\n\nacme.pin : 99', []],
    ['account 12', [1]],
    ['account = 1\npin\n= 5\n12 = 3\nzip = ', [2, 3, 4, 5]],
    ['', []],
    [`${'a'.repeat(65)} = 1`, [1]],
  ] as const) {
    it(`are judged as the gateway does: ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.deepEqual(wrongSecretLines(text), wrong);
      const read = parseSecrets(text);
      assert.equal(read.ok, wrong.length === 0);
      if (!read.ok) assert.match(read.message, new RegExp(`line ${wrong[0]!} `));
    });
  }

  it('are refused with a sentence, beside the red frame, that says what to write', () => {
    const words = JSON.parse(readFileSync(path.join(NODES, 'locales', 'en-US', 'sip-gateway.json'), 'utf8')) as {
      'sip-gateway': { secrets: Record<string, string>; tip: Record<string, string> };
    };
    assert.match(HTML, /id="sip-gateway-secrets-wrong" role="alert"/);
    const { secrets, tip } = words['sip-gateway'];
    for (const key of ['wrongLine', 'wrongLines']) assert.match(secrets[key]!, /__lines__ .*for example account = /);
    assert.match(tip.secrets!, /acme\.pin/);
  });
});
