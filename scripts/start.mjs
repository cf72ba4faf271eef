/* global fetch, setTimeout, clearTimeout */
/**
 * `npm start`: a real Node-RED with these nodes and the first example flow, on loopback. `--watch` (npm run dev) also
 * runs tsc --watch and starts Node-RED anew when dist changes.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, watch, writeFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const userDirectory = path.join(root, '.cache', 'node-red');
const packageName = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).name;
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const port = Number(process.env.PORT || 1880);
const watching = process.argv.includes('--watch');

function fail(text) {
  console.error(text);
  process.exit(1);
}

function checkPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(resolve));
  });
}

function prepareUserDirectory() {
  const modules = path.join(userDirectory, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const link = path.join(modules, packageName);
  rmSync(link, { force: true, recursive: true });
  symlinkSync(root, link, process.platform === 'win32' ? 'junction' : 'dir');
  writeFileSync(
    path.join(userDirectory, 'package.json'),
    JSON.stringify(
      { name: 'hold-slayer-start', private: true, dependencies: { [packageName]: `file:${root}` } },
      null,
      2,
    ),
  );
  writeFileSync(
    path.join(userDirectory, 'settings.js'),
    `module.exports = ${JSON.stringify(
      {
        uiHost: '127.0.0.1',
        uiPort: port,
        flowFile: 'flows.json',
        flowFilePretty: true,
        credentialSecret: false,
        editorTheme: { tours: false, projects: { enabled: false } },
        telemetry: { enabled: false, updateNotification: false },
        diagnostics: { enabled: false },
        logging: { console: { level: 'info' } },
      },
      null,
      2,
    )};\n`,
  );
  const flows = path.join(userDirectory, 'flows.json');
  if (!existsSync(flows)) {
    const examples = path.join(root, 'examples', 'flows');
    const [first] = readdirSync(examples).sort();
    writeFileSync(flows, readFileSync(path.join(examples, first)));
  }
}

let nodeRed;
let stopping = false;
let restarting = false;

function startNodeRed() {
  nodeRed = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules', 'node-red', 'red.js'),
      '--userDir',
      userDirectory,
      '--settings',
      path.join(userDirectory, 'settings.js'),
    ],
    { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  nodeRed.once('exit', (code) => {
    if (restarting) {
      restarting = false;
      startNodeRed();
    } else if (!stopping) {
      process.exit(code ?? 1);
    }
  });
}

function restartNodeRed() {
  if (restarting || stopping) return;
  restarting = true;
  console.log('\ndist changed: Node-RED starts anew; reload the editor.\n');
  nodeRed.kill('SIGTERM');
}

/** Runs `what` once things have been quiet for `ms`. */
function whenQuiet(what, ms) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(what, ms);
  };
}

function watchSources() {
  const compiler = spawn(bin('tsc'), ['-p', 'tsconfig.json', '--watch', '--preserveWatchOutput'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => compiler.kill());
  let watchingDist = false;
  compiler.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    // The first compilation writes all of dist anew: nothing that Node-RED does not have.
    if (watchingDist || !String(chunk).includes('Watching for file changes')) return;
    watchingDist = true;
    const restart = whenQuiet(restartNodeRed, 500);
    watch(path.join(root, 'dist'), { recursive: true }, (_event, name) => {
      if (name !== null && /\.(js|json|yaml|html|svg)$/.test(name)) restart();
    });
  });
  // Their copies in dist trigger the restart.
  const copyAssets = whenQuiet(
    () => spawn(process.execPath, [path.join(root, 'scripts', 'assets.mjs')], { stdio: 'inherit' }),
    300,
  );
  for (const folder of ['nodes', 'icons', 'lib']) {
    watch(path.join(root, folder), { recursive: true }, (_event, name) => {
      if (name !== null && !name.endsWith('.ts')) copyAssets();
    });
  }
}

if (!Number.isInteger(port) || port < 1 || port > 65535)
  fail(`PORT must be a number from 1 to 65535, and is "${process.env.PORT}": PORT=1881 npm start`);
if (!existsSync(path.join(root, 'dist', 'nodes', 'sip-gateway.js')))
  fail('Not built yet: run "npm ci" or "npm run build" first.');
try {
  await checkPort();
} catch (error) {
  if (error.code === 'EACCES')
    fail(`Port ${port} is for the administrator. Choose one above 1023: PORT=1881 npm start`);
  if (error.code !== 'EADDRINUSE') throw error;
  fail(`Port ${port} is taken by another program (another Node-RED?). Choose one: PORT=1881 npm start`);
}
prepareUserDirectory();
startNodeRed();
if (watching) watchSources();

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true;
    nodeRed.once('exit', (code) => process.exit(code ?? 0));
    nodeRed.kill(signal);
  });
}

const started = Date.now();
const url = `http://127.0.0.1:${port}/`;
for (;;) {
  const answers = await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
  if (answers) break;
  if (Date.now() - started > 60_000) fail('Node-RED did not start within a minute.');
  await new Promise((resolve) => setTimeout(resolve, 250));
}
console.log(`
Hold Slayer is ready: open ${url}
Press the button of "call Acme" and watch the badges: dialing, in the menu, on hold, human, connected.
It calls a demo company on this machine; your phone is a demo phone that answers by itself. Ctrl+C stops.
`);
