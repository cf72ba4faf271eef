/** What the sip-gateway dialog saves, and the settings lib/gateway makes of it. */
import type { Node, NodeDef } from 'node-red';
import type { GatewayPort } from './gateway-port';

export interface SipGatewayDef extends NodeDef {
  readonly phoneTree?: string;
  /** Empty: what is embedded. */
  readonly speechService?: string;
  /** Empty: none. */
  readonly llmService?: string;
  readonly user?: string;
  readonly domain?: string;
  readonly displayName?: string;
  readonly authorizationUser?: string;
  readonly outboundProxy?: string;
  readonly transport?: string;
  readonly register?: boolean;
  readonly bindAddress?: string;
  readonly bindPort?: string | number;
  readonly tlsCa?: string;
  readonly tlsInsecure?: boolean;
  readonly devices?: readonly { readonly name: string; readonly address: string }[];
  readonly country?: string;
  /** One number or pattern a line. */
  readonly allow?: string;
  readonly deny?: string;
  readonly allowPremium?: boolean;
  readonly maxCallsPerHour?: string | number;
  readonly maxConcurrentCalls?: string | number;
  readonly advertisedAddress?: string;
  readonly rtpPortFirst?: string | number;
  readonly rtpPortLast?: string | number;
  readonly codecs?: string;
}

export interface SipGatewayCredentials {
  readonly password?: string;
  /** One `name = value` a line. */
  readonly secrets?: string;
}

export interface SipGatewayNode extends Node<SipGatewayCredentials> {
  /** The gateway that runs under this node, also when it is the one of earlier, better settings. */
  gateway(): GatewayPort | undefined;
  /** What `{{secret:name}}` stands for, by name. For the wire only: never log or send it. */
  secrets(): Readonly<Record<string, string>>;
  /** Why there is no gateway, or why it cannot work, in words for the person at the editor. */
  problem(): string | undefined;
  /** Called when a problem comes up after the start. */
  onProblem(listener: () => void): void;
}

/** Settings that come from elsewhere than the gateway's own dialog. */
export interface GatewayServices {
  readonly speech?: Record<string, unknown>;
  readonly languageModel?: Record<string, unknown>;
  readonly storageFolder?: string;
}

/** The phone of the user in the bundled phone tree (companies/acme.yaml). */
const DEMO_PHONE = { name: 'My phone', extension: '700' };

/** The raw object parseGatewaySettings judges. With a phone tree the account is filled in and needs no registration. */
export function rawGatewaySettings(
  config: SipGatewayDef,
  credentials: SipGatewayCredentials | undefined,
  phoneTree: { readonly port: number } | undefined,
  services: GatewayServices = {},
): Record<string, unknown> {
  const devices = usableDevices(config);
  return {
    name: text(config.name) ?? text(config.user) ?? 'gateway',
    account: phoneTree ? demoAccount(phoneTree.port) : account(config, credentials),
    devices:
      phoneTree && devices.length === 0
        ? [{ name: DEMO_PHONE.name, address: `sip:${DEMO_PHONE.extension}@127.0.0.1:${phoneTree.port}` }]
        : devices,
    numberPolicy: {
      country: text(config.country) ?? '',
      allow: lines(config.allow),
      deny: lines(config.deny),
      allowPremium: config.allowPremium === true,
      ...optional('maxCallsPerHour', number(config.maxCallsPerHour)),
      ...optional('maxConcurrentCalls', number(config.maxConcurrentCalls)),
    },
    media: {
      ...optional('bindAddress', phoneTree ? '127.0.0.1' : text(config.bindAddress)),
      ...optional('advertisedAddress', phoneTree ? '127.0.0.1' : text(config.advertisedAddress)),
      ...optional('rtpPorts', ports(config.rtpPortFirst, config.rtpPortLast)),
      ...optional('codecs', codecs(config.codecs)),
    },
    ...optional('speech', services.speech),
    ...optional('languageModel', services.languageModel),
    ...optional('storageFolder', services.storageFolder),
  };
}

/** Whether there is a phone to ring: the practice company has one of its own. */
export function hasPhone(config: SipGatewayDef): boolean {
  return Boolean(config.phoneTree) || usableDevices(config).length > 0;
}

function usableDevices(config: SipGatewayDef): NonNullable<SipGatewayDef['devices']> {
  return (config.devices ?? []).filter((device) => device.address.trim() !== '');
}

function demoAccount(port: number): Record<string, unknown> {
  return {
    user: 'hold-slayer',
    domain: `127.0.0.1:${port}`,
    displayName: 'Hold Slayer',
    transport: 'udp',
    register: false,
    bindAddress: '127.0.0.1',
  };
}

function account(config: SipGatewayDef, credentials: SipGatewayCredentials | undefined): Record<string, unknown> {
  const ca = text(config.tlsCa);
  const tls = { ...optional('ca', ca), ...(config.tlsInsecure === true ? { insecure: true } : {}) };
  return {
    user: text(config.user) ?? '',
    domain: text(config.domain) ?? '',
    ...optional('displayName', text(config.displayName)),
    ...optional('authorizationUser', text(config.authorizationUser)),
    // Not trimmed: a password may begin or end with a space.
    ...optional('password', credentials?.password === '' ? undefined : credentials?.password),
    ...optional('outboundProxy', text(config.outboundProxy)),
    transport: text(config.transport) ?? 'udp',
    register: config.register !== false,
    ...optional('bindAddress', text(config.bindAddress)),
    ...optional('bindPort', number(config.bindPort)),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  };
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Not a number stays what it is, so that parseGatewaySettings can say which field is wrong. */
function number(value: string | number | undefined): unknown {
  if (value === undefined || value === '') return undefined;
  const parsed = Number(value);
  return Number.isNaN(parsed) ? value : parsed;
}

function ports(first: string | number | undefined, last: string | number | undefined): unknown {
  const low = number(first);
  const high = number(last);
  return low === undefined && high === undefined ? undefined : [low, high];
}

function lines(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function codecs(value: string | undefined): readonly string[] | undefined {
  const names = lines(value);
  return names.length > 0 ? names : undefined;
}
