import assert from 'node:assert/strict';
import { OpenAiRealtime } from '../../../lib/speech/providers/openai-realtime';
import { FakeWebSocket } from '../../support/speech-fake-websocket';
import type { Client } from '../../support/speech-fake-websocket';
import { ManualClock } from '../../support/manual-clock';
import { logSession, say, until } from '../../support/speech-session-log';

describe('OpenAI realtime transcription', () => {
  const server = new FakeWebSocket();
  let url = '';
  before(async () => (url = `${await server.listen()}/v1`));
  afterEach(() => server.reset());
  after(() => server.close());

  /** Speaks the protocol up to the committed buffer; `commit` says what comes of it. */
  function serve(commit: (client: Client, item: string) => void): void {
    let items = 0;
    server.onConnect = (client) => client.send({ type: 'session.created', event_id: 'e', session: {} });
    server.onText = (message, client) => {
      if (message.type === 'session.update') client.send({ type: 'session.updated', session: message.session });
      if (message.type !== 'input_audio_buffer.commit') return;
      const item = `item_${++items}`;
      const previous = items > 1 ? `item_${items - 1}` : null;
      client.send({ type: 'input_audio_buffer.committed', item_id: item, previous_item_id: previous });
      client.send({ type: 'conversation.item.created', item: { id: item } });
      commit(client, item);
    };
  }
  const transcription = (kind: string, item: string, rest: object): object => ({
    type: `conversation.item.input_audio_transcription.${kind}`,
    item_id: item,
    content_index: 0,
    ...rest,
  });
  const completed = (item: string, transcript: string): object => transcription('completed', item, { transcript });
  const open = async (options = {}): Promise<ReturnType<typeof logSession>> =>
    logSession(await new OpenAiRealtime({ apiKey: 'sk', baseUrl: url, ...options }).open({ sampleRateHz: 8000 }));

  it('configures G.711 straight through, without the turn detection of the server', async () => {
    serve((client, item) => client.send(completed(item, 'Hi.')));
    const log = await open({ modelInUrl: false });
    say(log.session, 7, 1);
    await until(() => log.finals().length === 1);
    const { url: asked, headers, texts } = server.clients[0]!;
    assert.equal(asked.pathname, '/v1/realtime');
    assert.equal(asked.searchParams.get('intent'), 'transcription');
    assert.equal(asked.searchParams.has('model'), false);
    assert.equal(headers.authorization, 'Bearer sk');
    assert.deepEqual(texts[0], {
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            noise_reduction: null,
            transcription: { model: 'gpt-live-transcribe', language: 'en' },
            turn_detection: null,
          },
        },
      },
    });
    const audio = texts.filter(({ type }) => type === 'input_audio_buffer.append').map(({ audio }) => String(audio));
    assert.equal(Buffer.concat(audio.map((text) => Buffer.from(text, 'base64'))).length, 8000);
    assert.equal(texts.at(-1)!.type, 'input_audio_buffer.commit');
    assert.equal(log.transcripts[0]!.startSeconds, 7);
  });

  it('gives Speaches its model in the URL', async () => {
    serve(() => undefined);
    await open({ model: 'whisper-small' });
    assert.equal(server.clients[0]!.url.searchParams.get('model'), 'whisper-small');
  });

  it('joins deltas, and sorts completions that overtake each other', async () => {
    const later: (() => void)[] = [];
    serve((client, item) => {
      client.send(transcription('delta', item, { delta: `The ` }));
      later.unshift(() => client.send(completed(item, `The ${item}.`)));
      if (later.length === 2) for (const answer of later) answer();
    });
    const log = await open();
    say(log.session, 1, 1);
    say(log.session, 5, 1);
    await until(() => log.finals().length === 2);
    const finals = log.transcripts.filter(({ kind }) => kind === 'final');
    assert.deepEqual(
      finals.map(({ utterance, text, startSeconds }) => [utterance, text, startSeconds]),
      [
        [2, 'The item_2.', 5],
        [1, 'The item_1.', 1],
      ],
    );
  });

  it('never commits less than the service accepts', async () => {
    serve((client, item) => client.send(completed(item, 'Yes.')));
    const log = await open();
    say(log.session, 1, 0.04);
    await until(() => log.finals().length === 1);
    const bytes = server.clients[0]!.texts.filter(({ type }) => type === 'input_audio_buffer.append').reduce(
      (sum, { audio }) => sum + Buffer.from(String(audio), 'base64').length,
      0,
    );
    assert.ok(bytes >= 800);
  });

  it('reports the failure of one utterance and goes on', async () => {
    serve((client, item) => {
      if (item === 'item_1') client.send(transcription('failed', item, { error: { type: 'x', message: 'too noisy' } }));
      else client.send(completed(item, 'Good.'));
    });
    const log = await open();
    say(log.session, 1, 1);
    say(log.session, 3, 1);
    await until(() => log.finals().length === 1);
    assert.deepEqual(
      log.failures.map(({ code, utterance }) => [code, utterance]),
      [['fault', 1]],
    );
    assert.match(log.failures[0]!.message, /too noisy/);
  });

  it('takes a bad key or a spent quota as the end of the session', async () => {
    for (const [code, expected] of [
      ['invalid_api_key', 'unauthorized'],
      ['rate_limit_exceeded', 'rate-limited'],
    ] as const) {
      serve((client) => client.send({ type: 'error', error: { type: 'invalid_request_error', code, message: 'no' } }));
      const log = await open();
      say(log.session, 1, 1);
      await until(() => log.failures.length === 2);
      assert.deepEqual(
        log.failures.map((failure) => [failure.code, failure.utterance]),
        [
          [expected, 1],
          [expected, null],
        ],
      );
    }
  });

  it('understands an error during the set-up', async () => {
    server.onConnect = (client) => client.send({ type: 'error', error: { code: 'model_not_found', message: 'none' } });
    const opened = await new OpenAiRealtime({ baseUrl: url }).open({ sampleRateHz: 8000 });
    assert.ok(!opened.ok && opened.code === 'model-missing');
  });

  it('waits for a final no longer than it may', async () => {
    const clock = new ManualClock();
    serve(() => undefined);
    const log = await open({ clock, finalTimeoutMs: 2000 });
    say(log.session, 1, 1);
    await clock.advance(2100);
    assert.equal(log.failures[0]!.code, 'timeout');
    await log.session.end();
  });

  it('says why it could not connect', async () => {
    const code = async (options: object): Promise<string> => {
      const opened = await new OpenAiRealtime({ baseUrl: url, ...options }).open({ sampleRateHz: 8000 });
      return opened.ok ? 'ok' : opened.code;
    };
    server.refuse = { status: 401, body: '{"error":{"message":"Incorrect API key"}}' };
    assert.equal(await code({}), 'unauthorized');
    server.reset();
    assert.equal(await code({ baseUrl: 'ws://127.0.0.1:9/v1' }), 'unreachable');
    assert.equal(await code({ connectTimeoutMs: 60 }), 'timeout');
    server.onConnect = ({ socket }) => socket.close();
    assert.equal(await code({}), 'disconnected');
  });

  it('fails what is owed when the server hangs up or talks nonsense', async () => {
    serve(({ socket }) => socket.terminate());
    const log = await open();
    say(log.session, 1, 1);
    await until(() => log.failures.length === 2);
    assert.equal(log.failures[0]!.code, 'disconnected');
    serve((client) => client.send('not json'));
    const other = await open();
    say(other.session, 1, 1);
    await until(() => other.failures.length === 2);
    assert.equal(other.failures[0]!.code, 'protocol');
  });
});
