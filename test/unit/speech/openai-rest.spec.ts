import assert from 'node:assert/strict';
import { encodeWav, bytesOf } from '../../../lib/speech/pcm-wav';
import { OpenAiSpeech, OpenAiTranscription } from '../../../lib/speech/providers/openai-rest';
import type { OpenAiRestOptions } from '../../../lib/speech/providers/openai-rest';
import { FakeHttp, json, readForm } from '../../support/speech-fake-http';
import { logSession, say, voiceLike } from '../../support/speech-session-log';
import type { SessionLog } from '../../support/speech-session-log';

describe('OpenAI-compatible transcription', () => {
  const server = new FakeHttp();
  let url = '';
  before(async () => (url = `${await server.listen()}/v1`));
  after(() => server.close());
  beforeEach(() => server.requests.splice(0));

  async function transcribe(options: OpenAiRestOptions = {}, seconds = 1.5): Promise<SessionLog> {
    const provider = new OpenAiTranscription({ baseUrl: url, apiKey: 'sk-test', ...options });
    const log = logSession(await provider.open({ sampleRateHz: 8000, language: 'en-US' }));
    say(log.session, 12.5, seconds);
    await log.session.end();
    return log;
  }

  it('uploads a WAV of the utterance and dates what comes back in seconds of the call', async () => {
    server.answer = (_request, response) => json(response, 200, { text: ' For sales, press 1. ' });
    const log = await transcribe({ model: 'gpt-transcribe', prompt: 'A phone menu.' });
    assert.deepEqual(log.finals(), ['For sales, press 1.']);
    assert.equal(log.transcripts[0]!.startSeconds, 12.5);
    assert.equal(log.transcripts[0]!.endSeconds, 14);
    const request = server.requests[0]!;
    assert.equal(request.method, 'POST');
    assert.equal(request.path, '/v1/audio/transcriptions');
    assert.equal(request.headers.authorization, 'Bearer sk-test');
    const form = readForm(request);
    assert.equal(form.get('model'), 'gpt-transcribe');
    assert.equal(form.get('language'), 'en');
    assert.equal(form.get('temperature'), '0');
    assert.equal(form.get('prompt'), 'A phone menu.');
    const wav = Buffer.from(form.get('file')!, 'latin1');
    assert.equal(wav.toString('latin1', 0, 4), 'RIFF');
    assert.equal(wav.readUInt32LE(24), 8000);
    assert.equal(wav.length, 44 + 1.5 * 8000 * 2);
  });

  it('drops the segments of verbose JSON that are invented, and dates words', async () => {
    server.answer = (_request, response) =>
      json(response, 200, {
        task: 'transcribe',
        text: 'Press one. Thank you.',
        segments: [
          { id: 0, text: ' Press one.', avg_logprob: -0.2, compression_ratio: 1.1, no_speech_prob: 0.01 },
          { id: 1, text: ' Thank you.', avg_logprob: -1.5, compression_ratio: 0.9, no_speech_prob: 0.9 },
        ],
        words: [{ word: 'Press', start: 0.2, end: 0.5 }],
      });
    const log = await transcribe({ responseFormat: 'verbose_json' });
    assert.deepEqual(log.finals(), ['Press one.']);
    assert.deepEqual(log.transcripts[0]!.words, [{ word: 'Press', startSeconds: 12.7, endSeconds: 13 }]);
  });

  it('reads OpenAI server-sent events', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"type":"transcript.text.delta","delta":"For sa"}\n\nda');
      response.write('ta: {"type":"transcript.text.delta","delta":"les"}\n\n');
      response.end('data: {"type":"transcript.text.done","text":"For sales."}\n\ndata: [DONE]\n\n');
    };
    const log = await transcribe({ stream: true });
    assert.deepEqual(log.partials(), ['For sa', 'For sales']);
    assert.deepEqual(log.finals(), ['For sales.']);
  });

  it('reads the events of Speaches: segments without a type, and no end mark', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.end('data: {"text":"For sales,"}\n\ndata: {"text":" press one."}\n\n');
    };
    assert.deepEqual((await transcribe({ stream: true })).finals(), ['For sales, press one.']);
  });

  it('does not take a stream that breaks off for a transcript', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"type":"transcript.text.delta","delta":"For sales press"}\n\n', () => response.destroy());
    };
    const log = await transcribe({ stream: true });
    assert.deepEqual(log.finals(), []);
    assert.equal(log.failures[0]!.code, 'disconnected');
  });

  it('passes on how Speaches says that a model is missing', async () => {
    const detail = "Model 'x' is not installed locally. You can download the model using POST /v1/models";
    server.answer = (_request, response) => json(response, 404, { detail });
    const log = await transcribe();
    assert.equal(log.failures[0]!.code, 'model-missing');
    assert.ok(log.failures[0]!.message.includes(detail));
  });

  const statuses: readonly [number, string][] = [
    [401, 'unauthorized'],
    [429, 'rate-limited'],
    [400, 'refused'],
    [500, 'fault'],
    [503, 'fault'],
  ];
  for (const [status, code] of statuses) {
    it(`calls a ${status} ${code}`, async () => {
      server.answer = (_request, response) => json(response, status, { error: { message: 'because' } });
      const log = await transcribe();
      assert.deepEqual(
        log.failures.map((failure) => [failure.code, failure.utterance]),
        [[code, 1]],
      );
      assert.match(log.failures[0]!.message, /because/);
    });
  }

  it('takes the error that whisper.cpp sends as a success for an error', async () => {
    server.answer = (_request, response) => json(response, 200, { error: 'failed to read WAV' });
    assert.equal((await transcribe()).failures[0]!.code, 'fault');
  });

  it('takes neither HTML nor a list for a transcript', async () => {
    for (const body of ['<html>proxy</html>', '[]', 'null', '{"text":5}']) {
      server.answer = (_request, response) => response.end(body);
      assert.equal((await transcribe()).failures[0]!.code, 'protocol', body);
    }
  });

  it('waits no longer than it may', async () => {
    server.answer = () => undefined;
    const log = await transcribe({ timeoutMs: 60 });
    assert.equal(log.failures[0]!.code, 'timeout');
  });

  it('says when nobody listens, and when the connection breaks', async () => {
    assert.equal((await transcribe({ baseUrl: 'http://127.0.0.1:9/v1' })).failures[0]!.code, 'unreachable');
    server.answer = (_request, response) => response.destroy();
    assert.equal((await transcribe()).failures[0]!.code, 'disconnected');
  });

  it('never sends silence, and needs a key for the cloud', async () => {
    const provider = new OpenAiTranscription({ baseUrl: url });
    const log = logSession(await provider.open({ sampleRateHz: 8000 }));
    log.session.begin(0);
    log.session.write(new Int16Array(8000));
    await log.session.end();
    assert.deepEqual(log.finals(), ['']);
    assert.equal(server.requests.length, 0);
    const cloud = await new OpenAiTranscription().open({ sampleRateHz: 8000 });
    assert.ok(!cloud.ok && cloud.code === 'unauthorized');
  });

  it('fails what is owed when it is closed', async () => {
    server.answer = () => undefined;
    const provider = new OpenAiTranscription({ baseUrl: url });
    const log = logSession(await provider.open({ sampleRateHz: 8000 }));
    say(log.session, 0, 1);
    await provider.close();
    await log.session.end();
    assert.equal(log.failures[0]!.code, 'closed');
  });
});

