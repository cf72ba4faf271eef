/** The seam between the nodes and lib/: the real gateways and phone trees, unless a test moves others in. */
import * as gateways from '../lib/gateway';
import { PhoneTree } from '../lib/phone-tree';
import type { GatewayHouse, StartPhoneTree } from './gateway-port';

export interface House {
  gateways: GatewayHouse;
  startPhoneTree: StartPhoneTree;
}

export const house: House = {
  gateways,
  startPhoneTree: (settings, log) => PhoneTree.start(settings, { log }),
};
