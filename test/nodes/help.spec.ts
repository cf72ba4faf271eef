import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { helpRenderer, helpSource } from './help-renderer';

const TYPES = readdirSync(path.join(__dirname, '..', '..', 'nodes'))
  .filter((file) => file.endsWith('.html'))
  .map((file) => path.basename(file, '.html'));
/** Nodes of a flow: they have outputs. */
const FLOW_NODES: Readonly<Record<string, readonly string[]>> = {
  'sip-call': ['Answered', 'Progress', 'Ended'],
  'ivr-navigate': ['Reached', 'Progress', 'Failed'],
  'hold-detect': ['Human', 'Progress', 'Ended'],
  'connect-user': ['Bridged', 'Progress', 'Failed'],
  transcribe: ['Transcript', 'Progress', 'Ended'],
};

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What markdown marks up and a reader does not see. */
const unmarked = (text: string): string => text.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

describe('the help of the nodes, as the editor renders it', () => {
  const render = helpRenderer();

  it('is there for every node', () => {
    assert.deepEqual(TYPES.filter((type) => type in FLOW_NODES).sort(), Object.keys(FLOW_NODES).sort());
    for (const type of TYPES) assert.ok(helpSource(type).length > 300, type);
  });

  for (const type of TYPES) {
    it(`has every property of ${type} in a list of properties, with all of its words`, () => {
      const html = render(helpSource(type));
      const rows = helpSource(type)
        .split('\n')
        .filter((line) => line.startsWith(':'));
      const lists = [...html.matchAll(/<dl class="message-properties">(.*?)<\/dl>/gs)].map(([, list]) => list!);
      const shown = lists.flatMap((list) =>
        [...list.matchAll(/<dt>(.*?)<span class="property-type">(.*?)<\/span><\/dt><dd>(.*?)<\/dd>/gs)].map(
          ([, name, kind, words]) => `: ${textOf(name!)} (${textOf(kind!)}) : ${textOf(words!)}`,
        ),
      );
      assert.deepEqual(shown, rows.map(unmarked));
      const rest = html.replace(/<dl class="message-properties">.*?<\/dl>/gs, '');
      assert.doesNotMatch(rest, /<d[td]>/, 'a property outside a list');
      assert.doesNotMatch(textOf(rest), /\s: \S+ \(\w+\) : /, 'a property that is shown as it is written');
    });
  }

  for (const [type, outputs] of Object.entries(FLOW_NODES)) {
    it(`names the outputs of ${type}, each with its properties`, () => {
      const html = render(helpSource(type));
      const [, list] = /<ol class="node-ports">(.*?)<\/ol>/s.exec(html) ?? [];
      const items = (list ?? '').split('<li>').slice(1);
      assert.deepEqual(
        items.map((item) => textOf(item.split('<dl')[0]!).trim()),
        outputs,
      );
      for (const item of items) assert.match(item, /<dl class="message-properties">\s*<dt>topic/);
    });
  }
});
