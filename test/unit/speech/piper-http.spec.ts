import assert from 'node:assert/strict';
import { encodeWav } from '../../../lib/speech/pcm-wav';
import { PiperHttp } from '../../../lib/speech/providers/piper-http';
import { FakeHttp } from '../../support/speech-fake-http';
import { voiceLike } from '../../support/speech-session-log';

describe('Piper over HTTP', () => {
  const server = new FakeHttp();
  let url = '';
  before(async () => (url = await server.listen()));
  after(() => server.close());
  beforeEach(() => server.requests.splice(0));
  const wav = encodeWav(voiceLike(1, 22_050), 22_050);

  it('speaks through /synthesize, resampled', async () => {
    server.answer = (_request, response) => response.end(wav);
    const piper = new PiperHttp({ baseUrl: url });
    for (const sampleRateHz of [8000, 16_000] as const) {
      const spoken = await piper.speak('Hello', 'en_US-amy-medium', { sampleRateHz });
      assert.ok(spoken.ok && Math.abs(spoken.samples.length - sampleRateHz) < 5);
    }
    assert.deepEqual(JSON.parse(server.requests[0]!.body.toString('utf8')), {
      text: 'Hello',
      voice: 'en_US-amy-medium',
    });
  });

  for (const status of [404, 405]) {
    it(`falls back to the path of older releases on ${status}, and stays there`, async () => {
      server.answer = ({ path }, response) => {
        if (path === '/') response.end(wav);
        else response.writeHead(status).end('<!doctype html>');
      };
      const piper = new PiperHttp({ baseUrl: `${url}/` });
      assert.ok((await piper.speak('One', null, { sampleRateHz: 8000 })).ok);
      assert.ok((await piper.speak('Two', null, { sampleRateHz: 8000 })).ok);
      assert.deepEqual(
        server.requests.map(({ path }) => path),
        ['/synthesize', '/', '/'],
      );
    });
  }

  it('understands a WAV whose sizes a stream could not know', async () => {
    const streamed = Buffer.from(wav);
    streamed.writeUInt32LE(0xffffffff, 4);
    streamed.writeUInt32LE(0xffffffff, 40);
    server.answer = (_request, response) => response.end(streamed);
    const spoken = await new PiperHttp({ baseUrl: url }).speak('Hi', null, { sampleRateHz: 16_000 });
    assert.ok(spoken.ok && spoken.samples.length > 15_000);
  });

  it('says what went wrong', async () => {
    const piper = new PiperHttp({ baseUrl: url });
    const code = async (timeoutMs?: number): Promise<string> => {
      const result = await piper.speak('Hi', null, { sampleRateHz: 8000, timeoutMs });
      return result.ok ? 'ok' : result.code;
    };
    server.answer = (_request, response) => response.writeHead(500).end('bad voice');
    assert.equal(await code(), 'fault');
    server.answer = (_request, response) => response.end('hello, I am no WAV');
    assert.equal(await code(), 'protocol');
    server.answer = (_request, response) => response.end(wav.subarray(0, 30));
    assert.equal(await code(), 'protocol');
    server.answer = () => undefined;
    assert.equal(await code(50), 'timeout');
    const nobody = await new PiperHttp({ baseUrl: 'http://127.0.0.1:9' }).speak('Hi', null, { sampleRateHz: 8000 });
    assert.ok(!nobody.ok && nobody.code === 'unreachable');
  });
});
