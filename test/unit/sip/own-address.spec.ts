import assert from 'node:assert/strict';
import { SipAccount } from '../../../lib/sip';
import type { SipAccountSettings } from '../../../lib/sip';
import type { LocalNetwork } from '../../../lib/sip/local-address';
import { ManualClock } from '../../support/manual-clock';
import { CallLog } from '../../support/sip-call-log';
import { FakeMedia } from '../../support/sip-fake-media';
import { FakePeer, until } from '../../support/sip-fake-peer';

/** A host whose address is given by hand. */
class FakeNetwork implements LocalNetwork {
  address: string | undefined;
  asked = 0;

  towards(): Promise<string> {
    this.asked++;
    return Promise.resolve(this.address ?? '127.0.0.1');
  }

  addresses(): { address: string; family: 'IPv4'; internal: boolean }[] {
    const outside = this.address === undefined ? [] : [{ address: this.address, internal: false }];
    return [{ address: '127.0.0.1', internal: true }, ...outside].map((entry) => ({ ...entry, family: 'IPv4' }));
  }
}

describe('sip: the address calls name', () => {
  let peer: FakePeer;
  let account: SipAccount;
  let clock: ManualClock;
  let network: FakeNetwork;
  /** What the name service knows: nothing, while there is no router. */
  let known: boolean;

  const open = async (settings: Partial<SipAccountSettings> = {}): Promise<void> => {
    account = new SipAccount(
      {
        user: 'me',
        domain: `pbx.test:${peer.port}`,
        transport: 'udp',
        register: false,
        bindAddress: '0.0.0.0',
        ...settings,
      },
      {},
      {
        clock,
        network,
        random: () => 0,
        names: {
          srv: () => Promise.reject(new Error('no DNS')),
          addresses: () => (known ? Promise.resolve(['127.0.0.1']) : Promise.reject(new Error('no DNS'))),
        },
      },
    );
    await account.start();
  };

  beforeEach(async () => {
    peer = await FakePeer.open();
    clock = new ManualClock();
    network = new FakeNetwork();
    known = true;
  });

  afterEach(async () => {
    const stopping = account.stop();
    await clock.advance(3000);
    await stopping;
    peer.close();
  });

  it('follows a new address at once, in Contact too', async () => {
    network.address = '192.0.2.10';
    await open();
    assert.equal(account.localAddress.address, '192.0.2.10');
    const port = account.localAddress.port;
    network.address = '192.0.2.20';
    assert.deepEqual(account.localAddress, { address: '192.0.2.20', port });
    await clock.advance(5000);
    account.place('100', new FakeMedia(), new CallLog());
    const invite = await peer.next('INVITE');
    assert.equal(invite.header('Contact'), `<sip:me@192.0.2.20:${port}>`);
  });

  it('does not stay on loopback when the host was started before its router', async () => {
    known = false;
    await open();
    assert.equal(account.localAddress.address, '127.0.0.1');
    known = true;
    network.address = '192.0.2.30';
    assert.equal(account.localAddress.address, '192.0.2.30');
  });

  it('asks again when a call is placed: the way there may have changed while the old address stays', async () => {
    network.address = '192.0.2.10';
    network.addresses = () =>
      ['192.0.2.10', '192.0.2.40'].map((address) => ({ address, family: 'IPv4', internal: false }));
    await open();
    network.address = '192.0.2.40';
    assert.equal(account.localAddress.address, '192.0.2.10');
    await clock.advance(5000);
    account.place('100', new FakeMedia(), new CallLog());
    await until(() => account.localAddress.address === '192.0.2.40');
    const { asked } = network;
    for (let reading = 0; reading < 100; reading++) assert.equal(account.localAddress.address, '192.0.2.40');
    assert.equal(network.asked, asked);
  });

  it('registers anew from the new address', async () => {
    network.address = '192.0.2.10';
    await open({ register: true });
    const first = await peer.next('REGISTER');
    assert.match(first.header('Contact'), /@192\.0\.2\.10:/);
    peer.reply(first, 200, 'OK');
    await until(() => account.registration.state === 'registered');
    network.address = '192.0.2.50';
    // The next keep-alive notices.
    await clock.advance(25_000);
    await until(() => account.registration.state === 'registering');
    await clock.advance(1000);
    assert.match((await peer.next('REGISTER')).header('Contact'), /@192\.0\.2\.50:/);
  });

  it('leaves a configured address alone', async () => {
    network.address = '192.0.2.10';
    await open({ bindAddress: '127.0.0.1' });
    network.address = '192.0.2.20';
    assert.equal(account.localAddress.address, '127.0.0.1');
  });

  it('says which port is taken, with a code', async () => {
    for (const transport of ['udp', 'tcp'] as const) {
      await open({ bindAddress: '127.0.0.1', transport, bindPort: 0 });
      const bindPort = account.localAddress.port;
      const second = new SipAccount(
        { user: 'me', domain: peer.domain, transport, register: false, bindAddress: '127.0.0.1', bindPort },
        {},
      );
      await assert.rejects(second.start(), { code: 'EADDRINUSE', message: /127\.0\.0\.1 port \d+/ });
      await second.stop();
      if (transport === 'tcp') continue;
      const stopping = account.stop();
      await clock.advance(3000);
      await stopping;
    }
  });
});
