import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';

/** A host with no signal handling of its own (Node-RED embedded in a small program) that has loaded our nodes. */
const HOST = `
  const { EventEmitter } = require('node:events');
  const { house } = require(${JSON.stringify(path.join(__dirname, '../../nodes/house'))});
  const { watchHost } = require(${JSON.stringify(path.join(__dirname, '../../nodes/host-shutdown'))});
  house.gateways = { shutdownGateways: async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log('calls ended');
  } };
  watchHost({ events: new EventEmitter() });
  watchHost({ events: new EventEmitter() });
  setInterval(() => undefined, 1000);
  console.log('ready');
`;

/** It goes on for longer than our end of the calls would take. */
const OWN_SIGHUP_HANDLER = `
  process.on('SIGHUP', () => {
    console.log('settings read');
    setTimeout(() => process.exit(0), 200);
  });
`;

describe('a signal to a host', () => {
  it('without handlers ends the calls and then the process, by that signal', async () => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', HOST], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk);
      if (output === 'ready\n') child.kill('SIGTERM');
    });
    const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
    assert.deepEqual([output, signal], ['ready\ncalls ended\n', 'SIGTERM']);
  });

  it('with a handler of its own is left to that handler: SIGHUP may mean "read your settings"', async () => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', `${HOST}${OWN_SIGHUP_HANDLER}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk);
      if (output === 'ready\n') child.kill('SIGHUP');
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.deepEqual([output, code], ['ready\nsettings read\n', 0]);
  });
});