describe('OpenAI-compatible speech', () => {
  const server = new FakeHttp();
  let url = '';
  before(async () => (url = `${await server.listen()}/v1`));
  after(() => server.close());

  it('takes 24 kHz PCM and gives 8 kHz', async () => {
    server.answer = (_request, response) => response.end(bytesOf(voiceLike(1, 24_000)));
    const spoken = await new OpenAiSpeech({ baseUrl: url }).speak('Hello', null, { sampleRateHz: 8000 });
    assert.ok(spoken.ok && spoken.samples.length === 8000);
    const asked = JSON.parse(server.requests.at(-1)!.body.toString('utf8')) as unknown;
    assert.deepEqual(asked, { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy', response_format: 'pcm' });
  });

  it('asks Speaches for the rate it needs, as WAV', async () => {
    server.answer = (_request, response) => response.end(encodeWav(voiceLike(1, 8000), 8000));
    const spoken = await new OpenAiSpeech({ baseUrl: url, askSampleRate: true, voice: 'af' }).speak('Hi', null, {
      sampleRateHz: 8000,
    });
    assert.ok(spoken.ok && spoken.samples.length === 8000);
    assert.match(server.requests.at(-1)!.body.toString('utf8'), /"sample_rate":8000/);
  });

  it('says what went wrong', async () => {
    const speech = new OpenAiSpeech({ baseUrl: url });
    server.answer = (_request, response) => json(response, 401, { error: { message: 'bad key' } });
    const refused = await speech.speak('Hi', null, { sampleRateHz: 8000 });
    assert.ok(!refused.ok && refused.code === 'unauthorized');
    server.answer = (_request, response) => response.end();
    const empty = await speech.speak('Hi', null, { sampleRateHz: 8000 });
    assert.ok(!empty.ok && empty.code === 'protocol');
    server.answer = () => undefined;
    const late = await speech.speak('Hi', null, { sampleRateHz: 8000, timeoutMs: 50 });
    assert.ok(!late.ok && late.code === 'timeout');
  });
});
