/** The seam between the nodes and lib/: the real gateways and phone trees, unless a test moves others in. */
import { createRequire } from 'node:module';
import * as gateways from '../lib/gateway';
import type { GatewayHouse, StartPhoneTree } from './gateway-port';

export interface House {
  gateways: GatewayHouse;
  startPhoneTree: StartPhoneTree;
}

const load = createRequire(__filename);

export const house: House = {
  gateways,
  startPhoneTree: (settings) => {
    const { PhoneTree } = load('../lib/phone-tree') as { PhoneTree: { start: StartPhoneTree } };
    return PhoneTree.start(settings);
  },
};
