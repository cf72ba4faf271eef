import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type WebSocket from 'ws';
import { bytesOf, encodeWav, toRate } from '../../../lib/speech/pcm-wav';
import { OpenRequests } from '../../../lib/speech/providers/open-requests';
import { OpenAiRealtime } from '../../../lib/speech/providers/openai-realtime';
import { DeepgramLive } from '../../../lib/speech/providers/deepgram-live';
import { OpenAiSpeech, OpenAiTranscription } from '../../../lib/speech/providers/openai-rest';
import { PiperHttp } from '../../../lib/speech/providers/piper-http';
import { spokenPcm } from '../../../lib/speech/providers/spoken-reply';
import { WyomingSpeechToText, WyomingTextToSpeech } from '../../../lib/speech/providers/wyoming';
import type { SpeechToText, TextToSpeech } from '../../../lib/speech/speech.types';
import { WyomingReader } from '../../../lib/speech/wyoming-protocol';
import { closeSocket } from '../../../lib/speech/providers/close-socket';
import { ManualClock } from '../../support/manual-clock';
import { FakeHttp } from '../../support/speech-fake-http';
import { FakeWebSocket } from '../../support/speech-fake-websocket';
import { FakeWyoming, wyoming } from '../../support/speech-fake-wyoming';
import { logSession, say, until, voiceLike } from '../../support/speech-session-log';

/** CPU time this process spent, milliseconds: what a slow neighbour on the machine does not change. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A header of one's own over so much audio. */
function wavOf(bytes: number, header: { rate?: number; channels?: number; bits?: number; format?: number }): Buffer {
  const wav = encodeWav(new Int16Array(bytes / 2), header.rate ?? 16_000);
  if (header.format !== undefined) wav.writeUInt16LE(header.format, 20);
  if (header.channels !== undefined) wav.writeUInt16LE(header.channels, 22);
  if (header.bits !== undefined) wav.writeUInt16LE(header.bits, 34);
  return wav;
}

