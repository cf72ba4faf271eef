/** Config node: one SIP account and what may be dialled with it. Owns nothing itself; lib/gateway keeps the gateway. */
import type { NodeAPI } from 'node-red';
import type { GatewayPort } from './gateway-port';
import { endAllCalls, areFlowsStopping, watchHost } from './host-shutdown';
import { house } from './house';
import { asError, nodeLogger } from './node-support';
import type { PhoneTreeNode } from './phone-tree.types';
import type { SipGatewayCredentials, SipGatewayDef, SipGatewayNode } from './sip-gateway.types';
import { rawGatewaySettings } from './sip-gateway.types';

export = function register(RED: NodeAPI): void {
  watchHost(RED);

  function SipGateway(this: SipGatewayNode, config: SipGatewayDef): void {
    RED.nodes.createNode(this, config);
    let gateway: GatewayPort | undefined;
    let problem: string | undefined;

    const tree = config.phoneTree ? (RED.nodes.getNode(config.phoneTree) as PhoneTreeNode | null) : undefined;
    if (config.phoneTree && !tree) problem = 'the phone tree of this gateway is disabled or was deleted';
    else {
      const parsed = house.gateways.parseGatewaySettings(
        rawGatewaySettings(config, this.credentials, tree ? { port: tree.sipPort } : undefined),
      );
      if (!parsed.ok) problem = parsed.message;
      else {
        try {
          gateway = house.gateways.acquireGateway(this.id, parsed.settings, nodeLogger(this));
        } catch (thrown) {
          problem = asError(thrown).message;
        }
      }
    }
    if (problem !== undefined) this.error(problem);

    this.gateway = () => gateway;
    this.problem = () => problem ?? tree?.problem();
    this.onProblem = (listener) => tree?.onProblem(listener);

    this.on('close', (removed: boolean, done: () => void) => {
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
    credentials: { password: { type: 'password' } },
  });
};
