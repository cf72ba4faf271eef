import assert from 'node:assert/strict';
import { Gateway } from '../../../lib/gateway/gateway';
import { GatewayRegistry } from '../../../lib/gateway/registry';
import { parseGatewaySettings } from '../../../lib/gateway/settings';
import type { GatewaySettings } from '../../../lib/gateway/settings';
import { silentLogger } from '../../../lib/logger';
import { FakeLine } from '../../support/fake-line';
import { ManualClock } from '../../support/manual-clock';

function settings(user = 'gw'): GatewaySettings {
  const parsed = parseGatewaySettings({ account: { user, domain: 'pbx', register: false } });
  assert.ok(parsed.ok);
  return parsed.settings;
}

function house(): { registry: GatewayRegistry; clock: ManualClock; lines: FakeLine[] } {
  const clock = new ManualClock();
  const lines: FakeLine[] = [];
  const openLine = (): FakeLine => {
    const line = new FakeLine();
    lines.push(line);
    return line;
  };
  const registry = new GatewayRegistry(
    (wanted, log) => new Gateway(wanted, { openLine, log, clock, strict: true }),
    clock,
  );
  return { registry, clock, lines };
}

describe('gateway registry', () => {
  it('gives the same gateway, calls and all, to the node a deploy has re-created', async () => {
    const { registry, clock, lines } = house();
    const gateway = registry.acquire('n1', settings(), silentLogger);
    const placed = gateway.placeCall({ to: '5550100' });
    assert.ok(placed.ok);
    await clock.advance(0);
    await registry.release('n1', { removed: false });
    await clock.advance(15_000);
    assert.equal(registry.acquire('n1', settings(), silentLogger), gateway);
    await clock.advance(60_000);
    assert.equal(lines[0]!.legs[0]!.hungUp, false);
    assert.equal(registry.ofCall(placed.call.id), gateway);
  });

  it('tries a failed registration at once after a deploy, whatever has changed', async () => {
    const { registry, lines } = house();
    registry.acquire('n1', settings(), silentLogger);
    assert.equal(lines[0]!.registeredNow, 0);
    await registry.release('n1', { removed: false });
    registry.acquire('n1', settings(), silentLogger);
    assert.deepEqual([lines.length, lines[0]!.registeredNow], [1, 1]);
    await registry.release('n1', { removed: false });
    registry.acquire('n1', settings('another'), silentLogger);
    assert.equal(lines.length, 2, 'other settings are a line of their own, which registers by itself');
  });

  it('closes a gateway nobody takes up again, and one whose node was deleted', async () => {
    const { registry, clock, lines } = house();
    registry.acquire('left', settings(), silentLogger);
    registry.acquire('deleted', settings(), silentLogger);
    await registry.release('deleted', { removed: true });
    assert.ok(lines[1]!.closed);
    assert.equal(registry.find('deleted'), undefined);
    await registry.release('left', { removed: false });
    await clock.advance(20_000);
    assert.ok(lines[0]!.closed);
    assert.equal(registry.find('left'), undefined);
  });

  it('hangs up everything at shutdown', async () => {
    const { registry, clock, lines } = house();
    const gateway = registry.acquire('n1', settings(), silentLogger);
    gateway.placeCall({ to: '5550100' });
    await clock.advance(0);
    await registry.shutdown();
    assert.ok(lines[0]!.legs[0]!.hungUp && lines[0]!.closed);
    assert.equal(gateway.calls()[0]!.endReason, 'gateway-closed');
  });

  it('opens new settings for new calls while live ones stay where they are', async () => {
    const { registry, clock, lines } = house();
    const gateway = registry.acquire('n1', settings(), silentLogger);
    gateway.placeCall({ to: '5550100' });
    await clock.advance(0);
    await registry.release('n1', { removed: false });
    registry.acquire('n1', settings('other'), silentLogger);
    gateway.placeCall({ to: '5550101' });
    await clock.advance(0);
    assert.equal(lines.length, 2);
    assert.deepEqual(
      lines.map((line) => line.legs.length),
      [1, 1],
    );
    assert.ok(!lines[0]!.closed);
  });
});

describe('gateway settings', () => {
  it('names every wrong field in one message', () => {
    const parsed = parseGatewaySettings({
      account: { user: '', domain: 'not a host' },
      devices: [{ name: 'Desk', address: '' }],
      media: { rtpPorts: [20000, 20001] },
    });
    assert.ok(!parsed.ok);
    for (const field of ['account.user', 'account.domain', 'devices.0.address', 'media.rtpPorts']) {
      assert.ok(parsed.message.includes(field), `${field} is not in: ${parsed.message}`);
    }
  });

  it('fills in defaults and trims', () => {
    const parsed = parseGatewaySettings({ account: { user: ' 1000 ', domain: 'fritz.box', displayName: ' ' } });
    assert.ok(parsed.ok);
    assert.equal(parsed.settings.account.user, '1000');
    assert.equal(parsed.settings.account.displayName, undefined);
    assert.equal(parsed.settings.account.transport, 'udp');
    assert.equal(parsed.settings.numberPolicy.allowPremium, false);
  });
});
