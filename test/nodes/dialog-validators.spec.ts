import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { parseDialSteps } from '../../lib/ivr/dial-steps';
import { languageModelSettingsSchema } from '../../lib/ivr/language-model/settings';
import { speechSettingsSchema } from '../../lib/speech/speech-settings';
import { audioGoesTo } from '../../lib/where-audio-goes';

type Validate = (this: object, value: unknown, options?: unknown) => boolean | string;

interface Definition {
  readonly defaults: Record<string, { readonly validate: Validate }>;
  readonly judge: {
    whereItGoes(address: string): string;
    noteOf(list: string, row: object, language: string, staysInHouse: boolean): { key: string } | undefined;
  };
}

/** An edit dialog, as its HTML gives it to the editor; no dialog is open. */
function dialogOf(type: string): Definition {
  const html = readFileSync(path.join(__dirname, '..', '..', 'nodes', `${type}.html`), 'utf8');
  const [, script] = /<script type="text\/javascript">(.*?)<\/script>/s.exec(html)!;
  let found: Definition | undefined;
  const typedInput = () => () => true;
  runInNewContext(script!, {
    $: () => ({ length: 0, val: () => undefined }),
    RED: {
      validators: { typedInput, number: () => () => true },
      nodes: {
        registerType: (_: string, definition: Definition) => {
          found = definition;
        },
      },
    },
  });
  return found!;
}

function fieldsOf(type: string): Definition['defaults'] {
  return dialogOf(type).defaults;
}

