/** The library without Node-RED: a gateway, its calls, and a company to practise on. */
export * from './gateway';
export { menuTexts, PhoneTree } from './phone-tree';
export type { TruthEntry } from './phone-tree';
export { FarEndTracker } from './hearing';
export { systemClock } from './clock';
export type { Clock } from './clock';
export { silentLogger } from './logger';
export type { Logger } from './logger';
