/**
 * The one door to sip.js. It is ESM and this package is CommonJS, so it comes by dynamic import (require of ESM is not
 * there before Node 22.12). Only its core is used: transactions, dialogs, offer/answer states; its browser-minded API
 * layer is not loaded at all.
 */
import type * as SipJsCore from 'sip.js/lib/core/index.js' with { 'resolution-mode': 'import' };
import { applyCompatibility } from './compat';

export type SipJs = typeof SipJsCore;
export type UserAgentCore = SipJsCore.UserAgentCore;
export type UserAgentCoreConfiguration = SipJsCore.UserAgentCoreConfiguration;
export type Session = SipJsCore.Session;
export type Body = SipJsCore.Body;
export type Uri = SipJsCore.URI;
export type IncomingInviteRequest = SipJsCore.IncomingInviteRequest;
export type IncomingByeRequest = SipJsCore.IncomingByeRequest;
export type IncomingInfoRequest = SipJsCore.IncomingInfoRequest;
export type IncomingAckRequest = SipJsCore.IncomingAckRequest;
export type IncomingRequestMessage = SipJsCore.IncomingRequestMessage;
export type IncomingResponseMessage = SipJsCore.IncomingResponseMessage;
export type OutgoingInviteRequest = SipJsCore.OutgoingInviteRequest;
export type OutgoingInviteRequestDelegate = SipJsCore.OutgoingInviteRequestDelegate;
export type OutgoingRequestMessage = SipJsCore.OutgoingRequestMessage;
export type AckableResponse = SipJsCore.AckableIncomingResponseWithSession;
export type PrackableResponse = SipJsCore.PrackableIncomingResponseWithSession;
export type IncomingResponse = SipJsCore.IncomingResponse;

let loading: Promise<SipJs> | undefined;

export function loadSipJs(): Promise<SipJs> {
  loading ??= (async () => {
    const [core, version] = await Promise.all([import('sip.js/lib/core/index.js'), import('sip.js/lib/version.js')]);
    applyCompatibility(core, version.LIBRARY_VERSION);
    return core;
  })();
  return loading;
}

export function sdp(content: string): Body {
  return { contentDisposition: 'session', contentType: 'application/sdp', content };
}
