/** Config node: one SIP account and what may be dialled with it. Owns nothing itself; lib/gateway keeps the gateway. */
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Translate } from './call-badge';
import type { GatewayPort } from './gateway-port';
import { settingsProblemInWords } from './gateway-words';
import { endAllCalls, areFlowsStopping, watchHost } from './host-shutdown';
import { house } from './house';
import { asError, nodeLogger, userDirectory } from './node-support';
import type { PhoneTreeNode } from './phone-tree.types';
import { parseSecrets } from './secrets';
import type { ServiceNode } from './services.types';
import type { GatewayServices, SipGatewayCredentials, SipGatewayDef, SipGatewayNode } from './sip-gateway.types';
import { hasPhone, rawGatewaySettings } from './sip-gateway.types';

export = function register(RED: NodeAPI): void {
  watchHost(RED);
  const t: Translate = (key, values) => RED._(`sip-gateway.${key}`, values ?? {});

  function SipGateway(this: SipGatewayNode, config: SipGatewayDef): void {
    RED.nodes.createNode(this, config);
    const tree = config.phoneTree ? (RED.nodes.getNode(config.phoneTree) as PhoneTreeNode | null) : undefined;
    const stored = parseSecrets(this.credentials.secrets ?? '');
    const opened = open(RED, this, config, tree, t);
    // Nobody can mend a typing mistake while two people wait on the line: calls go on as they are, new ones are refused.
    let gateway = opened.ok ? opened.gateway : keptGateway(this.id);
    const problem = opened.ok ? (stored.ok ? undefined : stored.message) : opened.message;
    let closed = false;
    tree?.onPort(() => {
      if (closed || problem !== undefined) return;
      const moved = open(RED, this, config, tree, t);
      if (moved.ok) gateway = moved.gateway;
      else this.error(moved.message);
    });
    if (problem !== undefined) this.error(problem);
    // Else it would be said when a human is on the line.
    else if (!hasPhone(config)) this.warn(t('no-phone'));

    this.gateway = () => gateway;
    this.secrets = () => (stored.ok ? stored.secrets : {});
    this.problem = () => problem ?? tree?.problem();
    this.onProblem = (listener) => tree?.onProblem(listener);

    this.on('close', (removed: boolean, done: () => void) => {
      closed = true;
      if (!areFlowsStopping()) {
        void house.gateways.releaseGateway(this.id, { removed });
        done();
        return;
      }
      // Flows or process end: say goodbye on the wire first (bounded by the gateways, 3 s).
      void endAllCalls().finally(done);
    });
  }

  RED.nodes.registerType<SipGatewayNode, SipGatewayDef, object, SipGatewayCredentials>('sip-gateway', SipGateway, {
    // Both are write-only: the runtime gives the value of a `text` credential to every open editor.
    credentials: { password: { type: 'password' }, secrets: { type: 'password' } },
  });
};

/** In the user directory: what is learned from calls. */
const STORAGE_FOLDER = 'hold-slayer';

type Opened = { readonly ok: true; readonly gateway: GatewayPort } | { readonly ok: false; readonly message: string };

/** `tree`: null when the settings name one that is not there. */
function open(
  RED: NodeAPI,
  node: SipGatewayNode,
  config: SipGatewayDef,
  tree: PhoneTreeNode | null | undefined,
  t: Translate,
): Opened {
  if (tree === null) return { ok: false, message: t('no-phone-tree') };
  const services = servicesOf(RED, config, t);
  if (!services.ok) return services;
  const parsed = house.gateways.parseGatewaySettings(
    rawGatewaySettings(config, node.credentials, tree ? { port: tree.sipPort } : undefined, services),
  );
  if (!parsed.ok) return { ok: false, message: settingsProblemInWords(parsed.message, t) };
  try {
    return { ok: true, gateway: house.gateways.acquireGateway(node.id, parsed.settings, nodeLogger(node)) };
  } catch (thrown) {
    return { ok: false, message: asError(thrown).message };
  }
}

/** What was chosen in the dialog and is not there is a mistake worth saying: another service would be asked instead. */
function servicesOf(
  RED: NodeAPI,
  config: SipGatewayDef,
  t: Translate,
): (GatewayServices & { readonly ok: true }) | { readonly ok: false; readonly message: string } {
  const service = (id: string | undefined): ServiceNode | null | undefined =>
    id ? (RED.nodes.getNode(id) as ServiceNode | null) : undefined;
  const speech = service(config.speechService);
  const languageModel = service(config.llmService);
  if (speech === null) return { ok: false, message: t('no-speech-service') };
  if (languageModel === null) return { ok: false, message: t('no-llm-service') };
  const directory = userDirectory(RED);
  return {
    ok: true,
    ...(speech ? { speech: speech.settings() } : {}),
    ...(languageModel ? { languageModel: languageModel.settings() } : {}),
    ...(directory === undefined ? {} : { storageFolder: path.join(directory, STORAGE_FOLDER) }),
  };
}

function keptGateway(nodeId: string): GatewayPort | undefined {
  return house.gateways.keepGateway(nodeId) ? house.gateways.findGateway(nodeId) : undefined;
}
