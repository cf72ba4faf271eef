/**
 * Registration, calls in and out, hold and hang-up over UDP, TCP and TLS against a real Asterisk: lib/sip and lib/media
 * without Node-RED. The media is the real engine; "held" and "heard" are what Asterisk says and sends.
 */
import assert from 'node:assert/strict';
import { MediaEngine } from '../../lib/media';
import type { MediaSession } from '../../lib/media';
import { SipAccount } from '../../lib/sip';
import type { SipAccountSettings, SipCall, SipCallState, SipEnd } from '../../lib/sip';
import { waitFor } from '../support/wait-for';
import { Asterisk } from './support/asterisk';

interface Heard {
  readonly states: SipCallState[];
  readonly holds: boolean[];
  end: SipEnd | null;
}

describe('SIP transports against a real Asterisk', () => {
  let company: Asterisk;
  let engine: MediaEngine;
  const accounts: SipAccount[] = [];

  before(async () => {
    company = await Asterisk.start(5380, 28000);
    engine = await MediaEngine.start({ bindAddress: '127.0.0.1' });
  });

  afterEach(async () => {
    await Promise.all(accounts.splice(0).map((account) => account.stop()));
  });

  after(async () => {
    await engine.close();
    await company.stop();
  });

  function settings(user: string, transport: 'udp' | 'tcp' | 'tls', changes = {}): SipAccountSettings {
    const port = transport === 'tls' ? company.tlsPort : company.sipPort;
    return {
      user,
      domain: `127.0.0.1:${port}`,
      password: 'secret',
      transport,
      register: true,
      bindAddress: '127.0.0.1',
      ...(transport === 'tls' && { tls: { ca: company.ca, serverName: 'localhost' } }),
      ...changes,
    };
  }

  async function open(wanted: SipAccountSettings, onIncoming?: (call: SipCall) => void): Promise<SipAccount> {
    const account = new SipAccount(wanted, { ...(onIncoming && { onIncoming }) });
    accounts.push(account);
    await account.start();
    return account;
  }

  function session(): MediaSession {
    return engine.createSession({ advertisedAddress: '127.0.0.1' }, {});
  }

  function listenTo(call: SipCall): Heard {
    const heard: Heard = { states: [], holds: [], end: null };
    call.observe({
      onState: (state) => heard.states.push(state),
      onRemoteHold: (held) => heard.holds.push(held),
      onEnded: (end) => (heard.end = end),
    });
    return heard;
  }

  for (const transport of ['udp', 'tcp', 'tls'] as const) {
    it(`${transport}: registers, calls, holds, resumes, hangs up`, async () => {
      const account = await open(settings('gw', transport));
      await waitFor('registration', 10_000, () => account.registration.state === 'registered');
      const media = session();
      const at = Date.now();
      const call = account.place('296', media, {});
      const heard = listenTo(call);
      await waitFor('the answer', 10_000, () => call.state === 'answered');
      await call.hold(true);
      await call.hold(false);
      let received = 0;
      await waitFor('audio back from the echo', 5000, () => {
        void media.stats().then((stats) => (received = stats.packetsReceived));
        return received > 20;
      });
      await call.hangup();
      assert.equal(heard.end?.reason, 'local-hangup');
      await company.logged('296', at, 'HANGUP');
    });

    it(`${transport}: is called by the PBX, answers, and hears the caller hang up`, async () => {
      const incoming: { call: SipCall; heard: Heard }[] = [];
      const phone = await open(settings('phone1', transport), (call) => incoming.push({ call, heard: listenTo(call) }));
      await waitFor('registration', 10_000, () => phone.registration.state === 'registered');
      const caller = await open(settings('gw', 'udp', { register: false }));
      const out = caller.place('phone1', session(), {});
      const { call, heard } = await waitFor('the call in', 10_000, () => incoming[0]);
      await call.ring();
      await waitFor('ringing at the caller', 5000, () => out.state === 'ringing');
      await call.accept(session());
      await waitFor('the answer at the caller', 5000, () => out.state === 'answered');
      await out.hangup();
      await waitFor('the end at the phone', 5000, () => heard.end);
      assert.equal(heard.end?.reason, 'remote-hangup');
    });
  }

  it('rejects a call in with the code given, and the caller hears why', async () => {
    const phone = await open(settings('phone2', 'udp'), (call) => void call.reject(486));
    await waitFor('registration', 10_000, () => phone.registration.state === 'registered');
    const caller = await open(settings('gw', 'udp', { register: false }));
    const heard = listenTo(caller.place('phone2', session(), {}));
    await waitFor('the refusal', 10_000, () => heard.end);
    assert.equal(heard.end?.reason, 'busy');
  });

  it('cancels a ringing call in when the caller gives up', async () => {
    const incoming: Heard[] = [];
    const phone = await open(settings('phone3', 'udp'), (call) => {
      incoming.push(listenTo(call));
      void call.ring();
    });
    await waitFor('registration', 10_000, () => phone.registration.state === 'registered');
    const caller = await open(settings('gw', 'udp', { register: false }));
    const out = caller.place('phone3', session(), {});
    await waitFor('ringing', 10_000, () => out.state === 'ringing');
    await out.hangup();
    await waitFor('the end at the phone', 5000, () => incoming[0]?.end);
    assert.equal(incoming[0]?.end?.reason, 'cancelled');
  });

  it('says in words that the password is wrong', async () => {
    const account = await open(settings('gw', 'udp', { password: 'not it' }));
    const failed = await waitFor('the failure', 10_000, () =>
      account.registration.state === 'failed' ? account.registration : null,
    );
    assert.match(failed.reason, /password|user name|credential|authori/i);
    const heard = listenTo(account.place('296', session(), {}));
    await waitFor('the end', 10_000, () => heard.end);
    assert.equal(heard.end?.reason, 'unauthorized');
  });

  for (const [account, number] of [
    ['gw-100rel', '297'],
    ['gw-timers', '296'],
    ['gw-alaw', '297'],
    ['gw-ptime', '297'],
  ] as const) {
    it(`${account}: is met as it asks`, async () => {
      const peer = await open(settings(account, 'udp', { register: false }));
      const media = session();
      const call = peer.place(number, media, {});
      await waitFor('the answer', 10_000, () => call.state === 'answered');
      await waitFor('its audio', 5000, () => media.negotiated);
      await call.hangup();
    });
  }

  it('says that no codec fits', async () => {
    const account = await open(settings('gw-g722', 'udp', { register: false }));
    const heard = listenTo(account.place('297', session(), {}));
    await waitFor('the end', 10_000, () => heard.end);
    assert.equal(heard.end?.reason, 'media-refused');
  });
});
