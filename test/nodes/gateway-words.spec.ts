import assert from 'node:assert/strict';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { settingsProblemInWords } from '../../nodes/gateway-words';
import catalogue from '../../nodes/locales/en-US/sip-gateway.json';

/** As RED._ does, in English; a key that is not there fails. */
function inEnglish(key: string): string {
  const [group, name] = key.split('.') as ['tab' | 'label' | 'service', string];
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
      'a device that cannot be dialled',
      { account: ACCOUNT, devices: [{ name: 'Me', address: 'my phone!!' }] },
      'Devices > 1 (address) "my phone!!" cannot be dialled: write digits',
    ],
    [
      'a server written as a web address',
      { account: { ...ACCOUNT, domain: 'http://fritz.box' } },
      'Account > Server "http://fritz.box" is no host name or address: leave out http:// and write it like fritz.box',
    ],
    [
      'a proxy with a path',
      { account: { ...ACCOUNT, outboundProxy: 'fritz.box/sip' } },
      'Account > Proxy "fritz.box/sip" is no host name or address: write it like fritz.box or 192.168.178.1:5060.',
    ],
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
    [
      'the key of a service',
      { account: ACCOUNT, speech: { speechToText: [{ kind: 'embedded' }, { kind: 'deepgram', apiKey: '' }] } },
      'Speech service > Understanding 2 > API key is empty.',
    ],
    [
      'the address of a service',
      { account: ACCOUNT, speech: { speechToText: [{ kind: 'openai', baseUrl: 'speaches:8000' }] } },
      'Speech service > Understanding 1 > address must be a web address: http://',
    ],
    [
      'the address of a voice',
      { account: ACCOUNT, speech: { textToSpeech: [{ kind: 'piper', baseUrl: '' }] } },
      'Speech service > Speaking 1 > address must be a web address: http://',
    ],
    [
      'the server of a service',
      { account: ACCOUNT, speech: { textToSpeech: [{ kind: 'wyoming', host: ' ', port: '70000' }] } },
      'Speech service > Speaking 1 > host is empty. Speech service > Speaking 1 > port must be at most 65535.',
    ],
    [
      'a budget',
      { account: ACCOUNT, speech: { dollarsPerCall: 'x' } },
      'Speech service > Dollars per call must be a number.',
    ],
    [
      'a list that is too long',
      { account: ACCOUNT, speech: { speechToText: Array.from({ length: 7 }, () => ({ kind: 'embedded' })) } },
      'Speech service > Understanding must be at most 6.',
    ],
    [
      'the model',
      { account: ACCOUNT, languageModel: { kind: 'openai', model: '' } },
      'Language model > model is empty: the name',
    ],
    [
      'the address of the model',
      { account: ACCOUNT, languageModel: { kind: 'openai', model: 'm', baseUrl: 'ftp://x' } },
      'Language model > address must be a web address: http://',
    ],
    [
      'the patience with the model',
      { account: ACCOUNT, languageModel: { kind: 'openai', model: 'm', timeoutSeconds: 600 } },
      'Language model > Wait at most must be at most 60.',
    ],
    ['a country', { account: ACCOUNT, numberPolicy: { country: 'XX' } }, 'Numbers > Country "XX" is not a country'],
  ];
  for (const [name, raw, expected] of cases) {
    it(`names ${name} by its tab and label`, () => {
      assert.ok(wordsFor(raw).startsWith(expected), wordsFor(raw));
    });
  }
});
