import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { languageModelSettingsSchema, openLanguageModel } from '../../../../lib/ivr/language-model';
import type { LanguageModel, ModelChoice } from '../../../../lib/ivr/language-model';
import { silentLogger } from '../../../../lib/logger';
import { FakeLanguageModel, press, type FakeBehaviour } from '../../../support/fake-language-model';
import { ManualClock } from '../../../support/manual-clock';
import { waitFor } from '../../../support/wait-for';
import { MENU, question } from './questions';

const KINDS = ['openai', 'anthropic'] as const;
const KEY = 'test-0123456789abcdef';

describe('a language model over HTTP', () => {
  let fake: FakeLanguageModel;
  let url: string;
  const opened: LanguageModel[] = [];

  beforeEach(async () => {
    fake = new FakeLanguageModel();
    url = await fake.listen();
  });
  afterEach(async () => {
    opened.splice(0).forEach((model) => model.close());
    await fake.close();
  });

  function open(kind: (typeof KINDS)[number], timeoutSeconds = 2, more: Record<string, string> = {}): LanguageModel {
    const given = { kind, baseUrl: url, model: 'test-model', apiKey: KEY, timeoutSeconds, ...more };
    const settings = languageModelSettingsSchema.parse({ ...given, timeoutSeconds: 1 });
    const model = openLanguageModel({ ...settings, timeoutSeconds }, silentLogger);
    opened.push(model);
    return model;
  }
  const asText = (choice: ModelChoice): string =>
    choice.ok ? (choice.decision.action === 'press' ? choice.decision.digits : choice.decision.action) : choice.code;

  for (const kind of KINDS) {
    describe(kind, () => {
      it('is asked with the tools and answers with a decision', async () => {
        fake.behave = press('2', 'billing is about bills', 0.8);
        const choice = await open(kind).choose(question(MENU));
        assert.ok(choice.ok);
        assert.deepEqual(choice.decision, {
          action: 'press',
          digits: '2',
          confidence: 0.8,
          why: 'the language model: billing is about bills',
          option: 'for billing',
        });
        assert.deepEqual(choice.usage, { inputTokens: 700, outputTokens: 40 });
        assert.ok(choice.elapsedMs >= 0);
        const asked = fake.asked[0]!;
        assert.equal(asked.protocol, kind);
        assert.deepEqual(asked.keys, ['1', '2', '0']);
        assert.equal(asked.body.model, 'test-model');
        assert.equal(asked.body.stream, false);
        assert.equal(asked.headers.authorization, `Bearer ${KEY}`);
        assert.match(asked.user, /a question about my bill/);
      });

      it('is asked once more when its answer cannot be used, and told why', async () => {
        fake.behave = [press('9'), press('2')];
        const choice = await open(kind).choose(question(MENU));
        assert.equal(asText(choice), '2');
        assert.ok(choice.ok && choice.usage.inputTokens === 1400);
        assert.equal(fake.asked.length, 2);
        assert.match(fake.asked[1]!.user, /could not be used: the key "9" was not offered/);
        fake.behave = press('9');
        assert.equal(asText(await open(kind).choose(question(MENU))), 'not-offered');
        assert.equal(fake.asked.length, 4);
      });

      it('is read when it answers in prose or not at all', async () => {
        fake.behave = { kind: 'text', text: '<think>hm</think>```json\n{"tool":"press","digits":2}\n```' };
        assert.equal(asText(await open(kind).choose(question(MENU))), '2');
        fake.behave = { kind: 'text', text: 'I would press 2.' };
        assert.equal(asText(await open(kind).choose(question(MENU))), '2');
        fake.behave = { kind: 'text', text: 'What a lovely menu!' };
        assert.equal(asText(await open(kind).choose(question(MENU))), 'protocol');
        fake.behave = { kind: 'call', calls: [] };
        assert.equal(asText(await open(kind).choose(question(MENU))), 'protocol');
      });

      it('takes the first call that can be carried out', async () => {
        const calls = ['9', '2', '1'].map((digits) => ({ name: 'press', arguments: JSON.stringify({ digits }) }));
        fake.behave = { kind: 'call', calls: [{ name: 'order_pizza', arguments: '{}' }, ...calls] };
        assert.equal(asText(await open(kind).choose(question(MENU))), '2');
      });

      const FAILURES: [what: string, behaviour: FakeBehaviour, code: string, requests: number, says: RegExp][] = [
        ['a wrong key', { kind: 'status', status: 401, message: `bad key ${KEY}` }, 'unauthorized', 1, /API key/],
        ['a forbidden account', { kind: 'status', status: 403, message: 'no' }, 'unauthorized', 1, /403/],
        [
          'a missing model',
          { kind: 'status', status: 404, message: 'model not found' },
          'model-missing',
          1,
          /test-model/,
        ],
        ['too many questions', { kind: 'status', status: 429, message: 'slow down' }, 'rate-limited', 1, /slow down/],
        ['a question it refuses', { kind: 'status', status: 400, message: 'odd' }, 'protocol', 1, /odd/],
        ['a broken server', { kind: 'status', status: 500, message: 'boom' }, 'fault', 2, /boom/],
        ['malformed JSON', { kind: 'raw', body: '{"choices": [}' }, 'protocol', 2, /JSON/],
        ['another JSON', { kind: 'raw', body: '[1, 2]' }, 'protocol', 2, /something else/],
        ['a web page', { kind: 'raw', body: '<html>', contentType: 'text/html' }, 'protocol', 2, /something else/],
        ['nothing', { kind: 'raw', body: '' }, 'protocol', 2, /./],
        ['an endless answer', { kind: 'raw', body: `"${'x'.repeat(1_100_000)}"` }, 'protocol', 2, /longer than/],
        ['a closed connection', { kind: 'close' }, 'unreachable', 2, /broke the connection/],
        ['a redirect', { kind: 'redirect', to: 'http://example.invalid/v1' }, 'unreachable', 1, /no other address/],
      ];
      for (const [what, behaviour, code, requests, says] of FAILURES) {
        it(`turns ${what} into a value`, async () => {
          fake.behave = behaviour;
          const choice = await open(kind).choose(question(MENU));
          assert.ok(!choice.ok);
          assert.equal(choice.code, code, choice.message);
          assert.match(choice.message, says);
          assert.ok(!choice.message.includes(KEY) && choice.message.length < 500);
          assert.equal(fake.asked.length, requests);
        });
      }

      it('gets one more try when it broke', async () => {
        for (const broken of [
          { kind: 'close' },
          { kind: 'status', status: 503, message: 'loading' },
          { kind: 'status', status: 429, message: 'wait', headers: { 'retry-after': '0.1' } },
          { kind: 'raw', body: 'not json' },
        ] satisfies FakeBehaviour[]) {
          const before = fake.asked.length;
          fake.behave = () => (fake.asked.length === before + 1 ? broken : press('2'));
          assert.equal(asText(await open(kind).choose(question(MENU))), '2', JSON.stringify(broken));
          assert.equal(fake.asked.length, before + 2);
        }
      });

      it('is not waited for longer than the time limit', async () => {
        for (const slow of [
          { kind: 'hang' },
          { kind: 'drip' },
          { kind: 'late', afterMs: 3000, then: press('2') },
        ] satisfies FakeBehaviour[]) {
          fake.behave = slow;
          const from = performance.now();
          const choice = await open(kind, 0.25).choose(question(MENU));
          assert.equal(asText(choice), 'timeout', slow.kind);
          const tookMs = performance.now() - from;
          assert.ok(tookMs >= 240 && tookMs < 1500, `${tookMs} ms`);
        }
        await waitFor('the requests to be withdrawn', 2000, () => fake.dropped === 3);
        fake.behave = { kind: 'late', afterMs: 100, then: press('2') };
        assert.equal(asText(await open(kind, 2).choose(question(MENU))), '2');
      });

      it('cannot be reached when it is down', async () => {
        await fake.close();
        const choice = await open(kind).choose(question(MENU));
        assert.ok(!choice.ok && choice.code === 'unreachable');
        assert.match(choice.message, /ECONNREFUSED.*Is it running/);
        await fake.listen();
      });
    });
  }

  it('costs nothing before it is asked: no SDK is loaded', () => {
    const program = `
      const { openLanguageModel, languageModelSettingsSchema } = require('./lib/ivr/language-model');
      const settings = languageModelSettingsSchema.parse({ kind: 'openai', model: 'm' });
      openLanguageModel(settings, console).close();
      const sdks = Object.keys(require.cache).filter((file) => /node_modules.(openai|@anthropic-ai)/.test(file));
      process.stdout.write(String(sdks.length));`;
    const child = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', program], { encoding: 'utf8' });
    assert.equal(child.stdout, '0', child.stderr);
  });

  it('names itself and where the text goes', () => {
    const at = (kind: (typeof KINDS)[number], baseUrl: string): string => open(kind, 2, { baseUrl }).audioOrTextGoesTo;
    assert.equal(at('openai', 'http://127.0.0.1:11434/v1'), 'house');
    assert.equal(at('openai', 'http://ollama.local:11434/v1'), 'network');
    assert.equal(at('openai', ''), 'cloud');
    assert.equal(at('anthropic', ''), 'cloud');
    assert.equal(open('openai', 2, { baseUrl: '' }).name, 'test-model at api.openai.com');
    assert.equal(open('anthropic', 2, { baseUrl: '' }).name, 'test-model at api.anthropic.com');
  });

  it('is found at addresses as people type them', async () => {
    for (const baseUrl of [url, `${url}/`, `${url}/v1`, `${url}/v1/`]) {
      for (const kind of KINDS) {
        assert.equal(asText(await open(kind, 2, { baseUrl }).choose(question(MENU))), '1', `${kind} ${baseUrl}`);
      }
    }
  });

  it('never sends keys of the environment', async () => {
    const kept = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: 'env-openai',
      OPENAI_ORG_ID: 'env-org',
      OPENAI_PROJECT_ID: 'env-project',
      ANTHROPIC_API_KEY: 'env-anthropic',
      ANTHROPIC_AUTH_TOKEN: 'env-token',
    });
    try {
      for (const kind of KINDS) await open(kind, 2, { apiKey: '' }).choose(question(MENU));
    } finally {
      process.env = kept;
    }
    assert.equal(fake.asked.length, 2);
    assert.doesNotMatch(JSON.stringify(fake.asked.map(({ headers }) => headers)), /env-/);
  });

  it('never hears a value, only names', async () => {
    const prompt = 'You entered 4 7 1 1. Please enter your PIN.';
    const path = [{ prompt: 'Please enter your account number.', answer: '{{secret:account}}#' }];
    for (const kind of KINDS) await open(kind).choose(question(prompt, { factNames: ['pin'], path }));
    for (const { body } of fake.asked) {
      assert.match(JSON.stringify(body), /"pin"/);
      assert.doesNotMatch(JSON.stringify(body), /4 7 1|4711/);
    }
  });

  it('answers questions that were withdrawn, and those under way when it is closed', async () => {
    fake.behave = { kind: 'hang' };
    const model = open('openai', 30);
    const withdraw = new AbortController();
    const withdrawn = model.choose(question(MENU), withdraw.signal);
    const closed = model.choose(question(MENU));
    await waitFor('both questions', 2000, () => fake.asked.length === 2);
    withdraw.abort();
    assert.deepEqual(await withdrawn, { ok: false, code: 'timeout', message: 'the question was withdrawn' });
    assert.equal(asText(await model.choose(question(MENU), AbortSignal.abort())), 'timeout');
    model.close();
    assert.equal(asText(await closed), 'fault');
    await waitFor('both connections to be closed', 2000, () => fake.dropped === 2);
    assert.equal(asText(await model.choose(question(MENU))), 'fault');
  });

  it('takes only so many questions at once', async () => {
    fake.behave = { kind: 'hang' };
    const model = open('openai');
    const asked = Array.from({ length: 20 }, () => model.choose(question(MENU)));
    assert.deepEqual((await Promise.all(asked.slice(16))).map(asText), Array(4).fill('rate-limited'));
    model.close();
    assert.deepEqual((await Promise.all(asked.slice(0, 16))).map(asText), Array(16).fill('fault'));
  });

  it('waits by the clock that it is given', async () => {
    fake.behave = { kind: 'hang' };
    const clock = new ManualClock();
    const settings = languageModelSettingsSchema.parse({ kind: 'openai', baseUrl: url, model: 'm' });
    const model = openLanguageModel(settings, silentLogger, clock);
    opened.push(model);
    let choice: ModelChoice | undefined;
    const asked = model.choose(question(MENU)).then((answer) => (choice = answer));
    await clock.advance(7900);
    assert.equal(choice, undefined);
    await clock.advance(200);
    await asked;
    assert.equal(asText(choice!), 'timeout');
    assert.equal(clock.pending, 0);
  });

  it('tells a log of failures, without texts and keys', async () => {
    const lines: string[] = [];
    const settings = languageModelSettingsSchema.parse({ kind: 'openai', baseUrl: url, model: 'm', apiKey: KEY });
    const model = openLanguageModel(settings, { ...silentLogger, warn: (line) => lines.push(line) });
    opened.push(model);
    fake.behave = { kind: 'status', status: 401, message: `Incorrect API key provided: ${KEY} or sk-proj-0123456789` };
    await model.choose(question(MENU));
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /m at 127\.0\.0\.1:\d+: unauthorized/);
    assert.doesNotMatch(lines[0]!, /0123456789|sales/);
  });

  describe('servers with an accent', () => {
    const dialect = async (message: string, status = 400): Promise<[LanguageModel, string]> => {
      fake.behave = (asked) =>
        fake.asked.length === 1
          ? { kind: 'status', status, message }
          : asked.tools.length > 0
            ? press('2')
            : { kind: 'text', text: '{"tool":"press","digits":"2"}' };
      const model = open('openai');
      return [model, asText(await model.choose(question(MENU)))];
    };

    for (const [message, status] of [
      ['registry.ollama.ai/library/gemma:2b does not support tools', 400],
      ['tools param requires --jinja flag', 500],
      ['Unsupported param: tools', 500],
    ] as const) {
      it(`are asked without tools after "${message}"`, async () => {
        const [model, answer] = await dialect(message, status);
        assert.equal(answer, '2');
        assert.equal(fake.asked[1]!.body.tools, undefined);
        assert.match(fake.asked[1]!.system, /one JSON object/);
        await model.choose(question(MENU));
        assert.equal(fake.asked.length, 3);
        assert.equal(fake.asked[2]!.body.tools, undefined);
      });
    }

    it('are asked with the limit and the temperature that they take', async () => {
      const says = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
      const [, answer] = await dialect(says);
      assert.equal(answer, '2');
      assert.equal(fake.asked[0]!.body.max_tokens, 2000);
      assert.equal(fake.asked[1]!.body.max_tokens, undefined);
      assert.equal(fake.asked[1]!.body.max_completion_tokens, 2000);
    });

    it('are asked without a temperature that they refuse', async () => {
      const [, answer] = await dialect("'temperature' does not support 0 with this model. Only the default (1)");
      assert.equal(answer, '2');
      assert.equal(fake.asked[0]!.body.temperature, 0);
      assert.equal(fake.asked[1]!.body.temperature, undefined);
    });

    it('are left the choice of a tool when they cannot be forced', async () => {
      const [, answer] = await dialect("Only 'auto' is supported for tool_choice");
      assert.equal(answer, '2');
      assert.equal(fake.asked[0]!.body.tool_choice, 'required');
      assert.equal(fake.asked[1]!.body.tool_choice, 'auto');
      assert.equal(fake.asked[1]!.tools[0], 'press');
    });

    it('may write arguments as an object and report a failure with status 200', async () => {
      fake.behave = { kind: 'call', calls: [{ name: 'press', arguments: { digits: 2 } }] };
      assert.equal(asText(await open('openai').choose(question(MENU))), '2');
      fake.behave = { kind: 'raw', body: '{"error": {"message": "upstream is gone", "code": 502}}' };
      const choice = await open('openai').choose(question(MENU));
      assert.ok(!choice.ok && choice.code === 'fault');
      assert.match(choice.message, /upstream is gone/);
    });

    it('may decline', async () => {
      const refusal = { choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'I cannot help' } }] };
      fake.behave = { kind: 'raw', body: JSON.stringify(refusal) };
      assert.equal(asText(await open('openai').choose(question(MENU))), 'refused');
      fake.behave = { kind: 'raw', body: JSON.stringify({ content: [], stop_reason: 'refusal' }) };
      assert.equal(asText(await open('anthropic').choose(question(MENU))), 'refused');
    });
  });
});
