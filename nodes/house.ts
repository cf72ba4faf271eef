/** The seam between the nodes and lib/: the real gateways and phone trees, unless a test moves others in. */
import { createRequire } from 'node:module';
import type { GatewayHouse, StartPhoneTree } from './gateway-port';

export interface House {
  gateways: GatewayHouse;
  startPhoneTree: StartPhoneTree;
}

const load = createRequire(__filename);

export const house: House = {
  gateways: undefined as unknown as GatewayHouse,
  startPhoneTree: (settings) => {
    const { PhoneTree } = load('../lib/phone-tree') as { PhoneTree: { start: StartPhoneTree } };
    return PhoneTree.start(settings);
  },
};

try {
  house.gateways = load('../lib/gateway') as GatewayHouse;
} catch {
  /* not there yet */
}
