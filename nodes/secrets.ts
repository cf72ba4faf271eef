/** The secrets of a sip-gateway: read from its credential, found by the nodes that work on its calls. */
import type { NodeAPI } from 'node-red';
import type { GatewayPort } from './gateway-port';
import type { SipGatewayNode } from './sip-gateway.types';

export type Secrets = Readonly<Record<string, string>>;

export type SecretsResult =
  { readonly ok: true; readonly secrets: Secrets } | { readonly ok: false; readonly message: string };

const LINE = /^([A-Za-z][\w.-]{0,63})\s*[=:]\s*(\S.*)$/;

/** One `name = value` a line. What is wrong is said by line number: the line may hold a secret. */
export function parseSecrets(text: string): SecretsResult {
  const secrets: Record<string, string> = {};
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      return { ok: false, message: `Secrets, line ${index + 1} is not "name = value"` };
    }
    secrets[name] = value;
  }
  return { ok: true, secrets };
}

/** What `{{secret:name}}` stands for on this gateway's calls; lib/gateway fills it in (DESIGN law 8). */
export function secretsOf(RED: NodeAPI, gateway: GatewayPort): Secrets {
  let secrets: Secrets = {};
  RED.nodes.eachNode(({ id, type }) => {
    if (type !== 'sip-gateway') return;
    const node = RED.nodes.getNode(id) as SipGatewayNode | null;
    if (node?.gateway() === gateway) secrets = node.secrets();
  });
  return secrets;
}
