import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCompatibility, KNOWN_LIBRARY_VERSION, TRANSACTION_TIMERS } from '../../../lib/sip/compat';
import { loadSipJs } from '../../../lib/sip/sipjs';

describe('sip: what is changed in sip.js', () => {
  it('is changed in the release it was written for, and that one is pinned', async () => {
    const { version } = JSON.parse(
      readFileSync(join(process.cwd(), 'node_modules', 'sip.js', 'package.json'), 'utf8'),
    ) as { version: string };
    const manifest = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.equal(version, '0.21.2');
    assert.equal(manifest.dependencies['sip.js'], '0.21.2');
    const { LIBRARY_VERSION } = await import('sip.js/lib/version.js');
    assert.equal(LIBRARY_VERSION, KNOWN_LIBRARY_VERSION);
  });

  it('sets the timers of an unreliable transport', async () => {
    const { Timers } = await loadSipJs();
    for (const [name, value] of Object.entries(TRANSACTION_TIMERS))
      assert.equal(Timers[name as keyof typeof Timers], value);
  });

  it('has the private parts it reaches for', async () => {
    const sipJs = await loadSipJs();
    const client = sipJs.UserAgentClient.prototype as unknown as Record<string, unknown>;
    assert.equal(typeof client.authenticationGuard, 'function');
    assert.equal(typeof client.dispose, 'function');
    assert.equal(await loadSipJs(), sipJs);
    // A second application changes nothing.
    const guard = client.authenticationGuard;
    applyCompatibility(sipJs, KNOWN_LIBRARY_VERSION);
    assert.equal(client.authenticationGuard, guard);
  });

  it('refuses a release it does not know', () => {
    const stranger = { UserAgentClient: { prototype: {} }, Timers: {} };
    assert.throws(() => {
      applyCompatibility(stranger as unknown as Parameters<typeof applyCompatibility>[0], '0.22.0');
    }, /not the release/);
  });
});
