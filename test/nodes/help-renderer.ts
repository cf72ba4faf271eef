/** The help of a node as Node-RED's own markdown renderer makes it: marked and the description lists of its editor. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';

const EDITOR = path.join(path.dirname(require.resolve('@node-red/editor-client/package.json')), 'public');
const NODES = path.join(__dirname, '..', '..', 'nodes');

type Render = (markdown: string) => string;

/** The part of `source` from `begin` up to `end`; both must be there, or this is no editor we know. */
function between(source: string, begin: string, end: string): string {
  const from = source.indexOf(begin);
  const to = source.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`the editor of Node-RED no longer has ${begin} before ${end}`);
  return source.slice(from, to);
}

/** Taken out of the built editor, since the rest of it needs a browser. What DOMPurify removes is not removed here. */
export function helpRenderer(): Render {
  const vendor = readFileSync(path.join(EDITOR, 'vendor', 'vendor.js'), 'utf8');
  const marked = vendor.split('\n').find((line) => line.includes('.marked={})'));
  if (marked === undefined) throw new Error('the editor of Node-RED no longer brings marked');
  const editor = readFileSync(path.join(EDITOR, 'red', 'red.js'), 'utf8');
  const context = createContext({ btoa });
  runInContext(
    `var window = globalThis; ${marked}
     window._marked = window.marked;
     ${between(editor, 'const descriptionList = {', 'function renderMarkdown(')}
     window.render = (text) => window._marked.parse(text);`,
    context,
  );
  return (context as unknown as { render: Render }).render;
}

/** The help of a node type, as it is written. */
export function helpSource(type: string): string {
  const html = readFileSync(path.join(NODES, `${type}.html`), 'utf8');
  const [, help] = new RegExp(`<script type="text/markdown" data-help-name="${type}">\n(.*?)</script>`, 's').exec(
    html,
  )!;
  return help!;
}
