import assert from 'node:assert/strict';
import { bytesOf } from '../../../lib/speech/pcm-wav';
import { WyomingSpeechToText, WyomingTextToSpeech } from '../../../lib/speech/providers/wyoming';
import { FakeWyoming, wyoming } from '../../support/speech-fake-wyoming';
import { logSession, say, voiceLike } from '../../support/speech-session-log';
import type { SessionLog } from '../../support/speech-session-log';

describe('Wyoming speech to text', () => {
  const server = new FakeWyoming();
  let port = 0;
  before(async () => (port = await server.listen()));
  after(() => server.close());
  beforeEach(() => {
    server.events.splice(0);
    server.connections = 0;
  });

  async function transcribe(timeoutMs = 2000, times = 1): Promise<SessionLog> {
    const provider = new WyomingSpeechToText({ host: '127.0.0.1', port, timeoutMs });
    const log = logSession(await provider.open({ sampleRateHz: 8000, language: 'de-AT' }));
    for (let time = 0; time < times; time++) say(log.session, 5 + 10 * time, 1);
    await log.session.end();
    return log;
  }

  it('sends one utterance as 16 kHz and reads the transcript, bytes counted and not characters', async () => {
    server.answer = (event, socket) => {
      if (event.type !== 'audio-stop') return;
      const answer = wyoming('transcript', { text: ' Für Verkauf drücken Sie die Eins. ', language: 'de' });
      // A server may cut anywhere, even within a character.
      socket.write(answer.subarray(0, 90));
      setImmediate(() => socket.end(answer.subarray(90)));
    };
    const log = await transcribe();
    assert.deepEqual(log.finals(), ['Für Verkauf drücken Sie die Eins.']);
    const types = server.events.map(({ type }) => type);
    assert.deepEqual([...new Set(types)], ['transcribe', 'audio-start', 'audio-chunk', 'audio-stop']);
    assert.equal(server.events[0]!.data.language, 'de');
    const { rate, width, channels } = server.events[1]!.data;
    assert.deepEqual([rate, width, channels], [16_000, 2, 1]);
    const bytes = server.events.reduce((sum, { payload }) => sum + payload.length, 0);
    assert.equal(bytes, 16_000 * 2);
  });

  it('opens a connection for each utterance, because some servers close after one', async () => {
    server.answer = (event, socket) => {
      if (event.type === 'audio-stop') socket.end(wyoming('transcript', { text: 'yes please' }));
    };
    const log = await transcribe(2000, 3);
    assert.equal(server.connections, 3);
    assert.deepEqual(log.finals(), ['yes please', 'yes please', 'yes please']);
  });

  it('reads inline data, and passes over what it does not know', async () => {
    server.answer = (event, socket) => {
      if (event.type !== 'audio-stop') return;
      socket.write(wyoming('ping', { text: 'no' }));
      socket.write('{"type":"transcript","data":{"text":"inline"}}\n');
    };
    assert.deepEqual((await transcribe()).finals(), ['inline']);
  });

  it('joins the chunks of streaming servers', async () => {
    server.answer = (event, socket) => {
      if (event.type !== 'audio-stop') return;
      socket.write(wyoming('transcript-start', { language: 'en' }));
      socket.write(wyoming('transcript-chunk', { text: 'press ' }));
      socket.write(wyoming('transcript-chunk', { text: 'one' }));
      socket.write(wyoming('transcript', { text: 'press one' }));
      socket.write(wyoming('transcript-stop'));
    };
    const log = await transcribe();
    assert.deepEqual(log.partials(), ['press', 'press one']);
    assert.deepEqual(log.finals(), ['press one']);
  });

  const troubles: readonly [string, string, FakeWyoming['answer']][] = [
    ['an error event', 'fault', (_event, socket) => socket.write(wyoming('error', { text: 'CUDA', code: 'x' }))],
    ['a hang-up before the answer', 'disconnected', (_event, socket) => socket.end()],
    ['a reset', 'disconnected', (_event, socket) => socket.resetAndDestroy()],
    ['something else than the protocol', 'protocol', (_event, socket) => socket.write('HTTP/1.1 400 Bad Request\n\n')],
    ['a length that makes no sense', 'protocol', (_event, socket) => socket.write('{"type":"x","data_length":-4}\n')],
    [
      'a length too large to mean it',
      'protocol',
      (_event, socket) => socket.write('{"type":"x","payload_length":9e15}\n'),
    ],
    ['no answer at all', 'timeout', () => undefined],
  ];
  for (const [what, code, answer] of troubles) {
    it(`calls ${what} ${code}`, async () => {
      server.answer = answer;
      const log = await transcribe(150);
      assert.deepEqual(
        log.failures.map((failure) => failure.code),
        [code],
      );
    });
  }

  it('says when nobody listens', async () => {
    const provider = new WyomingSpeechToText({ host: '127.0.0.1', port: 9 });
    const log = logSession(await provider.open({ sampleRateHz: 8000 }));
    say(log.session, 0, 1);
    await log.session.end();
    assert.equal(log.failures[0]!.code, 'unreachable');
  });
});

describe('Wyoming text to speech', () => {
  const server = new FakeWyoming();
  let voice: WyomingTextToSpeech;
  before(async () => (voice = new WyomingTextToSpeech({ host: '127.0.0.1', port: await server.listen() })));
  after(() => server.close());

  it('reads the rate from the header and resamples', async () => {
    server.answer = (event, socket) => {
      assert.deepEqual(event.data, { text: 'Hello', voice: { name: 'en_US-amy' } });
      const format = { rate: 22_050, width: 2, channels: 1 };
      const audio = bytesOf(voiceLike(1, 22_050));
      socket.write(wyoming('audio-start', format));
      for (let at = 0; at < audio.length; at += 5000) {
        socket.write(wyoming('audio-chunk', format, audio.subarray(at, at + 5000)));
      }
      socket.write(wyoming('audio-stop'));
    };
    const spoken = await voice.speak('Hello', 'en_US-amy', { sampleRateHz: 8000 });
    assert.ok(spoken.ok);
    assert.ok(Math.abs(spoken.samples.length - 8000) < 5);
  });

  it('says what went wrong', async () => {
    const code = async (answer: FakeWyoming['answer']): Promise<string> => {
      server.answer = answer;
      const result = await voice.speak('Hi', null, { sampleRateHz: 8000, timeoutMs: 100 });
      return result.ok ? 'ok' : result.code;
    };
    assert.equal(await code((_event, socket) => socket.write(wyoming('audio-stop'))), 'protocol');
    assert.equal(
      await code((_event, socket) => socket.write(wyoming('error', { code: 'voice-not-found' }))),
      'model-missing',
    );
    assert.equal(await code((_event, socket) => socket.end()), 'disconnected');
    assert.equal(await code(() => undefined), 'timeout');
    assert.equal(
      await code((_event, socket) => socket.write(wyoming('audio-start', { rate: 16_000, width: 4 }))),
      'protocol',
    );
  });
});
