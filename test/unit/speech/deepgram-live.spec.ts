import assert from 'node:assert/strict';
import { G711 } from '../../../lib/media/codec/g711';
import { DeepgramLive } from '../../../lib/speech/providers/deepgram-live';
import { FakeWebSocket } from '../../support/speech-fake-websocket';
import type { Client } from '../../support/speech-fake-websocket';
import { ManualClock } from '../../support/manual-clock';
import { logSession, say, until, voiceLike } from '../../support/speech-session-log';

/** A Results message as the service writes it. */
function results(start: number, duration: number, transcript: string, flags: object = {}): object {
  const words = transcript.split(' ').filter(Boolean);
  return {
    type: 'Results',
    channel_index: [0, 1],
    start,
    duration,
    is_final: false,
    speech_final: false,
    channel: {
      alternatives: [
        {
          transcript,
          confidence: transcript ? 0.9 : 0,
          words: words.map((word, index) => ({
            word: word.toLowerCase(),
            start: start + index * 0.1,
            end: start + index * 0.1 + 0.1,
            confidence: 0.9,
            punctuated_word: word,
          })),
        },
      ],
    },
    metadata: { request_id: 'r', model_info: { name: 'x', version: 'y', arch: 'z' }, model_uuid: 'u' },
    ...flags,
  };
}

