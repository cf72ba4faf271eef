/**
 * After bridging, the user and the agent hear each other: a tone sent on one side is measured in what the other side
 * recorded. The recordings are Asterisk's own, not ours.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WaveFile } from 'wavefile';
import { Asterisk } from './support/asterisk';
import { companyFlow } from './support/company-flow';
import { TappedNodeRed } from './support/tapped-node-red';

/** Extension 297 sends the digital milliwatt: 1004 Hz at 0 dBm0; 298 records what it hears. */
const TONE_HZ = 1004;
const LISTEN_MS = 8000;

describe('bridged audio', () => {
  let company: Asterisk;
  let nodeRed: TappedNodeRed;

  before(async () => {
    company = await Asterisk.start(5370, 26000);
    const flow = companyFlow({ account: 'gw', sipPort: company.sipPort });
    nodeRed = await TappedNodeRed.start(flow.nodes, flow.credentials);
  });

  after(async () => {
    await nodeRed?.stop();
    await company?.stop();
  });

  for (const [to, device, direction] of [
    ['297', '298', 'company to user'],
    ['298', '297', 'user to company'],
  ] as const) {
    it(`${direction}: the tone arrives whole`, async () => {
      const test = `${to}-${device}`;
      nodeRed.inject('gw-inject', { to, device, plan: 'connect', test });
      const bridged = await nodeRed.message(
        'bridged',
        (m) => m.message.test === test && m.message.topic === 'connect/bridged' && m.from === 'connect',
      );
      await sleep(LISTEN_MS);
      nodeRed.inject('gw-inject', { action: 'hangup', call: { id: bridged.message.call.id } });
      await nodeRed.message('ended', (m) => m.message.test === test && m.message.topic === 'call/ended');
      await sleep(500);
      const folder = company.file('spool/monitor');
      const newest = readdirSync(folder)
        .filter((name) => name.endsWith('.rx.wav'))
        .sort()
        .at(-1)!;
      const samples = readSamples(`${folder}/${newest}`);
      const heard = toneSeconds(samples);
      assert.ok(
        heard.longestRunSeconds >= LISTEN_MS / 1000 - 1.5,
        `only ${heard.longestRunSeconds} s of unbroken tone in ${samples.length / 8000} s recorded`,
      );
    });
  }
});

function readSamples(file: string): Int16Array {
  const wav = new WaveFile(readFileSync(file));
  return Int16Array.from(wav.getSamples(false) as unknown as ArrayLike<number>);
}

/** Longest stretch of 50 ms blocks that are the tone and little else (Goertzel power over total power). */
function toneSeconds(samples: Int16Array): { longestRunSeconds: number } {
  const block = 400;
  const coefficient = 2 * Math.cos((2 * Math.PI * TONE_HZ) / 8000);
  let run = 0;
  let longest = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    let s1 = 0;
    let s2 = 0;
    let energy = 0;
    for (let i = start; i < start + block; i++) {
      const s0 = samples[i]! + coefficient * s1 - s2;
      s2 = s1;
      s1 = s0;
      energy += samples[i]! ** 2;
    }
    const tone = (2 * (s1 * s1 + s2 * s2 - coefficient * s1 * s2)) / block;
    const pure = energy > block * 500 ** 2 && tone / energy > 0.9;
    run = pure ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return { longestRunSeconds: (longest * block) / 8000 };
}
