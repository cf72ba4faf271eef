import assert from 'node:assert/strict';
import path from 'node:path';
import { parseGatewaySettings } from '../../lib/gateway/settings';
import { useFakeHouse } from './fake-gateway';
import { deploy, GATEWAY, helper, inbox, lastStatus, load, send, settle, useNodeRed } from './flow-support';
import type { NodeDefinition } from './flow-support';

const TAB: NodeDefinition = { id: 'tab', type: 'tab' };
const SPEECH: NodeDefinition = {
  id: 'speech',
  type: 'speech-service',
  name: 'My speech',
  speechToText: [
    { kind: 'deepgram', model: 'nova-3', key: 'key1' },
    { kind: 'openai', baseUrl: 'http://speaches.local:8000/v1', model: 'whisper', key: 'key4' },
    { kind: 'wyoming', host: 'homeassistant.local', port: '10301', key: 'key4' },
    { kind: 'embedded' },
  ],
  textToSpeech: [
    { kind: 'piper', baseUrl: 'http://piper.local:5000' },
    { kind: 'embedded', voice: 'slt' },
  ],
  language: 'de',
  audioStaysInHouse: true,
  dollarsPerCall: '0.5',
  cloudMinutesPerCall: '',
};
const MODEL: NodeDefinition = {
  id: 'model',
  type: 'llm-service',
  kind: 'anthropic',
  baseUrl: '',
  model: 'some-model',
  timeoutSeconds: '12',
  questionsPerCall: '5',
  tokensPerCall: '9000',
  secondsPerCall: '',
};
const KEYS = { speech: { key1: 'dg-SECRET-1', key4: ' oa-SECRET-4 ' }, model: { apiKey: 'an-SECRET-5' } };
const SECRET = /SECRET/;
const gatewayWith = (services: object): NodeDefinition => ({ ...GATEWAY, ...services });
const CALL: NodeDefinition = {
  id: 'call',
  z: 'tab',
  type: 'sip-call',
  gateway: 'gw',
  to: '5550100',
  toType: 'str',
  goal: '',
  goalType: 'str',
  wires: [[], [], ['ended']],
};
const ENDED: NodeDefinition = { id: 'ended', z: 'tab', type: 'helper' };

interface Services {
  readonly speech?: Record<string, unknown>;
  readonly languageModel?: Record<string, unknown>;
  readonly storageFolder?: string;
}

