/**
 * Gateways by the id of the node that owns them, at module level: a deploy re-creates every node, but not this module,
 * so calls and registrations live on (DESIGN law 3).
 */
import type { Clock, TimerHandle } from '../clock';
import { systemClock } from '../clock';
import type { Logger } from '../logger';
import { openLanguageModel } from '../ivr/language-model';
import { openSpeechProviders } from '../speech';
import { Gateway } from './gateway';
import type { GatewayDependencies } from './gateway';
import { openSipLine } from './sip-line';
import type { GatewaySettings } from './settings';
import { openStoredMemory } from './stored-memory';

/** Between the close of the old node and the constructor of the new one a slow deploy may take 15 s. */
const RELEASE_GRACE_MS = 20_000;

interface Registration {
  readonly gateway: Gateway;
  graceTimer: TimerHandle;
}

export type OpenGateway = (settings: GatewaySettings, log: Logger) => Gateway;

/** Sockets, recognisers, language models and disks as they are. */
export function realDependencies(log: Logger): GatewayDependencies {
  return {
    openLine: openSipLine,
    openSpeech: openSpeechProviders,
    openModel: openLanguageModel,
    openMemory: openStoredMemory,
    log,
  };
}

const openRealGateway: OpenGateway = (settings, log) => new Gateway(settings, realDependencies(log));

export class GatewayRegistry {
  readonly #open: OpenGateway;
  readonly #clock: Clock;
  readonly #registrations = new Map<string, Registration>();

  constructor(open: OpenGateway = openRealGateway, clock: Clock = systemClock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** The gateway of this node: the one it had before the deploy, with the new settings, or a new one. */
  acquire(nodeId: string, settings: GatewaySettings, log: Logger): Gateway {
    const known = this.#registrations.get(nodeId);
    if (known) {
      this.#clock.clearTimeout(known.graceTimer);
      known.graceTimer = null;
      known.gateway.applySettings(settings);
      return known.gateway;
    }
    const gateway = this.#open(settings, log);
    this.#registrations.set(nodeId, { gateway, graceTimer: null });
    return gateway;
  }

  /** The node is back but its settings are not usable: what runs goes on as it is. False when nothing runs. */
  keep(nodeId: string): boolean {
    const known = this.#registrations.get(nodeId);
    if (!known) return false;
    this.#clock.clearTimeout(known.graceTimer);
    known.graceTimer = null;
    return true;
  }

  /** `removed`: the node was deleted, calls end now. Otherwise a deploy: everything stays for the grace period. */
  async release(nodeId: string, options: { readonly removed: boolean }): Promise<void> {
    const known = this.#registrations.get(nodeId);
    if (!known) return;
    if (options.removed) {
      await this.#closeOne(nodeId, known);
      return;
    }
    this.#clock.clearTimeout(known.graceTimer);
    known.graceTimer = this.#clock.setTimeout(() => void this.#closeOne(nodeId, known), RELEASE_GRACE_MS);
  }

  find(nodeId: string): Gateway | undefined {
    return this.#registrations.get(nodeId)?.gateway;
  }

  ofCall(callId: string): Gateway | undefined {
    for (const { gateway } of this.#registrations.values()) if (gateway.call(callId)) return gateway;
    return undefined;
  }

  /** Node-RED stops: BYE to everyone, at most 3 s. */
  async shutdown(): Promise<void> {
    await Promise.all([...this.#registrations].map(([nodeId, known]) => this.#closeOne(nodeId, known)));
  }

  async #closeOne(nodeId: string, known: Registration): Promise<void> {
    this.#clock.clearTimeout(known.graceTimer);
    this.#registrations.delete(nodeId);
    await known.gateway.close();
  }
}

const registry = new GatewayRegistry();

export function acquireGateway(nodeId: string, settings: GatewaySettings, log: Logger): Gateway {
  return registry.acquire(nodeId, settings, log);
}

export async function releaseGateway(nodeId: string, options: { readonly removed: boolean }): Promise<void> {
  await registry.release(nodeId, options);
}

export function keepGateway(nodeId: string): boolean {
  return registry.keep(nodeId);
}

export function findGateway(nodeId: string): Gateway | undefined {
  return registry.find(nodeId);
}

export function findGatewayOfCall(callId: string): Gateway | undefined {
  return registry.ofCall(callId);
}

export async function shutdownGateways(): Promise<void> {
  await registry.shutdown();
}