describe('Deepgram live', () => {
  const server = new FakeWebSocket();
  let url = '';
  before(async () => (url = await server.listen()));
  afterEach(() => server.reset());
  after(() => server.close());

  const open = async (options = {}): Promise<ReturnType<typeof logSession>> =>
    logSession(await new DeepgramLive({ apiKey: 'dg', baseUrl: url, ...options }).open({ sampleRateHz: 8000 }));
  const finalize = (answer: (client: Client) => void) => (message: Record<string, unknown>, client: Client) => {
    if (message.type === 'Finalize') answer(client);
  };

  it('asks for 8 kHz mu-law with interim results, and sends just that', async () => {
    server.onText = finalize((client) => client.send(results(0, 1, 'Hi', { is_final: true, from_finalize: true })));
    const log = await open({ model: 'nova-2-phonecall', keyterms: ['claim', 'pay bill'] });
    say(log.session, 3, 1);
    await until(() => log.finals().length === 1);
    const { url: asked, headers, binary } = server.clients[0]!;
    assert.equal(asked.pathname, '/v1/listen');
    assert.equal(headers.authorization, 'Token dg');
    const query = Object.fromEntries(asked.searchParams);
    assert.equal(query.encoding, 'mulaw');
    assert.equal(query.sample_rate, '8000');
    assert.equal(query.interim_results, 'true');
    assert.equal(query.model, 'nova-2-phonecall');
    assert.deepEqual(asked.searchParams.getAll('keyterm'), ['claim', 'pay bill']);
    const sent = Buffer.concat(binary);
    assert.equal(sent.length, 8000);
    const voice = voiceLike(1);
    assert.ok([...sent.subarray(0, 400)].every((code, index) => code === G711.PCMU.encode[voice[index]! & 0xffff]));
    assert.ok(
      binary.every((part) => part.length <= 2000),
      'at most 250 ms a frame',
    );
  });

  it('replaces interims, joins finals, and dates words in seconds of the call', async () => {
    server.onText = finalize((client) => {
      client.send({ type: 'SpeechStarted', channel: [0], timestamp: 0.1 });
      client.send(results(0, 0.5, 'For'));
      client.send(results(0, 0.8, 'For sales'));
      client.send(results(0, 1, 'For sales,', { is_final: true }));
      client.send(results(1, 0.6, 'press'));
      client.send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: 2 });
      client.send(results(1, 1, 'press 1.', { is_final: true, speech_final: true, from_finalize: true }));
    });
    const log = await open();
    say(log.session, 40, 2);
    await until(() => log.finals().length === 1);
    assert.deepEqual(log.partials(), ['For', 'For sales', 'For sales,', 'For sales, press']);
    assert.deepEqual(log.finals(), ['For sales, press 1.']);
    const final = log.transcripts.at(-1)!;
    assert.equal(final.startSeconds, 40);
    assert.equal(final.endSeconds, 42);
    assert.equal(final.words![2]!.word, 'press');
    assert.equal(final.words![2]!.startSeconds, 41);
  });

  it('keeps utterances apart though the service counts only what it was sent', async () => {
    let told = 0;
    server.onText = finalize((client) => {
      client.send(results(told, 1, `Number ${told + 1}`, { is_final: true, from_finalize: true }));
      told++;
    });
    const log = await open();
    say(log.session, 10, 1);
    await until(() => log.finals().length === 1);
    say(log.session, 500, 1);
    await until(() => log.finals().length === 2);
    assert.deepEqual(
      log.transcripts.map(({ utterance, startSeconds, text }) => [utterance, startSeconds, text]),
      [
        [1, 10, 'Number 1'],
        [2, 500, 'Number 2'],
      ],
    );
    assert.equal(log.transcripts[1]!.words![0]!.startSeconds, 500);
  });

  it('keeps the connection alive over the silence of a hold', async () => {
    const clock = new ManualClock();
    await open({ clock });
    await clock.advance(13_000);
    await until(() => server.clients[0]!.texts.length === 3);
    assert.deepEqual(server.clients[0]!.texts[0], { type: 'KeepAlive' });
  });

  it('does not wait for the answer to a Finalize that never comes', async () => {
    const clock = new ManualClock();
    server.onText = finalize((client) => client.send(results(0, 0.5, 'Yes.', { is_final: true })));
    const log = await open({ clock });
    say(log.session, 1, 1);
    await until(() => log.partials().length === 1);
    await clock.advance(1600);
    assert.deepEqual(log.finals(), ['Yes.']);
  });

  it('calls silence of the service a timeout', async () => {
    const clock = new ManualClock();
    const log = await open({ clock, finalTimeoutMs: 3000 });
    say(log.session, 1, 1);
    await clock.advance(3100);
    assert.deepEqual(
      log.failures.map(({ code, utterance }) => [code, utterance]),
      [
        ['timeout', 1],
        ['timeout', null],
      ],
    );
  });

  it('takes an empty transcript for what it is', async () => {
    server.onText = finalize((client) => client.send(results(0, 1, '', { is_final: true, from_finalize: true })));
    const log = await open();
    say(log.session, 1, 1);
    await until(() => log.transcripts.length === 1);
    assert.deepEqual(log.finals(), ['']);
  });

  it('ends with CloseStream', async () => {
    server.onText = finalize((client) => client.send(results(0, 1, 'Bye', { is_final: true, from_finalize: true })));
    const log = await open();
    say(log.session, 1, 1);
    await log.session.end();
    assert.deepEqual(log.finals(), ['Bye']);
    await until(() => server.clients[0]!.texts.some(({ type }) => type === 'CloseStream'));
    assert.deepEqual(log.failures, []);
  });

  const refusals: readonly [number, string][] = [
    [401, 'unauthorized'],
    [402, 'rate-limited'],
    [429, 'rate-limited'],
    [400, 'refused'],
    [503, 'fault'],
  ];
  for (const [status, code] of refusals) {
    it(`calls a refused upgrade with ${status} ${code}`, async () => {
      server.refuse = { status, headers: 'dg-error: because of this\r\n' };
      const opened = await new DeepgramLive({ apiKey: 'k', baseUrl: url }).open({ sampleRateHz: 8000 });
      assert.ok(!opened.ok);
      assert.equal(opened.code, code);
      assert.match(opened.message, /because of this/);
    });
  }

  it('says when nobody listens, and when the handshake hangs', async () => {
    const nobody = await new DeepgramLive({ apiKey: 'k', baseUrl: 'ws://127.0.0.1:9' }).open({ sampleRateHz: 8000 });
    assert.ok(!nobody.ok && nobody.code === 'unreachable');
    server.silent = true;
    const late = await new DeepgramLive({ apiKey: 'k', baseUrl: url, connectTimeoutMs: 60 }).open({
      sampleRateHz: 8000,
    });
    assert.ok(!late.ok && late.code === 'timeout');
  });

  it('fails what is owed when the service closes with NET-0001, and when it talks nonsense', async () => {
    server.onText = finalize(({ socket }) => socket.close(1011, 'NET-0001'));
    const log = await open();
    say(log.session, 1, 1);
    await until(() => log.failures.length === 2);
    assert.equal(log.failures[0]!.code, 'disconnected');
    assert.match(log.failures[0]!.message, /NET-0001/);
    server.onText = finalize((client) => client.send('{"type":"Results","channel":7}'));
    const other = await open();
    say(other.session, 1, 1);
    await until(() => other.failures.length === 2);
    assert.equal(other.failures[0]!.code, 'protocol');
    await other.session.end();
  });
});