describe('the services of a gateway', () => {
  useNodeRed();
  const fake = useFakeHouse();
  const settingsAt = (index: number): Services => fake().acquired[index]!.settings as Services;

  it('are none unless chosen: the settings leave it to the gateway what is embedded', async () => {
    await load([TAB, SPEECH, MODEL, GATEWAY], KEYS);
    const { speech, languageModel } = settingsAt(0);
    assert.deepEqual([speech, languageModel], [undefined, undefined]);
  });

  it('become settings the gateway accepts, with each key in its row and an empty field left to the gateway', async () => {
    await load([TAB, SPEECH, MODEL, gatewayWith({ speechService: 'speech', llmService: 'model' })], KEYS);
    const { speech, languageModel } = settingsAt(0);
    assert.deepEqual(speech, {
      speechToText: [
        { kind: 'deepgram', baseUrl: '', model: 'nova-3', apiKey: 'dg-SECRET-1' },
        {
          kind: 'openai',
          baseUrl: 'http://speaches.local:8000/v1',
          model: 'whisper',
          voice: '',
          apiKey: ' oa-SECRET-4 ',
        },
        { kind: 'wyoming', host: 'homeassistant.local', port: '10301', model: '', voice: '' },
        { kind: 'embedded', voice: '' },
      ],
      textToSpeech: [
        { kind: 'piper', baseUrl: 'http://piper.local:5000', voice: '' },
        { kind: 'embedded', voice: 'slt' },
      ],
      language: 'de',
      audioStaysInHouse: true,
      dollarsPerCall: '0.5',
    });
    assert.deepEqual(languageModel, {
      kind: 'anthropic',
      baseUrl: '',
      model: 'some-model',
      apiKey: 'an-SECRET-5',
      timeoutSeconds: '12',
      questionsPerCall: '5',
      tokensPerCall: '9000',
    });
    const account = { user: '1', domain: 'pbx.example' };
    const parsed = parseGatewaySettings({ account, speech, languageModel });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.settings.speech.speechToText, [
      { kind: 'deepgram', baseUrl: undefined, model: 'nova-3', apiKey: 'dg-SECRET-1' },
      { kind: 'openai', baseUrl: 'http://speaches.local:8000/v1', model: 'whisper', apiKey: 'oa-SECRET-4' },
      { kind: 'wyoming', host: 'homeassistant.local', port: 10301, model: undefined },
      { kind: 'embedded' },
    ]);
    assert.equal(parsed.settings.speech.dollarsPerCall, 0.5);
    assert.equal(parsed.settings.languageModel?.timeoutSeconds, 12);
  });

  it('as the dialogs begin are settings the gateway accepts', async () => {
    const speech = {
      ...{ id: 'speech', type: 'speech-service', name: '', language: 'en', audioStaysInHouse: false },
      ...{ speechToText: [{ kind: 'embedded' }], textToSpeech: [{ kind: 'embedded' }] },
      ...{ dollarsPerCall: '', cloudMinutesPerCall: '' },
    };
    await load([TAB, speech, gatewayWith({ speechService: 'speech' })]);
    const account = { user: '1', domain: 'pbx.example' };
    const [chosen, none] = [
      parseGatewaySettings({ account, speech: settingsAt(0).speech }),
      parseGatewaySettings({ account }),
    ];
    assert.ok(chosen.ok && none.ok);
    // What is undefined in one and absent in the other is the same to the gateway.
    assert.equal(JSON.stringify(chosen.settings.speech), JSON.stringify(none.settings.speech));
  });

  for (const [name, services, problem] of [
    ['the speech service', { speechService: 'speech' }, 'sip-gateway.no-speech-service'],
    ['the language model', { llmService: 'model' }, 'sip-gateway.no-llm-service'],
  ] as const) {
    it(`${name} that is disabled is missed by the gateway, and no call is placed with another`, async () => {
      await load([TAB, { ...SPEECH, d: true }, { ...MODEL, d: true }, gatewayWith(services), CALL]);
      assert.equal(lastStatus('call')?.text, problem);
      assert.deepEqual(fake().acquired, []);
    });
  }

  it('are never told to the log, to messages or with the flow', async () => {
    const flow = [TAB, SPEECH, MODEL, gatewayWith({ speechService: 'speech', llmService: 'model' }), CALL, ENDED];
    await load(flow, KEYS);
    const ended = inbox('ended');
    send('call', {});
    await settle();
    const { gateway } = fake();
    gateway.report(gateway.jobs[0]!, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
    await settle();
    assert.match(JSON.stringify(settingsAt(0)), SECRET);
    // What the editor and every export get.
    const runtime = (helper as unknown as { _redNodes: { getFlows(): unknown } })._redNodes;
    const logged: unknown[][] = (helper.log() as unknown as { args: unknown[][] }).args;
    for (const told of [runtime.getFlows(), ended, gateway.jobs, logged]) {
      assert.doesNotMatch(JSON.stringify(told), SECRET);
    }
    assert.equal(ended.length, 1);
  });

  it('have keys that are write-only: the runtime gives an open editor the values of no credential', async () => {
    await load([TAB, SPEECH, MODEL], KEYS);
    const runtime = (helper as unknown as { _redNodes: { getCredentialDefinition(type: string): object } })._redNodes;
    for (const [type, count] of [
      ['speech-service', 12],
      ['llm-service', 1],
    ] as const) {
      // It gives those of any other type.
      const types = Object.values(runtime.getCredentialDefinition(type)).map((each: { type: string }) => each.type);
      assert.deepEqual(types, new Array(count).fill('password'));
    }
  });

  for (const [name, changed] of [
    ['a speech service', { ...SPEECH, language: 'fr' }],
    ['a language model', { ...MODEL, model: 'another' }],
  ] as const) {
    it(`deploying ${name} that changed gives the gateway its new settings, and its call goes on`, async () => {
      const flow = [TAB, SPEECH, MODEL, gatewayWith({ speechService: 'speech', llmService: 'model' }), CALL, ENDED];
      await load(flow, KEYS);
      send('call', { _msgid: 'input' });
      await settle();
      await deploy(
        flow.map((node) => (node.id === changed.id ? changed : node)),
        'nodes',
      );
      await settle();
      const { speech, languageModel } = settingsAt(1);
      assert.deepEqual(
        [speech?.language, languageModel?.model],
        name === 'a speech service' ? ['fr', 'some-model'] : ['de', 'another'],
      );
      // The keys were not entered anew.
      assert.match(JSON.stringify(speech), /dg-SECRET-1/);
      assert.deepEqual([fake().released, fake().shutdowns], [[{ nodeId: 'gw', removed: false }], 0]);
      const ended = inbox('ended');
      const { gateway } = fake();
      assert.equal(gateway.jobs.length, 1);
      gateway.report(gateway.jobs[0]!, 'ended', 'call/ended', 'completed', { final: true, call: { state: 'ended' } });
      await settle();
      assert.deepEqual(
        ended.map(({ _msgid }) => _msgid),
        ['input'],
      );
    });
  }

  it('have their models below the user directory', async () => {
    const userDir = path.resolve('some', 'user');
    const speech = { ...SPEECH, speechToText: [{ kind: 'sherpa-onnx', modelFolder: ' models/en ', key: 'key1' }] };
    helper.settings({ userDir });
    try {
      await load([TAB, speech, gatewayWith({ speechService: 'speech' })], KEYS);
    } finally {
      helper.settings({ userDir: undefined });
    }
    assert.deepEqual(settingsAt(0).speech?.speechToText, [
      { kind: 'sherpa-onnx', modelFolder: path.join(userDir, 'models', 'en'), userDirectory: userDir },
    ]);
    const account = { user: '1', domain: 'pbx.example' };
    assert.ok(parseGatewaySettings({ account, speech: settingsAt(0).speech }).ok);
  });

  it('what is learned is kept below the user directory, where there is one', async () => {
    await load([TAB, GATEWAY]);
    assert.equal(settingsAt(0).storageFolder, undefined);
    await helper.unload();
    const userDir = path.resolve('some', 'user');
    helper.settings({ userDir });
    try {
      await load([TAB, GATEWAY]);
      assert.equal(settingsAt(1).storageFolder, path.join(userDir, 'hold-slayer'));
    } finally {
      helper.settings({ userDir: undefined });
    }
  });
});
