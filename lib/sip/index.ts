/** The public face of lib/sip. */
export { SipAccount } from './sip-account';
export type { SipAccountDependencies } from './sip-account';
export { LEGAL_MOVES } from './sip-call-state';
export type { NameService } from './resolver';
export type { SessionMedia } from './session-media';
export type * from './sip-account.types';