describe('the edit dialogs', () => {
  const steps = fieldsOf('ivr-navigate').steps!.validate;
  const byText = { mode: 'steps', stepsType: 'str' };

  for (const text of [
    'wait 2 wait 1',
    'wait 2 then 1',
    'wait 3s 4711815#',
    'wait 500ms, 2, wait 2 minutes, 1',
    'wait 3 s 2',
    'wait, press 1; wait -> 2',
    '1,,2p3',
    'wait {{secret:account}}#',
    'wait {{ secret: pin }} 1',
    '12ab',
    'D',
    'wait',
    'pause 1.5s',
    'wiat 2 then 1',
    'wait 2 tehn 1',
    'wait three',
    'wait 3h',
    'say hello',
    'p',
    'a',
    'then',
    '',
    '{{secret:1}}',
    '{{account}}',
    '2 s',
  ]) {
    it(`judge the steps "${text}" as the gateway does`, () => {
      assert.equal(steps.call(byText, text), parseDialSteps(text).ok);
    });
  }

  it('judge no steps that are not used, or not known yet', () => {
    assert.equal(steps.call({ mode: 'menus', stepsType: 'str' }, 'wiat'), true);
    assert.equal(steps.call({ mode: 'listen', stepsType: 'str' }, 'wiat'), true);
    assert.equal(steps.call({ mode: 'steps', stepsType: 'msg' }, 'wiat'), true);
    assert.equal(steps.call(byText, '${STEPS}'), true);
  });

  it('ask for the account when no practice company is chosen', () => {
    const { user, domain } = fieldsOf('sip-gateway');
    for (const field of [user!, domain!]) {
      assert.equal(field.validate.call({ phoneTree: '' }, ' '), false);
      assert.equal(field.validate.call({ phoneTree: 'tree' }, ''), true);
      assert.equal(field.validate.call({ phoneTree: '' }, 'x'), true);
    }
  });

  for (const host of [
    'fritz.box',
    'fritz.box:5060',
    '192.168.178.1',
    '[fd00::1]:5060',
    'http://fritz.box',
    'fritz.box/',
    'sip:fritz.box',
    'my box',
  ]) {
    it(`judge the server "${host}" as the gateway does`, () => {
      const expected = parseGatewaySettings({ account: { user: '1', domain: host } }).ok;
      for (const field of ['domain', 'outboundProxy']) {
        const { validate } = fieldsOf('sip-gateway')[field]!;
        assert.equal(validate.call({ phoneTree: '' }, host), expected || 'host');
        assert.equal(validate.call({ phoneTree: 'tree' }, host), true, 'not used with a practice company');
      }
    });
  }

  it('leave the server to the runtime when a variable holds it', () => {
    assert.equal(fieldsOf('sip-gateway').domain!.validate.call({ phoneTree: '' }, '${PBX}:5060'), true);
    assert.equal(fieldsOf('sip-gateway').outboundProxy!.validate.call({ phoneTree: '' }, ''), true);
  });

  for (const [value, type, valid] of [
    ['', 'json', true],
    ['{"version":1}', 'json', true],
    ['press 1', 'json', 'flow'],
    ['7', 'json', 'flow'],
    ['null', 'json', 'flow'],
    ['payload', 'msg', true],
  ] as const) {
    it(`${valid === true ? 'take' : 'refuse'} "${value}" (${type}) as a call flow`, () => {
      const { validate } = fieldsOf('ivr-navigate').flow!;
      assert.equal(validate.call({ mode: 'listen', flowType: type }, value), valid);
      assert.equal(validate.call({ mode: 'steps', flowType: type }, value), true);
    });
  }

  describe('of the services', () => {
    const speech = dialogOf('speech-service');

    for (const address of [
      'https://api.openai.com/v1',
      'wss://api.deepgram.com',
      'http://127.0.0.1:11434/v1',
      'http://localhost:8000',
      'http://speech.localhost',
      'http://[::1]:8000/v1',
      'http://[fd12:3456::1]:8000',
      'http://[2001:db8::1]/v1',
      'http://[fe80::1]',
      'http://192.168.1.20:8000/v1',
      'http://172.16.0.1',
      'http://172.32.0.1',
      'http://100.64.0.1',
      'http://8.8.8.8',
      'homeassistant.local',
      'homeassistant',
      'whisper.lan',
      'speech.home.arpa',
      'HOMEASSISTANT.Local',
      'http://user:word@192.168.1.20:8000/v1',
      'http://evil.example/192.168.1.1',
      'http://192.168.1.1.evil.example',
      '10.0.0.7',
    ]) {
      it(`tell where the audio goes with ${address} as lib/speech does`, () => {
        assert.equal(speech.judge.whereItGoes(address), audioGoesTo(address));
      });
    }

    for (const [list, row, staysInHouse, language, expected] of [
      ['speechToText', { kind: 'embedded' }, true, 'en-GB', 'embeddedSpeechToText'],
      ['speechToText', { kind: 'embedded' }, false, 'de', 'embeddedLanguage'],
      ['textToSpeech', { kind: 'embedded' }, false, 'de', 'embeddedTextToSpeech'],
      ['speechToText', { kind: 'deepgram' }, false, 'en', 'cloud'],
      ['speechToText', { kind: 'openai-realtime' }, true, 'en', 'refused'],
      ['speechToText', { kind: 'openai', baseUrl: 'http://speaches.local:8000/v1' }, true, 'en', 'network'],
      ['textToSpeech', { kind: 'openai' }, true, 'en', 'refused'],
      ['textToSpeech', { kind: 'openai' }, false, 'en', 'cloudVoice'],
      ['textToSpeech', { kind: 'wyoming', host: '127.0.0.1' }, true, 'en', 'house'],
      ['textToSpeech', { kind: 'piper' }, true, 'en', undefined],
      ['speechToText', { kind: 'openai', baseUrl: '${SPEECH}' }, true, 'en', undefined],
    ] as const) {
      it(`say of ${JSON.stringify(row)} ${staysInHouse ? 'in a closed house ' : ''}(${language}): ${String(expected)}`, () => {
        assert.equal(speech.judge.noteOf(list, row, language, staysInHouse)?.key, expected);
      });
    }

    for (const [list, row] of [
      ['speechToText', { kind: 'embedded' }],
      ['speechToText', { kind: 'openai' }],
      ['speechToText', { kind: 'openai', baseUrl: 'http://speaches.local:8000/v1' }],
      ['speechToText', { kind: 'openai', baseUrl: 'speaches.local:8000' }],
      ['speechToText', { kind: 'openai-realtime', baseUrl: 'wss://speech.example/v1' }],
      ['speechToText', { kind: 'openai-realtime', baseUrl: 'ftp://speech.example' }],
      ['speechToText', { kind: 'wyoming', host: 'ha' }],
      ['speechToText', { kind: 'wyoming', host: 'ha', port: '10300' }],
      ['speechToText', { kind: 'wyoming', host: 'ha', port: '0' }],
      ['speechToText', { kind: 'wyoming', host: 'ha', port: '70000' }],
      ['speechToText', { kind: 'wyoming', host: ' ' }],
      ['textToSpeech', { kind: 'piper', baseUrl: 'http://piper.local:5000' }],
      ['textToSpeech', { kind: 'piper', baseUrl: '' }],
    ] as const) {
      it(`judge ${JSON.stringify(row)} as lib/speech does`, () => {
        const { validate } = speech.defaults[list]!;
        const expected = speechSettingsSchema.safeParse({ [list]: [row] }).success;
        assert.equal(validate.call({}, [row]), expected || 'problem.row');
      });
    }

    it('take no list that lib/speech does not', () => {
      const rows = (count: number): object[] => Array.from({ length: count }, () => ({ kind: 'embedded' }));
      for (const count of [0, 1, 6, 7]) {
        const expected = speechSettingsSchema.safeParse({ speechToText: rows(count) }).success;
        assert.equal(speech.defaults.speechToText!.validate.call({}, rows(count)), expected || 'problem.count');
      }
    });

    for (const [field, value] of [
      ['language', 'en'],
      ['language', 'fr-CA'],
      ['language', ''],
      ['dollarsPerCall', '0'],
      ['dollarsPerCall', '0.25'],
      ['dollarsPerCall', '-1'],
      ['dollarsPerCall', 'a lot'],
      ['cloudMinutesPerCall', '1440'],
      ['cloudMinutesPerCall', '1441'],
    ] as const) {
      it(`judge ${field} "${value}" as lib/speech does`, () => {
        const expected = speechSettingsSchema.safeParse({ [field]: value }).success;
        assert.equal(speech.defaults[field]!.validate.call({}, value) === true, expected);
      });
    }

    for (const [field, value] of [
      ['model', 'm'],
      ['model', ' '],
      ['baseUrl', ''],
      ['baseUrl', 'http://127.0.0.1:11434/v1'],
      ['baseUrl', '127.0.0.1:11434'],
      ['timeoutSeconds', '1'],
      ['timeoutSeconds', '0'],
      ['timeoutSeconds', '61'],
      ['questionsPerCall', '1'],
      ['questionsPerCall', '0'],
      ['questionsPerCall', '1.5'],
      ['tokensPerCall', '1000'],
      ['tokensPerCall', '999'],
      ['tokensPerCall', 'many'],
      ['secondsPerCall', '0.5'],
      ['secondsPerCall', '3600'],
    ] as const) {
      it(`judge the language model's ${field} "${value}" as lib/ivr does`, () => {
        const raw = { kind: 'openai', model: 'm', [field]: value };
        const expected = languageModelSettingsSchema.safeParse(raw).success;
        assert.equal(fieldsOf('llm-service')[field]!.validate.call({}, value) === true, expected);
      });
    }

    it('leave to the runtime what an environment variable holds', () => {
      const row = { kind: 'openai', baseUrl: '${SPEECH_URL}' };
      assert.equal(speech.defaults.speechToText!.validate.call({}, [row]), true);
      assert.equal(speech.defaults.dollarsPerCall!.validate.call({}, '${DOLLARS}'), true);
      assert.equal(fieldsOf('llm-service').baseUrl!.validate.call({}, '${LLM_URL}'), true);
    });
  });
});
