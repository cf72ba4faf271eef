import assert from 'node:assert/strict';
import { Resolver } from '../../../lib/sip/resolver';
import type { NameService } from '../../../lib/sip';
import { ManualClock } from '../../support/manual-clock';

describe('sip: resolver (RFC 3263)', () => {
  let clock: ManualClock;
  let asked: string[];

  const names = (
    srv: Record<string, { name: string; port: number; priority: number; weight: number }[]>,
    hosts: Record<string, string[]>,
  ): NameService => ({
    srv: (name) => {
      asked.push(`srv ${name}`);
      return srv[name] ? Promise.resolve(srv[name]) : Promise.reject(new Error('ENOTFOUND'));
    },
    addresses: (host) => {
      asked.push(`a ${host}`);
      return hosts[host] ? Promise.resolve(hosts[host]) : Promise.reject(new Error('ENOTFOUND'));
    },
  });

  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
  });

  it('asks nobody about a literal', () => {
    const resolver = new Resolver(names({}, {}), clock);
    assert.deepEqual(resolver.immediate('192.0.2.1', undefined, 'tls'), [{ address: '192.0.2.1', port: 5061 }]);
    assert.deepEqual(resolver.immediate('::1', 5070, 'udp'), [{ address: '::1', port: 5070 }]);
    assert.deepEqual(asked, []);
  });

  it('takes SRV by priority and weight, with every address', async () => {
    const resolver = new Resolver(
      names(
        {
          '_sip._udp.example.org': [
            { name: 'late', port: 5, priority: 20, weight: 0 },
            { name: 'light', port: 6, priority: 10, weight: 1 },
            { name: 'heavy', port: 7, priority: 10, weight: 99 },
          ],
        },
        { late: ['1.1.1.1'], light: ['2.2.2.2'], heavy: ['3.3.3.3', '::3'] },
      ),
      clock,
      () => 0.5,
    );
    assert.deepEqual(await resolver.resolve('example.org', undefined, 'udp'), [
      { address: '3.3.3.3', port: 7 },
      { address: '::3', port: 7 },
      { address: '2.2.2.2', port: 6 },
      { address: '1.1.1.1', port: 5 },
    ]);
  });

  it('skips SRV when there is a port, and falls back to addresses when there is no SRV', async () => {
    const resolver = new Resolver(names({}, { 'pbx.lan': ['10.0.0.1'] }), clock);
    assert.deepEqual(await resolver.resolve('pbx.lan', 5080, 'tcp'), [{ address: '10.0.0.1', port: 5080 }]);
    assert.deepEqual(asked, ['a pbx.lan']);
    assert.deepEqual(await resolver.resolve('pbx.lan', undefined, 'tls'), [{ address: '10.0.0.1', port: 5061 }]);
    assert.deepEqual(asked, ['a pbx.lan', 'srv _sips._tcp.pbx.lan', 'a pbx.lan']);
  });

  it('remembers for a minute, and puts an endpoint that failed last for a minute', async () => {
    const resolver = new Resolver(names({}, { pbx: ['10.0.0.1', '10.0.0.2'] }), clock);
    await resolver.resolve('pbx', 5060, 'udp');
    await resolver.resolve('pbx', 5060, 'udp');
    assert.equal(asked.length, 1);
    resolver.failed({ address: '10.0.0.1', port: 5060 });
    assert.equal(resolver.immediate('pbx', 5060, 'udp')?.[0]?.address, '10.0.0.2');
    resolver.worked({ address: '10.0.0.1', port: 5060 });
    assert.equal(resolver.immediate('pbx', 5060, 'udp')?.[0]?.address, '10.0.0.1');
    resolver.failed({ address: '10.0.0.1', port: 5060 });
    await clock.advance(60_001);
    await resolver.resolve('pbx', 5060, 'udp');
    assert.equal(asked.length, 2);
    assert.equal(resolver.immediate('pbx', 5060, 'udp')?.[0]?.address, '10.0.0.1');
  });

  it('says in words that a name leads nowhere', async () => {
    const resolver = new Resolver(names({}, {}), clock);
    await assert.rejects(resolver.resolve('no.where', undefined, 'udp'), /"no\.where" cannot be resolved/);
  });
});
