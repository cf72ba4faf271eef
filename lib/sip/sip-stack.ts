/** sip.js's core, set up for one account: who we are, our digest, what strangers may ask for. */
import type { Logger } from '../logger';
import { AccountDigest } from './account-digest';
import type { SipAccountSettings } from './sip-account.types';
import type { IncomingInviteRequest, SipJs, UserAgentCore, UserAgentCoreConfiguration } from './sipjs';
import type { SipTransport } from './transport/sip-transport';
import { aliasHosts, aliasUser } from './wire/alias';
import { LOCAL_HOST, LOCAL_USER } from './wire/sanitizer';
import { escapeUser } from './wire/uri';

/** Open transactions of strangers; beyond it requests are dropped, and come again when they mean it. */
const MAXIMUM_SERVER_TRANSACTIONS = 1000;
const DEFAULT_USER_AGENT = 'Hold Slayer';

export class SipStack {
  readonly sipJs: SipJs;
  readonly core: UserAgentCore;

  constructor(
    sipJs: SipJs,
    transport: SipTransport,
    settings: SipAccountSettings,
    log: Logger,
    onInvite: (request: IncomingInviteRequest) => void,
  ) {
    this.sipJs = sipJs;
    const loggerFactory = new sipJs.LoggerFactory();
    loggerFactory.builtinEnabled = false;
    loggerFactory.connector = (level, category, _label, content) => {
      // Its own narration ("log", "debug") is many times the traffic.
      if (level === 'warn' || level === 'error') log.debug(`${category}: ${String(content).slice(0, 300)}`);
    };
    const contactUri = new sipJs.URI('sip', LOCAL_USER, LOCAL_HOST);
    const addressOfRecord = `<sip:${escapeUser(settings.user)}@${settings.domain}>`;
    const configuration: UserAgentCoreConfiguration = {
      aor: new sipJs.URI('sip', aliasUser(addressOfRecord), aliasHosts.nameAddress),
      contact: {
        pubGruu: undefined,
        tempGruu: undefined,
        uri: contactUri,
        toString: () => `<${contactUri.toString()}>`,
      },
      displayName: '',
      loggerFactory,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: '',
      supportedOptionTags: ['100rel', 'timer'],
      supportedOptionTagsResponse: ['100rel', 'timer'],
      userAgentHeaderFieldValue: (settings.userAgent ?? DEFAULT_USER_AGENT).replace(/[\r\n]+/g, ' '),
      viaForceRport: true,
      viaHost: LOCAL_HOST,
      authenticationFactory: () =>
        settings.password === undefined
          ? undefined
          : (new AccountDigest({
              username: settings.authorizationUser ?? settings.user,
              password: settings.password,
            }) as unknown as ReturnType<UserAgentCoreConfiguration['authenticationFactory']>),
      transportAccessor: () => transport,
    };
    this.core = new sipJs.UserAgentCore(configuration, {
      onInvite,
      // Message-waiting notices come unasked (RFC 3842 servers do that); refusing them only makes them come again.
      onNotify: (request) => void request.accept(),
      onMessage: (request) => void request.reject({ statusCode: 405 }),
      onSubscribe: (request) => void request.reject({ statusCode: 489 }),
      onRefer: (request) => void request.reject({ statusCode: 603 }),
    });
  }

  /** A sanitized message. Returns why it was dropped, if it was; throws what sip.js throws. */
  receive(text: string, method: string): string | undefined {
    const { sipJs, core } = this;
    const message = sipJs.Parser.parseMessage(text, core.loggerFactory.getLogger('sip.parser'));
    if (!message) return 'sip-parser';
    if (message instanceof sipJs.IncomingRequestMessage) {
      const known = core.userAgentServers.has(message.viaBranch);
      if (!known && method !== 'ACK' && core.userAgentServers.size >= MAXIMUM_SERVER_TRANSACTIONS) return 'overload';
      core.receiveIncomingRequestFromTransport(message);
      return undefined;
    }
    if (!core.userAgentClients.has(message.viaBranch + message.method)) return 'no-transaction';
    core.receiveIncomingResponseFromTransport(message);
    return undefined;
  }
}
