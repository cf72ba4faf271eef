import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../support/wait-for';

const run = promisify(execFile);
const PEER = resolve(__dirname, '../../../../shared/peers/asterisk');

/** One line of the company's own log: the ground truth of a test. Times in epoch ms. */
export interface TruthEvent {
  readonly at: number;
  readonly event: string;
  readonly channel: string;
  readonly callId: string;
  readonly text: string;
}

interface Instance {
  readonly sip: { readonly udp: number; readonly tls: number };
  readonly events: string;
  readonly ca: string;
  readonly dir: string;
}

/** A real Asterisk playing the company (../shared/peers/asterisk), started for these tests on ports of its own. */
export class Asterisk {
  readonly #instance: Instance;

  private constructor(instance: Instance) {
    this.#instance = instance;
  }

  static async start(sipPort: number, rtpStart: number): Promise<Asterisk> {
    await run(join(PEER, 'install.sh'), ['--clients'], { timeout: 300_000 });
    const dir = mkdtempSync(join(tmpdir(), 'hold-slayer-asterisk-'));
    const options = ['--dir', dir, '--sip-port', String(sipPort), '--rtp-start', String(rtpStart)];
    const { stdout } = await run(join(PEER, 'start.sh'), options);
    return new Asterisk(JSON.parse(stdout) as Instance);
  }

  get sipPort(): number {
    return this.#instance.sip.udp;
  }

  get tlsPort(): number {
    return this.#instance.sip.tls;
  }

  get ca(): string {
    return readFileSync(this.#instance.ca, 'utf8');
  }

  /** A file under the instance's folder, for example a recording. */
  file(name: string): string {
    return join(this.#instance.dir, name);
  }

  /** Everything logged so far, oldest first. */
  events(): readonly TruthEvent[] {
    return readFileSync(this.#instance.events, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => {
        const { t, ev, chan, call, x } = JSON.parse(line) as Record<string, unknown>;
        const details = (x as { extra?: string; hangupcause?: unknown }[] | undefined)?.[0];
        return {
          at: Number(t) * 1000,
          event: String(ev),
          channel: String(chan),
          callId: String(call),
          text: details?.extra ?? (details?.hangupcause === undefined ? '' : JSON.stringify(details.hangupcause)),
        };
      });
  }

  /** The events of the latest call to a scenario that began after `sinceMs`, all its channels together. */
  callEvents(scenario: string, sinceMs: number): readonly TruthEvent[] {
    const all = this.events();
    const begin = all.filter(
      (e) => e.event === 'call' && e.at >= sinceMs - 50 && e.text.startsWith(`scenario=${scenario} `),
    );
    const latest = begin.at(-1);
    return latest ? all.filter((event) => event.callId === latest.callId) : [];
  }

  /** Waits until the company has logged this event in that call. */
  async logged(scenario: string, sinceMs: number, event: string, text: string | RegExp = /(?:)/): Promise<TruthEvent> {
    const matches = (e: TruthEvent): boolean =>
      e.event === event && (typeof text === 'string' ? e.text === text : text.test(e.text));
    return waitFor(`${event} of scenario ${scenario} in the company's log`, 90_000, () =>
      this.callEvents(scenario, sinceMs).find(matches),
    );
  }

  async stop(): Promise<void> {
    await run(join(PEER, 'stop.sh'), ['--dir', this.#instance.dir]);
    rmSync(this.#instance.dir, { recursive: true, force: true });
  }
}
