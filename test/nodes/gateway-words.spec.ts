import assert from 'node:assert/strict';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { settingsProblemInWords } from '../../nodes/gateway-words';
import catalogue from '../../nodes/locales/en-US/sip-gateway.json';

/** As RED._ does, in English; a key that is not there fails. */
function inEnglish(key: string): string {
  const [group, name] = key.split('.') as ['tab' | 'label', string];
  const text = (catalogue['sip-gateway'][group] as Record<string, string>)[name];
  assert.ok(text, `no text for ${key}`);
  return text;
}

function wordsFor(raw: unknown): string {
  const parsed = parseGatewaySettings(raw);
  assert.equal(parsed.ok, false);
  return settingsProblemInWords((parsed as { message: string }).message, inEnglish);
}

const ACCOUNT = { user: '1001', domain: 'pbx.example' };

describe('the problems of gateway settings, in the words of the dialog', () => {
  it('has one sentence for each field', () => {
    assert.equal(
      wordsFor({ account: { user: '', domain: '' } }),
      'Account > User is empty: the user name or number your SIP provider or PBX gave you. Account > Server is empty.',
    );
  });

  const cases: [string, object, string][] = [
    ['a port', { account: { ...ACCOUNT, bindPort: 'x' } }, 'Network > Local SIP port must be a number.'],
    [
      'a port too high',
      { account: { ...ACCOUNT, bindPort: 99999 } },
      'Network > Local SIP port must be at most 65535.',
    ],
    ['a device', { account: ACCOUNT, devices: [{ name: '', address: '7' }] }, 'Devices > 1 (name) needs a name.'],
    [
      'a limit',
      { account: ACCOUNT, numberPolicy: { maxCallsPerHour: 0 } },
      'Numbers > Calls per hour must be at least 1.',
    ],
    [
      'the audio ports',
      { account: ACCOUNT, media: { rtpPorts: [undefined, 40000] } },
      'Network > Audio ports must be a number.',
    ],
    ['a country', { account: ACCOUNT, numberPolicy: { country: 'XX' } }, 'Numbers > Country "XX" is not a country'],
  ];
  for (const [name, raw, expected] of cases) {
    it(`names ${name} by its tab and label`, () => {
      assert.ok(wordsFor(raw).startsWith(expected), wordsFor(raw));
    });
  }
});