describe('replies that would stop Node-RED', function () {
  this.timeout(20_000);
  const http = new FakeHttp();
  const sockets = new FakeWebSocket();
  const house = new FakeWyoming();
  let [httpUrl, socketUrl, port] = ['', '', 0];
  before(async () => {
    httpUrl = await http.listen();
    socketUrl = await sockets.listen();
    port = await house.listen();
  });
  afterEach(() => sockets.reset());
  after(async () => {
    await http.close();
    await sockets.close();
    await house.close();
  });

  const speak = async (voice: TextToSpeech, timeoutMs = 5000): Promise<string> => {
    let code = '';
    const spent = await cpuMs(async () => {
      const result = await voice.speak('Hi', null, { sampleRateHz: 8000, timeoutMs });
      code = result.ok ? 'ok' : result.code;
    });
    assert.ok(spent < 1500, `${spent} ms of CPU`);
    return code;
  };
  const listen = async (provider: SpeechToText): Promise<string[]> => {
    const log = logSession(await provider.open({ sampleRateHz: 8000 }));
    const spent = await cpuMs(async () => {
      say(log.session, 0, 1);
      await log.session.end();
    });
    assert.ok(spent < 1500, `${spent} ms of CPU`);
    await provider.close();
    return log.failures.map(({ code }) => code);
  };

  describe('from voices', () => {
    const formats: readonly object[] = [
      { rate: 1, width: 2, channels: 1 },
      { rate: 7999 },
      { rate: 1e9 },
      { rate: 22_050.5 },
      { rate: '16000' },
      { channels: 65_535 },
      { channels: 0 },
    ];
    for (const format of formats) {
      it(`Wyoming: ${JSON.stringify(format)} in 4 kB is not the protocol`, async () => {
        house.answer = (_event, socket) => {
          socket.write(wyoming('audio-start', format));
          socket.write(wyoming('audio-chunk', format, Buffer.alloc(4000)));
          socket.write(wyoming('audio-stop'));
        };
        assert.equal(await speak(new WyomingTextToSpeech({ host: '127.0.0.1', port })), 'protocol');
      });
    }

    it('Wyoming: audio without end is given up', async () => {
      const chunk = wyoming('audio-chunk', { rate: 16_000, width: 2, channels: 1 }, Buffer.alloc(64_000));
      house.answer = (_event, socket) => {
        const pour = (): void => {
          while (!socket.destroyed && socket.write(chunk));
        };
        socket.on('drain', pour);
        pour();
      };
      assert.equal(await speak(new WyomingTextToSpeech({ host: '127.0.0.1', port })), 'protocol');
    });

    const wavs: readonly [string, Buffer][] = [
      ['at 1000 Hz', wavOf(4_000_000, { rate: 1000 })],
      ['at 2 GHz', wavOf(4000, { rate: 2e9 })],
      ['of a quarter of an hour', wavOf(15 * 60 * 16_000, { rate: 8000 })],
      ['of 65535 channels', wavOf(4000, { channels: 65_535 })],
      ['of no channel', wavOf(4000, { channels: 0 })],
      ['of 0 bits', wavOf(4000, { bits: 0 })],
      ['in a format nobody knows', wavOf(4000, { format: 85 })],
    ];
    for (const [what, wav] of wavs) {
      it(`a WAV ${what} is not the protocol`, async () => {
        http.answer = (_request, response) => response.end(wav);
        assert.equal(await speak(new PiperHttp({ baseUrl: httpUrl })), 'protocol');
        assert.equal(await speak(new OpenAiSpeech({ baseUrl: httpUrl })), 'protocol');
      });
    }

    it('a body without end is given up', async () => {
      http.answer = (_request, response) => {
        const pour = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(256_000)));
        };
        response.on('drain', pour);
        pour();
      };
      assert.equal(await speak(new PiperHttp({ baseUrl: httpUrl })), 'protocol');
      assert.equal(await speak(new OpenAiSpeech({ baseUrl: httpUrl })), 'protocol');
    });

    it('other encodings than 16-bit PCM are still heard', async () => {
      const encodings = [
        { format: 1, bits: 8 },
        { format: 1, bits: 24 },
        { format: 1, bits: 32 },
        { format: 3, bits: 32 },
        { format: 6, bits: 8 },
        { format: 7, bits: 8 },
        { channels: 2 },
      ];
      for (const header of encodings) {
        http.answer = (_request, response) => response.end(wavOf(48_000, header));
        assert.equal(await speak(new PiperHttp({ baseUrl: httpUrl })), 'ok', JSON.stringify(header));
      }
    });

    it('converting takes no longer than is allowed', async () => {
      const cut = new AbortController();
      const converting = spokenPcm({ samples: new Int16Array(100 * 22_050), rateHz: 22_050 }, 8000, cut.signal);
      setImmediate(() => cut.abort());
      await assert.rejects(converting, { name: 'AbortError' });
    });

    for (const [fromHz, toHz] of [
      [22_050, 8000],
      [24_000, 16_000],
      [48_000, 8000],
      [8000, 16_000],
      [11_025, 16_000],
      [15_999, 8000],
    ] as const) {
      it(`${fromHz} Hz becomes ${toHz} Hz in slices as it would at once, and others have their turn`, async () => {
        const samples = voiceLike(9, fromHz);
        let turns = 0;
        const count = setInterval(() => turns++, 0);
        const sliced = await spokenPcm({ samples, rateHz: fromHz }, toHz, new AbortController().signal);
        clearInterval(count);
        const whole = toRate(samples, fromHz, toHz);
        assert.ok(turns >= 3, `${turns} turns`);
        assert.ok(Math.abs(sliced.length - whole.length) <= 1);
        const last = Math.min(sliced.length, whole.length) - 1;
        let worst = 0;
        for (let index = 0; index < last; index++) worst = Math.max(worst, Math.abs(sliced[index]! - whole[index]!));
        assert.ok(worst <= 8, `differs by ${worst}`);
      });
    }
  });

  describe('from recognisers', () => {
    const long = 'press one '.repeat(2000);

    it('a text nobody can have said is not believed', async () => {
      http.answer = (_request, response) => response.end(JSON.stringify({ text: long }));
      assert.deepEqual(await listen(new OpenAiTranscription({ baseUrl: httpUrl })), ['protocol']);
      house.answer = (event, socket) => {
        if (event.type === 'audio-stop') socket.write(wyoming('transcript', { text: long }));
      };
      assert.deepEqual(await listen(new WyomingSpeechToText({ host: '127.0.0.1', port })), ['protocol']);
    });

    it('a stream of words without end is given up', async () => {
      http.answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const event = 'data: {"type":"transcript.text.delta","delta":"press one "}\n\n'.repeat(200);
        const pour = (): void => {
          while (!response.destroyed && response.write(event));
        };
        response.on('drain', pour);
        pour();
      };
      assert.deepEqual(await listen(new OpenAiTranscription({ baseUrl: httpUrl, stream: true })), ['protocol']);
      house.answer = (event, socket) => {
        if (event.type !== 'audio-stop') return;
        const chunk = wyoming('transcript-chunk', { text: 'press one ' });
        const pour = (): void => {
          while (!socket.destroyed && socket.write(chunk));
        };
        socket.on('drain', pour);
        pour();
      };
      assert.deepEqual(await listen(new WyomingSpeechToText({ host: '127.0.0.1', port })), ['protocol']);
    });

    it('a line without end is given up', async () => {
      http.answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`data: ${'x'.repeat(500_000)}`);
      };
      assert.deepEqual(await listen(new OpenAiTranscription({ baseUrl: httpUrl, stream: true })), ['protocol']);
      house.answer = (_event, socket) => socket.write('x'.repeat(500_000));
      assert.deepEqual(await listen(new WyomingSpeechToText({ host: '127.0.0.1', port })), ['protocol']);
    });

    it('Wyoming: a large event in packets of one byte costs no more than its bytes', async () => {
      const bytes = wyoming('audio-chunk', { rate: 16_000 }, Buffer.alloc(200_000));
      const spent = await cpuMs(async () => {
        const reader = new WyomingReader();
        let events = 0;
        for (let at = 0; at < bytes.length; at++) events += reader.push(bytes.subarray(at, at + 1)).length;
        assert.equal(events, 1);
      });
      assert.ok(spent < 1000, `${spent} ms of CPU`);
    });

    it('realtime: deltas without end end the utterance', async () => {
      sockets.onConnect = (client) => client.send({ type: 'session.created' });
      sockets.onText = (message, client) => {
        if (message.type === 'session.update') client.send({ type: 'session.updated' });
        if (message.type !== 'input_audio_buffer.commit') return;
        client.send({ type: 'input_audio_buffer.committed', item_id: 'a' });
        for (let count = 0; count < 1000; count++) {
          const type = 'conversation.item.input_audio_transcription.delta';
          client.send({ type, item_id: 'a', delta: 'press one '.repeat(10) });
        }
      };
      assert.deepEqual(await listen(new OpenAiRealtime({ baseUrl: socketUrl })), ['protocol']);
    });

    it('realtime: a final nobody can have said is not believed', async () => {
      sockets.onConnect = (client) => client.send({ type: 'session.created' });
      sockets.onText = (message, client) => {
        if (message.type === 'session.update') client.send({ type: 'session.updated' });
        if (message.type !== 'input_audio_buffer.commit') return;
        client.send({ type: 'input_audio_buffer.committed', item_id: 'a' });
        const type = 'conversation.item.input_audio_transcription.completed';
        client.send({ type, item_id: 'a', transcript: long });
      };
      assert.deepEqual(await listen(new OpenAiRealtime({ baseUrl: socketUrl })), ['protocol']);
    });

    it('Deepgram: results without end end the session', async () => {
      sockets.onText = (message, client) => {
        if (message.type !== 'Finalize') return;
        for (let count = 0; count < 1000; count++) {
          const alternatives = [{ transcript: 'press one '.repeat(10), confidence: 1, words: [] }];
          client.send({ type: 'Results', start: 0, duration: 0, is_final: true, channel: { alternatives } });
        }
      };
      const log = logSession(await new DeepgramLive({ apiKey: 'k', baseUrl: socketUrl }).open({ sampleRateHz: 8000 }));
      say(log.session, 0, 1);
      await until(() => log.failures.length === 2);
      assert.equal(log.failures[0]!.code, 'protocol');
      await log.session.end();
    });

    for (const name of ['realtime', 'Deepgram'] as const) {
      it(`${name}: a flood of messages ends the session`, async () => {
        sockets.onConnect = (client) => client.send({ type: 'session.created' });
        const flood = JSON.stringify({ type: 'ping', x: 'x'.repeat(1000) });
        sockets.onText = (message, client) => {
          if (message.type === 'session.update') client.send({ type: 'session.updated' });
          if (message.type !== 'Finalize' && message.type !== 'input_audio_buffer.commit') return;
          for (let count = 0; count < 20_000; count++) client.send(flood);
        };
        const provider: SpeechToText =
          name === 'realtime'
            ? new OpenAiRealtime({ baseUrl: socketUrl })
            : new DeepgramLive({ apiKey: 'k', baseUrl: socketUrl });
        const log = logSession(await provider.open({ sampleRateHz: 8000 }));
        say(log.session, 0, 1);
        await until(() => log.failures.length === 2);
        assert.equal(log.failures[1]!.code, 'protocol');
        await log.session.end();
      });
    }
  });

  describe('after closing', () => {
    it('nobody is connected to any more by a handshake that was under way', async () => {
      sockets.silent = true;
      const providers = [
        new OpenAiRealtime({ baseUrl: socketUrl }),
        new DeepgramLive({ apiKey: 'k', baseUrl: socketUrl }),
      ];
      for (const provider of providers) {
        const opening = provider.open({ sampleRateHz: 8000 });
        await new Promise((resolve) => setTimeout(resolve, 20));
        await provider.close();
        const opened = await opening;
        assert.ok(!opened.ok && opened.code === 'closed', provider.name);
      }
    });

    it('a server that never says goodbye is left after two seconds, and one that does at once', async () => {
      const clock = new ManualClock();
      for (const answers of [false, true]) {
        const emitter = new EventEmitter();
        const done: string[] = [];
        const socket = Object.assign(emitter, {
          close: () => {
            done.push('close');
            if (answers) emitter.emit('close');
          },
          terminate: () => done.push('terminate'),
        });
        closeSocket(socket as unknown as WebSocket, clock);
        await clock.advance(2000);
        assert.deepEqual(done, answers ? ['close'] : ['close', 'terminate']);
      }
    });

    it('nothing is waited for that does not mind its signal', async () => {
      const requests = new OpenRequests();
      const never = (): Promise<never> => new Promise(() => undefined);
      await assert.rejects(requests.run(10, never), { name: 'TimeoutError' });
      const running = requests.run(60_000, never);
      requests.close();
      await assert.rejects(running, { name: 'AbortError' });
    });

    it('a voice that was asked is not waited for', async () => {
      http.answer = () => undefined;
      house.answer = () => undefined;
      const voices = [
        new PiperHttp({ baseUrl: httpUrl }),
        new OpenAiSpeech({ baseUrl: httpUrl }),
        new WyomingTextToSpeech({ host: '127.0.0.1', port }),
      ];
      for (const voice of voices) {
        const speaking = voice.speak('Hi', null, { sampleRateHz: 8000 });
        await new Promise((resolve) => setTimeout(resolve, 20));
        await voice.close();
        const spoken = await speaking;
        assert.ok(!spoken.ok && spoken.code === 'closed', voice.name);
      }
    });
  });

  it('what is sent as samples comes back as they were', () => {
    const samples = voiceLike(0.1);
    assert.deepEqual([...new Int16Array(new Uint8Array(bytesOf(samples)).buffer)], [...samples]);
  });
});
