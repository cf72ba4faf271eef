/** The gateway's public face: what nodes, doors and the command line may use. */
export { Gateway } from './gateway';
export type { GatewayDependencies } from './gateway';
export type * from './gateway.types';
export { judgeNumber } from './number-policy';
export type { NumberPolicy, PolicyVerdict } from './number-policy';
export {
  acquireGateway,
  findGateway,
  findGatewayOfCall,
  keepGateway,
  realDependencies,
  releaseGateway,
  shutdownGateways,
} from './registry';
export { parseGatewaySettings } from './settings';
export type { Device, GatewaySettings, SettingsResult } from './settings';
